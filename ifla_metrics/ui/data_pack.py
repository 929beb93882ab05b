"""The data pack: every figure as a workbook, CSV or data package, and the results as IATI.

The page "Annual report" begins a file and shows how far it is; the address of the route gives it,
asked for there or by a program. Both make it once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from ifla_metrics.access import Right, allowed
from ifla_metrics.errors import IflaMetricsError, n_
from ifla_metrics.i18n import translate
from ifla_metrics.report import data_out
from ifla_metrics.ui import report_jobs, sources, trouble
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.loading import load
from ifla_metrics.ui.markup import tag

if TYPE_CHECKING:
    from ifla_metrics.choices import Choices
    from ifla_metrics.i18n import Translate
    from ifla_metrics.ui.report_jobs import Job

TITLES: dict[data_out.Format, str] = {
    "xlsx": n_("Workbook (XLSX)"),
    "csv": n_("Tables (CSV)"),
    "package": n_("Data package"),
    "iati": n_("IATI activities"),
}
ASKED = "data_pack"
"""Session key: what this reader asked for."""
EXAMPLE = "NL-KVK-12345678"


@dataclass(frozen=True)
class Pack:
    """What is asked for: a format of a strategy with all choices, and for whom."""

    file_format: data_out.Format
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
        ending = data_out.ENDINGS[kind]
        name = f"ifla-metrics_{chosen.framework}_{chosen.period}_{chosen.known_on}_{kind}"
        return f"{name}.{ending}"


def begun(pack: Pack) -> Job:
    """Return the job of a pack; it is begun unless it has been made since the log was written to.

    Raises:
        InvalidRecord: Of IATI: that is no organisation's identifier; nothing was begun.
        NotDrawn: Too many files wait already.
    """
    if pack.file_format == "iati":
        data_out.organisation(pack.organisation, "").checked()
    day = datetime.now(UTC).toordinal()
    key = f"{pack!r} {sources.revision()} {day}"
    return report_jobs.begin(key, pack.file_format, partial(_write, pack))


def _write(pack: Pack, job: Job) -> None:
    load()
    from ifla_metrics.report import data_press

    kind, chosen = pack.file_format, pack.choices
    organisation = data_out.organisation(pack.organisation, "")
    needs, previous = data_out.needs(kind, sources.framework(chosen))
    reading = sources.everything(chosen, needs, previous)
    job.all = 1
    made = data_press.write(
        kind,
        reading,
        translate(chosen.language),
        hide_small=pack.public or reading.hide_small,
        reporting_org=organisation,
    )
    job.files, job.done = (made,), 1


def draw(choices: Choices, t: Translate) -> None:
    """Show what can be taken as data, and how far it is."""
    st.html(
        tag("h2", t("Data pack"))
        + tag(
            "p",
            t(
                "Every figure as a table with what its numbers depend on, a data dictionary "
                "and the licence."
            ),
            class_="im-sub",
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
    if pack is not None:
        _show(pack, t)


def _show(pack: Pack, t: Translate) -> None:
    """Show how far a pack is; looks again each second while it is being made."""
    try:
        job = begun(pack)
    except IflaMetricsError as refused:
        trouble.say(refused, t)
        return
    st.fragment(_progress, run_every=None if job.finished else 1.0)(pack, job, t, job.finished)


def _progress(pack: Pack, job: Job, t: Translate, was_finished: bool) -> None:
    if job.finished and not was_finished:
        st.rerun()
    title = t(TITLES[pack.file_format])
    if job.error is not None:
        trouble.say(job.error, t)
        del st.session_state[ASKED]
    elif not job.finished:
        said = (
            t("{title}: the file is being written", title=title)
            if job.all
            else t("{title}: the figures are being read", title=title)
        )
        st.progress(0.5 if job.all else 0.1, text=said)
    else:
        link = tag(
            "a",
            t("Download: {title}", title=title),
            href=pack.link,
            download=True,
            class_="im-take",
        )
        st.html(tag("p", link))
