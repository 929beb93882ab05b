"""From the parsed cells of a row to the fields of a draft; nothing is filled in unseen."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from ifla_metrics.errors import n_
from ifla_metrics.imports.cells import DESCRIPTION, CodeOf, Context
from ifla_metrics.imports.columns import ACTIVITY, PARTICIPATION, draft_of
from ifla_metrics.imports.counts import Count
from ifla_metrics.imports.dates import Days, parse_dates
from ifla_metrics.imports.rows import Fault
from ifla_metrics.models.columns import Gender, Lifecycle, ParticipationMode, Precision, Qualifier
from ifla_metrics.models.drafts import (
    ActivityDraft,
    AlignmentDraft,
    ContributionDraft,
    ParticipationDraft,
    equal_weights,
)

MAIN = "primary_direction"
"""A column that is no field: which of the directions is the main one."""
NEEDED = n_("This is needed.")
ENDS_IN_FUTURE = n_("This says that the activity is completed, but it ends in the future.")
GENDERS = {"women": Gender.WOMAN, "men": Gender.MAN, "other": Gender.OTHER}
_MODES: dict[str, ParticipationMode] = {"on_site": "on_site", "remote": "remote"}
_PLANNED = {"planned_started_on": "started_on", "planned_ended_on": "ended_on"}
_COUNTS = ("participants", *GENDERS, *_MODES)
COLUMN_OF = {
    "contributions": "outcomes",
    "alignments": "directions",
    "participation": "participants",
    "date_precision": "started_on",
    "date_as_stated": "started_on",
}
"""The column of a field that has not one of its own."""

Parsed = Mapping[str, Any]
"""The values of the filled cells of a row, by the key of their column."""


class FieldFault(Exception):
    """What is wrong with several cells together, shown at one of them."""

    def __init__(self, field: str, fault: Fault) -> None:
        self.field = field
        self.fault = fault
        super().__init__(fault.message.text)


def given_fields(
    kind: str, columns: Collection[str], parsed: Parsed, *, has_lines: bool
) -> frozenset[str]:
    """Return the fields that the file speaks of: those with a column, and people where counted.

    Where a stored entry comes from is never changed by a file.
    """
    given = {key for key in columns if key in draft_of(kind).model_fields}
    if kind == ACTIVITY:
        given |= {f for f in ("contributions", "alignments") if COLUMN_OF[f] in columns}
        given |= {MAIN} & set(columns)
        if has_lines or any(key in parsed for key in _COUNTS):
            given.add("participation")
    return frozenset(given - {"provenance"} if parsed.get("id") else given)


def entry_values(
    kind: str,
    columns: Collection[str],
    parsed: Parsed,
    context: Context,
    *,
    group: str = "",
    lines: Sequence[ParticipationDraft] = (),
) -> dict[str, Any]:
    """Return the fields of a draft.

    Args:
        kind: What a row of the sheet is, as `SheetFormat.record` says it.
        columns: The columns that the file has.
        parsed: The values of the row.
        context: With the strategy of the row.
        group: The group whose file it is, for a row that names none.
        lines: The lines of an activity on the sheet of participation.

    Raises:
        FieldFault: Its cells contradict each other.
    """
    fields = draft_of(kind).model_fields
    values = {k: v for k, v in parsed.items() if k in fields and not isinstance(v, Count | Days)}
    if isinstance(count := parsed.get("count"), Count):
        values |= {"count": count.count}
        if count.qualifier is not Qualifier.EXACT:
            values["qualifier"] = count.qualifier
    if kind == PARTICIPATION:
        if count is None:
            values.setdefault("qualifier", Qualifier.UNKNOWN)
        return {**values, "dimensions": _dimensions(values.get("dimensions", ""))}
    values |= _days(parsed, fields)
    if kind != ACTIVITY:
        return {"framework": context.framework, "group": group, **values}
    values |= {
        "groups": _groups(parsed, group),
        "contributions": _contributions(parsed),
        "alignments": _alignments(parsed, columns, context),
        "participation": _participation(parsed, lines),
    }
    words = [word for of, word in parsed.get("outcomes", ()) if of == DESCRIPTION]
    if words:
        values["description"] = "\n".join([*filter(None, [parsed.get("description")]), *words])
    if parsed.get("id"):
        return _placeholders(values, columns) | values
    return values | _status_of_a_new_activity(values, context)


def is_done_too_early(draft: ActivityDraft) -> bool:
    """Say whether an activity is called completed and ends in the future."""
    return draft.lifecycle is Lifecycle.COMPLETED and draft.ended_on > datetime.now(UTC).date()


# Days


def _days(parsed: Parsed, fields: Collection[str]) -> dict[str, Any]:
    """Return the fields that cells of days say; their words say best how exactly they are known."""
    found = {key: days for key, days in parsed.items() if isinstance(days, Days)}
    if "started_on" in fields and "started_on" not in found and (joined := _joined_days(parsed)):
        found["started_on"] = joined
    values: dict[str, Any] = {
        key: days.started_on if key.endswith("started_on") else days.ended_on
        for key, days in found.items()
    }
    if "started_on" in found:
        values.setdefault("ended_on", found["started_on"].ended_on)
    if "ended_on" in values and values["ended_on"] < values.get("started_on", date.min):
        message = n_("Ends {ended}, before it starts {started}.")
        ends, starts = values["ended_on"], values["started_on"]
        fault = Fault("ends_before_start", message, ended=ends, started=starts)
        raise FieldFault("ended_on", fault)
    dated = {key: days for key, days in found.items() if key not in _PLANNED}
    vaguest = max(dated, key=lambda key: _vagueness(dated[key]), default="")
    if not vaguest or dated[vaguest].precision is Precision.DAY:
        return values
    if "date_precision" not in fields:
        message = n_("Give the day: it is not enough to know the month.")
        raise FieldFault(vaguest, Fault("not_a_day", message))
    stated = dict.fromkeys(days.as_stated for days in dated.values() if days.as_stated)
    values["date_precision"] = dated[vaguest].precision
    values["date_as_stated"] = parsed.get("date_as_stated") or " – ".join(stated)[:120]
    return values


def _vagueness(days: Days) -> int:
    return list(Precision).index(days.precision)


def _joined_days(parsed: Parsed) -> Days | None:
    """Return the days that columns of year, month and day say together."""
    parts = [parsed.get(name) for name in ("year", "month", "day")]
    if parts[0] is None or (parts[2] is not None and parts[1] is None):
        return None
    written = [f"{part:02}" for part in parts if part is not None]
    try:
        return parse_dates("-".join(written) if len(written) != 2 else "/".join(written[::-1]))
    except Fault as fault:
        raise FieldFault("day" if parts[2] else "month", fault) from None


def _status_of_a_new_activity(values: Parsed, context: Context) -> dict[str, Any]:
    """Return status and planned days: nothing that ends in the future is completed."""
    if "started_on" not in values:
        raise FieldFault("started_on", Fault("missing", NEEDED))
    status = values.get("lifecycle")
    if status == Lifecycle.COMPLETED and values["ended_on"] > datetime.now(UTC).date():
        status = context.answers.get("future", "")
        if status not in (Lifecycle.PLANNED, Lifecycle.UNDER_WAY):
            ask = "" if "future" in context.answers else "future"
            raise FieldFault("lifecycle", Fault("ends_in_future", ENDS_IN_FUTURE, ask=ask))
    if status != Lifecycle.PLANNED:
        return {"lifecycle": status} if status else {}
    planned = {field: values.get(field, values[own]) for field, own in _PLANNED.items()}
    return {"lifecycle": status, **planned}


def _placeholders(values: Parsed, columns: Collection[str]) -> dict[str, Any]:
    """Return values of needed fields without a column; the stored ones take their place."""
    day = values.get("started_on") or values.get("ended_on") or date(2000, 1, 1)
    needed = {"title": "---", "started_on": day, "ended_on": day}
    return {key: value for key, value in needed.items() if key not in columns}


# Groups, outcomes, directions


def _groups(parsed: Parsed, group: str) -> tuple[str, ...]:
    groups: tuple[str, ...] = parsed.get("groups") or ((group,) if group else ())
    if group and group not in groups and not parsed.get("id"):
        message = n_("This row belongs to {groups}; you are importing for {group}.")
        fault = Fault("other_group", message, groups=", ".join(groups), group=group)
        raise FieldFault("groups", fault)
    return groups


def _contributions(parsed: Parsed) -> tuple[ContributionDraft, ...]:
    return tuple(
        ContributionDraft(framework=framework, outcome=code)
        for framework, code in parsed.get("outcomes", ())
        if framework != DESCRIPTION
    )


def _alignments(
    parsed: Parsed, columns: Collection[str], context: Context
) -> tuple[AlignmentDraft, ...]:
    """Return the directions as given; of a new entry without any, those that its outcomes serve."""
    weights: dict[CodeOf, int] = parsed.get("directions") or {}
    if "directions" not in parsed and not parsed.get("id"):
        weights = _served(parsed, context)
    main = parsed.get(MAIN) or ()
    is_open = parsed.get("id") and "directions" not in columns
    for framework, code in main:
        if (framework, code) not in weights and not is_open:
            message = n_("The main direction {code} is not among the directions.")
            raise FieldFault(MAIN, Fault("not_served", message, code=code))
    return tuple(
        AlignmentDraft(
            framework=framework,
            direction=code,
            weight=weight,
            is_primary=(framework, code) in main,
        )
        for (framework, code), weight in weights.items()
    )


def _served(parsed: Parsed, context: Context) -> dict[CodeOf, int]:
    served: dict[str, list[str]] = {}
    for own, outcome in parsed.get("outcomes", ()):
        if framework := context.code_book.frameworks.get(own):
            served.setdefault(own, []).extend(framework.directions_of(outcome))
    return {(own, c): w for own, found in served.items() for c, w in equal_weights(found).items()}


# People


def _participation(
    parsed: Parsed, lines: Sequence[ParticipationDraft]
) -> tuple[ParticipationDraft, ...]:
    """Return the lines of an activity: those of their sheet, or the numbers beside it."""
    if not lines:
        return lines_of_counts(parsed)
    total: Count | None = parsed.get("participants")
    summed = sum(line.count or 0 for line in lines)
    if total is not None and total.count not in (None, summed):
        message = n_("The sheet of participation has {sum} people, this row {total}.")
        fault = Fault("other_sum", message, sum=summed, total=total.count)
        raise FieldFault("participants", fault)
    return tuple(lines)


def lines_of_counts(parsed: Parsed) -> tuple[ParticipationDraft, ...]:
    """Return lines of participation by gender or by mode; the rest of the total as not stated."""
    counts: dict[str, Count] = {f: parsed[f] for f in _COUNTS if parsed.get(f) is not None}
    by_gender = {name: counts[name] for name in GENDERS if name in counts}
    by_mode = {name: counts[name] for name in _MODES if name in counts}
    if by_gender and by_mode:
        message = n_("People are counted by gender and by mode; only one of both can be taken.")
        raise FieldFault(next(iter(by_mode)), Fault("gender_and_mode", message))
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
        fault = Fault("parts_and_total", message, sum=sum(known), total=total.count)
        raise FieldFault("participants", fault)
    return Count(rest) if rest else None


def _dimensions(text: str) -> dict[str, str]:
    """Return further dimensions from `name=value; name=value`, or from JSON."""
    if text.startswith("{"):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            found = {}
        return {str(name): str(value) for name, value in found.items()}
    pairs = (part.partition("=") for part in text.split(";") if part.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}
