"""Since last meeting: entries that are new, due or corrected."""

from datetime import date
from functools import partial

import numpy as np
import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.figures import small_numbers, words
from ifla_metrics.figures.figure import Figure, table
from ifla_metrics.figures.framework import revisions_table
from ifla_metrics.figures.ratings import value_text
from ifla_metrics.figures.registry import figure
from ifla_metrics.figures.unreviewed_entries import ANY
from ifla_metrics.i18n import MISSING, Translate
from ifla_metrics.metrics import change, explain
from ifla_metrics.metrics.indicator_status import NEEDS, chosen_statuses
from ifla_metrics.metrics.selection import OUTSIDE, Record, in_direction, iter_rows, records
from ifla_metrics.models.drafts import LIST_FIELDS
from ifla_metrics.models.field_titles import TITLES
from ifla_metrics.reading import Reading
from ifla_metrics.text import folded

LISTED_AS = {"groups": "group", "countries": "places"}
"""The columns of fields of an activity that have other keys in figures."""
TITLES_OF_LISTED = {LISTED_AS.get(name, name): TITLES[name] for name in LIST_FIELDS}
FIELDS = {
    **TITLES,
    "participations": n_("Participations"),
    "withdrawn": n_("withdrawn"),
    "returned": n_("returned to its group"),
}
LISTS = (
    *("lifecycle", "observation_state", "qualifier", "gender", "cohort_stage", "resource_stage"),
    "resource_language",
)
"""The lists of terms with the labels of values."""
KINDS = {
    "activity": n_("activity"),
    "observation": n_("value"),
    "cohort_count": n_("cohort"),
    "resource_stage": n_("resource"),
    "association_outcome": n_("outcome of an association"),
    "story": n_("story"),
}

since_figure = partial(
    figure,
    page="since-last-meeting",
    needs=(*NEEDS, "countries", "remarks", "newly_logged", "amended"),
    needs_previous=NEEDS,
)
"""Declare a figure of the page. One reading serves all of them."""


