"""One cell, one value: each kind of field reads its cells or raises a `Fault` that says why not.

A fault with `ask` would be settled by an answer; nothing is filled in, nothing is guessed.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from ifla_metrics.errors import n_
from ifla_metrics.imports.code_book import OF_FRAMEWORK, CodeBook, CountryMatch, find_countries
from ifla_metrics.imports.columns import Column
from ifla_metrics.imports.counts import parse_count
from ifla_metrics.imports.dates import Days, parse_dates
from ifla_metrics.imports.read import Value, shown
from ifla_metrics.imports.rows import Fault
from ifla_metrics.models.drafts import PartnerDraft, equal_weights
from ifla_metrics.models.field_types import TOTAL_WEIGHT
from ifla_metrics.text import clean, clean_line, printable

DESCRIPTION = "=description"
"""An answer for a word of an outcome column: it is text, and goes to the description."""
_ERROR = re.compile(
    r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|BEZUG!|NV|WERT!|####*)|Err:\d{3}"
)
_AFTER_C3 = "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
_DAMAGED = re.compile(
    f"\ufffd|[ÃÂ][{_AFTER_C3}\u2013-\u2026\u2030\u2039\u203a\u20ac\u2122]|â€"
    "|(?:[ÐØ][\u0080-\u00bf].?){2}"
)
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad\U000e0000-\U000e007f]")
_SEPARATORS = re.compile(r"\s*[;\n\r]+\s*")
_BLANKS = re.compile(r"[^\S\n]+")
_LONGEST = 3_000
"""Letters that a cell of codes or numbers may have."""
_NOTHING = frozenset({"-", "--", "–", "—", "n/a", "n.a.", "/", "."})
"""What people write into a cell that has nothing to say."""
_WEIGHT = re.compile(r"(?P<code>.*\S)\s+\(?(?P<percent>\d{1,3}(?:[.,]\d+)?)\s*%?\s*\)?")
_ROUNDING = 0.15
"""How far the sum of rounded shares may lie from 100 %."""
_KIND_IN_BRACKETS = re.compile(r"(?P<name>.+?)\s*\((?P<kind>[^()]+)\)")

CodeOf = tuple[str, str]
"""(strategy, code)."""


@dataclass(frozen=True)
class Context:
    """What a cell is read by: the codes, the answers, and what holds for the whole file.

    Without a `group` each row names its own; `is_ours` is a workbook of ours, whose evidence may
    be other than addresses.
    """

    code_book: CodeBook
    answers: Mapping[str, str] = field(default_factory=dict)
    framework: str = ""
    group: str = ""
    is_ours: bool = False


def parse(value: Value, column: Column, context: Context) -> Any:
    """Return the value of a cell by the kind of its column; None where it says there is none.

    Outcomes and main directions are (strategy, code), or (`DESCRIPTION`, words); directions are
    weights in 1200ths by (strategy, code).

    Raises:
        Fault: It cannot be taken as it stands.
    """
    is_text = column.kind in ("text", "prose", "links")
    if isinstance(value, str):
        if len(value) > _LONGEST and not is_text:
            raise Fault("too_long", n_("This text is too long for the field."))
        value = value.strip()
        _check_letters(value)
        if is_text and context.is_ours:  # What the log has so comes back as it is.
            return _PARSERS[column.kind](value, column, context)
        value = _INVISIBLE.sub("", value).strip()
        if not is_text:
            value = _BLANKS.sub(" ", value)
        if value in _NOTHING and column.kind not in ("text", "prose", "count"):
            return None
    return _PARSERS[column.kind](value, column, context)


def has_invisible(value: Value) -> bool:
    """Say whether a text holds characters that nobody sees and that are removed."""
    if not isinstance(value, str) or (value.isascii() and value.isprintable()):
        return False
    return bool(_INVISIBLE.search(value)) or printable(value) != value


def _check_letters(text: str) -> None:
    """Refuse a text that looks wrong wherever it comes from."""
    if text.startswith(("#", "Err:")) and _ERROR.fullmatch(text):
        raise Fault("spreadsheet_error", n_("The spreadsheet shows an error here."))
    if not text.isascii() and _DAMAGED.search(_INVISIBLE.sub("", text)):
        message = n_("The letters look garbled, as when a file is read in another encoding.")
        raise Fault("damaged_letters", message)


# Texts


def _version(value: Value, column: Column, context: Context) -> int:
    """Return the version that a row was made from; 0, which the log never had, for other texts."""
    text = shown(value)
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else 0


def _links(value: Value, column: Column, context: Context) -> tuple[str, ...]:
    text = clean(shown(value))
    if context.is_ours:
        return tuple(filter(None, map(clean_line, text.split("\n"))))
    parts = re.split(r"[\s;|]+|,\s*(?=https?:)", text)
    return tuple(dict.fromkeys(_link(part) for part in parts if part))


def _link(text: str) -> str:
    try:
        address = urlsplit(text)
        host = address.hostname or ""
    except ValueError:
        host, address = "", urlsplit("")
    if address.scheme in ("http", "https") and "." in host and "@" not in address.netloc:
        return text
    message = n_("This is not a web address: http:// or https://, without a user name or password.")
    raise Fault("not_a_link", message)


# Dates


def _days(value: Value, column: Column, context: Context) -> Days:
    if context.answers.get("swapped") == "yes" and isinstance(value, date) and value.day <= 12:
        value = value.replace(day=value.month, month=value.day)  # As it was before Excel.
    return parse_dates(value, context.answers.get("date_order", ""))


# Numbers


def _number(value: Value, column: Column, context: Context) -> float:
    """Return a number; “1,234” may be a thousand or not, and is not guessed."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    text = clean_line(shown(value)).removesuffix("%").strip()
    is_doubtful = re.fullmatch(r"-?[1-9]\d{0,2}[.,]\d{3}", text)
    if is_doubtful or not re.fullmatch(r"-?\d{1,15}(?:[.,]\d{1,15})?", text):
        message = n_(
            "This is not a number. Write it without a thousands separator, such as 1234.5."
        )
        raise Fault("not_a_number", message)
    return float(text.replace(",", "."))


