"""Parse numbers of people (“about 30”, “50+”, “1.234”), and convert them to participation lines."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import NoReturn

from ifla_metrics.errors import n_
from ifla_metrics.imports.dates import normalise
from ifla_metrics.imports.headers import COUNT_WORDS
from ifla_metrics.imports.read import Value
from ifla_metrics.imports.rows import CellError
from ifla_metrics.models.drafts import ParticipationDraft
from ifla_metrics.models.field_types import ParticipationMode, Qualifier

MAX_PEOPLE = 10_000_000
GENDERS = {"women": "woman", "men": "man", "other": "other"}
_MODES: dict[str, ParticipationMode] = {"on_site": "on_site", "remote": "remote"}
COUNTS = ("participants", *GENDERS, *_MODES)
"""The columns of an activity that hold numbers of people."""
_NUMBER = r"\d+(?:[ .,']\d+)*"
_UNKNOWN = [normalise(word) for word in COUNT_WORDS["unknown"]]
_PEOPLE_WORDS, _TO_WORDS = (
    "|".join(re.escape(normalise(word)) for word in COUNT_WORDS[key]) for key in ("people", "to")
)
_PEOPLE = re.compile(rf"(?<![^\W\d_])(?:{_PEOPLE_WORDS})\.?(?![^\W\d_])")
_RANGE = re.compile(rf"({_NUMBER})\s*(?:{_TO_WORDS})\s*({_NUMBER})")
_QUALIFIERS: dict[str, Qualifier] = {
    normalise(word): code for code, words in COUNT_WORDS["qualifiers"].items() for word in words
}
"""The qualifier that each word beside a number stands for."""
_GROUPED = re.compile(r"\d{1,3}(?:([ .,'])\d{3})(?:\1\d{3})*")


def parse_count(value: Value, answers: Mapping[str, str]) -> ParticipationDraft:
    """Return a line with the number of people in a cell; raises CellError for anything else."""
    if isinstance(value, bool | date | time):
        _refuse()
    if isinstance(value, int | float):
        if not (0 <= value <= MAX_PEOPLE and int(value) == value):
            _refuse()
        return ParticipationDraft(count=int(value))
    text = normalise(str(value))
    if text in _UNKNOWN:
        return ParticipationDraft(qualifier="unknown")
    text = _PEOPLE.sub("", text).strip()
    if ends := _RANGE.fullmatch(text):
        return _range(_whole(ends[1], answers), _whole(ends[2], answers), answers)
    match = re.fullmatch(rf"(\D*?)\s*({_NUMBER})\s*(\D*)", text)
    if match is None:
        _refuse()
    before, after = match[1].strip(" .:()"), match[3].strip(" .:()")
    words = [word for word in (before, after) if word]
    if len(words) > 1 or any(word not in _QUALIFIERS for word in words):
        _refuse()
    qualifier = _QUALIFIERS[words[0]] if words else "exact"
    return ParticipationDraft(count=_whole(match[2], answers), qualifier=qualifier)


def _refuse() -> NoReturn:
    raise CellError("not_a_count", n_("This is not a number of people."))


def _whole(number: str, answers: Mapping[str, str]) -> int:
    """Return a whole number. “1.234” needs the answer which mark is the decimal mark."""
    number = re.sub(r"[.,]0{1,2}$", "", number)  # 30.0
    grouped = _GROUPED.fullmatch(number)
    mark = grouped[1] if grouped else ""
    if mark in (".", ",") and number.count(mark) == 1:
        decimal_mark = answers.get("decimal", "")
        if not decimal_mark:
            message = n_("It is not clear whether this is a thousand or a decimal number.")
            raise CellError("ambiguous_number", message, question_key="decimal")
        grouped = None if decimal_mark == mark else grouped
    digits = number if grouped is None else re.sub(r"[ .,']", "", number)
    if not digits.isdigit() or len(digits) > 9 or int(digits) > MAX_PEOPLE:
        _refuse()
    return int(digits)


def _range(lowest: int, highest: int, answers: Mapping[str, str]) -> ParticipationDraft:
    answer = answers.get("count_range", "")
    if lowest >= highest:
        _refuse()
    if answer == "lowest":
        return ParticipationDraft(count=lowest, qualifier="at_least")
    if answer == "highest":
        return ParticipationDraft(count=highest, qualifier="up_to")
    key = "" if answer == "refuse" else "count_range"
    raise CellError("count_range", n_("This is a range of numbers, not one."), question_key=key)


# Participation lines


def lines_from_counts(
    counts: Mapping[str, ParticipationDraft],
) -> tuple[ParticipationDraft, ...]:
    """Return participation lines by gender or by mode, and one for the rest of the total."""
    total = counts.get("participants")
    parts = {name: counts[name] for name in (*GENDERS, *_MODES) if name in counts}
    modes = [name for name in parts if name in _MODES]
    if modes and len(modes) < len(parts):
        text = n_("People are counted both by gender and by mode; only one of the two can be used.")
        raise CellError("gender_and_mode", text, field=modes[0])
    if total is not None and total.count is not None:
        parts = {name: part for name, part in parts.items() if part.count is not None}
    lines = []
    for name, part in parts.items():
        gender, mode = GENDERS.get(name, part.gender), _MODES.get(name, part.mode)
        lines.append(part.model_copy(update={"gender": gender, "mode": mode}))
    if not lines:
        return (total,) if total else ()
    if total is None or total.count is None:
        return tuple(lines)
    people = sum(line.count or 0 for line in lines)
    rest = total.count - people
    if rest < 0 or (rest and any(line.qualifier != "exact" for line in lines)):
        message = n_("The parts ({sum}) do not add up to the total ({total}).")
        if rest > 0:
            message = n_("Give a total only with exact parts: “more than 12” leaves the rest open.")
        raise CellError(
            "parts_and_total", message, field="participants", sum=people, total=total.count
        )
    return (*lines, total.model_copy(update={"count": rest})) if rest else tuple(lines)


def counts_from_lines(lines: Sequence[ParticipationDraft]) -> dict[str, int] | None:
    """Return lines as numbers of participants, women, men and others.

    Return None if they say more, or add up to more people than a row may have.
    """
    if any(line.count is None for line in lines):
        return None
    names = {gender: name for name, gender in GENDERS.items()}
    counts = {names[line.gender]: line.count or 0 for line in lines if line.gender in names}
    if lines:
        counts["participants"] = sum(line.count or 0 for line in lines)
    if max(counts.values(), default=0) > MAX_PEOPLE:
        return None
    totals = {name: ParticipationDraft(count=count) for name, count in counts.items()}
    return counts if lines_from_counts(totals) == tuple(lines) else None
