"""Strategy: its parts as a tree, the definitions of its indicators, and its revised targets."""

from collections.abc import Hashable, Mapping
from typing import Any

import streamlit as st

from ifla_metrics import access
from ifla_metrics.access import Right
from ifla_metrics.text import folded
from ifla_metrics.ui import details, figure_card, navigation, page_data, shell, strategy_workbook
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.markup import as_markdown

Row = Mapping[Hashable, Any]


def show_tree() -> None:
    """Show the strategy as collapsed branches; a search opens the matching ones."""
    figure, reading = page_data.figure("framework-tree", choices)
    rows = {str(row["code"]): row for row in figure.table.frame.to_dict("records")}
    search = folded(st.text_input(t("Search the strategy"), key="framework_search"))
    matches = {code for code, row in rows.items() if search in folded(f"{code} {row['title']}")}
    shown = {node.code for code in matches for node in reading.framework.lineage(code)}
    children: dict[str, list[str]] = {}
    for code in rows:
        if code in shown:
            parent = reading.framework.node(code).parent or ""
            children.setdefault(parent, []).append(code)

    def show_children(parent: str) -> None:
        for code in children.get(parent, ()):
            if code not in children:
                st.markdown(f"- {describe(rows[code])}")
                continue
            label = f"{rows[code]['level']} {code}"
            title = t("{label}: {value}", label=label, value=str(rows[code]["title"]).strip())
            with st.expander(as_markdown(title), expanded=bool(search)):
                st.markdown(describe(rows[code], with_title=False))
                show_children(code)

    show_children("")


def describe(row: Row, *, with_title: bool = True) -> str:
    """Return a part of the strategy as Markdown: its title, the directions it serves, its owner."""
    facts = [
        row["level"] if with_title else "",
        t("serves {directions}", directions=row["serves"]) if row["serves"] else "",
        row["owner"],
    ]
    text = f":small[{as_markdown(' · '.join(filter(None, facts)))}]"
    if with_title:
        title = as_markdown(str(row["title"]).strip())
        text = f"**{as_markdown(row['code'])}** {title} {text}"
    return text


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
        strategy_workbook.show(choices, t)
details.indicator_dialog()
