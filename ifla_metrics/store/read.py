"""Everything that a reader's choices ask for at once: the Reading behind the figures of a page.

Cells of the present and of the meetings are read from the table of cells. Those of any other day,
and what a filter by region, group or review leaves, are computed from the versions by the SELECT
that fills the table.

A need names a frame, and of cells the kinds of scope that its figures draw
(`country_cells:all,part`; without a kind all of them). `measured` is some nodes only: those that an
indicator computed from the log is restricted to; `part` is these and the rows of the programme.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics import frames
from ifla_metrics.choices import Choices
from ifla_metrics.errors import UnknownCode, n_
from ifla_metrics.frames import make_frame
from ifla_metrics.framework import Framework
from ifla_metrics.models.system_tables import CELL_KEYS, CELL_SUMS
from ifla_metrics.periods import months_between
from ifla_metrics.reading import Reading
from ifla_metrics.settings import database_url, read_only
from ifla_metrics.store.as_of import State, meetings, previous_state, state_of, today
from ifla_metrics.store.catalogue import catalogue, rules_of
from ifla_metrics.store.database import engine_of, fetch, reading, revision, revision_of
from ifla_metrics.store.read_activities import evidence, moved_activities, partners, strategy_years
from ifla_metrics.store.read_changes import amended, newly_logged
from ifla_metrics.store.read_records import READERS as RECORDS
from ifla_metrics.store.read_records import Reader, region_by_country, unreviewed
from ifla_metrics.store.read_request import Request
from ifla_metrics.store.summary_cells import (
    CELL,
    COLUMNS,
    DIMENSIONS,
    VERSIONS,
    Part,
    compute_cells,
)

SINCE = {"newly_logged", "amended"}
"""Frames that depend on two states of the log."""
OF_STATUSES = "sent_values"
"""A frame that every figure of statuses needs, and no other."""
READERS: dict[str, Reader] = {
    "activities": moved_activities,
    "amended": amended,
    "evidence": evidence,
    "newly_logged": newly_logged,
    "partners": partners,
    "strategy_years": strategy_years,
    **RECORDS,
}
"""The frames beside those of cells."""
PART, MEASURED = "part", "measured"
OF_MONTHS = {"activities", "participations", "cascade_ratio", "women_share", "timely_share"}
"""Measures of indicators that need no country cells; for others these are read too."""
Needs = Mapping[str, frozenset[str]]
"""Frames, those of cells with the kinds of scope."""
CELL_FRAMES = {
    "month_cells": (frames.MONTH_CELLS, "total"),
    "country_cells": (frames.COUNTRY_CELLS, "country"),
    "association_cells": (frames.ASSOCIATION_CELLS, "association"),
    "profile_cells": (frames.PROFILE_CELLS, "people"),
}
"""The columns of each frame of cells, and the dimension of its cells."""


def read(
    connection: Connection,
    choices: Choices,
    needs: Iterable[str],
    previous: Iterable[str] = (),
) -> Reading:
    """Return the frames that `needs` name, as known on the chosen moment.

    Args:
        connection: One transaction, so that all frames show one state of the database.
        choices: What the reader chose.
        needs: Names of frames, those of cells with kinds of scope.
        previous: Frames wanted as known on what is compared with (the meeting before), too.

    Raises:
        UnknownCode: No such framework, period, known-on date, region or group.
    """
    now = wanted(needs)
    then = {name: kinds for name, kinds in wanted(previous).items() if name not in SINCE}
    asked = request_of(connection, choices, compared=bool(then) or not SINCE.isdisjoint(now))
    found = _reading(connection, asked, now, then)
    is_filtered = asked.countries is not None or asked.group
    if not is_filtered or OF_STATUSES not in now:
        return found
    whole = _reading(connection, asked.unfiltered, now, then)
    compared = found.previous and replace(found.previous, unfiltered=whole.previous)
    return replace(found, previous=compared, unfiltered=whole)


def cached_reading(choices: Choices, needs: Iterable[str], previous: Iterable[str] = ()) -> Reading:
    """Return a reading of this tool's database as `read` does, from memory when nothing changed.

    The revision is asked before the database is read: a reading may be newer than the revision
    that it is kept under, never older. Served for reading only, the tool is open to anybody: the
    reading is marked as one for the public.

    Raises:
        NotAllowed: A choice that the public does not have.
    """
    url, hide_small = database_url(), read_only()
    if hide_small:
        choices.require_public()
    of_now = (url, revision_of(url), today(), choices)
    return _cached(*of_now, tuple(sorted({*needs})), tuple(sorted({*previous})), hide_small)


@lru_cache(maxsize=16)
def _cached(
    url: str,
    _revision: int,
    _day: date,
    choices: Choices,
    needs: tuple[str, ...],
    previous: tuple[str, ...],
    hide_small: bool,
) -> Reading:
    with reading(engine_of(url)) as connection:
        return replace(read(connection, choices, needs, previous), hide_small=hide_small)


def known_framework(connection: Connection, code: str, known_on: str) -> Framework:
    """Return a framework as it was known on a chosen moment: what its figures are made from.

    Raises:
        UnknownCode: No such framework or known-on date.
    """
    state = state_of(known_on, meetings(connection))
    return catalogue(connection).framework_at(code, state.until)


def _reading(connection: Connection, asked: Request, now: Needs, then: Needs) -> Reading:
    previous = None
    if asked.previous and then:
        asked_then = in_state(connection, replace(asked, previous=None), asked.previous)
        previous = _in_one_state(connection, asked_then, then)
    found = _in_one_state(connection, asked, now)
    waiting = unreviewed(connection, asked, changes=not SINCE.isdisjoint(now))
    return replace(found, previous=previous, unreviewed=waiting)


def _in_one_state(connection: Connection, asked: Request, needs: Needs) -> Reading:
    known, region = catalogue(connection), asked.choices.region
    regions = known.regions.get(asked.framework.region_scheme, {})
    found = cells(connection, needs, asked)
    found |= {name: READERS[name](connection, asked) for name in needs if name in READERS}
    return Reading(
        choices=asked.choices,
        framework=asked.framework,
        period=asked.period,
        moment=asked.state.moment,
        revision=revision(connection),
        frames=found,
        lists={
            **known.lists_at(asked.state.until),
            "regions": {region: regions[region]} if region else regions,
        },
        setting=replace(known.settings[asked.framework.id], counts=asked.counts),
    )


# What a reader asks for, resolved


def request_of(connection: Connection, choices: Choices, *, compared: bool = False) -> Request:
    """Resolve a reader's choices; `compared`: with the earlier state too, where there is one.

    Raises:
        UnknownCode: No such framework, period, known-on date, direction, region or group.
    """
    held, known = meetings(connection), catalogue(connection)
    state = state_of(choices.known_on, held)
    plan = known.framework(choices.framework)
    directions = [node.code for node in plan.directions]
    if choices.direction and choices.direction not in directions:
        raise UnknownCode(n_("direction"), choices.direction, directions)
    if choices.group:
        known.require_group(choices.group)
    asked = Request(
        choices=choices,
        framework=plan,
        period=plan.period(choices.period),
        state=state,
        counts="approved" if choices.reviewed_only else known.settings[plan.id].counts,
        group=choices.group,
    )
    if compared:
        previous = previous_state(state, held, choices.since, begun=plan.starts_on)
        asked = replace(asked, previous=previous)
    return in_state(connection, asked, state)


def in_state(connection: Connection, asked: Request, state: State) -> Request:
    """Return a request for another state: the framework and the region as they were known then.

    Raises:
        UnknownCode: The framework's scheme has no such region; carries the nearest one.
    """
    known = catalogue(connection)
    framework = known.framework_at(asked.framework.id, state.until)
    asked = replace(asked, state=state, framework=framework)
    region = asked.choices.region
    if not region:
        return asked
    known_regions = known.regions.get(framework.region_scheme, {})
    if region not in known_regions:
        raise UnknownCode(n_("region"), region, known_regions)
    regions = region_by_country(connection, asked)
    inside = sorted(country for country, code in regions.items() if code == region)
    return replace(asked, countries=tuple(inside))


# Frames of cells


def wanted(needs: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return the frames that are asked for, each with all kinds of scope that are asked of it.

    Raises:
        ValueError: There is no such kind: its cells would be missing without a word.
    """
    found: dict[str, frozenset[str]] = {}
    for need in needs:
        name, _, kinds = need.partition(":")
        every = DIMENSIONS[CELL_FRAMES[name][1]][0] if name in CELL_FRAMES else ()
        asked = kinds.split(",") if kinds else every
        if not {PART, MEASURED, *every}.issuperset(asked):
            raise ValueError(f"A kind of scope that is not kept: {need}")
        found[name] = found.get(name, frozenset()).union(asked)
    return found


