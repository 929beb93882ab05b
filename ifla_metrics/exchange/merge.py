"""What a file would do to the log, row by row: a three-way comparison, field by field.

The base is the version that the row was downloaded with. What only the file changed is put on top
of what stands; what only others changed is kept; what both changed differently is a conflict, and
somebody chooses. Nothing here reads or writes a database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, NamedTuple, Protocol

from pydantic import ValidationError

from ifla_metrics.errors import n_
from ifla_metrics.exchange.faults import Reason, because
from ifla_metrics.models.draft_faults import draft_faults
from ifla_metrics.models.drafts import ActivityDraft, RecordDraft

Said = ActivityDraft | RecordDraft
Name = tuple[str, str]
"""(kind, uid)."""

MINE, THEIRS = "mine", "theirs"
Choice = Literal["mine", "theirs"]
WITHDRAWN = "withdrawn"
"""The unit of a conflict between a change and a withdrawal."""

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


class Row(Protocol):
    """A row that was read, as far as it is needed here (`row_reading.ReadRow`)."""

    @property
    def sheet(self) -> str: ...
    @property
    def row(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def uid(self) -> str: ...
    @property
    def base_version(self) -> int | None: ...
    @property
    def withdraw(self) -> bool: ...
    @property
    def draft(self) -> Said | None: ...
    @property
    def said(self) -> frozenset[str]: ...


class Stored(NamedTuple):
    """What stands in the log."""

    version: int
    draft: Said
    withdrawn: bool = False
    by: str = ""
    """Who recorded it."""


class Clash(NamedTuple):
    """Fields that the file and somebody else changed differently; a choice takes one side."""

    unit: str
    """The first of the fields, or `withdrawn`."""
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Planned:
    """A row and what becomes of it."""

    row: Row
    stored: Stored | None = None
    """What stands; None when it is new."""
    base: Said | None = None
    draft: Said | None = None
    """What will stand; None when it is withdrawn or refused."""
    uid: str = ""
    kept: tuple[str, ...] = ()
    """Fields that others changed since, and that stay as they are."""
    clashes: tuple[Clash, ...] = ()
    reason: Reason | None = None
    """Why it is refused."""

    @property
    def place(self) -> tuple[str, int]:
        """Sheet and row."""
        return self.row.sheet, self.row.row


@dataclass(frozen=True)
class Plan:
    """All rows, each in one list, in the order of the file."""

    added: tuple[Planned, ...] = ()
    changed: tuple[Planned, ...] = ()
    withdrawn: tuple[Planned, ...] = ()
    same: tuple[Planned, ...] = ()
    conflicts: tuple[Planned, ...] = ()
    refused: tuple[Planned, ...] = ()

    @property
    def written(self) -> tuple[Planned, ...]:
        """The rows that would be written."""
        return self.added + self.changed + self.withdrawn

    @property
    def is_idle(self) -> bool:
        """Whether applying it would change nothing and nothing is left to decide."""
        return not (self.written or self.conflicts or self.refused)


def plan(
    rows: Iterable[Row],
    stored: Mapping[Name, Stored],
    base: Mapping[tuple[str, str, int], Said],
    *,
    group: str = "",
    taken: Mapping[tuple[str, int], tuple[str, str, int]] | None = None,
    keeps_names: bool = False,
) -> Plan:
    """Compare sound rows with what stands.

    Args:
        rows: Rows that were read without fault and without an open question.
        stored: What stands of every name in the file, and of the group: (kind, uid).
        base: What earlier versions said: (kind, uid, version).
        group: Rows of other groups are refused; "" takes all.
        taken: The rows that this very file brought before: (sheet, row) -> (kind, uid, version).
            What they say was decided then, and is not brought again.
        keeps_names: A name that the log does not have is new, and keeps its name; else refused.
    """
    known = _Known(stored, base, _Alike(stored), taken or {}, keeps_names)
    found: dict[str, list[Planned]] = {name: [] for name in Plan.__dataclass_fields__}
    seen: dict[Name, Row] = {}
    for row in rows:
        where, planned = _decided(row, known)
        name = (row.kind, planned.uid)
        if planned.uid and where not in ("refused", "same") and name in seen:
            twice = because(n_("Row {row} speaks of the same entry."), row=seen[name].row)
            where, planned = "refused", replace(planned, draft=None, clashes=(), reason=twice)
        if group and where != "refused" and (foreign := _foreign(planned, group)):
            where, planned = "refused", replace(planned, draft=None, clashes=(), reason=foreign)
        if planned.uid and where != "refused":
            seen[name] = row
        found[where].append(planned)
    return Plan(**{name: tuple(listed) for name, listed in found.items()})


def choose(plan: Plan, choices: Mapping[tuple[str, int], Mapping[str, Choice]]) -> Plan:
    """Return the plan with conflicts decided: (sheet, row) -> unit of a clash -> side.

    A conflict of which some clash is not decided stays one.
    """
    changed, withdrawn, same = list(plan.changed), list(plan.withdrawn), list(plan.same)
    conflicts, refused = [], list(plan.refused)
    lists = {"changed": changed, "withdrawn": withdrawn, "same": same, "refused": refused}
    for planned in plan.conflicts:
        sides = choices.get(planned.place, {})
        if any(clash.unit not in sides for clash in planned.clashes):
            conflicts.append(planned)
            continue
        where, decided = _chosen(planned, sides)
        lists[where].append(decided)
    return Plan(
        plan.added, _in_order(changed), _in_order(withdrawn), _in_order(same), tuple(conflicts),
        _in_order(refused),
    )  # fmt: skip


def _in_order(listed: list[Planned]) -> tuple[Planned, ...]:
    return tuple(sorted(listed, key=lambda p: p.place))


@dataclass(frozen=True)
class _Known:
    """What rows are compared with."""

    stored: Mapping[Name, Stored]
    base: Mapping[tuple[str, str, int], Said]
    alike: _Alike
    taken: Mapping[tuple[str, int], tuple[str, str, int]]
    keeps_names: bool


def _decided(row: Row, known: _Known) -> tuple[str, Planned]:
    stored, taken = known.stored, known.taken.get((row.sheet, row.row))
    if taken is not None and taken[:2] in stored:
        there = stored[taken[0], taken[1]]
        return "same", Planned(row, there, draft=there.draft, uid=taken[1])
    if not row.uid:
        if row.withdraw:
            return _refused(row, because(n_("Only what stands in the log can be withdrawn.")))
        twin = known.alike.find(row.kind, row.draft)
        if twin is not None:
            there = stored[row.kind, twin]
            return "same", Planned(row, there, draft=there.draft, uid=twin)
        return "added", Planned(row, draft=row.draft)
    found = stored.get((row.kind, row.uid))
    if found is None:
        if known.keeps_names and not row.withdraw:
            return "added", Planned(row, draft=row.draft, uid=row.uid)
        return _refused(
            row, because(n_("The log has no entry with this id; to add one, leave it empty."))
        )
    if row.base_version is None:
        return _refused(row, because(n_("The version is missing: an id needs its version.")), found)
    return _compared(row, row.uid, row.base_version, found, known)


def _compared(
    row: Row, uid: str, version: int, stored: Stored, known: _Known
) -> tuple[str, Planned]:
    earlier = known.base.get((row.kind, uid, version))
    before = stored.draft if version == stored.version else earlier
    if before is None:
        return _refused(row, because(n_("The log never had this version of the entry.")), stored)
    planned = Planned(row, stored, before, uid=uid)
    changed_since = version != stored.version
    if row.withdraw:
        if stored.withdrawn:
            return "same", replace(planned, draft=stored.draft)
        if changed_since and _differing(before, stored.draft):
            clash = Clash(WITHDRAWN, ())
            return "conflicts", replace(planned, clashes=(clash,))
        return "withdrawn", planned
    if row.draft is None:
        return _refused(row, because(n_("The row says nothing.")), stored)
    mine = _with_kept(before, row.draft, row.said)
    by_file = _differing(before, mine)
    if not by_file:
        return "same", replace(planned, draft=stored.draft, kept=_differing(before, stored.draft))
    if stored.withdrawn:
        clash = Clash(WITHDRAWN, by_file)
        return "conflicts", replace(planned, draft=mine, clashes=(clash,))
    by_others = _differing(before, stored.draft)
    clashes: list[Clash] = []
    taken_over: list[str] = []
    for unit in _units(type(mine)):
        ours = [f for f in unit if f in by_file]
        theirs = [f for f in unit if f in by_others]
        if not ours or all(getattr(mine, f) == getattr(stored.draft, f) for f in unit):
            continue
        if theirs:
            clashes.append(Clash(unit[0], unit))
        else:
            taken_over += unit
    kept = tuple(f for f in by_others if f not in taken_over)
    if clashes:
        return "conflicts", replace(planned, draft=mine, kept=kept, clashes=tuple(clashes))
    return _merged(planned, mine, taken_over, kept)


def _chosen(planned: Planned, sides: Mapping[str, Choice]) -> tuple[str, Planned]:
    stored, mine = planned.stored, planned.draft
    if stored is None:
        raise ValueError("A conflict is about something stored.")
    decided = replace(planned, clashes=())
    if planned.clashes[0].unit == WITHDRAWN:
        if sides[WITHDRAWN] == THEIRS:
            return "same", replace(decided, draft=stored.draft)
        return ("withdrawn" if mine is None else "changed"), decided
    if mine is None or planned.base is None:
        raise ValueError("A conflict of fields has both sides.")
    clashing = {f for clash in planned.clashes for f in clash.fields}
    by_file, by_others = _differing(planned.base, mine), _differing(planned.base, stored.draft)
    over = [f for c in planned.clashes if sides[c.unit] == MINE for f in c.fields]
    for unit in _units(type(mine)):
        free = clashing.isdisjoint(unit) and set(by_others).isdisjoint(unit)
        if free and set(by_file).intersection(unit):
            over += unit
    return _merged(decided, mine, over, tuple(f for f in by_others if f not in over))


def _merged(
    planned: Planned, mine: Said, over: Iterable[str], kept: tuple[str, ...]
) -> tuple[str, Planned]:
    """Put fields of the file on top of what stands; the rules are asked again."""
    if planned.stored is None:
        raise ValueError("Only something stored is merged with.")
    standing = planned.stored.draft
    values = {**dict(standing), **{f: getattr(mine, f) for f in over}}
    changed = any(values[f] != getattr(standing, f) for f in over)
    if not changed:
        return "same", replace(planned, draft=standing, kept=kept)
    try:
        draft = type(mine).model_validate(values)
    except ValidationError as error:
        fault = draft_faults(error)[0].error
        return _refused(planned.row, because(fault.message, **fault.values), planned.stored)
    return "changed", replace(planned, draft=draft, kept=kept)


def _refused(row: Row, reason: Reason, stored: Stored | None = None) -> tuple[str, Planned]:
    return "refused", Planned(row, stored, uid=row.uid, reason=reason)


def _with_kept(before: Said, read: Said, fields: frozenset[str]) -> Said:
    """Return what was read; what the sheet has no column for stays as it was."""
    if not fields or fields >= set(type(read).model_fields):
        return read
    follow: set[str] = set()
    for unit in _units(type(read)):
        if any(f in fields and getattr(read, f) != getattr(before, f) for f in unit):
            follow |= _FOLLOWING.intersection(unit)
    missing = {
        f: getattr(before, f)
        for f in type(read).model_fields
        if f not in fields and f not in follow
    }
    return read.model_copy(update=missing) if missing else read


def _differing(one: Said, other: Said) -> tuple[str, ...]:
    return tuple(f for f in type(one).model_fields if getattr(one, f) != getattr(other, f))


@cache
def _units(kind: type[Said]) -> list[tuple[str, ...]]:
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


def _foreign(planned: Planned, group: str) -> Reason | None:
    """Return why a row is none of a group's; None when it is."""
    owners = groups_of(planned.stored.draft) if planned.stored else (group,)
    said = groups_of(planned.row.draft) if planned.row.draft is not None else (group,)
    if group not in owners:
        return because(n_("The entry belongs to {groups}."), groups=", ".join(owners))
    if group not in said:
        return because(
            n_("The row is in the name of {groups}, not of {group}."),
            groups=", ".join(said), group=group,
        )  # fmt: skip
    return None


def groups_of(draft: Said) -> tuple[str, ...]:
    """Return the groups that own what a draft says."""
    return draft.groups if isinstance(draft, ActivityDraft) else (draft.group,)


class _Alike:
    """Finds the stored entry that says exactly what a new row says."""

    def __init__(self, stored: Mapping[Name, Stored]) -> None:
        self.found: dict[tuple[object, ...], list[tuple[str, Said]]] = {}
        for (kind, uid), there in stored.items():
            if not there.withdrawn:
                self.found.setdefault(_mark(kind, there.draft), []).append((uid, there.draft))

    def find(self, kind: str, draft: Said | None) -> str | None:
        if draft is None:
            return None
        for uid, said in self.found.get(_mark(kind, draft), ()):
            if said == draft:
                return uid
        return None


def _mark(kind: str, draft: Said) -> tuple[object, ...]:
    if isinstance(draft, ActivityDraft):
        return kind, draft.title, draft.started_on, draft.ended_on
    return kind, *dict(draft).values()