# Codes


def _code(value: Value, column: Column, context: Context) -> str | None:
    return _find_code(clean_line(shown(value)), column, context, context.framework)


def _codes(value: Value, column: Column, context: Context) -> tuple[Any, ...]:
    found: dict[Any, None] = {}
    for part in _parts(value):
        framework, word = _framework_of(part, column, context)
        code = _find_code(word, column, context, framework)
        if code == DESCRIPTION:
            found[DESCRIPTION, word] = None
        elif code:
            is_pair = column.key in ("outcomes", "primary_direction")
            found[(framework, code) if is_pair else code] = None
    return tuple(found)


def _framework_of(word: str, column: Column, context: Context) -> tuple[str, str]:
    """Return the strategy that a word names (“2016-2021:4.4”), or the row's, and its code."""
    own, mark, code = word.partition(":")
    if mark and column.codes in OF_FRAMEWORK and own.strip() in context.code_book.frameworks:
        return own.strip(), clean_line(code)
    return context.framework, word


def _parts(value: Value) -> list[str]:
    """Return the values of a cell that may hold several, with semicolons or on several lines."""
    return [clean_line(part) for part in _SEPARATORS.split(clean(shown(value))) if part]


def _find_code(word: str, column: Column, context: Context, framework: str) -> str | None:
    """Return the code of a word, by its names or by an answer; None for an answer “nothing”."""
    answer = context.answers.get(f"value:{column.key}:{word}")
    if answer is not None:
        return answer or None
    code_book = context.code_book
    code = code_book.find(column.codes, word, framework)
    if code is not None:
        return code
    if column.open and context.is_ours:
        return word
    nearest = code_book.nearest(column.codes, word, framework)
    message = n_("“{value}” is not a value of this field.")
    ask = f"value:{column.key}:{word}"
    raise Fault("unknown_value", message, suggestion=nearest, ask=ask, value=word[:80])


def _weights(value: Value, column: Column, context: Context) -> dict[CodeOf, int]:
    """Return the weight of each direction in 1200ths; equal ones where none is given."""
    given: dict[CodeOf, float | None] = {}
    for part, percent in _with_shares(_parts(value), column, context):
        framework, word = _framework_of(part, column, context)
        code = _find_code(word, column, context, framework)
        if code is None:
            continue
        if (framework, code) in given:
            message = n_("Direction {direction} is listed twice.")
            raise Fault("direction_twice", message, direction=code)
        given[framework, code] = percent
    weights: dict[CodeOf, int] = {}
    for own in dict.fromkeys(framework for framework, _ in given):
        percents = {code: percent for (of, code), percent in given.items() if of == own}
        weights |= {(own, code): weight for code, weight in weights_of_percents(percents).items()}
    return weights


