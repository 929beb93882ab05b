"""Editions: freeze what goes to print, and see before print what has changed since."""

from dataclasses import replace
from functools import partial
from uuid import uuid4

import streamlit as st

from ifla_metrics.access import Right, allowed
from ifla_metrics.choices import Choices
from ifla_metrics.errors import IflaMetricsError, n_
from ifla_metrics.exports import templates
from ifla_metrics.exports.editions import edition_of, figure_ids
from ifla_metrics.exports.templates import Template
from ifla_metrics.i18n import FIGURE_LANGUAGES, translate
from ifla_metrics.models.editions import Edition
from ifla_metrics.settings import database_url
from ifla_metrics.store import editions
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.ui import editions as shown
from ifla_metrics.ui import errors, report_page, reports, shell
from ifla_metrics.ui.auth import actor, people_names, person_name
from ifla_metrics.ui.markup import as_markdown

EDITION = "edition"
"""The parameter of the address that names an edition."""
KEY = "edition_key"
OWN = "own"
"""Stands among the reports for the one that this reader has assembled."""
FILE_TYPES = ["pdf", "docx", "pptx", "html", "svg"]

shell.require(Right.READ_ENTRY)
t = shell.t()


def ask_edition(kept: list[Edition]) -> None:
    """Let the reader freeze a report."""
    st.header(t("Freeze an edition"), anchor=False)
    key = st.session_state.setdefault(KEY, uuid4().hex)
    reports = dict(templates.TITLES)
    assembled = report_page.current()
    if assembled is not None:
        reports |= {OWN: n_("The report as assembled on the page “Annual report”")}
    titles = {"": t("none"), **{edition.uid: edition.name for edition in kept}}
    with st.form(f"freeze_{key}", border=False):
        name = st.text_input(t("Name of the edition"), key=f"edition_name_{key}", max_chars=200)
        report = st.selectbox(
            t("Report"),
            list(reports),
            format_func=lambda code: t(reports[code]),
            key=f"edition_template_{key}",
        )
        language = st.selectbox(
            t("Language of the report"),
            FIGURE_LANGUAGES,
            key=f"edition_language_{key}",
            index=FIGURE_LANGUAGES.index(shell.choices().language),
            format_func=t.language_name,
        )
        corrects = st.selectbox(
            t("It corrects"), list(titles), format_func=titles.get, key=f"edition_corrects_{key}"
        )
        note = st.text_area(t("Note"), key=f"edition_note_{key}", max_chars=2000)
        if not st.form_submit_button(t("Freeze"), type="primary"):
            return
    template = assembled if assembled and report == OWN else templates.shipped(report)
    choices = replace(shell.choices(), language=language)
    about = {"name": name or "", "note": note or "", "corrects": corrects or ""}
    with st.spinner(t("Making and saving the report …")):
        errors.attempt(t, "", freeze, template, choices, about, key)


def freeze(template: Template, choices: Choices, about: dict[str, str], key: str) -> None:
    """Freeze the report of a template; what is wrong with it saves nothing."""
    words = translate(choices.language)
    document, figures = reports.read(template, choices)
    draft = edition_of(document, figures, choices, words, **about)
    editions.freeze_edition(engine_of(database_url()), draft, actor=actor(), key=key)
    st.session_state[KEY] = uuid4().hex


def content_of(uid: str, name: str) -> bytes:
    """Return a file of an edition."""
    with reading(engine_of(database_url())) as connection:
        return editions.file_of(connection, uid, name).content


def draft() -> tuple[str, tuple[str, ...]]:
    """Let the reader upload a file made here, or type ids; return its name and its figure ids."""
    st.header(t("Check a draft"), anchor=False)
    label = t("A PDF, Word, PowerPoint or HTML file that was made here")
    upload = st.file_uploader(label, type=FILE_TYPES, key="edition_draft")
    typed = st.text_area(t("Or figure ids, one a line"), key="edition_ids", max_chars=20_000)
    name, ids = t("Draft"), tuple(dict.fromkeys((typed or "").split()))
    try:
        if upload is not None:
            name, ids = upload.name, figure_ids(upload.getvalue())
    except IflaMetricsError as refused:
        errors.show(refused, t)
    return name, ids


def show(edition: Edition, kept: list[Edition], people: dict[str, str]) -> None:
    """Show an edition with its files."""
    corrected = next((one.name for one in kept if one.uid == edition.corrects), "")
    later = next((one.name for one in kept if one.corrects == edition.uid), "")
    by = person_name(edition.frozen_by, people, t)
    facts = [
        t("Log as known on {day}", day=t.date(edition.known_on, "medium")),
        t("frozen {time} by {who}", time=shell.local_time(edition.frozen_at, t), who=by),
        edition.language.upper(),
        t("corrects “{name}”", name=corrected) if corrected else "",
        t("corrected by “{name}”", name=later) if later else "",
    ]
    st.subheader(as_markdown(edition.name), anchor=False)
    st.caption(as_markdown(" · ".join(fact for fact in facts if fact)))
    if edition.note:
        st.text(edition.note)
    with reading(engine_of(database_url())) as connection:
        files = editions.files_of(connection, edition.uid)
    with st.container(horizontal=True):
        for name, media_type in files:
            st.download_button(
                name.rpartition(".")[2].upper(),
                data=partial(content_of, edition.uid, name),
                file_name=name,
                mime=media_type,
                on_click="ignore",
                key=f"edition_file_{edition.uid}_{name}",
            )
        if st.button(t("What has changed since?"), key=f"edition_check_{edition.uid}"):
            st.query_params[EDITION] = edition.uid


shell.title(
    t("Editions"),
    lede=t("A frozen edition never changes. Check which figures have changed before you print."),
)
with reading(engine_of(database_url())) as connection:
    kept = editions.editions(connection, framework=shell.choices().framework)
left, right = shell.columns(4, 5)
with left:
    if allowed(actor(), Right.FREEZE_EDITION):
        ask_edition(kept)
    draft_name, draft_ids = draft()
with right:
    st.header(t("Frozen editions"), anchor=False)
    if not kept:
        st.caption(t("No edition of this strategy is frozen yet."))
    people = people_names()
    for edition in kept:
        show(edition, kept, people)
checked = next((one for one in kept if one.uid == st.query_params.get(EDITION)), None)
if checked is not None:
    shown.show_check(checked.name, t, uid=checked.uid)
if draft_ids:
    shown.show_check(draft_name, t, ids=draft_ids)
