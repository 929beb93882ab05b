"""How they took part: roles, reach and mode, level and arena, associations, partners."""

import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.figures import provenance, small_numbers, words
from ifla_metrics.figures.figure import HIDDEN, FigureDraft, table
from ifla_metrics.figures.participation import (
    NEEDS,
    numbers_of,
    uncounted,
    without_count,
)
from ifla_metrics.figures.registry import KeyNumber, Native, figure
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import counting, explain, participation
from ifla_metrics.metrics.disclosure import People
from ifla_metrics.metrics.selection import each
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
    needs=NEEDS,
    people=People(("participations",), shares=("share",), groups=("by", "apart")),
)
def profile(reading: Reading, t: Translate) -> FigureDraft:
    """Roles, direct and cascade, on site and remote: three questions, the shares of each 100 %."""
    headings = {"role": t("Role"), "reach": t("Reach"), "mode": t("Mode")}
    frame = pd.concat(
        participation.by_profile(reading, by=by).assign(list=by, by=heading)
        for by, heading in headings.items()
    )
    frame = frame[frame["lines"] > 0].reset_index(drop=True)
    excluded = frame["counts"].map({True: "", False: t("not in the total")})
    frame = frame.assign(apart=excluded, name=frame["title"].map(t))
    frame = small_numbers.shown("participation-profile", frame, reading, t)
    totals, title = counting.totals(reading), ""
    if totals.participations is not None and not frame[HIDDEN].any():
        title = t.plural(
            "{direct} direct participations; {n} more person trained by participants",
            "{direct} direct participations; {n} more people trained by participants",
            totals.cascade,
            direct=t.number(totals.participations),
        )
    found = table(
        frame,
        t,
        "by name participations share:percent:by lines:number uncounted inexact apart:text hidden",
        "list code",
        by=n_("Breakdown"),
        name=n_("Kind"),
        lines=n_("Counts"),
        uncounted=n_("Unknown counts"),
        apart=n_("Note"),
    )
    labels = [
        words.labelled(by, name, t) + (f" ({apart})" if apart else "")
        for by, name, apart in each(frame, "by", "name", "apart")
    ]
    shares = words.parts(frame["share"].tolist(), frame["by"].tolist(), t)
    numbers = [
        number if words.missing(ratio) else f"{number} · {share}"
        for number, share, ratio in zip(numbers_of(frame, t), shares, frame["share"], strict=True)
    ]
    return FigureDraft(
        title=title,
        subtitle=(t("Participations; roles and modes of direct ones"), uncounted(reading, t)),
        table=found,
        chart=found.bars(
            t,
            row=frame["list"] + " " + frame["code"],
            label=labels,
            number=numbers,
            value=frame["share"].astype(float),
            shares=True,
        ),
        formula=t(explain.FORMULA["participations"]),
    )


@figure(
    name="participation-by-level",
    id="P-05",
    page="participation",
    label=n_("Participation by level"),
    needs=("month_cells:level",),
    people=_PARTS,
    native=_PARTS_NATIVE,
    wide=True,
    of_all=True,
)
def level(reading: Reading, t: Translate) -> FigureDraft:
    """National, regional, international; not stated is a part."""
    return _by_part(reading, t, name="participation-by-level", part="level", heading=t("Level"))


@figure(
    name="participation-by-arena",
    id="P-08",
    page="participation",
    label=n_("Participation by arena"),
    needs=("month_cells:arena",),
    people=_PARTS,
    native=_PARTS_NATIVE,
    order="P-05.5",
    wide=True,
    of_all=True,
)
def arena(reading: Reading, t: Translate) -> FigureDraft:
    """Within IFLA, within the association, as advocate towards others; not stated is a part."""
    return _by_part(reading, t, name="participation-by-arena", part="arena", heading=t("Arena"))


