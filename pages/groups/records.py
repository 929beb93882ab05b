"""Results and milestones: the records of a group, with one form for each kind."""

from datetime import date
from typing import Any

import streamlit as st

from ifla_metrics.access import Right, Role
from ifla_metrics.choices import parse_day
from ifla_metrics.imports.columns import FORMAT_OF_KIND
from ifla_metrics.store.database import engine, read_transaction
from ifla_metrics.store.kinds import RECORD_KINDS
from ifla_metrics.store.versions import current_versions
from ifla_metrics.ui import lists, navigation, shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.codes import form_code_book
from ifla_metrics.ui.forms import form, open_form, saving
from ifla_metrics.ui.forms.open_form import RECORD, OpenForm
from ifla_metrics.ui.markup import as_markdown

KIND = "kind"
"""URL parameter: the kind of record."""


def choose_kind() -> str:
    """Let the reader choose the kind of record, and put it into the URL."""
    in_url, kinds = st.query_params.get(KIND, ""), list(RECORD_KINDS)
    kind = st.pills(
        t("Kind of entry"),
        kinds,
        default=in_url if in_url in kinds else kinds[0],
        required=True,
        format_func=lambda name: t(FORMAT_OF_KIND[name].title),
        key="record_kind",
        label_visibility="collapsed",
        on_change=navigation.set_parameter,
        args=(RECORD, ""),
    )
    if kind != in_url:
        st.query_params[KIND] = kind
    return kind


def open_record(kind: str) -> OpenForm:
    """Return the open form of the record in the URL, or of a new record.

    The form of a record uses the record's own strategy, not the chosen one. A link to report an
    indicator opens a new form; one that was open stays among the unfinished ones.
    """
    uid = st.query_params.get(RECORD, "")
    base = saving.versions_of(kind, uid)[-1] if uid else None
    framework = base.draft.framework if base else choices.framework
    if not base and "indicator" in st.query_params:
        indicators = code_book.codes("indicators", framework)
        prefilled: dict[str, Any] = {
            "indicator": navigation.parameter("indicator", indicators),
            "as_of": str(parse_day(st.query_params.get("as_of", "")) or ""),
        }
        for name in prefilled:
            st.query_params.pop(name, None)
        return form.begin(kind, framework, **prefilled)
    opened = open_form.current(kind, uid, framework)
    return opened or form.begin(kind, framework, base)


def show_form(opened: OpenForm) -> None:
    """Show the form of a record, or that it was saved."""
    if opened.saved:
        st.success(t("Saved"))
        st.button(t("Enter another one"), on_click=open_form.close, args=(opened,))
        return
    if opened.base:
        title = code_book.entry_title(opened.kind, opened.base.title, opened.framework)
        st.caption(as_markdown(title))
    form.show(opened, code_book, button=t("Save"))


def show_recorded(kind: str, framework: str) -> None:
    """Show the records of this kind in a table, newest first, without empty columns."""
    with read_transaction(engine()) as connection:
        stored = current_versions(connection, RECORD_KINDS[kind], groups=own_groups)
    newest_first = reversed(stored.values())
    versions = [v for v in newest_first if v.framework == framework][: lists.MAX_ROWS + 1]
    st.header(t("Recorded so far"), anchor=False)
    if not versions:
        st.caption(t("Nothing is recorded yet."))
        return
    rows = []
    for version in versions:
        row: dict[str, Any] = {}
        # Numbers and exact days keep their type, so that the table can sort them.
        sortable = int | float if hasattr(version.draft, "date_precision") else date | int | float
        for difference in code_book.differences(None, version.draft):
            value = getattr(version.draft, difference.field)
            if difference.field != "framework":
                is_sortable = isinstance(value, sortable)
                row[difference.title] = value if is_sortable else difference.after
        if version.withdrawn:
            row[t("Withdrawn")] = t("yes")
        rows.append({**row, lists.LINK: navigation.entry_url(kind, version.uid, framework)})
    in_order = (column.title for column in FORMAT_OF_KIND[kind].columns)
    titles = [*map(t, ("Title", *in_order, "Withdrawn")), lists.LINK]
    filled = [title for title in dict.fromkeys(titles) if any(title in row for row in rows)]
    rows = [{title: row.get(title) for title in filled} for row in rows]
    lists.show("records", rows, title=t("Recorded so far"))


shell.require(Right.RECORD)
choices, t, reader = shell.choices(), shell.t(), actor()
code_book = form_code_book(t)
own_groups = None if reader.role is Role.SECRETARIAT else reader.groups
intro = t("Everything that a group reports besides its activities.")
shell.title(t("Results and milestones"), intro=intro)
opened = open_record(choose_kind())
with st.container(key="record_page"):
    left, right = st.columns([3, 2], gap="large")
    with left:
        show_form(opened)
    with right:
        show_recorded(opened.kind, opened.framework)
