"""Charts of the history, narrow and wide: labels are whole, and marks have tooltips and codes."""

import html
import json
import re
from itertools import groupby
from operator import itemgetter

import pytest
import vl_convert

from ifla_metrics.charts.printing import rows_of
from ifla_metrics.charts.theme import as_dictionary
from ifla_metrics.exports.chart_files import register_fonts
from ifla_metrics.figures import registry
from ifla_metrics.i18n import translate
from ifla_metrics.metrics.status import FAILING

T = translate("en")
NARROW, WIDE = 340, 1290
NAMES = (
    *("direction-status", "element-progress", "since-causes", "participation-by-region"),
    *("women-share", "coverage-by-region", "direction-element-matrix", "indicator-bullets"),
    *("milestones", "leaders-pipeline"),
)
at_both_widths = pytest.mark.parametrize("width", [NARROW, WIDE])


def text_of(svg):
    """Return the text in a drawing, without tooltips."""
    return " ".join(map(html.unescape, re.findall(r"<(?:text|tspan)[^>]*>([^<]+)<", svg)))


def draw(name, reading, width):
    """Return a figure and its chart as SVG."""
    register_fonts()
    figure = registry.build(name, reading, T)
    spec = {**as_dictionary(figure.chart), "width": width}
    return figure, vl_convert.vegalite_to_svg(json.dumps(spec))


def data_of(spec):
    return [row for rows in spec["datasets"].values() for row in rows]


@at_both_widths
@pytest.mark.parametrize("name", NAMES)
def test_labels_and_statuses_are_not_cut(reading, name, width):
    figure, svg = draw(name, reading, width)
    keys = ["label"] if name == "direction-status" else ["label", "row_label", "status_words"]
    rows = data_of(as_dictionary(figure.chart))
    labels = {row[key].replace("\n", " ") for row in rows for key in keys if row.get(key)}

    assert labels
    if width > NARROW:
        assert {label for label in labels if label not in text_of(svg)} == set()
    assert abs(float(re.search(r'<svg[^>]* width="([\d.]+)"', svg)[1]) - width) <= 6


@at_both_widths
def test_a_drawn_value_has_its_counts_and_its_qualifier(reading, width):
    figure, svg = draw("indicator-bullets", reading, width)
    values = figure.table.frame["told"]
    with_counts = values[values.str.contains("(", regex=False)]

    assert [value for value in with_counts if value not in text_of(svg)] == []
    assert "2 in 2011; target 3" in text_of(svg)


@pytest.mark.parametrize(
    ("name", "words"), [("direction-status", "in the mean"), ("since-causes", "New results")]
)
def test_notes_on_a_status_are_not_cut_in_a_narrow_chart(reading, name, words):
    figure, svg = draw(name, reading, NARROW)
    rows = data_of(as_dictionary(figure.chart))
    lines = {line for row in rows for line in row.get("note", "").split("\n")}

    assert any(words in line for line in lines)
    assert {line for line in lines if line not in text_of(svg)} == set()


def test_a_list_longer_than_the_published_number_is_drawn(read):
    _, svg = draw("coverage-by-region", read(period="2010-2015", known_on="now"), WIDE)

    assert "Published, but not on the list" in text_of(svg)
    assert "-6" in text_of(svg)


def test_a_quarter_without_counted_participations_keeps_its_place(read):
    _, svg = draw("participation-over-time", read(region="africa", group="ALP"), WIDE)

    assert "–" in text_of(svg)
    assert "Q1 2011 Q2 2011 Q3 2011 Q4 2011 Q1 2012" in text_of(svg)


def layers(spec):
    return [leaf for part in spec["layer"] for leaf in layers(part)] if "layer" in spec else [spec]


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("direction-status", ["direction", "status"]),
        ("element-progress", ["element"]),
        ("indicator-bullets", ["indicator"]),
        ("milestones", ["uid"]),
        ("trend-A1", None),
    ],
)
def test_a_mark_has_a_tooltip_and_a_click_selects_its_code(reading, name, codes):
    spec = as_dictionary(registry.build(name, reading, T).chart)

    tooltips = [layer.get("encoding", {}).get("tooltip", ()) for layer in layers(spec)]
    fields = [field["field"] for tooltip in tooltips for field in tooltip]
    marks = [row for row in data_of(spec) if fields[0] in row]
    assert all(row[field] for row in marks for field in fields if field != "owner")
    params = {param["name"]: param for param in spec.get("params", ())}
    assert (params["pick"]["select"]["fields"] if "pick" in params else None) == codes
    assert bool(registry.find_spec(name, reading.framework).click) == bool(codes)


def test_indicators_are_listed_under_the_heading_of_their_group(reading):
    figure = registry.find_spec("indicator-bullets").build(reading, T, by="element")
    rows = rows_of(as_dictionary(figure.chart))
    codes = [row.rpartition(" ")[2] for row in rows if row.count(" ") > 1]

    assert rows[0].startswith("head")
    assert codes == [indicator.code for indicator in reading.framework.indicators]


def test_problems_come_first_in_each_direction(reading):
    spec = registry.find_spec("indicator-bullets")
    figure = spec.build(reading, T, by="direction", problems="1")
    marks = [row for row in data_of(as_dictionary(figure.chart)) if row.get("head")]
    is_failing = [
        [row["status"] in FAILING for row in rows]
        for _, rows in groupby(marks, key=itemgetter("head"))
    ]

    assert len(is_failing) == len(reading.framework.directions)
    assert any(map(any, is_failing))
    for group in ([*map(any, is_failing)], *is_failing):
        assert group == sorted(group, reverse=True)
