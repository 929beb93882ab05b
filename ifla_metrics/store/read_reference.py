"""Frames of reference data as they stood on the evaluation day.

As they were known: a row that left its file later is still there. Of regions, lists and
denominators one that came later is not there yet; groups, associations, countries, terms and
sources have no day of coming and are all there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics import frames
from ifla_metrics.frames import frame_of
from ifla_metrics.store import reference as tables
from ifla_metrics.store.read_request import Request, region_by_country, was_known, was_valid


def _read(
    connection: Connection,
    table: sa.Table,
    columns: tuple[str, ...],
    order: str,
    *rules: sa.ColumnElement[bool],
) -> list[tuple[Any, ...]]:
    """Return columns of the rows that meet all rules, ordered by columns."""
    c = table.c
    statement = sa.select(*(c[name] for name in columns)).where(*rules)
    rows = connection.execute(statement.order_by(*(c[name] for name in order.split())))
    return [tuple(row) for row in rows]


def _countries(connection: Connection, asked: Request) -> pd.DataFrame:
    regions = region_by_country(connection, asked)
    columns, table = ("alpha3", *frames.COUNTRIES[1:-1]), tables.COUNTRY
    rows = _read(connection, table, columns, "alpha3", was_known(table, asked.state.until))
    return frame_of(
        frames.COUNTRIES,
        [(*row, regions.get(row[0], "")) for row in rows],
        numbers=("latitude", "longitude"),
        truths=("small", "ldc", "lldc", "sids"),
    )


def _regions(connection: Connection, asked: Request) -> pd.DataFrame:
    table, chosen = tables.REGION_NAME, asked.choices.region
    rules = [table.c.scheme == asked.framework.region_scheme]
    if chosen:
        rules.append(table.c.region == chosen)
    rows = _read(connection, table, frames.REGIONS, "position region", *rules)
    return frame_of(frames.REGIONS, rows, whole=("position",))


def _listed(connection: Connection, asked: Request) -> pd.DataFrame:
    """Return the lists of countries; of a region, the countries in it."""
    table = tables.COUNTRY_LIST
    rules = [was_valid(table, asked.on), was_known(table, asked.state.until), asked.real(table)]
    if asked.countries is not None:
        rules.append(table.c.country.in_(asked.countries))
    return frame_of(frames.LISTED, _read(connection, table, frames.LISTED, "list country", *rules))


def _denominators(connection: Connection, asked: Request) -> pd.DataFrame:
    """Return published numbers; of a region, how many countries of each list lie in it.

    Numbers without a list of countries are known for the world alone, and left out of a region.
    """
    table = tables.DENOMINATOR
    rules = (was_known(table, asked.state.until), asked.real(table))
    rows = _read(connection, table, frames.DENOMINATORS, "code as_of", *rules)
    found = frame_of(frames.DENOMINATORS, rows, numbers=("value",))
    if asked.countries is None:
        return found
    lists = _listed(connection, asked).groupby("list")
    found = found[found["code"].isin(lists.groups)]
    return found.assign(
        value=found["code"].map(lists["country"].count()).astype(float),
        # By the alphabet the weakest one is the last.
        provenance=found["code"].map(lists["provenance"].max()),
        source="",
    )


def _terms(connection: Connection, asked: Request) -> pd.DataFrame:
    table = tables.TERM
    known = was_known(table, asked.state.until)
    rows = _read(connection, table, frames.TERMS, "list position", known)
    return frame_of(frames.TERMS, rows, whole=("position",))


def _groups(connection: Connection, asked: Request) -> pd.DataFrame:
    table = tables.GROUP
    columns = (*frames.GROUPS, "sequence", "retired_on")
    rows = _read(connection, table, columns, "sequence", was_known(table, asked.state.until))
    # Of two at one place, the one that was retired comes first: the other took its place.
    rows.sort(key=lambda row: (row[-2], row[-1] is None))
    return frame_of(frames.GROUPS, [row[:-2] for row in rows])


def _associations(connection: Connection, asked: Request) -> pd.DataFrame:
    """Each association with its name on the day: else its first later one, else its last."""
    columns = ("code", "name", "valid_from", "valid_to")
    names: dict[str, list[tuple[date, date, str]]] = {}
    for code, name, since, until in _read(connection, tables.ASSOCIATION_NAME, columns, "code"):
        names.setdefault(code, []).append((since or date.min, until or date.max, name))
    table = tables.ASSOCIATION
    known = was_known(table, asked.state.until)
    rows = []
    for code, country in _read(connection, table, ("code", "country"), "code", known):
        dated = sorted(names.get(code, [(date.min, date.max, code)]))
        name = next((name for _, until, name in dated if asked.on <= until), dated[-1][2])
        rows.append((code, country or "", name))
    return frame_of(frames.ASSOCIATIONS, rows)


def _sources(connection: Connection, asked: Request) -> pd.DataFrame:
    table = tables.SOURCE
    known = was_known(table, asked.state.until)
    return frame_of(frames.SOURCES, _read(connection, table, frames.SOURCES, "id", known))


REFERENCE: dict[str, Callable[[Connection, Request], pd.DataFrame]] = {
    "countries": _countries,
    "regions": _regions,
    "listed": _listed,
    "denominators": _denominators,
    "terms": _terms,
    "groups": _groups,
    "associations": _associations,
    "sources": _sources,
}
"""The frames of reference data."""
