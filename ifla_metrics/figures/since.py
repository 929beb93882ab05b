"""Since last meeting: what came in, fell due or was first logged between two days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.figures import position, provenance, small_numbers, words
from ifla_metrics.figures.figure import Explanation, Figure, Table
from ifla_metrics.figures.framework import revisions_table
from ifla_metrics.figures.registry import figure
from ifla_metrics.figures.statuses import chosen_statuses, statuses_of
from ifla_metrics.framework import Indicator
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import change, explain, indicator_status, news
from ifla_metrics.metrics.tables import Record, records
from ifla_metrics.reading import Reading
from ifla_metrics.text import folded

CELLS = {"month_cells": "measured,row", "country_cells": "all,direction,row;quarters"}
_BOTH = (*change.NEEDS, *news.NEEDS, "countries")
NEEDS = provenance.narrowed(
    (*_BOTH, "groups", "remarks", "terms", "regions", "newly_logged", "amended"), **CELLS
)
PREVIOUS = provenance.narrowed(_BOTH, **CELLS)
"""Every part of the page needs all of it: whether nothing changed at all is asked of the whole."""


# The two days


def since(reading: Reading, t: Translate) -> str:
    """Return the earlier day as a sentence goes on: "the meeting of December 2011"."""
    if reading.previous is None:
        return ""
    day = words.day_of(reading.previous, t)
    return t("the meeting of {day}", day=day) if reading.previous.moment.meeting else day


def no_meeting(t: Translate) -> str:
    """Return why nothing is compared, as a title."""
    return t("No earlier meeting is on record since this strategy began")


def compared(reading: Reading, t: Translate) -> str:
    """Return the two days: "Known on 12 Dec 2012, compared with 16 Aug 2012"."""
    now, begun = reading.moment.known_on, reading.framework.starts_on
    if reading.previous is not None:
        return t(
            "Known on {now}, compared with {before}",
            now=t.date(now, "medium"),
            before=t.date(reading.previous.moment.known_on, "medium"),
        )
    if now <= begun:
        return t(
            "Nothing is compared: the strategy begins on {begun}", begun=t.date(begun, "medium")
        )
    return t(
        "Nothing is compared: no meeting between the beginning of the strategy, {begun}, and "
        "{now} is on record",
        begun=t.date(begun, "medium"),
        now=t.date(now, "medium"),
    )


def nothing_changed(reading: Reading, t: Translate) -> str:
    """Return the sentence for two days between which nothing changed; empty if something did."""
    if reading.previous is None:
        return words.sentences(no_meeting(t))
    table = chosen_statuses(reading)
    parts = (
        change.status_moves(table),
        of_direction(news.new_values(reading), reading),
        _newly_overdue(reading),
        _milestones_of_direction(news.milestone_changes(reading), reading),
        of_direction(news.revised_targets(reading), reading),
        reading.frame("amended"),
        reading.frame("newly_logged"),
        news.countries_reached(reading),
    )
    if any(len(part) for part in parts):
        return ""
    return t(
        "Nothing changed between {before} and {now}.",
        before=t.date(reading.previous.moment.known_on, "medium"),
        now=t.date(reading.moment.known_on, "medium"),
    )


# What the lists have in common


def listed(
    reading: Reading,
    t: Translate,
    *,
    title: str,
    nothing: tuple[str, str],
    table: Table,
    rows: pd.DataFrame,
    explanation: str,
    unreviewed: int = 0,
    notes: Iterable[str] = (),
    regions: str = "{region}",
) -> Figure:
    """Return a list of what is new; where the table is empty, one line in its place.

    Args:
        title: The headline where there are rows.
        nothing: The headline where there are none, and what is listed, for where nothing is
            compared.
        rows: The records behind it, with `provenance`.
        unreviewed: How many of them nobody has reviewed.
        notes: What else the subtitle says.
        regions: What it says where a region is chosen and does not narrow it.
    """
    found = len(table.frame) > 0
    if not found:
        nothing_found, subject = nothing
        title = nothing_found
        if reading.previous is None:
            title = words.labelled(subject, t("nothing is compared"), t)
    return provenance.finished(
        reading,
        t,
        regions=regions,
        title=title,
        subtitle=words.sentences(compared(reading, t), *(notes if found else ())),
        table=table,
        explanation=Explanation(explanation),
        rows=rows,
        unreviewed=unreviewed if found else 0,
        empty="" if found else words.sentences(title),
    )


def of_direction(found: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Return the rows whose indicator the strategy has, under the chosen direction."""
    return found[found["indicator"].isin(set(chosen_statuses(reading)["indicator"]))]


