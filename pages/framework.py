"""Strategy: its parts as a tree, its indicators with definitions, and every revised target."""

import streamlit as st

from ifla_metrics import access
from ifla_metrics.access import Right
from ifla_metrics.ui import figure_card, reading_lists, shell, strategy_workbook
from ifla_metrics.ui.auth import actor

shell.require(Right.READ)
choices, t = shell.choices(), shell.t()

tree = figure_card.card("framework-tree", choices)
shell.title(tree.title, position=tree.position, lede=tree.method)

names = [t("Parts"), t("Indicators"), t("Revised targets")]
if access.allowed(actor(), Right.LOAD_FRAMEWORK, ()):
    names.append(t("Edit"))
parts, indicators, targets, *edit = st.tabs(names, key="tab", on_change="rerun")
if parts.open:
    with parts:
        reading_lists.tree(choices)
if indicators.open:
    with indicators:
        figure_card.show("indicator-definitions", choices)
if targets.open:
    with targets:
        figure_card.show("target-revisions", choices)
if edit and edit[0].open:
    with edit[0]:
        strategy_workbook.show(choices, t)
