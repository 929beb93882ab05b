"""Steps on the way: milestones, late starts, cohorts of leaders, resources in languages.

A date known to the month is late when the month is past, not before: lateness is never more exact
than the dates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from ifla_metrics import frames
from ifla_metrics.errors import n_
from ifla_metrics.metrics.measures import is_day, languages_of
from ifla_metrics.metrics.selection import each, rows
from ifla_metrics.metrics.values import PROVENANCES, by_recording
from ifla_metrics.reading import Reading

STATES = {
    "done": n_("reached in time"),
    "reached": n_("reached without a planned day"),
    "late": n_("reached late"),
    "open": n_("still to come"),
    "overdue": n_("overdue"),
}
FREQUENCIES = {"day": "D", "month": "M", "quarter": "Q", "year": "Y"}
"""How exactly a day may be known, the finest first, with the period of pandas that holds it."""
PRECISIONS = list(FREQUENCIES)
LATENESS = ["state", "days_late", "months_late"]

Lateness = tuple[str, int | None, int | None]


def milestones(reading: Reading, *, node: str | None = None) -> pd.DataFrame:
    """List milestones as they stood on the evaluation day.

    Args:
        reading: The choices, the framework and frames.MILESTONES.
        node: Only those of this node and of everything below it.

    Returns:
        One row per milestone by planned (else actual) day: the columns of frames.MILESTONES, `row`,
        `precision`, `state` done (in time), reached (never planned, so neither in time nor late),
        late, open or overdue; `days_late` where both days are known to the day (negative: early),
        `months_late` in whole months where both days are known, else in calendar months; of an
        overdue one, up to the evaluation day.
    """
    frame = rows(reading, "milestones")
    frames.expect(frame, frames.MILESTONES)
    framework, on = reading.framework, reading.on
    if node is not None:
        below = [node in {n.code for n in framework.lineage(code)} for code in frame["node"]]
        frame = frame[pd.Series(below, frame.index, dtype=bool)]
    found = frame.assign(
        row=frame["node"].map(framework.row_of),
        planned_on=_days(frame["planned_on"]),
        actual_on=_days(frame["actual_on"], until=on),
        precision=frame["date_precision"].fillna("").replace("", "day"),
    )
    cases = each(found, "planned_on", "actual_on", "precision")
    late = [_lateness(planned, actual, precision, on) for planned, actual, precision in cases]
    return _by_day(found, late, "planned_on", "actual_on")


def summary(milestone: pd.DataFrame) -> Mapping[str, int]:
    """Count milestones by state, every state with its count."""
    counts = milestone["state"].value_counts()
    return {state: int(counts.get(state, 0)) for state in STATES}


def late_starts(reading: Reading) -> pd.DataFrame:
    """List activities of the chosen period that began on another day than planned.

    Returns:
        One row per activity with a planned first day, the latest first: `uid`, `title`,
        `planned_on`, `actual_on`, `state` (late, or done: earlier), `days_late` (missing where
        days are not known exactly), `months_late`, how exactly the two days are known
        (`planned_precision`, `precision`), and `provenance`. A plan from the first to the last day
        of a month, quarter or year is a plan for that month, quarter or year: known no better.
    """
    frame = rows(reading, "activities")
    frames.expect(frame, frames.ACTIVITIES)
    days = {"planned_on": "planned_started_on", "ended_on": "planned_ended_on"}
    days |= {"actual_on": "started_on"}
    found = frame[["uid", "title", "provenance"]].assign(
        **{name: _days(frame[column]) for name, column in days.items()},
        precision=frame["date_precision"].fillna("").replace("", "day"),
    )
    found = found[found["planned_on"].notna() & found["actual_on"].notna()]
    plans = each(found, "planned_on", "ended_on")
    found["planned_precision"] = [_precision_of(first, last) for first, last in plans]
    precisions = each(found, "planned_precision", "precision")
    found["known_to"] = [max(two, key=PRECISIONS.index) for two in precisions]
    cases = each(found, "planned_on", "actual_on", "known_to")
    moved = [_period(plan, known) != _period(day, known) for plan, day, known in cases]
    found = found[pd.Series(moved, found.index, dtype=bool)]
    # Late counts from the last day that would have been in time.
    after = (found["planned_precision"] != "day") & (found["actual_on"] > found["ended_on"])
    last = found["planned_on"].mask(after, found["ended_on"])
    cases = each(found.assign(last=last), "last", "actual_on", "known_to")
    late = [_lateness(plan, day, known, reading.on) for plan, day, known in cases]
    found = _by_day(found.drop(columns=["ended_on", "known_to"]), late, "planned_on")
    delay = found["planned_on"] - found["actual_on"]
    return found.assign(delay=delay).sort_values(["delay", "uid"]).drop(columns="delay")


def _lateness(planned: date | None, actual: date | None, precision: str, on: date) -> Lateness:
    """Return state, days late (None unless both are known to the day) and months late."""
    if planned is None:
        return ("open" if actual is None else "reached"), None, None
    until = actual or on
    late = _period(until, precision) > _period(planned, precision)
    if actual is None and not late:
        return "open", None, None
    state = ("late" if late else "done") if actual else "overdue"
    if precision == "day":
        return state, (until - planned).days, _whole_months(planned, until)
    return state, None, _months_between(planned, until)


def _months_between(planned: date, actual: date) -> int:
    """Return calendar months: October 2010 to January 2011 is 3."""
    return (actual.year - planned.year) * 12 + actual.month - planned.month


def _whole_months(planned: date, actual: date) -> int:
    """Return the months that have passed between two days: 30 July to 1 October is 2, not 3."""
    if actual < planned:
        return -_whole_months(actual, planned)
    return _months_between(planned, actual) - (actual.day < planned.day)


def _precision_of(first: date, last: date | None) -> str:
    """Return how exactly a plan is known: whole months, quarters and years name no day."""
    for precision in PRECISIONS[1:]:
        whole = _period(first, precision)
        if (first, last) == (whole.start_time.date(), whole.end_time.date()):
            return precision
    return "day"


def _period(day: date, precision: str) -> pd.Period:
    return pd.Period(day, FREQUENCIES[precision])


def _days(cells: pd.Series, until: date = date.max) -> pd.Series:
    """Return cells as days, None where there is none by `until`."""
    days = [day if is_day(day) and day <= until else None for day in cells]
    return pd.Series(days, cells.index, dtype=object)


def _by_day(found: pd.DataFrame, late: list[Lateness], *columns: str) -> pd.DataFrame:
    """Return rows with their lateness, by the first day that is known and by uid."""
    lateness = pd.DataFrame(late, index=found.index, columns=LATENESS, dtype=object)
    found = found.join(lateness.astype(dict.fromkeys(LATENESS[1:], "float64")))
    day = found[list(columns)].bfill(axis=1).iloc[:, 0].fillna(date.max)
    return found.assign(day=day).sort_values(["day", "uid"]).drop(columns="day")


COHORT_STAGES = ("nominated", "selected", "in_programme", "completed", "leadership_role")
RESOURCE_STAGES = ("started", "drafted", "released")


@dataclass(frozen=True)
class Availability:
    """Pairs of a resource and a language: released, out of all there could be."""

    released: int
    pairs: int
    ratio: float | None


def leaders(reading: Reading) -> pd.DataFrame:
    """Count the people of each leaders' cohort by stage, as reported by the evaluation day.

    Of each cohort, stage and gender the latest count holds; genders, with "not stated" as one of
    them, add up to the count of the stage.

    Returns:
        One row per cohort and stage in order, stages nobody reported included: `position`,
        `count` (missing where it is not known), `as_of`, `qualifier`, `women`, `gender_known`,
        `provenance`.
    """
    frame = rows(reading, "cohorts")
    frames.expect(frame, frames.COHORTS)
    told = _until(frame, reading).drop_duplicates(["cohort", "stage", "gender"], keep="last")
    count = told["count"].astype("float64")
    told = told.assign(
        count=count,
        women=count.where(told["gender"] == "woman", 0),
        gender_known=count.where(told["gender"] != "not_stated", 0),
        unknown=count.isna(),
        qualifier=told["qualifier"].replace("exact", None),
        rank=told["provenance"].map(PROVENANCES.index),
    )
    stages = told.groupby(["cohort", "stage"])
    found = stages[["women", "gender_known"]].sum()
    found["count"] = stages["count"].sum(min_count=1)
    found["as_of"] = stages["as_of"].max()
    found["qualifier"] = stages["qualifier"].min().fillna("exact")
    partly = stages["unknown"].any() & found["count"].notna()
    found["qualifier"] = found["qualifier"].mask(partly, "at_least")
    found["provenance"] = stages["rank"].max().map(PROVENANCES.__getitem__)
    every = pd.MultiIndex.from_product(
        [sorted(set(told["cohort"])), COHORT_STAGES], names=["cohort", "stage"]
    )
    found = found.reindex(every).reset_index()
    found["position"] = found["stage"].map(COHORT_STAGES.index) + 1
    found["as_of"] = found["as_of"].astype(object).where(found["as_of"].notna(), None)
    found = found.fillna({"women": 0, "gender_known": 0, "qualifier": "", "provenance": ""})
    return found.astype({"women": "int64", "gender_known": "int64"})


def resources(reading: Reading) -> pd.DataFrame:
    """Give the furthest stage of every resource in every language by the evaluation day.

    Returns:
        One row per resource (by title) and language in order: `title`, `node`, `kind`,
        `position` of the language, `stage` ("" = not begun), `as_of` of the stage (None),
        `provenance`. Languages beyond the list of terms come after it.
    """
    frame = rows(reading, "resources")
    frames.expect(frame, frames.RESOURCES)
    told = _until(frame, reading)
    about = told.drop_duplicates("resource", keep="last")[["resource", "title", "node", "kind"]]
    about = about.sort_values(["title", "resource"])
    place = told["stage"].map(RESOURCE_STAGES.index)
    furthest = told.assign(place=place).sort_values("place", ascending=False, kind="stable")
    furthest = furthest.drop_duplicates(["resource", "language"])
    listed = languages_of(reading)
    languages = [*listed, *sorted({*told["language"]} - {*listed})]
    positions = pd.DataFrame({"language": languages, "position": range(1, len(languages) + 1)})
    found = about.merge(positions, how="cross").merge(
        furthest[["resource", "language", "stage", "as_of", "provenance"]], how="left"
    )
    found["as_of"] = found["as_of"].astype(object).where(found["as_of"].notna(), None)
    return found.fillna({"stage": "", "provenance": ""})


def availability(reading: Reading) -> Availability:
    """Return the share of pairs of resource and language that are released."""
    found, languages = resources(reading), languages_of(reading)
    within = found[found["language"].isin(languages)]
    released = int((within["stage"] == "released").sum())
    pairs = int(found["resource"].nunique()) * len(languages)
    return Availability(released, pairs, released / pairs if pairs else None)


def _until(frame: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Return the rows up to the evaluation day; the one that counts comes last."""
    return by_recording(frame[frame["as_of"] <= reading.on], "as_of")
