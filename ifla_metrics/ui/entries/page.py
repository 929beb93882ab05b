"""The page of the activities that figures count, the newest first, each with its source."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ifla_metrics.figures import words
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics.tables import records
from ifla_metrics.settings import database_url
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.queries.activities import LIMIT, activities
from ifla_metrics.ui import shell, sources
from ifla_metrics.ui.entries.links import NODE
from ifla_metrics.ui.forms.lists import Lists, lists
from ifla_metrics.ui.markup import Html, join, tag
from ifla_metrics.ui.our_work.returned_list import ACTIVITY, address_of

WHOLE = 1200


def draw(t: Translate) -> None:
    """Show the activities of the choices, kept to a part where the address names one."""
    choices = shell.choices()
    framework = sources.framework(choices)
    node = st.query_params.get(NODE, "")
    node = node if node in {n.code for n in framework.nodes} else ""
    served = choices.direction
    if node in {d.code for d in framework.directions}:
        node, served = "", node
    with reading(engine_of(database_url())) as connection:
        found = records(
            activities(
                connection, framework=choices.framework, period=choices.period, node=node,
                direction=served, known_on=choices.known_on,
                documented_only=choices.documented_only, counted_only=True, limit=LIMIT + 1,
            )
        )
    st.html(_head(len(found), framework, node or served, t))
    if found:
        st.html(_table(found[:LIMIT], framework, lists(), t))


def _head(number: int, framework: Framework, part: str, t: Translate) -> Html:
    period = framework.period(shell.choices().period).title
    title = t.plural(
        "{n} activity counts in {period}", "{n} activities count in {period}", min(number, LIMIT),
        period=period,
    )
    if number > LIMIT:
        title = t("The newest {n} activities that count in {period}", n=t.number(LIMIT),
                  period=period)  # fmt: skip
    kept = words.node_name(framework.node(part), framework) if part else ""
    lede = words.sentences(
        kept,
        t("Under way or completed, their first day in the period, as known on the chosen day; "
          "one that names no part of the strategy counts as not stated"),
    )  # fmt: skip
    return Html(tag("h1", title) + tag("p", lede, class_="im-lede"))


def _table(found: list[dict[str, Any]], framework: Framework, known: Lists, t: Translate) -> Html:
    titles = (
        t("First day"), t("Activity"), t("Working groups"), t("Countries"), t("Directions"),
        t("Outcomes"), t("Participations"), t("Provenance"), t("Source"), t("Entry"),
    )  # fmt: skip
    rows = (_row(row, framework, known, t) for row in found)
    table = tag(
        "table",
        tag("caption", t("Activities"), class_="im-unseen"),
        tag("thead", tag("tr", *(tag("th", title, scope="col") for title in titles))),
        tag("tbody", *rows),
        class_="im-table",
    )
    return tag(
        "div", table, class_="im-scroll im-entry-table", tabindex=0, role="group",
        aria_label=t("Activities"),
    )  # fmt: skip


def _row(row: dict[str, Any], framework: Framework, known: Lists, t: Translate) -> Html:
    href = address_of(ACTIVITY, row["uid"], language=t.language)
    people = t.number(row["participations"])
    cells = (
        _when(row, t),
        join((tag("a", row["title"], href=href, target="_self"),)),
        _listed(row["groups"], lambda code: known.groups.get(code, code), t),
        _listed(row["countries"], lambda code: known.country(code, t), t),
        _listed(row["directions"], lambda told: _share(told, framework, t), t)
        or t("not stated"),
        _listed(row["outcomes"], str, t) or t("not stated"),
        " · ".join(filter(None, (people, row["participation_note"]))),
        words.provenance(row["provenance"], t),
        _listed(row["source"], str, t),
        row["uid"],
    )
    told = (tag("td", cell) for cell in cells[:-1])
    return tag("tr", *told, tag("td", cells[-1], class_="nowrap"))


def _when(row: dict[str, Any], t: Translate) -> str:
    """Return the first day; the words of the source where no day is known."""
    if row["date_precision"] != "day" and row["date_as_stated"]:
        return str(row["date_as_stated"])
    return t.date(row["started_on"], "medium")


def _listed(codes: str, name: Any, t: Translate) -> str:
    return t(", ").join(name(code) for code in codes.split("|") if code)


def _share(told: str, framework: Framework, t: Translate) -> str:
    """Return a direction by its number, with its share where it is not the whole."""
    code, _, weight = told.rstrip("*").partition(":")
    places = [d.code for d in framework.directions]
    name = str(places.index(code) + 1) if code in places else code
    return name if int(weight) == WHOLE else f"{name} ({t.percent(int(weight) / WHOLE)})"
