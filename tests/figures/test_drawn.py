"""Charts of the history, narrow and wide: nothing is cut; a mark answers with words and a code."""

import html
import json
import re

import pytest
import vl_convert

from ifla_metrics.charts.printing import rows_of
from ifla_metrics.charts.theme import LIGHT, as_dictionary
from ifla_metrics.exports.chart_files import register_fonts
from ifla_metrics.figures import registry
from ifla_metrics.figures.progress import screen_chart
from ifla_metrics.i18n import translate

T = translate("en")
WIDTHS = (340, 1290)
NAMES = (
    *("direction-status", "element-progress", "since-causes", "participation-by-region"),
    *("women-share", "coverage-by-region", "direction-element-matrix", "indicator-bullets"),
    *("milestones", "leaders-pipeline"),
)

NOTES = {"direction-status": "in the mean", "since-causes": "New results"}


def written(svg):
    """The words that a reader of paper sees: not those of tooltips."""
    return " ".join(map(html.unescape, re.findall(r"<(?:text|tspan)[^>]*>([^<]+)<", svg)))


def drawing(name, reading, width):
    register_fonts()
    figure = registry.build(name, reading, T)
    spec = {**as_dictionary(figure.chart), "width": width}
    return figure, vl_convert.vegalite_to_svg(json.dumps(spec))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_every_name_and_status_is_written_whole(whole, name, width):
    figure, drawn = drawing(name, whole, width)
    rows = [row for rows in as_dictionary(figure.chart)["datasets"].values() for row in rows]
    keys = ["label"] if name == "direction-status" else ["label", "row_label", "status_words"]
    said = {row[key].replace("\n", " ") for row in rows for key in keys if row.get(key)}

    assert said
    if width > 340:
        assert {text for text in said if text not in written(drawn)} == set()
    assert abs(float(re.search(r'<svg[^>]* width="([\d.]+)"', drawn)[1]) - width) <= 6


@pytest.mark.parametrize("width", WIDTHS)
def test_on_paper_a_value_stands_with_its_counts_and_its_qualifier(whole, width):
    figure, drawn = drawing("indicator-bullets", whole, width)
    told = figure.table.frame["told"]
    counted = told[told.str.contains("(", regex=False)]

    assert [words for words in counted if words not in written(drawn)] == []
    assert "2 in 2011; target 3" in written(drawn)


@pytest.mark.parametrize(("name", "words"), NOTES.items())
def test_what_a_rating_rests_on_and_why_it_moved_is_not_cut_in_a_column(whole, name, words):
    figure, drawn = drawing(name, whole, WIDTHS[0])
    rows = [row for rows in as_dictionary(figure.chart)["datasets"].values() for row in rows]
    lines = {line for row in rows for line in row.get("note", "").split("\n")}

    assert any(words in line for line in lines)
    assert {line for line in lines if line not in written(drawn)} == set()
    assert "7/8: indicators rated" in registry.build("element-progress", whole, T).subtitle


def test_a_list_longer_than_the_published_number_is_drawn(read):
    _, drawn = drawing("coverage-by-region", read(period="2010-2015", known_on="now"), WIDTHS[1])

    assert "Published number minus the list" in written(drawn)
    assert "−6" in written(drawn)


def test_a_quarter_whose_participants_nobody_counted_keeps_its_place(read):
    _, drawn = drawing("participation-over-time", read(region="africa", group="ALP"), WIDTHS[1])

    assert "–" in written(drawn)
    assert "Q1 2011 Q2 2011 Q3 2011 Q4 2011 Q1 2012" in written(drawn)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_bar_of_a_share_is_as_long_as_its_percentage(whole, width):
    """100 % is a full bar; a part that nobody is listed for has none."""
    figure, drawn = drawing("coverage-by-region", whole, width)
    bars = re.findall(r'd="M0,[\d.]+h([\d.]+)v10[^"]*" fill="(#\w+)"', drawn)
    long = [float(far) for far, colour in bars if colour == LIGHT.accent]
    known = figure.table.frame["ratio"].dropna().astype(float)

    assert long == [pytest.approx(ratio * width, abs=2) for ratio in known if ratio]


PICKED = {
    "direction-status": ["direction", "status"],
    "element-progress": ["element"],
    "indicator-bullets": ["indicator"],
    "milestones": ["uid"],
    "trend-A1": None,
}


def layers(spec):
    return [leaf for part in spec["layer"] for leaf in layers(part)] if "layer" in spec else [spec]


@pytest.mark.parametrize("name", PICKED)
def test_a_mark_has_words_and_gives_the_code_that_an_address_names(whole, name):
    spec = as_dictionary(registry.build(name, whole, T).chart)

    tips = [layer.get("encoding", {}).get("tooltip", ()) for layer in layers(spec)]
    texts = [tip["field"] for found in tips for tip in found]
    rows = [row for data in spec["datasets"].values() for row in data if texts[0] in row]
    assert all(row[text] for row in rows for text in texts if text != "owner")
    picked = [one for one in spec.get("params", ()) if one["name"] == "pick"]
    assert (picked[0]["select"]["fields"] if picked else None) == PICKED[name]
    assert bool(registry.find_spec(name, whole.framework).click) == bool(picked)


def test_land_that_is_no_row_of_the_map_answers_nothing(whole):
    """Without a tooltip of its own, the page would show the value of its shape: "true"."""
    land, *_ = layers(as_dictionary(registry.build("coverage-map", whole, T).chart))

    assert land["mark"]["fill"] == LIGHT.land
    assert land["mark"]["tooltip"] is None


def test_every_indicator_stands_under_the_head_of_its_group(whole):
    figure = registry.build("indicator-bullets", whole, T)
    rows = rows_of(as_dictionary(screen_chart(figure, whole, T)))
    codes = [row.rpartition(" ")[2] for row in rows if row.count(" ") > 1]

    assert rows[0].startswith("head")
    assert codes == [indicator.code for indicator in whole.framework.indicators]
