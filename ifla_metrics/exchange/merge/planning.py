"""Each row compared with what stands, and with the version that it was based on."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from ifla_metrics.errors import n_
from ifla_metrics.exchange.faults import Reason, because
from ifla_metrics.exchange.merge.alike import Alike
from ifla_metrics.exchange.merge.choosing import merged, refused
from ifla_metrics.exchange.merge.fields import differing, units, with_kept
from ifla_metrics.exchange.merge.plan import (
    WITHDRAWN,
    Clash,
    Name,
    Plan,
    Planned,
    Row,
    Said,
    Stored,
    groups_of,
)

MOVED = n_(
    "The row says what stands under {uid}. Were rows sorted or copied without the grey columns?"
)

DRAGGED = n_(
    "The id counts on from {uid}, as when a cell is dragged down. For a new entry leave id and"
    " version empty."
)
_MADE_HERE = re.compile(r"[0-9a-f]{32}")
_COUNTED = re.compile(r"(.*?)(\d+)", re.DOTALL)


def plan(
    rows: Iterable[Row],
    stored: Mapping[Name, Stored],
    base: Mapping[tuple[str, str, int], Said],
    *,
    group: str = "",
    taken: Mapping[tuple[str, int], tuple[str, str, int]] | None = None,
    keeps_names: bool = False,
    travelled: Collection[Name] = (),
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
        travelled: Names that come from another log with their history: nobody wrote them.
    """
    known = _Known(stored, base, Alike(stored), taken or {}, keeps_names, travelled)
    found: dict[str, list[Planned]] = {name: [] for name in Plan.__dataclass_fields__}
    seen: dict[Name, Row] = {}
    for row in rows:
        where, planned = _decided(row, known)
        name = (row.kind, planned.uid)
        if planned.uid and where not in ("refused", "same") and name in seen:
            twice = because(n_("Row {row} speaks of the same entry."), row=seen[name].row)
            where, planned = "refused", planned._replace(draft=None, clashes=(), reason=twice)
        if group and where != "refused" and (foreign := _foreign(planned, group)):
            where, planned = "refused", planned._replace(draft=None, clashes=(), reason=foreign)
        if planned.uid and where != "refused":
            seen[name] = row
        found[where].append(planned)
    return Plan(**{name: tuple(listed) for name, listed in found.items()})


@dataclass
class _Known:
    """What rows are compared with, and the ids found to be dragged down so far."""

    stored: Mapping[Name, Stored]
    base: Mapping[tuple[str, str, int], Said]
    alike: Alike
    taken: Mapping[tuple[str, int], tuple[str, str, int]]
    keeps_names: bool
    travelled: Collection[Name]
    dragged: dict[Name, str] = field(default_factory=dict)
    """Names that count on from one that stands, each with that one's uid."""


def _decided(row: Row, known: _Known) -> tuple[str, Planned]:
    stored, taken = known.stored, known.taken.get((row.sheet, row.row))
    if taken is not None and taken[:2] in stored:
        there = stored[taken[0], taken[1]]
        return "same", Planned(row, there, draft=there.draft, uid=taken[1])
    if not row.uid:
        if row.withdraw:
            return refused(row, because(n_("Only what stands in the log can be withdrawn.")))
        twin = known.alike.find(row.kind, row.draft)
        if twin is not None:
            there = stored[row.kind, twin]
            return "same", Planned(row, there, draft=there.draft, uid=twin)
        return "added", Planned(row, draft=row.draft)
    found = stored.get((row.kind, row.uid))
    if found is None:
        if known.keeps_names and not row.withdraw:
            origin = _dragged_from(row, known)
            if origin:
                return refused(row, because(DRAGGED, uid=origin))
            return "added", Planned(row, draft=row.draft)
        return refused(
            row, because(n_("The log has no entry with this id; to add one, leave it empty."))
        )
    if row.base_version is None:
        return refused(row, because(n_("The version is missing: an id needs its version.")), found)
    return _compared(row, row.uid, row.base_version, found, known)


def _dragged_from(row: Row, known: _Known) -> str:
    """Return the uid of the entry from which the id of a row seems to count on; empty for none.

    A group's own numbers count on too, but are no ids of a log and have no version beside them.
    """
    counted = _COUNTED.fullmatch(row.uid)
    name = (row.kind, row.uid)
    own_number = row.base_version is None and not _MADE_HERE.fullmatch(row.uid)
    if counted is None or own_number or name in known.travelled:
        return ""
    stem, number = counted.groups()
    for digits in (len(number), 1):  # 008 after 007, and 100 after 99.
        before = f"{stem}{int(number) - 1:0{digits}}"
        origin = known.dragged.get((row.kind, before), "")
        if not origin and (row.kind, before) in known.stored:
            origin = before
        if origin:
            known.dragged[name] = origin
            return origin
    return ""


def _compared(
    row: Row, uid: str, version: int, stored: Stored, known: _Known
) -> tuple[str, Planned]:
    earlier = known.base.get((row.kind, uid, version))
    before = stored.draft if version == stored.version else earlier
    if before is None:
        return refused(row, because(n_("The log never had this version of the entry.")), stored)
    planned = Planned(row, stored, before, uid=uid)
    changed_since = version != stored.version
    if row.withdraw:
        if stored.withdrawn:
            return "same", planned._replace(draft=stored.draft)
        if changed_since and differing(before, stored.draft):
            clash = Clash(WITHDRAWN, ())
            return "conflicts", planned._replace(clashes=(clash,))
        return "withdrawn", planned
    if row.draft is None:
        return refused(row, because(n_("The row says nothing.")), stored)
    mine = with_kept(before, row.draft, row.said)
    by_file = differing(before, mine)
    if not by_file:
        return "same", planned._replace(draft=stored.draft, kept=differing(before, stored.draft))
    other = known.alike.moved_from(row.kind, uid, before, mine)
    if other is not None:
        return refused(row, because(MOVED, uid=other), stored)
    if stored.withdrawn:
        clash = Clash(WITHDRAWN, by_file)
        return "conflicts", planned._replace(draft=mine, clashes=(clash,))
    by_others = differing(before, stored.draft)
    clashes: list[Clash] = []
    taken_over: list[str] = []
    for unit in units(type(mine)):
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
        return "conflicts", planned._replace(draft=mine, kept=kept, clashes=tuple(clashes))
    return merged(planned, mine, taken_over, kept)


def _foreign(planned: Planned, group: str) -> Reason | None:
    """Return why a row is none of a group's; None when it is, or when the group leaves it."""
    owners = groups_of(planned.stored.draft) if planned.stored else (group,)
    said = groups_of(planned.row.draft) if planned.row.draft is not None else (group,)
    if group not in owners:
        return because(n_("The entry belongs to {groups}."), groups=", ".join(owners))
    if group not in said and not (planned.stored and set(owners) & set(said)):
        return because(
            n_("The row is in the name of {groups}, not of {group}."),
            groups=", ".join(said),
            group=group,
        )
    return None
