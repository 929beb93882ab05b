"""Numbers of people as somebody writes them (“about 30”, “50+”, “1.234”), and their lines."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, NoReturn

from ifla_metrics.errors import n_
from ifla_metrics.imports.dates import plain
from ifla_metrics.imports.headers import COUNT_WORDS
from ifla_metrics.imports.read import Value
from ifla_metrics.imports.rows import Fault
from ifla_metrics.models.drafts import ParticipationDraft
from ifla_metrics.models.field_types import ParticipationMode, Qualifier

MOST_PEOPLE = 10_000_000
GENDERS = {"women": "woman", "men": "man", "other": "other"}
_MODES: dict[str, ParticipationMode] = {"on_site": "on_site", "remote": "remote"}
COUNTS = ("participants", *GENDERS, *_MODES)
"""The fields of an activity that are numbers of people."""
_NUMBER = r"\d+(?:[ .,']\d+)*"
_NOT_BEHIND = {plain(word) for word in COUNT_WORDS["not_behind"]}
_UNKNOWN = [plain(word) for word in COUNT_WORDS["unknown"]]
_PEOPLE_OR, _TO = ("|".join(re.escape(plain(w)) for w in COUNT_WORDS[k]) for k in ("people", "to"))
_PEOPLE = re.compile(rf"(?<![^\W\d_])(?:{_PEOPLE_OR})\.?(?![^\W\d_])")
_BETWEEN = re.compile(rf"({_NUMBER})\s*(?:{_TO})\s*({_NUMBER})")
_QUALIFIERS: dict[str, Qualifier] = {
    plain(word): code for code, words in COUNT_WORDS["qualifiers"].items() for word in words
}
"""What the words beside a number say of it."""
_GROUPED = re.compile(r"\d{1,3}(?:([ .,'])\d{3})(?:\1\d{3})*")


@dataclass(frozen=True)
class Count:
    """A number of people; None: it was not counted."""

    count: int | None
    qualifier: Qualifier = "exact"


def parse_count(value: Value, answers: Mapping[str, str]) -> Count:
    """Return the number of people that a cell says; raises Fault for what says none."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not (0 <= value <= MOST_PEOPLE and int(value) == value):
            _refuse()
        return Count(int(value))
    if isinstance(value, bool | date | time):
        _refuse()
    text = plain(str(value))
    if text in _UNKNOWN:
        return Count(None, "unknown")
    text = _PEOPLE.sub("", text).strip()
    if between := _BETWEEN.fullmatch(text):
        return _range(_whole(between[1], answers), _whole(between[2], answers), answers)
    found = re.fullmatch(rf"(\D*?)\s*({_NUMBER})\s*(\D*)", text)
    if found is None:
        _refuse()
    words = [word for part in (found[1], found[3]) if (word := part.strip(" .:()"))]
    is_unit = found[3].strip(" .:()") in _NOT_BEHIND
    if is_unit or len(words) > 1 or any(word not in _QUALIFIERS for word in words):
        _refuse()
    return Count(_whole(found[2], answers), _QUALIFIERS[words[0]] if words else "exact")


def _refuse() -> NoReturn:
    raise Fault("not_a_count", n_("This is not a number of people."))


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
        return Count(lowest, "at_least")
    if answer == "highest":
        return Count(highest, "up_to")
    ask = "" if answer == "refuse" else "count_range"
    raise Fault("count_range", n_("This is a range of numbers, not one."), ask=ask)


# Lines of participation


def lines_of_counts(parsed: Mapping[str, Any]) -> tuple[ParticipationDraft, ...]:
    """Return lines of participation by gender or by mode; the rest of the total as not stated."""
    counts: dict[str, Count] = {f: parsed[f] for f in COUNTS if parsed.get(f) is not None}
    by_gender = {name: counts[name] for name in GENDERS if name in counts}
    by_mode = {name: counts[name] for name in _MODES if name in counts}
    if by_gender and by_mode:
        message = n_(
            "People are counted both by gender and by mode; only one of the two can be used."
        )
        raise Fault("gender_and_mode", message, field=next(iter(by_mode)))
    parts = by_gender or by_mode
    lines = [
        ParticipationDraft(
            count=found.count,
            qualifier=found.qualifier,
            gender=GENDERS.get(name, "not_stated"),
            mode=_MODES.get(name, "not_stated"),
        )
        for name, found in parts.items()
    ]
    rest = _rest(counts.get("participants"), list(parts.values()))
    if rest is not None:
        lines.append(ParticipationDraft(count=rest.count, qualifier=rest.qualifier))
    return tuple(lines)


def plain_counts(lines: Sequence[ParticipationDraft]) -> dict[str, int] | None:
    """Return lines as numbers in all, of women, men and others; None where that loses."""
    if any(line.count is None for line in lines):
        return None
    names = {gender: name for name, gender in GENDERS.items()}
    counts = {names[line.gender]: line.count or 0 for line in lines if line.gender in names}
    if lines:
        counts["participants"] = sum(line.count or 0 for line in lines)
    read_again = lines_of_counts({name: Count(count) for name, count in counts.items()})
    return counts if read_again == tuple(lines) else None


def _rest(total: Count | None, parts: Sequence[Count]) -> Count | None:
    """Return the people of a total that its parts do not name; None for nobody."""
    if total is None or not parts:
        return total
    if total.count is None:
        return None
    known = [part.count for part in parts if part.count is not None]
    rest = total.count - sum(known)
    exact = all(part.qualifier == "exact" for part in parts)
    if rest < 0 or (rest and not exact):
        message = n_("The parts ({sum}) do not add up to the total ({total}).")
        raise Fault(
            "parts_and_total", message, field="participants", sum=sum(known), total=total.count
        )
    return Count(rest, total.qualifier) if rest else None
