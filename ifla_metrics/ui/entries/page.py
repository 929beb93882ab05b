"""The page of the activities that figures count, the newest first, each with its source."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from ifla_metrics.choices import Choices
from ifla_metrics.figures import words
from ifla_metrics.framework import Framework, Indicator
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics.indicator_status import counted_days
from ifla_metrics.metrics.measures import scope_of
from ifla_metrics.metrics.tables import records
from ifla_metrics.settings import database_url
from ifla_metrics.store.as_of import today
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.read_activities import LIMIT, activities
from ifla_metrics.ui import address, shell, sources
from ifla_metrics.ui.entries import links
from ifla_metrics.ui.forms.lists import Lists, lists
from ifla_metrics.ui.markup import Html, join, tag
from ifla_metrics.ui.our_work.returned_list import ACTIVITY, address_of

WHOLE = 1200
Days = tuple[date, date]


def draw(t: Translate) -> None:
    """Show the activities of the choices, or those that the indicator of the address counts."""
    choices = shell.choices()
    framework = sources.framework(choices)
    indicator = links.logged(framework, st.query_params.get(links.INDICATOR, ""))
    if indicator is None:
        days: Days | None = _days_of_period(framework, choices)
        kind, scope = "direction", choices.direction
        element = st.query_params.get("element", "")
        part = element if element in {node.code for node in framework.nodes} else ""
    else:
        part = ""
        days = _days_of(indicator, framework, choices)
        kind, scope = scope_of(framework, indicator)
    found: list[dict[str, Any]] = []
    if days is not None:
        with reading(engine_of(database_url())) as connection:
            found = records(
                activities(
                    connection,
                    replace(choices, direction=scope if kind == "direction" else ""),
                    days=days,
                    node=scope if kind == "node" else part,
                    counted_only=True,
                    limit=LIMIT + 1,
                )
            )
    st.html(
        _head(len(found), framework, choices, part, t)
        if indicator is None
        else _head_of(indicator, len(found), days, t)
    )
    if found:
        st.html(_table(found[:LIMIT], framework, lists(t), t))


def _days_of_period(framework: Framework, choices: Choices) -> Days:
    period = framework.period(choices.period)
    return period.starts_on, period.ends_on


def _days_of(indicator: Indicator, framework: Framework, choices: Choices) -> Days | None:
    return counted_days(
        framework,
        indicator,
        period=framework.period(choices.period),
        known_on=min(address.day(choices.known_on, sources.plan()), today()),
        documented_only=choices.documented_only,
    )


def _head(number: int, framework: Framework, choices: Choices, part: str, t: Translate) -> Html:
    """Return how many activities count in the period, and which do."""
    period, served = framework.period(choices.period).title, choices.direction
    title = t.plural(
        "{n} activity counts in {period}",
        "{n} activities count in {period}",
        min(number, LIMIT),
        period=period,
    )
    if number > LIMIT:
        title = t(
            "The newest {n} activities that count in {period}", n=t.number(LIMIT), period=period
        )
    return _opened(
        title,
        words.node_name(framework.node(served), framework) if served else "",
        framework.node(part).short_title if part else "",
        t(
            "Under way or completed, their first day in the period, as known on the chosen day; "
            "one that names no part of the strategy counts as not stated"
        ),
    )


def _head_of(indicator: Indicator, number: int, days: Days | None, t: Translate) -> Html:
    """Return how many activities an indicator counts, and of which days."""
    told = t.plural("{n} activity", "{n} activities", min(number, LIMIT))
    if number > LIMIT:
        told = t("the newest {n} activities", n=t.number(LIMIT))
    first, last = days or (None, None)
    return _opened(
        words.one(indicator.short_title, told, t),
        t(
            "Under way or completed, their first day from {first} to {last}, as known on "
            "the chosen "
            "day",
            first=t.date(first),
            last=t.date(last),
        )
        if days
        else "",
    )


def _opened(title: str, *sentences: str) -> Html:
    return Html(tag("h1", title) + tag("p", words.sentences(*sentences), class_="im-lede"))


def _table(found: list[dict[str, Any]], framework: Framework, known: Lists, t: Translate) -> Html:
    titles = (
        t("First day"),
        t("Activity"),
        t("Working groups"),
        t("Countries"),
        t("Directions"),
        t("Outcomes"),
        t("Participations"),
        t("Provenance"),
        t("Source"),
        t("Entry"),
    )
    rows = (_row(row, framework, known, t) for row in found)
    table = tag(
        "table",
        tag("caption", t("Activities"), class_="im-unseen"),
        tag("thead", tag("tr", *(tag("th", title, scope="col") for title in titles))),
        tag("tbody", *rows),
        class_="im-table",
    )
    return tag(
        "div",
        table,
        class_="im-scroll im-entry-table",
        tabindex=0,
        role="group",
        aria_label=t("Activities"),
    )


def _row(row: dict[str, Any], framework: Framework, known: Lists, t: Translate) -> Html:
    href = address_of(ACTIVITY, row["uid"], language=t.language)
    cells = (
        _when(row, t),
        join((tag("a", row["title"], href=href, target="_self"),)),
        _listed(row["groups"], lambda code: known.groups.get(code, code), t),
        _listed(row["countries"], lambda code: known.country(code, t), t),
        _listed(row["directions"], lambda told: _share(told, framework, t), t) or t("not stated"),
        _listed(row["outcomes"], str, t) or t("not stated"),
        _people(row, t),
        words.provenance(row["provenance"], t),
        _listed(row["source"], str, t),
        row["uid"],
    )
    told = (tag("td", cell) for cell in cells[:-1])
    return tag("tr", *told, tag("td", cells[-1], class_="nowrap"))


def _people(row: dict[str, Any], t: Translate) -> str:
    """Return the direct participations, then the counts that are not exact and what is noted."""
    inexact = (one.partition(":") for one in row["participation_inexact"].split("|") if one)
    counts = (words.qualified(int(n) if n else None, code, t) for code, _, n in inexact)
    told = (words.number(row["participations"], t), *counts, row["participation_note"])
    return " · ".join(dict.fromkeys(filter(None, told)))


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
