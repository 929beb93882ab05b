"""Answers of an activity's form that are not one field: its days, its people, its directions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from ifla_metrics.errors import BrokenRule, n_
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.counts import Count, parse_count
from ifla_metrics.imports.dates import AmbiguousDays, Days, parse_dates
from ifla_metrics.imports.rows import Fault, Message
from ifla_metrics.models.columns import WHOLE_WEIGHT, Gender, Precision, Qualifier
from ifla_metrics.models.drafts import (
    ActivityDraft,
    Draft,
    ParticipationDraft,
    PartnerDraft,
    equal_weights,
)

MOST_LINES = 200
"""Lines that are read; more belong in a workbook."""
TABLES: Mapping[str, type[Draft]] = {"lines": ParticipationDraft, "partners": PartnerDraft}
"""What a line is, by the field that asks for lines in a table."""
THOUSANDS = {"decimal": "none"}
"""How a number is read: a point or a comma stands between thousands, as people have no parts."""
NOT_COUNTED = Count(None)

Row = dict[str, Any]
"""A line by the names of the fields of its draft."""
PART = WHOLE_WEIGHT // 100
"""1200ths in one per cent."""


# Days


class When(NamedTuple):
    """The days that were meant (None: not known), the readings to choose from, what is wrong."""

    days: Days | None = None
    readings: tuple[Days, ...] = ()
    fault: Message | None = None


def read_when(typed: str) -> When:
    """Return the days of a text."""
    if not typed.strip():
        return When()
    try:
        return When(parse_dates(typed))
    except AmbiguousDays as fault:
        return When(None, fault.readings, fault.message)
    except Fault as fault:
        return When(fault=fault.message)


def typed_when(draft: ActivityDraft) -> str:
    """Return the text that gives the days of a draft back."""
    first, last = draft.started_on, draft.ended_on
    days = read_when(draft.date_as_stated).days
    if days and (days.started_on, days.ended_on) == (first, last):
        return draft.date_as_stated
    return str(first) if first == last else f"{first} to {last}"


def framework_of(day: date | None, frameworks: Mapping[str, Framework], default: str) -> str:
    """Return the strategy in force on a day: the youngest one; else one with a period for it."""
    if day is None:
        return default
    in_force = [f for f in frameworks.values() if f.starts_on <= day <= f.ends_on]
    known = [f for f in frameworks.values() if any(day in p for p in f.periods)]
    found = max(in_force, key=lambda f: f.starts_on, default=None) or next(iter(known), None)
    return found.id if found else default


def days_text(days: Days, t: Translate) -> str:
    """Return days as a sentence reads them back: "3–5 March 2012", "March 2012", "Q3 2012"."""
    first, last, precision = days.started_on, days.ended_on, days.precision
    if precision is Precision.DAY:
        return span(first, last, t)
    if precision is Precision.YEAR and first.year == last.year:
        return str(first.year)
    if precision is Precision.QUARTER and (first.month + 2, first.year) == (last.month, last.year):
        return t("Q{quarter}", quarter=(first.month + 2) // 3) + f" {first.year}"
    shown = "y" if precision is Precision.YEAR else "MMMM y"
    start, end = t.date(first, shown), t.date(last, shown)
    return start if start == end else t("{first} to {last}", first=start, last=end)


def span(first: date, last: date, t: Translate) -> str:
    """Return the days from one to another."""
    if first == last:
        return t.date(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{t.date(last)}"
    return t("{first} to {last}", first=t.date(first), last=t.date(last))


# People and partners


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


# Outcomes and directions


def codes_of(framework: str, outcomes: Iterable[str]) -> tuple[str, ...]:
    """Return the codes of one strategy among outcomes written "FRAMEWORK CODE"."""
    pairs = (outcome.split(" ", 1) for outcome in outcomes if " " in outcome)
    return tuple(code for strategy, code in pairs if strategy == framework)


def outcome_choices(framework: Framework, groups: Collection[str] = ()) -> dict[str, str]:
    """Return the outcomes there are, each with the element of the strategy that it belongs to.

    An element without outcomes can be advanced itself. Those that `groups` own come first: a
    telephone shows seven at once.
    """
    top = framework.direction_level.key
    parents = {node.parent for node in framework.nodes}
    own: dict[str, str] = {}
    others: dict[str, str] = {}
    for node in framework.nodes:
        if node.level == top or node.code in parents:
            continue
        above = framework.node(node.parent) if node.parent else None
        element = f" ({above.short_title})" if above and above.level != top else ""
        is_own = any(part.owner in groups for part in framework.lineage(node.code))
        found = own if is_own else others
        found[f"{framework.id} {node.code}"] = f"{node.short_title}{element}"
    return {**own, **others}


def proposed(framework: Framework, outcomes: Iterable[str], on: date | None) -> tuple[str, ...]:
    """Return the directions that the outcomes serve by the strategy's links, in reading order."""
    then = framework if on is None else framework.on(on)
    known = {node.code for node in framework.nodes}
    served = {d for code in outcomes if code in known for d in then.directions_of(code)}
    return tuple(d.code for d in framework.directions if d.code in served)


def direction_choices(framework: Framework, base: ActivityDraft | None) -> dict[str, str]:
    """Return the directions of a strategy by code, with those that an amended version has had."""
    titles = {d.code: d.short_title for d in framework.directions}
    for alignment in base.alignments if base else ():
        if alignment.framework == framework.id:
            titles.setdefault(alignment.direction, alignment.direction)
    return titles


def read_shares(directions: Sequence[str], percents: Mapping[str, str]) -> dict[str, int]:
    """Return the weights of directions in 1200ths from per cents as typed.

    A per cent is exactly 12 of 1200; 33.3 is taken for a third.

    Raises:
        BrokenRule: One is no share, or they do not sum to the whole.
    """
    weights = {}
    for code in directions:
        number = _percent(percents.get(code, ""))
        if number is None or not 0 < number <= 100:
            raise BrokenRule(n_("Each share must be a number above 0 and up to 100."))
        weights[code] = round(number * PART)
    total = sum(weights.values())
    if total != WHOLE_WEIGHT:
        raise BrokenRule(n_("The shares sum to {sum} %, not 100 %."), sum=as_percent(total))
    return weights


def _percent(typed: str) -> Decimal | None:
    """Return a number typed with a point or a comma, with or without its sign; None for others."""
    plain = typed.strip().removesuffix("%").strip().replace(",", ".")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def as_percent(weight: int) -> str:
    """Return a weight as the per cent that gives it back exactly."""
    return f"{Decimal(weight) / PART:.2f}".rstrip("0").rstrip(".")


def typed_shares(weights: Mapping[str, int]) -> tuple[tuple[str, str], ...]:
    """Return weights as the form shows them: per cents, none for equal parts."""
    if weights == equal_weights(weights):
        return ()
    return tuple((code, as_percent(weight)) for code, weight in weights.items())
