"""Participation by gender, role, reach, mode, level and arena; associations and partners."""

import pandas as pd

from ifla_metrics.charts import labelled_bars as charts
from ifla_metrics.errors import n_
from ifla_metrics.figures import small_numbers, words
from ifla_metrics.figures.figure import HIDDEN, Figure, table
from ifla_metrics.figures.participation import (
    participation_figure,
    uncounted_sentence,
    uncounted_text,
)
from ifla_metrics.figures.registry import NativeChart
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import counting, explain, participation
from ifla_metrics.metrics.rollup import rounded_shares
from ifla_metrics.metrics.selection import Record, iter_rows, records
from ifla_metrics.metrics.small_numbers import PeopleColumns
from ifla_metrics.models.field_titles import TITLES
from ifla_metrics.reading import Reading

MAX_ASSOCIATIONS = 15
"""The most associations in the chart. The table has all."""
PROFILE_COLUMNS = PeopleColumns(("participations",), shares=("share",), groups=("by", "apart"))
PART_COLUMNS = PeopleColumns(("participations", "cascade"))
PART_CHART = NativeChart("bar", "name", ("participations",))
WOMEN_COLUMNS = PeopleColumns(
    ("women", "known", "unknown"), (("known", "women"),), shares=("ratio",), has_total=True
)
WOMEN_CHART = NativeChart("bar", "label", ("ratio",), "women/known")


@participation_figure(
    name="women-share",
    id="P-03",
    label=n_("Share of women"),
    people=WOMEN_COLUMNS,
    native=WOMEN_CHART,
    click="region",
    key_number=n_("women"),
    formula=explain.FORMULA["women_share"],
    options={"code": "region"},
)
@participation_figure(
    name="women-share-by-element",
    id="P-07",
    label=n_("Share of women by element"),
    needs=("month_cells:row,cross",),
    people=WOMEN_COLUMNS,
    native=WOMEN_CHART,
    click="element",
    formula=explain.FORMULA["women_share"],
    options={"code": "element"},
)
def women(reading: Reading, t: Translate, *, code: str) -> Figure:
    """The share of women in participations with known gender, in all and by region or element."""
    if code == "region":
        parts, heading = participation.by_region(reading), n_("Region")
        labels = words.region_names(parts["region"], reading, t)
    else:
        parts, heading = counting.by_row(reading), reading.framework.row_level.name
        parts = parts[parts["activities"] > 0].rename(columns={"row": "element"})
        labels = words.node_titles(parts["element"], reading, t)
    totals = counting.totals(reading)
    counted = parts["participations"].notna()
    parts = parts.assign(
        label=labels,
        women=parts["women"].where(counted),
        known=parts["gender_known"].where(counted),
        unknown=(parts["participations"] - parts["gender_known"]).clip(lower=0),
        ratio=(parts["women"] / parts["gender_known"]).where(counted),
    )
    total: Record = {
        code: "all",
        "label": t("All participations"),
        "women": totals.women,
        "known": totals.gender_known,
        "unknown": totals.gender_unknown,
        "ratio": totals.women_share,
    }
    frame = pd.concat([pd.DataFrame([total]), parts[[*total]]], ignore_index=True)
    frame = small_numbers.suppress(frame, WOMEN_COLUMNS, reading, t)
    frame["note"] = [_note(row, t) for row in records(frame)]
    if (frame[HIDDEN] != "").all():
        title = small_numbers.too_few_title(reading, t)
    elif totals.women_share is None:
        title = t(
            "The gender of participants is not known in {period}", period=reading.period.title
        )
    elif code == "element" and len(known := frame["ratio"][1:].dropna()) > 1:
        title = t(
            "By {part}, women are {low} to {high} of the participations with known gender "
            "(n\u00a0=\u00a0{n})",
            part=t(heading).lower(),
            low=t.percent(known.min()),
            high=t.percent(known.max()),
            n=totals.gender_known,
        )
    else:
        title = t(
            "Women are {share} of the participations with known gender (n\u00a0=\u00a0{n}); the "
            "gender of {unknown} of all is not stated",
            share=t.percent(totals.women_share),
            n=totals.gender_known,
            unknown=t.percent(totals.gender_unknown / (totals.participations or 1)),
        )
    shares = table(
        frame,
        t,
        "label women known unknown:number ratio hidden",
        code,
        label=heading,
        unknown=n_("Gender not stated"),
        ratio=n_("Women of known gender"),
    )
    return Figure(
        title=title,
        lines=(
            t("Direct participations: women, others of known gender, not stated"),
            t("An activity of several elements counts in each element")
            if code == "element"
            else "",
            uncounted_sentence(reading, t),
        ),
        table=shares,
        key_number="".join(t.percent(share) for share in frame["ratio"].head(1).dropna()),
        chart=lambda: charts.shares(
            _segments(
                shares.marks(t, row=frame[code].replace("", "none"), label=frame["label"]), frame, t
            ),
            t=t,
            tooltip=shares.tooltip,
            pick=[code],
        ),
    )


def _note(row: Record, t: Translate) -> str:
    """Return the line under a bar."""
    if row[HIDDEN]:
        return t("hidden: small numbers")
    if words.is_missing(row["ratio"]):
        return t("gender not known") if row["known"] + row["unknown"] else t.number(0)
    return t(
        "{share} women ({n} of {k} whose gender is known)",
        share=t.percent(row["ratio"]),
        n=int(row["women"]),
        k=int(row["known"]),
    )


