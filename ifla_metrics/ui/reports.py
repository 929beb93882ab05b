"""Reports as files, made while the reader waits and held in the session.

The worker processes bound time and memory; a reader who leaves the page ends what is being made.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from ifla_metrics.errors import IflaMetricsError, NotReady, n_
from ifla_metrics.exports.document import MEDIA_TYPES
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.ui import errors, sources

if TYPE_CHECKING:
    from ifla_metrics.choices import Choices
    from ifla_metrics.exports.document import Document, Written
    from ifla_metrics.exports.templates import Template
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.reading import Reading

PREVIEW = "pages"
PAGE_PX = 400
"""The width of a page in the preview: three stand side by side."""
FORMATS: dict[Written, str] = {
    "pages": n_("Preview"),
    "pdf": n_("PDF"),
    "docx": n_("Word"),
    "pptx": n_("Slides"),
    "html": n_("Web page"),
}
"""What can be made of a report, in the order of the buttons."""
MADE = "report_made"
"""Session key of what was made last: of which report and choices, in which format, and the file."""


def read(template: Template, choices: Choices) -> tuple[Document, list[Figure]]:
    """Return the report of a template and its figures, all from one state of the log.

    Raises:
        UnknownCode: A figure or a choice is unknown.
        NotReady: The log does not keep still, or cannot be read.
    """
    from ifla_metrics.exports import report_content

    revisions: set[int] = set()

    def make(name: str, direction: str) -> tuple[Figure, Reading]:
        chosen = replace(choices, direction=direction or choices.direction)
        figure, reading = sources.figure(name, chosen)
        revisions.add(reading.revision)
        return figure, reading

    found = report_content.build(template, make, translate(choices.language))
    if len(revisions) > 1:
        raise NotReady(n_("The log is being written to; please ask again."))
    return found


# On the page "Annual report"


def show_formats(template: Template, choices: Choices, t: Translate) -> None:
    """Show what can be made of a report, make what is asked for, and offer what was made last."""
    with st.container(horizontal=True, key="report_ask"):
        asked = [
            wanted
            for wanted, title in FORMATS.items()
            if st.button(
                t(title),
                key=f"report_make_{wanted}",
                type="primary" if wanted == PREVIEW else "secondary",
            )
        ]
    place = st.empty()
    for wanted in asked:
        try:
            with place:
                made = _make(template, choices, wanted, t)
            st.session_state[MADE] = template, choices, wanted, made
        except IflaMetricsError as fault:
            errors.show(fault, t)
        place.empty()
    *made_of, wanted, made = st.session_state.get(MADE, (None, PREVIEW, None))
    if wanted != PREVIEW and made_of == [template, choices]:
        st.download_button(
            t("Download: {title}", title=t(FORMATS[wanted])),
            data=made,
            file_name=f"{template.name}.{wanted}",
            mime=MEDIA_TYPES[wanted],
            key="report_take",
            on_click="ignore",
            icon=":material/download:",
        )


def _make(template: Template, choices: Choices, wanted: Written, t: Translate) -> Any:
    """Return a report as a file, or its pages, and show meanwhile how far it is."""
    from ifla_metrics.exports import report

    title, printed = t(FORMATS[wanted]), translate(choices.language)
    bar = st.progress(0.0, t("{title}: the figures are being read", title=title))

    def progress(done: int, of: int) -> None:
        words = t("{title}: figure {n} of {all} is drawn", title=title, n=done, all=of)
        if done == of:
            words = t("{title}: the pages are being set", title=title)
        bar.progress(done / (of + 1), words)

    document, figures = read(template, choices)
    return report.write(document, wanted, figures, printed, progress=progress)


def show_pages(t: Translate) -> None:
    """Show the pages of the report as they were made last, beside each other."""
    *_, wanted, pages = st.session_state.get(MADE, (None, None))
    if wanted == PREVIEW:
        st.subheader(t.plural("{n} page", "{n} pages", len(pages)), anchor=False)
        with st.container(key="report_pages"):
            st.image(pages, width=PAGE_PX)
