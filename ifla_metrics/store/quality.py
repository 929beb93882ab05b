"""Data quality: entries that should be looked at. Each check returns findings, at most 200."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple, get_args

import numpy as np
import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.models.field_types import CohortStage
from ifla_metrics.models.log_tables import ACTIVITY_VERSION, EVIDENCE
from ifla_metrics.store.as_of import was_current
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.kinds import ACTIVITY_KIND, KINDS
from ifla_metrics.store.versions import AnyVersion, read_versions

MOST = 200
"""Findings of one check at most: the others are found when these are corrected."""
GRACE = timedelta(days=30)
"""After the last day of an activity before its entry is asked about."""
SAME_FACT = {
    "observation": (
        ["framework", "indicator", "as_of", "period", "country"],
        ["value", "numerator", "denominator", "state"],
    ),
    "cohort_count": (["framework", "node", "cohort", "stage", "as_of", "gender"], ["count"]),
    "milestone": (["framework", "node", "title"], ["planned_on", "actual_on"]),
}
"""By kind, the fields that make two records of one fact, and those that should then be equal."""
STAGES = get_args(CohortStage)[:-1]
"""Stages of a cohort of which each is a part of the one before; a role comes in any order."""
CLOSE = 0.005
"""A difference of less than half a percent of a value is rounding."""

_V = ACTIVITY_VERSION.c


class Finding(NamedTuple):
    """An entry to be looked at; where its parts are not its total, both."""

    entry: AnyVersion
    stated: float | None = None
    computed: float | None = None


# Activities


def never_updated(connection: Connection, *, on: date) -> list[Finding]:
    """Return activities that ended over a month ago and are still marked planned or under way."""
    planned = _V.lifecycle.in_(("planned", "under_way"))
    return _activities(connection, planned, _V.ended_on < on - GRACE)


def activities_without_evidence(connection: Connection, *, on: date) -> list[Finding]:
    """Return completed activities, over by a month, with neither evidence nor a source."""
    shown = sa.exists().where(EVIDENCE.c.version_id == _V.id)
    over = sa.and_(_V.lifecycle == "completed", _V.ended_on < on - GRACE)
    return _activities(connection, over, _V.source == "", ~shown)


def _activities(connection: Connection, *rules: sa.ColumnElement[bool]) -> list[Finding]:
    """Return the activities that meet some conditions, the latest first."""
    order = [_V.ended_on.desc(), _V.id.desc()]
    current = (was_current(ACTIVITY_VERSION, None), *rules)
    found = read_versions(connection, ACTIVITY_KIND, *current, order=order, limit=MOST)
    return [Finding(one) for one in found]


# Records


def contradictions(connection: Connection) -> list[Finding]:
    """Return records of a fact that another record contradicts, those of one fact together.

    A revised value with its reason contradicts no value that its group had reported before.
    """
    found: list[Finding] = []
    for kind, (same, alike) in SAME_FACT.items():
        records = _current(connection, kind)
        if kind == "observation":
            records = _without_revised(records)
        values = records.groupby(same, dropna=False)[alike].transform("nunique", dropna=False)
        wrong = records[values.gt(1).any(axis=1)]
        found += _findings(wrong.sort_values(same, kind="stable"))
    return found[:MOST]


def _without_revised(observations: pd.DataFrame) -> pd.DataFrame:
    """Return values without those that their group revised later, saying why."""
    columns = [*SAME_FACT["observation"][0], "group", "entry"]
    told = [(fact, one) for *fact, one in observations[columns].itertuples(index=False, name=None)]
    newest: dict[tuple[object, ...], datetime] = {}
    for fact, one in told:
        if one.draft.qualifier == "revised" and (one.draft.note or one.reason):
            newest[*fact] = max(newest.get((*fact,), one.recorded_at), one.recorded_at)
    kept = [one.recorded_at >= newest.get((*fact,), one.recorded_at) for fact, one in told]
    return observations[np.array(kept, bool)]


def unequal_parts(connection: Connection) -> list[Finding]:
    """Return records whose parts are not their total.

    A value that is not its numerator over its denominator (also in percent) or not what its
    countries add up to, a stage of a cohort with more people than the stage before it.
    """
    values = _current(connection, "observation")
    added_up = [
        (plan.id, indicator.code, indicator.ratio)
        for plan in catalogue(connection).frameworks.values()
        for indicator in plan.indicators
        if indicator.place_rule == "sum"
    ]
    return [
        *_findings(_ratios(values)),
        *_findings(_wholes(values, added_up)),
        *_findings(_stages(_current(connection, "cohort_count"))),
    ][:MOST]


def _ratios(observations: pd.DataFrame) -> pd.DataFrame:
    """Return values that are not their numerator over their denominator, also in percent."""
    ratio = observations["numerator"] / observations["denominator"]
    found = observations.assign(stated=observations["value"], computed=ratio)
    found = found.dropna(subset=["stated", "computed"])
    close = _close(found["stated"], found["computed"]) | _close(
        found["stated"], 100 * found["computed"]
    )
    return found[~close]


def _wholes(observations: pd.DataFrame, added_up: Sequence[tuple[str, str, bool]]) -> pd.DataFrame:
    """Return values for the whole that the values of its countries, added up, do not give.

    Ratios are added by their numerators, as per cents are not. Nothing is found where a number is
    missing or not exact, nor where a place was reported twice, which is a contradiction or two
    groups' work. `added_up` are the indicators with framework, code and whether it is a ratio.
    """
    fact = ["framework", "indicator", "as_of", "period"]
    of_indicators = pd.DataFrame(added_up, columns=["framework", "indicator", "ratio"])
    values = observations.merge(of_indicators)
    values["stated"] = values["numerator"].where(values["ratio"].astype(bool), values["value"])
    whole = values["country"] == ""
    values["part"] = values["stated"].where(~whole)
    values["known"] = values["stated"].notna() & (values["qualifier"] == "exact")
    values["twice"] = values.duplicated([*fact, "country"], keep=False)
    facts = values.groupby(fact)
    values["computed"] = facts["part"].transform("sum")
    comparable = (
        facts["known"].transform("all")
        & ~facts["twice"].transform("any")
        & (facts["part"].transform("count") > 0)
    )
    return values[whole & comparable & ~_close(values["stated"], values["computed"])]


def _stages(cohorts: pd.DataFrame) -> pd.DataFrame:
    """Return the newest counts of a stage that has more people than the stage before it."""
    cohort = ["framework", "node", "cohort"]
    found = cohorts[cohorts["count"].notna() & cohorts["stage"].isin(STAGES)]
    found = found[found["as_of"] == found.groupby([*cohort, "stage"])["as_of"].transform("max")]
    found = found.assign(stated=found.groupby([*cohort, "stage"])["count"].transform("sum"))
    found = found.drop_duplicates([*cohort, "stage"])
    found = found.sort_values("stage", key=lambda names: names.map(STAGES.index), kind="stable")
    found = found.assign(computed=found.groupby(cohort)["stated"].shift())
    return found[found["stated"] > found["computed"]]


def _current(connection: Connection, kind: str) -> pd.DataFrame:
    """Return the records of a kind that stand, one a row: their fields, and the whole `entry`."""
    found = KINDS[kind]
    entries = read_versions(connection, found, was_current(found.table, None))
    rows = [{**dict(entry.draft), "entry": entry} for entry in entries]
    frame = pd.DataFrame(rows, columns=[*found.draft.model_fields, "entry"])
    numbers = ("value", "numerator", "denominator", "count")
    return frame.astype({name: float for name in numbers if name in frame})


def _findings(records: pd.DataFrame) -> list[Finding]:
    columns = [name for name in Finding._fields if name in records]
    return [Finding(*row) for row in records[columns].itertuples(index=False, name=None)]


def _close(one: pd.Series, other: pd.Series) -> pd.Series:
    return (one - other).abs() <= CLOSE * np.maximum(one.abs(), other.abs())