def hides_values(indicator: Indicator, reading: Reading) -> bool:
    """Say whether values of an indicator are hidden: two that count people tell the few between."""
    return reading.hide_small and small_numbers.counts_people(indicator)


def value_words(
    row: Record, indicator: Indicator, reading: Reading, t: Translate, *, when: str = ""
) -> str:
    """Return the value of a row of `news.new_values`, of ratios with its counts.

    Args:
        when: "previous_" for the value that it replaced.
    """
    if hides_values(indicator, reading):
        return t("hidden")
    counts = row[f"{when}numerator"], row[f"{when}denominator"]
    written = words.in_unit(row[f"{when}value"], indicator.unit, t)
    return words.with_counts(written, *counts, indicator.unit, t)


def country_name(code: str, reading: Reading, t: Translate) -> str:
    """Return the name of a country; its code where no list has it."""
    countries = reading.frame("countries")
    found = countries.loc[countries["country"] == code, ["alpha2", "name"]]
    return t.country(*map(str, found.iloc[0])) if len(found) else code


def _newly_overdue(reading: Reading) -> pd.DataFrame:
    table = chosen_statuses(reading)
    if reading.previous is None:
        return news.newly_overdue(table[:0], table)
    before = indicator_status.serving(statuses_of(reading.previous), reading.choices.direction)
    return news.newly_overdue(table, before)


