"""Versions of an entry: merged three ways, and told apart field by field in the reader's words.

Pure: used by forms, history, review and the preview of an import alike.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any, Literal, NamedTuple

from pydantic import ValidationError

from ifla_metrics.errors import Message
from ifla_metrics.figures import words
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import MAIN, NEVER_FILLED_IN
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

WHEN = ("started_on", "ended_on", "date_precision", "date_as_stated")
"""The fields that say when an activity was."""
UNITS: tuple[tuple[str, ...], ...] = (
    WHEN,
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

    `conflicts` names each unit by its first field.
    """

    draft: AnyDraft
    changed: bool = False
    conflicts: tuple[str, ...] = ()
    broken: Message | None = None


def merge(
    base: AnyDraft,
    current: AnyDraft,
    file: AnyDraft,
    *,
    given: Collection[str] = (),
    sides: Mapping[str, Side] | None = None,
) -> Merged:
    """Merge what a file, made from `base`, says of an entry into the current version.

    `given` are the fields that the file has a column for (none: all), `sides` the decisions of
    conflicts by the first field of their unit.
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
    if conflicts or not taken:
        return Merged(current, False, tuple(conflicts))
    try:
        draft = type(file).model_validate({**dict(current), **taken})
    except ValidationError as error:
        return Merged(current, broken=draft_faults(error)[0].message)
    return Merged(draft, draft != current)


def differing_fields(one: AnyDraft, other: AnyDraft) -> set[str]:
    """Return the fields in which two drafts differ."""
    return {
        field for field in type(one).model_fields if getattr(one, field) != getattr(other, field)
    }


@cache
def units(kind: type[AnyDraft]) -> tuple[tuple[str, ...], ...]:
    """Return the fields of a draft, those that belong together as one."""
    left = dict.fromkeys(kind.model_fields)
    found = []
    for unit in UNITS:
        if all(field in left for field in unit):
            found.append(unit)
            for field in unit:
                del left[field]
    return (*found, *((field,) for field in left))


def _with_fields_not_given(base: AnyDraft, file: AnyDraft, given: Collection[str]) -> AnyDraft:
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
        kept["alignments"] = _with_main(dict(base)["alignments"], dict(file)["alignments"])
    return file.model_copy(update=kept)


def _in_stored_order(base: AnyDraft, file: AnyDraft) -> AnyDraft:
    """Return the file's draft; lines of participation that were only sorted stay as they were."""
    old, new = (getattr(one, "participation", ()) for one in (base, file))
    is_only_sorted = old != new and sorted(map(repr, old)) == sorted(map(repr, new))
    return file.model_copy(update={"participation": old}) if is_only_sorted else file


def _with_main(
    stored: Iterable[AlignmentDraft], typed: Iterable[AlignmentDraft]
) -> tuple[AlignmentDraft, ...]:
    """Return the directions of a file; the main one stays where it is still among them."""
    main = {(a.framework, a.direction) for a in stored if a.is_primary}
    return tuple(
        a.model_copy(update={"is_primary": (a.framework, a.direction) in main}) for a in typed
    )


NameOf = Callable[[str, str, Translate], str]
"""The name of a code: (field of the draft or of a line, code, the reader's words) -> its name.

Of outcomes and directions the code is "STRATEGY CODE".
"""


class Difference(NamedTuple):
    """A field that differs: its title, what stood there, what stands there; "" is nothing."""

    title: str
    before: str
    after: str
    field: str
    """The name of the field in the draft."""


def differences(
    before: AnyDraft | None, after: AnyDraft, t: Translate, *, names: NameOf
) -> list[Difference]:
    """Return the fields that differ, in the order of the form.

    Without an earlier version they are all that say more than what is usual.
    """
    if before is not None:
        fields = [f for f in type(after).model_fields if getattr(before, f) != getattr(after, f)]
        return [_difference(f, before, after, t, names) for f in fields]
    return [
        _difference(field, None, after, t, names)
        for field, info in type(after).model_fields.items()
        if info.is_required()
        or field in NEVER_FILLED_IN
        or info.get_default(call_default_factory=True) != getattr(after, field)
    ]


def _difference(
    field: str, before: AnyDraft | None, after: AnyDraft, t: Translate, names: NameOf
) -> Difference:
    old, new = (field_text(field, draft, t, names) if draft else "" for draft in (before, after))
    return Difference(t(TITLES.get(field, field)), old, new, field)


def field_text(field: str, draft: AnyDraft, t: Translate, names: NameOf) -> str:
    """Return the value of a field; a day no more exactly than the draft knows it."""
    value = getattr(draft, field)
    if isinstance(value, tuple):
        return "; ".join(_text(field, one, t, names) for one in value)
    precision = getattr(draft, "date_precision", "")
    if precision and field in WHEN + UNITS[1] and isinstance(value, date):
        return t.day(value, precision)
    return _text(field, value, t, names)


def _text(field: str, value: object, t: Translate, names: NameOf) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    if isinstance(value, date):
        return t.date(value, "medium")
    if isinstance(value, int | float):
        return t.number(value)
    if isinstance(value, ContributionDraft):
        return names("outcomes", f"{value.framework} {value.outcome}", t)
    if isinstance(value, AlignmentDraft):
        name = names("directions", f"{value.framework} {value.direction}", t)
        return words.direction_share(name, value.weight, value.is_primary, t)
    if isinstance(value, PartnerDraft):
        return f"{value.name} ({names('partner_kind', value.kind, t)})"
    if isinstance(value, ParticipationDraft):
        return _line(value, t, names)
    return names(field, str(value), t)


def _line(line: ParticipationDraft, t: Translate, names: NameOf) -> str:
    """Return a line as its number and everything about it that is not what is usual."""
    usual = ParticipationDraft()
    number = t.number(line.count)
    if line.qualifier != usual.qualifier:
        number = f"{number} ({names('qualifier', line.qualifier, t).lower()})"
    parts = [
        _text(field, getattr(line, field), t, names)
        for field in ("gender", "role", "country", "association", "mode", "reach", "note")
        if getattr(line, field) != getattr(usual, field)
    ]
    return t("{label}: {value}", label=", ".join(parts), value=number) if parts else number
