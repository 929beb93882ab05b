"""Merge versions of an entry three ways."""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any

from ifla_metrics.imports.columns import MAIN_DIRECTION
from ifla_metrics.models.drafts import AlignmentDraft, AnyDraft

MINE, THEIRS = "mine", "theirs"
Unit = tuple[str, ...]
"""Fields that a merge takes from one side."""

DATE_FIELDS = ("started_on", "ended_on", "date_precision", "date_as_stated")
"""The fields of the dates of an activity."""
LINKED_FIELDS: tuple[Unit, ...] = (
    DATE_FIELDS,
    ("actual_on", "date_precision", "date_as_stated"),
    ("value", "numerator", "denominator", "state", "qualifier"),
    ("before", "after", "change_percent", "qualifier"),
    ("count", "qualifier"),
)
"""Fields that only make sense together. A merge takes all of them from one side."""
_DEPENDENT_FIELDS = frozenset({"ended_on", "date_precision", "date_as_stated", "qualifier"})
"""Linked fields that change with the others even if the file has no column for them."""


def edited(base: AnyDraft, file: AnyDraft, fields: Collection[str]) -> AnyDraft:
    """Return what a file makes of `base`, the version that its row was made from.

    Fields that are not in `fields` have no column and keep their stored values. Lines of
    participation in another order are no change.
    """
    changed = differing_fields(base, file).intersection(fields)
    for unit in merge_units(type(base)):
        if not changed.isdisjoint(unit):
            changed |= _DEPENDENT_FIELDS.intersection(unit)
    values = {field: getattr(file, field) for field in changed}
    if "alignments" in changed and MAIN_DIRECTION not in fields:
        values["alignments"] = _with_main(dict(base)["alignments"], values["alignments"])
    if "participation" in changed:
        old, new = (sorted(map(repr, dict(draft)["participation"])) for draft in (base, file))
        values |= {"participation": dict(base)["participation"]} if old == new else {}
    return base.model_copy(update=values)


def _with_main(
    stored: Iterable[AlignmentDraft], typed: Iterable[AlignmentDraft]
) -> tuple[AlignmentDraft, ...]:
    """Return the directions of a file; the main one stays if it is still among them."""
    main = {(a.framework, a.direction) for a in stored if a.is_primary}
    return tuple(
        a.model_copy(update={"is_primary": (a.framework, a.direction) in main}) for a in typed
    )


def merge(
    base: AnyDraft, current: AnyDraft, mine: AnyDraft, sides: Mapping[str, str]
) -> tuple[AnyDraft, tuple[Unit, ...]]:
    """Merge an edited draft, which was made from `base`, into the current version.

    Return the merged draft, or the current one and the units that both changed. `sides` decides
    conflicts (`mine` or `theirs`), by the first field of their unit.

    Raises:
        ValidationError: The fields of both sides together break a rule.
    """
    changed, not_current = differing_fields(base, mine), differing_fields(current, mine)
    changed_by_others = differing_fields(base, current)
    updates: dict[str, Any] = {}
    conflicts = []
    for unit in merge_units(type(mine)):
        if changed.isdisjoint(unit) or not_current.isdisjoint(unit):
            continue
        side = MINE if changed_by_others.isdisjoint(unit) else sides.get(unit[0])
        if side == MINE:
            updates |= {field: getattr(mine, field) for field in unit}
        elif side != THEIRS:
            conflicts.append(unit)
    if conflicts or not updates:
        return current, tuple(conflicts)
    return type(mine).model_validate({**dict(current), **updates}), ()


def differing_fields(old: AnyDraft, new: AnyDraft) -> set[str]:
    """Return the fields in which two drafts differ."""
    return {f for f in type(old).model_fields if getattr(old, f) != getattr(new, f)}


@cache
def merge_units(draft: type[AnyDraft]) -> tuple[Unit, ...]:
    """Return the fields of a draft, grouped by what a merge takes from one side."""
    linked = [unit for unit in LINKED_FIELDS if all(f in draft.model_fields for f in unit)]
    single = [field for field in draft.model_fields if not any(field in unit for unit in linked)]
    return (*linked, *((field,) for field in single))
