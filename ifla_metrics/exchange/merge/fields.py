"""The fields of two drafts side by side: which differ, which belong together, which are kept."""

from __future__ import annotations

from functools import cache
from typing import Any

from ifla_metrics.exchange.merge.plan import Said
from ifla_metrics.models.drafts import ActivityDraft, AlignmentDraft

UNITS: tuple[tuple[str, ...], ...] = (
    ("started_on", "ended_on", "date_precision", "date_as_stated"),
    ("actual_on", "date_precision", "date_as_stated"),
    ("value", "numerator", "denominator", "state", "qualifier"),
    ("before", "after", "change_percent", "qualifier"),
    ("count", "qualifier"),
)
"""Fields that mean something only together: they are taken from one side."""
MAIN = "primary_direction"
"""What a row also speaks of that is no field: which of its directions is the main one."""
_FOLLOWING = frozenset({"ended_on", "date_precision", "date_as_stated", "qualifier"})
"""Fields without a column of their own that follow when another one of their unit changes."""


def with_kept(before: Said, read: Said, fields: frozenset[str]) -> Said:
    """Return what was read; what the sheet has no column for stays as it was."""
    if not fields or fields >= {*type(read).model_fields, MAIN}:
        return read
    follow: set[str] = set()
    for unit in units(type(read)):
        if any(f in fields and getattr(read, f) != getattr(before, f) for f in unit):
            follow |= _FOLLOWING.intersection(unit)
    kept: dict[str, Any] = {
        f: getattr(before, f)
        for f in type(read).model_fields
        if f not in fields and f not in follow
    }
    if "alignments" in fields and MAIN not in fields:
        kept["alignments"] = _with_main(before, read)
    return read.model_copy(update=kept) if kept else read


def _with_main(before: Said, read: Said) -> tuple[AlignmentDraft, ...]:
    """Return the directions that were read; the main one stays where it is still among them."""
    if not isinstance(before, ActivityDraft) or not isinstance(read, ActivityDraft):
        raise TypeError("Only an activity has directions.")
    main = {(a.framework, a.direction) for a in before.alignments if a.is_primary}
    return tuple(
        a.model_copy(update={"is_primary": True}) if (a.framework, a.direction) in main else a
        for a in read.alignments
    )


def differing(one: Said, other: Said) -> tuple[str, ...]:
    """Return the fields in which two drafts differ."""
    return tuple(f for f in type(one).model_fields if getattr(one, f) != getattr(other, f))


@cache
def units(kind: type[Said]) -> list[tuple[str, ...]]:
    """Return the fields of a draft, those that belong together as one."""
    fields = list(kind.model_fields)
    left = dict.fromkeys(fields)
    found = []
    for unit in UNITS:
        if all(f in left for f in unit):
            found.append(unit)
            for f in unit:
                del left[f]
    return found + [(f,) for f in left]
