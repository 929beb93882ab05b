"""What a cell of each kind of column means: a value, a refusal with its reason, or a doubt."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ifla_metrics.errors import n_
from ifla_metrics.exchange.amounts import Amount, AskedAmount, AskedNumber, read_count, read_number
from ifla_metrics.exchange.columns import Column
from ifla_metrics.exchange.days import AskedDays, Days, read_days
from ifla_metrics.exchange.faults import Choice, Reason, Refused, because
from ifla_metrics.exchange.known import Known
from ifla_metrics.exchange.places import Asked, Found, find_country
from ifla_metrics.exchange.shares import TWICE, weighted, weights_of
from ifla_metrics.exchange.sheets import Cell
from ifla_metrics.i18n import Translate
from ifla_metrics.models.drafts import AlignmentDraft, ContributionDraft
from ifla_metrics.text import clean, clean_line

ERRORS = frozenset(
    {"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
)
AN_ERROR = because(n_("This is an error of the spreadsheet, not a value."))
LOST = because(n_("Letters of this text were lost when the file was saved."))
GARBLED = because(n_("The letters look garbled, as when a file is read in another encoding."))
NOT_A_TEXT = because(n_("This is a date or a time where text is expected."))
NO_LIST = because(n_("No strategy is chosen, so that its codes are not known."))
NOT_KNOWN = because(n_("This is not one of the known values."))
NO_COUNTRY = because(n_("No country has this name or code."))
ONE_COUNTRY = because(n_("Only one country can stand here."))
NO_VERSION = because(n_("This is not the number of a version."))
NO_DETAILS = because(n_("Write details as name=value, with a semicolon between them."))
TOO_LONG = n_("The text has {count} characters; {limit} are kept at most.")
TOO_SHORT = n_("The text has {count} characters; {limit} are needed at least.")
_AFTER_C3 = "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
_GARBLED = re.compile(
    f"[ÃÂ][{_AFTER_C3}\u2013-\u2026\u2030\u2039\u203a\u20ac\u2122]|â€|(?:[ÐØ][\u0080-\u00bf].?){2}"
)
_MARKS = (re.compile(r"\s*[,/]\s*"), re.compile(r"\s*(?:,|/|&|\+|\band\b|\bet\b|\bund\b|\by\b)\s*"))
_SEPARATORS = re.compile(r"[;|\n\r]+")


@dataclass(frozen=True)
class Doubt:
    """A cell with several readings: what may be answered, and the value of each answer."""

    choices: tuple[tuple[Choice, Any], ...]
    why: Reason
    order: bool = False
    """Whether knowing the order of day and month would settle it."""


Reader = Callable[[Cell], Any]
"""Gives a value, Refused or a Doubt; the empty cell gives the kind's empty value."""


@dataclass(frozen=True)
class Manner:
    """How a sheet writes: the order of days and months, its epoch, its decimals, its strategy."""

    day_first: bool | None = None
    epoch_1904: bool = False
    point: bool = False
    framework: str = ""
    t: Translate | None = None
    """The words of the reader, for the nearest right value."""


def reader_of(column: Column, known: Known, manner: Manner, *, limits: tuple[int, int]) -> Reader:
    """Return the reader of a column.

    Args:
        column: The column.
        known: The codes that exist.
        manner: How the sheet writes.
        limits: Of text, the fewest and the most characters; (0, 0) for none.
    """
    read, empty = _plain_reader(column, known, manner, limits)

    def whole(cell: Cell) -> Any:
        if cell is None or (isinstance(cell, str) and (not cell or cell.isspace())):
            return empty
        if isinstance(cell, str) and cell[0] == "#" and cell.strip() in ERRORS:
            return Refused(AN_ERROR)
        return read(cell)

    return whole


