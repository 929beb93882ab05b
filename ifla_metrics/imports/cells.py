"""One cell, one value: each kind of field reads its cells or raises a `Fault` that says why not.

A fault with `ask` would be settled by an answer; nothing is filled in, nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from ifla_metrics.errors import n_
from ifla_metrics.imports.countries import CountryMatch, find_countries
from ifla_metrics.imports.dates import AmbiguousDays, Days, parse_dates
from ifla_metrics.imports.fields import Field, fold_header, vocabulary
from ifla_metrics.imports.known import Known
from ifla_metrics.imports.read import Value
from ifla_metrics.imports.rows import Fault
from ifla_metrics.models.columns import WHOLE_WEIGHT, Qualifier
from ifla_metrics.models.drafts import PartnerDraft, equal_weights
from ifla_metrics.text import clean, clean_line, drawable

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
_SEPARATORS = re.compile(r"\s*[;|\n\r]+\s*")
_WEAK_SEPARATORS = re.compile(r"\s*[,/&+、]\s*")
_BLANKS = re.compile(r"[^\S\n]+")
_LONGEST = {"text": 32_767, "prose": 32_767, "links": 32_767, "date": 200, "count": 200}
"""Letters that a cell may have, by the kind of its field; `_LONGEST_LIST` of other kinds."""
_LONGEST_LIST = 3_000
_NOTHING = frozenset({"-", "--", "–", "—", "n/a", "n.a.", "/", "."})
"""What people write into a cell that has nothing to say."""
_WEIGHT = re.compile(r"(?P<code>.*[^\s(:=–-])[\s(:=–-]+(?P<percent>\d{1,3}(?:[.,]\d+)?)\s*%?\s*\)?")
_WEIGHT_FIRST = re.compile(r"(?P<percent>\d{1,3}(?:[.,]\d+)?)\s*%\s*(?P<code>.+)")
_KIND_IN_BRACKETS = re.compile(r"(?P<name>.+?)\s*\((?P<kind>[^()]+)\)")
_NUMBER = r"\d+(?:[ .,']\d+)*"
_COUNT = re.compile(rf"(?P<before>\D*?)\s*(?P<number>{_NUMBER})\s*(?P<after>\D*)")
_GROUPED = re.compile(r"\d{1,3}(?:([ .,'])\d{3})(?:\1\d{3})*")
_BY_GENDER = re.compile(
    r"(?<![^\W\d_])(?:f|w|m|h|women|men|females?|males?|femmes?|hommes?|mujeres|hombres|frauen"
    r"|manner|женщин|мужчин)(?![^\W\d_])"
)
MOST_PEOPLE = 10_000_000


@dataclass(frozen=True)
class Count:
    """A number of people; None: it was not counted."""

    count: int | None
    qualifier: Qualifier = Qualifier.EXACT


@dataclass(frozen=True)
class Context:
    """What a cell is read by: the codes, the answers, and what holds for the whole file."""

    known: Known
    answers: Mapping[str, str] = field(default_factory=dict)
    framework: str = ""
    date_order: str = ""
    epoch_1904: bool = False


def is_empty(value: Value) -> bool:
    """Say whether a cell has nothing in it."""
    return value is None or (isinstance(value, str) and not value.strip())


def parse(value: Value, column: Field, context: Context) -> Any:
    """Return the value of a cell by the kind of its field; None where it says that there is none.

    Raises:
        Fault: It cannot be taken as it stands.
    """
    if isinstance(value, str):
        if len(value) > _LONGEST.get(column.kind, _LONGEST_LIST):
            raise Fault("too_long", n_("This text is too long for the field."))
        value = _sound_text(value)
        if column.kind not in ("text", "prose"):
            value = _BLANKS.sub(" ", value)
        if value in _NOTHING and column.kind not in ("text", "prose", "count"):
            return None
    return _PARSERS[column.kind](value, column, context)


def has_invisible(value: Value) -> bool:
    """Say whether a text holds characters that nobody sees and that are removed."""
    if not isinstance(value, str) or (value.isascii() and value.isprintable()):
        return False
    return bool(_INVISIBLE.search(value)) or drawable(value) != value


def shown(value: Value) -> str:
    """Return a cell as a person sees it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return "" if value is None else str(value)


