"""What changed between two readings: by cause, and as lists of single changes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.framework import Framework
from ifla_metrics.metrics import counting, coverage, indicator_status, milestones, rollup
from ifla_metrics.metrics.selection import ALL_SCOPE, cells, counted_rows
from ifla_metrics.metrics.status import CODES
from ifla_metrics.metrics.targets import revisions
from ifla_metrics.metrics.values import FACT_KEY, NUMBERS, PROVENANCES, sort_by_precedence
from ifla_metrics.periods import last_day
from ifla_metrics.reading import Reading, once_per_reading

CAUSES = {
    "corrections": n_("corrections"),
    "late_reports": n_("late reports"),
    "new_results": n_("new results"),
    "targets": n_("changed targets and strategy"),
    "missing_reports": n_("reports now missing"),
}
"""The causes of a change, in the order in which the earlier state is replaced."""

CAUSE_COLUMNS = ("status_before", "status", "before", "after", "causes", *CAUSES)
"""The columns of `by_cause` apart from `node`."""
_CELLS = ("month_cells", "country_cells")
_RECORDS = {
    "values": (FACT_KEY, "as_of"),
    "sent_values": (FACT_KEY, "as_of"),
    "milestones": (("uid",), "actual_on"),
    "resources": (("uid",), "as_of"),
    "nil_returns": (("group", "period"), "as_of"),
}
"""Frames of reports, each with the columns that identify a fact and the column of its date."""
_REFERENCE = ("listed", "denominators")
"""Frames of reference data, which change with the strategy."""


def by_cause(now: Reading, before: Reading, nodes: tuple[str, ...]) -> pd.DataFrame:
    """Split the change in the progress of directions and elements into its causes.

    The earlier state is replaced by the later one step by step, in the order of CAUSES.

    Args:
        now: A reading with the frames of `indicator_status.NEEDS`.
        before: The reading to compare with, with the same frames.
        nodes: The codes of directions and elements.

    Returns:
        One row per node: `node`, `status_before` ("" if the strategy had no such node then),
        `status`, and as parts of 1 the mean progress `before` and `after` (missing if undefined)
        and the difference made by each of CAUSES (they add up to `after` − `before`; missing if one
        of these is); `causes` (those that changed any indicator of the node).

    Source: docs/methodology.md, "What changed, by cause".
    """
    states = _states(now, before)
    nodes_by_state = [_roll_up(state, nodes) for state in states]
    means = pd.concat([table["mean"] for table in nodes_by_state], axis=1, keys=["before", *CAUSES])
    first, last = means.iloc[:, 0], means.iloc[:, -1]
    # A state without a mean makes no difference.
    differences = means.ffill(axis=1).diff(axis=1)[[*CAUSES]]
    differences = differences[first.notna() & last.notna()].reindex(means.index)
    causes = [_causes(states, node) for node in nodes]
    table = differences.assign(
        status_before=nodes_by_state[0]["status"],
        status=nodes_by_state[-1]["status"],
        before=first,
        after=last,
        causes=pd.Series(causes, differences.index, dtype=object),
    )
    return table.rename_axis("node").reset_index()


class _State(NamedTuple):
    """The indicators with their statuses, and the framework that they belong to."""

    framework: Framework
    indicators: pd.DataFrame


def _states(now: Reading, before: Reading) -> list[_State]:
    """Return the earlier state and the state after each cause; the last one is the later state."""
    reference = {name: before.frames[name] for name in _REFERENCE}
    decided = [t for t in before.framework.targets if t.decided_on <= before.moment.known_on]
    framework = replace(before.framework, targets=tuple(decided))
    readings = (
        before,
        replace(before, frames=_updated_frames(now, before, late=False)),
        replace(before, frames=_updated_frames(now, before, late=True)),
        replace(now, framework=framework, frames={**now.frames, **reference}, lists=before.lists),
        now,
        now,
    )
    states: list[_State] = []
    for position, reading in enumerate(readings):
        indicators = indicator_status.chosen_statuses(reading, narrowed=True)
        if 0 < position < len(CAUSES):
            # Indicators that became overdue leave the mean only with the last cause.
            previous = states[-1].indicators
            were_overdue = previous.loc[previous["status"] == "overdue", "indicator"]
            overdue = indicators["status"] == "overdue"
            newly_overdue = overdue & ~indicators["indicator"].isin(were_overdue)
            indicators = indicators.assign(status=indicators["status"].mask(newly_overdue, ""))
        states.append(_State(reading.framework, indicators))
    return states


def _roll_up(state: _State, nodes: tuple[str, ...]) -> pd.DataFrame:
    """Return `status` and `mean` by node; "" and missing if the framework has no such node."""
    codes = {node.code for node in state.framework.nodes}
    known = [node for node in nodes if node in codes]
    table = rollup.by_node(state.indicators, state.framework, known).set_index("node")
    return table[["status", "mean"]].reindex(list(nodes)).fillna({"status": ""})


def _causes(states: list[_State], node: str) -> list[str]:
    """Return the causes that changed what any indicator contributes to the mean of a node."""
    pairs = pairwise(_contributions(state, node) for state in states)
    changed = [not before.equals(after) for before, after in pairs]
    return [cause for cause, has_changed in zip(CAUSES, changed, strict=True) if has_changed]


def _contributions(state: _State, node: str) -> pd.DataFrame:
    """Return what each indicator under a node contributes to its mean."""
    under = indicator_status.under_node(state.indicators, state.framework, node)
    columns = under[["indicator", "actual", "target", "progress"]]
    return columns.assign(overdue=under["status"] == "overdue").reset_index(drop=True)


def _updated_frames(now: Reading, before: Reading, *, late: bool) -> dict[str, pd.DataFrame]:
    """Return the earlier frames with the corrections since, and the late reports if `late`."""
    frames = dict(before.frames)
    ends = {period.code: period.ends_on for period in before.framework.periods}
    for name, (key, day) in _RECORDS.items():
        frame = now.frames[name]
        over = _is_over(frame, day, ends, before.evaluation_day) & late
        frames[name] = _updated_records(frame, before.frames[name], [*key], day, over)
    for name in _CELLS:
        frame = now.frames[name]
        days = frame["month"].map(last_day) if name == "month_cells" else frame["period"].map(ends)
        over = days.fillna(date.max) <= before.evaluation_day
        frames[name] = _updated_cells(frame, before.frames[name], over, late=late)
    return frames


def _is_over(records: pd.DataFrame, day: str, ends: Mapping[str, date], until: date) -> pd.Series:
    """Return which records are for a period (or else a day) that was over on the day `until`."""
    days = records[day].astype(object)
    if "period" in records:
        days = records["period"].map(ends).astype(object).fillna(days)
    return days.fillna(date.max) <= until


def _updated_records(
    now: pd.DataFrame, before: pd.DataFrame, key: list[str], day: str, over: pd.Series
) -> pd.DataFrame:
    """Return the facts that had been reported, as known now, and the facts that are `over`."""
    now_keys, before_keys = (pd.MultiIndex.from_frame(frame[key]) for frame in (now, before))
    reported = before_keys[before[day].notna()]
    updated = now_keys.isin(reported) | over.to_numpy(bool)
    # What was only planned stays as it was until it is reported.
    return _concat(before[before_keys.isin(now_keys[~updated])], now[updated])


def _updated_cells(
    now: pd.DataFrame, before: pd.DataFrame, over: pd.Series, *, late: bool
) -> pd.DataFrame:
    """Return the cells with those of ended months or quarters as known now.

    Unless `late`, cells with more activities than before stay as they were.
    """
    key = list(now.columns[: list(now.columns).index("activities")])
    ended = now[over.astype(bool)]
    had_ended = before[key[0]].isin(ended[key[0]])
    running, ended_before = before[~had_ended], before[had_ended]
    if late:
        return _concat(running, ended)
    now_keys, before_keys = (pd.MultiIndex.from_frame(f[key]) for f in (ended, ended_before))
    activities = ended_before["activities"].set_axis(before_keys).reindex(now_keys, fill_value=0)
    has_more = ended["activities"].to_numpy() > activities.to_numpy()
    return _concat(running, ended_before[before_keys.isin(now_keys[has_more])], ended[~has_more])


def _concat(*frames: pd.DataFrame) -> pd.DataFrame:
    """Concatenate the frames that have rows."""
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else frames[0]


def status_changes(statuses: pd.DataFrame) -> pd.DataFrame:
    """List the indicators whose status is not the same as at the previous meeting.

    Returns:
        The rows of `statuses` (indicator_status): moves down, then moves up, then other changes.
    """
    before = statuses["previous_status"]
    changed = statuses[(before != "") & (before != statuses["status"])]
    order = changed["moved"].map({"down": 0, "up": 1}).fillna(2)
    rank = changed["status"].map(CODES.index)
    changed = changed.assign(order=order, rank=rank).sort_values(["order", "rank"], kind="stable")
    return changed.drop(columns=["order", "rank"]).reset_index(drop=True)


@once_per_reading
def activity_changes(reading: Reading) -> pd.DataFrame:
    """Compare activities and countries of the chosen period with the previous meeting.

    Returns:
        One row for all, for each direction and for "not stated": `kind`, `scope`, `activities`
        (distinct for all, otherwise under the counting rule), `countries` (distinct), and both as
        `activities_before` and `countries_before` (missing if there is nothing to compare with).
    """
    now = _counts(reading)
    if reading.previous is None:
        before = pd.DataFrame(float("nan"), now.index, now.columns)
    else:
        before = _counts(reading.previous).reindex(now.index, fill_value=0)
    return now.join(before.add_suffix("_before")).reset_index()


def _counts(reading: Reading) -> pd.DataFrame:
    """Return `activities` and `countries` by kind and scope."""
    directions = counting.by_direction(reading)
    scopes = [ALL_SCOPE, *(("direction", code) for code in directions["direction"])]
    activities = [counting.totals(reading, ALL_SCOPE).activities, *directions["count"]]
    countries = [len(coverage.reached_countries(reading, scope)) for scope in scopes]
    index = pd.MultiIndex.from_tuples(scopes, names=["kind", "scope"])
    return pd.DataFrame({"activities": activities, "countries": countries}, index)


MILESTONE_CHANGES = {
    "reached": n_("reached"),
    "moved": n_("moved"),
    "corrected": n_("corrected"),
    "listed": n_("added"),
    "withdrawn": n_("milestone withdrawn"),
}
"""Kinds of change of a milestone, in the order in which they are listed."""


def new_values(reading: Reading) -> pd.DataFrame:
    """List the observed values that are new, corrected or withdrawn since the previous meeting.

    Returns:
        One row per value by indicator (in the framework's order) and day: `indicator`, `as_of`,
        `period`, `country`, `group`, `change` (new, corrected or withdrawn), `value`, `numerator`,
        `denominator` and the same as `previous_…`, `state`, `known_on`, `provenance`. No row if
        there is nothing to compare with.
    """
    now, before = (
        sort_by_precedence(counted_rows(side, "values")).drop_duplicates([*FACT_KEY], keep="last")
        for side in (reading, reading.previous or reading)
    )
    both = _merged(now, before, [*FACT_KEY])
    changed = both["side"] != "both"
    for name in (*NUMBERS, "state", "qualifier"):
        changed |= _differ(both[name], both[f"previous_{name}"])
    names = {"left_only": "new", "both": "corrected", "right_only": "withdrawn"}
    order = {i.code: position for position, i in enumerate(reading.framework.indicators)}
    both = both.assign(change=both["side"].map(names), order=both["indicator"].map(order))
    return both[changed].sort_values(["order", *FACT_KEY[1:]]).reset_index(drop=True)


def revised_targets(reading: Reading) -> pd.DataFrame:
    """List the target revisions (targets.revisions) that were not known at the previous meeting.

    This includes revisions that had been decided by then and were entered later.
    """
    now, before = revisions(reading), revisions(reading.previous or reading)
    key = ["indicator", "due_on", "decided_on"]
    known = pd.MultiIndex.from_frame(now[key]).isin(pd.MultiIndex.from_frame(before[key]))
    return now[~known].reset_index(drop=True)


def newly_overdue(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """List the indicators that have an overdue report now and had none before.

    Args:
        now: The `indicator_status` of the reading.
        before: The `indicator_status` of the earlier reading.

    Returns:
        One row per indicator, the longest overdue first: `indicator`, `owner`, `overdue_since`,
        `reports_missing` (overdue reports).
    """
    were_overdue = before.loc[before["reports_missing"] > 0, "indicator"]
    overdue = now[(now["reports_missing"] > 0) & ~now["indicator"].isin(were_overdue)]
    overdue = overdue.sort_values("overdue_since", kind="stable").reset_index(drop=True)
    return overdue[["indicator", "owner", "overdue_since", "reports_missing"]]


def milestone_changes(reading: Reading) -> pd.DataFrame:
    """List the milestones that changed since the previous meeting.

    Returns:
        One row per milestone by `change` (MILESTONE_CHANGES) and day: `uid`, `node`, `title`,
        `planned_before`, `planned_on`, `actual_before`, `actual_on`, `group`, `provenance`. No row
        if there is nothing to compare with.
    """
    now, before = (milestones.milestones(side) for side in (reading, reading.previous or reading))
    both = _merged(now, before, ["uid"])
    names = {"previous_planned_on": "planned_before", "previous_actual_on": "actual_before"}
    both = both.rename(columns=names)
    gone, new = both["side"] == "right_only", both["side"] == "left_only"
    was_reached, is_reached = both["actual_before"].notna(), both["actual_on"].notna()
    changes = {
        "withdrawn": gone,
        "listed": new & ~is_reached,
        "reached": is_reached & ~was_reached,
        "corrected": _differ(both["actual_on"], both["actual_before"]),
        "moved": _differ(both["planned_on"], both["planned_before"]),
    }
    both["change"] = np.select(list(changes.values()), list(changes), "")
    day = both["actual_on"].fillna(both["planned_on"]).fillna(date.max)
    changed = both.assign(day=day)[both["change"] != ""]
    order = changed["change"].map(list(MILESTONE_CHANGES).index)
    return changed.assign(order=order).sort_values(["order", "day", "uid"]).reset_index(drop=True)


def newly_reached_countries(reading: Reading) -> pd.DataFrame:
    """List the countries reached in the chosen period now, but not at the previous meeting.

    If a direction is chosen, only its activities count.

    Returns:
        One row per `country` by code: `activities` and the strongest `provenance`. No row if there
        is nothing to compare with.
    """
    before = coverage.reached_countries(reading.previous or reading)
    new = coverage.reached_countries(reading) - before
    active = cells(reading, "country_cells")
    active = active[active["country"].isin(new) & (active["activities"] > 0)]
    active = active.sort_values("provenance", key=lambda codes: codes.map(PROVENANCES.index))
    sums = active.groupby("country").agg({"activities": "sum", "provenance": "first"})
    return sums.reset_index()


def _merged(now: pd.DataFrame, before: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Merge two frames by `key`: the columns of `now`, and those of `before` as `previous_…`.

    `side` says where a row exists (left_only, both, right_only). A row that is gone keeps its
    earlier values, apart from numbers.
    """
    names = {name: f"previous_{name}" for name in before.columns.difference(key)}
    both = now.merge(before.rename(columns=names), on=key, how="outer", indicator="side")
    gone = both["side"] == "right_only"
    for name in names.keys() - {*NUMBERS}:
        both[name] = both[name].mask(gone, both[names[name]])
    return both


def _differ(now: pd.Series, before: pd.Series) -> pd.Series:
    """Return where two columns differ; two missing cells are equal."""
    return (now != before) & (now.notna() | before.notna())
