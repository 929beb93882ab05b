"""What comes in stages: leaders of a cohort, and resources in the languages of the federation."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ifla_metrics import frames
from ifla_metrics.metrics.measures import languages_of
from ifla_metrics.metrics.selection import rows
from ifla_metrics.metrics.values import PROVENANCES, by_recording
from ifla_metrics.reading import Reading

NEEDS = ("cohorts", "resources", "terms")

COHORT_STAGES = ("nominated", "selected", "in_programme", "completed", "leadership_role")
RESOURCE_STAGES = ("started", "drafted", "released")


@dataclass(frozen=True)
class Availability:
    """Pairs of a resource and a language: released, out of all there could be."""

    released: int
    pairs: int
    ratio: float | None
    resources: int
    languages: int


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
    number = int(found["resource"].nunique())
    pairs = number * len(languages)
    return Availability(
        released, pairs, released / pairs if pairs else None, number, len(languages)
    )


def _until(frame: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Return the rows up to the evaluation day; the one that counts comes last."""
    return by_recording(frame[frame["as_of"] <= reading.on], "as_of")
