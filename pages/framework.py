"""Strategy: its parts as a tree, its indicators with definitions, and every revised target."""

from collections.abc import Hashable, Mapping
from typing import Any

import streamlit as st

from ifla_metrics import access
from ifla_metrics.access import Right
from ifla_metrics.text import folded
from ifla_metrics.ui import details, figure_card, navigation, shell, sources, strategy_workbook
from ifla_metrics.ui.auth import actor
from ifla_metrics.ui.markup import as_markdown

Row = Mapping[Hashable, Any]


def show_tree() -> None:
    """Show the strategy level by level, each branch folded; a search opens what it finds."""
    figure, reading = sources.figure("framework-tree", choices)
    rows = {str(row["code"]): row for row in figure.table.frame.to_dict("records")}
    parents = {code: reading.framework.node(code).parent or "" for code in rows}
    wanted = folded(st.text_input(t("Search the strategy"), key="framework_search"))
    found = {code for code, row in rows.items() if wanted in folded(f"{code} {row['title']}")}
    shown = {part.code for code in found for part in reading.framework.lineage(code)}
    branches: dict[str, list[str]] = {}
    for code in rows:
        if code in shown:
            branches.setdefault(parents[code], []).append(code)

    def show_branch(parent: str) -> None:
        for code in branches.get(parent, ()):
            if code not in branches:
                st.markdown(f"- {describe(rows[code])}")
                continue
            label = f"{rows[code]['level']} {code}"
            title = t("{label}: {value}", label=label, value=str(rows[code]["title"]).strip())
            with st.expander(as_markdown(title), expanded=bool(wanted)):
                st.markdown(describe(rows[code], named=False))
                show_branch(code)

    show_branch("")


def describe(row: Row, *, named: bool = True) -> str:
    """Return a part of the strategy with whom it serves and its owner, as Markdown."""
    facts = [
        row["level"] if named else "",
        t("serves {directions}", directions=row["serves"]) if row["serves"] else "",
        row["owner"],
        row["note"],
    ]
    words = f":small[{as_markdown(' · '.join(filter(None, facts)))}]"
    if named:
        title = as_markdown(str(row["title"]).strip())
        words = f"**{as_markdown(row['code'])}** {title} {words}"
    return words


shell.require(Right.READ)
choices, t = shell.choices(), shell.t()

tree = figure_card.card("framework-tree", choices)
st.caption(as_markdown(tree.as_of_line))
shell.title(tree.title, lede=tree.method)

names = {
    "parts": t("Parts"),
    "indicators": t("Indicators"),
    "targets": t("Revised targets"),
}
if access.allowed(actor(), Right.LOAD_FRAMEWORK, ()):
    names["edit"] = t("Edit")
parts, indicators, targets, *edit = navigation.tabs(names).values()
if parts.open:
    with parts:
        if tree.empty:
            st.caption(as_markdown(tree.empty))
        else:
            with st.container(key="tree"):
                show_tree()
            figure_card.foot(tree)
if indicators.open:
    with indicators:
        figure_card.show("indicator-definitions")
if targets.open:
    with targets:
        figure_card.show("target-revisions")
if edit and edit[0].open:
    with edit[0]:
        strategy_workbook.show(choices, t)
details.indicator()
