"""The map: all countries on paper too, small states as circles, nothing fetched."""

import re

import pandas as pd
import pytest

from ifla_metrics.charts.map import world
from ifla_metrics.charts.theme import LIGHT
from ifla_metrics.i18n import translate
from tests.charts.drawing import picture, svg

T = translate("en")
COUNTRIES = pd.DataFrame(
    [
        ("BWA", "072", "Botswana", -22.2, 23.8, False, "now"),
        ("FSM", "583", "Micronesia", 6.9, 158.2, True, "now"),
        ("TUV", "798", "Tuvalu", -8.5, 179.2, True, "before"),
    ],
    columns=["country", "numeric", "name", "latitude", "longitude", "small", "kind"],
)


@pytest.fixture
def chart():
    return world(
        COUNTRIES,
        t=T,
        classes={"now": LIGHT.accent, "before": LIGHT.tint},
        words={"now": "activity in the period", "before": "only before it"},
        tooltip=[("name", "Country")],
    )


def test_a_printed_map_has_more_than_150_shapes(chart):
    """A map that was not put in draws nothing, and no error."""
    assert len(re.findall("<path", svg(chart, 700))) > 150


def test_states_too_small_to_see_are_circles_of_their_class(chart):
    drawn = svg(chart, 900)

    for colour in (LIGHT.accent, LIGHT.tint):
        assert len(re.findall(f'fill="{colour}"', drawn)) >= 2, colour
    assert "Tuvalu" in drawn


@pytest.mark.parametrize("width", [340, 900])
def test_the_height_follows_the_width_so_that_no_continent_is_cut_off(chart, width):
    drawn = picture(chart, width)

    assert drawn.height < width * 0.62
    assert drawn.crop((0, drawn.height - 2, width, drawn.height)).convert("L").getextrema()[0] > 200
