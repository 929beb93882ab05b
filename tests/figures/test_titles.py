"""Titles and notes are made from the numbers: other numbers, another title."""

from dataclasses import replace

import pytest

from ifla_metrics.charts.theme import as_dictionary
from ifla_metrics.exports.native_chart import native_chart
from ifla_metrics.figures import overview, progress, registry
from ifla_metrics.i18n import THIN_SPACE, translate
from tests.metrics import factories as make

T = translate("en")


def small(*acts):
    """A reading with the few frames that these figures need beside the cells."""
    return make.reading(acts, remarks=make.rows_of("remarks"))


def test_a_region_is_named_with_its_share_of_all_also_where_most_countries_are_not_stated():
    acts = [make.Act(lines=(make.Line(90),)), make.Act(countries=("BWA",), lines=(make.Line(10),))]
    found = small(*acts)
    made = registry.find_spec("participation-by-region").build(found, T)
    (largest,) = made.table.frame.loc[made.table.frame["participations"] == 10, "name"]

    assert made.title.startswith(f"{largest} accounts for 10{THIN_SPACE}% of the participations")


@pytest.mark.parametrize("hide_small", [False, True])
def test_a_part_that_is_not_yet_due_is_not_said_to_lack_data_or_to_hide_them(read, hide_small):
    reading = replace(read(known_on="2010-01-01"), hide_small=hide_small)
    made = registry.build("direction-status", reading, T)

    cards = {card["code"]: card["share"] for card in overview.cards(made, reading, T)}
    assert cards["SD2"] == "not yet due"


def test_a_limited_rating_says_why(read):
    reading = read()
    cuts = replace(reading.framework.cuts, least_rated="1", most_failing="0")
    reading = replace(reading, framework=replace(reading.framework, cuts=cuts))
    made = registry.build("direction-status", reading, T)

    frame = made.table.frame
    assert frame["limited"].any()
    assert all(why.startswith("At most “behind”: ") for why in frame["limited"] if why)


def test_the_parts_of_a_cards_bar_are_the_indicators_that_can_be_rated(read):
    reading = read()
    made = registry.build("direction-status", reading, T)

    for row, card in zip(
        made.table.frame.to_dict("records"), overview.cards(made, reading, T), strict=True
    ):
        (bar,) = as_dictionary(overview.status_bar(made, reading, T, direction=row["node"]))[
            "datasets"
        ].values()
        assert sum(part["value"] for part in bar) == row["of"]
        rated = f"{row['rated']} of {row['of']} rated"
        assert card["rests_on"].removesuffix(f", {row['with_value']} in the mean") == rated


def test_without_a_real_target_who_took_part_and_where_comes_first(read):
    reading = read(documented_only=True)
    reading = replace(reading, framework=replace(reading.framework, targets=()))

    title = registry.build("direction-status", reading, T).title
    reach, nothing = title.split(". ")
    assert "participations" in reach
    assert "countries reached" in reach
    assert nothing.startswith("No real targets: progress cannot be rated")


def test_indicators_of_one_status_are_counted_and_not_rated_once_more(read):
    made = registry.build("indicator-bullets", read(), T)

    title = progress.screen_title(made, read(), T, status="on_track")
    assert title.startswith("On track: ")
    assert "on course" not in title


def test_a_slide_program_draws_no_marks_of_ours_and_a_quarter_that_runs_says_so(read):
    reading = read(known_on="2012-11-15", period="2012")
    elements, quarters = (
        native_chart(registry.build(name, reading, T), T)
        for name in ("element-progress", "participation-over-time")
    )

    assert quarters.categories[-2:] == ["Q3 2012", "Q4 2012 so far"]
    assert "activities have no count" in quarters.subtitle
    assert elements.subtitle.endswith("of 2012. 6 of 17 elements have indicators.")


def test_a_direction_keeps_the_group_that_owes_a_report_of_its_indicators(read):
    of_rules = {
        direction: set(
            registry.build("needs-the-board", read(direction=direction), T).table.frame["rule_code"]
        )
        for direction in ("SD1", "SD2")
    }

    assert "overdue" in of_rules["SD1"]
    assert "overdue" not in of_rules["SD2"]


@pytest.mark.parametrize("since", ["", "2012-03-01"])
def test_bullets_say_their_status_first_and_which_day_the_dot_is(read, since):
    made = registry.build("element-progress", read(since=since), T)

    first = made.table.text_rows(T)[0]
    status = [column.key for column in made.table.columns].index("status")
    assert f": {made.table.columns[status].title}\u00a0{first[status]}, " in made.alt
    assert ("Dot: 1 Mar 2012." if since else "Dot: August 2012.") in made.subtitle