def _plain_reader(
    column: Column, known: Known, manner: Manner, limits: tuple[int, int]
) -> tuple[Reader, Any]:
    """Return how a filled cell is read, and what an empty one means."""
    lists = known, column.codes, manner
    if column.key == "evidence" and column.kind == "prose":
        return _each_line, ()
    if column.key == "dimensions":
        return _dimensions, {}
    if column.key == "outcomes":
        return lambda c: _outcomes(c, *lists), ()
    by_kind: dict[str, tuple[Reader, Any]] = {
        "text": (lambda c: _line(c, limits), ""),
        "prose": (lambda c: _prose(c, limits), ""),
        "id": (lambda c: _line(c, (0, 80)), ""),
        "version": (_version, None),
        "day": (lambda c: _day(c, manner), None),
        "count": (_count, None),
        "number": (lambda c: _measure(c, column, manner), None),
        "code": (lambda c: _code(c, column, *lists), ""),
        "codes": (lambda c: _codes(c, *lists), ()),
        "country": (lambda c: _country(c, known, manner), ""),
        "countries": (lambda c: _countries(c, known, manner), ()),
        "weights": (lambda c: _weights(c, *lists), ()),
    }
    return by_kind[column.kind]


def text_of(cell: Cell) -> str | None:
    """Return a cell as text; None for a time. A whole number has no decimals."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, (int, float)):
        return repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time().isoformat() != "00:00:00" else str(cell.date())
    return str(cell) if isinstance(cell, date) else None


def _said(cell: Cell) -> str | Refused | Doubt:
    """Return the text of a cell unless its letters are damaged."""
    text = text_of(cell)
    if text is None:
        return Refused(NOT_A_TEXT)
    if text.isascii():
        return text
    if "\ufffd" in text:
        return Refused(LOST)
    if _GARBLED.search(text):
        repaired = _repaired(text)
        if not repaired:
            return Refused(GARBLED)
        ways = (repaired, text)
        return Doubt(tuple((Choice(w[:200], w[:200]), w) for w in ways), GARBLED)
    return text


def _repaired(text: str) -> str:
    for encoding in ("cp1252", "latin-1"):
        try:
            found = text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        return found if found != text else ""
    return ""


def _line(cell: Cell, limits: tuple[int, int]) -> Any:
    return _text(cell, limits, clean_line)


def _prose(cell: Cell, limits: tuple[int, int]) -> Any:
    return _text(cell, limits, clean)


def _text(cell: Cell, limits: tuple[int, int], tidy: Callable[[str], str]) -> Any:
    text = _said(cell)
    if isinstance(text, Refused):
        return text
    if isinstance(text, Doubt):
        tidied = tuple((choice, tidy(value)) for choice, value in text.choices)
        return Doubt(tidied, text.why)
    return _bounded(text if _is_tidy(text) else tidy(text), limits)


def _is_tidy(text: str) -> bool:
    """Say whether cleaning would change nothing; quick, and right where it says so."""
    return (
        text.isprintable()
        and text[0] != " "
        and text[-1] != " "
        and "  " not in text
        and (text.isascii() or (unicodedata.is_normalized("NFC", text) and "\u00a0" not in text))
    )


def _bounded(text: str, limits: tuple[int, int]) -> str | Refused:
    fewest, most = limits
    if most and len(text) > most:
        return Refused(because(TOO_LONG, count=len(text), limit=most))
    if fewest and len(text) < fewest:
        return Refused(because(TOO_SHORT, count=len(text), limit=fewest))
    return text


def _each_line(cell: Cell) -> Any:
    text = _said(cell)
    if not isinstance(text, str):
        return text
    parts = re.split(r"[\n\r]+|[;,]\s*(?=https?://)|\s+(?=https?://)", text)
    return tuple(dict.fromkeys(clean_line(p) for p in parts if clean_line(p)))


def _dimensions(cell: Cell) -> Any:
    text = _said(cell)
    if not isinstance(text, str):
        return text
    if text.lstrip().startswith("{"):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            return Refused(NO_DETAILS)
        good = isinstance(found, dict) and all(isinstance(v, str) for v in found.values())
        return found if good else Refused(NO_DETAILS)
    pairs = [part.split("=", 1) for part in _SEPARATORS.split(text) if part.strip()]
    if any(len(p) != 2 or not p[0].strip() or not p[1].strip() for p in pairs):
        return Refused(NO_DETAILS)
    found = {clean_line(name): clean_line(value) for name, value in pairs}
    too_long = any(len(part) > 40 for pair in found.items() for part in pair)
    return Refused(NO_DETAILS) if too_long or len(found) < len(pairs) else found


def _version(cell: Cell) -> Any:
    read = read_count(cell)
    good = isinstance(read, Amount) and read.count and read.qualifier.value == "exact"
    return read.count if good and isinstance(read, Amount) else Refused(NO_VERSION)


def _day(cell: Cell, manner: Manner) -> Any:
    read = read_days(cell, day_first=manner.day_first, epoch_1904=manner.epoch_1904)
    if not isinstance(read, AskedDays):
        return read
    choices = tuple((_days_choice(days), days) for days in read.readings)
    return Doubt(choices, read.why, read.order)


def _days_choice(days: Days) -> Choice:
    value = f"{days.started_on}/{days.ended_on}"
    return Choice(value, value, days=(days.started_on, days.ended_on))


def _count(cell: Cell) -> Any:
    if isinstance(cell, (date, datetime)):
        return Refused(because(n_("This is a date where a number is expected.")))
    read = read_count(cell)
    if isinstance(read, AskedAmount):
        return Doubt(tuple((_amount_choice(a), a) for a in read.readings), read.why)
    return read


def _amount_choice(amount: Amount) -> Choice:
    number = "" if amount.count is None else str(amount.count)
    value = f"{amount.qualifier.value} {number}".strip()
    return Choice(value, value.replace("exact ", "").replace("_", " "))


def _measure(cell: Cell, column: Column, manner: Manner) -> Any:
    if isinstance(cell, (date, datetime)):
        return Refused(because(n_("This is a date where a number is expected.")))
    read = read_number(cell, percent=column.key == "change_percent", point=manner.point)
    if isinstance(read, AskedNumber):
        return Doubt(
            tuple((Choice(f"{n.value}", f"{n.value}"), n) for n in read.readings), read.why
        )
    return read


def _code(cell: Cell, column: Column, known: Known, name: str, manner: Manner) -> Any:
    text = _said(cell)
    if not isinstance(text, str):
        return text
    return _found_code(clean_line(text), known, name, manner, is_open=column.open)


def _found_code(
    text: str, known: Known, name: str, manner: Manner, *, is_open: bool = False
) -> str | Refused:
    found = known.find(name, text, manner.framework)
    if found is not None:
        return found
    if is_open and len(text) <= 40:
        return text
    if not known.codes(name, manner.framework):
        return Refused(NO_LIST if not manner.framework else NOT_KNOWN)
    return Refused(NOT_KNOWN, known.nearest(name, text, manner.framework))


def _parts(text: str, known: Known, name: str, manner: Manner) -> list[str]:
    """Return the entries of a list; a comma divides only where the whole is no name."""
    parts = []
    for part in _SEPARATORS.split(text):
        one = clean_line(part)
        if one and "," in one and known.find(name, one, manner.framework) is None:
            parts += [p.strip() for p in one.split(",") if p.strip()]
        elif one:
            parts.append(one)
    return parts


def _codes(cell: Cell, known: Known, name: str, manner: Manner) -> Any:
    text = _said(cell)
    if not isinstance(text, str):
        return text
    found = []
    for part in _parts(text, known, name, manner):
        own, framework = _framework_in(part, known, manner)
        code = _found_code(own, known, name, Manner(framework=framework))
        if isinstance(code, Refused):
            return code
        found.append(code if framework == manner.framework else f"{framework}:{code}")
    return tuple(dict.fromkeys(found))


def _framework_in(part: str, known: Known, manner: Manner) -> tuple[str, str]:
    """Return the code and the strategy of “2016-2021:4.4”."""
    framework, mark, code = part.partition(":")
    if mark and framework.strip() in known.frameworks:
        return code.strip(), framework.strip()
    return part, manner.framework


def _outcomes(cell: Cell, known: Known, name: str, manner: Manner) -> Any:
    codes = _codes(cell, known, name, manner)
    if not isinstance(codes, tuple):
        return codes
    return tuple(
        ContributionDraft(framework=framework, outcome=code)
        for code, framework in (_framework_in(c, known, manner) for c in codes)
    )


def _weights(cell: Cell, known: Known, name: str, manner: Manner) -> Any:
    text = _said(cell)
    if not isinstance(text, str):
        return text
    shares: dict[str, dict[str, Any]] = {}
    for part in _parts(text, known, name, manner):
        own, framework = _framework_in(part, known, manner)
        share = None
        if known.find(name, own, framework) is None:
            own, share = weighted(own)
        code = _found_code(own.strip(), known, name, Manner(framework=framework))
        if isinstance(code, Refused):
            return code
        if code in shares.setdefault(framework, {}):
            return Refused(TWICE)
        shares[framework][code] = share
    alignments: list[AlignmentDraft] = []
    for framework, given in shares.items():
        weights = weights_of(given)
        if isinstance(weights, Refused):
            return weights
        alignments += [
            AlignmentDraft(framework=framework, direction=code, weight=weight)
            for code, weight in weights.items()
        ]
    return tuple(alignments)


def _one_country(typed: str, known: Known, manner: Manner) -> str | Refused | Doubt:
    read = find_country(typed, known.countries)
    if isinstance(read, Found):
        return read.alpha3
    if isinstance(read, Asked):
        choices = tuple((_country_choice(a, known), a) for a in read.candidates)
        return Doubt(choices, read.why)
    near = find_country(read.nearest, known.countries) if read.nearest else None
    if manner.t is not None and isinstance(near, Found):
        return Refused(NO_COUNTRY, manner.t.country(*known.countries[near.alpha3]))
    return Refused(NO_COUNTRY, read.nearest)


def _country_choice(alpha3: str, known: Known) -> Choice:
    alpha2, name = known.countries[alpha3]
    return Choice(alpha3, name, alpha2=alpha2)


def _country(cell: Cell, known: Known, manner: Manner) -> Any:
    text = _said(cell)
    if not isinstance(text, str):
        return text
    read = _one_country(clean_line(text), known, manner)
    if isinstance(read, Refused) and len(_SEPARATORS.split(text.strip())) > 1:
        return Refused(ONE_COUNTRY)
    return read


def _countries(cell: Cell, known: Known, manner: Manner) -> Any:
    text = _said(cell)
    if not isinstance(text, str):
        return text
    found: list[str] = []
    doubt: tuple[int, Doubt] | None = None
    for part in _SEPARATORS.split(text):
        for name in _names_in(clean_line(part), known):
            read = _one_country(name, known, manner)
            if isinstance(read, Refused):
                return read
            if isinstance(read, Doubt):
                if doubt is not None:
                    return Refused(
                        because(n_("Several names here are doubtful; write their codes.")), ""
                    )
                doubt = len(found), read
            else:
                found.append(read)
    if doubt is None:
        return tuple(dict.fromkeys(found))
    place, asked = doubt
    ways = tuple(
        (choice, tuple(dict.fromkeys((*found[:place], alpha3, *found[place:]))))
        for choice, alpha3 in asked.choices
    )
    return Doubt(ways, asked.why)


def _names_in(text: str, known: Known) -> list[str]:
    """Return the names of a list that a comma, a stroke or “and” may divide."""
    if not text:
        return []
    whole = find_country(text, known.countries)
    if isinstance(whole, Found):
        return [text]
    for mark in _MARKS:
        parts = [part for part in mark.split(text) if part]
        reads = [find_country(part, known.countries) for part in parts]
        if len(parts) > 1 and all(
            isinstance(r, Found) or (isinstance(r, Asked) and len(r.candidates) > 1) for r in reads
        ):
            return parts
    return [text]
