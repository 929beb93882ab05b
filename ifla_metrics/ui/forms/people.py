"""People who took part, as typed in a form, and as lines of a draft."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ifla_metrics.errors import BrokenRule, n_
from ifla_metrics.figures.words import QUALIFIED
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.models.columns import Gender, Qualifier
from ifla_metrics.models.drafts import ParticipationDraft

MOST = 10_000_000
MOST_LINES = 200
"""Lines that are read; more belong in a workbook."""
NOT_A_NUMBER = n_("Please write a number, or “about 30”; leave it empty if nobody counted.")
_SPACES = re.compile(r"[\s\u00a0\u202f'’]")
_GROUPED = re.compile(r"\d{1,3}([.,]\d{3})+")


class Attendance(NamedTuple):
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


class Number(NamedTuple):
    """A number of people as typed; no people: they were not counted."""

    people: int | None = None
    qualifier: Qualifier = Qualifier.UNKNOWN


def read_number(typed: str, t: Translate) -> Number | None:
    """Return a number with its qualifier, in the reader's words or in English.

    An empty text is "not counted"; None is no number.
    """
    text = typed.strip().casefold()
    if not text:
        return Number()
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


def _number_text(line: ParticipationDraft, t: Translate) -> str:
    template = QUALIFIED.get(line.qualifier.value, "{n}")
    return "" if line.count is None else t(template, n=str(line.count))


class Lines(NamedTuple):
    """Lines of the draft, and faults by field: `people`, `women`, `men` or `lines`."""

    lines: tuple[ParticipationDraft, ...] = ()
    faults: Mapping[str, list[BrokenRule]] = {}


def read_people(
    values: Mapping[str, Any], t: Translate, *, base: Sequence[ParticipationDraft] = ()
) -> Lines:
    """Return what a form says of people; a line that was not touched stays as it was stored."""
    if values["lines"]:
        return _detailed(values["lines"], t, {_attendance(line, t): line for line in base})
    numbers = {name: read_number(values[name], t) for name in ("people", "women", "men")}
    faults = {
        name: [BrokenRule(NOT_A_NUMBER)] for name, number in numbers.items() if number is None
    }
    if faults:
        return Lines(faults=faults)
    people, women, men = (number or Number() for number in numbers.values())
    parts = (women.people or 0) + (men.people or 0)
    if people.people is not None and people.people < parts:
        message = n_("{parts} women and men are more than {people} people.")
        return Lines(faults={"people": [BrokenRule(message, parts=parts, people=people.people)]})
    return Lines(tuple(_parts(people, women, men)))


def _parts(people: Number, women: Number, men: Number) -> Iterator[ParticipationDraft]:
    for gender, number in ((Gender.WOMAN, women), (Gender.MAN, men)):
        if number.people is not None:
            yield ParticipationDraft(gender=gender, count=number.people, qualifier=number.qualifier)
    if people.people is None:
        return
    rest = people.people - (women.people or 0) - (men.people or 0)
    if rest or (women.people is None and men.people is None):
        yield ParticipationDraft(count=rest, qualifier=people.qualifier)


def _detailed(
    lines: Sequence[Attendance], t: Translate, stored: Mapping[Attendance, ParticipationDraft]
) -> Lines:
    found, faults = [], []
    for place, line in enumerate(lines, start=1):
        number = read_number(line.number, t)
        if line in stored:
            found.append(stored[line])
        elif number is None:
            words = n_("Line {line}: “{typed}” is not a number of people.")
            faults.append(BrokenRule(words, line=place, typed=line.number))
        else:
            try:
                found.append(_line_of(line, number))
            except ValueError:
                faults.append(BrokenRule(n_("Line {line} cannot be taken."), line=place))
    return Lines(tuple(found), {"lines": faults} if faults else {})


def _line_of(line: Attendance, number: Number) -> ParticipationDraft:
    values = {k: v for k, v in line._asdict().items() if k not in ("number", "details")}
    pairs = (part.partition("=") for part in line.details.split(";") if part.strip())
    dimensions = {name.strip(): value.strip() for name, _, value in pairs}
    return ParticipationDraft(
        count=number.people, qualifier=number.qualifier, dimensions=dimensions, **values
    )


def _attendance(line: ParticipationDraft, t: Translate) -> Attendance:
    return Attendance(
        number=_number_text(line, t),
        country=line.country,
        association=line.association,
        gender=line.gender.value,
        role=line.role,
        mode=line.mode,
        reach=line.reach.value,
        note=line.note,
        details="; ".join(f"{name}={value}" for name, value in line.dimensions.items()),
    )


def lines_of_rows(rows: Sequence[Mapping[str, Any]]) -> tuple[Attendance, ...]:
    """Return rows of the table, as untrusted as any text; an empty cell is what is usual."""
    known = set(Attendance._fields)
    filled = (
        {name: str(value) for name, value in row.items() if name in known and value}
        for row in rows[:MOST_LINES]
    )
    return tuple(line for one in filled if (line := Attendance(**one)) != Attendance())


def typed_people(lines: Sequence[ParticipationDraft], t: Translate) -> dict[str, Any]:
    """Return stored lines as fields of a form: three numbers where they say it all."""
    counts = {line.gender: line.count for line in lines}
    if len(counts) < len(lines) or not all(map(_is_plain, lines)):
        return {"lines": tuple(_attendance(line, t) for line in lines)}
    return {
        "people": str(sum(line.count or 0 for line in lines)) if lines else "",
        "women": str(counts.get(Gender.WOMAN, "")),
        "men": str(counts.get(Gender.MAN, "")),
    }


def _is_plain(line: ParticipationDraft) -> bool:
    """Say whether a line says no more than a number of women, of men, or of people."""
    usual = ParticipationDraft(count=line.count, gender=line.gender)
    return line == usual and line.count is not None and line.gender is not Gender.OTHER
