"""Read everything that the figures of a page need into one `Reading`.

Cells of the present and of meetings come from the table of summary cells. For other days, and under
filters by region, group or review, they are computed from the versions by the same SELECT.

A need names a frame. For cells it can name the kinds of scope to read, such as
`country_cells:all,measured`; without them all kinds are read. `measured` are the nodes that an
indicator computed from the log is restricted to.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from ifla_metrics import frames
from ifla_metrics.choices import Choices
from ifla_metrics.errors import UnknownCode, n_
from ifla_metrics.frames import make_frame
from ifla_metrics.framework import Framework
from ifla_metrics.framework.model import MONTHLY_MEASURES
from ifla_metrics.models.system_tables import CELL_KEYS, CELL_SUMS
from ifla_metrics.periods import months_between
from ifla_metrics.reading import Reading
from ifla_metrics.settings import database_url, read_only
from ifla_metrics.store.as_of import State, previous_state, state_of, today
from ifla_metrics.store.catalogue import read_catalogue, rules_of
from ifla_metrics.store.database import engine_of, read_transaction, revision, revision_of
from ifla_metrics.store.read.activities import evidence, moved_activities, partners, strategy_years
from ifla_metrics.store.read.changes import amended, newly_logged
from ifla_metrics.store.read.records import READERS as RECORDS
from ifla_metrics.store.read.records import Reader, region_by_country, unreviewed
from ifla_metrics.store.read.request import Request
from ifla_metrics.store.summary_cells import (
    COLUMNS,
    DIMENSIONS,
    VERSIONS,
    Part,
    compute_cells,
    read_cells,
)

COMPARISON_FRAMES = {"newly_logged", "amended"}
"""Frames that compare two states of the log."""
STATUS_FRAME = "sent_values"
"""A frame that all figures of statuses need, and only they."""
READERS: dict[str, Reader] = {
    "activities": moved_activities,
    "amended": amended,
    "evidence": evidence,
    "newly_logged": newly_logged,
    "partners": partners,
    "strategy_years": strategy_years,
    **RECORDS,
}
"""The frames other than cells."""
MEASURED = "measured"
Needs = Mapping[str, frozenset[str]]
"""Needed frames, with the kinds of scope for cells."""
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
    needs_previous: Iterable[str] = (),
) -> Reading:
    """Return the needed frames for a reader's choices, all from one read transaction.

    `needs` are names of frames, with kinds of scope for cells; `needs_previous` are those that are
    also needed in the earlier state, for comparison.
    """
    needed, needed_before = parse_needs(needs), parse_needs(needs_previous)
    compared = bool(needed_before) or not COMPARISON_FRAMES.isdisjoint(needed)
    request = resolve_request(connection, choices, compared=compared)
    reading = _reading(connection, request, needed, needed_before)
    is_filtered = request.countries is not None or request.group
    if not is_filtered or STATUS_FRAME not in needed:
        return reading
    unfiltered = _reading(connection, request.unfiltered, needed, needed_before)
    previous = reading.previous and replace(reading.previous, unfiltered=unfiltered.previous)
    return replace(reading, previous=previous, unfiltered=unfiltered)


def cached_reading(
    choices: Choices, needs: Iterable[str], needs_previous: Iterable[str] = ()
) -> Reading:
    """Return a reading of this tool's database, from the cache while the revision is unchanged.

    On a read-only server the reading hides small numbers. Raises NotAllowed if the public may not
    make this choice.
    """
    url, hide_small = database_url(), read_only()
    if hide_small:
        choices.require_public()
    # The revision is read first, so a cached reading is never older than its key.
    key = (url, revision_of(url), today(), choices)
    return _cached(*key, tuple(sorted({*needs})), tuple(sorted({*needs_previous})), hide_small)


@lru_cache(maxsize=16)
def _cached(
    url: str,
    _revision: int,
    _day: date,
    choices: Choices,
    needs: tuple[str, ...],
    needs_previous: tuple[str, ...],
    hide_small: bool,
) -> Reading:
    with read_transaction(engine_of(url)) as connection:
        return replace(read(connection, choices, needs, needs_previous), hide_small=hide_small)


def framework_known_on(connection: Connection, code: str, known_on: str) -> Framework:
    """Return a framework as it was known on a date or at a meeting."""
    catalogue = read_catalogue(connection)
    return catalogue.framework_at(code, state_of(known_on, catalogue.meetings).until)


def _reading(connection: Connection, request: Request, needed: Needs, before: Needs) -> Reading:
    previous = None
    if request.previous and before:
        earlier = request_in_state(connection, replace(request, previous=None), request.previous)
        previous = _in_one_state(connection, earlier, before)
    reading = _in_one_state(connection, request, needed)
    pending = unreviewed(connection, request, changes=not COMPARISON_FRAMES.isdisjoint(needed))
    return replace(reading, previous=previous, unreviewed=pending)


def _in_one_state(connection: Connection, request: Request, needs: Needs) -> Reading:
    catalogue, region = request.catalogue, request.choices.region
    regions = catalogue.regions.get(request.framework.region_scheme, {})
    frames_by_name = cell_frames(connection, needs, request)
    frames_by_name |= {n: READERS[n](connection, request) for n in needs if n in READERS}
    return Reading(
        choices=request.choices,
        framework=request.framework,
        period=request.period,
        moment=request.state.moment,
        revision=revision(connection),
        frames=frames_by_name,
        lists={
            **catalogue.lists_at(request.state.until),
            "regions": {region: regions[region]} if region else regions,
        },
        settings=replace(catalogue.settings[request.framework.id], counts=request.counts),
    )


# Requests


def resolve_request(connection: Connection, choices: Choices, *, compared: bool = False) -> Request:
    """Look up a reader's choices in the database; `compared` adds the earlier state, if any."""
    catalogue = read_catalogue(connection)
    state = state_of(choices.known_on, catalogue.meetings)
    framework = catalogue.framework(choices.framework)
    directions = [node.code for node in framework.directions]
    if choices.direction and choices.direction not in directions:
        raise UnknownCode(n_("direction"), choices.direction, directions)
    if choices.group:
        catalogue.require_group(choices.group)
    request = Request(
        choices=choices,
        catalogue=catalogue,
        framework=framework,
        period=framework.period(choices.period),
        state=state,
        counts="approved" if choices.reviewed_only else catalogue.settings[framework.id].counts,
        group=choices.group,
    )
    if compared:
        meetings, begun = catalogue.meetings, framework.starts_on
        previous = previous_state(state, meetings, choices.since, begun=begun)
        request = replace(request, previous=previous)
    return request_in_state(connection, request, state)


