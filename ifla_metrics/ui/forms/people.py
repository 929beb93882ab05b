"""People who took part, and other lines of an activity, as typed in a form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ifla_metrics.errors import n_
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.counts import Count, parse_count
from ifla_metrics.imports.rows import Fault
from ifla_metrics.models.columns import Gender, Qualifier
from ifla_metrics.models.drafts import Draft, ParticipationDraft, PartnerDraft

MOST_LINES = 200
"""Lines that are read; more belong in a workbook."""
TABLES: Mapping[str, type[Draft]] = {"lines": ParticipationDraft, "partners": PartnerDraft}
"""What a line is, by the field that asks for lines in a table."""
THOUSANDS = {"decimal": "none"}
"""How a number is read: a point or a comma stands between thousands, as people have no parts."""
NOT_COUNTED = Count(None)

Row = dict[str, Any]
"""A line by the names of the fields of its draft."""


def read_people(
    values: Mapping[str, Any], t: Translate
) -> tuple[tuple[Row, ...], dict[str, list[str]]]:
    """Return what a form says of people, and what is wrong by field.

    Its lines say it, else its numbers of people, women and men.
    """
    if values["lines"]:
        return values["lines"], {}
    counts, faults = {}, {}
    for name in ("people", "women", "men"):
        typed = values[name].strip()
        try:
            counts[name] = parse_count(typed, THOUSANDS) if typed else NOT_COUNTED
        except Fault as fault:
            faults[name] = [fault.message.describe(t)]
    if faults:
        return (), faults
    people, women, men = counts.values()
    parts = (women.count or 0) + (men.count or 0)
    if people.count is not None and people.count < parts:
        words = n_("{parts} women and men are more than {people} people.")
        return (), {"people": [t(words, parts=parts, people=people.count)]}
    return rows_of(_parts(people, women, men)), {}


def _parts(people: Count, women: Count, men: Count) -> Iterator[ParticipationDraft]:
    for gender, number in ((Gender.WOMAN, women), (Gender.MAN, men)):
        if number.count is not None:
            yield ParticipationDraft(gender=gender, count=number.count, qualifier=number.qualifier)
    if people.count is None:
        return
    rest = people.count - (women.count or 0) - (men.count or 0)
    if rest or (women.count is None and men.count is None):
        yield ParticipationDraft(count=rest, qualifier=people.qualifier)


def typed_people(lines: Sequence[ParticipationDraft]) -> dict[str, Any]:
    """Return stored lines as fields of a form: three numbers where they say it all."""
    by_gender = {line.gender: Count(line.count) for line in lines}
    counts = {
        "people": Count(sum(line.count or 0 for line in lines)) if lines else NOT_COUNTED,
        "women": by_gender.get(Gender.WOMAN, NOT_COUNTED),
        "men": by_gender.get(Gender.MAN, NOT_COUNTED),
    }
    if tuple(_parts(**counts)) != tuple(lines):
        return {"lines": rows_of(lines)}
    return {name: "" if n.count is None else str(n.count) for name, n in counts.items()}


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
