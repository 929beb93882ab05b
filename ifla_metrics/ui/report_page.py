"""The page "Annual report": a template, its blocks, the pages to look at, the files to take."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import streamlit as st

from ifla_metrics.errors import IflaMetricsError, n_
from ifla_metrics.i18n import FIGURE_LANGUAGES
from ifla_metrics.report.book import templates
from ifla_metrics.report.book.blocks import BY, By
from ifla_metrics.report.book.press import MEDIA_TYPES
from ifla_metrics.ui import data_pack, errors, report_blocks, report_jobs, report_kept, sources
from ifla_metrics.ui.figures_page import LANGUAGE_NAMES
from ifla_metrics.ui.markup import join, tag
from ifla_metrics.ui.report_jobs import Job, Wanted

if TYPE_CHECKING:
    from ifla_metrics.choices import Choices
    from ifla_metrics.i18n import Translate

FORMATS: tuple[tuple[Wanted, str], ...] = (
    ("pages", n_("Look at the pages")),
    ("pdf", n_("PDF")),
    ("docx", n_("Word")),
    ("pptx", n_("Slides")),
    ("html", n_("Web page")),
)
"""What can be made, in the order of the buttons."""
NAMED, CHOSEN = "report_named", "report_chosen"
"""Session keys of what the control says, and of the same once its page was left."""
KEPT, OWN = "kept", "own"
ASKED = "report_asked"
"""Session key: what this reader asked for, key of the job by what it is."""
PARTS: dict[By, str] = {"initiative": n_("by initiative"), "direction": n_("by direction")}


def draw(choices: Choices, t: Translate) -> None:
    """Show the whole page."""
    st.html(
        tag("h1", t("Annual report"))
        + tag(
            "p",
            t(
                "Choose a template, change what is in it, look at the pages, take the file. "
                "Strategy, period and day are those chosen above."
            ),
            class_="im-lede",
        )
    )
    kept = report_kept.names()
    assemble, take = st.columns([3, 2], gap="large")
    with assemble:
        _template(kept, t)
        report_blocks.draw(t, _titles(choices, t))
    with take:
        _ask(replace(choices, language=_language(choices, t)), t)
        _jobs(t)
        _keep(t)
        report_kept.offer(kept, t)
        data_pack.show(choices, t)
    _pages(t)


def _titles(choices: Choices, t: Translate) -> dict[str, str]:
    """Return what a reader calls each figure: its short code and its name."""
    from ifla_metrics.figures import registry

    plan = sources.framework(choices)
    found = {one.name: f"{one.id} {one.title(t)}" for one in registry.figures()}
    found |= {name: t(family.label_of_all) for name, family in registry.families().items()}
    return found | {
        one.name: f"{one.id} {plan.indicator(one.part).short_title}"
        for one in registry.kinds(plan)
        if one.each == "indicator"
    }


def _template(kept: list[str], t: Translate) -> None:
    """Let the reader choose a template: shipped, kept for everybody, a file; it begins anew."""
    first = next(iter(templates.TITLES))
    named = {**templates.TITLES, KEPT: n_("Kept for all"), OWN: n_("A file of ours")}
    if not report_kept.are_open():
        del named[KEPT], named[OWN]  # Nor may they send a file (ui/uploads.py).
    if report_blocks.TEMPLATE not in st.session_state:
        report_blocks.keep(templates.shipped(first))
    chosen = st.session_state.get(CHOSEN, first)
    st.segmented_control(
        t("Template"),
        list(named),
        key=NAMED,
        required=True,
        on_change=_open,
        format_func=lambda name: t(named[name]),
        default=chosen if chosen in named else first,
    )
    if st.session_state.get(NAMED) == KEPT:
        report_kept.choose(kept, t)
    if st.session_state.get(NAMED) == OWN:
        given = st.file_uploader(t("A template that was kept"), type="toml", key="report_file")
        if given is not None and st.session_state.get("report_taken") != given.file_id:
            try:
                text = given.getvalue().decode("utf-8-sig", errors="replace")
                report_blocks.keep(templates.read(text))
                st.session_state["report_taken"] = given.file_id
            except IflaMetricsError as wrong:
                errors.show(wrong, t)
    parts = [block.by for block in report_blocks.current().blocks if block.kind == "each"]
    if parts:
        picked: By | None = st.segmented_control(
            t("Progress by element"),
            BY,
            format_func=lambda by: t(PARTS[by]),
            default=parts[0],
            key=f"report_by_{st.session_state[report_blocks.STAMP]}",
            required=True,
        )
        if picked and picked != parts[0]:
            st.session_state[report_blocks.TEMPLATE] = report_blocks.current().by(picked)


def _open() -> None:
    name = st.session_state[CHOSEN] = st.session_state.get(NAMED)
    if name in templates.TITLES:
        report_blocks.keep(templates.shipped(name))


def _ask(choices: Choices, t: Translate) -> None:
    """Show what can be made; a press begins it, and the page goes on."""
    with st.container(horizontal=True, key="report_ask"):
        for wanted, title in FORMATS:
            main = wanted == FORMATS[0][0]
            if st.button(
                t(title), key=f"report_make_{wanted}", type="primary" if main else "secondary"
            ):
                _begin(wanted, choices, t)


def _language(choices: Choices, t: Translate) -> str:
    """Let the reader choose the report's own language; it begins with that of the screen."""
    picked: str = st.segmented_control(
        t("Language of the report"),
        FIGURE_LANGUAGES,
        default=choices.language,
        required=True,
        format_func=lambda code: t(LANGUAGE_NAMES[code]),
        key=f"report_language_{choices.language}",
    )
    return picked


