"""Everything known as data: all figures as a workbook, CSV or data package; results as IATI.

The page "Annual report" starts a file and shows its progress; the address of the route gives it,
asked for there or by a program. Both make it once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from ifla_metrics.access import Right, allowed
from ifla_metrics.errors import IflaMetricsError, n_
from ifla_metrics.exports import open_data
from ifla_metrics.exports.iati import Organisation
from ifla_metrics.exports.workers import workers
from ifla_metrics.i18n import translate
from ifla_metrics.ui import errors, report_jobs, sources
from ifla_metrics.ui.auth import actor

if TYPE_CHECKING:
    from ifla_metrics.choices import Choices
    from ifla_metrics.i18n import Translate
    from ifla_metrics.ui.report_jobs import Job

TITLES: dict[open_data.Format, str] = {
    "xlsx": n_("Workbook (XLSX)"),
    "csv": n_("Tables (CSV)"),
    "package": n_("Data package"),
    "iati": n_("IATI activities"),
}
ASKED = "data_pack"
"""Session key: what this reader asked for."""
EXAMPLE = "NL-KVK-12345678"
LIMIT = 240.0
"""Seconds that a file may take; a usual one takes four."""


@dataclass(frozen=True)
class Pack:
    """What is asked for: a format of a strategy with all choices, and for whom."""

    file_format: open_data.Format
    choices: Choices
    public: bool = True
    organisation: str = ""
    """Of IATI: the identifier of who reports; empty for all else."""

    @property
    def link(self) -> str:
        """The address that gives the file."""
        asked = {"public": "1" if self.public else "0", "reporting_org": self.organisation}
        query = urlencode({**self.choices.query(), **{k: v for k, v in asked.items() if v}})
        return f"/data/pack.{self.file_format}?{query}"

    @property
    def file_name(self) -> str:
        """The name of the file."""
        chosen, kind = self.choices, self.file_format
        name = f"ifla-metrics_{chosen.framework}_{chosen.period}_{chosen.known_on}_{kind}"
        return f"{name}.{open_data.ENDINGS[kind]}"


def start(pack: Pack) -> Job:
    """Return the job of a pack: started now, or the one made since the log was last written to.

    Raises:
        InvalidRecord: Of IATI: that is no organisation's identifier; nothing was started.
        NotAllowed: Of the public: a choice that it does not have.
        NotDrawn: Too many files wait already.
    """
    if pack.file_format == "iati":
        Organisation(pack.organisation).checked()
    if pack.public:
        pack.choices.require_public()
    return report_jobs.begin(pack, pack.file_format, partial(_write, pack))


def _write(pack: Pack, job: Job) -> None:
    kind, chosen = pack.file_format, pack.choices
    needs, previous = open_data.needs(kind, sources.framework(chosen))
    reading = sources.read_frames(chosen, needs, previous)
    job.all = 1
    # In a process of its own: every figure is built, and pages would wait for that.
    write = partial(
        open_data.write,
        kind,
        reading,
        translate(chosen.language),
        hide_small=pack.public or reading.hide_small,
        organisation=Organisation(pack.organisation),
    )
    job.files, job.done = (workers.run(write, name=pack.file_name, limit=LIMIT),), 1


def show(choices: Choices, t: Translate) -> None:
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
        list(TITLES),
        default="xlsx",
        required=True,
        format_func=lambda one: t(TITLES[one]),
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
        st.session_state[ASKED] = Pack(kind, choices, public or not inside, organisation)
    pack: Pack | None = st.session_state.get(ASKED)
    if pack is None:
        return
    try:
        job = start(pack)
    except IflaMetricsError as refused:
        errors.show(refused, t)
        return
    # Looks again each second while the file is being made.
    st.fragment(_progress, run_every=None if job.finished else 1.0)(pack, job, t, job.finished)


def _progress(pack: Pack, job: Job, t: Translate, was_finished: bool) -> None:
    if job.finished and not was_finished:
        st.rerun()
    title = t(TITLES[pack.file_format])
    if job.error is not None:
        errors.show(job.error, t)
        del st.session_state[ASKED]
    elif job.finished:
        st.link_button(t("Download: {title}", title=title), pack.link, icon=":material/download:")
    elif job.all:
        st.progress(0.5, text=t("{title}: the file is being written", title=title))
    else:
        st.progress(0.1, text=t("{title}: the figures are being read", title=title))
