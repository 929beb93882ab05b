"""Numbers of people as somebody writes them (“about 30”, “50+”, “1.234”), and their lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from typing import Any, NoReturn

from ifla_metrics.errors import n_
from ifla_metrics.imports.headers import vocabulary
from ifla_metrics.imports.read import Value
from ifla_metrics.imports.rows import Fault
from ifla_metrics.models.columns import Gender, ParticipationMode, Qualifier
from ifla_metrics.models.drafts import ParticipationDraft

MOST_PEOPLE = 10_000_000
GENDERS = {"women": Gender.WOMAN, "men": Gender.MAN, "other": Gender.OTHER}
_MODES: dict[str, ParticipationMode] = {"on_site": "on_site", "remote": "remote"}
COUNTS = ("participants", *GENDERS, *_MODES)
"""The fields of an activity that are numbers of people."""
_NUMBER = r"\d+(?:[ .,']\d+)*"
_COUNT = re.compile(rf"(?P<before>\D*?)\s*(?P<number>{_NUMBER})\s*(?P<after>\D*)")
_GROUPED = re.compile(r"\d{1,3}(?:([ .,'])\d{3})(?:\1\d{3})*")
_BY_GENDER = re.compile(
    r"(?<![^\W\d_])(?:f|w|m|h|women|men|females?|males?|femmes?|hommes?|mujeres|hombres|frauen"
    r"|manner|женщин|мужчин)(?![^\W\d_])"
)


@dataclass(frozen=True)
class Count:
    """A number of people; None: it was not counted."""

    count: int | None
    qualifier: Qualifier = Qualifier.EXACT


def parse_count(value: Value, answers: Mapping[str, str]) -> Count:
    """Return the number of people that a cell says; raises Fault for what says none."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if value != value or value < 0 or value > MOST_PEOPLE or int(value) != value:
            _refuse()
        return Count(int(value))
    if isinstance(value, (bool, date, time)):
        _refuse()
    words, text = _count_words(), _plain_signs(str(value))
    if text in words.unknown:
        return Count(None, Qualifier.UNKNOWN)
    if re.search(r"\d", text) and _BY_GENDER.search(text):
        message = n_("Women and men are in one cell; give each its own column.")
        raise Fault("several_counts", message)
    text = words.people.sub("", text).strip()
    if between := words.between.fullmatch(text):
        return _range(_whole(between[1], answers), _whole(between[2], answers), answers)
    found = _COUNT.fullmatch(text)
    if found is None:
        _refuse()
    count = _whole(found["number"], answers)
    qualifier = Qualifier.EXACT
    for place, meanings in (("before", words.before), ("after", words.after)):
        word = found[place].strip(" .:()") or found[place].strip(" .:")
        if word and word not in meanings:
            _refuse()
        qualifier = meanings.get(word, qualifier)
    return Count(count, qualifier)


def _refuse() -> NoReturn:
    raise Fault("not_a_count", n_("This is not a number of people."))


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

    def pattern(listed: str) -> str:
        return "|".join(re.escape(_plain_signs(word)) for word in words[listed])

    def qualifiers(place: str) -> dict[str, Qualifier]:
        return {
            _plain_signs(word): Qualifier(code)
            for code, listed in words[place].items()
            for word in listed
        }

    return _CountWords(
        people=re.compile(rf"(?<![^\W\d_])(?:{pattern('people')})\.?(?![^\W\d_])"),
        unknown=frozenset(_plain_signs(word) for word in words["unknown"]),
        between=re.compile(rf"({_NUMBER})\s*(?:{pattern('to')})\s*({_NUMBER})"),
        before=qualifiers("before"),
        after=qualifiers("after"),
    )


def _whole(number: str, answers: Mapping[str, str]) -> int:
    """Return a number as typed; “1.234” is asked unless somebody said what the point means."""
    number = re.sub(r"[.,]0{1,2}$", "", number)  # 30.0
    grouped = _GROUPED.fullmatch(number)
    mark = grouped[1] if grouped else ""
    if mark in (".", ",") and number.count(mark) == 1:
        decimal = answers.get("decimal", "")
        if not decimal:
            message = n_("It is not clear whether this is a thousand or a decimal number.")
            raise Fault("ambiguous_number", message, ask="decimal")
        grouped = None if decimal == mark else grouped
    digits = number if grouped is None else re.sub(r"[ .,']", "", number)
    if not digits.isdigit() or len(digits) > 9 or int(digits) > MOST_PEOPLE:
        _refuse()
    return int(digits)


def _range(lowest: int, highest: int, answers: Mapping[str, str]) -> Count:
    answer = answers.get("count_range", "")
    if lowest >= highest:
        _refuse()
    if answer == "lowest":
        return Count(lowest, Qualifier.AT_LEAST)
    if answer == "highest":
        return Count(highest, Qualifier.UP_TO)
    if answer == "middle":
        return Count((lowest + highest) // 2, Qualifier.ABOUT)
    ask = "" if answer else "count_range"
    raise Fault("count_range", n_("This is a range of numbers, not one."), ask=ask)


# Lines of participation


def lines_of_counts(parsed: Mapping[str, Any]) -> tuple[ParticipationDraft, ...]:
    """Return lines of participation by gender or by mode; the rest of the total as not stated."""
    counts: dict[str, Count] = {f: parsed[f] for f in COUNTS if parsed.get(f) is not None}
    by_gender = {name: counts[name] for name in GENDERS if name in counts}
    by_mode = {name: counts[name] for name in _MODES if name in counts}
    if by_gender and by_mode:
        message = n_("People are counted by gender and by mode; only one of both can be taken.")
        raise Fault("gender_and_mode", message, field=next(iter(by_mode)))
    parts = by_gender or by_mode
    lines = [
        ParticipationDraft(
            count=found.count,
            qualifier=found.qualifier,
            gender=GENDERS.get(name, Gender.NOT_STATED),
            mode=_MODES.get(name, "not_stated"),
        )
        for name, found in parts.items()
    ]
    rest = _rest(counts.get("participants"), list(parts.values()))
    if rest is not None:
        lines.append(ParticipationDraft(count=rest.count, qualifier=rest.qualifier))
    return tuple(lines)


def _rest(total: Count | None, parts: Sequence[Count]) -> Count | None:
    """Return the people of a total that its parts do not name; None for nobody."""
    if total is None or not parts:
        return total
    if total.count is None:
        return None
    known = [part.count for part in parts if part.count is not None]
    rest = total.count - sum(known)
    exact = all(c.qualifier is Qualifier.EXACT for c in (total, *parts))
    if rest < 0 or (rest and not exact):
        message = n_("The parts ({sum}) do not add up to the total ({total}).")
        raise Fault(
            "parts_and_total", message, field="participants", sum=sum(known), total=total.count
        )
    return Count(rest) if rest else None