def _sound_text(text: str) -> str:
    """Return a text without invisible characters; raises for an error and damaged letters."""
    text = _INVISIBLE.sub("", text).strip()
    if text.isascii():
        if text.startswith(("#", "Err:")) and _ERROR.fullmatch(text):
            raise Fault("spreadsheet_error", n_("The spreadsheet shows an error here."))
        return text
    if _DAMAGED.search(text):
        message = n_("The letters look garbled, as when a file is read in another encoding.")
        raise Fault("damaged_letters", message)
    return text


# Texts


def _text(value: Value, column: Field, context: Context) -> str:
    if isinstance(value, bool):
        message = n_("This says only yes or no where text is expected.")
        raise Fault("not_a_text", message)
    if isinstance(value, (date, time)):
        raise Fault("not_a_text", n_("This is a date or a time where text is expected."))
    text = clean_line(shown(value))
    if column.name == "title" and fold_header(text) in vocabulary().lists["no_title"]:
        raise Fault("no_title", n_("This is not a title."))
    return text


def _prose(value: Value, column: Field, context: Context) -> str:
    return clean(shown(value))


def _links(value: Value, column: Field, context: Context) -> tuple[str, ...]:
    parts = re.split(r"[\s;|]+|,\s*(?=https?:)", clean(shown(value)))
    return tuple(dict.fromkeys(_link(part) for part in parts if part))


def _link(text: str) -> str:
    try:
        address = urlsplit(text)
        host = address.hostname or ""
    except ValueError:
        host, address = "", urlsplit("")
    if address.scheme in ("http", "https") and "." in host and "@" not in address.netloc:
        return text
    if "@" in address.netloc:
        raise Fault("link_with_password", n_("A link must not contain a user name or password."))
    suggestion = f"https://{text}" if re.fullmatch(r"www\.[\w.-]+\.\w{2,}(?:/\S*)?", text) else ""
    message = n_("This is not a web address beginning with http:// or https://.")
    raise Fault("not_a_link", message, suggestion=suggestion)


# Dates


def _date(value: Value, column: Field, context: Context) -> Days:
    try:
        return parse_dates(
            value,
            context.date_order,
            epoch_1904=context.epoch_1904,
            is_end=column.name.endswith("ended_on"),
        )
    except AmbiguousDays as fault:
        if fault.ask:
            raise
        nearest = str(fault.readings[0].started_on)[:7]
        raise Fault(fault.code, fault.message.text, suggestion=nearest) from None


def _date_part(value: Value, column: Field, context: Context) -> int:
    limits = {"year": (1900, 2100), "month": (1, 12), "day": (1, 31)}[column.name]
    text = clean_line(shown(value))
    if column.name == "month" and not text.isdecimal():
        return parse_dates(f"{text} 2000").started_on.month
    if text.isdecimal() and len(text) <= 4 and limits[0] <= int(text) <= limits[1]:
        return int(text)
    raise Fault("not_a_date", n_("This cannot be read as a date."))


# Counts


def _count(value: Value, column: Field, context: Context) -> Count:
    if isinstance(value, (bool, date, time)):
        raise Fault("not_a_count", n_("This is not a number of people."))
    if isinstance(value, (int, float)):
        if value != value or value < 0 or value > MOST_PEOPLE or int(value) != value:
            raise Fault("not_a_count", n_("This is not a number of people."))
        return Count(int(value))
    return _count_in_text(_plain_signs(str(value)), context)


def _plain_signs(typed: str) -> str:
    """Return Latin digits, no accents or case, one kind of dash and of space."""
    letters = (
        str(unicodedata.decimal(c)) if c.isdecimal() else c
        for c in unicodedata.normalize("NFD", typed).casefold()
        if not unicodedata.combining(c) and c not in "\u200e\u200f\u061c"
    )
    text = re.sub(r"[\u2010-\u2015\u2212\ufe58\ufe63]", "-", "".join(letters))
    text = text.replace("٬", ",").replace("٫", ".").replace("’", "'")
    return re.sub(r"\s+", " ", text).strip()


@dataclass(frozen=True)
class _CountWords:
    people: re.Pattern[str]
    unknown: frozenset[str]
    between: re.Pattern[str]
    before: Mapping[str, Qualifier]
    after: Mapping[str, Qualifier]


