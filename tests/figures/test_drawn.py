"""Charts of the history, narrow and wide: nothing is cut; a mark answers with words and a code."""

import html
import re

import pytest

from ifla_metrics.charts.theme import LIGHT, as_dictionary
from ifla_metrics.figures import registry
from ifla_metrics.i18n import translate
from tests.charts.drawing import svg

T = translate("en")
WIDTHS = (340, 1290)
NAMES = (
    "direction-status",
    "element-progress",
    "since-causes",
    "participation-by-region",
    "women-share",
    "coverage-by-region",
    "direction-element-matrix",
    "indicator-bullets",
    "milestones",
    "leaders-pipeline",
)


def drawing(name, reading, width):
    figure = registry.build(name, reading, T)
    return figure, svg(figure.chart, width)


def written(drawn):
    return " ".join(
        html.unescape(text) for text in re.findall(r"<(?:text|tspan)[^>]*>([^<]+)<", drawn)
    )


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_every_name_and_status_is_written_whole(whole, name, width):
    figure, drawn = drawing(name, whole, width)
    rows = [row for rows in as_dictionary(figure.chart)["datasets"].values() for row in rows]
    told = written(drawn)

    said = {
        row[key] for row in rows for key in ("label", "row_label", "status_words") if row.get(key)
    }
    if name == "direction-status":
        said = {row["label"] for row in rows}
    if width > 340:
        assert said
        assert {text for text in said if text.replace("\n", " ") not in told} == set()
    assert abs(float(re.search(r'<svg[^>]* width="([\d.]+)"', drawn)[1]) - width) <= 6


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


def marks(spec):
    """The layer that answers: the one with tooltips."""
    return [layer for layer in layers(spec) if "tooltip" in layer.get("encoding", {})]


def layers(spec):
    return [leaf for part in spec["layer"] for leaf in layers(part)] if "layer" in spec else [spec]


@pytest.mark.parametrize("name", PICKED)
def test_a_mark_has_words_and_gives_the_code_that_an_address_names(whole, name):
    spec = as_dictionary(registry.build(name, whole, T).chart)

    texts = [tip["field"] for layer in marks(spec) for tip in layer["encoding"]["tooltip"]]
    rows = [row for data in spec["datasets"].values() for row in data if texts[0] in row]
    assert all(row[text] for row in rows for text in texts if text != "owner")
    picked = [one for one in spec.get("params", ()) if one["name"] == "pick"]
    assert (picked[0]["select"]["fields"] if picked else None) == PICKED[name]
    assert bool(registry.find_spec(name, whole.framework).click) == bool(picked)
