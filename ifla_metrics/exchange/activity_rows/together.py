"""A row put together: the rules about several cells are asked here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from ifla_metrics.errors import n_
from ifla_metrics.exchange.activity_rows.builder import KEYS, Builder
from ifla_metrics.exchange.activity_rows.directions import proposed, with_primary
from ifla_metrics.exchange.activity_rows.lines import with_lines
from ifla_metrics.exchange.day_spans import Days
from ifla_metrics.exchange.faults import Reason, because
from ifla_metrics.models.columns import Lifecycle, Precision, Provenance
from ifla_metrics.models.drafts import ActivityDraft

NEEDED = because(n_("This is needed."))
NO_COLUMN = n_("The column “{title}” is needed and was not found.")
ENDS_BEFORE = n_("Ends {ended}, before it starts {started}.")
TOO_MANY = n_("There are {count} here; {limit} are kept at most.")
_MOST = {"groups": 10, "countries": 250, "associations": 250}
_LIFECYCLES = {"": Lifecycle.COMPLETED, **{w.value: w for w in Lifecycle}}
_PRECISIONS = {w.value: w for w in Precision}
_VAGUER = {p: i for i, p in enumerate(Precision)}
_PROVENANCES = {"": Provenance.REPORTED, **{w.value: w for w in Provenance}}
_AS_READ = tuple(name for name in ActivityDraft.model_fields if name in KEYS)
"""Fields that stand in the column of their name."""
Faulty = list[tuple[str, Reason]]
"""Faults of a row that looks sound cell by cell: the column's key, and why."""


def put_together(
    cells: Sequence[Any], builder: Builder, *, proposes: bool
) -> ActivityDraft | Faulty:
    """Return the draft of a row whose cells are sound, or what is wrong among them."""
    row = dict(zip(KEYS, cells, strict=True))
    uid, title, start, end = row["id"], row["title"], row["started_on"], row["ended_on"]
    groups, countries, associations = row["groups"], row["countries"], row["associations"]
    outcomes, primary = row["outcomes"], row["primary_direction"]
    participants, women, men = row["participants"], row["women"], row["men"]
    other, planned_end = row["other"], row["planned_ended_on"]
    planned_start = row["planned_started_on"]
    if not title or start is None:
        return [(k, NEEDED) for k, v in (("title", title), ("started_on", start)) if not v]
    if not groups:
        if not builder.group:
            return [("groups", NEEDED)]
        groups = (builder.group,)
    days = _days(start, end, row["date_precision"], row["date_as_stated"])
    if days.__class__ is list:
        return days
    started_on, ended_on, known_to, stated = days
    alignments = proposed(outcomes, builder) if proposes and outcomes else row["directions"]
    if primary:
        alignments = with_primary(alignments, primary, builder)
        if alignments.__class__ is Reason:
            return [("primary_direction", alignments)]
    if len(groups) > 10 or len(countries) > 250 or len(associations) > 250:
        lists = {"groups": groups, "countries": countries, "associations": associations}
        return [
            (key, because(TOO_MANY, count=len(found), limit=_MOST[key]))
            for key, found in lists.items()
            if len(found) > _MOST[key]
        ]
    numbers = (id(participants), id(women), id(men), id(other))
    counted = builder.counted.get(numbers)
    if counted is None:
        counted = builder.simple.lines(participants, (women, men, other))
        builder.counted[numbers] = counted
    if counted.__class__ is Reason:
        return [("participants", counted)]
    if builder.has_lines:
        counted = with_lines(uid, title, counted, builder)
        if counted.__class__ is Reason:
            return [("participants", counted)]
    values = {name: row[name] for name in _AS_READ} | {
        "kind": row["kind"] or "meeting",
        "lifecycle": _LIFECYCLES[row["lifecycle"]],
        "started_on": started_on,
        "ended_on": ended_on,
        "date_precision": known_to,
        "date_as_stated": stated,
        "planned_started_on": planned_start.started_on if planned_start else None,
        "planned_ended_on": planned_end.ended_on if planned_end else None,
        "groups": groups,
        "contributions": outcomes,
        "alignments": alignments,
        "participation": counted,
        "provenance": _PROVENANCES[row["provenance"]],
    }
    return _built(values)


_FIELDS_SET = set(ActivityDraft.model_fields)


def _built(values: dict[str, Any]) -> ActivityDraft:
    """Return the draft of a whole set of sound values, as `model_construct` does, only sooner."""
    draft = ActivityDraft.__new__(ActivityDraft)
    object.__setattr__(draft, "__dict__", values)
    object.__setattr__(draft, "__pydantic_fields_set__", _FIELDS_SET)
    object.__setattr__(draft, "__pydantic_extra__", None)
    object.__setattr__(draft, "__pydantic_private__", None)
    return draft


def _days(
    start: Days, end: Days | None, precision: str, as_stated: str
) -> tuple[date, date, Precision, str] | Faulty:
    """Return first and last day, how exactly they are known, and how that was said."""
    started_on = start.started_on
    ended_on = start.ended_on if end is None else end.ended_on
    if ended_on < started_on:
        reason = because(ENDS_BEFORE, started=started_on, ended=ended_on)
        return [("ended_on" if end else "started_on", reason)]
    known_to, stated = start.precision, start.as_stated
    if end is not None and end.precision is not known_to:
        known_to = max(known_to, end.precision, key=_VAGUER.__getitem__)
        stated = " – ".join(dict.fromkeys(d.as_stated or str(d.started_on) for d in (start, end)))
    elif end is not None and end.as_stated != stated:
        stated = f"{stated} – {end.as_stated}"
    if precision:
        known_to = _PRECISIONS[precision]
    if as_stated or known_to is Precision.DAY or precision:
        stated = as_stated
    return started_on, ended_on, known_to, stated[:120]
