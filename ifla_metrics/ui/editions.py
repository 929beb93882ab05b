"""What has changed in figures since they were printed, and the errata."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st

from ifla_metrics.exports.editions import (
    Comparison,
    Entries,
    FigureChanges,
    check_printed,
    entries_behind,
    errata,
)
from ifla_metrics.figures import registry
from ifla_metrics.i18n import Translate
from ifla_metrics.models.editions import Changed
from ifla_metrics.settings import database_url
from ifla_metrics.store import editions
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.ui import lists, shell, sources
from ifla_metrics.ui.markup import as_markdown, markdown_link
from ifla_metrics.ui.navigation import entry_address

MOST_LISTED = 40
"""Entries behind a figure that are listed."""


@sources.cached
def check(uid: str, ids: tuple[str, ...]) -> tuple[Comparison, Entries]:
    """Compare printed figures with the same figures now; return the entries behind changes too.

    Args:
        uid: The edition, or "" for figures as the newest edition that has each printed them.
        ids: Without an edition, the ids of the figures.
    """
    with reading(engine_of(database_url())) as connection:
        if uid:
            figures, unknown = editions.figures_of(connection, uid), []
        else:
            printed = editions.printed(connection, ids)
            figures = [printed[one][0] for one in ids if one in printed]
            unknown = [one for one in ids if one not in printed]
    comparison = check_printed(
        figures, lambda name, choices: sources.figure(name, choices)[0], unknown
    )
    changed = [one.figure_id for one in comparison.changed]
    with reading(engine_of(database_url())) as connection:
        since = editions.since_printed(connection, changed)
    return comparison, entries_behind(comparison.changed, since)


def show_check(name: str, t: Translate, *, uid: str = "", ids: tuple[str, ...] = ()) -> None:
    """Show what has changed in an edition, or in figures by their ids, and the errata."""
    st.header(as_markdown(name), anchor=False)
    with st.spinner(t("Comparing the figures with what was printed …")):
        comparison, entries = check(uid, ids)
    if comparison.figures:
        st.subheader(_headline(comparison, t), anchor=False)
    for one in comparison.changed:
        _show_changes(one, entries[one.figure_id], t)
    for figure_id, reason in comparison.lost:
        st.caption(as_markdown(t("{id}: {reason}", id=figure_id, reason=reason.say(t))))
    if comparison.unknown:
        unknown = ", ".join(comparison.unknown)
        words = t("Not in any edition: {ids}. Freeze one to check them later.", ids=unknown)
        st.caption(as_markdown(words))
    today = datetime.now(UTC).date()
    text = errata(comparison.changed, entries, t, edition=name, day=today)
    if text:
        st.download_button(
            t("Errata as text"),
            data=text.encode("utf-8"),
            file_name="errata.txt",
            mime="text/plain",
            on_click="ignore",
            key=f"errata_{uid or 'draft'}",
        )


def _headline(comparison: Comparison, t: Translate) -> str:
    checked = len(comparison.figures)
    if comparison.changed:
        return t.plural(
            "{n} of {all} figures has changed since printing",
            "{n} of {all} figures have changed since printing",
            len(comparison.changed),
            all=checked,
        )
    return t.plural(
        "{n} figure has not changed since printing",
        "{n} figures have not changed since printing",
        checked,
    )


def _show_changes(one: FigureChanges, entries: Sequence[Changed], t: Translate) -> None:
    """Show the changed cells of a figure, and links to the entries behind them."""
    titles = {"row": t("Row"), "column": t("Column"), "before": t("Printed"), "now": t("Now")}
    number = t.plural("{n} change", "{n} changes", len(one.cells))
    with st.expander(as_markdown(f"{one.title} · {number}")):
        st.caption(as_markdown(one.figure_id))
        columns = {
            key: st.column_config.TextColumn(title, width="medium") for key, title in titles.items()
        }
        lists.table([vars(cell) for cell in one.cells], t, columns=columns, title=one.title)
        if not entries:
            words = t("No entry changed: time passed, or the strategy or reference data changed.")
            st.caption(words)
            return
        st.markdown(f"**{as_markdown(t('Entries recorded since'))}**")
        _, choices = registry.parse_figure_id(one.figure_id)
        lines = [_entry(entry, choices.framework, t) for entry in entries[:MOST_LISTED]]
        more = len(entries) - MOST_LISTED
        lines += [as_markdown(t.plural("and {n} more", "and {n} more", more))] if more > 0 else []
        st.markdown("\n".join(f"- {line}" for line in lines))


def _entry(entry: Changed, framework: str, t: Translate) -> str:
    """Return an entry as Markdown: a link for who may open it, when and why it was recorded."""
    address = entry_address(entry.kind, entry.uid, shell.choices(), framework)
    title = markdown_link(entry.title, address) if address else as_markdown(entry.title)
    facts = [t("version {n}", n=entry.version), shell.local_time(entry.at, t), entry.reason]
    return f"{title}: {as_markdown(' · '.join(fact for fact in facts if fact))}"
