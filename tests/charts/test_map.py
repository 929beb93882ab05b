"""The map is whole on paper: nothing is fetched, and small states are circles."""

import re

import pandas as pd

from ifla_metrics.charts.map import world
from ifla_metrics.charts.theme import LIGHT
from ifla_metrics.i18n import translate
from tests.charts.drawing import svg

COUNTRIES = pd.DataFrame(
    [
        ("BWA", "072", "Botswana", -22.2, 23.8, False, "now"),
        ("FSM", "583", "Micronesia", 6.9, 158.2, True, "now"),
        ("TUV", "798", "Tuvalu", -8.5, 179.2, True, "before"),
    ],
    columns=["country", "numeric", "name", "latitude", "longitude", "small", "kind"],
)


def test_a_printed_map_has_its_shapes_and_circles_of_the_states_too_small_to_see():
    drawn = svg(
        world(
            COUNTRIES,
            t=translate("en"),
            classes={"now": LIGHT.accent, "before": LIGHT.tint},
            words={"now": "activity in the period", "before": "only before it"},
            tooltip=[("name", "Country")],
        ),
        900,
    )

    assert len(re.findall("<path", drawn)) > 150
    for colour in (LIGHT.accent, LIGHT.tint):
        assert len(re.findall(f'fill="{colour}"', drawn)) >= 2, colour
    assert "Tuvalu" in drawn
