"""Frames of reference data as they stood on the evaluation day.

As they were known: a row that left its file later is still there. Of regions, lists and
denominators one that came later is not there yet; groups, associations, countries, terms and
sources have no day of coming and are all there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics import frames
from ifla_metrics.errors import UnknownCode
from ifla_metrics.frames import frame_of
from ifla_metrics.store import reference as tables

SYNTHETIC = "synthetic"


@dataclass(frozen=True)
class ReferenceDay:
    """What reference data depend on."""

    on: date
    scheme: str = ""
    """The region scheme."""
    documented_only: bool = False
    until: datetime | None = None
    """As known just before this moment; None: as known now."""
    region: str = ""
    """Only this region, the countries of lists that lie in it, and how many these are."""


def reference(connection: Connection, frame: str, asked: ReferenceDay) -> pd.DataFrame:
    """Return a frame of reference data."""
    return REFERENCE[frame](connection, asked)


def region_titles(connection: Connection) -> dict[str, dict[str, str]]:
    """Return the titles of the regions of each scheme, in their order."""
    c = tables.REGION_NAME.c
    statement = sa.select(c.scheme, c.region, c.title).order_by(c.scheme, c.position)
    found: dict[str, dict[str, str]] = {}
    for scheme, region, title in connection.execute(statement):
        found.setdefault(scheme, {})[region] = title
    return found


def region_of(connection: Connection, asked: ReferenceDay) -> tuple[str, tuple[str, ...]]:
    """Return the title of the chosen region and its countries.

    Raises:
        UnknownCode: The scheme has no such region; carries the nearest one.
    """
    titles = region_titles(connection).get(asked.scheme, {})
    if asked.region not in titles:
        raise UnknownCode("region", asked.region, titles)
    return titles[asked.region], tuple(sorted(_inside(connection, asked)))


# Conditions


def _valid(table: sa.Table, on: date) -> sa.ColumnElement[bool]:
    c = table.c
    return sa.and_(
        sa.or_(c.valid_from.is_(None), c.valid_from <= on),
        sa.or_(c.valid_to.is_(None), c.valid_to >= on),
    )


def _known(table: sa.Table, asked: ReferenceDay) -> sa.ColumnElement[bool]:
    """Return the condition that a row stood in its file at the moment that is asked for.

    Of what is retired only the day is kept.
    """
    c, until = table.c, asked.until
    if "retired_on" in c:
        return c.retired_on.is_(None) if until is None else _open(c.retired_on, until.date())
    if until is None:
        return c.known_until.is_(None)
    came = sa.or_(c.known_from.is_(None), c.known_from < until)
    return sa.and_(came, _open(c.known_until, until))


def _open(end: sa.ColumnElement[Any], at: date) -> sa.ColumnElement[bool]:
    return sa.or_(end.is_(None), end >= at)


def _read(
    connection: Connection,
    table: sa.Table,
    columns: Iterable[str],
    order: str,
    *rules: sa.ColumnElement[bool],
) -> list[tuple[Any, ...]]:
    """Return columns of the rows that meet all rules, ordered by columns."""
    c = table.c
    statement = sa.select(*(c[name] for name in columns)).where(*rules)
    statement = statement.order_by(*(c[name] for name in order.split()))
    return [tuple(row) for row in connection.execute(statement)]


def _real(table: sa.Table, asked: ReferenceDay) -> sa.ColumnElement[bool]:
    return table.c.provenance != SYNTHETIC if asked.documented_only else sa.true()


# Regions


def _region_day(connection: Connection, asked: ReferenceDay) -> date:
    """Return the evaluation day, but not outside the days that the scheme was in force.

    A strategy counts by one scheme. Where it begins before the scheme or outlives it, the scheme's
    first or last regions hold: better than none.
    """
    days = ("valid_from", "valid_to")
    found = _read(connection, tables.SCHEME, days, "code", tables.SCHEME.c.code == asked.scheme)
    first, last = found[0] if found else (None, None)
    return min(max(asked.on, first or asked.on), last or date.max)


def _region_by_country(connection: Connection, asked: ReferenceDay) -> dict[str, str]:
    table = tables.REGION
    rules = (
        table.c.scheme == asked.scheme,
        _valid(table, _region_day(connection, asked)),
        _known(table, asked),
    )
    return dict(_read(connection, table, ("country", "region"), "id", *rules))


def _inside(connection: Connection, asked: ReferenceDay) -> set[str]:
    """Return the countries of the chosen region."""
    regions = _region_by_country(connection, asked)
    return {country for country, region in regions.items() if region == asked.region}


# Frames


def _countries(connection: Connection, asked: ReferenceDay) -> pd.DataFrame:
    regions = _region_by_country(connection, asked)
    columns = ("alpha3", *frames.COUNTRIES[1:-1])
    rows = _read(connection, tables.COUNTRY, columns, "alpha3", _known(tables.COUNTRY, asked))
    return frame_of(
        frames.COUNTRIES,
        [(*row, regions.get(row[0], "")) for row in rows],
        numbers=("latitude", "longitude"),
        truths=("small", "ldc", "lldc", "sids"),
    )


def _regions(connection: Connection, asked: ReferenceDay) -> pd.DataFrame:
    c, table = tables.REGION_NAME.c, tables.REGION_NAME
    rules = [c.scheme == asked.scheme, *([c.region == asked.region] if asked.region else [])]
    rows = _read(connection, table, frames.REGIONS, "position region", *rules)
    return frame_of(frames.REGIONS, rows, whole=("position",))


def _listed(connection: Connection, asked: ReferenceDay) -> pd.DataFrame:
    table = tables.COUNTRY_LIST
    rules = [_valid(table, asked.on), _known(table, asked), _real(table, asked)]
    if asked.region:
        rules.append(table.c.country.in_(_inside(connection, asked)))
    return frame_of(frames.LISTED, _read(connection, table, frames.LISTED, "list country", *rules))


def _denominators(connection: Connection, asked: ReferenceDay) -> pd.DataFrame:
    table, columns = tables.DENOMINATOR, frames.DENOMINATORS
    rows = _read(
        connection, table, columns, "code as_of", _known(table, asked), _real(table, asked)
    )
    found = frame_of(columns, rows, numbers=("value",))
    return _of_region(found, _listed(connection, asked)) if asked.region else found


def _of_region(denominators: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Return the denominators of a region: how many countries of each list lie in it.

    Numbers without a list of countries are known for the world alone, and left out.
    """
    lists = listed.groupby("list").agg(
        countries=("country", "count"),
        provenance=("provenance", "max"),  # By the alphabet the weakest one is the last.
    )
    found = denominators[denominators["code"].isin(lists.index)]
    return found.assign(
        value=found["code"].map(lists["countries"]).astype(float),
        provenance=found["code"].map(lists["provenance"]),
        source="",
    )


