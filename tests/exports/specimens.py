"""Figures made by hand, so that the press is tested apart from the log and the catalogue."""

from dataclasses import replace

import altair as alt
import pandas as pd

from ifla_metrics.figures.figure import Column, Figure, Table

COLUMNS = (
    Column("element", "Element"),
    Column("participations", "Participations", "number"),
    Column("progress", "Progress", "percent"),
)
TITLE = "Most participations came through Building Strong Library Associations"
SUBTITLE = "Direct participations; a direction counts each of its activities in full"
SOURCE = "As known on 12 December 2012 · 2011–2012 · 28 documented, 92 synthetic activities"
ALT = "A bar chart with three bars: 1 312, 12 and an unknown number of participations."


def frame(first: str = "Building Strong Library Associations") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "element": [first, "International Leaders Programme", "Open access advocacy"],
            "participations": [1312.0, 12.0, None],
            "progress": [0.8875, 0.94, None],
        }
    )


def chart(table: pd.DataFrame) -> alt.Chart:
    return (
        alt.Chart(table)
        .mark_bar(color="#0b5a7a")
        .encode(
            x=alt.X("participations:Q", title="Participations"),
            y=alt.Y("element:N", sort=None, title=None, axis=alt.Axis(labelLimit=260)),
        )
        .properties(width="container", height=120)
        .configure(font="Noto Sans")
        .configure_view(stroke=None)
    )


def charted(**changed: object) -> Figure:
    table = frame()
    figure = Figure(
        id="participations.2010-2015.2011-2012",
        name="plan-versus-actual",
        title=TITLE,
        subtitle=SUBTITLE,
        source=SOURCE,
        alt=ALT,
        table=Table(table, COLUMNS),
        chart=chart(table),
    )
    return replace(figure, **changed)


def tabled(table: Table | None = None, **changed: object) -> Figure:
    return charted(chart=None, table=table or Table(frame(), COLUMNS), **changed)


def wordless(**changed: object) -> Figure:
    nothing = Table(frame().iloc[:0], COLUMNS)
    return charted(
        chart=None, table=nothing, empty="No activity is logged in this period.", **changed
    )
