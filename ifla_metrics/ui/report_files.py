"""What is made of a report, and everything known as data: buttons, progress, pages, downloads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

from ifla_metrics.access import Right, allowed
from ifla_metrics.errors import IflaMetricsError, n_
from ifla_metrics.exports import open_data
from ifla_metrics.exports.document import MEDIA_TYPES
from ifla_metrics.ui import errors, report_jobs, shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.report_jobs import Job, Pack, Wanted

if TYPE_CHECKING:
    from ifla_metrics.choices import Choices
    from ifla_metrics.exports.templates import Template
    from ifla_metrics.i18n import Translate

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
ASKED = "report_asked"
"""Session key: what this reader asked for, a file by what it is."""
PACK: Final = "pack"
PREVIEW: Final = "pages"
EXAMPLE = "NL-KVK-12345678"


@dataclass(frozen=True)
class Asked:
    """A file that this reader asked for."""

    title: str
    job: Job
    file_name: str
    media_type: str
    internal: bool = False
    """With small numbers of people: for who may read entries."""


def show_formats(template: Template, choices: Choices, t: Translate) -> None:
    """Show what can be made of a report; a press begins it, and the page goes on."""
    with st.container(horizontal=True, key="report_ask"):
        for wanted, title in FORMATS.items():
            if shell.button(t(title), key=f"report_make_{wanted}", primary=wanted == PREVIEW):
                _ask(wanted, partial(_begin, template, choices, wanted), t)
    _show_progress([*FORMATS], t)


def show_pack(choices: Choices, t: Translate) -> None:
    """Show what can be downloaded as data, and the progress of what was asked for."""
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
    if st.button(t("Make the data pack"), key="data_pack_make"):
        pack = Pack(kind, choices, public or not inside, organisation)
        _ask(PACK, partial(_begin_pack, pack), t)
    _show_progress([PACK], t)


def _begin(template: Template, choices: Choices, wanted: Wanted) -> Asked:
    job = report_jobs.start(template, choices, wanted)
    media_type = "" if wanted == PREVIEW else MEDIA_TYPES[wanted]
    return Asked(FORMATS[wanted], job, f"{template.name}.{wanted}", media_type)


def _begin_pack(pack: Pack) -> Asked:
    kind = pack.file_format
    job = report_jobs.start_pack(pack)
    media_type = open_data.MEDIA_TYPES[kind]
    return Asked(PACKS[kind], job, pack.file_name, media_type, internal=not pack.public)


def show_pages(t: Translate) -> None:
    """Show the pages of the report as pictures, three beside each other."""
    asked = _all_asked().get(PREVIEW)
    if asked is None or not asked.job.files:
        return
    pages = asked.job.files
    st.subheader(t.plural("{n} page", "{n} pages", len(pages)), anchor=False)
    with st.container(key="report_pages"):
        for first in range(0, len(pages), 3):
            places = st.columns(3, gap="medium")
            for place, page in zip(places, pages[first : first + 3], strict=False):
                place.image(page, width="stretch")


def _all_asked() -> dict[str, Asked]:
    found: dict[str, Asked] = st.session_state.get(ASKED, {})
    return found


def _ask(key: str, start: Callable[[], Asked], t: Translate) -> None:
    """Begin a file, or say why it is refused."""
    try:
        asked = start()
    except IflaMetricsError as refused:
        errors.show(refused, t)
        return
    before = _all_asked().get(key)
    if before is not None and before.job is asked.job:
        asked.job.readers -= 1  # Asked for twice by one reader.
    st.session_state[ASKED] = {**_all_asked(), key: asked}


def _show_progress(names: list[str], t: Translate) -> None:
    """Show how far each file is; look again each second while one is being made."""
    inside = allowed(actor(), Right.READ_ENTRY)
    found = [
        (name, asked)
        for name, asked in _all_asked().items()
        if name in names and (inside or not asked.internal)
    ]
    running = any(not asked.job.finished for _name, asked in found)
    st.fragment(_show_jobs, run_every=1.0 if running else None)(found, t, running)


def _show_jobs(found: list[tuple[str, Asked]], t: Translate, was_running: bool) -> None:
    if was_running and all(asked.job.finished for _name, asked in found):
        st.rerun()  # The whole page: its pages to look at, and no further looking.
    for name, asked in found:
        job, title = asked.job, t(asked.title)
        if job.error is not None:
            errors.show(job.error, t)
        elif not job.finished:
            st.progress(job.done / (job.all + 1), text=_how_far(job, title, t))
            if st.button(t("Cancel"), key=f"report_cancel_{name}", type="tertiary"):
                job.cancel()
                if not job.cancelled:  # Another reader waits for it.
                    st.session_state[ASKED] = {k: v for k, v in _all_asked().items() if k != name}
                    st.rerun()
        elif name != PREVIEW:
            st.download_button(
                t("Download: {title}", title=title),
                data=job.files[0],
                file_name=asked.file_name,
                mime=asked.media_type,
                key=f"report_take_{name}",
                on_click="ignore",
                icon=":material/download:",
            )


def _how_far(job: Job, title: str, t: Translate) -> str:
    if job.cancelled:
        return t("{title}: it is being cancelled", title=title)
    if not job.all:
        return t("{title}: the figures are being read", title=title)
    if job.done < job.all:
        return t("{title}: figure {n} of {all} is drawn", title=title, n=job.done, all=job.all)
    return t("{title}: the pages are being set", title=title)
