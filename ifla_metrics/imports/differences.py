"""Merge versions of an entry three ways, and describe how two of them differ.

Pure functions, used by forms, history, review and the preview of an import.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any, Literal, NamedTuple

from pydantic import ValidationError

from ifla_metrics.errors import Message
from ifla_metrics.figures import words
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import FIELDS_WITHOUT_DEFAULT, MAIN_DIRECTION
from ifla_metrics.models.drafts import (
    AlignmentDraft,
    AnyDraft,
    ContributionDraft,
    ParticipationDraft,
    PartnerDraft,
    draft_faults,
)
from ifla_metrics.models.field_titles import TITLES

Side = Literal["mine", "theirs"]
MINE: Side = "mine"
THEIRS: Side = "theirs"

DATE_FIELDS = ("started_on", "ended_on", "date_precision", "date_as_stated")
"""The fields of the dates of an activity."""
LINKED_FIELDS: tuple[tuple[str, ...], ...] = (
    DATE_FIELDS,
    ("actual_on", "date_precision", "date_as_stated"),
    ("value", "numerator", "denominator", "state", "qualifier"),
    ("before", "after", "change_percent", "qualifier"),
    ("count", "qualifier"),
)
"""Fields that only make sense together. A merge takes all of them from one side."""
_DEPENDENT_FIELDS = frozenset({"ended_on", "date_precision", "date_as_stated", "qualifier"})
"""Linked fields that change with the others even if the file has no column for them."""


class MergeResult(NamedTuple):
    """The merged draft; or, with conflicts or a broken rule, the current one.

    `conflicts` names each unit (`merge_units`) by its first field.
    """

    draft: AnyDraft
    changed: bool = False
    conflicts: tuple[str, ...] = ()
    broken_rule: Message | None = None


def merge(
    base: AnyDraft,
    current: AnyDraft,
    file: AnyDraft,
    *,
    fields: Collection[str] = (),
    sides: Mapping[str, Side] | None = None,
) -> MergeResult:
    """Merge the draft of a file, which was made from `base`, into the current version.

    `fields` have a column in the file (empty: all of them). `sides` decides conflicts, by the first
    field of their unit.
    """
    mine = _in_stored_order(base, _with_stored_fields(base, file, fields))
    changed_by_file = differing_fields(base, mine)
    changed_by_others = differing_fields(base, current)
    updates: dict[str, Any] = {}
    conflicts = []
    for unit in merge_units(type(file)):
        values = {field: getattr(mine, field) for field in unit}
        is_current = all(getattr(current, field) == value for field, value in values.items())
        if changed_by_file.isdisjoint(unit) or is_current:
            continue
        side = MINE if changed_by_others.isdisjoint(unit) else (sides or {}).get(unit[0])
        if side == MINE:
            updates |= values
        elif side is None:
            conflicts.append(unit[0])
    if conflicts or not updates:
        return MergeResult(current, False, tuple(conflicts))
    try:
        draft = type(file).model_validate({**dict(current), **updates})
    except ValidationError as error:
        return MergeResult(current, broken_rule=draft_faults(error)[0].message)
    return MergeResult(draft, draft != current)


def differing_fields(old: AnyDraft, new: AnyDraft) -> set[str]:
    """Return the fields in which two drafts differ."""
    return {f for f in type(old).model_fields if getattr(old, f) != getattr(new, f)}


@cache
def merge_units(draft: type[AnyDraft]) -> tuple[tuple[str, ...], ...]:
    """Return the fields of a draft, grouped by what a merge takes from one side."""
    linked = [unit for unit in LINKED_FIELDS if all(f in draft.model_fields for f in unit)]
    single = [field for field in draft.model_fields if not any(field in unit for unit in linked)]
    return (*linked, *((field,) for field in single))


def _with_stored_fields(base: AnyDraft, file: AnyDraft, fields: Collection[str]) -> AnyDraft:
    """Return the draft of the file with stored values for fields without a column."""
    if not fields:
        return file
    from_file = set(fields)
    for unit in merge_units(type(file)):
        if any(f in fields and getattr(file, f) != getattr(base, f) for f in unit):
            from_file |= _DEPENDENT_FIELDS.intersection(unit)
    stored: dict[str, Any] = {
        field: getattr(base, field) for field in type(file).model_fields if field not in from_file
    }
    if "alignments" in fields and MAIN_DIRECTION not in fields:
        stored["alignments"] = _with_main(dict(base)["alignments"], dict(file)["alignments"])
    return file.model_copy(update=stored)


def _in_stored_order(base: AnyDraft, file: AnyDraft) -> AnyDraft:
    """Return the draft of the file, ignoring a mere change in the order of participation lines."""
    old, new = (getattr(draft, "participation", ()) for draft in (base, file))
    is_only_sorted = old != new and sorted(map(repr, old)) == sorted(map(repr, new))
    return file.model_copy(update={"participation": old}) if is_only_sorted else file


def _with_main(
    stored: Iterable[AlignmentDraft], typed: Iterable[AlignmentDraft]
) -> tuple[AlignmentDraft, ...]:
    """Return the directions of a file; the main one stays if it is still among them."""
    main = {(a.framework, a.direction) for a in stored if a.is_primary}
    return tuple(
        a.model_copy(update={"is_primary": (a.framework, a.direction) in main}) for a in typed
    )


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
