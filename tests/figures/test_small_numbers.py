"""For the public, no figure shows, says or lets anybody work out a few people."""

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
from ifla_metrics.metrics.disclosure import SMALLEST, is_small
from tests.figures.conftest import CORRECTION, amended

T = translate("en")
PEOPLE = {one.name: one.people for one in registry.standalone_specs() if one.people}
BY_DAY = [{"period": "2011-Q3", "direction": "SD1"}, {"period": "2012", "direction": "SD4"}]
AT_NIGHT = [{}, {"period": "2010-2015", "known_on": "now"}, {"documented_only": True}]


@pytest.fixture(
    scope="module",
    params=BY_DAY + AT_NIGHT if os.environ.get("IFLA_NIGHT") else BY_DAY,
    ids=lambda view: "-".join(map(str, view.values())),
)
def both(request, read):
    reading = read(**request.param)
    shown = replace(reading, hide_small=True)
    whole, public = (
        cache(lambda name, seen=seen: registry.build(name, seen, T)) for seen in (reading, shown)
    )
    return whole, public, shown


def drawn(figure):
    sets = as_dictionary(figure.chart)["datasets"].values() if figure.chart else ()
    return [row for rows in sets if isinstance(rows, list) for row in rows]


def hidden_rows(frame):
    return frame[HIDDEN] != "" if HIDDEN in frame else pd.Series(data=False, index=frame.index)


def test_no_table_shows_a_small_number_of_people_or_a_small_difference(both):
    _, public, _ = both
    for name, people in PEOPLE.items():
        frame = public(name).table.frame
        seen = {key: frame[key] for key in (*people.counts, *people.suppressed_together)}
        for whole, part in people.nested:
            seen[f"{whole} - {part}"] = frame[whole] - frame[part]
        assert not pd.DataFrame(seen).astype(float).map(is_small).any(axis=None), name


def test_what_is_hidden_of_a_table_cannot_be_had_from_its_total_and_the_rest(both):
    whole, public, _ = both
    for name in PEOPLE.keys() - {"coverage-map"}:
        people, full = PEOPLE[name], whole(name).table.frame
        hidden = hidden_rows(public(name).table.frame)
        keys = [full[key].astype(str) for key in people.groups] or [hidden * 0]
        for _, of in full[[*people.counts]].groupby(keys):
            gone = of[hidden[of.index]]
            if len(gone) in (0, len(of)):
                continue  # The whole group is gone: there is no rest to subtract.
            assert len(gone) > 1, name
            assert all(rest == 0 or rest >= SMALLEST for rest in gone.sum()), name


def test_a_hidden_region_is_hidden_in_every_figure_and_with_all_its_countries(both):
    _, public, reading = both
    regions = participation.by_region(reading)
    gone = small_numbers.hidden_regions(reading)
    frame = public("participation-by-region").table.frame
    of_women = public("women-share").table.frame
    names = dict(zip(regions["region"], frame["name"], strict=True))

    for code in gone:
        row = frame[frame["name"] == names[code]]
        told = row[["participations", "women", "gender_known", "women_share"]]
        assert told.isna().to_numpy().all()
        other = of_women[of_women["label"] == names[code]]
        assert other[["women", "known", "unknown", "ratio"]].isna().to_numpy().all()
    on_map = public("coverage-map").table.frame
    inside = on_map["region_name"].isin({names[code] for code in gone})
    assert on_map.loc[inside, "participations"].isna().all()


def test_no_chart_is_drawn_from_a_small_number_of_people(both):
    _, public, _ = both
    for name in (
        "participation-over-time",
        "participation-by-region",
        "participation-by-level",
        "leaders-pipeline",
    ):
        for row in drawn(public(name)):
            assert not any(is_small(row.get(key)) for key in ("value", "before")), (name, row)
    for name, key in (("participation-profile", "value"), ("women-share", "words")):
        frame = public(name).table.frame
        hidden = hidden_rows(frame)
        names = frame["label" if name == "women-share" else "name"]
        bars = [row for row in drawn(public(name)) if row.get(key)]
        assert not [
            row for row in bars for gone in names[hidden] if gone in row["label"].replace("\n", " ")
        ]


def test_neither_words_nor_rows_behind_a_hidden_row_tell_its_number(both):
    whole, public, _ = both
    for name in PEOPLE.keys() - {"coverage-map"}:
        figure, count = public(name), PEOPLE[name].counts[0]
        hidden = hidden_rows(figure.table.frame)
        if not hidden.any():
            continue
        assert figure.detail_table is None, name
        told = whole(name).table.frame[hidden]
        told = told[told[count].map(is_small)]
        words = f"{figure.title} {figure.subtitle} {figure.alt}"
        for row, number in zip(told[figure.table.columns[0].key], told[count], strict=True):
            assert f"{row} {number:g}" not in words, name
            assert f"{row}: {number:g}" not in words, name


