"""Since last meeting: corrections too many to be listed, and the same progress as the Overview."""

import pytest

from ifla_metrics.figures import registry
from ifla_metrics.i18n import translate
from tests.figures.conftest import CORRECTION, amended

T = translate("en")


@pytest.fixture
def reading(read):
    return read(since="2011-12")


def corrections(reading, *rows):
    return registry.build("since-corrections", amended(reading, *rows), T)


def test_the_number_is_of_all_entries_and_not_of_those_that_are_listed(reading):
    replaced = (corrections(reading, CORRECTION).table.frame["uid"] == "").sum()
    few = corrections(reading, CORRECTION, {**CORRECTION, "field": "countries"})
    story = {**CORRECTION, "uid": "s-1", "kind": "story", "more": 2}
    many = corrections(reading, {**CORRECTION, "more": 300}, story)

    assert few.title.startswith(str(1 + replaced))
    assert "are listed" not in few.subtitle
    assert many.title.startswith(str(2 + 300 + 2 + replaced))
    assert f"The newest {2 + replaced} are listed" in many.subtitle


def test_a_count_has_no_unit_a_code_the_word_of_its_list_and_a_direction_its_share(reading):
    value = {**CORRECTION, "kind": "observation", "subject": "D1", "field": "value"}
    rows = [
        {**value, "old": 22.9, "new": 25.0},
        {**value, "field": "numerator", "old": 11, "new": 12},
        {**CORRECTION, "kind": "cohort_count", "field": "gender", "old": "other", "new": "woman"},
        {**CORRECTION, "field": "directions", "old": (("SD1", 800, True), ("SD2", 400, False))},
    ]
    found = corrections(reading, *rows).table.frame
    old = found[found["uid"] == "act-1"].set_index("changed")["old"]

    assert old.to_dict() == {
        "value": T.percentage(22.9),
        "numerator": "11",
        "gender": "Other or self-described",
        "directions": f"SD1: {T.percent(2 / 3)}, main direction; SD2: {T.percent(1 / 3)}",
    }


def test_a_strategy_begun_after_the_last_meeting_is_compared_with_nothing_and_says_so(read):
    later = read(framework="2016-2021", period="2016-2021", known_on="2020-03-01")
    parts = [
        registry.build(f"since-{name}", later, T)
        for name in ("status", "reports", "milestones", "targets", "corrections", "activities")
    ]

    nothing = {"No earlier meeting is on record since this strategy began"}
    assert {part.title for part in parts} == nothing
    asked = read(framework="2016-2021", period="2016-2021", known_on="2020-03-01", since="2012-12")
    assert registry.build("since-activities", asked, T).title.endswith("new activities")


def known(numbers):
    return {code: None if number != number else number for code, number in numbers.items()}


@pytest.mark.parametrize(
    "choices",
    [
        {"known_on": "2012-12"},
        {"known_on": "2011-12-31"},
        {"direction": "SD2", "period": "2012", "known_on": "now"},
    ],
)
def test_a_part_has_the_same_status_and_progress_on_both_pages(read, choices):
    reading = read(**choices)
    elements, directions, causes = (
        registry.build(name, reading, T).table.frame
        for name in ("element-progress", "direction-status", "since-causes")
    )
    causes = causes.set_index("row")

    for figure in (elements.set_index("node"), directions.set_index("node")):
        parts = figure.loc[figure.index.intersection(causes.index)]
        told = causes.loc[parts.index]
        assert told["status"].to_dict() == parts["status"].to_dict()
        assert known(told["after"]) == pytest.approx(known(parts["mean"]))
    told = known(causes.loc[elements["node"], "before"])
    assert told == pytest.approx(known(elements.set_index("node")["previous"]))
    assert causes.loc[causes["status"] == "too_few_data", "after"].isna().all()