def chosen_indicators(frame: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Return the rows about indicators of the chosen direction."""
    return frame[frame["indicator"].isin(set(chosen_statuses(reading)["indicator"]))]


@since_figure(
    name="since-reports",
    id="N-02",
    label=n_("New and overdue reports"),
    entry_kind="observation",
    click="indicator",
    formula=n_(
        "A report is new when none was known on the earlier day for its indicator, day, "
        "country and group. A report is overdue when it has not come by its due day."
    ),
    empty=n_("No new or overdue reports."),
)
def reports(reading: Reading, t: Translate) -> Figure:
    """Indicators that became overdue, then values that were reported."""
    before = chosen_statuses(reading.previous or reading)
    overdue = change.newly_overdue(chosen_statuses(reading), before)
    missing = overdue["reports_missing"]
    overdue = overdue.assign(
        kind=t("⏱ overdue"),
        change="overdue",
        as_of=overdue["overdue_since"],
        number=missing,
        value=[t.plural("{n} report missing", "{n} reports missing", n) for n in missing],
    )
    new = chosen_indicators(change.new_values(reading), reading)
    new = new[new["change"] == "new"]
    of_people = [i.code for i in reading.framework.indicators if small_numbers.counts_people(i)]
    # The difference between values on two days may be a small number of people.
    hidden = new["indicator"].isin(of_people) & reading.hide_small
    reported = new.assign(
        kind=t("new report"),
        number=new["value"].mask(hidden),
        value=[_reported_value(row, reading, t) for row in records(new.assign(hidden=hidden))],
        owner=new["group"],
    )
    both = [part.astype(object) for part in (overdue, reported)]
    frame = pd.concat(both, ignore_index=True).fillna({"provenance": ""})
    return Figure(
        title=t.plural(
            "{n} new report; indicators newly overdue: {late}",
            "{n} new reports; indicators newly overdue: {late}",
            len(new),
            late=t.number(len(overdue)),
        ),
        lines=[t("Overdue reports first")],
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


def _reported_value(row: Record, reading: Reading, t: Translate) -> str:
    """Return the value in a report; of a ratio, with its counts."""
    if row["state"] == "nil":
        return t("nothing to report")
    if row["hidden"]:
        return t("hidden")
    unit = reading.framework.indicator(row["indicator"]).unit
    return value_text({**row, "actual": row["value"]}, unit, t)


@since_figure(
    name="since-milestones",
    id="N-03",
    label=n_("Milestones reached or moved"),
    entry_kind="milestone",
    click="milestone",
    formula=explain.FORMULA["milestones"],
)
def milestones(reading: Reading, t: Translate) -> Figure:
    """Milestones reached, moved, listed or withdrawn."""
    changes = in_direction(change.milestone_changes(reading), reading)
    days = ["planned_before", "planned_on", "actual_before", "actual_on"]
    frame = changes.assign(
        step=[t(change.MILESTONE_CHANGES[step]) for step in changes["change"]],
        row=words.node_titles(map(reading.framework.row_of, changes["node"]), reading, t),
        owner=words.group_names(changes["group"], reading, t),
        **changes[days].astype(object).fillna(""),
    )
    return Figure(
        title=t.plural("{n} milestone changed", "{n} milestones changed", len(changes)),
        table=table(
            frame,
            t,
            "step title row:text planned_before:date planned_on actual_before:date actual_on "
            "date_as_stated? owner origin uid",
            "node change:status",
            title=n_("Milestone"),
            row=n_("Element"),
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
    click="indicator",
    formula=n_(
        "A revised target is new when it was not known on the earlier day, even if it had been "
        "decided by then."
    ),
    empty=n_("No targets revised."),
)
def targets(reading: Reading, t: Translate) -> Figure:
    """Revised targets: old and new value, date and reason."""
    revised = chosen_indicators(change.revised_targets(reading), reading)
    return Figure(
        title=t.plural("{n} target was revised", "{n} targets were revised", len(revised)),
        lines=[t("The old target is kept")],
        table=revisions_table(revised, reading, t),
        source_rows=revised,
    )


@since_figure(
    name="since-activities",
    id="N-06",
    label=n_("Activities first logged"),
    entry_kind="activity",
    click="activity",
    formula=n_(
        "Activities of the period, under way or completed, first recorded between the two days "
        "and still counted on the later one."
    ),
    empty=n_("No new activities."),
)
def activities(reading: Reading, t: Translate) -> Figure:
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
    newest = t("The newest {n} are listed", n=len(logged)) if len(logged) < total else ""
    return Figure(
        title=t.plural("{n} new activity", "{n} new activities", total),
        lines=[newest],
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
    click="country",
    formula=explain.FORMULA["coverage"],
    empty=n_("No new countries."),
)
def countries(reading: Reading, t: Translate) -> Figure:
    """Countries with a first activity in the period since the earlier day."""
    reached = change.newly_reached_countries(reading)
    region_of = dict(iter_rows(reading.frames["countries"], "country", "region"))
    regions = [region_of.get(country) or OUTSIDE for country in reached["country"]]
    frame = reached.assign(
        name=words.country_names(reached["country"], reading, t),
        region=words.region_names(regions, reading, t),
    ).sort_values("name", key=lambda names: names.map(folded))
    return Figure(
        title=t.plural(
            "{n} new country in {period}",
            "{n} new countries in {period}",
            len(reached),
            period=reading.period.title,
        ),
        table=table(frame, t, "country name region activities origin", region=n_("Region")),
        source_rows=reached,
    )


@since_figure(
    name="since-corrections",
    id="N-05",
    label=n_("Corrected figures"),
    entry_kind=ANY,
    click="activity",
    formula=n_(
        "A correction is a later version of an entry that counted on the earlier day: amended, "
        "withdrawn, or returned to its group. A planned activity that took place is not "
        "corrected. The group and its reason are given, never a person."
    ),
    empty=n_("No corrections."),
)
def corrections(reading: Reading, t: Translate) -> Figure:
    """Values that counted on the earlier day and have changed: old and new, group and reason."""
    amended = reading.frames["amended"]
    not_listed = amended.groupby("kind")["more"].max().to_dict()
    # If not all amended values are listed, it is unknown which of them were replaced.
    replaced = amended[:0] if not_listed.get("observation") else _replaced(reading)
    changes = pd.concat([amended.astype(object), replaced.astype(object)])
    changes = changes.sort_values(
        ["known_on", "kind", "title", "uid", "field"], ascending=[False, True, True, True, True]
    )
    n_listed = amended["uid"].nunique() + replaced["subject"].nunique()
    n_more, public, rows = int(sum(not_listed.values())), reading.hide_small, records(changes)
    is_value = changes["kind"] == "observation"
    indicators = dict(reading.framework.lists["indicators"])
    frame = changes.assign(
        kind=[t(KINDS[kind]) for kind in changes["kind"]],
        title=changes["title"].mask(is_value, changes["subject"].replace(indicators)),
        field=[t(FIELDS[field]) for field in changes["field"]],
        old=[_amended_value(row, "old", reading, t) for row in rows],
        new=[_amended_value(row, "new", reading, t) for row in rows],
        group=words.group_names(changes["group"], reading, t),
        # Reasons are not reviewed before they are shown here, and the public opens no entry.
        reason="" if public else changes["reason"],
        uid="" if public else changes["uid"],
        code=changes["kind"],
        indicator=changes["subject"].where(is_value, ""),
        changed=changes["field"],
    )
    return Figure(
        title=t.plural(
            "{n} entry behind the figures was corrected",
            "{n} entries behind the figures were corrected",
            n_listed + n_more,
        ),
        lines=[t("The newest {n} are listed", n=n_listed) if n_more else ""],
        table=table(
            frame,
            t,
            "kind title field old:text new:text group reason known_on origin code uid",
            "indicator changed",
            kind=n_("Entry"),
            title=n_("Title"),
            field=n_("Field"),
            old=n_("Then"),
            new=n_("Now"),
            group=n_("Group"),
        ),
        source_rows=frame,
    )


def _replaced(reading: Reading) -> pd.DataFrame:
    """Return values replaced by another record (not by an amendment), as rows of frames.AMENDED."""
    amended = reading.frames["amended"]
    amended = amended[amended["kind"] == "observation"]
    amended_values = set(iter_rows(amended, "subject", "as_of"))
    names = {"indicator": "subject", "previous_value": "old", "value": "new"}
    values = chosen_indicators(change.new_values(reading), reading).rename(columns=names)
    replaced = [
        change == "corrected" and (subject, as_of) not in amended_values
        for change, subject, as_of in iter_rows(values, "change", "subject", "as_of")
    ]
    texts = {"kind": "observation", "field": "value", "uid": "", "title": "", "reason": ""}
    return values[np.array(replaced, bool)].assign(**texts).reindex(columns=amended.columns)


def _amended_value(row: Record, column: str, reading: Reading, t: Translate) -> str:
    """Return the `old` or the `new` value of a row of frames.AMENDED as text.

    Numbers are hidden from the public: the difference may be a small number of people.
    """
    value = row[column]
    if words.is_missing(value) or value in ("", ()):
        return "" if row["field"] in {"withdrawn", "returned"} else MISSING
    if isinstance(value, date):
        return t.date(value, "medium")
    if isinstance(value, str):
        for name in LISTS:
            if value in reading.lists.get(name, {}):
                return t(reading.lists[name][value].title)
        return words.country_names([value], reading, t)[0]
    if row["field"] == "directions":
        shares = (words.direction_share(code, weight, main, t) for code, weight, main in value)
        return t("; ").join(shares)
    if isinstance(value, tuple):
        return words.comma_list(words.country_names(value, reading, t), t)
    if reading.hide_small:
        return t("hidden")
    units = {indicator.code: indicator.unit for indicator in reading.framework.indicators}
    unit = units.get(row["subject"], "") if row["field"] == "value" else ""
    return words.with_unit(value, unit, t)
