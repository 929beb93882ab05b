"""For the public, no figure shows small numbers of people or lets readers compute them."""

import os
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pandas as pd
import pytest

from ifla_metrics.charts.theme import as_dictionary
from ifla_metrics.figures import registry, small_numbers
from ifla_metrics.figures.figure import HIDDEN
from ifla_metrics.i18n import translate
from ifla_metrics.metrics import change, participation
from ifla_metrics.metrics.small_numbers import SMALLEST, is_small
from tests.figures.conftest import CORRECTION, frame_of, with_corrections
from tests.metrics import factories as make
from tests.metrics.factories import Activity, Line

T = translate("en")
PEOPLE = {spec.name: spec.people for spec in registry.standalone_specs() if spec.people}
BY_DAY = [{"period": "2011-Q3"}, {"period": "2012"}]
AT_NIGHT = [{}, {"period": "2010-2015", "known_on": "now"}, {"documented_only": True}]


def builder(reading):
    return cache(lambda name: registry.build(name, reading, T))


@pytest.fixture(
    scope="module",
    params=BY_DAY + AT_NIGHT if os.environ.get("IFLA_NIGHT") else BY_DAY,
    ids=lambda choices: "-".join(map(str, choices.values())),
)
def views(request, read):
    """Return a builder of figures in full, one of figures for the public, and their reading."""
    full = read(**request.param)
    public = replace(full, hide_small=True)
    return builder(full), builder(public), public


def data_of(figure):
    datasets = as_dictionary(figure.chart)["datasets"].values() if figure.chart else ()
    return [row for rows in datasets if isinstance(rows, list) for row in rows]


def hidden_rows(frame):
    return frame[HIDDEN] != "" if HIDDEN in frame else pd.Series(data=False, index=frame.index)


def test_no_table_shows_a_small_number_of_people_or_a_small_difference(views):
    _, public, _ = views
    for name, people in PEOPLE.items():
        frame = public(name).table.frame
        shown = {key: frame[key] for key in (*people.counts, *people.suppressed_together)}
        for whole, part in people.nested:
            shown[f"{whole} - {part}"] = frame[whole] - frame[part]
        assert not pd.DataFrame(shown).astype(float).map(is_small).any(axis=None), name


def test_hidden_numbers_do_not_follow_from_the_total_and_the_other_rows(views):
    full, public, _ = views
    for name in PEOPLE.keys() - {"coverage-map"}:
        people, frame = PEOPLE[name], full(name).table.frame
        hidden = hidden_rows(public(name).table.frame)
        keys = [frame[key].astype(str) for key in people.groups] or [hidden * 0]
        for _, group in frame[[*people.counts]].groupby(keys):
            hidden_counts = group[hidden[group.index]]
            if len(hidden_counts) in (0, len(group)):
                continue  # All rows of the group are hidden: there is nothing to subtract.
            assert len(hidden_counts) > 1, name
            assert all(rest == 0 or rest >= SMALLEST for rest in hidden_counts.sum()), name


def test_a_hidden_region_is_hidden_in_every_figure_with_all_its_countries(views):
    _, public, reading = views
    regions = participation.by_region(reading)
    hidden = regions["region"].isin(small_numbers.hidden_regions(reading))
    by_region, women, countries = (
        public(name).table.frame
        for name in ("participation-by-region", "women-share", "coverage-map")
    )
    names = by_region["name"][hidden]

    counts = ["participations", "women", "gender_known", "women_share"]
    assert by_region.loc[hidden, counts].isna().all(axis=None)
    of_women = women.loc[women["label"].isin(names), ["women", "known", "unknown", "ratio"]]
    assert of_women.isna().all(axis=None)
    assert countries.loc[countries["region_name"].isin(names), "participations"].isna().all()


def test_no_direction_can_be_subtracted_from_the_whole(read):
    readings = [replace(read(direction=code), hide_small=True) for code in ("", "SD1")]
    for name, people in PEOPLE.items():
        whole, shown = (frame_of(name, reading)[[*people.counts]] for reading in readings)
        assert shown.isna().all(axis=None) if name == "coverage-map" else shown.equals(whole), name


def test_no_chart_is_drawn_from_a_small_number_of_people(views):
    _, public, _ = views
    for name in (
        *("participation-over-time", "participation-by-region", "participation-by-level"),
        "leaders-pipeline",
    ):
        for row in data_of(public(name)):
            assert not any(is_small(row.get(key)) for key in ("value", "before")), (name, row)
    for name, key, label in (
        ("participation-profile", "value", "name"),
        ("women-share", "words", "label"),
    ):
        frame = public(name).table.frame
        hidden = frame.loc[hidden_rows(frame), label]
        drawn = [row["label"].replace("\n", " ") for row in data_of(public(name)) if row.get(key)]
        assert not [row for row in drawn for hidden_label in hidden if hidden_label in row]


def test_neither_texts_nor_detail_tables_show_a_hidden_number(views):
    full, public, _ = views
    for name in PEOPLE.keys() - {"coverage-map"}:
        figure, count = public(name), PEOPLE[name].counts[0]
        hidden = hidden_rows(figure.table.frame)
        if not hidden.any():
            continue
        assert figure.detail_table is None, name
        rows = full(name).table.frame[hidden]
        rows = rows[rows[count].map(is_small)]
        text = f"{figure.title} {figure.subtitle} {figure.alt}"
        for label, number in zip(rows[figure.table.columns[0].key], rows[count], strict=True):
            assert f"{label} {number:g}" not in text, name
            assert f"{label}: {number:g}" not in text, name


