"""Each board page as an A4 PDF, and the link to it on the page.

The figures are those of the page, with the reader's choices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ifla_metrics.errors import UnknownCode
from ifla_metrics.i18n import translate
from ifla_metrics.ui import address, navigation, report_jobs
from ifla_metrics.ui.markup import markdown_link
from ifla_metrics.ui.sources import load_libraries

if TYPE_CHECKING:
    from ifla_metrics.choices import Choices
    from ifla_metrics.exports.templates import Block, Template
    from ifla_metrics.figures.registry import FigureSpec

TITLES = {page.address: page.title for page in navigation.MENU if page.file.startswith("board/")}
"""The board pages by their address."""
MOST_PAGES = {"overview": 1, "participation": 4, "coverage": 3}
"""Pages that a board page may take, where its figures can be smaller."""
IN_PAIRS = ("overview", "participation")
"""Pages whose figures stand in pairs; wide ones take a row, the first above, others below."""
MOST_ROWS, MOST_COUNTRIES, MOST_FINDINGS = 40, 50, 10
"""What a page of print shows at most: rows of a table, countries, findings on the Overview."""
MEDIA_TYPE = "application/pdf"


def show_link(page: str, choices: Choices) -> None:
    """Show the link that gives a board page as PDF; the file is made when it is asked for.

    It is no button of Streamlit's, so that no thread that runs pages waits for the file.
    """
    t = translate(choices.language)
    with st.container(key="page_pdf"):
        st.markdown(markdown_link(t("A4 PDF"), f"/board/{page}.pdf?{address.of(choices)}"))


def build(page: str, choices: Choices) -> bytes:
    """Return a board page as PDF.

    Raises:
        UnknownCode: There is no such board page; carries the nearest one.
        NotDrawn: It could not be made, or took too long.
    """
    load_libraries()
    from ifla_metrics.exports import report

    document, figures = report_jobs.read(template(page), choices)
    return report.write(document, "pdf", figures, translate(choices.language))


def template(page: str) -> Template:
    """Return what stands on a board page, in the order of the screen.

    Raises:
        UnknownCode: There is no such board page.
    """
    from ifla_metrics.exports.templates import Block, Template
    from ifla_metrics.figures import registry

    if page not in TITLES:
        raise UnknownCode("page", page, TITLES)
    if page == "stories":
        return Template(page, TITLES[page], (Block("stories"),))
    specs = [spec for spec in registry.standalone_specs() if spec.page == page]
    first = specs[0]
    if page in IN_PAIRS:
        specs.sort(key=lambda spec: bool(spec.columns) or (spec.wide and spec is not first))
    blocks = [_block(spec, page) for spec in specs]
    if page == "since-last-meeting":
        blocks.insert(0, Block("summary", figures=(first.name,)))
    if page == "overview":
        blocks[:0] = [Block("summary", figures=("element-progress",)), Block("key_numbers")]
    return Template(page, TITLES[page], tuple(blocks), pages=MOST_PAGES.get(page, 0))


def _block(spec: FigureSpec, page: str) -> Block:
    """Return a figure as a table where it is declared with columns, else as a picture."""
    from ifla_metrics.exports.templates import Block

    figures = (spec.name,)
    if spec.columns:
        rows = MOST_FINDINGS if page == "overview" else MOST_ROWS
        return Block("table", figures=figures, columns=spec.columns, rows=rows)
    half = page in IN_PAIRS and not spec.wide
    return Block("figure", figures=figures, rows=MOST_COUNTRIES, half=half)
