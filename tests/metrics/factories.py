"""Small readings: a framework, some activities and values, and only the frames they need.

Cells are added up here from plain activities, apart from the store, so that a mistake of the one
is not hidden by the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date

import pandas as pd

from ifla_metrics import frames
from ifla_metrics.choices import Choices
from ifla_metrics.framework import Cuts, Framework, Indicator, Level, Link, Node, Target
from ifla_metrics.periods import Period, last_day, month_of
from ifla_metrics.reading import Moment, Reading

DIRECTIONS = ("SD1", "SD2", "SD3")
ROWS = ("K.A", "K.B")
COUNTING_ROLES = ("participant", "student")


def day(text: str) -> date:
    return date.fromisoformat(text)


def periods(first: int = 2009, last: int = 2013) -> tuple[Period, ...]:
    """The strategy, the biennium 2011-2012, years and quarters."""
    found = [
        Period("strategy", "", "strategy", date(first, 1, 1), date(last, 12, 31)),
        Period("2011-2012", "", "biennium", date(2011, 1, 1), date(2012, 12, 31)),
    ]
    found += [
        Period(str(year), "", "year", date(year, 1, 1), date(year, 12, 31))
        for year in range(first, last + 1)
    ]
    for year in range(first, last + 1):
        for q in range(4):
            start, end = date(year, 3 * q + 1, 1), last_day(year * 100 + 3 * q + 3)
            found.append(Period(f"{year}-Q{q + 1}", "", "quarter", start, end))
    return tuple(found)


def indicator(code: str = "I1", **changes: object) -> Indicator:
    """An observed indicator that increases from 0 at the end of 2010, reported by quarter."""
    usual: dict[str, object] = {
        **dict.fromkeys((f.name for f in fields(Indicator)), ""),
        "code": code,
        "node": "K.A.1",
        "directions": (),
        "title": code,
        "short_title": code,
        "kind": "output",
        "unit": "things",
        "direction": "increase",
        "target_kind": "at_least",
        "tolerance": None,
        "time_rule": "running_total",
        "place_rule": "sum",
        "ratio": False,
        "data_source": "observed",
        "disaggregation": (),
        "baseline_on": date(2010, 12, 31),
        "baseline": 0.0,
        "baseline_numerator": None,
        "baseline_denominator": None,
        "frequency": "quarter",
        "due_days": 30,
    }
    return Indicator(**{**usual, **changes})


def target(
    value: float,
    due_on: str = "2012-12-31",
    *,
    code: str = "I1",
    decided_on: str = "2010-12-01",
    **changes: object,
) -> Target:
    due = day(due_on)
    usual: dict[str, object] = {
        "indicator": code,
        "period": str(due.year),
        "due_on": due,
        "target": float(value),
        "numerator": None,
        "denominator": None,
        "decided_on": day(decided_on),
        "reason": "",
        "provenance": "documented",
    }
    return Target(**{**usual, **changes})


def framework(
    indicators: Sequence[Indicator] = (), targets: Sequence[Target] = (), **changes: object
) -> Framework:
    """Three directions; an initiative with two elements and an outcome in each."""

    def node(code: str, level: str, parent: str = "", owner: str = "") -> Node:
        return Node(code, level, parent, 1, code, code, owner)

    nodes = (
        *(node(d, "direction") for d in DIRECTIONS),
        node("K", "initiative"),
        node("K.A", "element", "K", "GA"),
        node("K.B", "element", "K"),
        node("K.A.1", "outcome", "K.A"),
        node("K.B.1", "outcome", "K.B"),
    )
    links = (
        Link("K.A", "SD1", "stated"),
        Link("K.A", "SD2", "stated"),
        Link("K.B", "SD2", "stated"),
    )
    levels = tuple(Level(k, k, k) for k in ("direction", "initiative", "element", "outcome"))
    usual: dict[str, object] = {
        "id": "test",
        "title": "",
        "short_title": "",
        "starts_on": date(2010, 1, 1),
        "ends_on": date(2013, 12, 31),
        "version": "1",
        "verified": "",
        "source": "",
        "default_period": "2011-2012",
        "counting": "full",
        "region_scheme": "",
        "levels": levels,
        "cuts": Cuts(),
        "nodes": nodes,
        "links": links,
        "indicators": tuple(indicators),
        "targets": tuple(targets),
        "periods": periods(),
    }
    return Framework(**{**usual, **changes})


@dataclass(frozen=True)
class Line:
    """A count of attendances."""

    count: int | None
    country: str = ""
    gender: str = "not_stated"
    role: str = "participant"
    mode: str = "on_site"
    reach: str = "direct"
    qualifier: str = "exact"


@dataclass(frozen=True)
class Act:
    """An activity: `weights` by direction in 1200ths, `rows` it serves."""

    on: date = date(2012, 5, 1)
    weights: Mapping[str, int] = field(default_factory=dict)
    primary: str = ""
    rows: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    groups: tuple[str, ...] = ("GA",)
    level: str = ""
    arena: str = ""
    timely: bool | None = None
    provenance: str = "documented"

    @property
    def directions(self) -> tuple[str, ...]:
        return tuple(d for d in DIRECTIONS if d in self.weights) or ("",)


def cells(acts: Iterable[Act], made: Framework) -> dict[str, pd.DataFrame]:
    """Add activities up into the frames of cells."""
    width = {"country_cells": (5, 4), "month_cells": (4, 12), "profile_cells": (8, 4)}
    sums: dict[str, dict[tuple[object, ...], Counter[int]]] = {name: {} for name in width}

    def add(name: str, key: tuple[object, ...], *amounts: int) -> None:
        cell = sums[name].setdefault(key, Counter())
        for i, amount in enumerate(amounts):
            cell[i] += amount

    for act in acts:
        _add(act, made, add)
    names = {n: getattr(frames, n.upper()) for n in sums}
    return {
        name: pd.DataFrame(
            [(*key, *(cell[i] for i in range(width[name][1]))) for key, cell in found.items()],
            columns=list(names[name]),
        ).astype(dict.fromkeys(names[name][width[name][0] :], "int64"))
        for name, found in sums.items()
    }


def _add(act: Act, made: Framework, add: object) -> None:
    assert callable(add)
    inside = [p.code for p in made.periods if act.on in p]
    served, rows = act.directions, act.rows or ("",)
    direct = [ln for ln in act.lines if ln.role in COUNTING_ROLES and ln.reach == "direct"]
    people = sum(ln.count or 0 for ln in direct)
    known = [ln for ln in direct if ln.gender != "not_stated"]
    women = sum(ln.count or 0 for ln in known if ln.gender == "woman")
    unknown = int(not any(ln.count is not None for ln in direct))
    nodes = {n for row in act.rows for n in (*made.scopes_of(row),)}
    scopes = [("all", ""), *(("direction", d) for d in served), *(("node", n) for n in nodes)]
    cross = [("cross", f"{d} {row}") for d in served for row in rows]
    places = {c: [1, 0, 0, 0] for c in act.countries or ("",)}
    only = act.countries[0] if len(act.countries) == 1 else ""
    for ln in direct:
        place = places.setdefault(ln.country or only, [0, 0, 0, 0])
        place[1] += ln.count or 0
        place[2] += (ln.count or 0) * (ln.gender == "woman")
        place[3] += (ln.count or 0) * (ln.gender != "not_stated")
    for p in inside:
        for kind, scope in (*scopes, *cross):
            for country, amounts in places.items():
                add("country_cells", (p, act.provenance, kind, scope, country), *amounts)
        for kind, scope in (*scopes, ("level", act.level)):
            for ln in act.lines:
                profile = (ln.gender, ln.role, ln.mode, ln.reach)
                add(
                    "profile_cells",
                    (p, act.provenance, kind, scope, *profile),
                    ln.count or 0,
                    1,
                    int(ln.count is None),
                    int(ln.count is not None and ln.qualifier != "exact"),
                )
    cascade = sum(
        ln.count or 0 for ln in act.lines if ln.reach == "cascade" and ln.role in COUNTING_ROLES
    )
    apart = [
        *(("row", row) for row in rows),
        *(("group", g) for g in act.groups),
        ("level", act.level),
        ("arena", act.arena),
    ]
    inexact = sum(1 for ln in direct if ln.qualifier != "exact" and ln.count is not None)
    for kind, scope in (*scopes, *cross, *apart):
        direction = scope.partition(" ")[0] if kind in ("direction", "cross") else ""
        add(
            "month_cells",
            (month_of(act.on), act.provenance, kind, scope),
            1,
            people,
            cascade,
            women,
            sum(ln.count or 0 for ln in known),
            unknown,
            inexact,
            int(act.timely is not None),
            int(bool(act.timely)),
            act.weights.get(direction, 0),
            int(direction == act.primary != ""),
            len(act.weights),
        )


def values(*told: Mapping[str, object]) -> pd.DataFrame:
    """Values of I1, of the end of the day they speak of unless said otherwise."""
    usual = {
        **dict.fromkeys(frames.VALUES, ""),
        "indicator": "I1",
        "as_of": date(2012, 6, 30),
        **dict.fromkeys(("value", "numerator", "denominator")),
        "state": "reported",
        "qualifier": "exact",
        "provenance": "documented",
        "group": "GA",
        "known_on": date(2012, 7, 1),
    }
    return pd.DataFrame([{**usual, **row} for row in told], columns=list(frames.VALUES))


def rows_of(name: str, *told: Mapping[str, object]) -> pd.DataFrame:
    """A frame of records; what is not said is empty text."""
    columns = getattr(frames, name.upper())
    usual = {
        **dict.fromkeys(columns, ""),
        "provenance": "documented",
        "known_on": date(2012, 7, 1),
        "planned_on": None,
        "actual_on": None,
        "planned_started_on": None,
    }
    return pd.DataFrame(
        [{c: {**usual, **row}[c] for c in columns} for row in told], columns=list(columns)
    )


COUNTRIES = {
    "BWA": ("Botswana", "africa"),
    "CMR": ("Cameroon", "africa"),
    "LBN": ("Lebanon", "asia"),
    "NPL": ("Nepal", "asia"),
    "PER": ("Peru", "lac"),
    "ATA": ("Antarctica", ""),
}


def reference() -> dict[str, pd.DataFrame]:
    terms = {
        "role": ("participant", "student", "not_stated", "observer", "trainer", "staff"),
        "gender": ("woman", "man", "other", "not_stated"),
        "mode": ("on_site", "remote", "mixed", "not_stated"),
        "reach": ("direct", "cascade"),
        "level": ("national", "regional", "international"),
        "resource_language": ("ar", "en", "fr"),
        "partner_kind": ("government", "university"),
    }
    return {
        "countries": rows_of(
            "countries",
            *(
                {"country": c, "alpha2": c[:2], "name": name, "region": region}
                for c, (name, region) in COUNTRIES.items()
            ),
        ),
        "regions": pd.DataFrame(
            [("africa", 1, "Africa"), ("asia", 2, "Asia"), ("lac", 3, "Latin America")],
            columns=list(frames.REGIONS),
        ),
        "terms": pd.DataFrame(
            [
                (name, code, i, code.title(), "yes" if code in COUNTING_ROLES else "no")
                for name, codes in terms.items()
                for i, code in enumerate(codes, start=1)
            ],
            columns=list(frames.TERMS),
        ),
        "associations": rows_of("associations", {"code": "bla", "country": "BWA", "name": "BLA"}),
        "groups": rows_of("groups", {"code": "GA", "title": "Group A"}),
    }


def reading(
    acts: Iterable[Act] = (),
    *,
    made: Framework | None = None,
    period: str = "2011-2012",
    known_on: str = "2013-06-30",
    choices: Mapping[str, object] | None = None,
    previous: Reading | None = None,
    asked_from: date | None = None,
    **given: pd.DataFrame,
) -> Reading:
    """A reading of `acts` and of the frames given; the others are empty."""
    strategy = framework() if made is None else made
    empty = {
        name: frames.empty(getattr(frames, name.upper()))
        for name in (
            "association_cells",
            "values",
            "sent_values",
            "nil_returns",
            "milestones",
            "cohorts",
            "resources",
            "listed",
            "denominators",
            "activities",
        )
    }
    if "values" in given:
        given.setdefault("sent_values", given["values"])
    return Reading(
        choices=Choices("test", period, **(choices or {})),
        framework=strategy,
        period=strategy.period(period),
        moment=Moment(day(known_on)),
        revision=1,
        frames={**cells(acts, strategy), **empty, **reference(), **given},
        previous=previous,
        asked_from=asked_from,
    )


def listed(code: str, *countries: str, **changes: object) -> pd.DataFrame:
    return rows_of("listed", *({"list": code, "country": c, **changes} for c in countries))


def denominator(code: str, value: float, as_of: str = "2010-12-31") -> pd.DataFrame:
    return rows_of("denominators", {"code": code, "value": value, "as_of": day(as_of)})
