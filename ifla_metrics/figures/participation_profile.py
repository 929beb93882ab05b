"""Participation by role, reach, mode, level and arena; associations and partners."""

import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.figures import provenance, small_numbers, words
from ifla_metrics.figures.figure import HIDDEN, FigureDraft, table
from ifla_metrics.figures.participation import (
    participation_figure,
    participation_labels,
    uncounted_sentence,
    uncounted_text,
)
from ifla_metrics.figures.registry import KeyNumber, NativeChart
from ifla_metrics.i18n import MISSING, Translate
from ifla_metrics.metrics import counting, explain, participation
from ifla_metrics.metrics.disclosure import PeopleColumns
from ifla_metrics.metrics.selection import iter_rows
from ifla_metrics.reading import Reading

MAX_ASSOCIATIONS = 15
"""The most associations in the chart. The table has all."""
PROFILE_COLUMNS = PeopleColumns(("participations",), shares=("share",), groups=("by", "apart"))
PART_COLUMNS = PeopleColumns(("participations", "cascade"))
PART_CHART = NativeChart("bar", "name", ("participations",))


@participation_figure(
    name="participation-profile",
    id="P-04",
    label=n_("Roles, reach and mode"),
    people=PROFILE_COLUMNS,
)
def profile(reading: Reading, t: Translate) -> FigureDraft:
    """Participations by role, reach and mode. The shares of each breakdown add up to 100 %."""
    headings = {"role": t("Role"), "reach": t("Reach"), "mode": t("Mode")}
    frame = pd.concat(
        participation.by_profile(reading, by=by).assign(list=by, by=heading)
        for by, heading in headings.items()
    )
    frame = frame[frame["lines"] > 0].reset_index(drop=True)
    excluded = frame["counts"].map({True: "", False: t("not in the total")})
    frame = frame.assign(apart=excluded, name=frame["title"].map(t))
    frame = small_numbers.suppress(frame, PROFILE_COLUMNS, reading, t)
    totals, title = counting.totals(reading), ""
    if totals.participations is not None and not frame[HIDDEN].any():
        title = t.plural(
            "{direct}; {n} more person trained by participants",
            "{direct}; {n} more people trained by participants",
            totals.cascade,
            direct=t.plural(
                "{n} direct participation", "{n} direct participations", totals.participations
            ),
        )
    kinds = table(
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
        words.labelled(by, name, t) + (f" ({note})" if note else "")
        for by, name, note in iter_rows(frame, "by", "name", "apart")
    ]
    shares = words.share_labels(frame["share"].tolist(), frame["by"].tolist(), t)
    numbers = [
        number if share == MISSING else f"{number} · {share}"
        for number, share in zip(participation_labels(frame, t), shares, strict=True)
    ]
    return FigureDraft(
        title=title,
        subtitle=(
            t("Participations; roles and modes of direct ones"),
            uncounted_sentence(reading, t),
        ),
        table=kinds,
        chart=kinds.bars(
            t,
            row=frame["list"] + " " + frame["code"],
            label=labels,
            number=numbers,
            value=frame["share"].astype(float),
            shares=True,
        ),
    )


@participation_figure(
    name="participation-by-level",
    id="P-05",
    label=n_("Participation by level"),
    needs=("month_cells:level",),
    people=PART_COLUMNS,
    native=PART_CHART,
    wide=True,
    all_directions=True,
)
def level(reading: Reading, t: Translate) -> FigureDraft:
    """Participations at national, regional and international level, or not stated."""
    return _by_part(reading, t, part="level", heading=t("Level"))


@participation_figure(
    name="participation-by-arena",
    id="P-08",
    label=n_("Participation by arena"),
    needs=("month_cells:arena",),
    people=PART_COLUMNS,
    native=PART_CHART,
    order="P-05.5",
    wide=True,
    all_directions=True,
)
def arena(reading: Reading, t: Translate) -> FigureDraft:
    """Participations within IFLA, within the association, as advocate, or not stated."""
    return _by_part(reading, t, part="arena", heading=t("Arena"))


