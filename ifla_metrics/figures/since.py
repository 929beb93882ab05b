"""Since last meeting: what came in, fell due or was first logged between two days."""

from functools import partial

import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.figures import small_numbers, words
from ifla_metrics.figures.figure import FigureDraft, table
from ifla_metrics.figures.framework import revisions_table
from ifla_metrics.figures.ratings import value_words
from ifla_metrics.figures.registry import figure
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import change, explain, indicator_status
from ifla_metrics.metrics.indicator_status import chosen_statuses, statuses_of
from ifla_metrics.metrics.selection import Record, each, records, serving
from ifla_metrics.models.drafts import LIST_FIELDS
from ifla_metrics.models.field_titles import TITLES
from ifla_metrics.reading import Reading
from ifla_metrics.text import folded

NEEDS = (
    *change.NEEDS,
    *("month_cells:row", "country_cells:part", "countries", "remarks", "newly_logged", "amended"),
)
LISTED_AS = {"groups": "group", "countries": "places"}
"""What fields of an activity are as columns, where the columns have other keys."""
TITLES_OF_LISTED = {LISTED_AS.get(name, name): TITLES[name] for name in LIST_FIELDS}
since_figure = partial(figure, page="since-last-meeting", needs=NEEDS, compared=True)
"""Declares a figure of the page: one reading serves all of them."""


# The two days


def since(reading: Reading, t: Translate) -> str:
    """Return the earlier day as a sentence goes on: "the meeting of December 2011"."""
    if reading.previous is None:
        return ""
    day = words.day_of(reading.previous, t)
    return t("the meeting of {day}", day=day) if reading.previous.moment.meeting else day


def compared(reading: Reading, t: Translate) -> str:
    """Return the two days: "Known on 12 Dec 2012, compared with 16 Aug 2012"."""
    if reading.previous is None:
        return ""
    return t(
        "Known on {now}, compared with {before}",
        now=t.date(reading.moment.known_on, "medium"),
        before=t.date(reading.previous.moment.known_on, "medium"),
    )


