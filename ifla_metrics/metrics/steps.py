"""Steps on the way: milestones, late starts, cohorts of leaders, resources in languages.

A date known to the month is late when the month is past, not before: lateness is never more exact
than the dates.
"""

from datetime import date
from typing import get_args

import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.metrics.measures import is_day, languages_of
from ifla_metrics.metrics.selection import each, rows
from ifla_metrics.metrics.values import PROVENANCES, by_recording
from ifla_metrics.models.field_types import CohortStage, ResourceStage
from ifla_metrics.periods import months_apart
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
COHORT_STAGES = get_args(CohortStage)
RESOURCE_STAGES = get_args(ResourceStage)


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
    found, framework, on = rows(reading, "milestones"), reading.framework, reading.evaluation_day
    if node is not None:
        below = [node in {n.code for n in framework.lineage(code)} for code in found["node"]]
        found = found[pd.Series(below, found.index, dtype=bool)]
    found = found.assign(
        row=found["node"].map(framework.row_of),
        planned_on=_days(found["planned_on"]),
        actual_on=_days(found["actual_on"], until=on),
        precision=found["date_precision"].replace("", "day"),
    )
    found = found.join(_lateness(found["planned_on"], found["actual_on"], found["precision"], on))
    day = found["planned_on"].fillna(found["actual_on"]).fillna(date.max)
    return found.assign(day=day).sort_values(["day", "uid"]).drop(columns="day")


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
    found = frame[["uid", "title", "provenance"]].assign(
        planned_on=_days(frame["planned_started_on"]),
        ended_on=_days(frame["planned_ended_on"]),
        actual_on=_days(frame["started_on"]),
        precision=frame["date_precision"].replace("", "day"),
    )
    found = found[found["planned_on"].notna() & found["actual_on"].notna()]
    plans = each(found, "planned_on", "ended_on")
    found["planned_precision"] = [_precision_of(first, last) for first, last in plans]
    precisions = each(found, "planned_precision", "precision")
    found["known_to"] = [max(two, key=PRECISIONS.index) for two in precisions]
    days = each(found, "planned_on", "actual_on", "known_to")
    moved = [_period(plan, known) != _period(day, known) for plan, day, known in days]
    found = found[pd.Series(moved, found.index, dtype=bool)]
    # Late counts from the last day that would have been in time.
    after = (found["planned_precision"] != "day") & (found["actual_on"] > found["ended_on"])
    in_time = found["planned_on"].mask(after, found["ended_on"])
    found = found.join(
        _lateness(in_time, found["actual_on"], found["known_to"], reading.evaluation_day)
    )
    found["delay"] = found["planned_on"] - found["actual_on"]
    return found.sort_values(["delay", "uid"]).drop(columns=["ended_on", "known_to", "delay"])


def _lateness(
    planned: pd.Series, actual: pd.Series, precisions: pd.Series, on: date
) -> pd.DataFrame:
    """Return `state`, `days_late` (missing unless days are known exactly) and `months_late`."""
    found: list[tuple[str, int | None, int | None]] = []
    for plan, day, precision in zip(planned, actual, precisions, strict=True):
        until = day or on
        if plan is None:
            found.append(("open" if day is None else "reached", None, None))
            continue
        late = _period(until, precision) > _period(plan, precision)
        state = ("late" if late else "done") if day else "overdue"
        if day is None and not late:
            found.append(("open", None, None))
        elif precision == "day":
            found.append((state, (until - plan).days, _whole_months(plan, until)))
        else:
            found.append((state, None, months_apart(plan, until)))
    table = pd.DataFrame(found, planned.index, ["state", "days_late", "months_late"], dtype=object)
    return table.astype({"days_late": "float64", "months_late": "float64"})


def _whole_months(planned: date, actual: date) -> int:
    """Return the months that have passed between two days: 30 July to 1 October is 2, not 3."""
    if actual < planned:
        return -_whole_months(actual, planned)
    return months_apart(planned, actual) - (actual.day < planned.day)


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


def leaders(reading: Reading) -> pd.DataFrame:
    """Count the people of each leaders' cohort by stage, as reported by the evaluation day.

    Of each cohort, stage and gender the latest count holds; genders, with "not stated" as one of
    them, add up to the count of the stage.

    Returns:
        One row per cohort and stage in order, stages nobody reported included: `count` (missing
        where it is not known), `as_of`, `qualifier`, `women`, `gender_known` (both missing where
        no gender is stated, `women` also where theirs is not known), `provenance`.
    """
    reported = _until(rows(reading, "cohorts"), reading)
    reported = reported.drop_duplicates(["cohort", "stage", "gender"], keep="last")
    count, stated = reported["count"].astype("float64"), reported["gender"] != "not_stated"
    of_women = reported["gender"] == "woman"
    stages = reported.assign(
        count=count,
        women=count.where(of_women, 0).where(stated),
        gender_known=count.where(stated),
        unknown=count.isna(),
        women_unknown=count.isna() & of_women,
        qualifier=reported["qualifier"].replace("exact", None),
        rank=reported["provenance"].map(PROVENANCES.index),
    ).groupby(["cohort", "stage"])
    found = stages[["women", "gender_known", "count"]].sum(min_count=1)
    found["women"] = found["women"].mask(stages["women_unknown"].any())
    found["as_of"] = stages["as_of"].max()
    partly = stages["unknown"].any() & found["count"].notna()
    found["qualifier"] = stages["qualifier"].min().fillna("exact").mask(partly, "at_least")
    found["provenance"] = stages["rank"].max().map(PROVENANCES.__getitem__)
    every = pd.MultiIndex.from_product(
        [sorted(set(reported["cohort"])), COHORT_STAGES], names=["cohort", "stage"]
    )
    found = found.reindex(every).reset_index()
    found["as_of"] = found["as_of"].astype(object).where(found["as_of"].notna(), None)
    return found.fillna({"qualifier": "", "provenance": ""})


def resources(reading: Reading) -> pd.DataFrame:
    """Give the furthest stage of every resource in every language by the evaluation day.

    Returns:
        One row per resource (by title) and language in order: `title`, `node`, `kind`, `stage`
        ("" = not begun), `as_of` of the stage (None), `provenance`. Languages
        beyond the list of terms come after it.
    """
    reported = _until(rows(reading, "resources"), reading)
    about = reported.drop_duplicates("resource", keep="last")[["resource", "title", "node", "kind"]]
    about = about.sort_values(["title", "resource"])
    place = reported["stage"].map(RESOURCE_STAGES.index)
    furthest = reported.assign(place=place).sort_values("place", ascending=False, kind="stable")
    furthest = furthest.drop_duplicates(["resource", "language"])
    listed = languages_of(reading)
    languages = [*listed, *sorted({*reported["language"]} - {*listed})]
    found = about.merge(pd.DataFrame({"language": languages}), how="cross").merge(
        furthest[["resource", "language", "stage", "as_of", "provenance"]], how="left"
    )
    found["as_of"] = found["as_of"].astype(object).where(found["as_of"].notna(), None)
    return found.fillna({"stage": "", "provenance": ""})


def _until(frame: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Return the rows up to the evaluation day; the one that counts comes last."""
    return by_recording(frame[frame["as_of"] <= reading.evaluation_day], "as_of")
