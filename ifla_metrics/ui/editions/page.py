"""The page of editions: freeze one, take its files again, see what has changed since."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import streamlit as st

from ifla_metrics.access import Right, allowed
from ifla_metrics.errors import IflaMetricsError, n_
from ifla_metrics.i18n import FIGURE_LANGUAGES, Translate
from ifla_metrics.report.book import templates
from ifla_metrics.settings import database_url
from ifla_metrics.store import editions
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.editions import Edition
from ifla_metrics.ui import errors, report_blocks, shell
from ifla_metrics.ui.auth import actor, people_names, person_name
from ifla_metrics.ui.editions import checked, freezing
from ifla_metrics.ui.figures_page import LANGUAGE_NAMES
from ifla_metrics.ui.markup import tag

EDITION = "edition"
"""The parameter of the address that names an edition."""
KEY = "edition_key"
OWN = "own"
"""Stands among the reports for the one that this reader has assembled."""


def draw(t: Translate) -> None:
    """Show the page."""
    st.html(
        tag("h1", t("Editions"))
        + tag(
            "p",
            t("A frozen edition never changes. Before print, see which of its figures have."),
            class_="im-lede",
        )
    )
    choices = shell.choices()
    with reading(engine_of(database_url())) as connection:
        kept = editions.editions(connection, framework=choices.framework)
    with st.container(key="editions_page"):
        left, right = shell.columns(4, 5)
        with left:
            if allowed(actor(), Right.FREEZE_EDITION):
                _freeze(kept, t)
            checked.dropped(t, today=datetime.now(UTC).date())
        with right:
            _list(kept, t)


def _freeze(kept: list[Edition], t: Translate) -> None:
    st.html(tag("h2", t("Freeze an edition")))
    key = st.session_state.setdefault(KEY, uuid4().hex)
    with st.form(f"freeze_{key}", border=False):
        name = st.text_input(t("Name of the edition"), key=f"edition_name_{key}", max_chars=200)
        reports = dict(templates.TITLES)
        if report_blocks.TEMPLATE in st.session_state:
            reports |= {OWN: n_("The report as assembled on the page “Annual report”")}
        wanted = st.selectbox(
            t("Report"),
            list(reports),
            format_func=lambda n: t(reports[n]),
            key=f"edition_template_{key}",
        )
        language = st.selectbox(
            t("Language of the report"),
            FIGURE_LANGUAGES,
            key=f"edition_language_{key}",
            index=FIGURE_LANGUAGES.index(shell.choices().language),
            format_func=lambda code: t(LANGUAGE_NAMES[code]),
        )
        corrects = st.selectbox(
            t("It corrects"),
            ["", *(e.uid for e in kept)],
            format_func=lambda uid: next((e.name for e in kept if e.uid == uid), t("none")),
            key=f"edition_corrects_{key}",
        )
        note = st.text_area(t("Note"), key=f"edition_note_{key}", max_chars=2000)
        sent = st.form_submit_button(t("Freeze"), type="primary")
    if not sent:
        return
    try:
        with st.spinner(t("Drawing the report and keeping it …")):
            template = report_blocks.current() if wanted == OWN else templates.shipped(wanted)
            freezing.freeze(
                name or "",
                template,
                replace(shell.choices(), language=language),
                note=note or "",
                corrects=corrects or "",
                key=key,
            )
    except IflaMetricsError as refused:
        errors.show(refused, t)
        return
    st.session_state[KEY] = uuid4().hex
    st.rerun()


def _list(kept: list[Edition], t: Translate) -> None:
    st.html(tag("h2", t("Kept editions")))
    if not kept:
        st.html(tag("p", t("No edition of this strategy is frozen yet."), class_="im-sub"))
    known = people_names()
    for one in kept:
        _edition(one, kept, known, t)


def _edition(one: Edition, kept: list[Edition], known: Mapping[str, str], t: Translate) -> None:
    by = person_name(one.frozen_by, known, t)
    said = [
        t("Log as known on {day}", day=t.date(one.known_on, "medium")),
        t("frozen {time} by {who}", time=shell.moment(one.frozen_at, t), who=by),
        one.language.upper(),
    ]
    corrected = next((e.name for e in kept if e.uid == one.corrects), "")
    if corrected:
        said.append(t("corrects “{name}”", name=corrected))
    later = [e.name for e in kept if e.corrects == one.uid]
    if later:
        said.append(t("corrected by “{name}”", name=later[0]))
    with st.container(key=f"edition_{one.uid}"):
        st.html(
            tag("h3", one.name)
            + tag("p", " · ".join(said), class_="im-small")
            + (tag("p", one.note) if one.note else "")
        )
        with st.container(horizontal=True):
            with reading(engine_of(database_url())) as connection:
                files = editions.files_of(connection, one.uid)
            for name, media, _size in files:
                st.download_button(
                    name.rpartition(".")[2].upper(),
                    data=_content(one.uid, name),
                    file_name=name,
                    mime=media,
                    on_click="ignore",
                    key=f"edition_file_{one.uid}_{name}",
                )
            if st.button(t("What has changed since?"), key=f"edition_check_{one.uid}"):
                st.query_params[EDITION] = one.uid
        if st.query_params.get(EDITION) == one.uid:
            checked.edition(one, t, today=datetime.now(UTC).date())


def _content(uid: str, name: str) -> Callable[[], bytes]:
    def made() -> bytes:
        with reading(engine_of(database_url())) as connection:
            return editions.file_of(connection, uid, name).content

    return made
