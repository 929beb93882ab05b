"""Reports and data packs: made one after the other apart from any page, with progress and download.

What is asked for again, with the same blocks, choices and state of the log, is there already.
What is kept is bounded; the oldest goes first.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Literal

import streamlit as st

from ifla_metrics.access import Right, allowed
from ifla_metrics.errors import IflaMetricsError, NotDrawn, NotReady, n_
from ifla_metrics.exports import open_data
from ifla_metrics.exports.document import MEDIA_TYPES
from ifla_metrics.exports.workers import workers
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.ui import errors, shell, sources
from ifla_metrics.ui.auth import actor

if TYPE_CHECKING:
    from ifla_metrics.choices import Choices
    from ifla_metrics.exports.document import Document
    from ifla_metrics.exports.iati import Organisation
    from ifla_metrics.exports.templates import Template
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.reading import Reading

Wanted = Literal["pages", "pdf", "docx", "pptx", "html"]
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
PACK, PREVIEW = "pack", "pages"
ASKED = "report_asked"
"""Session key: the jobs that this reader asked for, by format; a data pack by PACK."""
EXAMPLE = "NL-KVK-12345678"
KEPT = 12
"""Finished files that are kept for whoever comes back."""
WAITING = 8
"""Files that may wait; one more is refused."""
TRIES = 3
"""How often the figures are read anew when somebody writes meanwhile."""
LIMIT = 240.0
"""Seconds that a data pack may take; a usual one takes four."""


@dataclass
class Job:
    """One file: how far it is, and what came of it. Written by its maker, read by pages."""

    title: str
    file_name: str
    media_type: str = ""
    internal: bool = False
    """With small numbers of people: for who may read entries."""
    done: int = 0
    all: int = 0
    """Pictures drawn, of how many; 0 before the figures are read."""
    files: tuple[bytes, ...] = field(default=(), repr=False)
    """The file; of a preview, a picture for each page."""
    error: IflaMetricsError | None = None
    finished: bool = False

    def progress(self, done: int, of: int) -> None:
        """Take over how far it is."""
        self.done, self.all = done, of


_maker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="report")
_jobs: OrderedDict[Hashable, Job] = OrderedDict()
_lock = threading.Lock()


def read(template: Template, choices: Choices) -> tuple[Document, list[Figure]]:
    """Return the report of a template and its figures, all from one state of the log.

    Raises:
        UnknownCode: A figure or a choice is unknown.
        NotReady: The log does not keep still, or cannot be read.
    """
    sources.load_libraries()
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


def start(template: Template, choices: Choices, wanted: Wanted) -> Job:
    """Return a report: as it is already for this day and state of the log, else begun now.

    Raises:
        NotDrawn: Too many files wait already.
    """
    media_type = "" if wanted == "pages" else MEDIA_TYPES[wanted]
    job = Job(FORMATS[wanted], f"{template.name}.{wanted}", media_type)
    work = partial(_write_report, template, choices, wanted)
    return begin((template, choices, wanted), job, work)


def start_pack(
    kind: open_data.Format, chosen: Choices, *, public: bool = True, organisation: str = ""
) -> Job:
    """Return a data pack: the one made since the log was last written to, else begun now.

    Args:
        kind: Its format.
        chosen: The reader's choices.
        public: Whether small numbers of people are hidden.
        organisation: Of IATI: the identifier of who reports; empty for all else.

    Raises:
        InvalidRecord: Of IATI: that is no organisation's identifier; nothing was started.
        NotAllowed: Of the public: a choice that it does not have.
        NotDrawn: Too many files wait already.
    """
    from ifla_metrics.exports.iati import Organisation

    reporting = Organisation(organisation)
    if kind == "iati":
        reporting.checked()
    if public:
        chosen.require_public()
    name = f"ifla-metrics_{chosen.framework}_{chosen.period}_{chosen.known_on}_{kind}"
    job = Job(
        PACKS[kind],
        f"{name}.{open_data.ENDINGS[kind]}",
        open_data.MEDIA_TYPES[kind],
        internal=not public,
    )
    asked = (kind, chosen, public, organisation)
    return begin(asked, job, partial(_write_pack, kind, chosen, reporting))


def begin(asked: Hashable, job: Job, work: Callable[[Job], None]) -> Job:
    """Return the job of what is asked for: the one there is, else `job`, which `work` fills.

    Raises:
        NotDrawn: Too many wait already.
    """
    key = (asked, sources.revision(), datetime.now(UTC).date())
    with _lock:
        known = _jobs.get(key)
        if known is not None and known.error is None:
            _jobs.move_to_end(key)
            return known
        if sum(not one.finished for one in _jobs.values()) >= WAITING:
            raise NotDrawn(n_("Many reports are being made; please ask again in a minute."))
        _jobs[key] = job
        _jobs.move_to_end(key)
        finished = [old for old, one in _jobs.items() if one.finished]
        for old in finished[: max(0, len(finished) - KEPT)]:
            del _jobs[old]
    _maker.submit(_make, job, work)
    return job


def _make(job: Job, work: Callable[[Job], None]) -> None:
    try:
        work(job)
    except IflaMetricsError as error:
        job.error = error
    except Exception as error:
        number = errors.log_error(error)
        job.error = NotDrawn(
            n_("The report could not be made. Please tell the secretariat this number: {number}."),
            number=number,
        )
        raise
    finally:
        job.finished = True


def _write_report(template: Template, choices: Choices, wanted: Wanted, job: Job) -> None:
    from ifla_metrics.exports import report

    t = translate(choices.language)
    document, figures = read(template, choices)
    if wanted == "pages":
        job.files = tuple(report.pages(document, figures, t, progress=job.progress))
    else:
        job.files = (report.write(document, wanted, figures, t, progress=job.progress),)


def _write_pack(
    kind: open_data.Format, chosen: Choices, organisation: Organisation, job: Job
) -> None:
    needs, previous = open_data.needs(kind, sources.framework(chosen))
    reading = sources.read_frames(chosen, needs, previous)
    # In a process of its own: every figure is built, and pages would wait for that.
    write = partial(
        open_data.write,
        kind,
        reading,
        translate(chosen.language),
        hide_small=not job.internal or reading.hide_small,
        organisation=organisation,
    )
    job.files = (workers.run(write, name=job.file_name, limit=LIMIT),)


# On the page


def show_formats(template: Template, choices: Choices, t: Translate) -> None:
    """Show what can be made of a report; a press begins it, and the page goes on."""
    with st.container(horizontal=True, key="report_ask"):
        for wanted, title in FORMATS.items():
            if shell.button(t(title), key=f"report_make_{wanted}", primary=wanted == PREVIEW):
                _ask(wanted, partial(start, template, choices, wanted), t)
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
        hidden = public or not inside
        pack = partial(start_pack, kind, choices, public=hidden, organisation=organisation)
        _ask(PACK, pack, t)
    _show_progress([PACK], t)


def show_pages(t: Translate) -> None:
    """Show the pages of the report as pictures, three beside each other."""
    job = st.session_state.get(ASKED, {}).get(PREVIEW)
    if job is None or not job.files:
        return
    st.subheader(t.plural("{n} page", "{n} pages", len(job.files)), anchor=False)
    with st.container(key="report_pages"):
        for first in range(0, len(job.files), 3):
            places = st.columns(3, gap="medium")
            for place, page in zip(places, job.files[first : first + 3], strict=False):
                place.image(page, width="stretch")


def _ask(name: str, start_job: Callable[[], Job], t: Translate) -> None:
    """Begin a file, or say why it is refused."""
    try:
        st.session_state.setdefault(ASKED, {})[name] = start_job()
    except IflaMetricsError as refused:
        errors.show(refused, t)


def _show_progress(names: list[str], t: Translate) -> None:
    """Show how far each file is; look again each second while one is being made."""
    inside = allowed(actor(), Right.READ_ENTRY)
    asked: dict[str, Job] = st.session_state.get(ASKED, {})
    jobs = {n: job for n, job in asked.items() if n in names and (inside or not job.internal)}
    running = not all(job.finished for job in jobs.values())
    st.fragment(_show_jobs, run_every=1.0 if running else None)(jobs, t, running)


def _show_jobs(jobs: dict[str, Job], t: Translate, was_running: bool) -> None:
    if was_running and all(job.finished for job in jobs.values()):
        st.rerun()  # The whole page: its pages to look at, and no further looking.
    for name, job in jobs.items():
        title = t(job.title)
        if job.error is not None:
            errors.show(job.error, t)
        elif not job.finished:
            st.progress(job.done / (job.all + 1), text=_how_far(job, title, t))
        elif name != PREVIEW:
            st.download_button(
                t("Download: {title}", title=title),
                data=job.files[0],
                file_name=job.file_name,
                mime=job.media_type,
                key=f"report_take_{name}",
                on_click="ignore",
                icon=":material/download:",
            )


def _how_far(job: Job, title: str, t: Translate) -> str:
    if not job.all:
        return t("{title}: the figures are being read", title=title)
    if job.done < job.all:
        return t("{title}: figure {n} of {all} is drawn", title=title, n=job.done, all=job.all)
    return t("{title}: the pages are being set", title=title)