def _with_shares(
    parts: list[str], column: Column, context: Context
) -> Iterator[tuple[str, float | None]]:
    """Yield the directions of a cell, each with the number behind it where that is a share.

    It is one behind a code, with a sign, or where all make 100: the 1 of “Strategic Direction 1”
    is part of a name.
    """
    found = {part: _WEIGHT.fullmatch(part) for part in parts}
    shares = {part: float(m["percent"].replace(",", ".")) for part, m in found.items() if m}
    make_whole = len(shares) == len(parts) and abs(sum(shares.values()) - 100) <= _ROUNDING
    for part in parts:
        word = match["code"] if (match := found[part]) else part
        framework, code = _framework_of(word, column, context)
        is_code = context.code_book.find(column.codes, code, framework) is not None
        if match and (make_whole or is_code or "%" in part):
            yield word, shares[part]
        elif "%" in part and not is_code:  # An answer to what it means would lose the share.
            message = n_("Write each share after its direction, such as SD1 60 %.")
            raise Fault("weights", message)
        else:
            yield part, None


def weights_of_percents(percents: Mapping[str, float | None]) -> dict[str, int]:
    """Return weights in 1200ths from percents that must be given for all, or for none."""
    numbers = [percent for percent in percents.values() if percent is not None]
    if not numbers:
        return equal_weights(percents)
    is_whole = len(numbers) == len(percents) and abs(sum(numbers) - 100) <= _ROUNDING
    if not is_whole or min(numbers) <= 0:
        message = n_("Give each direction a weight above 0, 100 % in all. These sum to {sum} %.")
        raise Fault("weights", message, sum=f"{sum(numbers):g}")
    weights = {c: round((percent or 0) * TOTAL_WEIGHT / 100) for c, percent in percents.items()}
    first = next(iter(weights))
    weights[first] += TOTAL_WEIGHT - sum(weights.values())
    return weights


def percent_of(weight: int) -> float:
    """Return a weight in percent, exact enough to be the same number of 1200ths again."""
    return round(weight * 100 / TOTAL_WEIGHT, 2)


def _country(value: Value, column: Column, context: Context) -> str:
    codes = _countries(value, column, context)
    if len(codes) > 1:
        raise Fault("several_countries", n_("Only one country is allowed here."))
    return codes[0] if codes else ""


def _countries(value: Value, column: Column, context: Context) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for match in find_countries(shown(value), context.code_book.lists["countries"]):
        answer = context.answers.get(f"value:{column.key}:{clean_line(match.typed)}")
        codes = [match.alpha3] if answer is None else answer.split()
        if codes == [""]:
            raise _unknown_country(match, column, context)
        found |= dict.fromkeys(codes)
    return tuple(found)


def _unknown_country(match: CountryMatch, column: Column, context: Context) -> Fault:
    typed = clean_line(match.typed)
    ask = f"value:{column.key}:{typed}"
    if match.is_no_country:
        message = n_("“{value}” is not a country. Leave the cell empty for an online activity.")
        return Fault("no_country", message, ask=ask, value=typed[:80])
    names = [context.code_book.codes("countries")[code] for code in match.candidates]
    message = n_("“{value}” is not a country, or could be more than one.")
    suggestion = names[0] if len(names) == 1 else ""
    return Fault("unknown_country", message, suggestion=suggestion, ask=ask, value=typed[:80])


def _partners(value: Value, column: Column, context: Context) -> tuple[PartnerDraft, ...]:
    found = []
    for part in _SEPARATORS.split(clean(shown(value))):
        if not part:
            continue
        bracketed = _KIND_IN_BRACKETS.fullmatch(clean_line(part))
        kind = context.code_book.find("partner_kind", bracketed["kind"]) if bracketed else None
        name = bracketed["name"] if bracketed and kind else clean_line(part)
        if not 2 <= len(name) <= 200:
            raise Fault("not_a_partner", n_("This is not the name of an organisation."))
        found.append(PartnerDraft(name=name, kind=kind or "other"))
    return tuple(found)


_PARSERS: dict[str, Callable[[Value, Column, Context], Any]] = {
    "id": lambda value, *_: clean_line(shown(value)),
    "version": _version,
    "text": lambda value, *_: clean_line(shown(value)),
    "prose": lambda value, *_: clean(shown(value)),
    "links": _links,
    "day": _days,
    "count": lambda value, _, context: parse_count(value, context.answers),
    "number": _number,
    "code": _code,
    "codes": _codes,
    "weights": _weights,
    "country": _country,
    "countries": _countries,
    "partners": _partners,
}
