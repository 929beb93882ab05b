"""Since last meeting: the list of corrections, and the same progress as on the Overview."""

import pytest

from ifla_metrics.figures import registry
from ifla_metrics.i18n import translate
from tests.figures.conftest import CORRECTION, frame_of, with_corrections

T = translate("en")


@pytest.fixture
def reading(read):
    return read(since="2011-12")


def corrections(reading, *rows):
    return registry.build("since-corrections", with_corrections(reading, *rows), T)


def test_the_number_of_corrections_includes_those_that_are_not_listed(reading):
    replaced = (corrections(reading, CORRECTION).table.frame["uid"] == "").sum()
    few = corrections(reading, CORRECTION, {**CORRECTION, "field": "countries"})
    story = {**CORRECTION, "uid": "s-1", "kind": "story", "more": 2}
    many = corrections(reading, {**CORRECTION, "more": 300}, story)

    assert few.title.startswith(str(1 + replaced))
    assert "are listed" not in few.subtitle
    assert many.title.startswith(str(2 + 300 + 2 + replaced))
    assert f"The newest {2 + replaced} are listed" in many.subtitle


def test_corrected_values_have_units_labels_and_shares(reading):
    value = {**CORRECTION, "kind": "observation", "subject": "D1", "field": "value"}
    rows = [
        {**value, "old": 22.9, "new": 25.0},
        {**value, "field": "numerator", "old": 11, "new": 12},
        {**CORRECTION, "kind": "cohort_count", "field": "gender", "old": "other", "new": "woman"},
        {**CORRECTION, "field": "directions", "old": (("SD1", 800, True), ("SD2", 400, False))},
    ]
    frame = corrections(reading, *rows).table.frame
    old = frame[frame["uid"] == "act-1"].set_index("changed")["old"]

    assert old.to_dict() == {
        "value": T.percentage(22.9),
        "numerator": "11",
        "gender": "Other or self-described",
        "directions": f"SD1: {T.percent(2 / 3)}, main direction; SD2: {T.percent(1 / 3)}",
    }


def test_a_strategy_that_began_after_the_last_meeting_is_compared_with_nothing(read):
    choices = {"framework": "2016-2021", "period": "2016-2021", "known_on": "2020-03-01"}
    names = ("status", "reports", "milestones", "targets", "corrections", "activities")
    titles = {registry.build(f"since-{name}", read(**choices), T).title for name in names}

    assert titles == {"No earlier meeting is on record since this strategy began"}
    compared = registry.build("since-activities", read(**choices, since="2012-12"), T)
    assert compared.title.endswith("new activities")


@pytest.mark.parametrize(
    "choices",
    [
        {"known_on": "2012-12"},
        {"known_on": "2011-12-31"},
        {"direction": "SD2", "period": "2012", "known_on": "now"},
    ],
)
def test_status_and_progress_are_the_same_on_both_pages(read, choices):
    reading = read(**choices)
    causes = frame_of("since-causes", reading).set_index("row")
    elements, directions = (
        frame_of(name, reading).set_index("node")
        for name in ("element-progress", "direction-status")
    )

    for nodes in (elements, directions):
        on_overview = nodes.loc[nodes.index.intersection(causes.index)]
        changed = causes.loc[on_overview.index]
        assert changed["status"].to_dict() == on_overview["status"].to_dict()
        mean = pytest.approx(on_overview["mean"].to_dict(), nan_ok=True)
        assert changed["after"].to_dict() == mean
    previous = pytest.approx(elements["previous"].to_dict(), nan_ok=True)
    assert causes.loc[elements.index, "before"].to_dict() == previous
    assert causes.loc[causes["status"] == "too_few_data", "after"].isna().all()
