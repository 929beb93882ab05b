"""Load reference data, all or nothing, and hand it out as it stood on the evaluation day.

Rows that others refer to are kept and retired when their file drops them. Rows that numbers rest on
are followed by others and never changed; names are replaced.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right, require
from ifla_metrics.models import reference_tables
from ifla_metrics.models.base import table_of
from ifla_metrics.store.as_of import now, today
from ifla_metrics.store.audit import audit, audit_refusals
from ifla_metrics.store.catalogue import catalogue, counting_roles
from ifla_metrics.store.database import Target, writing
from ifla_metrics.store.frozen_meetings import freeze
from ifla_metrics.store.reference_files import Values, read_crosswalk, read_reference
from ifla_metrics.store.revisions import touch_reference
from ifla_metrics.store.summary_cells import refill_all

SOURCE = table_of(reference_tables.SourceRow)
TERM = table_of(reference_tables.TermRow)
COUNTRY = table_of(reference_tables.CountryRow)
SCHEME = table_of(reference_tables.RegionSchemeRow)
REGION_NAME = table_of(reference_tables.RegionNameRow)
REGION = table_of(reference_tables.RegionRow)
GROUP = table_of(reference_tables.WorkingGroupRow)
ASSOCIATION = table_of(reference_tables.AssociationRow)
ASSOCIATION_NAME = table_of(reference_tables.AssociationNameRow)
DENOMINATOR = table_of(reference_tables.DenominatorRow)
COUNTRY_LIST = table_of(reference_tables.CountryListRow)
MEETING = table_of(reference_tables.MeetingRow)
CROSSWALK = table_of(reference_tables.CrosswalkRow)
NODE = table_of(reference_tables.NodeRow)


@audit_refusals(Right.LOAD_FRAMEWORK, "reference", "folder.name")
def load_reference(
    target: Target, folder: Path, *, actor: Actor, documented_only: bool = False
) -> None:
    """Bring the reference tables to what the files of `data/reference` say.

    `documented_only` leaves out invented lists and denominators. Meetings stay: their months are
    documented, only their days are invented. When the roles that count as participation change,
    all cells are computed anew; when a frozen meeting's day changes, it is frozen again.

    Raises:
        FaultyData: Some file has a fault; nothing is loaded.
    """
    require(actor, Right.LOAD_FRAMEWORK)
    rows = read_reference(folder)
    if documented_only:
        for name in ("country_lists", "denominators"):
            rows[name] = [row for row in rows[name] if row["provenance"] != "synthetic"]
    with writing(target, actor=actor) as connection:
        roles = counting_roles(connection)
        moved = _moved_meetings(connection, rows["meetings"])
        _keep(connection, SOURCE, ("id",), rows["sources"])
        _keep(connection, TERM, ("list", "code"), rows["terms"])
        _keep(connection, COUNTRY, ("alpha3",), rows["countries"])
        _keep(connection, SCHEME, ("code",), rows["region_schemes"])
        _keep(
            connection,
            GROUP,
            ("code",),
            [{"sequence": i, **row} for i, row in enumerate(rows["working_groups"])],
        )
        _keep(connection, ASSOCIATION, ("code",), _associations(rows["associations"]))
        _keep(connection, MEETING, ("code",), rows["meetings"])
        _follow(connection, REGION, _without(rows["regions"], "position"))
        _replace(connection, REGION_NAME, rows["region_names"])
        _replace(connection, ASSOCIATION_NAME, _without(rows["associations"], "country"))
        _follow(connection, DENOMINATOR, rows["denominators"])
        _follow(connection, COUNTRY_LIST, rows["country_lists"])
        touch_reference(connection)
        if counting_roles(connection) != roles:
            refill_all(connection, catalogue(connection).rules)
        for code in moved:
            freeze(connection, code)
        audit(connection, actor, Right.LOAD_FRAMEWORK, "reference", folder.name)


@audit_refusals(Right.LOAD_FRAMEWORK, "crosswalk", "frameworks.name")
def load_crosswalk(target: Target, frameworks: Path, *, actor: Actor) -> None:
    """Replace the crosswalk between strategies by `data/frameworks/crosswalk.csv`.

    Raises:
        FaultyData: It names a part that no framework has; nothing is loaded.
    """
    require(actor, Right.LOAD_FRAMEWORK)
    with writing(target, actor=actor) as connection:
        c = NODE.c
        found = connection.execute(sa.select(c.framework, c.code).where(c.retired_on.is_(None)))
        nodes = {(framework, code) for framework, code in found}
        _replace(connection, CROSSWALK, read_crosswalk(frameworks, nodes))
        audit(connection, actor, Right.LOAD_FRAMEWORK, "crosswalk", frameworks.name)


def _associations(rows: Iterable[Values]) -> list[Values]:
    found: dict[str, Values] = {}
    for row in rows:
        found.setdefault(row["code"], {"code": row["code"], "country": row["country"] or None})
    return list(found.values())


def _without(rows: Iterable[Values], column: str) -> list[Values]:
    return [{k: v for k, v in row.items() if k != column} for row in rows]


def _moved_meetings(connection: Connection, rows: Iterable[Values]) -> list[str]:
    c = MEETING.c
    frozen_on = sa.select(c.code, c.held_on).where(c.known_until.is_not(None))
    held = {row[0]: row[1] for row in connection.execute(frozen_on)}
    return [row["code"] for row in rows if held.get(row["code"], row["held_on"]) != row["held_on"]]


def _keep(
    connection: Connection, table: sa.Table, key: tuple[str, ...], rows: list[Values]
) -> None:
    """Insert new rows, update changed ones, retire those that the file no longer has."""
    held = {
        tuple(row[k] for k in key): dict(row)
        for row in connection.execute(sa.select(table)).mappings()
    }
    wanted = {tuple(row[k] for k in key): {**row, "retired_on": None} for row in rows}
    new = [row for named, row in wanted.items() if named not in held]
    if new:
        connection.execute(sa.insert(table), new)
    changes: dict[tuple[Any, ...], Values] = {
        named: row
        for named, row in wanted.items()
        if named in held and any(held[named][k] != v for k, v in row.items())
    }
    changes |= {
        named: {"retired_on": today()}
        for named, row in held.items()
        if named not in wanted and row["retired_on"] is None
    }
    for named, values in changes.items():
        same = [table.c[k] == v for k, v in zip(key, named, strict=True)]
        connection.execute(sa.update(table).where(*same).values(values))


def _follow(connection: Connection, table: sa.Table, rows: list[Values]) -> None:
    """End the rows that the file no longer has and begin those that it did not have.

    What an empty table is given was there from the beginning.
    """
    apart = {"id", "known_from", "known_until"}
    names = [column.name for column in table.columns if column.name not in apart]
    held = connection.execute(sa.select(table)).mappings().all()
    moment = now() if held else None
    standing = {
        tuple(row[n] for n in names): row["id"] for row in held if row["known_until"] is None
    }
    wanted = {tuple(row[n] for n in names): row for row in rows}
    gone = [id_ for said, id_ in standing.items() if said not in wanted]
    if gone:
        ended = sa.update(table).where(table.c.id.in_(gone)).values(known_until=moment)
        connection.execute(ended)
    new = [{**row, "known_from": moment} for said, row in wanted.items() if said not in standing]
    if new:
        connection.execute(sa.insert(table), new)


def _replace(connection: Connection, table: sa.Table, rows: list[Values]) -> None:
    connection.execute(sa.delete(table))
    if rows:
        connection.execute(sa.insert(table), rows)
