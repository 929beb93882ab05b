"""Parse one cell into one value, by the kind of its column.

What cannot be read raises a `CellError`. If an answer from a person would settle it, the error
names the question. Nothing is filled in or guessed.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from ifla_metrics.errors import n_
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.code_book import FRAMEWORK_LISTS, CodeBook, CountryMatch, find_countries
from ifla_metrics.imports.columns import Column
from ifla_metrics.imports.counts import parse_count
from ifla_metrics.imports.dates import DateRange, parse_dates
from ifla_metrics.imports.read import Value, cell_text
from ifla_metrics.imports.rows import CellError
from ifla_metrics.models.drafts import NOT_AN_ADDRESS, PartnerDraft, equal_weights
from ifla_metrics.models.field_types import TOTAL_WEIGHT
from ifla_metrics.text import clean, clean_line, is_web_address, printable

TO_DESCRIPTION = "=description"
"""The answer that moves a text from an outcome column to the description."""
_SPREADSHEET_ERROR = re.compile(r"#(?:[A-Z/0]+[!?]|N/A|#+)|Err:\d{3}")
_AFTER_C3 = "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
_GARBLED = re.compile(
    f"\ufffd|[ÃÂ][{_AFTER_C3}\u2013-\u2026\u2030\u2039\u203a\u20ac\u2122]|â€"
    "|(?:[ÐØ][\u0080-\u00bf].?){2}"
)
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad\U000e0000-\U000e007f]")
_SEPARATORS = re.compile(r"\s*[;\n\r]+\s*")
_BLANKS = re.compile(r"[^\S\n]+")
_MAX_LENGTH = 3_000
"""Characters allowed in a cell of codes or numbers."""
_EMPTY_MARKS = frozenset({"-", "--", "–", "—", "n/a", "n.a.", "/", "."})
"""What people write instead of leaving a cell empty."""
_WEIGHT = re.compile(r"(?P<code>.*\S)\s+\(?(?P<percent>\d{1,3}(?:[.,]\d+)?)\s*%?\s*\)?")
_ROUNDING = 0.15
"""How far the sum of rounded percentages may be from 100."""
_PARTNER = re.compile(r"(?P<name>.+?)\s*\((?P<kind>[^()]+)\)")

Part = TypeVar("Part")
StrategyCode = tuple[str, str]
"""(strategy, code)."""


@dataclass(frozen=True)
class Context:
    """What parsing a cell depends on: codes, answers, strategy, group and the reader's language.

    `group` is empty if each row names its own. In our own workbook (`is_own_workbook`) evidence
    may also be uploaded files.
    """

    code_book: CodeBook
    t: Translate
    answers: Mapping[str, str] = field(default_factory=dict)
    framework: str = ""
    group: str = ""
    is_own_workbook: bool = False


def parse(value: Value, column: Column, context: Context) -> Any:
    """Return the value of a cell by the kind of its column.

    Marks such as "n/a" give None, except in text and counts.

    Outcomes and main directions are (strategy, code), or (`TO_DESCRIPTION`, text); directions are
    weights in 1200ths by (strategy, code).

    Raises:
        CellError: The cell cannot be read.
    """
    parser = _PARSERS[column.kind]
    if isinstance(value, str):
        is_text = column.kind in ("text", "prose", "links")
        if len(value) > _MAX_LENGTH and not is_text:
            raise CellError("too_long", n_("This text is too long for the field."))
        value = value.strip()
        _check_letters(value)
        if is_text and context.is_own_workbook:  # Must come back exactly as it was written.
            return parser(value, column, context)
        value = _INVISIBLE.sub("", value).strip()
        if not is_text:
            value = _BLANKS.sub(" ", value)
        if value in _EMPTY_MARKS and column.kind not in ("text", "prose", "count"):
            return None
    return parser(value, column, context)


def has_invisible_characters(value: Value) -> bool:
    """Return whether parsing removes characters that nobody can see."""
    if not isinstance(value, str) or (value.isascii() and value.isprintable()):
        return False
    return bool(_INVISIBLE.search(value)) or printable(value) != value


def _check_letters(text: str) -> None:
    """Refuse spreadsheet errors and text that was decoded with the wrong encoding."""
    if text.startswith(("#", "Err:")) and _SPREADSHEET_ERROR.fullmatch(text):
        message = n_(
            "The cell has an error, or a formula without a stored result. Correct it in a "
            "spreadsheet program and save the file there."
        )
        raise CellError("spreadsheet_error", message)
    if not text.isascii() and _GARBLED.search(_INVISIBLE.sub("", text)):
        message = n_("The letters look garbled, as when a file is read in another encoding.")
        raise CellError("damaged_letters", message)


# Text


def _line(value: Value, column: Column, context: Context) -> str:
    text = clean_line(cell_text(value))
    is_foreign_title = column.key == "title" and not context.is_own_workbook
    if is_foreign_title and text and not any(map(str.isalpha, text)):
        raise CellError("not_a_title", n_("This is not the title of an activity."))
    return text


def _version(value: Value, column: Column, context: Context) -> int:
    """Return the version that a row was made from, or 0, which never exists in the log."""
    text = cell_text(value)
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else 0


def _links(value: Value, column: Column, context: Context) -> tuple[str, ...]:
    text = clean(cell_text(value))
    if context.is_own_workbook:
        return tuple(filter(None, map(clean_line, text.split("\n"))))
    addresses = [*filter(None, re.split(r"[\s;|]+|,\s*(?=https?:)", text))]
    if not all(map(is_web_address, addresses)):
        raise CellError("not_a_link", NOT_AN_ADDRESS)
    return tuple(dict.fromkeys(addresses))


# Dates


def _dates(value: Value, column: Column, context: Context) -> DateRange:
    if context.answers.get("swapped") == "yes" and isinstance(value, date) and value.day <= 12:
        value = value.replace(day=value.month, month=value.day)  # Undo what Excel did.
    return parse_dates(value, context.answers.get("date_order", ""))


# Numbers


def _number(value: Value, column: Column, context: Context) -> float:
    """Return a number. Refuse “1,234”, which may be a thousand or a decimal number."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    text = clean_line(cell_text(value)).removesuffix("%").strip()
    is_ambiguous = re.fullmatch(r"-?[1-9]\d{0,2}[.,]\d{3}", text)
    if is_ambiguous or not re.fullmatch(r"-?\d{1,15}(?:[.,]\d{1,15})?", text):
        text = n_("This is not a number. Write it without a thousands separator, such as 1234.5.")
        raise CellError("not_a_number", text)
    return float(text.replace(",", "."))


