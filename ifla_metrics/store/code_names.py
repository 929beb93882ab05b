"""The names of all codes, retired ones among them: what a file may name, and how it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.framework import Framework
from ifla_metrics.models import reference_tables as tables
from ifla_metrics.models.base import table_of
from ifla_metrics.store.catalogue import catalogue

_TERM = table_of(tables.TermRow)
_COUNTRY = table_of(tables.CountryRow)
_GROUP = table_of(tables.WorkingGroupRow)
_NAME = table_of(tables.AssociationNameRow)
_ASSOCIATION = table_of(tables.AssociationRow)


@dataclass(frozen=True)
class CodeBook:
    """Names by code, in the order in which they are offered."""

    countries: Mapping[str, tuple[str, str]]
    """(alpha-2, name) by alpha-3."""
    groups: Mapping[str, str]
    associations: Mapping[str, str]
    frameworks: Mapping[str, Framework]
    terms: Mapping[str, Mapping[str, str]]
    """Titles by list and code."""
    further: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """Other names by list and code: short ones of groups, former ones of associations."""


def code_book(connection: Connection) -> CodeBook:
    """Return the names of all codes."""
    known = catalogue(connection)
    c, g, n, t = _COUNTRY.c, _GROUP.c, _NAME.c, _TERM.c
    associations: dict[str, str] = dict.fromkeys(
        connection.execute(sa.select(_ASSOCIATION.c.code).order_by(_ASSOCIATION.c.code)).scalars(),
        "",
    )
    in_order = sa.select(n.code, n.name).order_by(
        n.valid_to.is_(None), n.valid_to, n.valid_from
    )  # The last one is the name that it bears.
    former: dict[str, list[str]] = {}
    for code, name in connection.execute(in_order):
        associations[code] = name
        former.setdefault(code, []).append(name)
    terms: dict[str, dict[str, str]] = {}
    for listed, code, title in connection.execute(
        sa.select(t.list, t.code, t.title).order_by(t.list, t.position)
    ):
        terms.setdefault(listed, {})[code] = title
    groups = connection.execute(sa.select(g.code, g.title, g.short_title).order_by(g.sequence))
    groups_named = {code: (title, short) for code, title, short in groups}
    return CodeBook(
        countries={
            row[0]: (row[1], row[2])
            for row in connection.execute(sa.select(c.alpha3, c.alpha2, c.name).order_by(c.name))
        },
        groups={code: title for code, (title, _) in groups_named.items()},
        associations=associations,
        frameworks=known.frameworks,
        terms=terms,
        further={
            "working_groups": {code: (short,) for code, (_, short) in groups_named.items()},
            "associations": {code: tuple(names) for code, names in former.items()},
        },
    )
