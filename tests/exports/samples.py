"""Figures that need no database, and functions that read exported files."""

import io
import re
import subprocess
from dataclasses import replace

import altair as alt
import pandas as pd
from lxml import etree
from PIL import Image

from ifla_metrics.exports.chart_files import render
from ifla_metrics.exports.figure_files import figure_file, picture_job
from ifla_metrics.figures.figure import Column, Figure, Table
from ifla_metrics.i18n import translate
from ifla_metrics.workers import workers

T = translate("en")
DIRECTION_MARKS = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u200e\u200f"))
COLUMNS = (
    Column("element", "Element"),
    Column("participations", "Participations", "number"),
    Column("progress", "Progress", "percent"),
)
TITLE = "Most participations came through Building Strong Library Associations"
SUBTITLE = "Direct participations; a direction counts each of its activities in full"
SOURCE = "As known on 12 December 2012 · 2011–2012 · 28 documented, 92 synthetic activities"
ALT = "A bar chart with three bars: 1 312, 12 and an unknown number of participations."
ELEMENTS = ("Building Strong Library Associations", "Leaders Programme", "Open access advocacy")
FRAME = pd.DataFrame(
    {"element": ELEMENTS, "participations": (1312, 12, None), "progress": (0.8875, 0.94, None)}
)
TABLE = Table(FRAME, COLUMNS)


def chart(table: pd.DataFrame) -> alt.Chart:
    return (
        alt.Chart(table)
        .mark_bar(color="#0b5a7a")
        .encode(
            x=alt.X("participations:Q", title="Participations"),
            y=alt.Y("element:N", sort=None, title=None, axis=alt.Axis(labelLimit=260)),
        )
        .properties(width="container", height=120)
        .configure(font="Noto Sans", background="transparent")
        .configure_view(stroke=None)
    )


def chart_figure(**changes: object) -> Figure:
    figure = Figure(
        id="participations.2010-2015.2011-2012",
        name="plan-versus-actual",
        title=TITLE,
        lines=[SUBTITLE],
        source=SOURCE,
        alt=ALT,
        table=TABLE,
        chart=chart(FRAME),
    )
    return replace(figure, **changes)


def table_figure(table: Table = TABLE) -> Figure:
    return chart_figure(chart=None, table=table)


def svg_parts(figure: Figure, t=T, **options) -> list[etree._Element]:
    parser = etree.XMLParser(huge_tree=True)
    parts = workers.run(render, picture_job(figure, "svg", t, **options))
    return [etree.fromstring(part, parser) for part in parts]


def png_image(figure: Figure, t=T, **options) -> Image.Image:
    return Image.open(io.BytesIO(figure_file(figure, "png", t, **options)))


def pdf_text(pdf: bytes, *options: str) -> str:
    command = ["pdftotext", *(options or ("-raw",)), "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


def pdf_pages(pdf: bytes) -> list[tuple[float, float, list[tuple[str, list[float]]]]]:
    """Return the width, height and words of each page, each word with its box in points."""
    pages = []
    for page in pdf_text(pdf, "-bbox").split("<page ")[1:]:
        width, height = map(float, re.findall(r'(?:width|height)="([\d.]+)"', page)[:2])
        words = re.findall(r'xMin="(\S+)" yMin="(\S+)" xMax="(\S+)" yMax="(\S+)">(.+?)<', page)
        boxes = [(word[4].translate(DIRECTION_MARKS), [*map(float, word[:4])]) for word in words]
        pages.append((width, height, boxes))
    return pages