# Codes


def _code(value: Value, column: Column, context: Context) -> str | None:
    return _find_code(clean_line(cell_text(value)), column, context, context.framework)


def _codes(value: Value, column: Column, context: Context) -> tuple[Any, ...]:
    found = _each(_parts(value), lambda part: _find(part, column, context))
    pairs = dict.fromkeys(pair for pair in found if pair[1])
    is_pair = column.key in ("outcomes", "primary_direction")
    return tuple(pairs) if is_pair else tuple(code for _, code in pairs)


def _find(part: str, column: Column, context: Context) -> StrategyCode:
    """Return the strategy and code that a word means; the code is "" if it means nothing."""
    framework, word = _split_strategy(part, column, context)
    code = _find_code(word, column, context, framework)
    return (TO_DESCRIPTION, word) if code == TO_DESCRIPTION else (framework, code or "")


def _each(parts: Iterable[Part], find: Callable[[Part], Any]) -> list[Any]:
    """Return what each part of a cell means; the error of one carries those of the others."""
    found, errors = [], []
    for part in parts:
        try:
            found.append(find(part))
        except CellError as error:
            errors.append(error)
    if errors:
        errors[0].further = tuple(errors[1:])
        raise errors[0]
    return found


def _split_strategy(word: str, column: Column, context: Context) -> StrategyCode:
    """Split “2016-2021:4.4” into strategy and code; the default is the strategy of the row."""
    framework, colon, code = word.partition(":")
    is_named = colon and framework.strip() in context.code_book.frameworks
    if is_named and column.codes in FRAMEWORK_LISTS:
        return framework.strip(), clean_line(code)
    return context.framework, word


def _parts(value: Value) -> list[str]:
    """Return the values of a cell that separates several by semicolons or line breaks."""
    return [clean_line(part) for part in _SEPARATORS.split(clean(cell_text(value))) if part]


def _find_code(word: str, column: Column, context: Context, framework: str) -> str | None:
    """Return the code of a word, or None if the word was answered with “nothing”."""
    answer = context.answers.get(f"value:{column.key}:{word}")
    if answer is not None:
        return answer or None
    code_book = context.code_book
    code = code_book.find(column.codes, word, framework)
    if code is not None:
        return code
    if column.allows_other and context.is_own_workbook:
        return word
    nearest = code_book.nearest(column.codes, word, framework, context.t)
    message = n_("“{value}” is not a value of this field.")
    raise _unknown("unknown_value", message, column, word, nearest)


def _unknown(code: str, message: str, column: Column, word: str, nearest: str = "") -> CellError:
    """Return the error that asks what a word means."""
    key = f"value:{column.key}:{word}"
    return CellError(code, message, suggestion=nearest, question_key=key, value=word[:80])


