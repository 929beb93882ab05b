"""Small readings, made from a framework, activities and values.

Summary cells are added up here from single activities, independently of the store, so that a
mistake in one is not hidden by the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date

import pandas as pd
from hypothesis import strategies as st

from ifla_metrics import frames
from ifla_metrics.choices import Choices
from ifla_metrics.framework import Cuts, Framework, Indicator, Level, Link, Node, Target
from ifla_metrics.periods import Period, last_day, month_of
from ifla_metrics.reading import CodeLabel, Moment, Reading

DIRECTIONS = ("SD1", "SD2", "SD3")
ELEMENTS = ("K.A", "K.B")
COUNTING_ROLES = ("participant", "student")


def day(text):
    return date.fromisoformat(text)


def periods():
    all_periods = [
        Period("strategy", "", "strategy", date(2009, 1, 1), date(2013, 12, 31)),
        Period("2011-2012", "", "biennium", date(2011, 1, 1), date(2012, 12, 31)),
    ]
    for year in range(2009, 2014):
        all_periods.append(Period(str(year), "", "year", date(year, 1, 1), date(year, 12, 31)))
        for q in range(1, 5):
            start, end = date(year, 3 * q - 2, 1), last_day(year * 100 + 3 * q)
            all_periods.append(Period(f"{year}-Q{q}", "", "quarter", start, end))
    return tuple(all_periods)


def indicator(code="I1", **changes):
    """Return an observed indicator that increases from 0 at the end of 2010, due by quarter."""
    defaults = {
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
    return Indicator(**{**defaults, **changes})


def target(value, due_on="2012-12-31", *, code="I1", decided_on="2010-12-01", **changes):
    due, decided = day(due_on), day(decided_on)
    target = Target(code, str(due.year), due, float(value), None, None, decided, "", "documented")
    return replace(target, **changes)


def framework(indicators=(), targets=(), **changes):
    """Return three directions, and an initiative of two elements with an outcome each."""

    def node(code, level, parent="", owner=""):
        return Node(code, level, parent, code, code, owner)

    links = [("K.A", "SD1"), ("K.A", "SD2"), ("K.B", "SD2")]
    levels = ("direction", "initiative", "element", "outcome")
    defaults = {
        **dict.fromkeys(("title", "short_title", "verified", "source", "region_scheme"), ""),
        "id": "test",
        "starts_on": date(2010, 1, 1),
        "ends_on": date(2013, 12, 31),
        "version": "1",
        "default_period": "2011-2012",
        "counting": "full",
        "levels": tuple(Level(level, level, level) for level in levels),
        "cuts": Cuts(),
        "nodes": (
            *(node(direction, "direction") for direction in DIRECTIONS),
            node("K", "initiative"),
            node("K.A", "element", "K", "GA"),
            node("K.B", "element", "K"),
            node("K.A.1", "outcome", "K.A"),
            node("K.B.1", "outcome", "K.B"),
        ),
        "links": tuple(Link(*link, "stated") for link in links),
        "indicators": tuple(indicators),
        "targets": tuple(targets),
        "periods": periods(),
    }
    return Framework(**{**defaults, **changes})


@dataclass(frozen=True)
class Line:
    """One line of an activity's participation."""

    count: int | None
    country: str = ""
    gender: str = "not_stated"
    role: str = "participant"
    mode: str = "on_site"
    reach: str = "direct"
    qualifier: str = "exact"


@dataclass(frozen=True)
class Activity:
    started_on: date = date(2012, 5, 1)
    weights: Mapping[str, int] = field(default_factory=dict)
    """By direction, in 1200ths."""
    primary: str = ""
    elements: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    groups: tuple[str, ...] = ("GA",)
    level: str = ""
    arena: str = ""
    timely: bool | None = None
    provenance: str = "documented"


def cells(activities, framework):
    rows = [row for activity in activities for row in _cell_rows(activity, framework)]
    cells = {}
    for name, n_keys in {"country_cells": 5, "month_cells": 4, "profile_cells": 8}.items():
        columns = list(columns_of(name))
        keys, amounts = columns[:n_keys], columns[n_keys:]
        frame = pd.DataFrame([row for frame, *row in rows if frame == name], columns=columns)
        frame = frame.astype(dict.fromkeys(amounts, "int64"))
        cells[name] = frame.groupby(keys, sort=False, as_index=False)[amounts].sum()
    return cells


def _cell_rows(activity, framework):
    """Yield what an activity adds to each cell, after the name of the frame."""
    counted = [ln for ln in activity.lines if ln.role in COUNTING_ROLES]
    direct, cascade = ([ln for ln in counted if ln.reach == r] for r in ("direct", "cascade"))
    directions = [d for d in DIRECTIONS if d in activity.weights] or [""]
    elements = activity.elements or ("",)
    nodes = {node for element in activity.elements for node in framework.scopes_of(element)}
    scopes = [
        ("all", ""),
        *(("direction", direction) for direction in directions),
        *(("node", node) for node in nodes),
    ]
    crossed = [("cross", f"{d} {element}") for d in directions for element in elements]
    others = [("row", element) for element in elements]
    others += [("group", group) for group in activity.groups]
    others += [("level", activity.level), ("arena", activity.arena)]
    only = activity.countries[0] if len(activity.countries) == 1 else ""
    for period in (p.code for p in framework.periods if activity.started_on in p):
        for kind, scope in (*scopes, *crossed):
            key = ("country_cells", period, activity.provenance, kind, scope)
            for country in activity.countries or ("",):
                yield (*key, country, 1, 0, 0, 0)
            for line in direct:
                yield (*key, line.country or only, 0, *_people([line]))
        for kind, scope in (*scopes, ("level", activity.level)):
            for ln in activity.lines:
                yield (
                    *("profile_cells", period, activity.provenance, kind, scope),
                    *(ln.gender, ln.role, ln.mode, ln.reach),
                    *(ln.count or 0, 1, ln.count is None, _is_inexact(ln)),
                )
    for kind, scope in (*scopes, *crossed, *others):
        direction = scope.partition(" ")[0] if kind in ("direction", "cross") else ""
        people, women, gender_known = _people(direct)
        yield (
            *("month_cells", month_of(activity.started_on), activity.provenance, kind, scope),
            *(1, people, _people(cascade)[0], women, gender_known),
            *(all(ln.count is None for ln in direct), sum(map(_is_inexact, direct))),
            *(activity.timely is not None, bool(activity.timely)),
            activity.weights.get(direction, 0),
            *(direction == activity.primary != "", len(activity.weights), 0),
        )


