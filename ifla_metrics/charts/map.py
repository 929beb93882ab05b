"""The world map: countries shaded by the year or number reached, small states as circles.

On screen the shapes are fetched once by address; for paper `parts.with_shapes` writes them into the
chart's dictionary.
"""

from collections.abc import Mapping

import altair as alt
import pandas as pd

from ifla_metrics.charts.parts import MAP_HEIGHT
from ifla_metrics.charts.theme import (
    LIGHT,
    Tooltip,
    finish,
    layered,
    picking,
    with_tooltip_and_click,
)
from ifla_metrics.i18n import Translate
from ifla_metrics.settings import TOPOLOGY_URL

ANTARCTICA = "010"
LETTER_PX, SYMBOL_PX = 6, 22
"""What a letter of the legend takes on average, and a symbol with its gaps."""


def world(
    frame: pd.DataFrame,
    *,
    t: Translate,
    classes: Mapping[str, str],
    tooltip: Tooltip,
) -> alt.LayerChart:
    """Countries filled by class, small states as circles; a click gives `country`.

    Args:
        frame: One row per country: `country`, `numeric` (three digits, text), `latitude`,
            `longitude`, `small` (bool) and `kind` (key of `classes`).
        classes: The colour of each kind, which is named as in the legend, in its order.
        tooltip: Columns of text that a country answers with, and their titles.
    """
    shapes = alt.topo_feature(TOPOLOGY_URL, "countries")
    kinds = list(classes)
    one_line = LETTER_PX * len("".join(kinds)) + SYMBOL_PX * len(kinds)
    colour = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=kinds, range=list(classes.values())),
        legend=alt.Legend(
            title=None,
            orient="top",
            direction="horizontal",
            symbolType="circle",
            columns=alt.ExprRef(f"width > {one_line} ? 4 : width > 370 ? 2 : 1"),
            labelLimit=0,
            symbolStrokeColor=LIGHT.soft,
        ),
    )
    outline = alt.condition(
        picking("country"), alt.value(LIGHT.ink), alt.value(LIGHT.paper), empty=False
    )
    land = (
        alt.Chart(shapes)
        .transform_filter(f"datum.id != '{ANTARCTICA}'")
        # Else the page answers for what is no row of ours, with the value of its shape: "true".
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
        .mark_geoshape(strokeWidth=0.7, cursor="pointer")
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
    drawn = layered(*layers).project(
        type="equalEarth",
        scale=alt.ExprRef("min(width * 0.184, height * 0.42)"),
        translate=alt.ExprRef("[width * 0.495, height * 0.555]"),
    )
    # The parameter makes the height follow the width that the page gives; without it a map is cut
    # off on a wide screen or lost in white space on a telephone.
    tall = alt.param(name="height", expr=f"width * {MAP_HEIGHT}")
    return finish(drawn, t, tall, height=380)
