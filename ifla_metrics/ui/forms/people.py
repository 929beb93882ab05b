"""People who took part, and other lines of an activity, as typed in a form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ifla_metrics.errors import BrokenRule, n_
from ifla_metrics.figures.words import QUALIFIED
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.models.columns import Gender, Qualifier
from ifla_metrics.models.drafts import Draft, ParticipationDraft, PartnerDraft

MOST = 10_000_000
MOST_LINES = 200
"""Lines that are read; more belong in a workbook."""
NOT_A_NUMBER = n_("Please write a number, or “about 30”; leave it empty if nobody counted.")
TABLES: Mapping[str, type[Draft]] = {"lines": ParticipationDraft, "partners": PartnerDraft}
"""What a line is, by the field that asks for lines in a table."""
_SPACES = re.compile(r"[\s\u00a0\u202f'’]")
_GROUPED = re.compile(r"\d{1,3}([.,]\d{3})+")

Row = dict[str, Any]
"""A line by the names of the fields of its draft."""


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


def read_people(
    values: Mapping[str, Any], t: Translate
) -> tuple[tuple[Row, ...], dict[str, BrokenRule]]:
    """Return what a form says of people, and what is wrong by field.

    Its lines say it, else its numbers of people, women and men.
    """
    if values["lines"]:
        return values["lines"], {}
    numbers = {name: read_number(values[name], t) for name in ("people", "women", "men")}
    faults = {name: BrokenRule(NOT_A_NUMBER) for name, n in numbers.items() if n is None}
    if faults:
        return (), faults
    people, women, men = (number or Number() for number in numbers.values())
    parts = (women.people or 0) + (men.people or 0)
    if people.people is not None and people.people < parts:
        message = n_("{parts} women and men are more than {people} people.")
        return (), {"people": BrokenRule(message, parts=parts, people=people.people)}
    return rows_of(_parts(people, women, men)), {}


def _parts(people: Number, women: Number, men: Number) -> Iterator[ParticipationDraft]:
    counted = women.people is not None or men.people is not None
    for gender, number in ((Gender.WOMAN, women), (Gender.MAN, men)):
        if number.people is not None:
            yield ParticipationDraft(gender=gender, count=number.people, qualifier=number.qualifier)
    if people.people is not None:
        rest = people.people - (women.people or 0) - (men.people or 0)
        if rest or not counted:
            yield ParticipationDraft(count=rest, qualifier=people.qualifier)


def typed_people(lines: Sequence[ParticipationDraft]) -> dict[str, Any]:
    """Return stored lines as fields of a form: three numbers where they say it all."""
    counts = {line.gender: line.count for line in lines}
    if len(counts) < len(lines) or not all(map(_is_plain, lines)):
        return {"lines": rows_of(lines)}
    return {
        "people": str(sum(line.count or 0 for line in lines)) if lines else "",
        "women": str(counts.get(Gender.WOMAN, "")),
        "men": str(counts.get(Gender.MAN, "")),
    }


def _is_plain(line: ParticipationDraft) -> bool:
    """Say whether a line says no more than a number of women, of men, or of people."""
    usual = ParticipationDraft(count=line.count, gender=line.gender)
    return line == usual and line.count is not None and line.gender is not Gender.OTHER


def rows_of(lines: Iterable[Draft]) -> tuple[Row, ...]:
    """Return stored lines as rows of a table."""
    return tuple(line.model_dump(mode="json") for line in lines)


def usual_row(name: str) -> Row:
    """Return what a new row of a table says."""
    return TABLES[name].model_construct().model_dump(mode="json", warnings=False)


def filled_rows(name: str, rows: Iterable[Mapping[str, Any]]) -> tuple[Row, ...]:
    """Return rows of a table, as untrusted as any text, without those that say nothing."""
    usual, fields = usual_row(name), TABLES[name].model_fields
    found = ({k: v for k, v in row.items() if k in fields and v not in (None, "")} for row in rows)
    said = [row for row in found if any(usual.get(key) != value for key, value in row.items())]
    for row in said:
        if name == "lines" and not {"count", "qualifier"} & row.keys():
            row["qualifier"] = Qualifier.UNKNOWN.value
    return tuple(said[:MOST_LINES])