def test_no_indicator_of_people_shows_a_small_number_or_what_it_follows_from(both):
    whole, public, reading = both
    framework = reading.framework
    for indicator in framework.indicators:
        if not small_numbers.counts_people(indicator):
            continue
        for name in ("indicator-bullets", f"indicators-{framework.row_of(indicator.node)}"):
            before, after = (
                found(name).table.frame.set_index("indicator") for found in (whole, public)
            )
            if indicator.code not in after.index:
                continue
            told = after.loc[indicator.code]
            if told["told"] == "hidden":
                assert told["progress"] != told["progress"]
            elif not indicator.ratio:
                words = before.loc[indicator.code, "told"]
                digits = "".join(c for c in words if c.isdigit())
                assert not digits or not is_small(int(digits)), (name, indicator.code, words)
        if not indicator.ratio:
            seen = public(f"trend-{indicator.code}").table.frame["actual"].to_list()
            assert not any(map(is_small, seen))
            for one, other in pairwise(seen):
                assert not is_small(abs(one - other)), (indicator.code, seen)


def test_a_ratio_is_hidden_when_a_count_of_it_or_their_difference_is_small(whole):
    public = replace(whole, hide_small=True)
    people = filter(small_numbers.counts_people, public.framework.indicators)
    ratio = next(one for one in people if one.ratio and one.unit == "%")
    counts = ((3, 40), (38, 40), (20, 40), (0, 40))
    hidden = [small_numbers.value_is_hidden(ratio, public, 50.0, *both) for both in counts]

    assert hidden == [True, True, False, False]


def test_no_mean_is_shown_that_a_hidden_indicator_is_part_of(read):
    reading = read()
    public = replace(reading, hide_small=True)
    for name in ("element-progress", "direction-status"):
        found, whole = (registry.build(name, r, T).table.frame for r in (public, reading))
        gone = found["node"].map(lambda code: small_numbers.has_hidden_indicator(code, public))
        assert gone.any(), "the history has an indicator with three persons"
        assert found.loc[gone, "mean"].isna().all()
        assert found["mean"].isna().tolist() == (whole["mean"].isna() | gone).tolist()
        assert found["status"].tolist() == whole["status"].tolist()


def test_what_changed_tells_the_public_no_step_between_two_numbers_of_people(read):
    reading = read(since="2011-12")
    shown = replace(reading, hide_small=True)
    people = {i.code for i in reading.framework.indicators if small_numbers.counts_people(i)}

    def rows(name, seen):
        return registry.build(name, seen, T).table.frame

    assert rows("since-activities", reading)["participations"].notna().any()
    assert rows("since-activities", shown)["participations"].isna().all()
    reports = rows("since-reports", shown)
    told = set(reports.loc[reports["indicator"].isin(people), "value"])
    assert "hidden" in told
    assert not [value for value in told if value.replace(",", "").isdecimal()]
    whole, moved = (rows("since-status", seen) for seen in (reading, shown))
    gone = moved["previous_actual"].isna() & whole["previous_actual"].notna()
    assert set(moved.loc[gone, "before"]) == {"hidden"}
    causes = rows("since-causes", shown)
    gone = causes["row"].map(lambda code: small_numbers.has_hidden_indicator(code, shown))
    assert gone.any()
    assert causes.loc[gone, ["before", "after", *change.CAUSES]].isna().all(axis=None)


def test_a_correction_tells_the_public_no_number_of_people_no_reason_and_no_entry(read):
    reading = read(since="2011-12")
    people = next(i for i in reading.framework.indicators if small_numbers.counts_people(i))
    said = {**CORRECTION, "field": "participations", "old": 3, "new": 5}
    observed = {"kind": "observation", "subject": people.code, "title": "", "new": None}
    rows = [
        said,
        CORRECTION,
        {**said, "uid": "c-1", "kind": "cohort_count", "field": "count"},
        {**said, "uid": "o-1", "field": "withdrawn", **observed},
    ]
    inside = amended(reading, *rows)
    outside = replace(inside, hide_small=True)
    whole, public = (registry.build("since-corrections", r, T) for r in (inside, outside))
    told, left = (figure.table.frame.head(len(rows)) for figure in (whole, public))

    assert told["old"].tolist() == ["1 May 2012", "3", "3", "3"]
    assert left["old"].tolist() == ["1 May 2012", "hidden", "hidden", "hidden"]
    assert left["new"].tolist() == ["2 May 2012", "hidden", "", "hidden"]
    assert set(told["reason"]) == {CORRECTION["reason"]}
    assert set(left["reason"]) | set(left["uid"]) == {""}
    assert public.title == whole.title
    listed = registry.build("since-activities", outside, T)
    assert set(listed.table.frame["uid"]) == {""}