def request_in_state(connection: Connection, request: Request, state: State) -> Request:
    """Return the request for another state, with framework and region as they were known then."""
    framework = request.catalogue.framework_at(request.framework.id, state.until)
    request = replace(request, state=state, framework=framework)
    region = request.choices.region
    if not region:
        return request
    regions = request.catalogue.regions.get(framework.region_scheme, {})
    if region not in regions:
        raise UnknownCode(n_("region"), region, regions)
    by_country = region_by_country(connection, request)
    countries = sorted(country for country, code in by_country.items() if code == region)
    return replace(request, countries=tuple(countries))


# Frames of cells


def parse_needs(needs: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return the needed frames, each with all its needed kinds of scope."""
    parsed: dict[str, frozenset[str]] = {}
    for need in needs:
        name, _, listed = need.partition(":")
        all_kinds = DIMENSIONS[CELL_FRAMES[name][1]][0] if name in CELL_FRAMES else ()
        kinds = listed.split(",") if listed else all_kinds
        if not {MEASURED, *all_kinds}.issuperset(kinds):
            raise ValueError(f"Unknown kind of scope: {need}")
        parsed[name] = parsed.get(name, frozenset()).union(kinds)
    return parsed


def cell_frames(connection: Connection, needs: Needs, request: Request) -> dict[str, pd.DataFrame]:
    """Return the needed frames of cells (frames.*_CELLS)."""
    parts_by_frame = {
        name: _parts(name, kinds, request) for name, kinds in needs.items() if name in CELL_FRAMES
    }
    stored_counts = request.catalogue.settings[request.framework.id].counts
    filtered = request.group or request.countries is not None or request.counts != stored_counts
    if request.state.known is not None and not filtered:
        return {
            name: _frame(name, _stored(connection, name, parts, request))
            for name, parts in parts_by_frame.items()
        }
    all_parts = [part for parts in parts_by_frame.values() for part in parts]
    cells = _computed(connection, all_parts, request)
    return {
        name: _frame(name, cells[cells["dimension"] == CELL_FRAMES[name][1]].copy())
        for name in parts_by_frame
    }


def _stored(
    connection: Connection, name: str, parts: Sequence[Part], request: Request
) -> pd.DataFrame:
    columns = [column for column in CELL_SUMS if column in CELL_FRAMES[name][0]]
    framework, known = request.framework, request.state.known or ""
    # With all scopes named, the primary key finds the periods.
    scopes = {"all": [""], "direction": ["", *framework.lists["directions"]]}
    parts = [
        part._replace(scopes=scopes.get(part.kind)) if part.scopes is None else part
        for part in parts
    ]
    rows = read_cells(connection, framework.id, known, parts, columns) if parts else []
    return make_frame((*CELL_KEYS[3:], *columns), rows, integers=columns)


def _computed(connection: Connection, parts: Sequence[Part], request: Request) -> pd.DataFrame:
    """Return cells computed from the versions, for another day or under filters."""
    rules = rules_of(request.framework, request.catalogue.counting_roles, request.counts)
    quarters = tuple(quarter for quarter in rules.quarters if quarter[1] <= request.period.ends_on)
    rows: list[tuple[Any, ...]] = []
    if parts:
        rows = compute_cells(
            connection,
            replace(rules, quarters=quarters),
            until=request.state.until,
            parts=parts,
            filters=request.filter_conditions(VERSIONS),
            countries=request.countries,
        )
    return make_frame(COLUMNS, rows, integers=CELL_SUMS)


def _frame(name: str, cells: pd.DataFrame) -> pd.DataFrame:
    """Return cells with the columns of a frame; months and codes get their own columns."""
    columns, _ = CELL_FRAMES[name]
    if name == "month_cells":
        cells["month"] = cells["period"].str.replace("-", "").astype("int64")
    elif name == "profile_cells":
        codes = ["role", "mode", "reach", "gender"]
        rows = [code.split("|") for code in cells["code"]]
        cells[codes] = pd.DataFrame(rows, cells.index, codes, dtype=object)
    else:
        cells = cells.rename(columns={"code": name.partition("_")[0]})
    return cells[list(columns)].reset_index(drop=True)


# Parts of a frame


def _parts(name: str, kinds: frozenset[str], request: Request) -> list[Part]:
    """Return the parts that make up a frame, without overlap.

    Month cells run from the strategy's first month to the end of the chosen period. Other cells are
    summed over the chosen period. Country cells add a series of quarters for scopes that figures
    draw over time: everything, the chosen direction and the nodes that indicators measure.
    """
    framework, period, dimension = request.framework, request.period, CELL_FRAMES[name][1]
    directions, monthly = {d.code for d in framework.directions}, dimension == "total"
    measured = {
        indicator.scope
        for indicator in framework.indicators
        if indicator.data_source == "log" and (monthly or indicator.measure not in MONTHLY_MEASURES)
    } - {""}
    scopes: dict[str, set[str] | None] = dict.fromkeys(sorted(kinds - {MEASURED}))
    if MEASURED in kinds and (monthly or period.kind == "quarter"):
        scopes.setdefault("node", measured - directions)
    quarters = {
        p.code: p.starts_on
        for p in framework.periods
        if p.kind == "quarter" and p.starts_on <= period.ends_on
    }
    if monthly:
        first = min(quarters.values())
        months = [f"{m // 100}-{m % 100:02}" for m in months_between(first, period.ends_on)]
        return [Part(dimension, kind, codes, months) for kind, codes in scopes.items()]
    inside = [code for code, starts_on in quarters.items() if starts_on >= period.starts_on]
    parts = [Part(dimension, kind, codes, inside, period.code) for kind, codes in scopes.items()]
    if dimension == "country":
        others = [code for code in quarters if code != period.code]
        served = (measured & directions) | ({request.choices.direction} - {""})
        series = {"all": {""}, "direction": served, "node": measured - directions}
        parts += [Part(dimension, kind, codes, others) for kind, codes in series.items() if codes]
    return parts