def cells(connection: Connection, needs: Needs, asked: Request) -> dict[str, pd.DataFrame]:
    """Return the frames of cells (frames.*_CELLS) among those that are needed, of one state."""
    parts = {
        name: _parts(name, kinds, asked) for name, kinds in needs.items() if name in CELL_FRAMES
    }
    of_all = catalogue(connection).settings[asked.framework.id].counts
    filtered = asked.group or asked.countries is not None or asked.counts != of_all
    if asked.state.known is not None and not filtered:
        return {
            name: _frame(name, _stored(connection, name, some, asked))
            for name, some in parts.items()
        }
    every = _computed(connection, [part for some in parts.values() for part in some], asked)
    return {
        name: _frame(name, every[every["dimension"] == CELL_FRAMES[name][1]].copy())
        for name in parts
    }


def _stored(
    connection: Connection, name: str, parts: Iterable[Part], asked: Request
) -> pd.DataFrame:
    """Return cells of the table: each kind of scope apart, so that it is sought by the key."""
    c, columns = CELL.c, [one for one in CELL_SUMS if one in CELL_FRAMES[name][0]]
    arms = []
    for dimension, kind, scopes, periods, shown in parts:
        of_kind = sa.literal(kind, sa.String())
        period = sa.literal(shown, sa.String()) if shown else c.period
        keys = (of_kind, c.scope, period, c.provenance, c.code)
        sums = [sa.cast(sa.func.sum(c[name]), sa.BigInteger()) for name in columns]
        arm = sa.select(*keys, *(sums if shown else [c[name] for name in columns])).where(
            c.framework == asked.framework.id,
            c.known == asked.state.known,
            c.dimension == dimension,
            c.scope_kind == kind,
            *([] if scopes is None else [c.scope.in_(scopes)]),
            *([] if periods is None else [c.period.in_(periods)]),
            sa.or_(c.activities != 0, c.participations != 0, c.lines != 0),
        )
        arms.append(arm.group_by(c.scope, c.provenance, c.code) if shown else arm)
    rows = fetch(connection, sa.union_all(*arms)) if arms else []
    return make_frame((*CELL_KEYS[3:], *columns), rows, integers=columns)


