"""People who took part, as typed in a form, and as lines of a draft."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ifla_metrics.errors import BrokenRule, n_
from ifla_metrics.figures.words import QUALIFIED
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.models.columns import Gender, Qualifier
from ifla_metrics.models.drafts import ParticipationDraft

if TYPE_CHECKING:
    from ifla_metrics.ui.forms.values import Typed

MOST = 10_000_000
NOT_A_NUMBER = n_("Please write a number, or “about 30”; leave it empty if nobody counted.")
_SPACES = re.compile(r"[\s\u00a0\u202f'’]")
_GROUPED = re.compile(r"\d{1,3}([.,]\d{3})+")


@dataclass(frozen=True)
class Attendance:
    """A line of people who took part, as typed; `number` may say "about 30"."""

    number: str = ""
    country: str = ""
    association: str = ""
    gender: str = "not_stated"
    role: str = "participant"
    mode: str = "not_stated"
    reach: str = "direct"
    note: str = ""
    details: str = ""
    """Further dimensions as `library_type=public; module=2`."""


@dataclass(frozen=True)
class Number:
    """A number of people as typed; no count: it was not counted."""

    count: int | None
    qualifier: Qualifier


NOT_COUNTED = Number(None, Qualifier.UNKNOWN)


def read_number(typed: str, t: Translate) -> Number | None:
    """Return a number with its qualifier, in the reader's words or in English.

    An empty text is "not counted"; None is no number.
    """
    text = typed.strip().casefold()
    if not text:
        return NOT_COUNTED
    for words in (t, translate("en")):
        for qualifier, template in QUALIFIED.items():
            before, _, after = words(template).casefold().partition("{n}")
            if text.startswith(before) and text.endswith(after):
                count = _whole(text[len(before) : len(text) - len(after)])
                if count is not None:
                    return Number(count, Qualifier(qualifier))
    count = _whole(text)
    return None if count is None else Number(count, Qualifier.EXACT)


def _whole(text: str) -> int | None:
    plain = _SPACES.sub("", text)
    if _GROUPED.fullmatch(plain):
        plain = re.sub(r"[.,]", "", plain)
    if not re.fullmatch(r"\d{1,9}", plain):
        return None
    return int(plain) if int(plain) <= MOST else None


def number_text(number: Number, t: Translate) -> str:
    """Return a number as a form shows it."""
    if number.count is None:
        return ""
    plain = str(number.count)
    if number.qualifier.value not in QUALIFIED:
        return plain
    return t(QUALIFIED[number.qualifier.value], n=plain)


class Lines(NamedTuple):
    """Lines of the draft, and faults by field: `people`, `women`, `men` or `lines`."""

    lines: tuple[ParticipationDraft, ...]
    faults: tuple[tuple[str, BrokenRule], ...] = ()


def lines_of(typed: Typed, t: Translate, *, base: Sequence[ParticipationDraft] = ()) -> Lines:
    """Return what a form says of people; a line that was not touched stays as it was stored."""
    stored = {attendance_of(line, t): line for line in base}
    if typed.lines:
        return _detailed(typed.lines, t, stored)
    return _simple(typed, t)


def _detailed(
    lines: Sequence[Attendance], t: Translate, stored: dict[Attendance, ParticipationDraft]
) -> Lines:
    found, faults = [], []
    for place, line in enumerate(lines, start=1):
        if line in stored:
            found.append(stored[line])
            continue
        number = read_number(line.number, t)
        if number is None:
            words = n_("Line {line}: “{typed}” is not a number of people.")
            faults.append(("lines", BrokenRule(words, line=place, typed=line.number)))
            continue
        try:
            found.append(_line_of(line, number))
        except ValueError:
            faults.append(("lines", BrokenRule(n_("Line {line} cannot be taken."), line=place)))
    return Lines(tuple(found), tuple(faults))


def _line_of(line: Attendance, number: Number) -> ParticipationDraft:
    values = {k: v for k, v in vars(line).items() if k not in ("number", "details")}
    pairs = (part.partition("=") for part in line.details.split(";") if part.strip())
    dimensions = {name.strip(): value.strip() for name, _, value in pairs}
    return ParticipationDraft(
        count=number.count, qualifier=number.qualifier, dimensions=dimensions, **values
    )


def _simple(typed: Typed, t: Translate) -> Lines:
    numbers, faults = {}, []
    for field in ("people", "women", "men"):
        number = read_number(getattr(typed, field), t)
        if number is None:
            faults.append((field, BrokenRule(NOT_A_NUMBER)))
        else:
            numbers[field] = number
    if faults:
        return Lines((), tuple(faults))
    people, women, men = numbers["people"], numbers["women"], numbers["men"]
    parts = (women.count or 0) + (men.count or 0)
    if people.count is not None and people.count < parts:
        fault = BrokenRule(
            n_("{parts} women and men are more than {people} people."),
            parts=parts,
            people=people.count,
        )
        return Lines((), (("people", fault),))
    return Lines(tuple(_parts(people, women, men)))


def _parts(people: Number, women: Number, men: Number) -> Iterator[ParticipationDraft]:
    for gender, number in ((Gender.WOMAN, women), (Gender.MAN, men)):
        if number.count is not None:
            yield ParticipationDraft(gender=gender, count=number.count, qualifier=number.qualifier)
    if people.count is None:
        return
    rest = people.count - (women.count or 0) - (men.count or 0)
    if rest or (women.count is None and men.count is None):
        yield ParticipationDraft(count=rest, qualifier=people.qualifier)


def attendance_of(line: ParticipationDraft, t: Translate) -> Attendance:
    """Return a stored line as a form shows it."""
    return Attendance(
        number=number_text(Number(line.count, line.qualifier), t),
        country=line.country,
        association=line.association,
        gender=line.gender.value,
        role=line.role,
        mode=line.mode,
        reach=line.reach.value,
        note=line.note,
        details="; ".join(f"{name}={value}" for name, value in line.dimensions.items()),
    )


def typed_people(lines: Sequence[ParticipationDraft], t: Translate) -> dict[str, object]:
    """Return stored lines as fields of a form: three numbers where they say it all."""
    by_gender = {line.gender: line for line in lines}
    simple = len(by_gender) == len(lines) and all(_is_plain(line) for line in lines)
    if not simple:
        return {"lines": tuple(attendance_of(line, t) for line in lines)}
    counts = {gender: line.count or 0 for gender, line in by_gender.items()}
    found: dict[str, object] = {}
    if lines:
        found["people"] = str(sum(counts.values()))
    if Gender.WOMAN in counts:
        found["women"] = str(counts[Gender.WOMAN])
    if Gender.MAN in counts:
        found["men"] = str(counts[Gender.MAN])
    return found


def _is_plain(line: ParticipationDraft) -> bool:
    """Say whether a line says no more than a number of women, of men, or of people."""
    usual = ParticipationDraft(count=line.count, gender=line.gender)
    return line == usual and line.count is not None and line.gender is not Gender.OTHER
