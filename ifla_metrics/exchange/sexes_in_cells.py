"""Numbers of women and of men that stand in one cell: “F: 12, M: 8”, “20 (12 women)”."""

from __future__ import annotations

import re

from ifla_metrics.errors import n_
from ifla_metrics.exchange.amount_words import BY_WORDS, PEOPLE, plain_signs
from ifla_metrics.exchange.faults import Fault, Place, because
from ifla_metrics.exchange.sheets import Cell
from ifla_metrics.exchange.tables import Table
from ifla_metrics.imports.columns import ACTIVITY

SPREAD = n_(
    "Column {column} ({name}): numbers of women and of men were read from its cells."
    " Number of rows: {count}."
)
_WOMEN = "f|w|women|woman|females?|femmes?|mujer(?:es)?|mulher(?:es)?|frau(?:en)?|ж|жен|женщин"
_MEN = "m|h|men|man|males?|hommes?|hombres?|homens?|mann|manner|м|муж|мужчин"
_SEX = rf"(?P<sex>{_WOMEN}|{_MEN})"
_ITEMS = (
    re.compile(rf"(?<!\d)(?P<n>\d{{1,6}})\s*\(?\s*{_SEX}(?![^\W\d_])\.?\s*\)?"),
    re.compile(rf"(?<![^\W\d_]){_SEX}\.?\s*[:=]?\s*\(?\s*(?P<n>\d{{1,6}})(?!\d)\s*\)?"),
)
_LETTER = re.compile(r"(?<![^\W\d_])[fwmhFWMHжмЖМ](?![^\W\d_])")
_WRITTEN_OUT = re.compile(rf"(?<![^\W\d_])(?!.\b)(?:{_WOMEN}|{_MEN})(?![^\W\d_])")
_BETWEEN = re.compile(
    r"[\s,;/+&()=:.-]+|\b(?:and|et|y|e|und|и|dont|of whom|of which|including|incl|davon"
    r"|de las cuales|de ellos|de ellas|das quais|из них|в т ч|total|in total|au total"
    r"|all|whom|which|with)\b"
)
_NO_NUMBER = re.compile(r"^-\s*\d|\d[.,' ]+\d")
"""Below 0; or two numbers, or one of thousands or with decimals, without a word between them."""
_JOINED = re.compile(r"[+&/-]|\b(?:and|et|y|e|und|и)\b")
"""What stands between numbers that are parts of one: “15 + 12 women” are not 15 in all."""
_YEARS = range(1900, 2101)
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
    named = table.header.columns["participants"]
    count = sum(cell in found for cell in cells)
    reason = because(SPREAD, column=named.letters, name=named.header, count=count)
    table.notices.append(Fault(Place(table.sheet.name, 0), "", reason))


def sexes_in(cell: Cell) -> Numbers | None:
    """Return all, women and men of a cell; None where it does not say two of them in one way."""
    if not isinstance(cell, str) or len(cell) > _LONGEST:
        return None
    text = plain_signs(cell)
    if not BY_WORDS.search(text) or _NO_NUMBER.search(text) or not _in_one_manner(cell):
        return None
    ways = {numbers for item in _ITEMS if (numbers := _read(text, item)) is not None}
    return ways.pop() if len(ways) == 1 else None


def _in_one_manner(typed: str) -> bool:
    """Say whether sexes are all words or all letters of one size: in “12 women, 3 h” h are hours.

    H beside W is none either: the one is French, the other English.
    """
    letters = set(_LETTER.findall(typed))
    small = {letter.casefold() for letter in letters}
    if not letters:
        return True
    return (
        len({letter.isupper() for letter in letters}) == 1
        and not small >= {"w", "h"}
        and not _WRITTEN_OUT.search(plain_signs(typed))
    )


def _read(text: str, item: re.Pattern[str]) -> Numbers | None:
    said = [(found["sex"], int(found["n"])) for found in item.finditer(text)]
    marked = item.sub("§", text)
    rest = PEOPLE.sub("", _BETWEEN.sub(" ", marked.replace("§", " ")).strip()).strip()
    if not said or (rest and not re.fullmatch(r"\d{1,6}", rest)):
        return None
    words = {sex for sex, _ in said}
    of_women = re.compile(_WOMEN + ("|m" if {"m", "h"} <= words else ""))  # Hombres, mujeres.
    women = [n for sex, n in said if of_women.fullmatch(sex)]
    men = [n for sex, n in said if not of_women.fullmatch(sex)]
    if len(women) > 1 or len(men) > 1 or words in ({"m"}, {"h"}) or len(said) + bool(rest) < 2:
        return None
    if rest and not _is_total(int(rest), marked, [*women, *men]):
        return None
    return int(rest) if rest else None, women[0] if women else None, men[0] if men else None


def _is_total(number: int, marked: str, parts: list[int]) -> bool:
    """Say whether a number beside women and men is all of them; `marked` has § where they stood."""
    before, after = re.split(r"\d+", marked, maxsplit=1)
    beside = before.rpartition("§")[2], after.partition("§")[0]
    if any(_JOINED.search(text) for text in beside) or number in _YEARS:
        return False
    return number == sum(parts) if len(parts) > 1 else number >= sum(parts)
