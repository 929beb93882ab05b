"""What changed between two readings: the earlier one and this one, and by which cause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.framework import Framework
from ifla_metrics.metrics import counting, indicator_status, rollup
from ifla_metrics.metrics.coverage import by_scope
from ifla_metrics.metrics.exact import exact, known
from ifla_metrics.metrics.measures import is_day
from ifla_metrics.metrics.status import CODES
from ifla_metrics.metrics.tables import Record, each, records, table
from ifla_metrics.metrics.values import FACT
from ifla_metrics.periods import last_day
from ifla_metrics.reading import Reading

NEEDS = indicator_status.NEEDS
"""Needed of the reading and of the one before."""

CAUSES = {
    "corrections": n_("corrections"),
    "late_reports": n_("late reports"),
    "new_results": n_("new results"),
    "targets": n_("changed targets and strategy"),
    "missing_reports": n_("reports now missing"),
}
"""Why the progress of a part changed, in the order in which the earlier state is replaced."""

_LOG = ("month_cells", "country_cells")
_RECORDS = {
    "values": (FACT, "as_of"),
    "sent_values": (FACT, "as_of"),
    "milestones": (("uid",), "actual_on"),
    "resources": (("uid",), "as_of"),
    "nil_returns": (("group", "period"), "as_of"),
}
"""Frames of what was reported: what tells one fact, and the day that it speaks of."""
_REFERENCE = ("listed", "denominators", "terms", "countries", "regions")
"""Frames that change with the strategy."""


@dataclass(frozen=True)
class Change:
    """How the mean progress of a direction or an element changed between two readings."""

    node: str
    status_before: str
    status: str
    before: float | None
    """Mean progress at the earlier reading, a part of 1; None where it is not defined."""
    after: float | None
    parts: Mapping[str, Fraction] | None
    """By cause (CAUSES): what it added. They add up to `after` less `before`; None where one of
    these is not defined."""
    indicators: Mapping[str, int]
    """By cause: how many indicators stand otherwise because of it."""


def by_cause(now: Reading, before: Reading, nodes: tuple[str, ...]) -> list[Change]:
    """Return why the progress of parts of the strategy changed.

    The earlier state is replaced by the later one in the order of CAUSES: what had been reported
    and says otherwise, what speaks of a time that was over by the earlier day, all else that was
    reported, targets and strategy, and at last the reports that are missing now. Of the log, a
    month or quarter with more activities than before has late reports, else corrections.

    Args:
        now: A reading with the frames of NEEDS.
        before: The same as known earlier.
        nodes: Codes of directions and elements.

    Source:
        docs/methodology.md, "What changed, by cause".
    """
    states = _states(now, before, nodes)
    return [_change(states, node) for node in nodes]


@dataclass
class _State:
    framework: Framework
    table: pd.DataFrame
    nodes: tuple[str, ...]

    @cached_property
    def rolled_up(self) -> dict[str, Record]:
        """The roll-up of each of the nodes that the strategy has, by node."""
        codes = {one.code for one in self.framework.nodes}
        known = [node for node in self.nodes if node in codes]
        rows = records(rollup.by_node(self.table, self.framework, known))
        return {row["node"]: row for row in rows}

    def mean(self, node: str) -> float | None:
        """Return the mean of a node; None where it is not defined."""
        mean = self.rolled_up.get(node, {}).get("mean")
        return None if mean is None or mean != mean else float(mean)

    def status(self, node: str) -> str:
        """Return the status of a node; "" where the strategy has no such one."""
        return str(self.rolled_up.get(node, {}).get("status", ""))

    def inputs(self, node: str) -> dict[str, tuple[object, ...]]:
        """Return what each indicator under a node gives to its mean."""
        if all(one.code != node for one in self.framework.nodes):
            return {}
        codes = {i.code for i in self.framework.indicators_under(node)}
        return {
            row["indicator"]: (
                row["status"] == "overdue",
                *(known(row[name]) for name in ("actual", "target", "progress")),
            )
            for row in records(self.table)
            if row["indicator"] in codes
        }


def _states(now: Reading, before: Reading, nodes: tuple[str, ...]) -> list[_State]:
    """Return the earlier state, the states after each cause, of which the last is the later one."""
    now, before = replace(now, previous=None), replace(before, previous=None)
    reference = {name: before.frames[name] for name in _REFERENCE if name in before.frames}
    decided = [t for t in before.framework.targets if t.decided_on <= before.moment.known_on]
    plan = replace(before.framework, targets=tuple(decided))
    between = (
        replace(before, frames=_mixed(now, before, late=False)),
        replace(before, frames=_mixed(now, before, late=True)),
        replace(now, framework=plan, frames={**now.frames, **reference}),
        now,
    )
    tables = [indicator_status.indicator_status(reading) for reading in (before, *between)]
    if group := now.choices.group:
        tables = [found[found["owner"] == group] for found in tables]
    states = [_State(before.framework, tables[0], nodes)]
    for reading, found in zip(between, tables[1:], strict=True):
        # A report that is missing now takes a value away by the last cause, not before.
        earlier = states[-1].table
        missing = set(earlier.loc[earlier["status"] == "overdue", "indicator"])
        waits = (found["status"] == "overdue") & ~found["indicator"].isin(missing)
        status = found["status"].mask(waits, "")
        states.append(_State(reading.framework, found.assign(status=status), nodes))
    return [*states, _State(now.framework, tables[-1], nodes)]


def _change(states: list[_State], node: str) -> Change:
    means = [state.mean(node) for state in states]
    inputs = [state.inputs(node) for state in states]
    counts = [
        sum(earlier.get(code) != later.get(code) for code in earlier.keys() | later.keys())
        for earlier, later in pairwise(inputs)
    ]
    return Change(
        node=node,
        status_before=states[0].status(node),
        status=states[-1].status(node),
        before=means[0],
        after=means[-1],
        parts=_parts(means),
        indicators=dict(zip(CAUSES, counts, strict=True)),
    )


def _parts(means: list[float | None]) -> dict[str, Fraction] | None:
    """Return the differences of the means; a state without one adds nothing."""
    if means[0] is None or means[-1] is None:
        return None
    steps = [exact(means[0])]
    for mean in means[1:]:
        steps.append(steps[-1] if mean is None else exact(mean))
    differences = [later - earlier for earlier, later in pairwise(steps)]
    return dict(zip(CAUSES, differences, strict=True))


def _mixed(now: Reading, before: Reading, *, late: bool) -> dict[str, pd.DataFrame]:
    """Return the earlier frames with what was corrected since, and what was reported late."""
    frames = dict(before.frames)
    ends = {period.code: period.ends_on for period in before.framework.periods}
    for name, (key, day) in _RECORDS.items():
        frames[name] = _mixed_records(
            now.frame(name), before.frame(name), key, day, ends, until=before.on if late else None
        )
    for name in _LOG:
        over = [
            last_day(int(span)) if name == "month_cells" else ends.get(span, date.max)
            for span in now.frame(name).iloc[:, 0]
        ]
        frames[name] = _mixed_cells(now.frame(name), before.frame(name), over, before.on, late=late)
    return frames


def _mixed_records(
    now: pd.DataFrame,
    before: pd.DataFrame,
    key: tuple[str, ...],
    day: str,
    ends: Mapping[str, date],
    *,
    until: date | None,
) -> pd.DataFrame:
    """Return the facts known before as they are known now, and those of a time over by `until`."""
    reported = {k for k, when in _facts(before, key, day) if is_day(when)}
    periods = now["period"] if "period" in now else [""] * len(now)
    taken = []
    for (fact, when), period in zip(_facts(now, key, day), periods, strict=True):
        over = until is not None and _ended(when, ends.get(period)) <= until
        taken.append(fact in reported or over)
    rows = now[pd.Series(taken, index=now.index, dtype=bool)]
    facts = {fact for fact, _ in _facts(rows, key, day)}
    listed = {fact for fact, _ in _facts(now, key, day)}
    # What was only planned stays as it was, until it is reported.
    kept = [
        fact in listed and fact not in facts and fact not in reported
        for fact, _ in _facts(before, key, day)
    ]
    return _joined(before[pd.Series(kept, index=before.index, dtype=bool)], rows)


def _ended(day: object, period_ends: date | None) -> date:
    """Return when the time was over that a record speaks of; one without a day is not reported."""
    if not (isinstance(day, date) and is_day(day)):
        return date.max
    return period_ends or day


def _facts(
    frame: pd.DataFrame, key: tuple[str, ...], day: str
) -> list[tuple[tuple[object, ...], object]]:
    return list(zip(each(frame, *key), frame[day].tolist(), strict=True))


def _mixed_cells(
    now: pd.DataFrame, before: pd.DataFrame, over: list[date], until: date, *, late: bool
) -> pd.DataFrame:
    """Return the cells of ended spans as they are known now, those with late reports if wanted."""
    key = list(now.columns[: list(now.columns).index("activities")])
    spans = set(now.loc[[day <= until for day in over], key[0]])
    ended, were = now[now[key[0]].isin(spans)], before[before[key[0]].isin(spans)]
    running = before[~before[key[0]].isin(spans)]
    if late:
        return _joined(running, ended)
    held = were.set_index(key)["activities"].to_dict()
    more = [number > held.get(tuple(cell), 0) for *cell, number in each(ended, *key, "activities")]
    risen = {tuple(cell) for cell, is_more in zip(each(ended, *key), more, strict=True) if is_more}
    stays = [cell in risen for cell in each(were, *key)]
    corrected = ended[~pd.Series(more, index=ended.index, dtype=bool)]
    return _joined(running, were[pd.Series(stays, index=were.index, dtype=bool)], corrected)


def _joined(*parts: pd.DataFrame) -> pd.DataFrame:
    filled = [part for part in parts if len(part)]
    return pd.concat(filled, ignore_index=True) if filled else parts[0]


def status_moves(statuses: pd.DataFrame) -> pd.DataFrame:
    """List the indicators whose status is another than at the meeting before.

    Returns:
        One row per indicator, moves down first, then up, then those that are no move: `indicator`,
        `row`, `directions`, `previous_status`, `status`, `moved`, `actual` and `previous_actual`,
        and of ratios their `numerator` and `denominator`, now and `previous_…`.
    """
    changed = statuses[
        (statuses["previous_status"] != "") & (statuses["previous_status"] != statuses["status"])
    ]
    order = {"down": 0, "up": 1}
    numbers = tuple(
        prefix + name
        for name in ("actual", "numerator", "denominator")
        for prefix in ("previous_", "")
    )
    columns = (
        "indicator",
        "row",
        "directions",
        "previous_status",
        "status",
        "moved",
        *numbers,
    )
    moves = sorted(
        records(changed[list(columns)]),
        key=lambda r: (order.get(r["moved"], 2), CODES.index(r["status"])),
    )
    return table(moves, columns, floats=numbers)


def activity_changes(reading: Reading) -> pd.DataFrame:
    """Compare activities and distinct countries of the chosen period with the meeting before.

    Returns:
        One row for the whole ("all"), each direction and "not stated", where activities follow the
        counting rule: `kind`, `scope`, `activities`, `activities_before`, `countries`,
        `countries_before` (missing when the reading has none before it).
    """
    now = _reach(reading)
    before = {} if reading.previous is None else _reach(reading.previous)
    rows = []
    for (kind, scope), (activities, countries) in now.items():
        old = before.get((kind, scope), (None, None) if reading.previous is None else (0, 0))
        rows.append(
            {
                "kind": kind,
                "scope": scope,
                "activities": activities,
                "activities_before": old[0],
                "countries": countries,
                "countries_before": old[1],
            }
        )
    columns = ("activities", "activities_before", "countries", "countries_before")
    floats = ("activities", "activities_before", "countries_before")
    return table(rows, ("kind", "scope", *columns), floats=floats, counts=("countries",))


def _reach(reading: Reading) -> dict[tuple[str, str], tuple[float, int]]:
    directions = counting.by_direction(reading)
    activities: dict[tuple[str, str], float] = {
        ("all", ""): counting.totals(reading, direction="").activities
    }
    activities |= {("direction", d): n for d, n in each(directions, "direction", "count")}
    return {
        (kind, scope): (activities.get((kind, scope), 0), int(number))
        for kind, scope, number in each(by_scope(reading), "kind", "scope", "countries")
        if kind != "node"
    }
