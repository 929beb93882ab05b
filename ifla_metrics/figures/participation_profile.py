"""How they took part: roles, reach and mode, level and arena of the activities, associations."""

from __future__ import annotations

import pandas as pd

from ifla_metrics.charts import ledger
from ifla_metrics.errors import n_
from ifla_metrics.figures import provenance, small_numbers, words
from ifla_metrics.figures.figure import Explanation, Figure
from ifla_metrics.figures.participation import (
    TIME_NEEDS,
    nothing_counted,
    nothing_logged,
    numbers_of,
    uncounted,
    without_count,
)
from ifla_metrics.figures.registry import KeyNumber, Native, figure, named
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import explain, participation
from ifla_metrics.metrics.disclosure import People
from ifla_metrics.metrics.tables import records
from ifla_metrics.reading import Reading

MOST = 15
"""Associations in the chart; the table has all of them."""
_PARTS = People(("participations", "cascade"))
_PARTS_NATIVE = Native("bar", "name", ("participations",))


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
    headings = {"role": t("Role"), "reach": t("Reach"), "mode": t("Mode")}
    frame = pd.concat(
        participation.by_profile(reading, by=by).assign(list=by, by=heading)
        for by, heading in headings.items()
    )
    frame = frame[frame["lines"] > 0].reset_index(drop=True)
    excluded = frame["counts"].map({True: "", False: t("not in the total")})
    frame = frame.assign(apart=excluded, name=frame["title"].map(t))
    left = small_numbers.shown("participation-profile", frame, reading, t)
    frame = left.frame
    empty = nothing_logged(reading, t) or ("" if len(frame) else nothing_counted(reading, t))
    title = _cascade_sentence(participation.totals(reading), reading, t)
    if {*frame.index[frame["list"] == "reach"]} & left.hidden:
        title = t("Participation by role, reach and mode")
    table = provenance.table(
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
    )
    labels = [
        words.labelled(row["by"], row["name"], t) + (f" ({row['apart']})" if row["apart"] else "")
        for row in records(frame)
    ]
    shares = words.parts(frame["share"].tolist(), frame["by"].tolist(), t)
    numbers = [
        number if words.missing(ratio) else f"{number} · {share}"
        for number, share, ratio in zip(numbers_of(left, t), shares, frame["share"], strict=True)
    ]
    marks = table.marks(
        t,
        row=frame["list"] + " " + frame["code"],
        label=[words.name(label, beside=True) for label in labels],
        number=numbers,
        value=frame["share"].astype(float),
    )
    return provenance.finished(
        reading,
        t,
        title=empty or title,
        subtitle=words.sentences(
            t("Participations; roles and modes of direct ones"), uncounted(reading, t)
        ),
        table=table,
        chart=lambda: ledger.bars(marks, t=t, shares=True, tooltip=table.tooltip),
        alt=[words.listed((f"{a} {b}" for a, b in zip(labels, numbers, strict=True)), t, most=12)],
        explanation=Explanation(t(explain.FORMULA["participations"])),
        empty=empty,
    )


def _cascade_sentence(totals: participation.Totals, reading: Reading, t: Translate) -> str:
    if totals.participations is None:
        return t("Participation in {period} was not counted", period=reading.period.title)
    if not totals.cascade:
        return t("All participations counted in {period} are direct", period=reading.period.title)
    return t.plural(
        "{direct} direct participations; {n} more person trained by participants",
        "{direct} direct participations; {n} more people trained by participants",
        totals.cascade,
        direct=words.number(totals.participations, t),
    )


@figure(
    name="participation-by-level",
    id="P-05",
    page="participation",
    label=n_("Participation by level"),
    needs=provenance.narrowed(("month_cells", "terms"), month_cells="level"),
    people=_PARTS,
    native=_PARTS_NATIVE,
    wide=True,
)
def level(reading: Reading, t: Translate) -> Figure:
    """National, regional, international; not stated is a part."""
    frame = participation.by_level(reading)
    return _by_part(reading, t, name="participation-by-level", frame=frame, heading=t("Level"))


