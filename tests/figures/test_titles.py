"""Titles, subtitles and labels that are made from the numbers of a figure."""

from dataclasses import replace
from datetime import date

import pytest

from ifla_metrics.charts.theme import as_dictionary
from ifla_metrics.exports.report_content import native_chart
from ifla_metrics.figures import overview, registry
from ifla_metrics.i18n import translate
from tests.figures.conftest import frame_of
from tests.metrics import factories as make
from tests.metrics.factories import Activity, Line

T = translate("en")


def test_the_title_of_regions_names_one_even_if_most_countries_are_not_stated():
    log = [Activity(lines=(Line(90),)), Activity(countries=("BWA",), lines=(Line(10),))]
    reading = make.reading(log, remarks=make.records("remarks"))
    figure = registry.find_spec("participation-by-region").build(reading, T)

    assert figure.title.startswith("Africa accounts for 10 of the 100 participations")


def test_the_title_of_participation_compares_the_last_year():
    log = [Activity(date(year, 5, 1), lines=(Line(n),)) for year, n in ((2011, 9), (2012, 93))]
    title = registry.build("participation-over-time", make.reading(log), T).title

    assert title == "Participations went from 9 in 2011 to 93 in 2012"


@pytest.mark.parametrize("hide_small", [False, True])
def test_the_card_of_a_direction_not_yet_due_says_so(read, hide_small):
    reading = replace(read(known_on="2010-01-01"), hide_small=hide_small)
    figure = registry.build("direction-status", reading, T)

    shares = {card["code"]: card["share"] for card in overview.cards(figure, reading, T)}
    assert shares["SD2"] == "not yet due"


def test_a_limited_status_says_why(reading):
    cuts = replace(reading.framework.cuts, least_rated="1", most_failing="0")
    reading = replace(reading, framework=replace(reading.framework, cuts=cuts))

    limited = frame_of("direction-status", reading)["limited"]
    assert limited.any()
    assert all(reason.startswith("At most “behind”: ") for reason in limited if reason)


def test_the_bar_of_a_card_adds_up_to_the_indicators_that_can_be_rated(reading):
    spec = registry.find_spec("direction-status")
    figure = spec.build(reading, T)
    rows = figure.table.frame.to_dict("records")

    for row, card in zip(rows, overview.cards(figure, reading, T), strict=True):
        on_card = spec.build(reading, T, direction=row["node"])
        [bar] = as_dictionary(on_card.chart)["datasets"].values()
        assert sum(part["value"] for part in bar) == row["of"]
        basis = f"{row['rated']} of {row['of']} rated ({row['with_value']} in the mean)"
        assert card["rests_on"] == f"{basis}, +\u00a0{row['apart']}\u00a0without\u00a0a\u00a0rating"


def test_parts_without_a_target_are_counted_apart(documented):
    figure = registry.build("element-progress", documented, T)
    assert figure.title.startswith("0 of 1 element is on course, 5 without a target")
    assert figure.key_number == "0 of 1"
    title = registry.build("indicator-bullets", documented, T).title
    assert title.startswith("0 of 1 indicator on course, 1 behind, 30 without a target")


def test_the_alternative_text_names_the_directions_if_nothing_can_be_rated(read):
    reading = read(framework="2024-2029", period="2024-2029", known_on="now")
    figure = registry.build("direction-status", reading, T)

    assert (figure.chart, figure.empty) == (None, "No indicator can be rated.")
    assert all(direction.short_title in figure.alt for direction in reading.framework.directions)


def test_without_real_targets_the_title_begins_with_participation_and_countries(documented):
    reading = replace(documented, framework=replace(documented.framework, targets=()))

    figure = registry.build("direction-status", reading, T)
    for row in figure.table.frame.to_dict("records"):
        assert row["rests_on"] == f"{row['apart']} indicators without a rating"
    assert "countries reached" in figure.title
    assert figure.title.endswith("participations. No real targets: progress cannot be rated")


def test_a_native_chart_says_that_a_quarter_is_running_and_leaves_out_our_legend(read):
    reading = read(known_on="2012-11-15", period="2012")
    elements, quarters = (
        native_chart(registry.build(name, reading, T), T)
        for name in ("element-progress", "participation-over-time")
    )

    assert quarters.categories[-2:] == ["Q3 2012", "Q4 2012 so far"]
    assert "activities without a count" in quarters.subtitle
    assert elements.subtitle.endswith("of 2012. 6 of 17 elements with indicators.")


def test_overdue_reports_count_in_the_directions_they_are_about(read):
    for direction, is_overdue in (("SD1", True), ("SD2", False)):
        rules = frame_of("needs-the-board", read(direction=direction))["rule_code"]
        assert ("overdue" in set(rules)) == is_overdue


@pytest.mark.parametrize(
    ("since", "dot"), [("", "Dot: August 2012."), ("2012-03-01", "Dot: 1 Mar 2012.")]
)
def test_bullets_say_their_status_first_and_the_day_of_the_dot(read, since, dot):
    figure = registry.build("element-progress", read(since=since), T)
    columns = figure.table.columns
    status = [column.key for column in columns].index("status")

    first = figure.table.text_rows(T)[0]
    assert f": {columns[status].title}\u00a0{first[status]}, " in figure.alt
    assert dot in figure.subtitle
    assert "x of y: indicators rated" in figure.subtitle
