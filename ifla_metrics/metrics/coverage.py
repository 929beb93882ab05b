"""Where we reached, against which denominator, and where not.

A country counts once in each scope, however many activities it had: distinct countries of a
direction, a row and the whole are counted apart and never added up.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import pandas as pd

from ifla_metrics import frames
from ifla_metrics.metrics import counting
from ifla_metrics.metrics.coverage_countries import (
    MEMBERS,
    PRIORITY,
    by_country,
    last_quarters,
    listed_countries,
    not_reached,
    reached,
)
from ifla_metrics.metrics.denominators import denominator_on
from ifla_metrics.metrics.exact import exact
from ifla_metrics.metrics.selection import NOT_STATED, OUTSIDE, regions_of, rows
from ifla_metrics.metrics.tables import each, table
from ifla_metrics.metrics.values import weakest
from ifla_metrics.reading import Reading

__all__ = [
    "MEMBERS",
    "OUTSIDE",
    "PRIORITY",
    "Coverage",
    "by_country",
    "by_region",
    "by_scope",
    "last_quarters",
    "matrix",
    "not_reached",
    "of_list",
    "reached",
]

NEEDS = (
    "country_cells",
    "countries",
    "regions",
    "listed",
    "denominators",
    "month_cells",
)


@dataclass(frozen=True)
class Coverage:
    """Reached against a stated denominator, every count beside the ratio."""

    code: str
    reached: int
    """Distinct countries with an activity, on the list or not."""
    listed_reached: int | None
    """Of these, on the list; None when the list by country is not known."""
    listed: int
    denominator: float | None
    """The published number; None when none is published by the evaluation day."""
    ratio: float | None
    """`listed_reached` / `denominator`."""
    as_of: date | None
    source: str
    provenance: str

    @property
    def unnamed(self) -> float | None:
        """Return how many countries the published number has beyond the list, as a part of it.

        List and number have days of their own: the list can name more than the number has (below
        0). None when there are no two to compare.
        """
        if self.denominator is None or not self.listed:
            return None
        return float(exact(self.denominator) - self.listed)


def of_list(
    reading: Reading, code: str = MEMBERS, *, kind: str | None = None, scope: str | None = None
) -> Coverage:
    """Return how many countries of a list were reached, out of the published number.

    The denominator is the latest one published by the evaluation day (member countries at the end
    of 2011: 143). Without the list by country there is no ratio: other countries were reached too.
    """
    here = reached(reading, kind=kind, scope=scope)
    listed = listed_countries(reading, code)
    on_list = len(here & set(listed)) if listed else None
    published = denominator_on(reading, code, reading.on)
    provenances = {provenance for _category, provenance in listed.values()}
    if published is None:
        return Coverage(
            code, len(here), on_list, len(listed), None, None, None, "", weakest(provenances)
        )
    value = published.value
    return Coverage(
        code,
        len(here),
        on_list,
        len(listed),
        value,
        on_list / value if on_list is not None and value else None,
        published.as_of,
        published.source,
        weakest({published.provenance, *provenances}),
    )


def by_scope(reading: Reading) -> pd.DataFrame:
    """Count distinct countries for the whole, each direction, each row of the framework.

    Returns:
        One row per scope in that order, with `kind` (all, direction, node), `scope` (direction ""
        is "not stated"), `countries`; a scope without activity keeps its row.
    """
    found = _reached_by_scope(reading)
    framework = reading.framework
    scopes = [
        ("all", ""),
        *(("direction", d.code) for d in framework.directions),
        ("direction", NOT_STATED),
        *(("node", n.code) for n in framework.rows),
    ]
    return table(
        ({"kind": k, "scope": s, "countries": len(found[k, s])} for k, s in scopes),
        ("kind", "scope", "countries"),
        counts=("countries",),
    )


def by_region(
    reading: Reading, *, code: str = MEMBERS, kind: str | None = None, scope: str | None = None
) -> pd.DataFrame:
    """Count reached countries per region of the framework's scheme on the evaluation day.

    Returns:
        One row per region in order (OUTSIDE last, where it occurs), with `title`, `reached`
        (distinct), `listed` (countries of the list there), `listed_reached`, `ratio` of the two
        (missing without a listed country), and `last_activity`, the end of the last quarter with
        an activity up to the evaluation day (None: never).
    """
    regions = regions_of(reading)
    here, listed = reached(reading, kind=kind, scope=scope), listed_countries(reading, code)
    last = last_quarters(reading, kind=kind, scope=scope)
    frame = reading.frame("regions").sort_values("position")
    titles = dict(each(frame, "region", "title"))
    members: dict[str, set[str]] = defaultdict(set)
    for country in {*here, *listed, *last}:
        members[regions.get(country, "") or OUTSIDE].add(country)
    order = [*titles, *([OUTSIDE] if OUTSIDE in members else [])]
    told = []
    for region in order:
        on_list = members[region] & set(listed)
        told.append(
            {
                "region": region,
                "title": titles.get(region, ""),
                "reached": len(members[region] & here),
                "listed": len(on_list),
                "listed_reached": len(on_list & here),
                "ratio": len(on_list & here) / len(on_list) if on_list else None,
                "last_activity": max((last[c] for c in members[region] if c in last), default=None),
            }
        )
    return table(
        told,
        ("region", "title", "reached", "listed", "listed_reached", "ratio", "last_activity"),
        floats=("ratio",),
        counts=("reached", "listed", "listed_reached"),
    )


def matrix(reading: Reading) -> pd.DataFrame:
    """Count activities (by every rule) and distinct countries per row and direction.

    Returns:
        The rows of `counting.matrix` with `countries`; "" as direction is "not stated".
    """
    found = _reached_by_scope(reading)
    cells = counting.matrix(reading)
    return cells.assign(
        countries=[
            len(found["cross", f"{direction} {row}"])
            for row, direction in each(cells, "row", "direction")
        ]
    )


def _reached_by_scope(reading: Reading) -> dict[tuple[str, str], set[str]]:
    frame = rows(reading, "country_cells", period=reading.period.code)
    frames.expect(frame, frames.COUNTRY_CELLS)
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for kind, scope, country, number in each(frame, "scope_kind", "scope", "country", "activities"):
        if country and number > 0:
            found[kind, scope].add(country)
    return found