@figure(
    name="participation-by-arena",
    id="P-08",
    page="participation",
    label=n_("Participation by arena"),
    needs=provenance.narrowed(("month_cells", "terms"), month_cells="arena"),
    people=_PARTS,
    native=_PARTS_NATIVE,
    order="P-05.5",
    wide=True,
)
def arena(reading: Reading, t: Translate) -> Figure:
    """Within IFLA, within the association, as advocate towards others; not stated is a part."""
    frame = participation.by_arena(reading)
    return _by_part(reading, t, name="participation-by-arena", frame=frame, heading=t("Arena"))


def _by_part(
    reading: Reading, t: Translate, *, name: str, frame: pd.DataFrame, heading: str
) -> Figure:
    """Return the participations of each level or arena (participation.by_level)."""
    names = frame["title"].map(t).where(frame["code"] != "", t("Not stated"))
    left = small_numbers.shown(name, frame.assign(name=names), reading, t)
    frame = left.frame
    people, activities = frame["participations"].fillna(0), int(frame["activities"].sum())
    empty = (
        "" if activities else t("No activity is logged in {period}.", period=reading.period.title)
    )
    title = named(name).title(t)
    if people.sum() and not left.hidden:
        top = int(people.argmax())
        title = t(
            "{level}: {share} of the participations counted in {period}",
            level=names[top],
            share=words.share_of(people.tolist(), top, t),
            period=reading.period.title,
        )
    table = provenance.table(
        frame,
        ("name", heading),
        ("activities", t("Activities"), "number"),
        ("participations", t("Participations"), "number"),
        ("cascade", t("By cascade"), "number"),
        ("uncounted", t("Activities without a count"), "number"),
        *left.columns(t),
        provenance.data_only("code"),
    )
    numbers = [
        t(
            "{participations} in {activities}",
            participations=n,
            activities=provenance.activities(a, t),
        )
        for n, a in zip(numbers_of(left, t), frame["activities"], strict=True)
    ]
    marks = table.marks(
        t,
        row=frame["code"].replace("", "none"),
        label=names,
        number=numbers,
        value=frame["participations"],
    )
    return provenance.finished(
        reading,
        t,
        title=empty or title,
        subtitle=words.sentences(
            t("Direct participations, all directions"),
            without_count(int(frame["uncounted"].sum()), activities, t),
        ),
        of_all=True,
        table=table,
        chart=lambda: ledger.bars(marks, t=t, tooltip=table.tooltip),
        alt=words.rows_in_words(marks, t, "number"),
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
    needs=provenance.narrowed(
        ("association_cells", "associations", "countries"),
        association_cells="all,direction;period",
    ),
    native=Native("bar", "name", ("activities",)),
    click="association",
    key_number=KeyNumber(5, _associations_named),
)
def associations(reading: Reading, t: Translate) -> Figure:
    """Library associations taking part, those with most activities first."""
    frame = participation.by_association(reading)
    countries = reading.frame("countries")
    names = {r["country"]: t.country(r["alpha2"], r["name"]) for r in records(countries)}
    frame["place"] = frame["country"].map(names).fillna(frame["country"])
    empty = t("No association is named in the activities of {period}.", period=reading.period.title)
    title = t.plural(
        "{n} library association took part in {period}",
        "{n} library associations took part in {period}",
        len(frame),
        period=reading.period.title,
    )
    table = provenance.table(
        frame,
        ("name", t("Association")),
        ("place", t("Country")),
        ("activities", t("Activities"), "number"),
        provenance.data_only("association"),
        provenance.data_only("country"),
    )
    marks = table.marks(
        t,
        row=frame["association"],
        label=[words.name(name, beside=True) for name in frame["name"]],
        number=[provenance.activities(number, t) for number in frame["activities"]],
        value=frame["activities"],
    ).head(MOST)
    return provenance.finished(
        reading,
        t,
        title=title if len(frame) else empty,
        subtitle=words.sentences(
            t("Activities that name the association; one activity may name several"),
            t("The chart shows the {n} with most activities; the table has all", n=t.number(MOST))
            if len(frame) > MOST
            else "",
        ),
        table=table,
        chart=lambda: ledger.bars(marks, t=t, tooltip=table.tooltip, pick=["association"]),
        alt=[words.listed(words.rows_in_words(marks, t, "number"), t)],
        explanation=Explanation(t(explain.FORMULA["activities"])),
        empty="" if len(frame) else empty,
    )