def of_direction(found: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Return the rows whose indicator the strategy has, under the chosen direction."""
    return found[found["indicator"].isin(set(chosen_statuses(reading)["indicator"]))]


# The lists


@since_figure(
    name="since-reports",
    id="N-02",
    label=n_("New and overdue reports"),
    entries="observation",
    columns=("kind", "title", "as_of", "value", "group"),
    click="indicator",
)
def reports(reading: Reading, t: Translate) -> FigureDraft:
    """The reports that became overdue since, then the values that came in."""
    statuses = chosen_statuses(reading)
    before = statuses
    if reading.previous is not None:
        before = indicator_status.serving(statuses_of(reading.previous), reading.choices.direction)
    late = change.newly_overdue(statuses, before)
    new = of_direction(change.new_values(reading), reading)
    new = new[new["change"] == "new"]
    overdue = late.assign(
        kind=t("⏱ overdue"),
        change="overdue",
        as_of=late["overdue_since"],
        number=late["reports_missing"],
        value=[
            t.plural("{n} report missing", "{n} reports missing", missing)
            for missing in late["reports_missing"]
        ],
    )
    of_people = [i.code for i in reading.framework.indicators if small_numbers.counts_people(i)]
    # The values of two days would tell the few people between them.
    hidden = new["indicator"].isin(of_people) & reading.hide_small
    came = new.assign(
        kind=t("new report"),
        number=new["value"].mask(hidden),
        value=[
            _value(row, reading, t)
            for row in records(new.assign(actual=new["value"], hidden=hidden))
        ],
        owner=new["group"],
    )
    both = [part.astype(object) for part in (overdue, came)]
    frame = pd.concat(both, ignore_index=True).fillna({"provenance": ""})
    return FigureDraft(
        title=t.plural(
            "{n} new report; indicators newly overdue: {late}",
            "{n} new reports; indicators newly overdue: {late}",
            len(new),
            late=t.number(len(late)),
        ),
        subtitle=(compared(reading, t), t("Overdue reports first")),
        table=table(
            frame.assign(
                title=words.titles_of(frame["indicator"], reading),
                group=words.owners(frame["owner"], reading, t),
            ),
            t,
            "kind indicator title as_of value group known_on origin",
            "change number:number",
            kind=n_("What changed"),
            as_of=n_("Day"),
            value=n_("Value"),
        ),
        formula=t(
            "A report is new when none was known on the earlier day for its indicator, day, "
            "country and group. A report is overdue when it has not come by its due day."
        ),
        rows=new,
        empty="" if len(frame) else t("No new or overdue reports."),
    )


def _value(row: Record, reading: Reading, t: Translate) -> str:
    """Return what a report says, of ratios with its counts."""
    if row["state"] == "nil":
        return t("nothing to report")
    if row["hidden"]:
        return t("hidden")
    return value_words(row, reading.framework.indicator(row["indicator"]).unit, t)


@since_figure(
    name="since-milestones",
    id="N-03",
    label=n_("Milestones reached or moved"),
    entries="milestone",
    columns=("step", "title", "planned_on", "actual_on"),
    click="milestone",
)
def milestones(reading: Reading, t: Translate) -> FigureDraft:
    """The milestones reached, moved, listed or withdrawn since."""
    found = serving(change.milestone_changes(reading), reading)
    days = ("planned_before", "planned_on", "actual_before", "actual_on")
    frame = found.assign(
        step=[t(change.STEPS[c]) for c in found["change"]],
        row=words.parts_of(map(reading.framework.row_of, found["node"]), reading),
        owner=words.owners(found["group"], reading, t),
        **{name: ["" if words.missing(day) else day for day in found[name]] for name in days},
    )
    return FigureDraft(
        title=t.plural("{n} milestone changed", "{n} milestones changed", len(found)),
        subtitle=compared(reading, t),
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
        formula=t(explain.FORMULA["milestones"]),
        rows=found,
    )


@since_figure(
    name="since-targets",
    id="N-04",
    label=n_("Targets revised since"),
    columns=("title", "due_on", "old", "new", "decided_on", "reason"),
    click="indicator",
)
def targets(reading: Reading, t: Translate) -> FigureDraft:
    """The targets revised since: old and new, date and reason."""
    found = of_direction(change.revised_targets(reading), reading)
    return FigureDraft(
        title=t.plural("{n} target was revised", "{n} targets were revised", len(found)),
        subtitle=(compared(reading, t), t("The old target is kept")),
        table=revisions_table(found, reading, t),
        formula=t(
            "A revised target is new when it was not known on the earlier day, even if it had been "
            "decided by then."
        ),
        rows=found,
        empty="" if len(found) else t("No targets revised."),
    )


@since_figure(
    name="since-activities",
    id="N-06",
    label=n_("Activities first logged"),
    entries="activity",
    columns=(*TITLES_OF_LISTED, "participations"),
    click="activity",
)
def activities(reading: Reading, t: Translate) -> FigureDraft:
    """The activities first logged since: how many, and the newest, those known last first."""
    found = reading.frames["newly_logged"].sort_values(
        ["known_on", "started_on", "title", "uid"], ascending=[False, False, True, True]
    )
    if reading.hide_small:  # One activity's number is a step between two totals.
        found = found.assign(participations=float("nan"), uid="")
    total = int(found["total"].max()) if len(found) else 0
    frame = found.assign(
        group=[words.listed(words.owners(g, reading, t), t, most=4) for g in found["groups"]],
        places=[
            words.listed(words.country_names(codes, reading, t), t, most=4)
            for codes in found["countries"]
        ],
    )
    newest = t("The newest {n} are listed", n=t.number(len(found))) if len(found) < total else ""
    return FigureDraft(
        title=t.plural("{n} new activity", "{n} new activities", total),
        subtitle=(compared(reading, t), newest),
        table=table(
            frame,
            t,
            f"{' '.join(TITLES_OF_LISTED)} participations known_on origin uid",
            **{**TITLES_OF_LISTED, "title": n_("Activity")},
        ),
        formula=t(
            "Activities of the period, under way or completed, first recorded between the two days "
            "and still counted on the later one."
        ),
        rows=found,
        empty="" if len(found) else t("No new activities."),
    )


@since_figure(
    name="since-countries",
    id="N-07",
    label=n_("Countries newly reached"),
    entries="activity",
    columns=("name", "region", "activities"),
    click="country",
)
def countries(reading: Reading, t: Translate) -> FigureDraft:
    """The countries that had no activity then."""
    found = change.countries_reached(reading)
    known = reading.lists["regions"]
    region_of = dict(each(reading.frames["countries"], "country", "region"))
    regions = [known.get(region_of.get(code, "")) for code in found["country"]]
    frame = found.assign(
        name=words.country_names(found["country"], reading, t),
        region=[t(one.title if one else n_("Outside the regions")) for one in regions],
    ).sort_values("name", key=lambda names: names.map(folded))
    return FigureDraft(
        title=t.plural(
            "{n} new country in {period}",
            "{n} new countries in {period}",
            len(found),
            period=reading.period.title,
        ),
        subtitle=compared(reading, t),
        table=table(frame, t, "country name region activities origin", region=n_("Region")),
        formula=t(explain.FORMULA["coverage"]),
        rows=found,
        empty="" if len(found) else t("No new countries."),
    )
