"""Since last meeting: reports, milestones, targets, activities and countries that are new."""

from functools import partial

import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.figures import small_numbers, words
from ifla_metrics.figures.figure import FigureDraft, table
from ifla_metrics.figures.framework import revisions_table
from ifla_metrics.figures.ratings import value_text
from ifla_metrics.figures.registry import figure
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import change, explain
from ifla_metrics.metrics.indicator_status import chosen_statuses
from ifla_metrics.metrics.selection import OUTSIDE, Record, in_direction, iter_rows, records
from ifla_metrics.models.drafts import LIST_FIELDS
from ifla_metrics.models.field_titles import TITLES
from ifla_metrics.reading import Reading
from ifla_metrics.text import folded

NEEDS = (
    *change.NEEDS,
    *("month_cells:row", "country_cells:part", "countries", "remarks", "newly_logged", "amended"),
)
LISTED_AS = {"groups": "group", "countries": "places"}
"""The columns of fields of an activity that have other keys in figures."""
TITLES_OF_LISTED = {LISTED_AS.get(name, name): TITLES[name] for name in LIST_FIELDS}
since_figure = partial(figure, page="since-last-meeting", needs=NEEDS, needs_previous=True)
"""Declare a figure of the page. One reading serves all of them."""


def earlier_day(reading: Reading, t: Translate) -> str:
    """Return the earlier day for a sentence: "the meeting of December 2011"."""
    if reading.previous is None:
        return ""
    day = words.comparison_day(reading.previous, t)
    return t("the meeting of {day}", day=day) if reading.previous.moment.meeting else day


def compared_days(reading: Reading, t: Translate) -> str:
    """Return the two days: "Known on 12 Dec 2012, compared with 16 Aug 2012"."""
    if reading.previous is None:
        return ""
    return t(
        "Known on {now}, compared with {before}",
        now=t.date(reading.moment.known_on, "medium"),
        before=t.date(reading.previous.moment.known_on, "medium"),
    )


