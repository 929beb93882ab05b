"""What a click opens: an indicator in a dialog, a country or an association in a panel."""

from functools import partial

import pandas as pd
import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.figures import words
from ifla_metrics.figures.figure import Column
from ifla_metrics.i18n import MISSING
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.store.database import engine, read_transaction
from ifla_metrics.store.read.activities import activities
from ifla_metrics.store.read.reading import resolve_request
from ifla_metrics.store.versions import Version
from ifla_metrics.ui import figure_card, lists, navigation, page_data, shell
from ifla_metrics.ui.markup import as_markdown


def indicator_dialog() -> None:
    """Open the dialog of the indicator named in the URL, if any."""
    code, choices = st.query_params.get("indicator", ""), shell.choices()
    framework = page_data.framework(choices)
    if code not in {indicator.code for indicator in framework.indicators}:
        return
    title = as_markdown(figure_card.build(f"trend-{code}", choices).title)
    close = partial(navigation.set_parameter, "indicator", "")
    st.dialog(title, width="large", on_dismiss=close)(_show_indicator)(code)


def _show_indicator(code: str) -> None:
    choices, t = shell.choices(), shell.t()
    figure, reading = page_data.figure(f"trend-{code}", choices)
    card = figure_card.build(f"trend-{code}", choices)
    if figure.definition:
        st.caption(as_markdown(figure.definition))
    left, right = st.columns([3, 2], gap="large")
    with left:
        if not card.empty:  # Then the title says it.
            figure_card.show_chart(card)
            st.caption(as_markdown(figure.subtitle))
        if figure.facts["demonstration"]:
            st.caption(as_markdown(figure.source.split(" · ")[0]))
    with right:
        _show_facts(*_find_rows("indicator-bullets", "indicator", code))
    title = t("Records behind this value")
    figure_card.show_details(figure.detail_table or figure.table, reading, title=title)
    navigation.link_to_entries(figure)
    navigation.link(t("Print or download"), "figures", figure=card.id)


def _find_rows(name: str, kind: str, code: str) -> tuple[pd.DataFrame, tuple[Column, ...]]:
    """Return the rows of a figure that have a code of this kind, and the columns."""
    figure, _reading = page_data.figure(name, shell.choices())
    frame = figure.table.frame
    return frame[frame[kind].astype(str) == code], figure.table.columns


def _show_facts(frame: pd.DataFrame, columns: tuple[Column, ...], *, omit: str = "") -> None:
    """Show the non-empty cells of the first row, each with the title of its column."""
    t = shell.t()
    lines = [
        f"**{as_markdown(column.title)}** {as_markdown(value)}"
        for row in frame.head(1).to_dict("records")
        for column in columns
        if column.key != omit
        and (value := words.cell(row[column.key], column.kind, t)) not in ("", MISSING)
    ]
    st.markdown("  \n".join(lines))


def panel(kind: str, figure: str, code: str) -> None:
    """Show a panel about a country or an association: its row in a figure, and its activities."""
    t = shell.t()
    rows, columns = _find_rows(figure, kind, code)

    def close() -> None:
        navigation.set_parameter(kind, "")
        lists.clear_selection(f"chart_{figure}")  # Else its mark could not be clicked again.

    with st.container(key="panel", gap="small"):
        st.header(as_markdown(str(rows.iloc[0]["name"])), anchor=False)
        _show_facts(rows, columns, omit="name")
        if kind == "country":
            gaps, _ = _find_rows("not-reached", kind, code)
            for country_list in gaps["on_list"].unique():
                st.caption(t("{label}: {value}", label=country_list, value=t("not reached")))
            associations, _ = _find_rows("associations-taking-part", kind, code)
            if len(associations):
                st.subheader(t("Associations"), anchor=False)
                names = associations["name"].map(str).map(as_markdown)
                st.markdown("\n".join(f"- {name}" for name in names))
        activities = _activities(**{kind: code}) if navigation.has_right(Right.READ_ENTRY) else []
        if activities:
            st.subheader(t("Activities"), anchor=False)
            with st.container(key="panel_activities"):
                for activity in activities:
                    navigation.link(activity.title, "activity", uid=activity.uid)
                    draft = activity.draft
                    day = t.day(draft.started_on, draft.date_precision, draft.date_as_stated)
                    st.caption(as_markdown(day))
            navigation.link(t("The activities that are counted"), "entries", **{kind: code})
        st.button(t("Close"), on_click=close, type="tertiary")


def _activities(**place: str) -> list[Version[ActivityDraft]]:
    with read_transaction(engine()) as connection:
        request = resolve_request(connection, shell.choices())
        days = (request.period.starts_on, request.period.ends_on)
        return activities(connection, request, days=days, limit=200, **place)
