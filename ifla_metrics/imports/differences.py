"""Merge versions of an entry three ways, and describe how two of them differ.

Pure functions, used by imports, history and review.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from ifla_metrics.figures import words
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import FIELDS_WITHOUT_DEFAULT, MAIN_DIRECTION
from ifla_metrics.models.drafts import (
    AlignmentDraft,
    AnyDraft,
    ContributionDraft,
    ParticipationDraft,
    PartnerDraft,
)
from ifla_metrics.models.field_titles import TITLES

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
    changed = differing_fields(base, mine) & differing_fields(current, mine)
    changed_by_others = differing_fields(base, current)
    updates: dict[str, Any] = {}
    conflicts = []
    for unit in merge_units(type(mine)):
        if changed.isdisjoint(unit):
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


GetLabel = Callable[[str, str, Translate], str]
"""Takes a field of the draft or of a line, a code and `t`; returns the label of the code.

The code of an outcome or a direction is "STRATEGY CODE".
"""


class Difference(NamedTuple):
    """A field that differs: its title, and its old and new value as text."""

    title: str
    before: str
    after: str
    field: str
    """The name of the field in the draft."""


def differences(
    before: AnyDraft | None, after: AnyDraft, t: Translate, *, get_label: GetLabel
) -> list[Difference]:
    """Return the fields that differ, in the order of the draft.

    Without an earlier version, return the fields that differ from their defaults.
    """
    if before is None:
        changed = {
            field
            for field, info in type(after).model_fields.items()
            if info.is_required()
            or field in FIELDS_WITHOUT_DEFAULT
            or info.get_default(call_default_factory=True) != getattr(after, field)
        }
    else:
        changed = differing_fields(before, after)
    return [
        Difference(
            t(TITLES[field]),
            field_text(field, before, t, get_label) if before else "",
            field_text(field, after, t, get_label),
            field,
        )
        for field in type(after).model_fields
        if field in changed
    ]


def field_text(field: str, draft: AnyDraft, t: Translate, get_label: GetLabel) -> str:
    """Return the value of a field as text, dates only as exactly as the draft knows them."""
    value = getattr(draft, field)
    if field == "participation":
        is_alone = len(value) == 1
        return "; ".join(_line(line, t, get_label, is_alone=is_alone) for line in value)
    if isinstance(value, tuple):
        return "; ".join(_text(field, item, t, get_label) for item in value)
    precision = getattr(draft, "date_precision", "")
    if precision and field in DATE_FIELDS + LINKED_FIELDS[1] and isinstance(value, date):
        return t.day(value, precision)
    return _text(field, value, t, get_label)


def _text(field: str, value: object, t: Translate, get_label: GetLabel) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return t.date(value, "medium")
    if isinstance(value, int | float):
        return t.number(value)
    if isinstance(value, ContributionDraft):
        return get_label("outcomes", f"{value.framework} {value.outcome}", t)
    if isinstance(value, AlignmentDraft):
        name = get_label("directions", f"{value.framework} {value.direction}", t)
        return words.direction_share(name, value.weight, value.is_primary, t)
    if isinstance(value, PartnerDraft):
        return f"{value.name} ({get_label('partner_kind', value.kind, t)})"
    return get_label(field, str(value), t)


def _line(line: ParticipationDraft, t: Translate, get_label: GetLabel, *, is_alone: bool) -> str:
    """Return a participation line as its number, with every field that is not the default."""
    default = ParticipationDraft()
    number = t.number(line.count)
    if line.qualifier != default.qualifier:
        number = f"{number} ({get_label('qualifier', line.qualifier, t).lower()})"
    parts = [
        _text(field, getattr(line, field), t, get_label)
        for field in ("gender", "role", "country", "association", "mode", "reach", "note")
        if getattr(line, field) != getattr(default, field)
    ]
    if is_alone and not parts:
        return number
    label = ", ".join(parts) or t("Gender not stated")
    return t("{label}: {value}", label=label, value=number)
