"""What a click opens: an indicator in a dialog, a country in a panel, one row of a figure."""

from collections.abc import Collection
from functools import partial

import pandas as pd
import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.figures import words
from ifla_metrics.figures.figure import Column
from ifla_metrics.i18n import MISSING, Translate
from ifla_metrics.metrics.status import CODES, WORDS
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.store.database import engine, reading
from ifla_metrics.store.read import request_of
from ifla_metrics.store.read_activities import activities
from ifla_metrics.store.versions import Version
from ifla_metrics.ui import figure_card, navigation, shell, sources
from ifla_metrics.ui.markup import as_markdown

MOST_ACTIVITIES = 200


def indicator() -> None:
    """Open the dialog of the indicator in the address; nothing where it names none."""
    code, choices = st.query_params.get("indicator", ""), shell.choices()
    if code not in {one.code for one in sources.framework(choices).indicators}:
        return
    title = as_markdown(sources.framework(choices).indicator(code).title)
    close = partial(navigation.put, "indicator", "")
    st.dialog(title, width="large", on_dismiss=close)(_indicator)(code)


def _indicator(code: str) -> None:
    choices, t = shell.choices(), shell.t()
    figure, reading = sources.figure(f"trend-{code}", choices)
    made = figure_card.card(f"trend-{code}", choices)
    st.subheader(as_markdown(made.title), anchor=False)
    if figure.definition:
        st.caption(as_markdown(figure.definition))
    left, right = st.columns([3, 2], gap="large")
    with left:
        if made.empty:
            st.markdown(as_markdown(made.empty))
        else:
            figure_card.chart(made)
    with right:
        facts(*row_of("indicator-bullets", "indicator", code), leave_out={"title"})
    behind = figure.behind or figure.table
    if len(behind.frame):
        with st.expander(t("Records behind this value")):
            frame = figure_card.shown(behind, reading, t)
            figure_card.dataframe(frame, behind.columns, title=t("Records behind this value"))
    navigation.link_to_counted(figure)
    navigation.link(t("Print or download"), "figures", figure=made.id)


def menu(name: str, kind: str, label: str) -> None:
    """Show a menu of what the marks of a figure stand for: the keyboard's way to a click."""
    options, key = figure_card.codes(name, kind, shell.choices()), f"open_{kind}"

    def opened() -> None:
        if code := st.session_state.get(key):
            navigation.put(kind, code)

    if options:
        st.menu_button(
            label, list(options), format_func=options.__getitem__, key=key, on_click=opened
        )


def statuses(t: Translate) -> dict[str, str]:
    """Return the names of all statuses by code."""
    return {code: t(WORDS[code]) for code in CODES}


def row(name: str, kind: str) -> None:
    """Open the row of a figure that the address names by a code of this kind."""
    code = st.query_params.get(kind, "")
    if not code:
        return
    frame, columns = row_of(name, kind, code)
    if len(frame):
        name = columns[0].key
        title = as_markdown(str(frame.iloc[0][name]))
        close = partial(navigation.put, kind, "")
        st.dialog(title, on_dismiss=close)(facts)(frame, columns, leave_out={name})


def row_of(name: str, key: str, code: str) -> tuple[pd.DataFrame, tuple[Column, ...]]:
    """Return the rows of a figure whose column `key` (or its span) is `code`, and its columns."""
    figure, _reading = sources.figure(name, shell.choices())
    frame = figure.table.frame
    rows = frame[figure_card.CODE_COLUMNS.get(key, key)].astype(str) == code
    return frame[rows], figure.table.columns


def facts(
    frame: pd.DataFrame,
    columns: tuple[Column, ...],
    *,
    leave_out: Collection[str] = (),
) -> None:
    """Show the first row as a list of names and values; nothing that is empty."""
    t = shell.t()
    lines = [
        f"**{as_markdown(column.title)}** {as_markdown(value)}"
        for found in frame.head(1).to_dict("records")
        for column in columns
        if column.key not in leave_out
        and (value := words.cell(found[column.key], column.kind, t)) not in ("", MISSING)
    ]
    st.markdown("  \n".join(lines))


def country(code: str) -> None:
    """Show a country as a panel: what took place there, who took part, what is missing."""
    t = shell.t()
    found, columns = row_of("coverage-map", "country", code)
    if not len(found):
        return
    with st.container(key="country", gap="small"):
        st.header(as_markdown(str(found.iloc[0]["name"])), anchor=False)
        facts(found, columns, leave_out={"name"})
        gaps, _ = row_of("not-reached", "country", code)
        for listed in gaps["on_list"].unique():
            st.caption(t("{subject}: {told}", subject=listed, told=t("not reached")))
        associations, _ = row_of("associations-taking-part", "country", code)
        if len(associations):
            st.subheader(t("Associations"), anchor=False)
            st.markdown("\n".join(f"- {as_markdown(str(name))}" for name in associations["name"]))
        activities = _activities(code) if navigation.may(Right.READ_ENTRY) else []
        if activities:
            st.subheader(t("Activities"), anchor=False)
            with st.container(height=260, border=False, key="country_activities"):
                for one in activities:
                    navigation.link(one.title, "activity", uid=one.uid)
                    draft = one.draft
                    day = t.day(draft.started_on, draft.date_precision, draft.date_as_stated)
                    st.caption(as_markdown(day))
        st.button(t("Close"), on_click=navigation.put, args=("country", ""), type="tertiary")


def _activities(code: str) -> list[Version[ActivityDraft]]:
    with reading(engine()) as connection:
        asked = request_of(connection, shell.choices())
        days = (asked.period.starts_on, asked.period.ends_on)
        return activities(connection, asked, days=days, country=code, limit=MOST_ACTIVITIES)
