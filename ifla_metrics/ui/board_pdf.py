"""Each board page as an A4 PDF made on the server, and a link to it on the page.

The figures are those of the page, with the reader's choices. The Overview takes one page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ifla_metrics.errors import UnknownCode, n_
from ifla_metrics.i18n import translate
from ifla_metrics.ui import address, report_jobs
from ifla_metrics.ui.sources import load

if TYPE_CHECKING:
    from ifla_metrics.choices import Choices
    from ifla_metrics.exports.templates import Template

TITLES = {
    "overview": n_("Overview"),
    "since-last-meeting": n_("Since last meeting"),
    "participation": n_("Participation"),
    "coverage": n_("Coverage"),
    "progress": n_("Progress"),
    "stories": n_("Stories and evidence"),
}
"""The board pages by their address."""
PAGES = {"overview": 1, "participation": 4, "coverage": 3}
"""Pages that a board page may take, where its figures can be smaller."""
IN_PAIRS = ("overview", "participation")
"""Pages whose figures stand in pairs; wide ones take a row, the first above, others below."""
ROWS, COUNTRIES, FINDINGS = 40, 50, 10
"""What a page of print shows at most: rows of a table, countries, findings on the Overview."""
MEDIA_TYPE = "application/pdf"


def offer(page: str, choices: Choices) -> None:
    """Show the link that gives a board page as PDF; the file is made when it is asked for.

    By its address and not by a button of Streamlit's: who waits for their turn holds no thread that
    runs pages (`ui.web.answers`), and the link says at its place what became of it.
    """
    t = translate(choices.language)
    href = f"/board/{page}.pdf?{address.of(choices)}"
    link = f"[{t('A4 PDF')}]({href})"
    with st.container(key="page_pdf"):
        st.markdown(link)


def made(page: str, choices: Choices) -> bytes:
    """Return a board page as PDF.

    Raises:
        UnknownCode: There is no such board page; carries the nearest one.
        NotDrawn: It could not be made, or took too long.
    """
    load()
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
    specs = [spec for spec in registry.figures() if spec.page == page]
    in_pairs = page in IN_PAIRS
    if in_pairs:
        first = specs[0]
        specs.sort(key=lambda spec: bool(spec.columns) or (spec.wide and spec is not first))
    blocks = [
        Block(
            "table",
            figures=(spec.name,),
            columns=spec.columns,
            rows=FINDINGS if page == "overview" else ROWS,
        )
        if spec.columns
        else Block("figure", figures=(spec.name,), rows=COUNTRIES, half=in_pairs and not spec.wide)
        for spec in specs
    ]
    if page == "since-last-meeting":
        blocks.insert(0, Block("summary", figures=(specs[0].name,)))
    if page == "overview":
        blocks[:0] = [Block("summary", figures=("element-progress",)), Block("key_numbers")]
    return Template(page, TITLES[page], tuple(blocks), pages=PAGES.get(page, 0))
