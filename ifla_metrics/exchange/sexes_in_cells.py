"""Numbers of women and of men that stand in one cell: “F: 12, M: 8”, “20 (12 women)”."""

from __future__ import annotations

import re

from ifla_metrics.errors import n_
from ifla_metrics.exchange.amount_words import BY_WORDS, PEOPLE, plain_signs
from ifla_metrics.exchange.columns import ACTIVITY
from ifla_metrics.exchange.faults import Fault, because
from ifla_metrics.exchange.sheets import Cell
from ifla_metrics.exchange.tables import Table

SPREAD = because(n_("Numbers of women and of men were read from one cell."))
_WOMEN = "f|w|women|woman|females?|femmes?|mujer(?:es)?|mulher(?:es)?|frau(?:en)?|ж|жен|женщин"
_MEN = "m|h|men|man|males?|hommes?|hombres?|homens?|mann|manner|м|муж|мужчин"
_SEX = rf"(?P<sex>{_WOMEN}|{_MEN})"
_ITEMS = (
    re.compile(rf"(?P<n>\d{{1,6}})\s*\(?\s*{_SEX}(?![^\W\d_])\.?\s*\)?"),
    re.compile(rf"(?<![^\W\d_]){_SEX}\.?\s*[:=]?\s*\(?\s*(?P<n>\d{{1,6}})(?!\d)\s*\)?"),
)
_BETWEEN = re.compile(
    r"[\s,;/+&()=:.-]+|\b(?:and|et|y|e|und|и|dont|of whom|of which|including|incl|davon"
    r"|de las cuales|de ellos|de ellas|das quais|из них|в т ч|total|in total|au total"
    r"|all|whom|which|with)\b"
)
_LONGEST = 80
Numbers = tuple[int | None, int | None, int | None]
"""All, women, men; None: not said."""


def spread_sexes(table: Table) -> None:
    """Put the women and men of the column of participants into columns of their own.

    Only where the table has none of them; a cell that can be read in two ways stays as it is.
    """
    cells = table.cells.get("participants")
    if table.header.format.record != ACTIVITY or cells is None:
        return
    if {"women", "men"} & table.header.columns.keys():
        return
    found = {cell: numbers for cell in set(cells) if (numbers := sexes_in(cell)) is not None}
    if not found:
        return
    read = [found.get(cell, (cell, None, None)) for cell in cells]
    for place, key in enumerate(("participants", "women", "men")):
        table.cells[key] = [numbers[place] for numbers in read]
    first = next(i for i, cell in enumerate(cells) if cell in found)
    at = table.place(table.numbers[first], "participants")
    table.notices.append(Fault(at, str(cells[first])[:_LONGEST], SPREAD))


def sexes_in(cell: Cell) -> Numbers | None:
    """Return all, women and men of a cell; None where it does not say two of them in one way."""
    if not isinstance(cell, str) or len(cell) > _LONGEST:
        return None
    text = plain_signs(cell)
    if not BY_WORDS.search(text):
        return None
    ways = {numbers for item in _ITEMS if (numbers := _read(text, item)) is not None}
    return ways.pop() if len(ways) == 1 else None


def _read(text: str, item: re.Pattern[str]) -> Numbers | None:
    said = [(found["sex"], int(found["n"])) for found in item.finditer(text)]
    rest = PEOPLE.sub("", _BETWEEN.sub(" ", item.sub(" ", text)).strip()).strip()
    if not said or (rest and not re.fullmatch(r"\d{1,6}", rest)):
        return None
    words = {sex for sex, _ in said}
    of_women = re.compile(_WOMEN + ("|m" if {"m", "h"} <= words else ""))  # Hombres, mujeres.
    women = [n for sex, n in said if of_women.fullmatch(sex)]
    men = [n for sex, n in said if not of_women.fullmatch(sex)]
    if len(women) > 1 or len(men) > 1 or words in ({"m"}, {"h"}) or len(said) + bool(rest) < 2:
        return None
    total = int(rest) if rest else None
    if total is not None and total < sum((*women, *men)):
        return None
    return total, women[0] if women else None, men[0] if men else None
