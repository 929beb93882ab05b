"""Frames of reference data as they stood on the evaluation day.

As they were known: a row that left its file later is still there. Of regions, lists and
denominators one that came later is not there yet; groups, associations, countries, terms and
sources have no day of coming and are all there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
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
    return READERS[frame](connection, asked)


def region_titles(connection: Connection) -> dict[str, dict[str, str]]:
    """Return the titles of the regions of each scheme, in their order."""
    c = tables.REGION_NAME.c
    statement = sa.select(c.scheme, c.region, c.title).order_by(c.scheme, c.position)
    found: dict[str, dict[str, str]] = {}
    for scheme, region, title in connection.execute(statement):
        found.setdefault(scheme, {})[region] = title
    return found


def group_titles(connection: Connection) -> dict[str, str]:
    """Return the short titles of all working groups, in their order."""
    c = tables.GROUP.c
    return dict(_rows(connection, sa.select(c.code, c.short_title).order_by(c.sequence)))


def region_of(connection: Connection, asked: ReferenceDay) -> tuple[str, tuple[str, ...]]:
    """Return the title of the chosen region and its countries.

    Raises:
        UnknownCode: The scheme has no such region; carries the nearest one.
    """
    titles = region_titles(connection).get(asked.scheme, {})
    if asked.region not in titles:
        raise UnknownCode("region", asked.region, titles)
    return titles[asked.region], tuple(sorted(_inside(connection, asked)))


def _valid(table: sa.Table, on: date) -> sa.ColumnElement[bool]:
    c = table.c
    return sa.and_(
        sa.or_(c.valid_from.is_(None), c.valid_from <= on),
        sa.or_(c.valid_to.is_(None), c.valid_to >= on),
    )


def _not_retired(table: sa.Table, until: datetime | None) -> sa.ColumnElement[bool]:
    """Return the condition that a row had not left its file; of such only the day is kept."""
    gone = table.c.retired_on
    return gone.is_(None) if until is None else sa.or_(gone.is_(None), gone >= until.date())


def _known(table: sa.Table, until: datetime | None) -> sa.ColumnElement[bool]:
    """Return the condition that a row of a dated list stood just before a moment."""
    c = table.c
    if until is None:
        return c.known_until.is_(None)
    return sa.and_(
        sa.or_(c.known_from.is_(None), c.known_from < until),
        sa.or_(c.known_until.is_(None), c.known_until >= until),
    )


def _rows(connection: Connection, statement: sa.Select[Any]) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in connection.execute(statement)]


def _select(
    table: sa.Table, columns: Sequence[str], order: str, *rules: sa.ColumnElement[bool]
) -> sa.Select[Any]:
    c = table.c
    return (
        sa.select(*(c[name] for name in columns))
        .where(*rules)
        .order_by(*(c[name] for name in order.split()))
    )


def _real(table: sa.Table, asked: ReferenceDay) -> list[sa.ColumnElement[bool]]:
    return [table.c.provenance != SYNTHETIC] if asked.documented_only else []


def _region_day(connection: Connection, asked: ReferenceDay) -> date:
    """Return the evaluation day, but not outside the days that the scheme was in force.

    A strategy counts by one scheme. Where it begins before the scheme or outlives it, the scheme's
    first or last regions hold: better than none.
    """
    c = tables.SCHEME.c
    found = connection.execute(
        sa.select(c.valid_from, c.valid_to).where(c.code == asked.scheme)
    ).first()
    first, last = found or (None, None)
    on = asked.on if first is None else max(asked.on, first)
    return on if last is None else min(on, last)


def _region_by_country(connection: Connection, asked: ReferenceDay) -> dict[str, str]:
    c = tables.REGION.c
    statement = sa.select(c.country, c.region).where(
        c.scheme == asked.scheme,
        _valid(tables.REGION, _region_day(connection, asked)),
        _known(tables.REGION, asked.until),
    )
    return dict(_rows(connection, statement))


def _inside(connection: Connection, asked: ReferenceDay) -> Collection[str]:
    """Return the countries of the chosen region."""
    regions = _region_by_country(connection, asked)
    return {country for country, region in regions.items() if region == asked.region}


def _countries(connection: Connection, asked: ReferenceDay) -> pd.DataFrame:
    regions = _region_by_country(connection, asked)
    columns = ("alpha3", *frames.COUNTRIES[1:-1])
    known = _not_retired(tables.COUNTRY, asked.until)
    statement = _select(tables.COUNTRY, columns, "alpha3", known)
    rows = [(*row, regions.get(row[0], "")) for row in _rows(connection, statement)]
    return frame_of(
        frames.COUNTRIES,
        rows,
        numbers=("latitude", "longitude"),
        truths=("small", "ldc", "lldc", "sids"),
    )


def _regions(connection: Connection, asked: ReferenceDay) -> pd.DataFrame:
    c = tables.REGION_NAME.c
    rules = [c.scheme == asked.scheme, *([c.region == asked.region] if asked.region else [])]
    statement = _select(tables.REGION_NAME, frames.REGIONS, "position region", *rules)
    return frame_of(frames.REGIONS, _rows(connection, statement), whole=("position",))


def _listed(connection: Connection, asked: ReferenceDay) -> pd.DataFrame:
    table = tables.COUNTRY_LIST
    rules = [_valid(table, asked.on), _known(table, asked.until), *_real(table, asked)]
    if asked.region:
        rules.append(table.c.country.in_(_inside(connection, asked)))
    statement = _select(table, frames.LISTED, "list country", *rules)
    return frame_of(frames.LISTED, _rows(connection, statement))


def _denominators(connection: Connection, asked: ReferenceDay) -> pd.DataFrame:
    table, columns = tables.DENOMINATOR, frames.DENOMINATORS
    rules = (_known(table, asked.until), *_real(table, asked))
    statement = _select(table, columns, "code as_of", *rules)
    found = frame_of(columns, _rows(connection, statement), numbers=("value",))
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
    known = _not_retired(tables.TERM, asked.until)
    statement = _select(tables.TERM, frames.TERMS, "list position", known)
    return frame_of(frames.TERMS, _rows(connection, statement), whole=("position",))


def _groups(connection: Connection, asked: ReferenceDay) -> pd.DataFrame:
    known = _not_retired(tables.GROUP, asked.until)
    # Of two at one place, the one that was retired comes first: the other took its place.
    statement = _select(tables.GROUP, frames.GROUPS, "sequence", known)
    statement = statement.order_by(tables.GROUP.c.retired_on.is_(None))
    return frame_of(frames.GROUPS, _rows(connection, statement))


def _associations(connection: Connection, asked: ReferenceDay) -> pd.DataFrame:
    """Each association with its name on the day: else its first later one, else its last."""
    a, n = tables.ASSOCIATION.c, tables.ASSOCIATION_NAME.c
    first, last = date.min, date.max
    names: dict[str, list[tuple[date, date, str]]] = {}
    for code, name, since, until in _rows(
        connection, sa.select(n.code, n.name, n.valid_from, n.valid_to)
    ):
        names.setdefault(code, []).append((since or first, until or last, name))
    statement = (
        sa.select(a.code, a.country)
        .where(_not_retired(tables.ASSOCIATION, asked.until))
        .order_by(a.code)
    )
    rows = []
    for code, country in _rows(connection, statement):
        dated = sorted(names.get(code, []))
        fits = [d for d in dated if d[0] <= asked.on <= d[1]]
        later = [d for d in dated if d[0] > asked.on]
        chosen = fits or later or dated[-1:]
        rows.append((code, country or "", chosen[0][2] if chosen else code))
    return frame_of(frames.ASSOCIATIONS, rows)


def _sources(connection: Connection, asked: ReferenceDay) -> pd.DataFrame:
    known = _not_retired(tables.SOURCE, asked.until)
    statement = _select(tables.SOURCE, frames.SOURCES, "", known)
    return frame_of(frames.SOURCES, _rows(connection, statement))


READERS: dict[str, Callable[[Connection, ReferenceDay], pd.DataFrame]] = {
    "countries": _countries,
    "regions": _regions,
    "listed": _listed,
    "denominators": _denominators,
    "terms": _terms,
    "groups": _groups,
    "associations": _associations,
    "sources": _sources,
}
