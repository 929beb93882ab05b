"""The cells of our own workbook: what the column says that they hold, as a value or a fault."""

from __future__ import annotations

import re
from typing import Any

from ifla_metrics.errors import n_
from ifla_metrics.imports.cells import Context, parse, shown
from ifla_metrics.imports.columns import Column
from ifla_metrics.imports.fields import Field
from ifla_metrics.imports.known import Known
from ifla_metrics.imports.merge import MAIN
from ifla_metrics.imports.read import Value
from ifla_metrics.imports.rows import Fault
from ifla_metrics.models.columns import WHOLE_WEIGHT
from ifla_metrics.models.drafts import equal_weights
from ifla_metrics.text import clean, clean_line

_KINDS = {"day": "date", "country": "countries"}
"""What `cells` calls a kind of column, where it differs."""
_WEIGHT = re.compile(r"(?P<code>.+?)\s+(?P<percent>\d+(?:[.,]\d+)?)\s*%?")

_THOUSAND = n_(
    "This may be more than a thousand, or a number with decimals."
    " Format the cell as a number, or write it without a mark: 1234."
)

CodeOf = tuple[str, str]
"""(strategy, code)."""


def parse_cell(column: Column, value: Value, known: Known, framework: str, *, is_new: bool) -> Any:
    """Return the value of a filled cell by the kind of its column.

    Outcomes and main directions are (strategy, code), directions weights by it.

    Args:
        column: The column.
        value: What stands in the cell.
        known: The codes that exist.
        framework: The strategy of the row, where a code names none.
        is_new: Whether the row is a new entry: letters that look damaged are judged there alone.

    Raises:
        Fault: It cannot be taken as it stands.
    """
    match column.kind:
        case "id":
            return clean_line(shown(value))
        case "version":
            return _version(value)
        case "number":
            return _number(value)
        case "text" | "prose":
            return _text(value, column, known, is_new=is_new)
        case "weights":
            return _weights(value, column, known, framework)
        case "codes" if column.key in ("outcomes", MAIN):
            return [
                (own, _parse(word, column, "code", known, own))
                for own, word in _by_framework(value, known, framework)
            ]
        case "code" if column.open:
            word = clean_line(shown(value))
            return known.find(column.codes, word) or word
        case "country":
            codes = _parse(value, column, "countries", known, framework)
            if len(codes) > 1:
                raise Fault("several_countries", n_("Only one country can stand here."))
            return codes[0] if codes else ""
    return _parse(value, column, _KINDS.get(column.kind, column.kind), known, framework)


def _parse(value: Value, column: Column, kind: str, known: Known, framework: str) -> Any:
    listed = Field(column.key, kind, column.codes, column.required, frozenset(), frozenset())
    return parse(value, listed, Context(known, framework=framework))


def _text(value: Value, column: Column, known: Known, *, is_new: bool) -> str:
    try:
        return str(_parse(value, column, column.kind, known, ""))
    except Fault as fault:
        if is_new or fault.code != "damaged_letters":
            raise
        return clean(shown(value)) if column.kind == "prose" else clean_line(shown(value))


def _version(value: Value) -> int:
    text = clean_line(shown(value))
    if not text.isdecimal() or len(text) > 9:
        text = n_("This is no version: leave the hidden columns as they are.")
        raise Fault("not_a_version", text)
    return int(text)


def _number(value: Value) -> float:
    """Return a number; “1,234” may be a thousand or not, and is not guessed."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    text = clean_line(shown(value)).removesuffix("%").strip()
    if re.fullmatch(r"-?[1-9]\d{0,2}[.,]\d{3}", text):
        raise Fault("ambiguous_number", _THOUSAND)
    if not re.fullmatch(r"-?\d{1,15}(?:[.,]\d{1,15})?", text):
        raise Fault("not_a_number", n_("This is no number."))
    return float(text.replace(",", "."))


def _by_framework(value: Value, known: Known, framework: str) -> list[tuple[str, str]]:
    """Return the parts of a cell, each with the strategy that it names (“2016-2021:4.4”) or not."""
    found = []
    for part in re.split(r"[;\n]", clean(shown(value))):
        own, mark, word = part.partition(":")
        if mark and own.strip() in known.frameworks:
            found.append((own.strip(), clean_line(word)))
        elif part.strip():
            found.append((framework, clean_line(part)))
    return found


def _weights(value: Value, column: Column, known: Known, framework: str) -> dict[CodeOf, int]:
    """Return the weights of directions in 1200ths; equal ones where none is given."""
    given: dict[CodeOf, int] = {}
    for own, word in _by_framework(value, known, framework):
        weighed = None if known.find(column.codes, word, own) else _WEIGHT.fullmatch(word)
        code = _parse(weighed["code"] if weighed else word, column, "code", known, own)
        if (own, code) in given:
            text = n_("Direction {direction} stands twice.")
            raise Fault("direction_twice", text, direction=code)
        percent = float(weighed["percent"].replace(",", ".")) if weighed else 0
        given[own, code] = round(percent * WHOLE_WEIGHT / 100)
    for own in {own for own, _ in given}:
        weights = [code for of, code in given if of == own]
        if not any(given[own, code] for code in weights):
            given |= {(own, code): weight for code, weight in equal_weights(weights).items()}
    if not all(given.values()):
        text = n_("The weights of the directions must be given for all and sum to 100 %.")
        raise Fault("weights", text)
    return given
