"""What comes in stages: leaders of a cohort, and resources in the languages of the federation."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import pandas as pd

from ifla_metrics import frames
from ifla_metrics.metrics.exact import known
from ifla_metrics.metrics.measures import languages_of
from ifla_metrics.metrics.selection import rows
from ifla_metrics.metrics.tables import Record, records, table
from ifla_metrics.metrics.values import by_recording, weakest
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
    latest: dict[tuple[str, str], dict[str, Record]] = defaultdict(dict)
    for row in records(by_recording(frame, "as_of")):
        if row["as_of"] <= reading.on:
            latest[row["cohort"], row["stage"]][row["gender"]] = row
    stages = [
        {"cohort": cohort, "stage": stage, "position": i, **_people(latest[cohort, stage])}
        for cohort in sorted({c for c, _ in latest})
        for i, stage in enumerate(COHORT_STAGES, start=1)
    ]
    return table(
        stages,
        (
            "cohort",
            "stage",
            "position",
            "count",
            "as_of",
            "qualifier",
            "women",
            "gender_known",
            "provenance",
        ),
        floats=("count",),
        counts=("position", "women", "gender_known"),
    )


def resources(reading: Reading) -> pd.DataFrame:
    """Give the furthest stage of every resource in every language by the evaluation day.

    Returns:
        One row per resource (by title) and language in order: `title`, `node`, `kind`,
        `position` of the language, `stage` ("" = not begun), `as_of` of the stage (None),
        `provenance`. Languages beyond the list of terms come after it.
    """
    frame = rows(reading, "resources")
    frames.expect(frame, frames.RESOURCES)
    best: dict[tuple[str, str], Record] = {}
    about: dict[str, Record] = {}
    for row in records(by_recording(frame, "as_of")):
        if row["as_of"] > reading.on:
            continue
        about[row["resource"]] = row
        key = (row["resource"], row["language"])
        if key not in best or _stage(row) > _stage(best[key]):
            best[key] = row
    listed = languages_of(reading)
    languages = [*listed, *sorted({lang for _, lang in best} - set(listed))]
    pairs = []
    for resource in sorted(about, key=lambda r: (about[r]["title"], r)):
        for i, language in enumerate(languages, start=1):
            row = best.get((resource, language), {})
            pairs.append(
                {
                    "resource": resource,
                    "title": about[resource]["title"],
                    "node": about[resource]["node"],
                    "kind": about[resource]["kind"],
                    "language": language,
                    "position": i,
                    "stage": row.get("stage", ""),
                    "as_of": row.get("as_of"),
                    "provenance": row.get("provenance", ""),
                }
            )
    return table(
        pairs,
        (
            "resource",
            "title",
            "node",
            "kind",
            "language",
            "position",
            "stage",
            "as_of",
            "provenance",
        ),
        counts=("position",),
    )


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


def _people(by_gender: dict[str, Record]) -> Record:
    counts = {gender: known(row["count"]) for gender, row in by_gender.items()}
    people = {gender: int(count) for gender, count in counts.items() if count is not None}
    days = [d for row in by_gender.values() if isinstance(d := row["as_of"], date)]
    qualifiers = {row["qualifier"] for row in by_gender.values()} - {"exact"}
    if people and len(people) < len(counts):
        qualifiers = {"at_least"}
    return {
        "count": sum(people.values()) if people else None,
        "as_of": max(days, default=None),
        "qualifier": next(iter(sorted(qualifiers)), "exact" if by_gender else ""),
        "women": people.get("woman", 0),
        "gender_known": sum(n for gender, n in people.items() if gender != "not_stated"),
        "provenance": weakest({row["provenance"] for row in by_gender.values()}),
    }


def _stage(row: Record) -> int:
    return RESOURCE_STAGES.index(row["stage"])
