"""The three-way merge of one entry: the version a file was made from, the current one, the file's.

Pure. What only the file changed goes on top of what stands; what only others changed is kept; what
both changed differently is a conflict for a person to decide.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, Literal, NamedTuple

from pydantic import ValidationError

from ifla_metrics.imports.entries import MAIN
from ifla_metrics.imports.rows import Draft, Message
from ifla_metrics.models.drafts import ActivityDraft, AlignmentDraft, draft_faults

Side = Literal["mine", "theirs"]
MINE: Side = "mine"
THEIRS: Side = "theirs"

UNITS: tuple[tuple[str, ...], ...] = (
    ("started_on", "ended_on", "date_precision", "date_as_stated"),
    ("actual_on", "date_precision", "date_as_stated"),
    ("value", "numerator", "denominator", "state", "qualifier"),
    ("before", "after", "change_percent", "qualifier"),
    ("count", "qualifier"),
)
"""Fields that mean something only together: they are taken from one side."""
_FOLLOWING = frozenset({"ended_on", "date_precision", "date_as_stated", "qualifier"})
"""Fields without a column of their own that follow when another one of their unit changes."""


class Merged(NamedTuple):
    """The result of a merge: the draft, or the rule that it breaks; and what is left to decide.

    `conflicts` names each unit by its first field; `kept` are fields that only others changed.
    """

    draft: Draft
    changed: bool = False
    conflicts: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    broken: Message | None = None


def merge(
    base: Draft,
    current: Draft,
    file: Draft,
    *,
    given: Collection[str] = (),
    sides: Mapping[str, Side] | None = None,
) -> Merged:
    """Merge what a file says of an entry into the current version.

    Args:
        base: The version that the file was made from.
        current: The version in the log.
        file: What the file says.
        given: The fields that the file has a column for; none: all.
        sides: Of conflicts that were decided, the side to take, by the first field of the unit.
    """
    mine = _in_stored_order(base, _with_fields_not_given(base, file, given))
    by_file, by_others = differing_fields(base, mine), differing_fields(base, current)
    taken: dict[str, Any] = {}
    conflicts = []
    for unit in units(type(file)):
        ours = {field: getattr(mine, field) for field in unit}
        if by_file.isdisjoint(unit) or all(getattr(current, f) == v for f, v in ours.items()):
            continue
        side = (sides or {}).get(unit[0]) if not by_others.isdisjoint(unit) else MINE
        if side == MINE:
            taken |= ours
        elif side is None:
            conflicts.append(unit[0])
    kept = tuple(field for field in type(file).model_fields if field in by_others - taken.keys())
    if conflicts or not taken:
        return Merged(current, False, tuple(conflicts), kept)
    try:
        draft = type(file).model_validate({**dict(current), **taken})
    except ValidationError as error:
        fault = draft_faults(error)[0].error
        return Merged(current, False, (), kept, Message(fault.message, fault.values))
    return Merged(draft, draft != current, (), kept)


def differing_fields(one: Draft, other: Draft) -> set[str]:
    """Return the fields in which two drafts differ."""
    return {
        field for field in type(one).model_fields if getattr(one, field) != getattr(other, field)
    }


@cache
def units(kind: type[Draft]) -> tuple[tuple[str, ...], ...]:
    """Return the fields of a draft, those that belong together as one."""
    left = dict.fromkeys(kind.model_fields)
    found = []
    for unit in UNITS:
        if all(field in left for field in unit):
            found.append(unit)
            for field in unit:
                del left[field]
    return (*found, *((field,) for field in left))


def _with_fields_not_given(base: Draft, file: Draft, given: Collection[str]) -> Draft:
    """Return the file's draft; what the file has no column for stays as it was."""
    if not given:
        return file
    follow: set[str] = set()
    for unit in units(type(file)):
        if any(f in given and getattr(file, f) != getattr(base, f) for f in unit):
            follow |= _FOLLOWING.intersection(unit)
    kept: dict[str, Any] = {
        field: getattr(base, field)
        for field in type(file).model_fields
        if field not in given and field not in follow
    }
    if "alignments" in given and MAIN not in given:
        kept["alignments"] = _with_main(base, file)
    return file.model_copy(update=kept)


def _in_stored_order(base: Draft, file: Draft) -> Draft:
    """Return the file's draft; lines of participation that were only sorted stay as they were."""
    if not isinstance(base, ActivityDraft) or not isinstance(file, ActivityDraft):
        return file
    if file.participation == base.participation:
        return file
    if sorted(map(repr, file.participation)) != sorted(map(repr, base.participation)):
        return file
    return file.model_copy(update={"participation": base.participation})


def _with_main(base: Draft, file: Draft) -> tuple[AlignmentDraft, ...]:
    """Return the file's directions; the main one stays where it is still among them."""
    if not isinstance(base, ActivityDraft) or not isinstance(file, ActivityDraft):
        raise TypeError("Only an activity has directions.")
    main = {(a.framework, a.direction) for a in base.alignments if a.is_primary}
    return tuple(
        a.model_copy(update={"is_primary": (a.framework, a.direction) in main})
        for a in file.alignments
    )
