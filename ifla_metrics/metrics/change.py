"""What changed between two readings, the earlier one and this one: by cause, and item by item."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.framework import Framework
from ifla_metrics.metrics import counting, coverage, indicator_status, rollup, steps
from ifla_metrics.metrics.measures import is_day
from ifla_metrics.metrics.selection import ALL_SCOPE, cells, rows
from ifla_metrics.metrics.status import CODES
from ifla_metrics.metrics.targets import revisions
from ifla_metrics.metrics.values import FACT, NUMBERS, PROVENANCES, by_recording
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

CHANGED = ("status_before", "status", "before", "after", "causes", *CAUSES)
"""What `by_cause` says of a part."""
_LOG = ("month_cells", "country_cells")
_RECORDS = {
    "values": (FACT, "as_of"),
    "sent_values": (FACT, "as_of"),
    "milestones": (("uid",), "actual_on"),
    "resources": (("uid",), "as_of"),
    "nil_returns": (("group", "period"), "as_of"),
}
"""Frames of what was reported: what tells one fact, and the day that it speaks of."""
_REFERENCE = ("listed", "denominators", "countries")
"""Frames that change with the strategy."""


def by_cause(now: Reading, before: Reading, nodes: tuple[str, ...]) -> pd.DataFrame:
    """Return why the progress of parts of the strategy changed.

    The earlier state is replaced by the later one in the order of CAUSES: what had been reported
    and says otherwise, what speaks of a time that was over by the earlier day, all else that was
    reported, targets and strategy, and at last the reports that are missing now. Of the log, a
    month or quarter with more activities than before has late reports, else corrections.

    Args:
        now: A reading with the frames of NEEDS.
        before: The same as known on the day that is compared with.
        nodes: Codes of directions and elements.

    Returns:
        One row per node: `node`, `status_before` ("" where the strategy then had no such node) and
        `status`; mean progress `before` and `after` (parts of 1; missing where it is not defined);
        what each of CAUSES added (they add up to `after` less `before`; missing where one of these
        is); `causes`, because of which an indicator stands otherwise.

    Source:
        docs/methodology.md, "What changed, by cause".
    """
    states = _states(now, before)
    rolled_up = [_rolled_up(state, nodes) for state in states]
    means = pd.concat([one["mean"] for one in rolled_up], axis=1, keys=["before", *CAUSES])
    first, last = means.iloc[:, 0], means.iloc[:, -1]
    # A state without a mean adds nothing.
    added = means.ffill(axis=1).diff(axis=1)[[*CAUSES]]
    added = added[first.notna() & last.notna()].reindex(means.index)
    found = added.assign(
        status_before=rolled_up[0]["status"],
        status=rolled_up[-1]["status"],
        before=first,
        after=last,
        causes=pd.Series([_causes(states, node) for node in nodes], added.index, dtype=object),
    )
    return found.rename_axis("node").reset_index()


class _State(NamedTuple):
    """The indicators as they stood, and the strategy that they stood in."""

    framework: Framework
    table: pd.DataFrame


def _states(now: Reading, before: Reading) -> list[_State]:
    """Return the earlier state, the states after each cause, of which the last is the later one."""
    reference = {name: before.frames[name] for name in _REFERENCE if name in before.frames}
    decided = [t for t in before.framework.targets if t.decided_on <= before.moment.known_on]
    plan = replace(before.framework, targets=tuple(decided))
    readings = (
        before,
        replace(before, frames=_mixed(now, before, late=False)),
        replace(before, frames=_mixed(now, before, late=True)),
        replace(now, framework=plan, frames={**now.frames, **reference}, lists=before.lists),
        now,
        now,
    )
    states: list[_State] = []
    for place, reading in enumerate(readings):
        found = indicator_status.chosen_statuses(reading, narrowed=True)
        if 0 < place < len(CAUSES):
            # A report that is missing now takes a value away by the last cause, not before.
            previous = states[-1].table
            missing = previous.loc[previous["status"] == "overdue", "indicator"]
            waits = (found["status"] == "overdue") & ~found["indicator"].isin(missing)
            found = found.assign(status=found["status"].mask(waits, ""))
        states.append(_State(reading.framework, found))
    return states


def _rolled_up(state: _State, nodes: tuple[str, ...]) -> pd.DataFrame:
    """Return `status` and `mean` by node; "" and missing where the strategy has no such node."""
    codes = {node.code for node in state.framework.nodes}
    known = [node for node in nodes if node in codes]
    found = rollup.by_node(state.table, state.framework, known).set_index("node")
    return found[["status", "mean"]].reindex(list(nodes)).fillna({"status": ""})


def _causes(states: list[_State], node: str) -> list[str]:
    """Return the causes that changed what an indicator under a node gives to its mean."""
    inputs = pairwise(_inputs(state, node) for state in states)
    changed = [not before.equals(after) for before, after in inputs]
    return [cause for cause, so in zip(CAUSES, changed, strict=True) if so]


def _inputs(state: _State, node: str) -> pd.DataFrame:
    """Return what each indicator under a node gives to its mean."""
    found = state.table[:0]
    if any(one.code == node for one in state.framework.nodes):
        found = indicator_status.under(state.table, state.framework, node)
    inputs = found[["indicator", "actual", "target", "progress"]]
    return inputs.assign(overdue=found["status"] == "overdue").reset_index(drop=True)


def _mixed(now: Reading, before: Reading, *, late: bool) -> dict[str, pd.DataFrame]:
    """Return the earlier frames with what was corrected since, and what was reported late."""
    frames = dict(before.frames)
    ends = {period.code: period.ends_on for period in before.framework.periods}
    for name, (key, day) in _RECORDS.items():
        found = now.frames[name]
        over = (
            _over(found, day, ends, before.evaluation_day)
            if late
            else pd.Series(False, found.index)
        )
        frames[name] = _mixed_records(found, before.frames[name], [*key], day, over)
    for name in _LOG:
        found = now.frames[name]
        spans = found["month"].map(last_day) if name == "month_cells" else found["period"].map(ends)
        over = spans.fillna(date.max) <= before.evaluation_day
        frames[name] = _mixed_cells(found, before.frames[name], over, late=late)
    return frames


def _over(found: pd.DataFrame, day: str, ends: Mapping[str, date], until: date) -> pd.Series:
    """Say which records speak of a time that was over on a day: their period, else their day."""
    days = found[day].where(found[day].map(is_day), None).astype(object)
    if "period" in found:
        days = found["period"].map(ends).astype(object).where(days.notna()).fillna(days)
    return days.fillna(date.max) <= until


def _mixed_records(
    now: pd.DataFrame, before: pd.DataFrame, key: list[str], day: str, over: pd.Series
) -> pd.DataFrame:
    """Return the facts reported before as they are known now, and those of a time that was over."""
    named, held = (pd.MultiIndex.from_frame(frame[key]) for frame in (now, before))
    reported = held[before[day].map(is_day).astype(bool)]
    taken = named.isin(reported) | over.to_numpy(bool)
    # What was only planned stays as it was, until it is reported.
    kept = held.isin(named) & ~held.isin(named[taken]) & ~held.isin(reported)
    return _joined(before[kept], now[taken])


def _mixed_cells(
    now: pd.DataFrame, before: pd.DataFrame, over: pd.Series, *, late: bool
) -> pd.DataFrame:
    """Return the cells of ended spans as they are known now, those with late reports if wanted."""
    key = list(now.columns[: list(now.columns).index("activities")])
    ended = now[over.astype(bool)]
    was_ended = before[key[0]].isin(ended[key[0]])
    running, were = before[~was_ended], before[was_ended]
    if late:
        return _joined(running, ended)
    named, held = (pd.MultiIndex.from_frame(frame[key]) for frame in (ended, were))
    activities = were["activities"].set_axis(held).reindex(named, fill_value=0)
    more = ended["activities"].to_numpy() > activities.to_numpy()
    return _joined(running, were[held.isin(named[more])], ended[~more])


def _joined(*parts: pd.DataFrame) -> pd.DataFrame:
    filled = [part for part in parts if len(part)]
    return pd.concat(filled, ignore_index=True) if filled else parts[0]


def status_moves(statuses: pd.DataFrame) -> pd.DataFrame:
    """List the indicators whose status is another than at the meeting before.

    Returns:
        The rows of `statuses` (indicator_status), moves down first, then up, then those that are
        no move.
    """
    before = statuses["previous_status"]
    changed = statuses[(before != "") & (before != statuses["status"])]
    order = changed["moved"].map({"down": 0, "up": 1}).fillna(2)
    place = changed["status"].map(CODES.index)
    found = changed.assign(order=order, place=place).sort_values(["order", "place"], kind="stable")
    return found.drop(columns=["order", "place"]).reset_index(drop=True)


def activity_changes(reading: Reading) -> pd.DataFrame:
    """Compare activities and distinct countries of the chosen period with the meeting before.

    Returns:
        One row for the whole ("all"), each direction and "not stated", where activities follow the
        counting rule: `kind`, `scope`, `activities`, `activities_before`, `countries`,
        `countries_before` (missing when the reading has none before it).
    """
    now = _reach(reading)
    if reading.previous is None:
        before = pd.DataFrame(float("nan"), now.index, now.columns)
    else:
        before = _reach(reading.previous).reindex(now.index, fill_value=0)
    return now.join(before.add_suffix("_before")).reset_index()


def _reach(reading: Reading) -> pd.DataFrame:
    """Return `activities` and `countries` by kind and scope."""
    counted = counting.by_direction(reading)
    scopes = [ALL_SCOPE, *(("direction", code) for code in counted["direction"])]
    activities = [counting.totals(reading, ALL_SCOPE).activities, *counted["count"]]
    countries = [len(coverage.reached(reading, scope)) for scope in scopes]
    index = pd.MultiIndex.from_tuples(scopes, names=["kind", "scope"])
    return pd.DataFrame({"activities": activities, "countries": countries}, index)


STEPS = {
    "reached": n_("reached"),
    "moved": n_("moved"),
    "corrected": n_("corrected"),
    "listed": n_("added"),
    "withdrawn": n_("milestone withdrawn"),
}
"""How a milestone can have changed, in the order in which they are listed."""


def new_values(reading: Reading) -> pd.DataFrame:
    """List observed values that are new, corrected or withdrawn since the meeting before.

    Returns:
        One row per value in the order of the framework and the day it speaks of: `indicator`,
        `as_of`, `period`, `country`, `group`, `change` (new, corrected, withdrawn), `value`,
        `previous_value`, of ratios the `numerator` and `denominator` of both, `state`, `known_on`,
        `provenance`. Empty when the reading has none before it.
    """
    now, before = (
        by_recording(rows(one, "values")).drop_duplicates([*FACT], keep="last")
        for one in (reading, reading.previous or reading)
    )
    both = _compared(now, before, [*FACT])
    changed = both["side"] != "both"
    for name in (*NUMBERS, "state", "qualifier"):
        changed |= _differ(both[name], both[f"previous_{name}"])
    names = {"left_only": "new", "both": "corrected", "right_only": "withdrawn"}
    order = {i.code: n for n, i in enumerate(reading.framework.indicators)}
    found = both.assign(change=both["side"].map(names), order=both["indicator"].map(order))
    return found[changed].sort_values(["order", *FACT[1:]]).reset_index(drop=True)


def revised_targets(reading: Reading) -> pd.DataFrame:
    """List the targets revised since the meeting before, with old, new, date and reason.

    Those that were not known then, also when they had been decided: a decision that was entered
    late is news.
    """
    now, before = revisions(reading), revisions(reading.previous or reading)
    key = ["indicator", "due_on", "decided_on"]
    known = pd.MultiIndex.from_frame(now[key]).isin(pd.MultiIndex.from_frame(before[key]))
    return now[~known].reset_index(drop=True)


def newly_overdue(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """List the indicators with a report past its due day that had none then.

    Args:
        now: `indicator_status` of the reading.
        before: The same of the reading before.

    Returns:
        One row per indicator, those overdue longest first: `indicator`, `owner`, `overdue_since`,
        `reports_missing`.
    """
    late = before.loc[before["reports_missing"] > 0, "indicator"]
    overdue = now[(now["reports_missing"] > 0) & ~now["indicator"].isin(late)]
    overdue = overdue.sort_values("overdue_since", kind="stable").reset_index(drop=True)
    return overdue[["indicator", "owner", "overdue_since", "reports_missing"]]


def milestone_changes(reading: Reading) -> pd.DataFrame:
    """List the milestones that stand otherwise than then, as they stood on each evaluation day.

    Returns:
        One row per milestone, by kind of change (STEPS) and day: `uid`, `node`, `title`, `change`,
        `planned_before`, `planned_on`, `actual_before`, `actual_on`, `group`, `provenance`. Empty
        when the reading has none before it.
    """
    now, before = (steps.milestones(one) for one in (reading, reading.previous or reading))
    both = _compared(now, before, ["uid"])
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
    both["planned_on"] = both["planned_on"].mask(gone, both["planned_before"])
    both["actual_on"] = both["actual_on"].mask(gone, both["actual_before"])
    day = both["actual_on"].fillna(both["planned_on"]).fillna(date.max)
    found = both.assign(day=day)[both["change"] != ""]
    place = found["change"].map(list(STEPS).index)
    return found.assign(place=place).sort_values(["place", "day", "uid"]).reset_index(drop=True)


def countries_reached(reading: Reading) -> pd.DataFrame:
    """List the countries of the period that had no activity then, in the chosen direction.

    Returns:
        One row per country, by code: `country`, `activities`, `provenance` (the firmest), empty
        when the reading has none before it.
    """
    new = coverage.reached(reading) - coverage.reached(reading.previous or reading)
    found = cells(reading, "country_cells")
    found = found[found["country"].isin(new) & (found["activities"] > 0)]
    rank = found["provenance"].map(PROVENANCES.index)
    sums = found.assign(rank=rank).groupby("country").agg({"activities": "sum", "rank": "min"})
    provenance = [PROVENANCES[rank] for rank in sums["rank"]]
    return sums.assign(provenance=provenance).drop(columns="rank").reset_index()


def _compared(now: pd.DataFrame, before: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Return the rows of both by their key, those gone with what they were.

    `previous_…` is what the frame `before` has of a row, `side` which of the two have it
    (left_only, both, right_only).
    """
    names = {name: f"previous_{name}" for name in before.columns.difference(key)}
    both = now.merge(before.rename(columns=names), on=key, how="outer", indicator="side")
    gone = both["side"] == "right_only"
    for name in names.keys() - {*NUMBERS, "planned_on", "actual_on"}:
        both[name] = both[name].mask(gone, both[names[name]])
    return both


def _differ(now: pd.Series, before: pd.Series) -> pd.Series:
    """Say where two columns differ; missing is equal to missing."""
    return (now != before) & (now.notna() | before.notna())