@pytest.mark.parametrize("name", ["participation-over-time", "direction-status"])
def test_a_title_does_not_show_a_small_total(name):
    reading = make.reading(
        [Activity(lines=(Line(3),))],
        framework=make.framework([make.indicator()], []),
        choices={"documented_only": True},
        remarks=make.records("remarks"),
    )
    full, public = (
        registry.build(name, replace(reading, hide_small=hide), T).title for hide in (False, True)
    )

    assert "3 participations" in full
    assert "participation" not in public


def test_no_indicator_of_people_shows_a_small_number_or_a_small_difference(views):
    full, public, reading = views
    framework = reading.framework
    for indicator in filter(small_numbers.counts_people, framework.indicators):
        for name in ("indicator-bullets", f"indicators-{framework.row_of(indicator.node)}"):
            in_full, shown = (
                build(name).table.frame.set_index("indicator") for build in (full, public)
            )
            if indicator.code not in shown.index:
                continue
            row = shown.loc[indicator.code]
            if row["told"] == "hidden":
                assert pd.isna(row["progress"])
            elif not indicator.ratio:
                text = in_full.loc[indicator.code, "told"]
                digits = "".join(c for c in text if c.isdigit())
                assert not digits or not is_small(int(digits)), (name, indicator.code, text)
        if not indicator.ratio:
            points = public(f"trend-{indicator.code}").table.frame["actual"].to_list()
            assert not any(map(is_small, points))
            for before, after in pairwise(points):
                assert not is_small(abs(before - after)), (indicator.code, points)


@pytest.mark.parametrize(
    ("counts", "hidden"), [((3, 40), True), ((38, 40), True), ((20, 40), False), ((0, 40), False)]
)
def test_a_ratio_is_hidden_if_a_count_or_their_difference_is_small(reading, counts, hidden):
    public = replace(reading, hide_small=True)
    people = filter(small_numbers.counts_people, public.framework.indicators)
    ratio = next(indicator for indicator in people if indicator.ratio and indicator.unit == "%")

    assert small_numbers.value_is_hidden(ratio, public, 50.0, *counts) == hidden


@pytest.mark.parametrize("name", ["element-progress", "direction-status"])
def test_a_mean_with_a_hidden_indicator_is_not_shown(reading, name):
    public = replace(reading, hide_small=True)
    shown, full = (frame_of(name, r) for r in (public, reading))
    hidden = shown["node"].map(lambda node: small_numbers.has_hidden_indicator(node, public))

    assert hidden.any(), "the history has an indicator with three persons"
    assert shown["mean"].isna().tolist() == (full["mean"].isna() | hidden).tolist()
    assert shown["status"].tolist() == full["status"].tolist()


def test_changes_show_the_public_no_difference_between_two_numbers_of_people(read):
    reading = read(since="2011-12")
    public = replace(reading, hide_small=True)
    people = {i.code for i in reading.framework.indicators if small_numbers.counts_people(i)}

    assert frame_of("since-activities", reading)["participations"].notna().any()
    assert frame_of("since-activities", public)["participations"].isna().all()
    reports = frame_of("since-reports", public)
    values = set(reports.loc[reports["indicator"].isin(people), "value"])
    assert "hidden" in values
    assert not [value for value in values if value.replace(",", "").isdecimal()]
    full, shown = (frame_of("since-status", r) for r in (reading, public))
    hidden = shown["previous_actual"].isna() & full["previous_actual"].notna()
    assert set(shown.loc[hidden, "before"]) == {"hidden"}
    causes = frame_of("since-causes", public)
    hidden = causes["row"].map(lambda node: small_numbers.has_hidden_indicator(node, public))
    assert hidden.any()
    assert causes.loc[hidden, ["before", "after", *change.CAUSES]].isna().all(axis=None)


def test_corrections_show_the_public_no_number_of_people_no_reason_and_no_uid(read):
    reading = read(since="2011-12")
    people = next(i for i in reading.framework.indicators if small_numbers.counts_people(i))
    count = {**CORRECTION, "field": "participations", "old": 3, "new": 5}
    observed = {"kind": "observation", "subject": people.code, "title": "", "new": None}
    rows = [
        count,
        CORRECTION,
        {**count, "uid": "c-1", "kind": "cohort_count", "field": "count"},
        {**count, "uid": "o-1", "field": "withdrawn", **observed},
    ]
    reading = with_corrections(reading, *rows)
    public = replace(reading, hide_small=True)
    figures = [registry.build("since-corrections", r, T) for r in (reading, public)]
    full, shown = (figure.table.frame.head(len(rows)) for figure in figures)

    assert full["old"].tolist() == ["3", "1 May 2012", "3", "3"]
    assert shown["old"].tolist() == ["hidden", "1 May 2012", "hidden", "hidden"]
    assert shown["new"].tolist() == ["hidden", "2 May 2012", "hidden", ""]
    assert set(full["reason"]) == {CORRECTION["reason"]}
    assert set(shown["reason"]) | set(shown["uid"]) == {""}
    assert figures[0].title == figures[1].title
    assert set(frame_of("since-activities", public)["uid"]) == {""}
