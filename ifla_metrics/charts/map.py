"""A world map with shaded countries; small states are circles.

On screen, the browser fetches the shapes by URL. For print, `printing.with_shapes` embeds them.
"""

from collections.abc import Mapping

import altair as alt
import pandas as pd

from ifla_metrics.charts.printing import MAP_HEIGHT
from ifla_metrics.charts.theme import (
    LIGHT,
    Tooltip,
    click_parameter,
    finish,
    layered,
    with_tooltip_and_click,
)
from ifla_metrics.i18n import Translate
from ifla_metrics.settings import TOPOLOGY_URL

ANTARCTICA = "010"


def world(
    frame: pd.DataFrame, *, t: Translate, classes: Mapping[str, str], tooltip: Tooltip
) -> alt.LayerChart:
    """Draw the world with each country in the colour of its class; a click selects `country`.

    Args:
        frame: One row per country: `country`, `numeric` (three digits, text), `latitude`,
            `longitude`, `small` (bool) and `kind` (a key of `classes`).
        classes: The colour of each class by its title in the legend, in order.
        tooltip: The text columns in the tooltip of a country, with their titles.
    """
    shapes = alt.topo_feature(TOPOLOGY_URL, "countries")
    kinds = list(classes)
    colour = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=kinds, range=list(classes.values())),
        legend=alt.Legend(
            title=None,
            orient="top",
            direction="horizontal",
            symbolType="circle",
            columns=alt.ExprRef("width > 700 ? 4 : width > 370 ? 2 : 1"),
            labelLimit=0,
            symbolStrokeColor=LIGHT.soft,
        ),
    )
    outline = alt.condition(
        click_parameter("country"), alt.value(LIGHT.ink), alt.value(LIGHT.paper), empty=False
    )
    land = (
        alt.Chart(shapes)
        .transform_filter(f"datum.id != '{ANTARCTICA}'")
        # Without this, countries that are not in the frame have the tooltip "true".
        .mark_geoshape(fill=LIGHT.land, stroke=LIGHT.paper, strokeWidth=0.5, tooltip=None)
    )
    fills = (
        alt.Chart(shapes)
        .transform_lookup(
            lookup="id",
            from_=alt.LookupData(
                data=frame, key="numeric", fields=["kind", "country", *(c for c, _ in tooltip)]
            ),
        )
        .transform_filter("isValid(datum.kind)")
        .mark_geoshape(strokeWidth=0.7)
        .encode(color=colour, stroke=outline)
    )
    circles = (
        alt.Chart(frame)
        .transform_filter("datum.small")
        .mark_circle(size=46, opacity=1, strokeWidth=0.8, cursor="pointer")
        .encode(
            longitude="longitude:Q",
            latitude="latitude:Q",
            color=colour,
            stroke=outline,
        )
    )
    layers = (
        land,
        with_tooltip_and_click(fills, tooltip, ["country"]),
        with_tooltip_and_click(circles, tooltip),
    )
    chart = layered(*layers).project(
        type="equalEarth",
        scale=alt.ExprRef("min(width * 0.184, height * 0.42)"),
        translate=alt.ExprRef("[width * 0.495, height * 0.555]"),
    )
    # The height follows the width of the page, so that the map fits wide and narrow screens.
    height = alt.param(name="height", expr=f"width * {MAP_HEIGHT}")
    return finish(chart, t, height, height=380)