def _milestones_of_direction(found: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Return the milestones whose part the strategy has, and serves the chosen direction."""
    direction, framework = reading.choices.direction, reading.framework
    nodes = {n.code for n in framework.nodes}
    serving = {n for n in nodes if not direction or direction in framework.directions_of(n)}
    return found[found["node"].isin(serving)]


def _titles(codes: Iterable[Any], reading: Reading) -> list[str]:
    return [reading.framework.indicator(str(code)).title for code in codes]


def _origins(found: pd.DataFrame, t: Translate) -> list[str]:
    return [words.provenance(str(p), t) for p in found["provenance"]]


# The lists


@figure(
    name="since-reports",
    id="N-02",
    page="since-last-meeting",
    label=n_("New and overdue reports"),
    needs=NEEDS,
    previous=PREVIOUS,
    columns=("kind", "title", "as_of", "value", "group"),
    click="indicator",
)
def reports(reading: Reading, t: Translate) -> Figure:
    """The reports that became overdue since, then the values that came in."""
    late = _newly_overdue(reading)
    new = of_direction(news.new_values(reading), reading)
    new = new[new["change"] == "new"]
    rows = [_overdue_row(row, t) for row in records(late)]
    rows += [_new_row(row, reading, t) for row in records(new)]
    columns = ["kind", "change", "indicator", "as_of", "value", "number", "owner", "known_on"]
    frame = pd.DataFrame(rows, columns=[*columns, "provenance"])
    frame = frame.assign(
        title=_titles(frame["indicator"], reading),
        group=[words.group_name(str(o), reading, t) for o in frame["owner"]],
        origin=_origins(frame, t),
    )
    came = t.plural("{n} report came in", "{n} reports came in", len(new))
    overdue = t.plural("{n} indicator became overdue", "{n} indicators became overdue", len(late))
    found = [part for number, part in ((len(new), came), (len(late), overdue)) if number]
    return listed(
        reading,
        t,
        title=words.listed(found, t),
        nothing=(t("No new or overdue reports"), t("Reports")),
        regions=provenance.REPORTS_FOR_ALL_REGIONS,
        notes=[t("Overdue reports first")],
        table=provenance.table(
            frame,
            ("kind", t("News")),
            ("indicator", t("Code"), "code"),
            ("title", t("Indicator")),
            ("as_of", t("Day"), "date"),
            ("value", t("Value")),
            ("group", t("Owner")),
            ("known_on", t("Known since"), "date"),
            ("origin", t("Provenance")),
            provenance.data_only("change"),
            provenance.data_only("number", "number"),
        ),
        explanation=t(
            "A report is new when none was known on the earlier day for its indicator, day, "
            "country and group. A report is overdue when it has not come by its due day."
        ),
        rows=new,
        unreviewed=position.of_records(reading, "observation", new=True) if len(new) else 0,
    )


def _overdue_row(row: Record, t: Translate) -> Record:
    missing = row["reports_missing"]
    return {
        "kind": t("⏱ overdue"),
        "change": "overdue",
        "number": missing,
        "indicator": row["indicator"],
        "as_of": row["overdue_since"],
        "value": t.plural("{n} report missing", "{n} reports missing", missing),
        "owner": row["owner"],
        "provenance": "",
    }


def _new_row(row: Record, reading: Reading, t: Translate) -> Record:
    indicator = reading.framework.indicator(str(row["indicator"]))
    nil = row["state"] == "nil"
    return {
        "kind": t("new report"),
        "change": "new",
        "number": None if hides_values(indicator, reading) else row["value"],
        "indicator": row["indicator"],
        "as_of": row["as_of"],
        "value": t("nothing to report") if nil else value_words(row, indicator, reading, t),
        "owner": row["group"],
        "known_on": row["known_on"],
        "provenance": row["provenance"],
    }


@figure(
    name="since-milestones",
    id="N-03",
    page="since-last-meeting",
    label=n_("Milestones reached or moved"),
    needs=NEEDS,
    previous=PREVIOUS,
    columns=("step", "title", "planned_on", "actual_on", "owner"),
    click="milestone",
)
def milestones(reading: Reading, t: Translate) -> Figure:
    """The milestones reached, moved, listed or withdrawn since."""
    found = _milestones_of_direction(news.milestone_changes(reading), reading)
    framework = reading.framework
    days = ("planned_before", "planned_on", "actual_before", "actual_on")
    frame = found.assign(
        step=[t(news.STEPS[c]) for c in found["change"]],
        **{name: ["" if words.missing(day) else day for day in found[name]] for name in days},
        row=[framework.node(framework.row_of(str(n))).short_title for n in found["node"]],
        owner=[words.group_name(str(g), reading, t) for g in found["group"]],
        origin=_origins(found, t),
    )
    counts = found["change"].tolist()
    parts = [_counted(step, counts.count(step), t) for step in news.STEPS if step in counts]
    return listed(
        reading,
        t,
        title=t("Milestones: {parts}", parts=words.listed(parts, t)),
        nothing=(t("No milestones reached or moved"), t("Milestones")),
        regions=provenance.ALL_REGIONS,
        table=provenance.table(
            frame,
            ("step", t("News")),
            ("title", t("Milestone")),
            ("row", t("Part")),
            ("planned_before", t("Planned then"), "date"),
            ("planned_on", t("Planned now"), "date"),
            ("actual_before", t("Reached, as known then"), "date"),
            ("actual_on", t("Reached"), "date"),
            ("owner", t("Owner")),
            ("origin", t("Provenance")),
            ("uid", t("Entry"), "code"),
            provenance.data_only("node"),
            provenance.data_only("change", "status"),
        ),
        explanation=t(explain.FORMULA["milestones"]),
        rows=found,
        unreviewed=position.of_records(reading, "milestone", new=True),
    )


def _counted(step: str, n: int, t: Translate) -> str:
    """Return how many milestones changed in one way; their number bends the word in French."""
    counted = {
        "reached": t.plural("{n} newly reached", "{n} newly reached", n),
        "moved": t.plural("{n} moved", "{n} moved", n),
        "corrected": t.plural("{n} corrected", "{n} corrected", n),
        "listed": t.plural("{n} newly listed", "{n} newly listed", n),
        "withdrawn": t.plural("{n} withdrawn", "{n} withdrawn", n),
    }
    return counted[step]


@figure(
    name="since-targets",
    id="N-04",
    page="since-last-meeting",
    label=n_("Targets revised since"),
    needs=NEEDS,
    previous=PREVIOUS,
    columns=("title", "due_on", "old", "new", "decided_on", "reason"),
    click="indicator",
)
def targets(reading: Reading, t: Translate) -> Figure:
    """The targets revised since: old and new, date and reason."""
    found = of_direction(news.revised_targets(reading), reading)
    return listed(
        reading,
        t,
        title=t.plural("{n} target was revised", "{n} targets were revised", len(found)),
        nothing=(t("No targets revised"), t("Targets")),
        regions=provenance.ALL_REGIONS,
        notes=[t("The old target is kept")],
        table=revisions_table(found, reading, t),
        explanation=t(
            "A revised target is new when it was not known on the earlier day, even if it had been "
            "decided by then."
        ),
        rows=found,
    )


@figure(
    name="since-activities",
    id="N-06",
    page="since-last-meeting",
    label=n_("Activities first logged"),
    needs=NEEDS,
    previous=PREVIOUS,
    columns=("title", "started_on", "group", "places", "participations"),
    click="activity",
)
def activities(reading: Reading, t: Translate) -> Figure:
    """The activities first logged since: how many, and the newest, those known last first."""
    found = reading.frame("newly_logged").sort_values(
        ["known_on", "started_on", "title", "uid"], ascending=[False, False, True, True]
    )
    if reading.hide_small:  # One activity's number is a step between two totals.
        found = found.assign(participations=float("nan"), uid="")
    total = max((int(n) for n in found["total"]), default=0)
    frame = found.assign(
        group=[
            words.listed([words.group_name(g, reading, t) for g in _codes(cell)], t, most=4)
            for cell in found["groups"]
        ],
        places=[
            words.listed([country_name(c, reading, t) for c in _codes(cell)], t, most=4)
            for cell in found["countries"]
        ],
        origin=_origins(found, t),
    )
    shown = t("The newest {n} are listed", n=t.number(len(found))) if len(found) < total else ""
    return listed(
        reading,
        t,
        title=t.plural("{n} new activity", "{n} new activities", total),
        nothing=(t("No new activities"), t("Activities")),
        notes=[_totals(reading, t), shown],
        table=provenance.table(
            frame,
            ("title", t("Activity")),
            ("started_on", t("First day"), "date"),
            ("group", t("Working groups")),
            ("places", t("Countries")),
            ("participations", t("Participations"), "number"),
            ("known_on", t("Known since"), "date"),
            ("origin", t("Provenance")),
            ("uid", t("Mark of the entry"), "code"),
        ),
        explanation=t(
            "Activities of the period, under way or completed, first recorded between the two days "
            "and still counted on the later one. The difference of the totals also holds those "
            "withdrawn, and those planned before."
        ),
        rows=found,
        unreviewed=position.of_activities(reading, new=True),
    )


def _codes(cell: object) -> Sequence[str]:
    return [code for code in str(cell).split("|") if code]


def _totals(reading: Reading, t: Translate) -> str:
    """Return the totals of the period then and now: what the log's cells say."""
    if reading.previous is None:
        return ""
    direction = reading.choices.direction
    scope = "direction" if direction else "all"
    changes = records(change.activity_changes(reading))
    row = next(r for r in changes if (r["kind"], r["scope"]) == (scope, direction))
    return t(
        "{now} count in {period}, {before} did then",
        now=words.number(row["activities"], t),
        period=reading.period.title,
        before=words.number(row["activities_before"], t),
    )


@figure(
    name="since-countries",
    id="N-07",
    page="since-last-meeting",
    label=n_("Countries newly reached"),
    needs=NEEDS,
    previous=PREVIOUS,
    columns=("name", "region", "activities"),
    click="country",
)
def countries(reading: Reading, t: Translate) -> Figure:
    """The countries that had no activity then."""
    found = news.countries_reached(reading)
    regions = reading.frame("regions").set_index("region")["title"]
    region_of = reading.frame("countries").set_index("country")["region"]
    places = [regions.get(region_of.get(code, ""), "") for code in found["country"]]
    frame = found.assign(
        name=[country_name(str(c), reading, t) for c in found["country"]],
        region=[t(str(place)) if place else t("Outside the regions") for place in places],
        origin=_origins(found, t),
    ).sort_values("name", key=lambda names: names.map(folded))
    return listed(
        reading,
        t,
        title=t.plural(
            "{n} new country in {period}",
            "{n} new countries in {period}",
            len(found),
            period=reading.period.title,
        ),
        nothing=(t("No new countries"), t("Countries")),
        table=provenance.table(
            frame,
            ("country", t("Code"), "code"),
            ("name", t("Country")),
            ("region", t("Region")),
            ("activities", t("Activities"), "number"),
            ("origin", t("Provenance")),
        ),
        explanation=t(explain.FORMULA["coverage"]),
        rows=found,
        unreviewed=position.of_activities(reading, new=True),
    )