def _by_part(reading: Reading, t: Translate, *, part: str, heading: str) -> FigureDraft:
    frame = participation.by_level_or_arena(reading, part)
    names = frame["title"].map(t).where(frame["code"] != "", t("Not stated"))
    frame = small_numbers.suppress(frame.assign(name=names), PART_COLUMNS, reading, t)
    counts, activities = frame["participations"].fillna(0), int(frame["activities"].sum())
    title = ""
    if counts.sum() and not frame[HIDDEN].any():
        largest = int(counts.argmax())
        title = t(
            "{level}: {share} of the participations counted in {period}",
            level=names[largest],
            share=words.share_label(counts.tolist(), largest, t),
            period=reading.period.title,
        )
    parts = table(
        frame, t, "name activities participations cascade uncounted hidden", "code", name=heading
    )
    return FigureDraft(
        title=title,
        subtitle=(
            t("Direct participations"),
            uncounted_text(int(frame["uncounted"].sum()), activities, t),
        ),
        table=parts,
        chart=parts.bars(
            t,
            row=frame["code"].replace("", "none"),
            number=participation_labels(frame, t),
            value=frame["participations"],
        ),
    )


@participation_figure(
    name="associations-taking-part",
    id="P-06",
    label=n_("Associations taking part"),
    needs=("association_cells:all,direction",),
    native=NativeChart("bar", "name", ("activities",)),
    click="country",
    key_number=KeyNumber(n_("associations"), lambda table, t: t.number(len(table.frame))),
    formula=explain.FORMULA["activities"],
)
def associations(reading: Reading, t: Translate) -> FigureDraft:
    """Library associations that took part, those with most activities first."""
    frame, period = participation.by_association(reading), reading.period.title
    frame["place"] = words.country_names(frame["country"], reading, t)
    by_activities = table(
        frame, t, "name place activities", "association country", name=n_("Association")
    )
    fewer = t("The {n} most active; all are in the table", n=t.number(MAX_ASSOCIATIONS))
    return FigureDraft(
        title=t.plural(
            "{n} library association took part in {period}",
            "{n} library associations took part in {period}",
            len(frame),
            period=period,
        ),
        subtitle=(
            t("An activity may name several associations"),
            fewer if len(frame) > MAX_ASSOCIATIONS else "",
        ),
        table=by_activities,
        chart=by_activities.bars(
            t,
            row=frame["association"],
            number=[provenance.activity_count(number, t) for number in frame["activities"]],
            value=frame["activities"],
            pick="country",
            limit=MAX_ASSOCIATIONS,
        ),
    )


@participation_figure(
    name="partners-by-kind",
    id="P-09",
    label=n_("Partners by kind"),
    needs=("partners",),
    native=NativeChart("bar", "name", ("activities",)),
    wide=True,
    formula=n_(
        "Activities of the period (under way or completed) that name at least one "
        "organisation as a partner. Working groups of IFLA that took part count as groups."
    ),
)
def partners_by_kind(reading: Reading, t: Translate) -> FigureDraft:
    """Activities with outside partners, in all and by kind of partner."""
    frame = participation.by_partner_kind(reading)
    with_partners, activities = (int(n) for n in frame[["activities", "of"]].iloc[0])
    frame["name"] = [t("Any partner"), *frame["title"].iloc[1:].map(t)]
    kinds = table(
        frame,
        t,
        "name activities share",
        "code",
        name=n_("Kind of partner"),
        share=n_("Share of all activities"),
    )
    return FigureDraft(
        title=t.plural(
            "{of} activity had outside partners in {period}",
            "{of} activities had outside partners in {period}",
            activities,
            of=t("{n} of {k}", n=t.number(with_partners), k=t.number(activities)),
            period=reading.period.title,
        ),
        subtitle=t("An activity with partners of several kinds counts in each kind"),
        table=kinds,
        chart=kinds.bars(
            t,
            row=frame["code"],
            number=[
                f"{t.number(n)} · {t.percent(share)}"
                for n, share in iter_rows(frame, "activities", "share")
            ],
            value=frame["activities"].astype(float),
        ),
    )
