"""Each board page as an A4 PDF made on the server: an address, and a link to it on the page.

The figures are those of the page, with the reader's choices. The Overview takes one page.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from ifla_metrics.access import Right, allowed
from ifla_metrics.errors import IflaMetricsError, UnknownCode, n_
from ifla_metrics.i18n import translate
from ifla_metrics.ui import address, report_figures, sources
from ifla_metrics.ui.in_turn import in_turn
from ifla_metrics.ui.loading import load
from ifla_metrics.ui.markup import tag
from ifla_metrics.ui.reader import actor_of
from ifla_metrics.ui.refused import refused, words_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from ifla_metrics.choices import Choices
    from ifla_metrics.report.book.templates import Template

TITLES = {
    "overview": n_("Overview"),
    "since-last-meeting": n_("Since last meeting"),
    "participation": n_("Participation"),
    "coverage": n_("Coverage"),
    "progress": n_("Progress"),
    "stories": n_("Stories and evidence"),
}
"""The board pages by their address."""
PAGES = {"participation": 2, "coverage": 3}
"""Pages that a board page may take, where its figures can be smaller."""
WIDE = ("participation-over-time", "participation-by-level")
"""Figures of participation as wide as the page: the first, and a low one below the pairs."""
ROWS, COUNTRIES = 40, 50
COLUMNS = {
    "since-status": ("title", "previous_status", "status", "move", "before", "now", "why"),
    "since-reports": ("kind", "title", "as_of", "value", "group"),
    "since-milestones": ("step", "title", "planned_on", "actual_on", "owner"),
    "since-targets": ("title", "due_on", "old", "new", "decided_on", "reason"),
    "since-corrections": ("title", "field", "old", "new", "group", "reason"),
    "since-activities": ("title", "started_on", "group", "places", "participations"),
    "since-countries": ("name", "region", "activities"),
}
"""What a page of print shows of a table: at most so many rows or countries, and these columns."""
MEDIA_TYPE = "application/pdf"


def offer(page: str, choices: Choices) -> None:
    """Show the link that gives a board page as PDF; the file is made when it is asked for.

    By its address and not by a button of Streamlit's: who waits for their turn holds no thread that
    runs pages (`ui.in_turn`), and the link says at its place what became of it.
    """
    t = translate(choices.language)
    href = f"/board/{page}.pdf?{address.of(choices)}"
    link = tag("a", t("This page as A4 PDF"), href=href, download=True)
    st.html(tag("p", link, class_="im-pdf"))


def made(page: str, choices: Choices) -> bytes:
    """Return a board page as PDF.

    Raises:
        UnknownCode: There is no such board page; carries the nearest one.
        NotDrawn: It could not be made, or took too long.
    """
    load()
    from ifla_metrics.report.book import press

    book, figures = report_figures.read(template(page), choices)
    return press.write(book, "pdf", figures, translate(choices.language))


def template(page: str) -> Template:
    """Return what stands on a board page, in the order of the screen.

    Raises:
        UnknownCode: There is no such board page.
    """
    from ifla_metrics.figures.catalogue import CATALOGUE
    from ifla_metrics.report.book.blocks import Block
    from ifla_metrics.report.book.templates import Template

    if page not in TITLES:
        raise UnknownCode("page", page, TITLES)
    if page == "stories":
        return Template(page, TITLES[page], (Block("stories"),))
    names = [kind.name for kind in CATALOGUE if kind.page == page]
    if page == "since-last-meeting":
        tables = tuple(
            Block("table", figures=(name,), columns=COLUMNS[name], rows=ROWS) for name in names
        )
        return Template(page, TITLES[page], (Block("summary", figures=(names[0],)), *tables))
    if page == "participation":
        names.sort(key=lambda name: name in WIDE[1:])
    blocks = tuple(
        Block(
            "figure",
            figures=(name,),
            rows=COUNTRIES,
            half=page == "participation" and name not in WIDE,
        )
        for name in names
    )
    if page != "overview":
        return Template(page, TITLES[page], blocks, pages=PAGES.get(page, 0))
    opening = (Block("summary", figures=("element-progress",)), Block("key_numbers"))
    drawn = tuple(replace(b, half=True) for b in blocks if b.figures != ("needs-the-board",))
    board = Block(
        "table",
        figures=("needs-the-board",),
        rows=10,
        columns=("number", "finding", "owner", "since", "as_of"),
    )
    return Template(page, TITLES[page], (*opening, *drawn, board), pages=1)


def file_name(page: str, choices: Choices) -> str:
    """Return the name of a page's file: the page, the period, the day."""
    return f"{page}_{choices.framework}_{choices.period}_{choices.known_on}.pdf"


def board_page(request: Request) -> Response:
    """Return a board page as PDF by its address; the query holds the choices, as on screen."""
    t = words_of(request)
    try:
        if not allowed(actor_of(request), Right.READ):
            return PlainTextResponse(t("You may not read this."), status_code=403)
        page = request.path_params["page"]
        if page not in TITLES:
            raise UnknownCode("page", page, TITLES)
        choices, faults = address.checked(dict(request.query_params), sources.plan())
        if faults:
            raise faults[0]
        t = translate(choices.language)
        body = made(page, choices)
    except IflaMetricsError as error:
        return refused(error, t)
    name = file_name(page, choices)
    return Response(
        body,
        media_type=MEDIA_TYPE,
        headers={
            "content-disposition": f'attachment; filename="{name}"',
            "cache-control": "no-store",
        },
    )


BOARD_PDF_ROUTES = [Route("/board/{page}.pdf", in_turn(board_page))]
