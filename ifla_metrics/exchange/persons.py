"""Lists of persons: their rows are people to be counted, and no activities."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ifla_metrics.errors import n_
from ifla_metrics.exchange.column_words import SYNONYMS
from ifla_metrics.exchange.faults import Fault, Place, because
from ifla_metrics.exchange.header_shapes import header_key
from ifla_metrics.exchange.rows_aside import is_empty
from ifla_metrics.exchange.sheets import Cell
from ifla_metrics.exchange.tables import Table
from ifla_metrics.imports.columns import ACTIVITY, TITLES
from ifla_metrics.text import folded

A_PERSON = because(
    n_(
        "Each row seems to be a person here. Count them: one row for each activity, with numbers of"
        " participants, women and men."
    )
)
_SEX = frozenset(
    header_key(word)
    for word in (
        TITLES["gender"],
        *SYNONYMS["gender"],
        "m/f",
        "f/m",
        "h/f",
        "пол",
        "性别",
        "الجنس",
    )
)
_OF_ONE = re.compile(
    r"f|m|h|w|woman|man|women|men|female|male|femme|homme|mujer|hombre|frau|mann|weiblich|mannlich"
    r"|mr|mrs|ms|ж|м|женский|мужской|женщина|мужчина|女|男|ذكر|انثى"
)
_NO_PARTICIPANT = re.compile(
    r"contact|organi|trainer|speaker|formateur|respons|submitt|report|your|votre|coordinat"
    r"|in charge|focal|author|prepared|entered|filled|facilitat|animat|presenter|moderat|direct"
    r"|encargad|librar|bibliot|institut|school|venue|place|town|city|project"
)
"""Words in the name of a column about somebody, or something, that did not come to take part."""
_ADDRESS = re.compile(
    r"mail|courriel|correo|phone|mobile|\btel|handy|whatsapp|skype|fax|address|adresse|direccion"
    r"|почта|телефон"
)
"""Words for how to reach somebody: of an activity as of a person."""
_OF_A_PERSON = re.compile(
    r"first|last|family|given|surname|forename|prenom|apellido|vorname|nachname|nom de famille"
    r"|participant|attendee|имя|фамилия"
)
"""Words in the name of a column that no activity has: the country beside it is the person's."""
_SEVERAL_NAMES = re.compile(r"\S\s*[;\n/]\s*\S|,.*,.*,|\s(?:and|et|und|и|و|&)\s", re.I)
"""What stands between several names, and not within one: “Doe, Jane, PhD”, “Ruiz y Soto”."""
_COUNTS = ("participants", "women", "men", "other")


def refuse_persons(table: Table) -> None:
    """Refuse the rows of a table of activities that are persons who took part in one.

    They have a column that names a person; and each a sex, or a one for having been there, or
    several of them one activity, day and country, and none a number of people. A list of several
    names in each row is one of an activity, unless sexes or ones say otherwise.
    """
    header = table.header
    if header.format.record != ACTIVITY or "id" in header.columns:
        return
    names = {
        name: n.place
        for n in header.personal
        if not _NO_PARTICIPANT.search(name := folded(n.header)) and not _ADDRESS.search(name)
    }
    if not names:
        return
    if any(key in header.columns for key in _COUNTS):
        wrong = table.numbers if _are_ones(table) else []
    elif any(_are_sexes(table, n.place) for n, _ in header.unknown if header_key(n.header) in _SEX):
        wrong = table.numbers
    else:
        names = {name: n for name, n in names.items() if not _holds_lists(table, n)}
        if not names:
            return
        keys = ["title", "started_on"]
        if not any(_OF_A_PERSON.search(name) for name in names):
            keys.append("countries")
        empty = (None,) * len(table.numbers)
        said = list(zip(*(table.cells.get(key, empty) for key in keys), strict=True))
        times = Counter(said)
        wrong = [n for n, one in zip(table.numbers, said, strict=True) if times[one] > 1]
        if 2 * len(wrong) > len(said):  # The rows that are left are persons of a sort as well.
            wrong = table.numbers
    for number in wrong:
        fault = Fault(Place(table.sheet.name, number), "", A_PERSON)
        table.faults.setdefault(number, []).append(fault)


def _are_ones(table: Table) -> bool:
    """Say whether no row of several counts more than one person, and some count one."""
    empty: Sequence[Cell] = (None,) * len(table.numbers)
    columns = [table.cells.get(key, empty) for key in _COUNTS]
    highest = 0
    for everybody, *parts in zip(*columns, strict=True):
        read = [0 if is_empty(c) else _ONES.get(str(c).strip(), _SEVERAL) for c in parts]
        whole = 0 if is_empty(everybody) else _ONES.get(str(everybody).strip(), _SEVERAL)
        highest = max(highest, whole, sum(read))
    return len(table.numbers) > 1 and highest == 1


_SEVERAL = 9
_ONES = {"0": 0, "0.0": 0, "1": 1, "1.0": 1}


def _holds_lists(table: Table, place: int) -> bool:
    """Say whether most cells of a column name several persons: it is told and dropped as it is."""
    rows: Sequence[Sequence[Cell]] = [table.sheet.rows[number - 1] for number in table.numbers]
    filled = [row[place] for row in rows if place < len(row) and not is_empty(row[place])]
    lists = sum(isinstance(cell, str) and bool(_SEVERAL_NAMES.search(cell)) for cell in filled)
    return lists * 2 > len(filled)


def _are_sexes(table: Table, place: int) -> bool:
    rows: Sequence[Sequence[Cell]] = [table.sheet.rows[number - 1] for number in table.numbers]
    filled = [row[place] for row in rows if place < len(row) and not is_empty(row[place])]
    return bool(filled) and all(_OF_ONE.fullmatch(folded(str(c)).strip(" .")) for c in filled)