def _people(lines):
    """Return the people, the women, and the people with a stated gender."""
    known = [line for line in lines if line.gender != "not_stated"]
    women = [line for line in known if line.gender == "woman"]
    return [sum(line.count or 0 for line in group) for group in (lines, women, known)]


def _is_inexact(line):
    return line.qualifier != "exact" and line.count is not None


def values(*rows):
    defaults = {
        "indicator": "I1",
        "as_of": date(2012, 6, 30),
        "group": "GA",
        **dict.fromkeys(("value", "numerator", "denominator")),
        "state": "reported",
        "qualifier": "exact",
    }
    return records("values", *({**defaults, **row} for row in rows))


def columns_of(name):
    """Return the columns of a frame of a reading."""
    return getattr(frames, {"listed": "COUNTRY_LISTS"}.get(name, name.upper()))


def records(name, *rows):
    """Return a frame of a reading; cells that are not given are empty text."""
    columns = columns_of(name)
    defaults = {
        **dict.fromkeys(columns, ""),
        **dict.fromkeys(("planned_on", "actual_on", "planned_started_on")),
        "provenance": "documented",
        "known_on": date(2012, 7, 1),
    }
    return pd.DataFrame([{**defaults, **row} for row in rows], columns=list(columns))


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
}
LISTS = {
    **{
        name: {code: CodeLabel(code.title(), counts=code in COUNTING_ROLES) for code in codes}
        for name, codes in TERMS.items()
    },
    "countries": {code: CodeLabel(name, code[:2]) for code, (name, _region) in COUNTRIES.items()},
    "working_groups": {"GA": CodeLabel("Group A")},
    "sources": {},
    "regions": {code: CodeLabel(code.title()) for code in ("africa", "asia", "lac")},
}
COUNTRY_ROWS = records(
    "countries",
    *(
        {"country": code, "alpha2": code[:2], "name": name, "region": region}
        for code, (name, region) in COUNTRIES.items()
    ),
)


FRAMEWORK = framework()


def reading(
    log=(),
    *,
    framework=FRAMEWORK,
    period="2011-2012",
    known_on="2013-06-30",
    choices=None,
    previous=None,
    **records,
):
    """Return a reading with the cells of a log; frames that are not given are empty."""
    names = (
        "values sent_values nil_returns locks milestones cohorts resources denominators activities"
    )
    empty = {name: frames.empty(columns_of(name)) for name in [*names.split(), "listed"]}
    if "values" in records:
        records.setdefault("sent_values", records["values"])
    return Reading(
        choices=Choices("test", period, **(choices or {})),
        framework=framework,
        period=framework.period(period),
        moment=Moment(day(known_on)),
        revision=1,
        frames={**cells(log, framework), **empty, "countries": COUNTRY_ROWS, **records},
        lists=LISTS,
        previous=previous,
    )


def country_list(code, *countries):
    return records("country_lists", *({"list": code, "country": country} for country in countries))


# Hypothesis strategies

lines = st.builds(
    Line,
    count=st.one_of(st.none(), st.integers(0, 90)),
    country=st.sampled_from(["", *COUNTRIES]),
    gender=st.sampled_from(["woman", "man", "other", "not_stated"]),
    role=st.sampled_from(["participant", "student", "staff", "observer"]),
    mode=st.sampled_from(["on_site", "remote", "not_stated"]),
    reach=st.sampled_from(["direct", "cascade"]),
    qualifier=st.sampled_from(["exact", "about"]),
)


@st.composite
def activities(draw):
    directions = draw(st.lists(st.sampled_from(DIRECTIONS), unique=True, max_size=3))
    weights = [draw(st.integers(1, 399)) for _ in directions[1:]]
    countries = st.lists(st.sampled_from(list(COUNTRIES)), unique=True, max_size=3)
    return Activity(
        started_on=draw(st.dates(date(2010, 1, 1), date(2012, 12, 31))),
        weights=dict(zip(directions, [1200 - sum(weights), *weights], strict=False)),
        primary=draw(st.sampled_from(["", *directions])),
        elements=tuple(element for element in ELEMENTS if draw(st.booleans())),
        countries=tuple(draw(countries)),
        lines=tuple(draw(st.lists(lines, max_size=3))),
        level=draw(st.sampled_from(["", "national", "regional"])),
        provenance=draw(st.sampled_from(["documented", "synthetic", "reported"])),
    )


logs = st.lists(activities(), max_size=6)
