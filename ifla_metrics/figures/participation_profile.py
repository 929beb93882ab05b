"""How they took part: roles, reach and mode, level, associations."""

from __future__ import annotations

import pandas as pd

from ifla_metrics.charts import participation as charts
from ifla_metrics.errors import n_
from ifla_metrics.figures import provenance, small_numbers, words
from ifla_metrics.figures.figure import Explanation, Figure
from ifla_metrics.figures.participation import (
    TIME_NEEDS,
    nothing_logged,
    uncounted,
    without_count,
)
from ifla_metrics.figures.registry import KeyNumber, Native, figure
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import explain, participation
from ifla_metrics.metrics.disclosure import People
from ifla_metrics.metrics.tables import records
from ifla_metrics.reading import Reading

LEVEL_NEEDS = provenance.narrowed(("month_cells", "terms"), month_cells="level")
ASSOCIATION_NEEDS = provenance.narrowed(
    ("association_cells", "associations", "countries"), association_cells="all,direction;period"
)
MOST = 15
"""Associations in the chart; the table has all of them."""


@figure(
    name="participation-profile",
    id="P-04",
    page="participation",
    label=n_("Roles, reach and mode"),
    needs=TIME_NEEDS,
    people=People(("participations",), shares=("share",), groups=("by", "apart")),
)
def profile(reading: Reading, t: Translate) -> Figure:
    """Roles, direct and cascade, on site and remote: three questions, the shares of each 100 %."""
    found = []
    for by, heading in (("role", t("Role")), ("reach", t("Reach")), ("mode", t("Mode"))):
        frame = participation.by_profile(reading, by=by)
        for row in records(frame):
            apart = "" if row["counts"] else t("counted apart")
            if row["lines"]:
                found.append(
                    {**row, "list": by, "by": heading, "apart": apart, "name": t(row["title"])}
                )
    frame = pd.DataFrame(
        found,
        columns=[
            "list",
            "by",
            "code",
            "name",
            "participations",
            "share",
            "lines",
            "uncounted",
            "inexact",
            "apart",
        ],
    )
    left = small_numbers.shown("participation-profile", frame, reading, t)
    frame, parts = left.frame, records(left.frame)
    totals = participation.totals(reading)
    empty = nothing_logged(reading, t) or (
        "" if parts else t("No participation was counted in {period}.", period=reading.period.title)
    )
    reach = {n for n, p in enumerate(parts) if p["by"] == t("Reach")}
    title = (
        t("Participation by role, reach and mode")
        if reach & left.hidden
        else _cascade_sentence(totals, reading, t)
    )
    shares = words.parts([p["share"] for p in parts], [p["by"] for p in parts], t)
    bars = pd.DataFrame(
        {
            "row": [f"{p['by']} {p['code']}" for p in parts],
            "label": [
                words.name(
                    t("{subject}: {told}", subject=p["by"], told=p["name"])
                    + (f" ({p['apart']})" if p["apart"] else ""),
                    beside=True,
                )
                for p in parts
            ],
            "number": [
                left.said(place, words.number(p["participations"], t), t)
                + ("" if words.missing(p["share"]) else f" · {shares[place]}")
                for place, p in enumerate(parts)
            ],
            "value": frame["share"].astype("float64"),
        }
    )
    return provenance.finished(
        reading,
        t,
        title=empty or title,
        subtitle=words.sentences(
            t("Participations; roles and modes of direct ones"), uncounted(reading, t)
        ),
        table=provenance.table(
            frame,
            ("by", t("Breakdown")),
            ("name", t("Kind")),
            ("participations", t("Participations"), "number"),
            ("share", t("Share"), "percent", "by"),
            ("lines", t("Counts"), "number"),
            ("uncounted", t("Unknown counts"), "number"),
            ("inexact", t("Counts not exact"), "number"),
            ("apart", t("Note")),
            *left.columns(t),
            provenance.data_only("list"),
            provenance.data_only("code"),
        ),
        chart=lambda: charts.profile(bars, t=t, shares=True),
        alt=words.sentences(
            title,
            words.listed(
                (f"{label} {n}" for label, n in zip(bars["label"], bars["number"], strict=True)),
                t,
                most=12,
            ),
        ),
        explanation=Explanation(t(explain.FORMULA["participations"])),
        empty=empty,
    )


def _cascade_sentence(totals: participation.Totals, reading: Reading, t: Translate) -> str:
    if totals.participations is None:
        return t("Participation in {period} was not counted", period=reading.period.title)
    if not totals.cascade:
        return t("All participations counted in {period} are direct", period=reading.period.title)
    return t(
        "{direct} direct participations led to {cascade} by cascade",
        direct=words.number(totals.participations, t),
        cascade=t.number(totals.cascade),
    )


