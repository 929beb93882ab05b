"""Editions: freeze a report for print, and compare it with the current figures."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from uuid import uuid4

import streamlit as st

from ifla_metrics.access import Right, allowed
from ifla_metrics.errors import UnknownCode, n_
from ifla_metrics.exports import templates
from ifla_metrics.exports.editions import draft_edition
from ifla_metrics.exports.templates import Template
from ifla_metrics.i18n import FIGURE_LANGUAGES, translate
from ifla_metrics.models.editions import EditionRow
from ifla_metrics.store.database import engine, read_transaction
from ifla_metrics.store.write import editions
from ifla_metrics.ui import editions as edition_view
from ifla_metrics.ui import errors, navigation, page_data, reports, shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.codes import people_names, person_name
from ifla_metrics.ui.markup import as_markdown

EDITION = "edition"
"""URL parameter: the uid of the edition to compare."""
FILE_TITLES = {f".{name}": title for name, title in reports.FORMATS.items()}
"""Titles of files by suffix."""

shell.require(Right.READ_ENTRY)
t = shell.t()


def show_form() -> None:
    """Show the form that freezes a report."""
    st.header(t("Freeze an edition"), anchor=False)
    st.caption(t("Strategy, period and day are those chosen above."))
    key = st.session_state.setdefault("edition_key", uuid4().hex)
    options = {t(title): templates.load_shipped(name) for name, title in templates.TITLES.items()}
    if assembled := reports.current():
        options[t("The report as set up on the page “Annual report”")] = assembled
    with st.form(f"freeze_{key}", border=False):
        name = st.text_input(t("Name of the edition"), key=f"edition_name_{key}", max_chars=200)
        report = st.selectbox(t("Report"), list(options), key=f"edition_template_{key}")
        language = st.selectbox(
            t("Language of the report"),
            FIGURE_LANGUAGES,
            key=f"edition_language_{key}",
            index=FIGURE_LANGUAGES.index(shell.choices().language),
            format_func=t.language_name,
        )
        note = st.text_area(t("Note"), key=f"edition_note_{key}", max_chars=2000)
        if not st.form_submit_button(t("Freeze"), type="primary"):
            return
    texts = {"name": name, "note": note}
    done = t("“{name}” is frozen.", name=name)
    with st.spinner(t("Making and saving the report …")):
        errors.attempt(t, done, freeze, options[report], language, texts, key)


def freeze(template: Template, language: str, texts: dict[str, str], key: str) -> None:
    """Freeze the report of a template, with the edition's name and note in `texts`."""
    choices = replace(shell.choices(), language=language)
    document, figures = reports.build(template, choices)
    draft = draft_edition(document, figures, choices, translate(language), **texts)
    editions.freeze_edition(engine(), draft, actor=actor(), key=key)
    st.session_state["edition_key"] = uuid4().hex


def show(edition: EditionRow) -> None:
    """Show an edition with its files."""
    frozen_by = person_name(edition.frozen_by, people, t)
    framework = frameworks[edition.framework]
    periods = framework.lists["periods"]
    facts = [
        framework.short_title,
        periods.get(edition.period, edition.period),
        t("Log as known on {day}", day=t.date(edition.known_on, "medium")),
        t("frozen {time} by {who}", time=shell.utc_time(edition.frozen_at, t), who=frozen_by),
        t.language_name(edition.language),
    ]
    if corrected := by_uid.get(edition.corrects or ""):
        facts.append(t("corrects “{name}”", name=corrected.name))
    st.subheader(as_markdown(edition.name), anchor=False)
    st.caption(as_markdown(" · ".join(facts)))
    if edition.note:
        st.text(edition.note)
    with read_transaction(engine()) as connection:
        files = editions.files_of(connection, edition.uid)

    def content(name: str) -> bytes:
        with read_transaction(engine()) as connection:
            return editions.file_content(connection, edition.uid, name)

    with st.container(horizontal=True, key=f"edition_files_{edition.uid}"):
        for name, media_type in files:
            st.download_button(
                t(FILE_TITLES[Path(name).suffix]),
                data=partial(content, name),
                file_name=name,
                mime=media_type,
                on_click="ignore",
                key=f"edition_file_{edition.uid}_{name}",
            )
        key, args = f"edition_check_{edition.uid}", ({EDITION: edition.uid},)
        st.button(t("What has changed since?"), key=key, on_click=st.query_params.update, args=args)


shell.title(
    t("Editions"),
    intro=t("A frozen edition never changes. Check which figures have changed before you print."),
)
errors.show_success()
with read_transaction(engine()) as connection:
    by_uid = {edition.uid: edition for edition in editions.editions(connection)}
frameworks = page_data.frameworks(t.language)
uid = st.query_params.get(EDITION, "")
people = people_names()
left, right = st.columns([5, 4], gap="large")
with left:
    st.header(t("Frozen editions"), anchor=False)
    if not by_uid:
        st.caption(t("No edition has been frozen yet."))
    for edition in by_uid.values():
        show(edition)
with right:
    if allowed(actor(), Right.FREEZE_EDITION):
        show_form()
if uid in by_uid:
    name, close = by_uid[uid].name, partial(navigation.set_parameter, EDITION, "")
    dialog = st.dialog(as_markdown(name), width="large", on_dismiss=close)
    dialog(edition_view.show_comparison)(uid, name, t)
elif uid:
    errors.show(UnknownCode(n_("edition"), uid, by_uid), t)
