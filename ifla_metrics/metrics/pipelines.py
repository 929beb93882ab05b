"""Pipelines: the people in each leaders' cohort and the resources in each language, by stage."""

from typing import get_args

import pandas as pd

from ifla_metrics.metrics.measures import languages_of
from ifla_metrics.metrics.selection import counted_rows
from ifla_metrics.metrics.values import PROVENANCES, sort_by_precedence
from ifla_metrics.models.field_types import CohortStage, ResourceStage
from ifla_metrics.reading import Reading

_COHORT_STAGES = get_args(CohortStage)
_RESOURCE_STAGES = get_args(ResourceStage)


def leaders(reading: Reading) -> pd.DataFrame:
    """Count the people in each leaders' cohort by stage, as reported by the evaluation day.

    The latest count of each cohort, stage and gender is used. The genders, including "not stated",
    add up to the count of the stage.

    Returns:
        One row per `cohort` and `stage` in order, including stages without a report: the people
        `count`, `women` and `gender_known` (missing if unknown), `as_of`, `qualifier`,
        `provenance`.

    Source: docs/methodology.md, "Pipelines".
    """
    reported = _reported(reading, "cohorts")
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
    table = stages[["women", "gender_known", "count"]].sum(min_count=1)
    table["women"] = table["women"].mask(stages["women_unknown"].any())
    table["as_of"] = stages["as_of"].max()
    partly_known = stages["unknown"].any() & table["count"].notna()
    table["qualifier"] = stages["qualifier"].min().fillna("exact").mask(partly_known, "at_least")
    table["provenance"] = stages["rank"].max().map(PROVENANCES.__getitem__)
    all_stages = pd.MultiIndex.from_product(
        [sorted(set(reported["cohort"])), _COHORT_STAGES], names=["cohort", "stage"]
    )
    table = table.reindex(all_stages).reset_index()
    table["as_of"] = table["as_of"].astype(object).where(table["as_of"].notna(), None)
    return table.fillna({"qualifier": "", "provenance": ""})


def resources(reading: Reading) -> pd.DataFrame:
    """Return the furthest stage of each resource in each language by the evaluation day.

    Returns:
        One row per `resource` (by title) and `language` in the list's order, then other languages:
        `title`, `node`, `kind`, `stage` ("" = not begun), `as_of` (of the stage, or None),
        `provenance`.

    Source: docs/methodology.md, "Pipelines".
    """
    reported = _reported(reading, "resources")
    latest = reported.drop_duplicates("resource", keep="last")
    titles = latest[["resource", "title", "node", "kind"]].sort_values(["title", "resource"])
    rank = reported["stage"].map(_RESOURCE_STAGES.index)
    furthest = reported.assign(rank=rank).sort_values("rank", ascending=False, kind="stable")
    furthest = furthest.drop_duplicates(["resource", "language"])
    listed = languages_of(reading)
    languages = [*listed, *sorted({*reported["language"]} - {*listed})]
    table = titles.merge(pd.DataFrame({"language": languages}), how="cross").merge(
        furthest[["resource", "language", "stage", "as_of", "provenance"]], how="left"
    )
    table["as_of"] = table["as_of"].astype(object).where(table["as_of"].notna(), None)
    return table.fillna({"stage": "", "provenance": ""})


def _reported(reading: Reading, name: str) -> pd.DataFrame:
    """Return the records of a frame by the evaluation day; of each fact the valid one is last."""
    frame = counted_rows(reading, name)
    return sort_by_precedence(frame[frame["as_of"] <= reading.evaluation_day], "as_of")