def _computed(connection: Connection, parts: Sequence[Part], asked: Request) -> pd.DataFrame:
    """Return the cells of the versions of another day, or of those that the filters leave."""
    plan, roles = asked.framework, catalogue(connection).roles
    rules = rules_of(plan, roles, asked.counts)
    begun = tuple(quarter for quarter in rules.quarters if quarter[1] <= asked.period.ends_on)
    rows: list[tuple[Any, ...]] = []
    if parts:
        rows = compute_cells(
            connection,
            replace(rules, quarters=begun),
            until=asked.state.until,
            parts=parts,
            filters=asked.filters(VERSIONS),
            countries=asked.countries,
        )
    return make_frame(COLUMNS, rows, integers=CELL_SUMS)


def _frame(name: str, cells: pd.DataFrame) -> pd.DataFrame:
    """Return cells in the columns of a frame: their month, or what their code says."""
    columns, _ = CELL_FRAMES[name]
    if name == "month_cells":
        cells["month"] = cells["period"].str.replace("-", "").astype("int64")
    elif name == "profile_cells":
        codes = ["role", "mode", "reach", "gender"]
        split = [code.split("|") for code in cells["code"]]
        cells[codes] = pd.DataFrame(split, cells.index, codes, dtype=object)
    else:
        cells = cells.rename(columns={"code": name.partition("_")[0]})
    return cells[list(columns)].reset_index(drop=True)


# What a frame shows


def _parts(name: str, kinds: frozenset[str], asked: Request) -> list[Part]:
    """Return the parts that a frame is made of; no cell is shown by two of them.

    Month cells reach from the strategy's first month to the end of the chosen period. Country cells
    are those of the chosen period, and a series of quarters of what is ever drawn over time: the
    whole, the chosen direction, what an indicator measures.
    """
    framework, period, dimension = asked.framework, asked.period, CELL_FRAMES[name][1]
    directions, monthly = {d.code for d in framework.directions}, dimension == "total"
    measured = {
        indicator.scope
        for indicator in framework.indicators
        if indicator.data_source == "log" and (monthly or indicator.measure not in OF_MONTHS)
    } - {""}
    scopes: dict[str, set[str] | None] = dict.fromkeys(sorted(kinds - {PART, MEASURED}))
    if PART in kinds:
        scopes.setdefault("node", {node.code for node in framework.rows} | (measured - directions))
    elif MEASURED in kinds and (monthly or period.kind == "quarter"):
        scopes.setdefault("node", measured - directions)
    begun = {
        p.code: p.starts_on
        for p in framework.periods
        if p.kind == "quarter" and p.starts_on <= period.ends_on
    }
    if monthly:
        first = min(begun.values())
        months = [f"{m // 100}-{m % 100:02}" for m in months_between(first, period.ends_on)]
        return [Part(dimension, kind, codes, months) for kind, codes in scopes.items()]
    inside = [code for code, starts_on in begun.items() if starts_on >= period.starts_on]
    parts = [Part(dimension, kind, codes, inside, period.code) for kind, codes in scopes.items()]
    if dimension == "country":
        others = [code for code in begun if code != period.code]
        drawn = (measured & directions) | ({asked.choices.direction} - {""})
        over_time = {"all": {""}, "direction": drawn, "node": measured - directions}
        parts += [
            Part(dimension, kind, codes, others) for kind, codes in over_time.items() if codes
        ]
    return parts
