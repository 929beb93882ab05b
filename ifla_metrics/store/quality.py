"""Data quality: entries that should be looked at. Each check returns findings, at most 200."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.models.base import table_of
from ifla_metrics.models.columns import Qualifier
from ifla_metrics.models.reference_tables import IndicatorRow, RegionRow, WorkingGroupRow
from ifla_metrics.store.as_of import stood
from ifla_metrics.store.kinds import (
    ACTIVITY_KIND,
    COUNTRY,
    EVIDENCE,
    GROUP,
    PARTICIPATION,
    VERSION,
    kind_of,
    read_lists,
)

MOST = 200
"""Findings of one check at most: the others are found when these are corrected."""
GRACE = timedelta(days=30)
"""After the last day of an activity before its entry is asked about."""
LATEST = 500
"""Activities of a group whose sizes are compared: its newest ones."""
SAME_FACT: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "observation": (
        ("framework", "indicator", "as_of", "period", "country"),
        ("value", "numerator", "denominator", "state"),
    ),
    "cohort_count": (("framework", "node", "cohort", "stage", "as_of", "gender"), ("count",)),
    "milestone": (("framework", "node", "title"), ("planned_on", "actual_on")),
}
"""By kind, the columns that make two records of one fact, and those that should then be equal."""
STAGES = ("nominated", "selected", "in_programme", "completed")
"""Stages of a cohort of which each is a part of the one before."""
CLOSE = 0.005
"""A difference of less than half a percent of a value is rounding."""

_V = VERSION.c
_GROUPS = table_of(WorkingGroupRow)
_INDICATOR = table_of(IndicatorRow)
_REGION = table_of(RegionRow)
Record = Mapping[str, Any]


@dataclass(frozen=True)
class Finding:
    """An entry to be looked at. `kind` is `activity` or a kind of record; `day` is the entry's.

    `values` are for the sentence about it; `others` are the uids of entries that contradict it.
    """

    kind: str
    uid: str
    title: str
    groups: tuple[str, ...]
    day: date | None = None
    framework: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    others: tuple[str, ...] = ()


# Activities


def never_updated(connection: Connection, *, on: date) -> list[Finding]:
    """Return activities that ended over a month ago and are still marked planned or under way."""
    return _found(
        connection,
        _V.lifecycle.in_(("planned", "under_way")),
        _V.ended_on < on - GRACE,
    )


def activities_without_evidence(connection: Connection, *, on: date) -> list[Finding]:
    """Return completed activities, over by a month, with neither evidence nor a source."""
    shown = sa.exists().where(EVIDENCE.c.version_id == _V.id)
    return _found(
        connection,
        _V.lifecycle == "completed",
        _V.ended_on < on - GRACE,
        _V.source == "",
        ~shown,
    )


def sizes_by_group(connection: Connection) -> dict[str, list[Finding]]:
    """Return the newest activities of each group with their known direct attendances.

    `values["size"]` is their number; an activity without a known number is left out.
    """
    found = {}
    for group in connection.execute(sa.select(_GROUPS.c.code)).scalars():
        newest = (
            sa.select(_V.id)
            .join_from(GROUP, VERSION, _V.id == GROUP.c.version_id)
            .where(GROUP.c.group_code == group, GROUP.c.lead, stood(VERSION, None))
            .order_by(GROUP.c.version_id.desc())  # As the index has them: it stops at the last.
            .limit(LATEST)
        )
        rows = connection.execute(
            sa.select(_V.id, sa.func.sum(PARTICIPATION.c.count))
            .join_from(VERSION, PARTICIPATION, PARTICIPATION.c.version_id == _V.id)
            .where(_V.id.in_(newest), PARTICIPATION.c.reach == "direct")
            .group_by(_V.id)
        )
        sizes = {row[0]: int(row[1]) for row in rows if row[1] is not None}
        if sizes:
            found[str(group)] = _findings(connection, list(sizes), sizes)
    return found


def _found(connection: Connection, *rules: sa.ColumnElement[bool]) -> list[Finding]:
    statement = (
        sa.select(_V.id)
        .where(stood(VERSION, None), *rules)
        .order_by(_V.ended_on.desc(), _V.id.desc())
        .limit(MOST)
    )
    return _findings(connection, list(connection.execute(statement).scalars()))


def _findings(
    connection: Connection, ids: Sequence[int], sizes: dict[int, int] | None = None
) -> list[Finding]:
    if not ids:
        return []
    groups = read_lists(connection, "groups", ids)
    statement = ACTIVITY_KIND.versions().where(_V.id.in_(ids))
    rows = connection.execute(statement.order_by(_V.ended_on.desc(), _V.id.desc()))
    return [
        Finding(
            "activity",
            row.uid,
            row.title,
            tuple(groups[row.id]),
            row.ended_on,
            values={"size": sizes[row.id]} if sizes else {},
        )
        for row in rows
    ]


def countries_without_region(connection: Connection, *, scheme: str) -> list[Finding]:
    """Return the newest activity of each country that no region holds: figures by region lack it.

    `values["country"]` is the country.

    Args:
        connection: An open transaction.
        scheme: The region scheme that figures use.
    """
    held = sa.select(_REGION.c.country).where(
        _REGION.c.scheme == scheme, _REGION.c.known_until.is_(None)
    )
    outside = sa.select(COUNTRY.c.country).distinct().where(COUNTRY.c.country.not_in(held))
    countries = connection.execute(outside.limit(MOST)).scalars().all()
    if not countries:  # As a rule; the versions behind the rows need not be looked at.
        return []
    newest = (
        sa.select(COUNTRY.c.country, sa.func.max(_V.id).label("id"))
        .join_from(COUNTRY, VERSION, _V.id == COUNTRY.c.version_id)
        .where(stood(VERSION, None), COUNTRY.c.country.in_(countries))
        .group_by(COUNTRY.c.country)
        .subquery()
    )
    statement = ACTIVITY_KIND.versions().add_columns(newest.c.country)
    rows = connection.execute(
        statement.join(newest, newest.c.id == _V.id).order_by(newest.c.country)
    )
    return [
        Finding("activity", row.uid, row.title, (), row.ended_on, values={"country": row.country})
        for row in rows
    ]


# Records


def contradictions(connection: Connection) -> list[Finding]:
    """Return records of a fact that another record contradicts."""
    found = []
    for kind, (same, alike) in SAME_FACT.items():
        facts: dict[Hashable, list[Record]] = defaultdict(list)
        for row in _current(connection, kind, (*same, *alike)):
            facts[tuple(row[name] for name in same)].append(row)
        for rows in facts.values():
            values = {tuple(row[name] for name in alike) for row in rows}
            if len(values) > 1:
                others = tuple(row["uid"] for row in rows[1:])
                found.append(_finding(kind, rows[0], others=others))
    return found[:MOST]


def unequal_parts(connection: Connection) -> list[Finding]:
    """Return records whose parts are not their total.

    A value that is not its numerator over its denominator (also in percent) or not what its
    countries add up to, a change that is not the one from before to after, a stage of a cohort
    with more people than the stage before it.
    """
    return [
        *_values(connection),
        *_places(connection),
        *_changes(connection),
        *_cohorts(connection),
    ][:MOST]


def _values(connection: Connection) -> Iterable[Finding]:
    columns = ("indicator", "as_of", "framework", "value", "numerator", "denominator")
    for row in _current(connection, "observation", columns):
        if None in (row["value"], row["numerator"], row["denominator"]):
            continue
        ratio = row["numerator"] / row["denominator"]
        if not (_close(row["value"], ratio) or _close(row["value"], 100 * ratio)):
            yield _finding("observation", row, stated=row["value"], computed=ratio)


def _places(connection: Connection) -> Iterable[Finding]:
    """Yield values for the whole that the values of its countries, added up, do not give.

    Of indicators whose places are added; ratios by their numerators, as per cents are not added.
    Countries that are not stated are a part too. Nothing is found where a number is missing or not
    exact, nor where a place was reported twice, which is a contradiction or two groups' work.
    """
    c = _INDICATOR.c
    added_up = sa.select(c.framework, c.code, c.ratio).where(c.place_rule == "sum")
    adds = {(framework, code): ratio for framework, code, ratio in connection.execute(added_up)}
    facts: dict[Hashable, list[Record]] = defaultdict(list)
    columns = ("indicator", "as_of", "period", "country", "value", "numerator", "qualifier")
    for row in _current(connection, "observation", columns):
        if (row["framework"], row["indicator"]) in adds:
            facts[row["framework"], row["indicator"], row["as_of"], row["period"]].append(row)
    for rows in facts.values():
        amount = "numerator" if adds[rows[0]["framework"], rows[0]["indicator"]] else "value"
        exact = [row for row in rows if row["qualifier"] == Qualifier.EXACT]
        numbers = {row["country"] or "": row[amount] for row in exact}
        if len(numbers) < len(rows) or None in numbers.values() or "" not in numbers:
            continue
        whole = numbers.pop("")
        added = sum(numbers.values())
        if numbers and not _close(whole, added):
            total = next(row for row in rows if not row["country"])
            others = tuple(row["uid"] for row in rows if row["country"])
            yield _finding("observation", total, others=others, stated=whole, computed=added)


def _changes(connection: Connection) -> Iterable[Finding]:
    columns = ("title", "as_of", "framework", "before", "after", "change_percent")
    for row in _current(connection, "association_outcome", columns):
        if None in (row["before"], row["after"], row["change_percent"]) or not row["before"]:
            continue
        change = 100 * (row["after"] - row["before"]) / row["before"]
        if abs(change - row["change_percent"]) > 1:  # Sources give whole percents.
            yield _finding(
                "association_outcome", row, stated=row["change_percent"], computed=change
            )


def _cohorts(connection: Connection) -> Iterable[Finding]:
    """Yield the newest counts of a stage that has more people than the stage before it."""
    groups: dict[Hashable, dict[str, dict[date, list[Record]]]] = defaultdict(dict)
    columns = ("framework", "node", "cohort", "stage", "as_of", "count")
    for row in _current(connection, "cohort_count", columns):
        if row["count"] is not None:
            stages = groups[row["framework"], row["node"], row["cohort"]]
            stages.setdefault(row["stage"], {}).setdefault(row["as_of"], []).append(row)
    for stages in groups.values():
        newest = [stages[name][max(stages[name])] for name in STAGES if name in stages]
        for before, rows in pairwise(newest):
            earlier, later = (sum(row["count"] for row in side) for side in (before, rows))
            if later > earlier:
                yield _finding("cohort_count", rows[0], stated=later, computed=earlier)


def _current(connection: Connection, kind: str, columns: tuple[str, ...]) -> list[Record]:
    table = kind_of(kind).table
    c = table.c
    named = tuple(dict.fromkeys(("uid", "group_code", "framework", *columns)))
    statement = sa.select(*(c[name] for name in named)).where(stood(table, None)).order_by(c.id)
    return [dict(row) for row in connection.execute(statement).mappings()]


def _finding(kind: str, row: Record, *, others: tuple[str, ...] = (), **values: object) -> Finding:
    title = str(row[kind_of(kind).title.name])
    day = row.get("as_of") or row.get("actual_on") or row.get("planned_on")
    return Finding(
        kind, row["uid"], title, (row["group_code"],), day, row["framework"], values, others
    )


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= CLOSE * max(abs(one), abs(other))