def _terms(connection: Connection, asked: ReferenceDay) -> pd.DataFrame:
    table = tables.TERM
    rows = _read(connection, table, frames.TERMS, "list position", _known(table, asked))
    return frame_of(frames.TERMS, rows, whole=("position",))


def _groups(connection: Connection, asked: ReferenceDay) -> pd.DataFrame:
    table = tables.GROUP
    # Of two at one place, the one that was retired comes first: the other took its place.
    columns = (*frames.GROUPS, "sequence", "retired_on")
    rows = _read(connection, table, columns, "sequence", _known(table, asked))
    rows.sort(key=lambda row: (row[-2], row[-1] is None))
    return frame_of(frames.GROUPS, [row[:-2] for row in rows])


def _associations(connection: Connection, asked: ReferenceDay) -> pd.DataFrame:
    """Each association with its name on the day: else its first later one, else its last."""
    columns = ("code", "name", "valid_from", "valid_to")
    names: dict[str, list[tuple[date, date, str]]] = {}
    for code, name, since, until in _read(connection, tables.ASSOCIATION_NAME, columns, "code"):
        names.setdefault(code, []).append((since or date.min, until or date.max, name))
    known = _known(tables.ASSOCIATION, asked)
    rows = []
    for code, country in _read(connection, tables.ASSOCIATION, ("code", "country"), "code", known):
        dated = sorted(names.get(code, []))
        fits = [d for d in dated if d[0] <= asked.on <= d[1]]
        later = [d for d in dated if d[0] > asked.on]
        chosen = fits or later or dated[-1:]
        rows.append((code, country or "", chosen[0][2] if chosen else code))
    return frame_of(frames.ASSOCIATIONS, rows)


def _sources(connection: Connection, asked: ReferenceDay) -> pd.DataFrame:
    table = tables.SOURCE
    return frame_of(
        frames.SOURCES, _read(connection, table, frames.SOURCES, "id", _known(table, asked))
    )


REFERENCE: dict[str, Callable[[Connection, ReferenceDay], pd.DataFrame]] = {
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
