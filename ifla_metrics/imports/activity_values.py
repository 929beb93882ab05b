"""The parsed cells of a row become the fields of an activity; nothing else is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ifla_metrics.errors import n_
from ifla_metrics.imports.cells import DESCRIPTION, Context, Count
from ifla_metrics.imports.dates import Days, parse_dates
from ifla_metrics.imports.rows import Fault
from ifla_metrics.models.columns import Gender, Lifecycle, ParticipationMode, Precision, Qualifier
from ifla_metrics.models.drafts import (
    AlignmentDraft,
    ContributionDraft,
    ParticipationDraft,
    equal_weights,
)

NEEDED = n_("This is needed.")
_SAME = (
    *("title", "kind", "lifecycle", "description", "mode", "level", "arena", "language"),
    *("countries", "associations", "partners", "evidence", "note"),
)
"""Fields that a draft takes as they are parsed."""
_GENDERS = {"women": Gender.WOMAN, "men": Gender.MAN, "other": Gender.OTHER}
_MODES: dict[str, ParticipationMode] = {"on_site": "on_site", "remote": "remote"}
COUNTS = ("participants", *_GENDERS, *_MODES)


class FieldFault(Exception):
    """What is wrong with several cells together, shown at one of them."""

    def __init__(self, field: str, fault: Fault) -> None:
        self.field = field
        self.fault = fault
        super().__init__(fault.message.text)


def draft_values(parsed: Mapping[str, Any], context: Context, group: str) -> dict[str, Any]:
    """Return the fields of a draft; nothing is filled in but what the mapping shows."""
    values = {name: parsed[name] for name in _SAME if parsed.get(name) is not None}
    values |= _days(parsed)
    values["groups"] = _groups(parsed, group)
    claims: tuple[str, ...] = parsed.get("outcomes", ())
    words = [c.removeprefix(DESCRIPTION).strip() for c in claims if c.startswith(DESCRIPTION)]
    if words:
        values["description"] = "\n".join([*filter(None, [parsed.get("description")]), *words])
    outcomes = [code for code in claims if not code.startswith(DESCRIPTION)]
    framework = context.framework
    values["contributions"] = tuple(
        ContributionDraft(framework=framework, outcome=code) for code in outcomes
    )
    values["alignments"] = _alignments(parsed, outcomes, context)
    values["participation"] = participation_of(parsed)
    return values


def _days(parsed: Mapping[str, Any]) -> dict[str, Any]:
    first: Days | None = parsed.get("started_on") or _joined_days(parsed)
    if first is None:
        raise FieldFault("started_on", Fault("missing", NEEDED))
    last: Days = parsed.get("ended_on") or first
    if last.ended_on < first.started_on:
        message = n_("Ends {ended}, before it starts {started}.")
        fault = Fault("ends_before_start", message, ended=last.ended_on, started=first.started_on)
        raise FieldFault("ended_on", fault)
    precision = max(first.precision, last.precision, key=list(Precision).index)
    stated = dict.fromkeys(text for text in (first.as_stated, last.as_stated) if text)
    days: dict[str, Any] = {
        "started_on": first.started_on,
        "ended_on": last.ended_on,
        "date_precision": precision,
        "date_as_stated": "" if precision is Precision.DAY else " – ".join(stated)[:120],
    }
    planned: Days | None = parsed.get("planned_started_on")
    planned_end: Days | None = parsed.get("planned_ended_on")
    if parsed.get("lifecycle") == Lifecycle.PLANNED.value:
        planned, planned_end = planned or first, planned_end or last
    if planned is not None:
        days["planned_started_on"] = planned.started_on
    if planned_end is not None:
        days["planned_ended_on"] = planned_end.ended_on
    return days


def _joined_days(parsed: Mapping[str, Any]) -> Days | None:
    """Return the days that columns of year, month and day say together."""
    parts = [parsed.get(name) for name in ("year", "month", "day")]
    if parts[0] is None or (parts[2] is not None and parts[1] is None):
        return None
    written = [f"{part:02}" for part in parts if part is not None]
    try:
        return parse_dates("-".join(written) if len(written) != 2 else "/".join(written[::-1]))
    except Fault as fault:
        raise FieldFault("day" if parts[2] else "month", fault) from None


def _groups(parsed: Mapping[str, Any], group: str) -> tuple[str, ...]:
    groups: tuple[str, ...] = parsed.get("groups") or ((group,) if group else ())
    if group and group not in groups:
        message = n_("This row belongs to {groups}; you are importing for {group}.")
        fault = Fault("other_group", message, groups=", ".join(groups), group=group)
        raise FieldFault("groups", fault)
    return groups


def _alignments(
    parsed: Mapping[str, Any], outcomes: list[str], context: Context
) -> tuple[AlignmentDraft, ...]:
    """Return the directions as given; without a column for them, those that the outcomes serve."""
    framework = context.known.frameworks.get(context.framework)
    weights: Mapping[str, int] = parsed.get("directions") or {}
    if "directions" not in parsed and framework is not None:
        served = [code for outcome in outcomes for code in framework.directions_of(outcome)]
        weights = equal_weights(served)
    primary = parsed.get("primary_direction") or ""
    if primary and primary not in weights:
        message = n_("The main direction {code} is not among the directions.")
        raise FieldFault("primary_direction", Fault("not_served", message, code=primary))
    return tuple(
        AlignmentDraft(
            framework=context.framework,
            direction=code,
            weight=weight,
            is_primary=code == primary,
        )
        for code, weight in weights.items()
    )


def participation_of(parsed: Mapping[str, Any]) -> tuple[ParticipationDraft, ...]:
    """Return lines of participation by gender or by mode; the rest of the total as not stated."""
    counts: dict[str, Count] = {f: parsed[f] for f in COUNTS if parsed.get(f) is not None}
    by_gender = {name: counts[name] for name in _GENDERS if name in counts}
    by_mode = {name: counts[name] for name in _MODES if name in counts}
    if by_gender and by_mode:
        message = n_("People are counted by gender and by mode; only one of both can be taken.")
        raise FieldFault(next(iter(by_mode)), Fault("gender_and_mode", message))
    parts = by_gender or by_mode
    lines = [
        ParticipationDraft(
            count=found.count,
            qualifier=found.qualifier,
            gender=_GENDERS.get(name, Gender.NOT_STATED),
            mode=_MODES.get(name, "not_stated"),
        )
        for name, found in parts.items()
    ]
    total = counts.get("participants")
    rest = _rest(total, list(parts.values()))
    if rest is not None:
        lines.append(ParticipationDraft(count=rest.count, qualifier=rest.qualifier))
    return tuple(lines)


def _rest(total: Count | None, parts: list[Count]) -> Count | None:
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
        fault = Fault("parts_and_total", message, sum=sum(known), total=total.count)
        raise FieldFault("participants", fault)
    return Count(rest) if rest else None