@lru_cache(maxsize=1)
def _count_words() -> _CountWords:
    words = vocabulary().counts

    def signs(listed: str) -> list[str]:
        return [re.escape(_plain_signs(word)) for word in words[listed]]

    def qualifiers(place: str) -> dict[str, Qualifier]:
        return {
            _plain_signs(word): Qualifier(code)
            for code, listed in words[place].items()
            for word in listed
        }

    to = "|".join(signs("to"))
    return _CountWords(
        people=re.compile(rf"(?<![^\W\d_])(?:{'|'.join(signs('people'))})\.?(?![^\W\d_])"),
        unknown=frozenset(_plain_signs(word) for word in words["unknown"]),
        between=re.compile(rf"({_NUMBER})\s*(?:{to})\s*({_NUMBER})"),
        before=qualifiers("before"),
        after=qualifiers("after"),
    )


def _count_in_text(text: str, context: Context) -> Count:
    words = _count_words()
    if text in words.unknown:
        return Count(None, Qualifier.UNKNOWN)
    if re.search(r"\d", text) and _BY_GENDER.search(text):
        message = n_("Women and men are in one cell; give each its own column.")
        raise Fault("several_counts", message)
    text = words.people.sub("", text).strip()
    found = _COUNT.fullmatch(text)
    between = words.between.fullmatch(text)
    if between:
        return _range(_whole(between[1], context), _whole(between[2], context), context)
    if found is None:
        raise Fault("not_a_count", n_("This is not a number of people."))
    count = _whole(found["number"], context)
    qualifier = Qualifier.EXACT
    for place, meanings in (("before", words.before), ("after", words.after)):
        word = found[place].strip(" .:()")
        word = word or found[place].strip(" .:")
        if word and word not in meanings:
            raise Fault("not_a_count", n_("This is not a number of people."))
        qualifier = meanings.get(word, qualifier)
    return Count(count, qualifier)


def _whole(number: str, context: Context) -> int:
    """Return a number as typed; “1.234” is asked unless somebody said what the point means."""
    number = re.sub(r"[.,]0{1,2}$", "", number)  # 30.0
    grouped = _GROUPED.fullmatch(number)
    mark = grouped[1] if grouped else ""
    if mark in (".", ",") and number.count(mark) == 1:
        decimal = context.answers.get("decimal", "")
        if not decimal:
            message = n_("It is not clear whether this is a thousand or a decimal number.")
            raise Fault("ambiguous_number", message, ask="decimal")
        grouped = None if decimal == mark else grouped
    digits = number if grouped is None else re.sub(r"[ .,']", "", number)
    if not digits.isdigit() or len(digits) > 9 or int(digits) > MOST_PEOPLE:
        raise Fault("not_a_count", n_("This is not a number of people."))
    return int(digits)


