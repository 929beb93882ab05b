"""Data quality checks. Each returns the entries that somebody should look at, at most 200."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple, get_args

import numpy as np
import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.models.field_types import CohortStage
from ifla_metrics.models.log_tables import ACTIVITY_VERSION, EVIDENCE
from ifla_metrics.store.as_of import was_current
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.kinds import ACTIVITY_KIND, RECORD_KINDS
from ifla_metrics.store.versions import AnyVersion, read_versions

MOST = 200
"""Maximum findings of one check; correct these to see the others."""
GRACE = timedelta(days=30)
"""Time after the end of an activity before a check reports it."""
SAME_FACT = {
    "observation": (
        ["framework", "indicator", "as_of", "period", "country"],
        ["value", "numerator", "denominator", "state"],
    ),
    "cohort_count": (["framework", "node", "cohort", "stage", "as_of", "gender"], ["count"]),
    "milestone": (["framework", "node", "title"], ["planned_on", "actual_on"]),
}
"""By kind: the columns that identify a fact, and those in which its records must agree."""
STAGES = get_args(CohortStage)[:-1]
"""Stages in order: each has at most the people of the stage before. The last stage
is left out: it is a role that may come at any time."""
CLOSE = 0.005
"""Relative difference that counts as rounding."""

_V = ACTIVITY_VERSION.c


class Finding(NamedTuple):
    """An entry to look at; if its total is wrong, with the stated and the computed total."""

    entry: AnyVersion
    stated: float | None = None
    computed: float | None = None


# Activities


def never_updated(connection: Connection, *, on: date) -> list[Finding]:
    """Return activities that ended over a month ago but are still planned or under way."""
    planned = _V.lifecycle.in_(("planned", "under_way"))
    return _activities(connection, planned, _V.ended_on < on - GRACE)


def activities_without_evidence(connection: Connection, *, on: date) -> list[Finding]:
    """Return completed activities without evidence or source a month after their end."""
    has_evidence = sa.exists().where(EVIDENCE.c.version_id == _V.id)
    completed = sa.and_(_V.lifecycle == "completed", _V.ended_on < on - GRACE)
    return _activities(connection, completed, _V.source == "", ~has_evidence)


def _activities(connection: Connection, *rules: sa.ColumnElement[bool]) -> list[Finding]:
    """Return the current activities that meet all conditions, latest first."""
    rules = (was_current(ACTIVITY_VERSION, None), *rules)
    order = [_V.ended_on.desc(), _V.id.desc()]
    activities = read_versions(connection, ACTIVITY_KIND, *rules, order=order, limit=MOST)
    return [Finding(activity) for activity in activities]


# Records


def contradictions(connection: Connection) -> list[Finding]:
    """Return records that contradict another record of the same fact, grouped by fact.

    A group's value that it revised later, with a reason, is ignored.
    """
    findings: list[Finding] = []
    for kind, (fact, details) in SAME_FACT.items():
        records = _current(connection, kind)
        if kind == "observation":
            records = _without_revised(records)
        values = records.groupby(fact, dropna=False)[details].transform("nunique", dropna=False)
        wrong = records[values.gt(1).any(axis=1)]
        findings += _findings(
            connection, kind, wrong.sort_values(fact, kind="stable", na_position="first")
        )
    return findings[:MOST]


def _without_revised(observations: pd.DataFrame) -> pd.DataFrame:
    """Return values without those that the same group revised later with a reason."""
    fact = [*SAME_FACT["observation"][0], "group_code"]
    has_reason = (observations["note"] != "") | (observations["reason"] != "")
    is_revised = (observations["qualifier"] == "revised") & has_reason
    values = observations.assign(revised_at=observations["recorded_at"].where(is_revised))
    newest = values.groupby(fact, dropna=False)["revised_at"].transform("max")
    return observations[newest.isna() | (observations["recorded_at"] >= newest)]


def mismatched_totals(connection: Connection) -> list[Finding]:
    """Return records whose total does not match its parts.

    These are values that differ from numerator ÷ denominator (also as a percentage) or from the
    sum of their countries, and cohort stages with more people than the stage before.
    """
    values = _current(connection, "observation")
    summed = [
        (framework.id, indicator.code, indicator.ratio)
        for framework in read_catalogue(connection).frameworks.values()
        for indicator in framework.indicators
        if indicator.place_rule == "sum"
    ]
    return [
        *_findings(connection, "observation", _wrong_ratios(values)),
        *_findings(connection, "observation", _wrong_sums(values, summed)),
        *_findings(connection, "cohort_count", _wrong_stages(_current(connection, "cohort_count"))),
    ][:MOST]


def _wrong_ratios(observations: pd.DataFrame) -> pd.DataFrame:
    """Return values that differ from numerator ÷ denominator, also as a percentage."""
    ratio = observations["numerator"] / observations["denominator"]
    values = observations.assign(stated=observations["value"], computed=ratio)
    values = values.dropna(subset=["stated", "computed"])
    stated, computed = values["stated"], values["computed"]
    return values[~(_is_close(stated, computed) | _is_close(stated, 100 * computed))]


def _wrong_sums(
    observations: pd.DataFrame, summed: Sequence[tuple[str, str, bool]]
) -> pd.DataFrame:
    """Return values without a country that differ from the sum of their countries.

    Ratios are compared by their numerators. Facts with a missing or inexact number, or with two
    values for one country, are skipped. `summed` are the indicators that add up: framework, code
    and whether it is a ratio.
    """
    fact = ["framework", "indicator", "as_of", "period"]
    values = observations.merge(pd.DataFrame(summed, columns=["framework", "indicator", "ratio"]))
    values["stated"] = values["numerator"].where(values["ratio"].astype(bool), values["value"])
    is_total = values["country"].isna()
    values["part"] = values["stated"].where(~is_total)
    values["exact"] = values["stated"].notna() & (values["qualifier"] == "exact")
    values["repeated"] = values.duplicated([*fact, "country"], keep=False)
    facts = values.groupby(fact)
    values["computed"] = facts["part"].transform("sum")
    comparable = (
        facts["exact"].transform("all")
        & ~facts["repeated"].transform("any")
        & (facts["part"].transform("count") > 0)
    )
    return values[is_total & comparable & ~_is_close(values["stated"], values["computed"])]


def _wrong_stages(cohorts: pd.DataFrame) -> pd.DataFrame:
    """Return the newest counts of each stage that has more people than the stage before."""
    cohort = ["framework", "node", "cohort"]
    counts = cohorts[cohorts["count"].notna() & cohorts["stage"].isin(STAGES)]
    newest = counts.groupby([*cohort, "stage"])["as_of"].transform("max")
    counts = counts[counts["as_of"] == newest]
    counts = counts.assign(stated=counts.groupby([*cohort, "stage"])["count"].transform("sum"))
    counts = counts.drop_duplicates([*cohort, "stage"])
    counts = counts.sort_values("stage", key=lambda names: names.map(STAGES.index), kind="stable")
    counts = counts.assign(computed=counts.groupby(cohort)["stated"].shift())
    return counts[counts["stated"] > counts["computed"]]


def _current(connection: Connection, kind: str) -> pd.DataFrame:
    """Return the current records of a kind, with the columns of their table."""
    table = RECORD_KINDS[kind].table
    statement = sa.select(table).where(was_current(table, None)).order_by(table.c.id)
    frame = pd.DataFrame(connection.execute(statement).all(), columns=table.c.keys())
    numbers = ("value", "numerator", "denominator", "count")
    return frame.astype({name: float for name in numbers if name in frame})


def _findings(connection: Connection, kind: str, records: pd.DataFrame) -> list[Finding]:
    records = records[:MOST]
    found = RECORD_KINDS[kind]
    entries = read_versions(connection, found, found.table.c.id.in_(records["id"].to_list()))
    by_id = {entry.id: entry for entry in entries}
    totals = [name for name in ("stated", "computed") if name in records]
    rows = records[["id", *totals]].itertuples(index=False, name=None)
    return [Finding(by_id[id_], *numbers) for id_, *numbers in rows]


def _is_close(one: pd.Series, other: pd.Series) -> pd.Series:
    return (one - other).abs() <= CLOSE * np.maximum(one.abs(), other.abs())
