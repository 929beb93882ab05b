"""The activities that a figure or an indicator counts, with their sources."""

from dataclasses import replace

import streamlit as st

from ifla_metrics.access import Right
from ifla_metrics.figures import words
from ifla_metrics.imports.columns import ACTIVITY
from ifla_metrics.metrics.measures import counted_days, scope_of
from ifla_metrics.store.as_of import today
from ifla_metrics.store.database import engine, read_transaction
from ifla_metrics.store.read import activities as read_activities
from ifla_metrics.store.read.reading import resolve_request
from ifla_metrics.ui import figure_card, lists, navigation, page_data, shell, url_choices
from ifla_metrics.ui.codes import form_code_book

shell.require(Right.READ_ENTRY)
choices, t = shell.choices(), shell.t()
code_book, framework = form_code_book(t), page_data.framework(choices)
period = framework.period(choices.period)
elements = {node.code: node.short_title for node in framework.rows}
element = navigation.parameter("element", elements)
if indicator := navigation.logged_indicator(framework, st.query_params.get("indicator", "")):
    kind, scope = scope_of(framework, indicator)
    direction, element = (scope, "") if kind == "direction" else ("", scope)
    known_on = url_choices.moment_day(choices.known_on, page_data.catalogue())
    days = counted_days(
        framework,
        indicator,
        period=period,
        known_on=min(known_on, today()),
        documented_only=choices.documented_only,
    )
    counted_in, nodes, places = indicator.short_title, [direction], {}
else:
    days, direction = (period.starts_on, period.ends_on), choices.direction
    counted_in, nodes = period.title, [direction, element]
    figures = {"country": "coverage-map", "association": "associations-taking-part"}
    places = {kind: figure_card.names_by_code(f, kind, choices) for kind, f in figures.items()}
place = {name: navigation.parameter(name, titles) for name, titles in places.items()}
activities, rule = [], ""
if days:
    rule = t(
        "Under way or completed, starting between {first} and {last}.",
        first=t.date(days[0]),
        last=t.date(days[1]),
    )
    with read_transaction(engine()) as connection:
        request = resolve_request(connection, replace(choices, direction=direction))
        activities = read_activities.activities(
            connection, request, days=days, node=element, limit=lists.MAX_ROWS + 1, **place
        )
number = len(activities)
title = t.plural(
    "{n} activity counts in {what}", "{n} activities count in {what}", number, what=counted_in
)
if number > lists.MAX_ROWS:
    most = t.number(lists.MAX_ROWS)
    title = t("More than {n} activities count in {what}", n=most, what=counted_in)
names = [words.node_name(framework.node(code), framework) for code in nodes if code]
names += [places[name][code] for name, code in place.items() if code]
shell.title(title, intro=words.sentences(*names, rule))
if not indicator:
    with st.container(horizontal=True, key="controls"):
        navigation.selectbox_in_url("element", elements, t("All elements"))
        navigation.selectbox_in_url("country", places["country"], t("All countries"))
        navigation.selectbox_in_url("association", places["association"], t("All associations"))
    st.space("small")
rows = []
for activity in activities:
    draft = activity.draft
    directions = [a.direction for a in draft.alignments if a.framework == framework.id]
    outcomes = [c.outcome for c in draft.contributions if c.framework == framework.id]
    rows.append(
        {
            **code_book.list_row(draft),
            t("Participations"): draft.participations(code_book.counting_roles),
            t("Directions"): t(", ").join(directions) or t("not stated"),
            t("Outcomes"): t(", ").join(outcomes) or t("not stated"),
            t("Data"): words.provenance_label(draft.provenance, t),
            t("Source"): code_book.field_label("source", draft.source),
            lists.LINK: navigation.entry_url(ACTIVITY, activity.uid),
        }
    )
if rows:
    widths = dict.fromkeys((t("Working groups"), t("Countries"), t("Source")), 160)
    widths |= dict.fromkeys((t("Directions"), t("Outcomes")), 90)
    lists.show("entries", rows, title=t("Activities"), widths=widths)
