"""Leaders by stage, resources by language."""

from datetime import date

import pandas as pd

from ifla_metrics.metrics import steps as pipelines
from tests.metrics.factories import day, reading, rows_of


def cohorts(*rows):
    usual = {"node": "K.A", "cohort": "2012-2014", "gender": "not_stated", "qualifier": "exact"}
    return rows_of("cohorts", *({**usual, **row, "as_of": day(row["as_of"])} for row in rows))


def test_the_latest_count_of_each_stage_holds_and_stages_nobody_reported_keep_their_row():
    told = cohorts(
        {"stage": "selected", "as_of": "2012-03-01", "count": 14},
        {"stage": "selected", "as_of": "2012-06-01", "count": 12},
        {"stage": "completed", "as_of": "2014-08-20", "count": 12},
    )

    table = pipelines.leaders(reading(cohorts=told)).set_index("stage")

    assert list(table.index) == list(pipelines.COHORT_STAGES)
    assert table.loc["selected", ["count", "as_of"]].tolist() == [12, date(2012, 6, 1)]
    assert pd.isna(table.loc["completed", "count"])
    assert pd.isna(table.loc["nominated", "count"])


def test_genders_add_up_to_the_stage_with_not_stated_as_one_of_them():
    told = cohorts(
        {"stage": "in_programme", "as_of": "2012-06-01", "count": 5, "gender": "woman"},
        {"stage": "in_programme", "as_of": "2012-06-01", "count": 3, "gender": "man"},
        {"stage": "in_programme", "as_of": "2012-06-01", "count": 1},
    )

    row = pipelines.leaders(reading(cohorts=told)).set_index("stage").loc["in_programme"]

    assert row[["count", "women", "gender_known"]].tolist() == [9, 5, 8]


def test_an_unknown_count_is_missing_and_a_partly_known_one_says_at_least():
    unknown = cohorts({"stage": "nominated", "as_of": "2012-01-01", "count": None})
    partly = cohorts(
        {"stage": "nominated", "as_of": "2012-01-01", "count": None},
        {"stage": "nominated", "as_of": "2012-01-01", "count": 4, "gender": "woman"},
    )

    assert pd.isna(pipelines.leaders(reading(cohorts=unknown))["count"].iloc[0])
    row = pipelines.leaders(reading(cohorts=partly)).iloc[0]
    assert row[["count", "qualifier"]].tolist() == [4, "at_least"]


def resources(*rows):
    usual = {"node": "K.A", "title": "Module 1", "resource": "m1", "kind": "module"}
    return rows_of("resources", *({**usual, **row, "as_of": day(row["as_of"])} for row in rows))


def test_every_resource_and_language_has_its_furthest_stage():
    told = resources(
        {"language": "fr", "stage": "released", "as_of": "2011-05-01"},
        {"language": "fr", "stage": "drafted", "as_of": "2012-01-01"},
        {"language": "en", "stage": "started", "as_of": "2010-01-01"},
        {"language": "ar", "stage": "released", "as_of": "2013-01-01"},
    )

    table = pipelines.resources(reading(resources=told))

    assert table[["language", "stage"]].values.tolist() == [
        ["ar", ""],
        ["en", "started"],
        ["fr", "released"],
    ]
    assert table["as_of"].tolist() == [None, date(2010, 1, 1), date(2011, 5, 1)]


def test_availability_is_pairs_released_out_of_all_there_could_be():
    told = resources(
        {"language": "fr", "stage": "released", "as_of": "2011-05-01"},
        {"language": "pt", "stage": "released", "as_of": "2011-05-01"},
        {"language": "en", "stage": "released", "as_of": "2011-05-01", "resource": "m2"},
    )

    found = pipelines.availability(reading(resources=told))

    assert (found.released, found.pairs, found.resources, found.languages) == (2, 6, 2, 3)
    assert found.ratio == 2 / 6
