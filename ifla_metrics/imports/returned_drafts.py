"""From the parsed cells of a row of our own workbook to the fields of a draft."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ifla_metrics.errors import n_
from ifla_metrics.imports.activity_values import COUNTS, NEEDED, FieldFault, participation_of
from ifla_metrics.imports.cells import Count
from ifla_metrics.imports.columns import ACTIVITY, NEVER_FILLED_IN, draft_of
from ifla_metrics.imports.dates import Days
from ifla_metrics.imports.merge import MAIN
from ifla_metrics.imports.rows import Fault, Reason
from ifla_metrics.models.columns import Precision, Qualifier
from ifla_metrics.models.drafts import AlignmentDraft, ContributionDraft, ParticipationDraft
from ifla_metrics.text import clean_line

_COLUMN_OF = {"contributions": "outcomes", "alignments": "directions", MAIN: MAIN}

Parsed = dict[str, Any]
"""The values of the filled cells of a row, by the key of their column."""
AtColumn = tuple[str, Fault]
"""A fault, and the column at which it is shown."""


@dataclass
class Lines:
    """The lines of participation of one activity, and what is wrong with some of them."""

    lines: list[ParticipationDraft] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)


def given_fields(
    kind: str, columns: Collection[str], parsed: Parsed, *, has_lines: bool
) -> frozenset[str]:
    """Return the fields that the file speaks of: those with a column, and people where counted.

    Where a stored entry comes from is never changed by a file.
    """
    fields = draft_of(kind).model_fields
    given = {key for key in columns if key in fields}
    if kind == ACTIVITY:
        given |= {name for name, key in _COLUMN_OF.items() if key in columns}
        if has_lines or any(key in parsed for key in COUNTS):
            given.add("participation")
    return frozenset(given - {"provenance"} if parsed.get("id") else given)


def entry_values(
    kind: str,
    columns: Collection[str],
    parsed: Parsed,
    *,
    framework: str,
    group: str,
    lines: Lines | None = None,
) -> tuple[Parsed, list[AtColumn]]:
    """Return the fields of a draft, and what keeps it from being one.

    Args:
        kind: `activity` or a kind of record.
        columns: The columns that the file has.
        parsed: The values of the row.
        framework: The strategy of the row.
        group: The group whose file it is, for a row that names none.
        lines: The lines of the activity on the sheet of participation; None without the sheet.
    """
    fields = draft_of(kind).model_fields
    values: Parsed = {}
    faults: list[AtColumn] = []
    for key, value in parsed.items():
        if isinstance(value, Days):
            if value.precision is not Precision.DAY and "date_precision" not in fields:
                text = n_("Give the day: it is not enough to know the month.")
                faults.append((key, Fault("not_a_day", text)))
            values |= _days(key, value, parsed, fields)
        elif isinstance(value, Count):
            if key in fields:
                values[key] = value.count
                if value.qualifier is not Qualifier.EXACT:
                    values["qualifier"] = value.qualifier
        elif key in fields:
            values.setdefault(key, value)
    if kind != ACTIVITY:
        return {"framework": framework, "group": group, **values}, faults
    is_stored = bool(parsed.get("id"))
    faults += [
        (key, Fault("missing", NEEDED))
        for key in NEVER_FILLED_IN
        if key not in values and not (is_stored and key not in columns)
    ]
    if group:
        values.setdefault("groups", (group,))
    if "evidence" in values:
        evidence = map(clean_line, values["evidence"].split("\n"))
        values["evidence"] = tuple(filter(None, evidence))
    values["contributions"] = tuple(
        ContributionDraft(framework=own, outcome=code) for own, code in parsed.get("outcomes", ())
    )
    try:
        values["alignments"] = _alignments(parsed, has_directions="directions" in columns)
        values["participation"] = _participation(parsed, lines)
    except FieldFault as found:
        faults.append((found.field, found.fault))
    if is_stored:
        values = _placeholders(values, columns) | values
    if "started_on" in values:
        values.setdefault("ended_on", values["started_on"])
    return values, faults


def line_values(parsed: Parsed) -> Parsed:
    """Return the fields of a line of participation."""
    values = {key: value for key, value in parsed.items() if key not in ("activity", "count")}
    count: Count | None = parsed.get("count")
    values["count"] = count.count if count else None
    if count is None:
        values.setdefault("qualifier", Qualifier.UNKNOWN)
    elif count.qualifier is not Qualifier.EXACT:
        values["qualifier"] = count.qualifier
    values["dimensions"] = _dimensions(values.get("dimensions", ""))
    return values


def _days(key: str, days: Days, parsed: Parsed, fields: Collection[str]) -> Parsed:
    """Return the fields that a cell of days says; its words say best how exactly they are known."""
    is_first = key in ("started_on", "planned_started_on")
    values: Parsed = {key: days.started_on if is_first else days.ended_on}
    if key == "started_on" and "ended_on" not in parsed:
        values["ended_on"] = days.ended_on
    if days.precision is not Precision.DAY and "date_precision" in fields:
        values["date_precision"] = days.precision
        values["date_as_stated"] = parsed.get("date_as_stated") or days.as_stated
    return values


def _alignments(parsed: Parsed, *, has_directions: bool) -> tuple[AlignmentDraft, ...]:
    weights: Mapping[tuple[str, str], int] = parsed.get("directions", {})
    main = parsed.get(MAIN, ())
    if has_directions and not weights.keys() >= set(main):
        text = n_("The main direction {direction} is not among the directions.")
        unserved = next(code for own, code in main if (own, code) not in weights)
        raise FieldFault(MAIN, Fault("not_served", text, direction=unserved))
    return tuple(
        AlignmentDraft.model_construct(
            framework=own, direction=code, weight=weight, is_primary=(own, code) in main
        )
        for (own, code), weight in weights.items()
    )


def _participation(parsed: Parsed, lines: Lines | None) -> tuple[ParticipationDraft, ...]:
    """Return the lines of an activity: those of their sheet, or the numbers beside it."""
    if lines is None or not lines.lines:
        return participation_of(parsed)
    total: Count | None = parsed.get("participants")
    summed = sum(line.count or 0 for line in lines.lines)
    if total is not None and total.count not in (None, summed):
        text = n_("The sheet of participation has {sum} people, this row {total}.")
        fault = Fault("other_sum", text, sum=summed, total=total.count)
        raise FieldFault("participants", fault)
    return tuple(lines.lines)


def _placeholders(values: Parsed, columns: Collection[str]) -> Parsed:
    """Return values of needed fields without a column; the stored ones take their place."""
    day = values.get("started_on") or values.get("ended_on") or date(2000, 1, 1)
    needed = {"title": "---", "groups": ("-",), "started_on": day, "ended_on": day}
    return {key: value for key, value in needed.items() if key not in columns}


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
