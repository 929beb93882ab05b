"""Small readings: a framework, some activities and values, and only the frames they need.

Cells are added up here from plain activities, apart from the store, so that a mistake of the one
is not hidden by the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date

import pandas as pd

from ifla_metrics import frames
from ifla_metrics.choices import Choices
from ifla_metrics.framework import Cuts, Framework, Indicator, Level, Link, Node, Target
from ifla_metrics.periods import Period, last_day, month_of
from ifla_metrics.reading import CodeLabel, FrameworkSettings, Moment, Reading

DIRECTIONS = ("SD1", "SD2", "SD3")
ROWS = ("K.A", "K.B")
COUNTING_ROLES = ("participant", "student")


def day(text: str) -> date:
    return date.fromisoformat(text)


def periods(first: int = 2009, last: int = 2013) -> tuple[Period, ...]:
    found = [
        Period("strategy", "", "strategy", date(first, 1, 1), date(last, 12, 31)),
        Period("2011-2012", "", "biennium", date(2011, 1, 1), date(2012, 12, 31)),
    ]
    for year in range(first, last + 1):
        found.append(Period(str(year), "", "year", date(year, 1, 1), date(year, 12, 31)))
        for q in range(1, 5):
            start, end = date(year, 3 * q - 2, 1), last_day(year * 100 + 3 * q)
            found.append(Period(f"{year}-Q{q}", "", "quarter", start, end))
    return tuple(found)


def indicator(code: str = "I1", **changes: object) -> Indicator:
    """An observed indicator that increases from 0 at the end of 2010, reported by quarter."""
    usual: dict[str, object] = {
        **dict.fromkeys((f.name for f in fields(Indicator)), ""),
        **dict.fromkeys(("tolerance", "baseline_numerator", "baseline_denominator")),
        **dict.fromkeys(("code", "title", "short_title"), code),
        **dict.fromkeys(("directions", "disaggregation"), ()),
        "node": "K.A.1",
        "kind": "output",
        "unit": "things",
        "direction": "increase",
        "target_kind": "at_least",
        "time_rule": "running_total",
        "place_rule": "sum",
        "ratio": False,
        "data_source": "observed",
        "baseline_on": date(2010, 12, 31),
        "baseline": 0.0,
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
    usual = Target(
        *(code, str(due.year), due, float(value), None, None, day(decided_on), "", "documented")
    )
    return replace(usual, **changes)


def framework(
    indicators: Sequence[Indicator] = (), targets: Sequence[Target] = (), **changes: object
) -> Framework:
    """Three directions; an initiative with two elements and an outcome in each."""

    def node(code: str, level: str, parent: str = "", owner: str = "") -> Node:
        return Node(code, level, parent, code, code, owner)

    nodes = (
        *(node(d, "direction") for d in DIRECTIONS),
        node("K", "initiative"),
        node("K.A", "element", "K", "GA"),
        node("K.B", "element", "K"),
        node("K.A.1", "outcome", "K.A"),
        node("K.B.1", "outcome", "K.B"),
    )
    served = [("K.A", "SD1"), ("K.A", "SD2"), ("K.B", "SD2")]
    levels = tuple(Level(k, k, k) for k in ("direction", "initiative", "element", "outcome"))
    usual: dict[str, object] = {
        **dict.fromkeys(("title", "short_title", "verified", "source", "region_scheme"), ""),
        "id": "test",
        "starts_on": date(2010, 1, 1),
        "ends_on": date(2013, 12, 31),
        "version": "1",
        "default_period": "2011-2012",
        "counting": "full",
        "levels": levels,
        "cuts": Cuts(),
        "nodes": nodes,
        "links": tuple(Link(*pair, "stated") for pair in served),
        "indicators": tuple(indicators),
        "targets": tuple(targets),
        "periods": periods(),
    }
    return Framework(**{**usual, **changes})


@dataclass(frozen=True)
class Line:
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
    names = {
        n: getattr(frames, n.upper()) for n in ("country_cells", "month_cells", "profile_cells")
    }
    keys = {"country_cells": 5, "month_cells": 4, "profile_cells": 8}
    rows = [row for act in acts for row in _rows(act, made)]
    found = {}
    for name, columns in names.items():
        key, amounts = list(columns[: keys[name]]), list(columns[keys[name] :])
        frame = pd.DataFrame([row[1:] for row in rows if row[0] == name], columns=list(columns))
        frame = frame.astype(dict.fromkeys(amounts, "int64"))
        found[name] = frame.groupby(key, sort=False, as_index=False)[amounts].sum()
    return found


def _rows(act: Act, made: Framework) -> Iterator[tuple[object, ...]]:
    direct = [ln for ln in act.lines if ln.role in COUNTING_ROLES and ln.reach == "direct"]
    cascade = [ln for ln in act.lines if ln.role in COUNTING_ROLES and ln.reach == "cascade"]
    rows = act.rows or ("",)
    nodes = {node for row in act.rows for node in made.scopes_of(row)}
    scopes = [
        ("all", ""),
        *(("direction", d) for d in act.directions),
        *(("node", n) for n in nodes),
    ]
    cross = [("cross", f"{d} {row}") for d in act.directions for row in rows]
    apart = [("row", row) for row in rows] + [("group", group) for group in act.groups]
    apart += [("level", act.level), ("arena", act.arena)]
    only = act.countries[0] if len(act.countries) == 1 else ""
    for period in (p.code for p in made.periods if act.on in p):
        for kind, scope in (*scopes, *cross):
            place = (period, act.provenance, kind, scope)
            for country in act.countries or ("",):
                yield ("country_cells", *place, country, 1, 0, 0, 0)
            for ln in direct:
                yield ("country_cells", *place, ln.country or only, 0, *_people([ln]))
        for kind, scope in (*scopes, ("level", act.level)):
            for ln in act.lines:
                line = (ln.gender, ln.role, ln.mode, ln.reach)
                sums = (ln.count or 0, 1, ln.count is None, _is_inexact(ln))
                yield ("profile_cells", period, act.provenance, kind, scope, *line, *sums)
    for kind, scope in (*scopes, *cross, *apart):
        direction = scope.partition(" ")[0] if kind in ("direction", "cross") else ""
        people, women, known = _people(direct)
        yield (
            *("month_cells", month_of(act.on), act.provenance, kind, scope),
            *(1, people, _people(cascade)[0], women, known),
            *(all(ln.count is None for ln in direct), sum(map(_is_inexact, direct))),
            *(act.timely is not None, bool(act.timely), act.weights.get(direction, 0)),
            *(direction == act.primary != "", len(act.weights), 0),
        )


def _people(lines: Sequence[Line]) -> tuple[int, int, int]:
    known = [ln for ln in lines if ln.gender != "not_stated"]
    of_all = (lines, [ln for ln in known if ln.gender == "woman"], known)
    people, women, stated = (sum(ln.count or 0 for ln in some) for some in of_all)
    return people, women, stated


def _is_inexact(line: Line) -> bool:
    return line.qualifier != "exact" and line.count is not None


def values(*told: Mapping[str, object]) -> pd.DataFrame:
    usual = {
        "indicator": "I1",
        "as_of": date(2012, 6, 30),
        "group": "GA",
        **dict.fromkeys(("value", "numerator", "denominator")),
        "state": "reported",
        "qualifier": "exact",
    }
    return rows_of("values", *({**usual, **row} for row in told))


def rows_of(name: str, *told: Mapping[str, object]) -> pd.DataFrame:
    """A frame of records; what is not said is empty text."""
    columns = getattr(frames, {"listed": "COUNTRY_LISTS"}.get(name, name.upper()))
    usual = {
        **dict.fromkeys(columns, ""),
        **dict.fromkeys(("planned_on", "actual_on", "planned_started_on")),
        "provenance": "documented",
        "known_on": date(2012, 7, 1),
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
TERMS = {
    "role": ("participant", "student", "not_stated", "observer", "trainer", "staff"),
    "gender": ("woman", "man", "other", "not_stated"),
    "mode": ("on_site", "remote", "mixed", "not_stated"),
    "reach": ("direct", "cascade"),
    "level": ("national", "regional", "international"),
    "resource_language": ("ar", "en", "fr"),
    "partner_kind": ("government", "university"),
    "observation_state": ("reported", "nil", "not_applicable"),
}
LISTS = {
    **{
        name: {c: CodeLabel(c.title(), counts=c in COUNTING_ROLES) for c in codes}
        for name, codes in TERMS.items()
    },
    "countries": {code: CodeLabel(name, code[:2]) for code, (name, _region) in COUNTRIES.items()},
    "working_groups": {"GA": CodeLabel("Group A")},
    "associations": {"bla": CodeLabel("BLA", country="BWA")},
    "sources": {},
    "regions": {code: CodeLabel(code.title()) for code in ("africa", "asia", "lac")},
}
COUNTRY_ROWS = rows_of(
    "countries",
    *(
        {"country": c, "alpha2": c[:2], "name": name, "region": region}
        for c, (name, region) in COUNTRIES.items()
    ),
)


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
    strategy = framework() if made is None else made
    names = "association_cells values sent_values nil_returns milestones cohorts resources"
    empty = {
        name: frames.empty(getattr(frames, name.upper()))
        for name in [*names.split(), "denominators", "activities"]
    }
    empty |= {"countries": COUNTRY_ROWS, "listed": frames.empty(frames.COUNTRY_LISTS)}
    if "values" in given:
        given.setdefault("sent_values", given["values"])
    return Reading(
        choices=Choices("test", period, **(choices or {})),
        framework=strategy,
        period=strategy.period(period),
        moment=Moment(day(known_on)),
        revision=1,
        frames={**cells(acts, strategy), **empty, **given},
        lists=LISTS,
        previous=previous,
        setting=FrameworkSettings(asked_from=asked_from),
    )


def listed(code: str, *countries: str, **changes: object) -> pd.DataFrame:
    return rows_of("country_lists", *({"list": code, "country": c, **changes} for c in countries))
