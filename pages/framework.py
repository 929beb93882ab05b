"""Strategy: its parts as a tree, the definitions of its indicators, and its revised targets."""

from collections.abc import Hashable, Mapping
from typing import Any

import streamlit as st

from ifla_metrics import access
from ifla_metrics.access import Right
from ifla_metrics.figures import words
from ifla_metrics.text import folded
from ifla_metrics.ui import details, figure_card, lists, navigation, page_data, shell
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.markup import as_markdown
from ifla_metrics.ui.strategy_workbook import show as show_workbook

Row = Mapping[Hashable, Any]


def show_tree() -> None:
    """Show the strategy as collapsed branches; a search opens the matching ones."""
    figure, reading = page_data.figure("framework-tree", choices)
    rows = {str(row["code"]): row for row in figure.table.frame.to_dict("records")}
    search = folded(lists.search_box(t("Search the strategy")))
    matches = {code for code, row in rows.items() if search in folded(f"{code} {row['title']}")}
    shown = {node.code for code in matches for node in reading.framework.lineage(code)}
    children: dict[str, list[str]] = {}
    for code in rows:
        if code in shown:
            parent = reading.framework.node(code).parent or ""
            children.setdefault(parent, []).append(code)

    def show_children(parent: str) -> None:
        for code in children.get(parent, ()):
            row, title = rows[code], str(rows[code]["title"]).strip()
            if code not in children:
                name = f"**{as_markdown(code)}** {as_markdown(title)}"
                st.markdown(f"- {name} {facts(row['level'], row)}")
                continue
            label = t("{label}: {value}", label=f"{row['level']} {code}", value=title)
            with st.expander(as_markdown(label), expanded=bool(search)):
                st.markdown(facts("", row))
                show_children(code)

    show_children("")


def facts(level: str, row: Row) -> str:
    """Return as Markdown the level of a part, the directions it serves, and its owner."""
    serves = words.labelled(t("Directions"), row["serves"], t) if row["serves"] else ""
    return f":small[{as_markdown(' · '.join(filter(None, (level, serves, row['owner']))))}]"


shell.require(Right.READ)
choices, t = shell.choices(), shell.t()

tree = figure_card.build("framework-tree", choices)
st.caption(as_markdown(tree.as_of_line))
shell.title(tree.title, intro=tree.method)

titles = {
    "parts": t("Parts"),
    "indicators": t("Indicators"),
    "targets": t("Revised targets"),
}
if access.allowed(actor(), Right.LOAD_FRAMEWORK, ()):
    titles["edit"] = t("Edit")
with navigation.open_tab(titles) as tab:
    if tab == "parts":
        with st.container(key="tree"):
            show_tree()
        figure_card.footer(tree)
    elif tab == "indicators":
        figure_card.show("indicator-definitions")
    elif tab == "targets":
        figure_card.show("target-revisions")
    elif tab == "edit":
        show_workbook(choices, t)
details.indicator_dialog()
