"""Lists of persons: their rows are people to be counted, and no activities."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ifla_metrics.errors import n_
from ifla_metrics.exchange.column_words import SYNONYMS, TITLES
from ifla_metrics.exchange.columns import ACTIVITY
from ifla_metrics.exchange.faults import Fault, Place, because
from ifla_metrics.exchange.header_shapes import header_key
from ifla_metrics.exchange.rows_aside import is_empty
from ifla_metrics.exchange.sheets import Cell
from ifla_metrics.exchange.tables import Table
from ifla_metrics.text import folded

A_PERSON = because(
    n_("Each row seems to be a person here. Count them: one row for each activity, with numbers of"
       " participants, women and men.")
)
_SEX = frozenset(
    header_key(word)
    for word in (
        TITLES["gender"], *SYNONYMS["gender"], "m/f", "f/m", "h/f", "пол", "性别", "الجنس",
    )
)  # fmt: skip
_OF_ONE = re.compile(
    r"f|m|h|w|woman|man|women|men|female|male|femme|homme|mujer|hombre|frau|mann|weiblich|mannlich"
    r"|mr|mrs|ms|ж|м|женский|мужской|женщина|мужчина|女|男|ذكر|انثى"
)
_NO_PARTICIPANT = re.compile(
    r"contact|organi|trainer|speaker|formateur|responsable|submitt|report|your|votre"
)
_COUNTS = ("participants", "women", "men", "other")


def refuse_persons(table: Table) -> None:
    """Refuse the rows of a table of activities that are persons who took part in one.

    They have a column about persons and none that counts them; and a sex each, or several of them
    one activity and one day.
    """
    header = table.header
    if header.format.record != ACTIVITY or any(key in header.columns for key in _COUNTS):
        return
    if not any(not _NO_PARTICIPANT.search(folded(n.header)) for n in header.personal):
        return
    sexes = [n.place for n, _ in header.unknown if header_key(n.header) in _SEX]
    if any(_are_sexes(table, place) for place in sexes):
        wrong = table.numbers
    else:
        said = list(zip(*(table.cells.get(k, ()) for k in ("title", "started_on")), strict=False))
        times = Counter(said)
        wrong = [n for n, one in zip(table.numbers, said, strict=False) if times[one] > 1]
    for number in wrong:
        fault = Fault(Place(table.sheet.name, number), "", A_PERSON)
        table.faults.setdefault(number, []).append(fault)


def _are_sexes(table: Table, place: int) -> bool:
    rows: Sequence[Sequence[Cell]] = [table.sheet.rows[number - 1] for number in table.numbers]
    filled = [row[place] for row in rows if place < len(row) and not is_empty(row[place])]
    return bool(filled) and all(_OF_ONE.fullmatch(folded(str(c)).strip(" .")) for c in filled)
