"""Reports and data packs as files, made while the reader waits and kept in the session.

The worker processes bound time and memory; a reader who leaves the page ends what is being made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import streamlit as st

from ifla_metrics.access import Right, allowed
from ifla_metrics.errors import IflaMetricsError, NotReady, n_
from ifla_metrics.exports import open_data
from ifla_metrics.exports.document import MEDIA_TYPES
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.ui import errors, shell, sources
from ifla_metrics.ui.auth import actor
from ifla_metrics.workers import workers

if TYPE_CHECKING:
    from ifla_metrics.choices import Choices
    from ifla_metrics.exports.document import Document
    from ifla_metrics.exports.templates import Template
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.reading import Reading

Wanted = Literal["pages", "pdf", "docx", "pptx", "html"]
PACK, PREVIEW = "pack", "pages"
FORMATS: dict[Wanted, str] = {
    "pages": n_("Preview"),
    "pdf": n_("PDF"),
    "docx": n_("Word"),
    "pptx": n_("Slides"),
    "html": n_("Web page"),
}
"""What can be made of a report, in the order of the buttons."""
PACKS: dict[open_data.Format, str] = {
    "xlsx": n_("Workbook (XLSX)"),
    "csv": n_("Tables (CSV)"),
    "package": n_("Data package"),
    "iati": n_("IATI activities"),
}
EXAMPLE = "NL-KVK-12345678"
TRIES = 3
"""How often the figures are read anew when somebody writes meanwhile."""
LIMIT = 240.0
"""Seconds that a data pack may take; a usual one takes four."""


class File(NamedTuple):
    """A finished file."""

    name: str
    media_type: str
    content: bytes


class Made(NamedTuple):
    """What was made last of a kind: a file, or the pages of a preview; and of what."""

    of: object = None
    result: Any = None


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

    for _ in range(TRIES):
        revisions.clear()
        found = report_content.build(template, make, translate(choices.language))
        if len(revisions) == 1:
            return found
    raise NotReady(n_("The log is being written to; please ask again."))


def pack(
    kind: open_data.Format, chosen: Choices, public: bool = True, organisation: str = ""
) -> File:
    """Return a data pack. Whether the reader may have it, the caller asks.

    Args:
        kind: Its format.
        chosen: The reader's choices.
        public: Whether small numbers of people are hidden.
        organisation: Of IATI: the identifier of who reports; empty for all else.

    Raises:
        InvalidRecord: Of IATI: that is no organisation's identifier.
        NotAllowed: Of the public: a choice that it does not have.
        NotDrawn: It waited or took too long, or could not be made.
    """
    from ifla_metrics.exports.iati import Organisation

    reporting = Organisation(organisation)
    if kind == "iati":
        reporting.checked()
    if public:
        chosen.require_public()
    name = f"ifla-metrics_{chosen.framework}_{chosen.period}_{chosen.known_on}_{kind}"
    needs, previous = open_data.needs(kind, sources.framework(chosen))
    reading = sources.read_frames(chosen, needs, previous)
    # In a process of its own: every figure is built, and pages would wait for that.
    write = partial(
        open_data.write,
        kind,
        reading,
        translate(chosen.language),
        hide_small=public or reading.hide_small,
        organisation=reporting,
    )
    file_name = f"{name}.{open_data.ENDINGS[kind]}"
    content = workers.run(write, name=file_name, limit=LIMIT)
    return File(file_name, open_data.MEDIA_TYPES[kind], content)


# On the page "Annual report"


def show_formats(template: Template, choices: Choices, t: Translate) -> None:
    """Show what can be made of a report, and make what is asked for."""
    made_of = template, choices
    with st.container(horizontal=True, key="report_ask"):
        asked = [
            wanted
            for wanted, title in FORMATS.items()
            if shell.button(t(title), key=f"report_make_{wanted}", primary=wanted == PREVIEW)
        ]
    for wanted in asked:
        _make(wanted, made_of, partial(_report, *made_of, wanted, t), t)
    for wanted, title in FORMATS.items():
        if wanted != PREVIEW:
            _offer(t(title), wanted, made_of, t)


def show_pages(t: Translate) -> None:
    """Show the pages of the report as they were made last, three beside each other."""
    pages = _made(PREVIEW).result or ()
    if not pages:
        return
    st.subheader(t.plural("{n} page", "{n} pages", len(pages)), anchor=False)
    with st.container(key="report_pages"):
        for first in range(0, len(pages), 3):
            places = st.columns(3, gap="medium")
            for place, page in zip(places, pages[first : first + 3], strict=False):
                place.image(page, width="stretch")


def show_pack(choices: Choices, t: Translate) -> None:
    """Show what can be downloaded as data, and make what is asked for."""
    st.header(t("Data pack"), anchor=False)
    st.caption(
        t(
            "Every figure as a table with what its numbers depend on, a data dictionary "
            "and the licence."
        )
    )
    kind = st.segmented_control(
        t("Data as"),
        list(PACKS),
        default="xlsx",
        required=True,
        format_func=lambda one: t(PACKS[one]),
        key="data_pack_format",
    )
    inside = allowed(actor(), Right.READ_ENTRY)
    public = st.toggle(
        t("For the public: small numbers of people hidden"),
        value=True,
        disabled=not inside,
        key="data_pack_public",
    )
    organisation = ""
    if kind == "iati":
        organisation = st.text_input(
            t("Identifier of the organisation that reports"),
            key="data_pack_org",
            placeholder=EXAMPLE,
            max_chars=80,
        ).strip()
    # What a file was made of says too whether it has small numbers: who lost the right to them is
    # not offered one that was made before.
    made_of = kind, choices, public or not inside, organisation
    if st.button(t("Make the data pack"), key="data_pack_make"):
        with st.spinner(t("The data pack is being made …")):
            _make(PACK, made_of, partial(pack, *made_of), t)
    _offer(t(PACKS[kind]), PACK, made_of, t)


def _report(template: Template, choices: Choices, wanted: Wanted, t: Translate) -> Any:
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
    if wanted == "pages":
        return report.pages(document, figures, printed, progress=progress)
    content = report.write(document, wanted, figures, printed, progress=progress)
    return File(f"{template.name}.{wanted}", MEDIA_TYPES[wanted], content)


def _make(name: str, made_of: object, make: Callable[[], Any], t: Translate) -> None:
    """Make something and hold it in the session, or say why it could not be made."""
    place = st.empty()
    try:
        with place:
            st.session_state[f"made_{name}"] = Made(made_of, make())
    except IflaMetricsError as fault:
        errors.show(fault, t)
    place.empty()


def _made(name: str) -> Made:
    found: Made = st.session_state.get(f"made_{name}", Made())
    return found


def _offer(title: str, name: str, made_of: object, t: Translate) -> None:
    """Offer a file that was made of exactly this."""
    made = _made(name)
    if made.of == made_of:
        st.download_button(
            t("Download: {title}", title=title),
            data=made.result.content,
            file_name=made.result.name,
            mime=made.result.media_type,
            key=f"report_take_{name}",
            on_click="ignore",
            icon=":material/download:",
        )