def _weights(value: Value, column: Column, context: Context) -> dict[StrategyCode, int]:
    """Return the weight of each direction in 1200ths, equal ones if none is given."""
    words = _with_percents(_parts(value), column, context)
    pairs = _each([word for word, _ in words], lambda word: _find(word, column, context))
    percents = {pair: n for pair, (_, n) in zip(pairs, words, strict=True) if pair[1]}
    weights: dict[StrategyCode, int] = {}
    for framework in dict.fromkeys(framework for framework, _ in percents):
        own = {code: p for (strategy, code), p in percents.items() if strategy == framework}
        weights |= {(framework, code): w for code, w in weights_from_percents(own).items()}
    return weights


def _with_percents(
    parts: list[str], column: Column, context: Context
) -> list[tuple[str, float | None]]:
    """Return the directions of a cell, each with its percentage if it has one.

    A number is a percentage after a code, before a percent sign, or if all numbers sum to 100.
    The 1 of “Strategic Direction 1” is part of a name.
    """
    matches = [_WEIGHT.fullmatch(part) for part in parts]
    percents = [float(match["percent"].replace(",", ".")) if match else 0 for match in matches]
    is_whole = all(matches) and _is_whole(percents)
    words: list[tuple[str, float | None]] = []
    for part, match, percent in zip(parts, matches, percents, strict=True):
        word = match["code"] if match else part
        framework, code = _split_strategy(word, column, context)
        is_code = context.code_book.find(column.codes, code, framework) is not None
        if match and (is_whole or is_code or "%" in part):
            words.append((word, percent))
        elif "%" in part and not is_code:  # Asking what it means would lose the percentage.
            message = n_("Write each share after its direction, such as SD1 60 %.")
            raise CellError("weights", message)
        else:
            words.append((part, None))
    return words


def weights_from_percents(percents: Mapping[str, float | None]) -> dict[str, int]:
    """Return weights in 1200ths from percentages, which all or none of the directions have."""
    numbers = [percent for percent in percents.values() if percent is not None]
    if not numbers:
        return equal_weights(percents)
    if len(numbers) < len(percents) or not _is_whole(numbers) or min(numbers) <= 0:
        raise CellError("weights", _NOT_WHOLE, sum=f"{sum(numbers):g}")
    weights = {c: round((percent or 0) * TOTAL_WEIGHT / 100) for c, percent in percents.items()}
    first = next(iter(weights))
    weights[first] += TOTAL_WEIGHT - sum(weights.values())
    return weights


_NOT_WHOLE = n_("Give each direction a weight above 0, 100 % in total. These sum to {sum} %.")


def _is_whole(percents: list[float]) -> bool:
    return abs(sum(percents) - 100) <= _ROUNDING


def percent_of(weight: int) -> float:
    """Return a weight in percent, precise enough to convert back to the same 1200ths."""
    return round(weight * 100 / TOTAL_WEIGHT, 2)


def _country(value: Value, column: Column, context: Context) -> str:
    codes = _countries(value, column, context)
    if len(codes) > 1:
        raise CellError("several_countries", n_("Only one country is allowed here."))
    return codes[0] if codes else ""


def _countries(value: Value, column: Column, context: Context) -> tuple[str, ...]:
    def find(match: CountryMatch) -> list[str]:
        answer = context.answers.get(f"value:{column.key}:{clean_line(match.typed)}")
        if answer is None and not match.alpha3:
            raise _unknown_country(match, column, context)
        return [match.alpha3] if answer is None else answer.split()

    matches = find_countries(cell_text(value), context.code_book.lists["countries"])
    return tuple(dict.fromkeys(code for codes in _each(matches, find) for code in codes))


def _unknown_country(match: CountryMatch, column: Column, context: Context) -> CellError:
    typed = clean_line(match.typed)
    code_book = context.code_book
    names = [code_book.label("countries", code, "", context.t) for code in match.candidates]
    message = n_(
        "“{value}” is not a country, or could be more than one. Leave the cell empty for an online "
        "activity."
    )
    return _unknown("unknown_country", message, column, typed, " / ".join(names[:3]))


def _partners(value: Value, column: Column, context: Context) -> tuple[PartnerDraft, ...]:
    partners = []
    for part in _parts(value):
        match = _PARTNER.fullmatch(part)
        kind = context.code_book.find("partner_kind", match["kind"]) if match else None
        name = match["name"] if match and kind else part
        if not 2 <= len(name) <= 200:
            raise CellError("not_a_partner", n_("This is not the name of an organisation."))
        partners.append(PartnerDraft(name=name, kind=kind or "other"))
    return tuple(partners)


_PARSERS: dict[str, Callable[[Value, Column, Context], Any]] = {
    "id": lambda value, *_: clean_line(cell_text(value)),
    "version": _version,
    "text": _line,
    "prose": lambda value, *_: clean(cell_text(value)),
    "links": _links,
    "day": _dates,
    "count": lambda value, _, context: parse_count(value, context.answers),
    "number": _number,
    "code": _code,
    "codes": _codes,
    "weights": _weights,
    "country": _country,
    "countries": _countries,
    "partners": _partners,
}