def _segments(marks: pd.DataFrame, frame: pd.DataFrame, t: Translate) -> pd.DataFrame:
    """Return one row per segment of each bar: women, others, not stated."""
    names = {"share": t("women"), "rest": t("others"), "unknown": t("not stated")}
    women, known, unknown = (frame[key].fillna(0) for key in ("women", "known", "unknown"))
    counts = pd.DataFrame({"share": women, "rest": known - women, "unknown": unknown})
    percents = [rounded_shares(row) for row in counts.to_numpy().tolist()]
    shares = pd.DataFrame(percents, columns=[*names]) / 100
    segments = []
    for part, name in names.items():
        short = shares[part].map(t.percent).where(counts[part] > 0, "")
        segments.append(
            marks.assign(
                note=frame["note"],
                part=part,
                value=shares[part],
                words=(name + " " + short).where(short != "", ""),
                short=short,
            )
        )
    return pd.concat(segments).sort_index(kind="stable").reset_index(drop=True)


@participation_figure(
    name="participation-profile",
    id="P-04",
    label=n_("Roles, reach and mode"),
    people=PROFILE_COLUMNS,
)
def profile(reading: Reading, t: Translate) -> Figure:
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
        title = t(
            "{n} direct participations; {k} more people trained by participants",
            n=totals.participations,
            k=totals.cascade,
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
    labels = [words.labelled(by, name, t) for by, name in iter_rows(frame, "by", "name")]
    return Figure(
        title=title,
        lines=(
            t("Roles and modes: direct participations"),
            uncounted_sentence(reading, t),
        ),
        table=kinds,
        chart=kinds.bars(t, "share", number="participations share apart", label=labels),
    )


@participation_figure(
    name="participation-by-level",
    id="P-05",
    label=n_("Participation by level"),
    needs=("month_cells:level",),
    people=PART_COLUMNS,
    native=PART_CHART,
    all_directions=True,
    options={"part": "level"},
)
@participation_figure(
    name="participation-by-arena",
    id="P-08",
    label=n_("Participation by arena"),
    needs=("month_cells:arena",),
    people=PART_COLUMNS,
    native=PART_CHART,
    all_directions=True,
    options={"part": "arena"},
)
def by_part(reading: Reading, t: Translate, *, part: str) -> Figure:
    """Participations by level (national and so on) or by arena (within IFLA and so on)."""
    frame = participation.by_level_or_arena(reading, part)
    names = frame["title"].map(t).where(frame["code"] != "", t("Not stated"))
    frame = small_numbers.suppress(frame.assign(name=names), PART_COLUMNS, reading, t)
    counts, activities = frame["participations"].fillna(0), int(frame["activities"].sum())
    title = ""
    if counts.sum() and not frame[HIDDEN].any():
        title = t(
            "{level}: {n} of the {k} participations counted in {period}",
            level=names[counts.argmax()],
            n=counts.max(),
            k=counts.sum(),
            period=reading.period.title,
        )
    parts = table(
        frame,
        t,
        "name activities participations cascade uncounted hidden",
        "code",
        name=TITLES[part],
    )
    return Figure(
        title=title,
        lines=(
            t("Direct participations"),
            uncounted_text(int(frame["uncounted"].sum()), activities, t),
        ),
        table=parts,
        chart=parts.bars(t, "participations"),
    )


@participation_figure(
    name="associations-taking-part",
    id="P-06",
    label=n_("Associations taking part"),
    needs=("association_cells:all,direction",),
    native=NativeChart("bar", "name", ("activities",)),
    click="association",
    key_number=n_("associations"),
    formula=explain.FORMULA["activities"],
)
def associations(reading: Reading, t: Translate) -> Figure:
    """Library associations that took part, those with most activities first."""
    frame, period = participation.by_association(reading), reading.period.title
    frame["place"] = words.country_names(frame["country"], reading, t)
    by_activities = table(
        frame, t, "name place activities", "association country", name=n_("Association")
    )
    fewer = t("The {n} most active; all are in the data file", n=MAX_ASSOCIATIONS)
    return Figure(
        title=t.plural(
            "{n} library association took part in {period}",
            "{n} library associations took part in {period}",
            len(frame),
            period=period,
        ),
        lines=(
            t("Activities of each association"),
            fewer if len(frame) > MAX_ASSOCIATIONS else "",
            t("An activity may name several"),
        ),
        table=by_activities,
        key_number=t.number(len(frame)),
        chart=by_activities.bars(t, "activities", pick="association", limit=MAX_ASSOCIATIONS),
    )


@participation_figure(
    name="partners-by-kind",
    id="P-09",
    label=n_("Partners by kind"),
    needs=("partners",),
    native=NativeChart("bar", "name", ("activities",)),
    formula=n_(
        "Activities of the period (under way or completed) that name at least one "
        "organisation as a partner. Working groups of IFLA that took part count as groups."
    ),
)
def partners_by_kind(reading: Reading, t: Translate) -> Figure:
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
    return Figure(
        title=t(
            "{n} of {k} activities had outside partners in {period}",
            n=with_partners,
            k=activities,
            period=reading.period.title,
        ),
        lines=[t("An activity with partners of several kinds counts in each kind")],
        table=kinds,
        chart=kinds.bars(t, "activities"),
    )