def chosen_indicators(frame: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Return the rows about indicators of the chosen direction."""
    return frame[frame["indicator"].isin(set(chosen_statuses(reading)["indicator"]))]


@since_figure(
    name="since-reports",
    id="N-02",
    label=n_("New and overdue reports"),
    entry_kind="observation",
    columns=("kind", "title", "as_of", "value", "group"),
    click="indicator",
    formula=n_(
        "A report is new when none was known on the earlier day for its indicator, day, "
        "country and group. A report is overdue when it has not come by its due day."
    ),
    empty=n_("No new or overdue reports."),
)
def reports(reading: Reading, t: Translate) -> FigureDraft:
    """Indicators that became overdue, then values that were reported."""
    before = chosen_statuses(reading.previous or reading)
    overdue = change.newly_overdue(chosen_statuses(reading), before)
    overdue = overdue.assign(
        kind=t("⏱ overdue"),
        change="overdue",
        as_of=overdue["overdue_since"],
        number=overdue["reports_missing"],
        value=[
            t.plural("{n} report missing", "{n} reports missing", missing)
            for missing in overdue["reports_missing"]
        ],
    )
    new = chosen_indicators(change.new_values(reading), reading)
    new = new[new["change"] == "new"]
    of_people = [i.code for i in reading.framework.indicators if small_numbers.counts_people(i)]
    # The difference between values on two days may be a small number of people.
    new = new.assign(hidden=new["indicator"].isin(of_people) & reading.hide_small)
    reported = new.assign(
        kind=t("new report"),
        number=new["value"].mask(new["hidden"]),
        value=[_value(row, reading, t) for row in records(new.assign(actual=new["value"]))],
        owner=new["group"],
    )
    both = [part.astype(object) for part in (overdue, reported)]
    frame = pd.concat(both, ignore_index=True).fillna({"provenance": ""})
    return FigureDraft(
        title=t.plural(
            "{n} new report; indicators newly overdue: {late}",
            "{n} new reports; indicators newly overdue: {late}",
            len(new),
            late=t.number(len(overdue)),
        ),
        subtitle=(compared_days(reading, t), t("Overdue reports first")),
        table=table(
            frame.assign(
                title=words.indicator_titles(frame["indicator"], reading),
                group=words.group_names(frame["owner"], reading, t),
            ),
            t,
            "kind indicator title as_of value group known_on origin",
            "change number:number",
            kind=n_("What changed"),
            as_of=n_("Day"),
            value=n_("Value"),
        ),
        source_rows=new,
    )


def _value(row: Record, reading: Reading, t: Translate) -> str:
    """Return the value in a report; of a ratio, with its counts."""
    if row["state"] == "nil":
        return t("nothing to report")
    if row["hidden"]:
        return t("hidden")
    return value_text(row, reading.framework.indicator(row["indicator"]).unit, t)


@since_figure(
    name="since-milestones",
    id="N-03",
    label=n_("Milestones reached or moved"),
    entry_kind="milestone",
    columns=("step", "title", "planned_on", "actual_on"),
    click="milestone",
    formula=explain.FORMULA["milestones"],
)
def milestones(reading: Reading, t: Translate) -> FigureDraft:
    """Milestones reached, moved, listed or withdrawn."""
    changes = in_direction(change.milestone_changes(reading), reading)
    days = ("planned_before", "planned_on", "actual_before", "actual_on")
    frame = changes.assign(
        step=[t(change.MILESTONE_CHANGES[step]) for step in changes["change"]],
        row=words.node_titles(map(reading.framework.row_of, changes["node"]), reading),
        owner=words.group_names(changes["group"], reading, t),
        **{name: ["" if words.is_missing(day) else day for day in changes[name]] for name in days},
    )
    return FigureDraft(
        title=t.plural("{n} milestone changed", "{n} milestones changed", len(changes)),
        subtitle=compared_days(reading, t),
        table=table(
            frame,
            t,
            "step title row:text planned_before:date planned_on actual_before:date actual_on owner "
            "origin uid",
            "node change:status",
            title=n_("Milestone"),
            row=n_("Part"),
            planned_before=n_("Planned then"),
            planned_on=n_("Planned now"),
            actual_before=n_("Reached, as known then"),
            uid=n_("Entry"),
        ),
        source_rows=changes,
    )


@since_figure(
    name="since-targets",
    id="N-04",
    label=n_("Targets revised since"),
    columns=("title", "due_on", "old", "new", "decided_on", "reason"),
    click="indicator",
    formula=n_(
        "A revised target is new when it was not known on the earlier day, even if it had been "
        "decided by then."
    ),
    empty=n_("No targets revised."),
)
def targets(reading: Reading, t: Translate) -> FigureDraft:
    """Revised targets: old and new value, date and reason."""
    revised = chosen_indicators(change.revised_targets(reading), reading)
    return FigureDraft(
        title=t.plural("{n} target was revised", "{n} targets were revised", len(revised)),
        subtitle=(compared_days(reading, t), t("The old target is kept")),
        table=revisions_table(revised, reading, t),
        source_rows=revised,
    )


@since_figure(
    name="since-activities",
    id="N-06",
    label=n_("Activities first logged"),
    entry_kind="activity",
    columns=(*TITLES_OF_LISTED, "participations"),
    click="activity",
    formula=n_(
        "Activities of the period, under way or completed, first recorded between the two days "
        "and still counted on the later one."
    ),
    empty=n_("No new activities."),
)
def activities(reading: Reading, t: Translate) -> FigureDraft:
    """Activities first logged between the two days, the newest first."""
    logged = reading.frames["newly_logged"].sort_values(
        ["known_on", "started_on", "title", "uid"], ascending=[False, False, True, True]
    )
    if reading.hide_small:  # The participations of one activity are a step between two totals.
        logged = logged.assign(participations=float("nan"), uid="")
    total = int(logged["total"].max()) if len(logged) else 0
    short_list = partial(words.comma_list, t=t, limit=4)
    frame = logged.assign(
        group=[short_list(words.group_names(codes, reading, t)) for codes in logged["groups"]],
        places=[short_list(words.country_names(c, reading, t)) for c in logged["countries"]],
    )
    newest = t("The newest {n} are listed", n=t.number(len(logged))) if len(logged) < total else ""
    return FigureDraft(
        title=t.plural("{n} new activity", "{n} new activities", total),
        subtitle=(compared_days(reading, t), newest),
        table=table(
            frame,
            t,
            f"{' '.join(TITLES_OF_LISTED)} participations known_on origin uid",
            **{**TITLES_OF_LISTED, "title": n_("Activity")},
        ),
        source_rows=logged,
    )


@since_figure(
    name="since-countries",
    id="N-07",
    label=n_("Countries newly reached"),
    entry_kind="activity",
    columns=("name", "region", "activities"),
    click="country",
    formula=explain.FORMULA["coverage"],
    empty=n_("No new countries."),
)
def countries(reading: Reading, t: Translate) -> FigureDraft:
    """Countries with a first activity in the period since the earlier day."""
    reached = change.newly_reached_countries(reading)
    region_of = dict(iter_rows(reading.frames["countries"], "country", "region"))
    regions = [region_of.get(country) or OUTSIDE for country in reached["country"]]
    frame = reached.assign(
        name=words.country_names(reached["country"], reading, t),
        region=words.region_names(regions, reading, t),
    ).sort_values("name", key=lambda names: names.map(folded))
    return FigureDraft(
        title=t.plural(
            "{n} new country in {period}",
            "{n} new countries in {period}",
            len(reached),
            period=reading.period.title,
        ),
        subtitle=compared_days(reading, t),
        table=table(frame, t, "country name region activities origin", region=n_("Region")),
        source_rows=reached,
    )
