"""What has changed in figures since they were printed, and the errata."""

from datetime import UTC, datetime

import streamlit as st

from ifla_metrics.choices import Choices
from ifla_metrics.exports.editions import (
    Comparison,
    FigureChanges,
    check_printed,
    errata,
    headline,
)
from ifla_metrics.figures import registry
from ifla_metrics.figures.figure import Figure
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import ACTIVITY, OF_RECORD
from ifla_metrics.models.editions import Changed, Edition
from ifla_metrics.settings import database_url
from ifla_metrics.store import editions
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.ui import lists, shell, sources
from ifla_metrics.ui.markup import as_markdown, markdown_link
from ifla_metrics.ui.navigation import entry_address

MOST_LISTED = 40
"""Entries behind a figure that are listed."""


@sources.cached
def check(uid: str, ids: tuple[str, ...]) -> Comparison:
    """Compare printed figures with the same figures now.

    Args:
        uid: The edition, or "" for figures as the newest edition that has each printed them.
        ids: Without an edition, the ids of the figures.
    """
    engine = engine_of(database_url())

    def make(name: str, choices: Choices) -> Figure:
        return sources.figure(name, choices)[0]

    def since(edition: Edition) -> list[Changed]:
        with reading(engine) as connection:
            return editions.since_edition(connection, edition)

    with reading(engine) as connection:
        printed = editions.printed(connection, uid=uid, figure_ids=ids)
    return check_printed(printed, make, since, ids)


def show_check(name: str, t: Translate, *, uid: str = "", ids: tuple[str, ...] = ()) -> None:
    """Show what has changed in an edition, or in figures by their ids, and the errata."""
    st.header(as_markdown(name), anchor=False)
    with st.spinner(t("Comparing the figures with what was printed …")):
        comparison = check(uid, ids)
    if comparison.checked:
        st.subheader(headline(comparison, t), anchor=False)
    for one in comparison.changed:
        _show_changes(one, t)
    for figure_id, reason in comparison.lost:
        st.caption(as_markdown(t("{id}: {reason}", id=figure_id, reason=reason.say(t))))
    if comparison.unknown:
        unknown = ", ".join(comparison.unknown)
        words = t("Not in any edition: {ids}. Freeze one to check them later.", ids=unknown)
        st.caption(as_markdown(words))
    today = datetime.now(UTC).date()
    text = errata(comparison.changed, t, edition=name, day=today)
    if text:
        st.download_button(
            t("Errata as text"),
            data=text.encode("utf-8"),
            file_name="errata.txt",
            mime="text/plain",
            on_click="ignore",
            key=f"errata_{uid or 'draft'}",
        )


def _show_changes(one: FigureChanges, t: Translate) -> None:
    """Show the changed cells of a figure, and links to the entries behind them."""
    titles = {"row": t("Row"), "column": t("Column"), "before": t("Printed"), "now": t("Now")}
    number = t.plural("{n} change", "{n} changes", len(one.cells))
    with st.expander(as_markdown(f"{one.title} · {number}")):
        st.caption(as_markdown(one.figure_id))
        columns = {
            key: st.column_config.TextColumn(title, width="medium") for key, title in titles.items()
        }
        lists.table([vars(cell) for cell in one.cells], t, columns=columns, title=one.title)
        if not one.entries:
            words = t("No entry changed: time passed, or the strategy or reference data changed.")
            st.caption(words)
            return
        st.markdown(f"**{as_markdown(t('Entries recorded since'))}**")
        _, choices = registry.parse_figure_id(one.figure_id)
        lines = [_entry(entry, choices.framework, t) for entry in one.entries[:MOST_LISTED]]
        more = len(one.entries) - MOST_LISTED
        lines += [as_markdown(t.plural("and {n} more", "and {n} more", more))] if more > 0 else []
        st.markdown("\n".join(f"- {line}" for line in lines))


def _entry(entry: Changed, framework: str, t: Translate) -> str:
    """Return an entry as Markdown: a link for who may open it, when and why it was recorded."""
    address = entry_address(entry.kind, entry.uid, shell.choices(), framework)
    name = entry.title
    if entry.kind != ACTIVITY:  # Many a record is called by a code.
        name = t("{subject}: {told}", subject=t(OF_RECORD[entry.kind].title), told=name)
    title = markdown_link(name, address) if address else as_markdown(name)
    facts = [t("version {n}", n=entry.version), shell.local_time(entry.at, t), entry.reason]
    return f"{title}: {as_markdown(' · '.join(fact for fact in facts if fact))}"
