"""What has changed in the figures of an edition since they were printed, and the errata."""

from datetime import UTC, datetime

import streamlit as st

from ifla_metrics.choices import Choices
from ifla_metrics.exports.editions import (
    Comparison,
    FigureChanges,
    compare_printed,
    errata,
    headline,
    recorded_since,
)
from ifla_metrics.figures.figure import Figure
from ifla_metrics.i18n import Translate
from ifla_metrics.models.editions import ChangedEntry
from ifla_metrics.store.database import engine, read_transaction
from ifla_metrics.store.write import editions
from ifla_metrics.ui import lists, page_data
from ifla_metrics.ui.markup import as_markdown


@page_data.cached
def compare(uid: str) -> Comparison:
    """Compare the figures of an edition with the current ones."""

    def current_figure(name: str, choices: Choices) -> Figure:
        return page_data.figure(name, choices)[0]

    def earlier_day(choices: Choices) -> str:
        with read_transaction(engine()) as connection:
            return editions.earlier_day(connection, choices)

    def entries_since(edition: str) -> list[ChangedEntry]:
        with read_transaction(engine()) as connection:
            return editions.changes_since(connection, edition)

    with read_transaction(engine()) as connection:
        printed = editions.printed_figures(connection, uid=uid)
    return compare_printed(printed, current_figure, earlier_day, entries_since)


def show_comparison(uid: str, name: str, t: Translate) -> None:
    """Show what has changed in an edition since it was frozen, and the errata."""
    with st.spinner(t("Comparing the figures with what was printed …")):
        comparison = compare(uid)
    st.subheader(headline(comparison, t), anchor=False)
    for changes in comparison.changed:
        _show_changes(changes, t)
    for figure_id, reason in comparison.unavailable:
        st.caption(as_markdown(t("{label}: {value}", label=figure_id, value=reason.translate(t))))
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


def _show_changes(figure: FigureChanges, t: Translate) -> None:
    """Show the changed cells of a figure, and the entries that changed them."""
    titles = {"row": t("Row"), "column": t("Column"), "before": t("Printed"), "now": t("Now")}
    number = t.plural("{n} change", "{n} changes", len(figure.cells))
    with st.expander(as_markdown(f"{figure.title} · {number}")):
        st.caption(as_markdown(figure.figure_id))
        columns = {
            key: st.column_config.TextColumn(title, width=200) for key, title in titles.items()
        }
        lists.table([vars(cell) for cell in figure.cells], columns=columns, title=figure.title)
        st.caption(as_markdown(recorded_since(figure, t)))
