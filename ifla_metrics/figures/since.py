"""What came in or fell due between two dates: reports, milestones, targets; what is read for it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.figures import position, provenance, words
from ifla_metrics.figures.figure import Explanation, Figure
from ifla_metrics.figures.registry import figure
from ifla_metrics.figures.since_words import (
    compared,
    hides_values,
    nothing_new,
    served,
    steps_served,
    told_value,
)
from ifla_metrics.figures.standing import chosen, standing
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import change, explain, news, standings
from ifla_metrics.metrics.tables import records
from ifla_metrics.reading import Reading

CELLS = {
    "month_cells": "measured,row",
    "country_cells": "all,direction,row;quarters",
}
NEEDS = provenance.narrowed(
    (
        *change.NEEDS,
        *news.NEEDS,
        "countries",
        "groups",
        "remarks",
        "terms",
        "regions",
        "newly_logged",
        "amended",
    ),
    **CELLS,
)
PREVIOUS = provenance.narrowed((*change.NEEDS, *news.NEEDS, "countries"), **CELLS)
"""Every part of the page needs all of it: whether nothing changed at all is asked of the whole."""


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
    """The values that came in since, and the reports that became overdue."""
    late = _late(reading)
    new = served(news.new_values(reading), reading)
    new = new[new["change"] == "new"]
    rows: list[dict[str, Any]] = [
        {
            "kind": t("⏱ overdue"),
            "change": "overdue",
            "number": row["reports_missing"],
            "indicator": row["indicator"],
            "as_of": row["overdue_since"],
            "value": t.plural("{n} report missing", "{n} reports missing", row["reports_missing"]),
            "owner": row["owner"],
            "known_on": None,
            "provenance": "",
        }
        for row in records(late)
    ]
    for row in records(new):
        indicator = reading.framework.indicator(str(row["indicator"]))
        rows.append(
            {
                "kind": t("new report"),
                "change": "new",
                "number": None if hides_values(indicator, reading) else row["value"],
                "indicator": row["indicator"],
                "as_of": row["as_of"],
                "value": t("nothing to report")
                if row["state"] == "nil"
                else told_value(row, indicator, reading, t),
                "owner": row["group"],
                "known_on": row["known_on"],
                "provenance": row["provenance"],
            }
        )
    frame = pd.DataFrame(
        rows,
        columns=[
            "kind",
            "change",
            "indicator",
            "as_of",
            "value",
            "number",
            "owner",
            "known_on",
            "provenance",
        ],
    )
    frame = frame.assign(
        title=[reading.framework.indicator(str(c)).title for c in frame["indicator"]],
        group=[words.group_name(str(o), reading, t) for o in frame["owner"]],
        origin=[words.provenance(str(p), t) for p in frame["provenance"]],
    )
    came = t.plural("{n} report came in", "{n} reports came in", len(new))
    overdue = t.plural("{n} indicator became overdue", "{n} indicators became overdue", len(late))
    told = [words_ for number, words_ in ((len(new), came), (len(late), overdue)) if number]
    none = nothing_new(reading, t, t("Reports"), t("No report came in and none became overdue"))
    return provenance.finished(
        reading,
        t,
        regions=provenance.REPORTS_FOR_ALL_REGIONS,
        title=words.listed(told, t) if told else none,
        subtitle=words.sentences(
            compared(reading, t), t("Those overdue stand first") if rows else ""
        ),
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
        explanation=Explanation(
            t(
                "A report is new when the day that is compared with had none for its "
                "indicator, day, "
                "country and group. A report is overdue when it has not come by its due day."
            )
        ),
        rows=new,
        unreviewed=position.of_records(reading, "observation", new=True) if len(new) else 0,
        empty="" if rows else words.sentences(none),
    )


def _late(reading: Reading) -> pd.DataFrame:
    table = chosen(reading)
    if reading.previous is None:
        return news.newly_overdue(table[:0], table)
    before = standings.serving(standing(reading.previous), reading.choices.direction)
    return news.newly_overdue(table, before)


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
def steps(reading: Reading, t: Translate) -> Figure:
    """The milestones reached, moved, planned anew or withdrawn since."""
    found = steps_served(news.milestone_changes(reading), reading)
    frame = found.assign(
        step=[t(news.STEPS[c]) for c in found["change"]],
        **{
            name: ["" if words.missing(day) else day for day in found[name]]
            for name in ("planned_before", "planned_on", "actual_before", "actual_on")
        },
        row=[
            reading.framework.node(reading.framework.row_of(str(n))).short_title
            for n in found["node"]
        ],
        owner=[words.group_name(str(g), reading, t) for g in found["group"]],
        origin=[words.provenance(str(p), t) for p in found["provenance"]],
    )
    counts = found["change"].tolist()
    told = [_counted(c, counts.count(c), t) for c in news.STEPS if c in counts]
    none = nothing_new(reading, t, t("Milestones"), t("No milestone was reached or moved"))
    return provenance.finished(
        reading,
        t,
        regions=provenance.ALL_REGIONS,
        title=t("Milestones: {told}", told=words.listed(told, t)) if told else none,
        subtitle=compared(reading, t),
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
        explanation=Explanation(t(explain.FORMULA["milestones"])),
        rows=found,
        unreviewed=position.of_records(reading, "milestone", new=True) if told else 0,
        empty="" if len(found) else words.sentences(none),
    )


def _counted(step: str, n: int, t: Translate) -> str:
    """Return how many milestones changed in one way; their number bends the word in French."""
    words_of = {
        "reached": t.plural("{n} newly reached", "{n} newly reached", n),
        "moved": t.plural("{n} moved", "{n} moved", n),
        "corrected": t.plural("{n} corrected", "{n} corrected", n),
        "listed": t.plural("{n} newly listed", "{n} newly listed", n),
        "withdrawn": t.plural("{n} withdrawn", "{n} withdrawn", n),
    }
    return words_of[step]


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
    found = served(news.revised_targets(reading), reading)
    frame = found.assign(
        title=[reading.framework.indicator(str(c)).title for c in found["indicator"]],
        origin=[words.provenance(str(p), t) for p in found["provenance"]],
    )
    none = nothing_new(reading, t, t("Targets"), t("No target was revised"))
    return provenance.finished(
        reading,
        t,
        regions=provenance.ALL_REGIONS,
        title=t.plural("{n} target was revised", "{n} targets were revised", len(found))
        if len(found)
        else none,
        subtitle=words.sentences(
            compared(reading, t), t("The old target is kept") if len(found) else ""
        ),
        table=provenance.table(
            frame,
            ("indicator", t("Code"), "code"),
            ("title", t("Indicator")),
            ("due_on", t("Target date"), "date"),
            ("old", t("Old target"), "number"),
            ("new", t("New target"), "number"),
            ("decided_on", t("Decided on"), "date"),
            ("reason", t("Reason")),
            ("origin", t("Provenance")),
        ),
        explanation=Explanation(
            t(
                "A revised target is news when the day that is compared with did not know it, also "
                "when it had been decided by then and was entered later."
            )
        ),
        rows=found,
        empty="" if len(found) else words.sentences(none),
    )