def _begin(wanted: Wanted, choices: Choices, t: Translate) -> None:
    template, today = report_blocks.current(), datetime.now(UTC).toordinal()
    key = report_jobs.key_of(template, choices, wanted, sources.revision(), today)
    try:
        report_jobs.start(key, template, choices, wanted)
    except IflaMetricsError as refused:
        errors.show(refused, t)
        return
    st.session_state[ASKED] = {**st.session_state.get(ASKED, {}), wanted: key}


def _asked() -> dict[Wanted, Job]:
    """Return what this reader asked for and is still kept."""
    keys: dict[Wanted, str] = st.session_state.get(ASKED, {})
    found = {wanted: report_jobs.found(key) for wanted, key in keys.items()}
    return {wanted: job for wanted, job in found.items() if job is not None}


def _jobs(t: Translate) -> None:
    """Show how far each file is; looks again each second while one is being made."""
    running = any(not job.finished for job in _asked().values())
    st.fragment(_progress, run_every=1.0 if running else None)(t, running)


def _progress(t: Translate, was_running: bool) -> None:
    jobs = _asked()
    if was_running and all(job.finished for job in jobs.values()):
        st.rerun()  # The whole page: its pages to look at, and no further looking.
    titles = dict(FORMATS)
    for wanted, job in jobs.items():
        title = t(titles[wanted])
        if job.error is not None:
            errors.show(job.error, t)
        elif not job.finished:
            st.progress(job.done / (job.all + 1) if job.all else 0.0, text=_how_far(job, title, t))
        elif wanted != "pages":
            st.download_button(
                t("Download: {title}", title=title),
                data=job.files[0],
                file_name=f"{report_blocks.current().name}.{wanted}",
                mime=MEDIA_TYPES[wanted],
                key=f"report_take_{wanted}",
                on_click="ignore",
                icon=":material/download:",
            )
    _undrawable(jobs, t)


def _how_far(job: Job, title: str, t: Translate) -> str:
    if not job.all:
        return t("{title}: the figures are being read", title=title)
    if job.done < job.all:
        return t("{title}: figure {n} of {all} is drawn", title=title, n=job.done, all=job.all)
    return t("{title}: the pages are being set", title=title)


def _undrawable(jobs: dict[Wanted, Job], t: Translate) -> None:
    """Name the letters that no shipped font has, and where they stand."""
    lost = dict.fromkeys(one for job in jobs.values() for one in job.undrawable)
    if lost:
        said = (
            tag(
                "li",
                t(
                    "{where}: no shipped font can draw {letters}.",
                    where=one.where,
                    letters=one.letters,
                ),
                " ",
                tag("i", one.text),
            )
            for one in lost
        )
        st.html(tag("p", t("□ stands for letters that cannot be printed:")) + tag("ul", join(said)))


def _keep(t: Translate) -> None:
    """Give the template as a file, to be used again or sent to a colleague."""
    template = report_blocks.current()
    st.download_button(
        t("Keep this template"),
        data=templates.write(template),
        file_name=f"{template.name}.toml",
        mime="application/toml",
        type="tertiary",
        on_click="ignore",
        key="report_keep",
    )


def _pages(t: Translate) -> None:
    """Show the pages of the report as pictures, two or three beside each other."""
    job = _asked().get("pages")
    if job is None or not job.files:
        return
    st.html(tag("h2", t.plural("{n} page", "{n} pages", len(job.files))))
    with st.container(key="report_pages"):
        for row in range(0, len(job.files), 3):
            places = st.columns(3, gap="medium")
            for place, page in zip(places, job.files[row : row + 3], strict=False):
                place.image(page, width="stretch")