@figure(
    name="participation-by-level",
    id="P-05",
    page="participation",
    label=n_("Participation by level"),
    needs=LEVEL_NEEDS,
    people=People(("participations", "cascade")),
    native=Native("bar", "name", ("participations",)),
    wide=True,
)
def level(reading: Reading, t: Translate) -> Figure:
    """National, regional, international; not stated is a part."""
    frame = participation.by_level(reading)
    frame = frame.assign(
        name=[
            t(n) if c else t("Not stated")
            for c, n in zip(frame["code"], frame["title"], strict=True)
        ]
    )
    left = small_numbers.shown("participation-by-level", frame, reading, t)
    frame = left.frame
    counts = frame["participations"].fillna(0).tolist()
    empty = (
        ""
        if frame["activities"].sum()
        else t("No activity is logged in {period}.", period=reading.period.title)
    )
    top = max(range(len(counts)), key=counts.__getitem__, default=0)
    title = (
        t(
            "{level}: {share} of the participations counted in {period}",
            level=frame["name"].iloc[top],
            share=words.share_of(counts, top, t),
            period=reading.period.title,
        )
        if sum(counts)
        else t("Participation by level was not counted")
    )
    if left.hidden:
        title = t("Participation by level")
    bars = pd.DataFrame(
        {
            "row": [c or "none" for c in frame["code"]],
            "label": frame["name"],
            "number": [
                t(
                    "{participations} in {activities}",
                    participations=left.said(place, words.number(r["participations"], t), t),
                    activities=provenance.activities(r["activities"], t),
                )
                for place, r in enumerate(records(frame))
            ],
            "value": frame["participations"],
        }
    )
    return provenance.finished(
        reading,
        t,
        title=empty or title,
        subtitle=words.sentences(
            t("Participations, direct, by level of the activity; all directions"),
            without_count(int(frame["uncounted"].sum()), int(frame["activities"].sum()), t),
        ),
        of_all=True,
        table=provenance.table(
            frame,
            ("name", t("Level")),
            ("activities", t("Activities"), "number"),
            ("participations", t("Participations"), "number"),
            ("cascade", t("By cascade"), "number"),
            ("uncounted", t("Activities without a count"), "number"),
            *left.columns(t),
            provenance.data_only("code"),
        ),
        chart=lambda: charts.profile(bars, t=t),
        alt=words.sentences(title, *words.said(bars, t, "number")),
        explanation=Explanation(t(explain.FORMULA["participations"])),
        empty=empty,
    )


def _associations_named(made: Figure, t: Translate) -> tuple[str, str, str] | None:
    return t.number(len(made.table.frame)), t("associations"), t("named by an activity")


@figure(
    name="associations-taking-part",
    id="P-06",
    page="participation",
    label=n_("Associations taking part"),
    needs=ASSOCIATION_NEEDS,
    native=Native("bar", "name", ("activities",)),
    key_number=KeyNumber(5, _associations_named),
    click="association",
)
def associations(reading: Reading, t: Translate) -> Figure:
    """Library associations taking part, those with most activities first."""
    frame = participation.by_association(reading)
    countries = reading.frame("countries")
    names = {r["country"]: t.country(r["alpha2"], r["name"]) for r in records(countries)}
    frame = frame.assign(place=[names.get(c, c) for c in frame["country"]])
    empty = (
        ""
        if len(frame)
        else t(
            "No association is named in the activities of {period}.", period=reading.period.title
        )
    )
    title = t.plural(
        "{n} library association took part in {period}",
        "{n} library associations took part in {period}",
        len(frame),
        period=reading.period.title,
    )
    top = frame.head(MOST)
    bars = pd.DataFrame(
        {
            "row": top["association"],
            "label": [words.name(n, beside=True) for n in top["name"]],
            "number": [provenance.activities(n, t) for n in top["activities"]],
            "value": top["activities"],
        }
    )
    shown = (
        t("The {n} with most activities are drawn; the table has all", n=t.number(MOST))
        if len(frame) > MOST
        else ""
    )
    return provenance.finished(
        reading,
        t,
        title=empty or title,
        subtitle=words.sentences(
            t("Activities that name the association; one activity may name several"), shown
        ),
        table=provenance.table(
            frame,
            ("name", t("Association")),
            ("place", t("Country")),
            ("activities", t("Activities"), "number"),
            provenance.data_only("association"),
            provenance.data_only("country"),
        ),
        chart=lambda: charts.profile(bars, t=t),
        alt=words.sentences(title, words.listed(words.said(bars, t, "number"), t)),
        explanation=Explanation(t(explain.FORMULA["activities"])),
        empty=empty,
    )