def _by_part(reading: Reading, t: Translate, *, name: str, part: str, heading: str) -> FigureDraft:
    """Return the participations of each level or arena."""
    frame = participation.by_part(reading, part)
    names = frame["title"].map(t).where(frame["code"] != "", t("Not stated"))
    frame = small_numbers.shown(name, frame.assign(name=names), reading, t)
    people, activities = frame["participations"].fillna(0), int(frame["activities"].sum())
    title = ""
    if people.sum() and not frame[HIDDEN].any():
        top = int(people.argmax())
        title = t(
            "{level}: {share} of the participations counted in {period}",
            level=names[top],
            share=words.share_of(people.tolist(), top, t),
            period=reading.period.title,
        )
    found = table(
        frame, t, "name activities participations cascade uncounted hidden", "code", name=heading
    )
    return FigureDraft(
        title=title,
        subtitle=(
            t("Direct participations, all directions"),
            without_count(int(frame["uncounted"].sum()), activities, t),
        ),
        table=found,
        chart=found.bars(
            t,
            row=frame["code"].replace("", "none"),
            number=numbers_of(frame, t),
            value=frame["participations"],
        ),
        formula=t(explain.FORMULA["participations"]),
    )


@figure(
    name="associations-taking-part",
    id="P-06",
    page="participation",
    label=n_("Associations taking part"),
    needs=("association_cells:all,direction",),
    native=Native("bar", "name", ("activities",)),
    click="association",
    key_number=KeyNumber(n_("associations"), lambda made, t: t.number(len(made.frame))),
)
def associations(reading: Reading, t: Translate) -> FigureDraft:
    """Library associations taking part, those with most activities first."""
    frame, period = participation.by_association(reading), reading.period.title
    frame["place"] = words.country_names(frame["country"], reading, t)
    found = table(frame, t, "name place activities", "association country", name=n_("Association"))
    fewer = t("The chart shows the {n} with most activities; the table has all", n=t.number(MOST))
    return FigureDraft(
        title=t.plural(
            "{n} library association took part in {period}",
            "{n} library associations took part in {period}",
            len(frame),
            period=period,
        ),
        subtitle=(
            t("Activities that name the association; one activity may name several"),
            fewer if len(frame) > MOST else "",
        ),
        table=found,
        chart=found.bars(
            t,
            row=frame["association"],
            number=[provenance.activities(number, t) for number in frame["activities"]],
            value=frame["activities"],
            pick="association",
            most=MOST,
        ),
        formula=t(explain.FORMULA["activities"]),
    )


@figure(
    name="partners-by-kind",
    id="P-09",
    page="participation",
    label=n_("Partners by kind"),
    needs=("partners",),
    native=Native("bar", "name", ("activities",)),
    wide=True,
)
def partners_by_kind(reading: Reading, t: Translate) -> FigureDraft:
    """Activities with outside partners, in all and by kind of partner."""
    frame = participation.by_partner_kind(reading)
    with_any, activities = (int(n) for n in frame[["activities", "of"]].iloc[0])
    frame["name"] = [t("Any partner"), *frame["title"].iloc[1:].map(t)]
    titles = {"name": n_("Kind of partner"), "share": n_("Share of all activities")}
    found = table(frame, t, "name activities share", "code", **titles)
    period = reading.period.title
    return FigureDraft(
        title=t(
            "{of} activities had outside partners in {period}",
            of=t("{n} of {k}", n=t.number(with_any), k=t.number(activities)),
            period=period,
        ),
        subtitle=t("An activity with partners of several kinds counts in each kind"),
        table=found,
        chart=found.bars(
            t,
            row=frame["code"],
            number=[
                f"{t.number(n)} · {words.cell(share, 'percent', t)}"
                for n, share in each(frame, "activities", "share")
            ],
            value=frame["activities"].astype(float),
        ),
        formula=t(
            "Activities of the period (under way or completed) that name at least one "
            "organisation as a partner. Working groups of IFLA that took part count as groups."
        ),
    )