def _range(lowest: int, highest: int, context: Context) -> Count:
    answer = context.answers.get("count_range", "")
    if lowest >= highest:
        raise Fault("not_a_count", n_("This is not a number of people."))
    if answer == "lowest":
        return Count(lowest, Qualifier.AT_LEAST)
    if answer == "highest":
        return Count(highest, Qualifier.UP_TO)
    if answer == "middle":
        return Count((lowest + highest) // 2, Qualifier.ABOUT)
    ask = "" if answer else "count_range"
    raise Fault("count_range", n_("This is a range of numbers, not one."), ask=ask)


# Codes


def _code(value: Value, column: Field, context: Context) -> str | None:
    return _find_code(clean_line(shown(value)), column, context)


def _codes(value: Value, column: Field, context: Context) -> tuple[str, ...]:
    found = [_find_code(part, column, context) for part in _parts(value, column, context)]
    return tuple(dict.fromkeys(code for code in found if code))


def _parts(value: Value, column: Field, context: Context) -> list[str]:
    """Return the parts of a list; a comma or a stroke divides only known codes."""
    parts: list[str] = []
    for part in _SEPARATORS.split(clean(shown(value))):
        pieces = [piece for piece in _WEAK_SEPARATORS.split(part) if piece]
        known = [_is_known(piece, column, context) for piece in pieces]
        whole = _is_known(part, column, context)
        parts += pieces if len(pieces) > 1 and all(known) and not whole else [clean_line(part)]
    return [part for part in parts if part]


def _is_known(word: str, column: Field, context: Context) -> bool:
    weighed = _weighed(word) if column.kind == "weights" else None
    typed = [word, weighed["code"]] if weighed else [word]
    known = context.known
    return any(known.find(column.codes, t, context.framework) is not None for t in typed)


def _find_code(word: str, column: Field, context: Context) -> str | None:
    """Return the code of a word, by its names or by an answer; None for an answer “nothing”."""
    answer = context.answers.get(f"value:{column.name}:{word}")
    if answer == DESCRIPTION:
        return f"{DESCRIPTION} {word}"
    if answer is not None:
        return answer or None
    known = context.known
    code = known.find(column.codes, word, context.framework)
    if code is not None:
        return code
    nearest = known.nearest(column.codes, word, context.framework)
    message = n_("“{value}” is not a value of this field.")
    ask = f"value:{column.name}:{word}"
    raise Fault("unknown_value", message, suggestion=nearest, ask=ask, value=word[:80])


def _weights(value: Value, column: Field, context: Context) -> dict[str, int]:
    """Return the weight of each direction in 1200ths; equal ones where none is given."""
    given: dict[str, float | None] = {}
    for part in _parts(value, column, context):
        weighed = None if _knows(part, column, context) else _weighed(part)
        code = _find_code(weighed["code"] if weighed else part, column, context)
        if code is None:
            continue
        if code in given:
            raise Fault(
                "direction_twice", n_("Direction {direction} stands twice."), direction=code
            )
        given[code] = float(weighed["percent"].replace(",", ".")) if weighed else None
    percents = [percent for percent in given.values() if percent is not None]
    if not percents:
        return equal_weights(given)
    if len(percents) < len(given) or abs(sum(percents) - 100) > 0.15:
        message = n_("The weights of the directions must be given for all and sum to 100 %.")
        raise Fault("weights", message)
    weights = {code: round((percent or 0) * WHOLE_WEIGHT / 100) for code, percent in given.items()}
    first = next(iter(weights))
    weights[first] += WHOLE_WEIGHT - sum(weights.values())
    return weights


def _weighed(word: str) -> re.Match[str] | None:
    return _WEIGHT_FIRST.fullmatch(word) or _WEIGHT.fullmatch(word)


def _knows(word: str, column: Field, context: Context) -> bool:
    return context.known.find(column.codes, word, context.framework) is not None


def _countries(value: Value, column: Field, context: Context) -> tuple[str, ...]:
    text = shown(value)
    answer = context.answers.get(f"value:{column.name}:{clean_line(text)}")
    if answer is not None:
        return tuple(answer.split())
    found: dict[str, None] = {}
    for match in find_countries(text, context.known.countries):
        answer = context.answers.get(f"value:{column.name}:{clean_line(match.typed)}")
        codes = [match.alpha3] if answer is None else answer.split()
        if codes == [""]:
            raise _unknown_country(match, column, context)
        found |= dict.fromkeys(codes)
    return tuple(found)


def _unknown_country(match: CountryMatch, column: Field, context: Context) -> Fault:
    typed = clean_line(match.typed)
    ask = f"value:{column.name}:{typed}"
    if match.is_no_country:
        message = n_("“{value}” is not a country. Leave the cell empty for an online activity.")
        return Fault("no_country", message, ask=ask, value=typed[:80])
    names = context.known.codes("countries")
    suggestion = match.nearest or (names[match.candidates[0]] if match.candidates else "")
    if len(match.candidates) > 1:
        message = n_("“{value}” may be more than one country.")
        return Fault("ambiguous_country", message, ask=ask, value=typed[:80])
    message = n_("“{value}” is not a known country.")
    return Fault("unknown_country", message, suggestion=suggestion, ask=ask, value=typed[:80])


def _partners(value: Value, column: Field, context: Context) -> tuple[PartnerDraft, ...]:
    found = []
    for part in _SEPARATORS.split(clean(shown(value))):
        if not part:
            continue
        bracketed = _KIND_IN_BRACKETS.fullmatch(clean_line(part))
        kind = context.known.find("partner_kind", bracketed["kind"]) if bracketed else None
        name = bracketed["name"] if bracketed and kind else clean_line(part)
        if not 2 <= len(name) <= 200:
            raise Fault("not_a_partner", n_("This is not the name of an organisation."))
        found.append(PartnerDraft(name=name, kind=kind or "other"))
    return tuple(found)


_PARSERS: dict[str, Callable[[Value, Field, Context], Any]] = {
    "text": _text,
    "prose": _prose,
    "links": _links,
    "date": _date,
    "date_part": _date_part,
    "count": _count,
    "code": _code,
    "codes": _codes,
    "weights": _weights,
    "countries": _countries,
    "partners": _partners,
}
