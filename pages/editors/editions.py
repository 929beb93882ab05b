"""Editions: freeze what goes to print, and see before print what has changed since."""

from dataclasses import replace
from functools import partial
from uuid import uuid4

import streamlit as st

from ifla_metrics.access import Right, allowed
from ifla_metrics.errors import UnknownCode, n_
from ifla_metrics.exports import templates
from ifla_metrics.exports.editions import draft_edition
from ifla_metrics.exports.templates import Template
from ifla_metrics.i18n import FIGURE_LANGUAGES, translate
from ifla_metrics.models.editions import EditionRow
from ifla_metrics.store import editions
from ifla_metrics.store.database import engine, read_transaction
from ifla_metrics.ui import editions as shown
from ifla_metrics.ui import errors, filters, page_data, reports, shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.codes import people_names, person_name
from ifla_metrics.ui.markup import as_markdown

EDITION = "edition"
"""The parameter of the address that names an edition."""

shell.require(Right.READ_ENTRY)
t = shell.t()


def ask_edition() -> None:
    """Let the reader freeze a report."""
    st.header(t("Freeze an edition"), anchor=False)
    st.caption(t("Strategy, period and day are those chosen above."))
    key = st.session_state.setdefault("edition_key", uuid4().hex)
    offered = {t(title): templates.load_shipped(name) for name, title in templates.TITLES.items()}
    if assembled := reports.current():
        offered[t("The report as set up on the page “Annual report”")] = assembled
    with st.form(f"freeze_{key}", border=False):
        name = st.text_input(t("Name of the edition"), key=f"edition_name_{key}", max_chars=200)
        report = st.selectbox(t("Report"), list(offered), key=f"edition_template_{key}")
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
    about = {"name": name, "note": note}
    done = t("“{name}” is frozen.", name=name)
    with st.spinner(t("Making and saving the report …")):
        errors.attempt(t, done, freeze, offered[report], language, about, key)


def freeze(template: Template, language: str, about: dict[str, str], key: str) -> None:
    """Freeze the report of a template; what is wrong with it saves nothing."""
    choices = replace(shell.choices(), language=language)
    document, figures = reports.read(template, choices)
    draft = draft_edition(document, figures, choices, translate(language), **about)
    editions.freeze_edition(engine(), draft, actor=actor(), key=key)
    st.session_state["edition_key"] = uuid4().hex


def show(edition: EditionRow) -> None:
    """Show an edition with its files."""
    by = person_name(edition.frozen_by, people, t)
    facts = [
        edition.period,
        t("Log as known on {day}", day=t.date(edition.known_on, "medium")),
        t("frozen {time} by {who}", time=shell.local_time(edition.frozen_at, t), who=by),
        edition.language.upper(),
    ]
    facts += [t("corrects “{name}”", name=o.name) for o in kept if o.uid == edition.corrects]
    st.subheader(as_markdown(edition.name), anchor=False)
    st.caption(as_markdown(" · ".join(facts)))
    if edition.note:
        st.text(edition.note)
    with read_transaction(engine()) as connection:
        files = editions.files_of(connection, edition.uid)

    def content(name: str) -> bytes:
        with read_transaction(engine()) as connection:
            return editions.file_of(connection, edition.uid, name).content

    with st.container(horizontal=True):
        for name, media_type in files:
            st.download_button(
                name.rpartition(".")[2].upper(),
                data=partial(content, name),
                file_name=name,
                mime=media_type,
                on_click="ignore",
                key=f"edition_file_{edition.uid}_{name}",
            )
        if st.button(t("What has changed since?"), key=f"edition_check_{edition.uid}"):
            st.query_params[EDITION] = edition.uid


def offer_strategy(edition: EditionRow) -> None:
    """Say of an edition in the address that it is of another strategy, and offer that one."""
    strategy = page_data.available_choices().frameworks[edition.framework].short_title
    told = t("“{name}” is an edition of the strategy {years}.", name=edition.name, years=strategy)
    errors.notice(told)
    st.button(
        t("Show strategy {years}", years=strategy),
        on_click=filters.change_choices,
        kwargs={"framework": edition.framework},
    )


shell.title(
    t("Editions"),
    intro=t("A frozen edition never changes. Check which figures have changed before you print."),
)
errors.show_success()
with read_transaction(engine()) as connection:
    every = {edition.uid: edition for edition in editions.editions(connection)}
kept = [one for one in every.values() if one.framework == shell.choices().framework]
checked = st.query_params.get(EDITION, "")
if checked in every and every[checked] not in kept:
    offer_strategy(every[checked])
elif checked and checked not in every:
    errors.show(UnknownCode(n_("edition"), checked, every), t)
people = people_names()
left, right = st.columns([5, 4], gap="large")
with left:
    st.header(t("Frozen editions"), anchor=False)
    if not kept:
        st.caption(t("No edition of this strategy has been frozen yet."))
    for edition in kept:
        show(edition)
with right:
    if allowed(actor(), Right.FREEZE_EDITION):
        ask_edition()
if checked in every and every[checked] in kept:
    shown.show_check(checked, every[checked].name, t)
