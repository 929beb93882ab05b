"""What has changed in figures since they were printed, and the errata."""

from datetime import UTC, datetime

import streamlit as st

from ifla_metrics.choices import Choices
from ifla_metrics.exports.editions import (
    Comparison,
    FigureChanges,
    compare_printed,
    errata,
    headline,
)
from ifla_metrics.figures import registry
from ifla_metrics.figures.figure import Figure
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import kind_title
from ifla_metrics.models.editions import ChangedEntry
from ifla_metrics.store import editions
from ifla_metrics.store.database import engine, read_transaction
from ifla_metrics.ui import lists, page_data, shell
from ifla_metrics.ui.markup import as_markdown


@page_data.cached
def check(uid: str) -> Comparison:
    """Compare the figures of an edition with the same figures now."""

    def make(name: str, choices: Choices) -> Figure:
        return page_data.figure(name, choices)[0]

    def since(edition: str) -> list[ChangedEntry]:
        with read_transaction(engine()) as connection:
            return editions.changes_since(connection, edition)

    with read_transaction(engine()) as connection:
        printed = editions.printed_figures(connection, uid=uid)
    return compare_printed(printed, make, since)


def show_check(uid: str, name: str, t: Translate) -> None:
    """Show what has changed in an edition since it was frozen, and the errata."""
    st.header(as_markdown(name), anchor=False)
    with st.spinner(t("Comparing the figures with what was printed …")):
        comparison = check(uid)
    st.subheader(headline(comparison, t), anchor=False)
    for one in comparison.changed:
        _show_changes(one, t)
    for figure_id, reason in comparison.unavailable:
        st.caption(as_markdown(t("{id}: {reason}", id=figure_id, reason=reason.translate(t))))
    text = errata(comparison.changed, t, edition=name, day=datetime.now(UTC).date())
    if text:
        st.download_button(
            t("Errata as text"),
            data=text.encode("utf-8"),
            file_name="errata.txt",
            mime="text/plain",
            on_click="ignore",
            key=f"errata_{uid}",
        )


def _show_changes(one: FigureChanges, t: Translate) -> None:
    """Show the changed cells of a figure, and the entries behind them."""
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
        _, choices = registry.parse_figure_id(one.figure_id)
        rows = [
            {
                "kind": entry.kind,
                "uid": entry.uid,
                "framework": choices.framework,
                "title": entry.title,
                "about": t(kind_title(entry.kind)),
                "version": entry.version,
                "at": shell.local_time(entry.at, t),
                "reason": entry.reason,
            }
            for entry in one.entries
        ]
        names = {"title": t("Entry"), "about": t("Kind"), "version": t("Version")}
        names |= {"at": t("When"), "reason": t("Why")}
        lists.show(
            f"behind_{one.figure_id}",
            rows,
            names,
            title=t("Entries recorded since"),
        )
