"""Conflicts that somebody decides, field by field, and what then stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic import ValidationError

from ifla_metrics.exchange.faults import Reason, because
from ifla_metrics.exchange.merge.fields import differing, units
from ifla_metrics.exchange.merge.plan import (
    MINE,
    THEIRS,
    WITHDRAWN,
    Choice,
    Plan,
    Planned,
    Row,
    Said,
    Stored,
)
from ifla_metrics.models.drafts import draft_faults


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
        plan.added,
        _in_order(changed),
        _in_order(withdrawn),
        _in_order(same),
        tuple(conflicts),
        _in_order(refused),
    )


def _in_order(listed: list[Planned]) -> tuple[Planned, ...]:
    return tuple(sorted(listed, key=lambda p: p.place))


def _chosen(planned: Planned, sides: Mapping[str, Choice]) -> tuple[str, Planned]:
    stored, mine = planned.stored, planned.draft
    if stored is None:
        raise ValueError("A conflict is about something stored.")
    decided = planned._replace(clashes=())
    if planned.clashes[0].unit == WITHDRAWN:
        if sides[WITHDRAWN] == THEIRS:
            return "same", decided._replace(draft=stored.draft)
        return ("withdrawn" if mine is None else "changed"), decided
    if mine is None or planned.base is None:
        raise ValueError("A conflict of fields has both sides.")
    clashing = {f for clash in planned.clashes for f in clash.fields}
    by_file, by_others = differing(planned.base, mine), differing(planned.base, stored.draft)
    over = [f for c in planned.clashes if sides[c.unit] == MINE for f in c.fields]
    for unit in units(type(mine)):
        free = clashing.isdisjoint(unit) and set(by_others).isdisjoint(unit)
        if free and set(by_file).intersection(unit):
            over += unit
    return merged(decided, mine, over, tuple(f for f in by_others if f not in over))


def merged(
    planned: Planned, mine: Said, over: Iterable[str], kept: tuple[str, ...]
) -> tuple[str, Planned]:
    """Put fields of the file on top of what stands; the rules are asked again."""
    if planned.stored is None:
        raise ValueError("Only something stored is merged with.")
    standing = planned.stored.draft
    values = {**dict(standing), **{f: getattr(mine, f) for f in over}}
    changed = any(values[f] != getattr(standing, f) for f in over)
    if not changed:
        return "same", planned._replace(draft=standing, kept=kept)
    try:
        draft = type(mine).model_validate(values)
    except ValidationError as error:
        fault = draft_faults(error)[0].error
        return refused(planned.row, because(fault.message, **fault.values), planned.stored)
    return "changed", planned._replace(draft=draft, kept=kept)


def refused(row: Row, reason: Reason, stored: Stored | None = None) -> tuple[str, Planned]:
    """Return a row that is refused, and why."""
    return "refused", Planned(row, stored, uid=row.uid, reason=reason)
