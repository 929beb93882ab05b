"""Editions: freeze a report, and show which figures have changed since they were printed."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

import streamlit as st

from ifla_metrics.choices import Choices
from ifla_metrics.errors import n_
from ifla_metrics.exports import drift, report
from ifla_metrics.exports.drift import Behind, Check, Drift
from ifla_metrics.exports.editions import edition_of
from ifla_metrics.exports.formats import MEDIA_TYPES, Format
from ifla_metrics.exports.templates import Template
from ifla_metrics.figures import registry
from ifla_metrics.figures.figure import Figure
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.models.editions import Changed
from ifla_metrics.settings import database_url
from ifla_metrics.store import editions
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.ui import figure_card, lists, report_jobs, shell, sources
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.figure_card import State
from ifla_metrics.ui.markup import as_markdown, markdown_link
from ifla_metrics.ui.navigation import entry_address

FORMATS: tuple[Format, ...] = ("pdf", "docx")
"""Files that an edition keeps: the one that was printed, and the one that editors went on with."""
COMPARING = n_("Comparing the figures with what was printed …")
MOST_LISTED = 40
"""Entries behind a figure or an edition that are listed."""


def freeze(
    name: str, template: Template, choices: Choices, *, note: str, corrects: str, key: str
) -> str:
    """Freeze the report of a template with these choices; return the edition's uid.

    Raises:
        IflaMetricsError: What is wrong with it; nothing was saved.
    """
    t = translate(choices.language)
    document, figures = report_jobs.read(template, choices)
    files = {
        f"{template.name}.{kind}": (MEDIA_TYPES[kind], report.write(document, kind, figures, t))
        for kind in FORMATS
    }
    draft = edition_of(
        figures.values(),
        t,
        choices=choices,
        known_on=date.fromisoformat(next(iter(figures.values())).facts["known_on"]),
        files=files,
        name=name,
        template=template.name,
        texts=json.dumps(document.as_dict(), ensure_ascii=False),
        note=note,
        corrects=corrects,
    )
    return editions.freeze_edition(engine_of(database_url()), draft, actor=actor(), key=key)


def file_of(uid: str, name: str) -> Callable[[], bytes]:
    """Return what reads a file of an edition once it is asked for."""

    def read() -> bytes:
        with reading(engine_of(database_url())) as connection:
            return editions.file_of(connection, uid, name).content

    return read


def _make(name: str, choices: Choices) -> Figure:
    figure, _reading = sources.figure(name, choices)
    return figure


@st.cache_resource(max_entries=16, show_spinner=False)
def check_edition(uid: str, state: State) -> Check:
    """Compare the figures of an edition with the same figures now."""
    with reading(engine_of(database_url())) as connection:
        figures = editions.figures_of(connection, uid)
    return drift.check(figures, _make)


@st.cache_resource(max_entries=16, show_spinner=False)
def check_ids(ids: tuple[str, ...], state: State) -> Check:
    """Compare figures by their ids, as the newest edition that has each printed them."""
    with reading(engine_of(database_url())) as connection:
        printed = editions.printed(connection, ids)
    figures = [printed[one] for one in ids if one in printed]
    return drift.check(figures, _make, unknown=[one for one in ids if one not in printed])


@st.cache_resource(max_entries=16, show_spinner=False)
def entries_behind(key: str, state: State, _drifts: Sequence[Drift]) -> Behind:
    """Return the entries behind each changed cell of what was checked under a key."""
    with reading(engine_of(database_url())) as connection:
        since = editions.since_printed(connection, [one.figure_id for one in _drifts])
    return drift.behind(_drifts, since, _make)


@st.cache_resource(max_entries=16, show_spinner=False)
def entries_since(uid: str, state: State) -> list[Changed]:
    """Return the entries that concern an edition and were recorded since."""
    with reading(engine_of(database_url())) as connection:
        return editions.since_edition(connection, editions.edition(connection, uid))


def show_edition(edition: editions.Edition, t: Translate) -> None:
    """Show what has changed since an edition was frozen, and the entries recorded since."""
    st.header(as_markdown(edition.name), anchor=False)
    with st.spinner(t(COMPARING)):
        check = check_edition(edition.uid, figure_card.state())
    _show_check(check, t, name=edition.name, key=edition.uid)
    if not check.changed:
        return
    entries = entries_since(edition.uid, figure_card.state())
    if not entries:
        st.caption(t("No entry changed: time passed, or the strategy or reference data changed."))
        return
    st.subheader(t("Entries behind it"), anchor=False)
    _entries(entries, edition.framework, t)


def show_draft(name: str, ids: tuple[str, ...], t: Translate) -> None:
    """Show what has changed in figures since an edition printed them."""
    st.header(as_markdown(name), anchor=False)
    with st.spinner(t(COMPARING)):
        check = check_ids(ids, figure_card.state())
    _show_check(check, t, name=name, key="draft")


def _show_check(check: Check, t: Translate, *, name: str, key: str) -> None:
    """Show changed figures, when asked for the entries behind each change, and the errata."""
    changed, behind = check.changed, None
    if changed and st.toggle(t("Show the entries behind each change"), key=f"edition_behind_{key}"):
        with st.spinner(t("Rebuilding the figures day by day …")):
            behind = entries_behind(repr((key, changed)), figure_card.state(), changed)
    if check.drifts:
        st.subheader(_headline(check, t), anchor=False)
    for one in changed:
        _show_drift(one, behind, t)
    if check.reworded:
        st.caption(as_markdown(drift.reworded_in_words(check, t)))
    for figure_id, reason in check.lost:
        st.caption(as_markdown(t("{id}: {reason}", id=figure_id, reason=reason.say(t))))
    if check.unknown:
        ids = ", ".join(check.unknown)
        words = t("Not in any edition: {ids}. Freeze one to check them later.", ids=ids)
        st.caption(as_markdown(words))
    today = datetime.now(UTC).date()
    text = drift.errata(changed, t, edition=name, day=today, behind=behind)
    if text:
        st.download_button(
            t("Errata as text"),
            data=text.encode("utf-8"),
            file_name="errata.txt",
            mime="text/plain",
            on_click="ignore",
            key=f"errata_{key}",
        )


def _headline(check: Check, t: Translate) -> str:
    checked = len(check.drifts)
    if check.changed:
        return t.plural(
            "{n} of {all} figures has changed since printing",
            "{n} of {all} figures have changed since printing",
            len(check.changed),
            all=checked,
        )
    return t.plural(
        "{n} figure has not changed since printing",
        "{n} figures have not changed since printing",
        checked,
    )


def _show_drift(one: Drift, behind: Behind | None, t: Translate) -> None:
    titles = {"row": t("Row"), "column": t("Column"), "before": t("Printed"), "now": t("Now")}
    rows = [{key: getattr(cell, key) for key in titles} for cell in one.cells]
    if behind is not None:
        titles["entries"] = t("Entries behind it")
        for cell, row in zip(one.cells, rows, strict=True):
            row["entries"] = drift.entries_in_words(behind[one.figure_id].entries[cell], t)
    with st.expander(as_markdown(f"{one.title} · {t.number(len(one.cells))}")):
        st.caption(as_markdown(one.figure_id))
        columns = {
            key: st.column_config.TextColumn(title, width="medium") for key, title in titles.items()
        }
        lists.table(rows, columns, t, title=one.title)
        if one.reworded:
            st.caption(t("Words changed too."))
        if behind is not None:
            entries = behind[one.figure_id].entries.values()
            every = [entry for some in entries for entry in some]
            _, choices = registry.reopened(one.figure_id)
            _entries(list(dict.fromkeys(every)), choices.framework, t)


def _entries(entries: Sequence[Changed], framework: str, t: Translate) -> None:
    """List entries: a link for who may open it, when and why it was recorded."""
    choices, reader = shell.choices(), actor()
    lines = []
    for entry in entries[:MOST_LISTED]:
        address = entry_address(entry.kind, entry.uid, choices, reader, framework)
        title = markdown_link(entry.title, address) if address else as_markdown(entry.title)
        said = [t("version {n}", n=entry.version), shell.moment(entry.at, t), entry.reason]
        lines.append(f"- {title}: {as_markdown(' · '.join(part for part in said if part))}")
    st.markdown("\n".join(lines))
