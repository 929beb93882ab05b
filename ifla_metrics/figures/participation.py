"""Participation over time and by region."""

from datetime import date
from functools import partial

import pandas as pd

from ifla_metrics.charts import over_time as charts
from ifla_metrics.errors import n_
from ifla_metrics.figures import small_numbers, words
from ifla_metrics.figures.figure import HIDDEN, Figure, table
from ifla_metrics.figures.provenance import INVENTED_YEAR_BEFORE
from ifla_metrics.figures.registry import NativeChart, figure
from ifla_metrics.figures.small_numbers import BY_GENDER, GENDER_PARTS, REGION_COLUMNS
from ifla_metrics.i18n import NO_VALUE, Translate
from ifla_metrics.metrics import counting, explain, participation
from ifla_metrics.metrics.selection import NOT_STATED, iter_rows
from ifla_metrics.metrics.small_numbers import PeopleColumns
from ifla_metrics.periods import month_of, quarter_of
from ifla_metrics.reading import Reading
from ifla_metrics.text import one_line

GRAINS = {"strategy": "year", "biennium": "quarter", "year": "quarter", "quarter": "month"}
"""The length of the spans in a period of each kind."""
TIME_COLUMNS = PeopleColumns(
    ("participations", "cascade", *BY_GENDER),
    GENDER_PARTS,
    suppressed_together=("participations_before",),
)

participation_figure = partial(
    figure,
    page="participation",
    needs=("country_cells:all,direction", "profile_cells:all,direction", "countries"),
    formula=explain.FORMULA["participations"],
)
"""Declare a figure of the page Participation."""


def uncounted_sentence(reading: Reading, t: Translate) -> str:
    """Return how many activities of the chosen scope have no count, or ""."""
    totals = counting.totals(reading)
    return uncounted_text(totals.uncounted, totals.activities, t)


def uncounted_text(number: int, activities: int, t: Translate) -> str:
    """Return how many of a number of activities have no count, or ""."""
    if not number:
        return ""
    return t("{n} of {k} activities without a count", n=number, k=activities)


@participation_figure(
    name="participation-over-time",
    id="P-01",
    label=n_("Participation over time"),
    people=TIME_COLUMNS,
    native=NativeChart("column", "code", ("participations", "participations_before")),
    click="quarter",
    key_number=n_("participations"),
)
def over_time(reading: Reading, t: Translate) -> Figure:
    """Participations in each span of the period, and in the same span a year earlier."""
    grain = GRAINS[reading.period.kind]
    frame = participation.over_time(reading, grain=grain)
    frame = small_numbers.suppress(frame, TIME_COLUMNS, reading, t)
    spans = [
        words.span_label(code, t) + ("\n" + t("so far") if running else "")
        for code, running in iter_rows(frame, "code", "running")
    ]
    participations = table(
        frame.assign(span=frame["code"], code=[one_line(span) for span in spans]),
        t,
        "code:text activities participations participations_before:number cascade women "
        "gender_known uncounted inexact hidden",
        "span",
        code=n_("Period"),
        participations_before=n_("A year before"),
    )
    quarters = [quarter_of(month_of(day)) for day in frame["start"]]
    marks = participations.marks(
        t,
        quarter=quarters if grain == "month" else frame["code"],
        span=spans,
        running=frame["running"],
        value=frame["participations"],
        before=frame["participations_before"],
        words=participations.joined(t, "participations"),
        top=frame["participations"].fillna(0),
    )
    region = words.region_name(reading, t)
    has_invented_year_before = participation.has_synthetic_year_before(reading)
    return Figure(
        title=_change_title(frame, reading, t) or total_title(reading, t),
        lines=(
            t("Direct, excluding staff, trainers and observers"),
            t("From any country, in activities in {region}", region=region) if region else "",
            uncounted_sentence(reading, t),
        ),
        legend=t(NO_VALUE) if frame["participations"].isna().any() else "",
        table=participations,
        chart=lambda: charts.columns_over_time(marks, t=t, tooltip=participations.tooltip),
        also_invented=INVENTED_YEAR_BEFORE if has_invented_year_before else "",
        # The total is unknown if small numbers are hidden.
        key_number="" if any(frame[HIDDEN]) else t.number(participations.total("participations")),
    )


def _change_title(frame: pd.DataFrame, reading: Reading, t: Translate) -> str:
    """Return the participations of the last year of the period and of the year before.

    Returns "" if the last year is not over, or if either number is not known.
    """
    years = frame["start"].map(lambda day: day.year)
    if frame.empty or date(years.max(), 12, 31) > reading.evaluation_day:
        return ""  # Comparing part of a year would mislead.
    last = frame.loc[years == years.max(), ["participations", "participations_before"]]
    if last.isna().any(axis=None) or not last.sum().all():
        return ""
    return t(
        "Participations went from {before} in {year_before} to {n} in {year}",
        n=last["participations"].sum(),
        year=str(years.max()),
        before=t.number(last["participations_before"].sum()),
        year_before=str(years.max() - 1),
    )


def total_title(reading: Reading, t: Translate) -> str:
    """Return how many participations were counted in the period."""
    total = counting.totals(reading).participations
    if small_numbers.total_is_hidden(reading):
        return small_numbers.too_few_title(reading, t)
    if total is None:
        return t("Participation in {period} was not counted", period=reading.period.title)
    return t.plural(
        "{n} participation was counted in {period}",
        "{n} participations were counted in {period}",
        total,
        period=reading.period.title,
    )


@participation_figure(
    name="participation-by-region",
    id="P-02",
    label=n_("Participation by region"),
    people=REGION_COLUMNS,
    native=NativeChart("bar", "name", ("participations",)),
    click="region",
)
def by_region(reading: Reading, t: Translate) -> Figure:
    """Participations by the region that participants come from."""
    frame = small_numbers.suppress(participation.by_region(reading), REGION_COLUMNS, reading, t)
    names = words.region_names(frame["region"], reading, t)
    regions = table(
        frame.assign(name=names),
        t,
        "name countries participations women gender_known women_share hidden",
        "region",
        name=n_("Region"),
    )
    return Figure(
        title=_region_title(frame, names, reading, t),
        lines=(
            t("Direct participations, by the country that participants come from"),
            uncounted_sentence(reading, t),
        ),
        table=regions,
        chart=regions.bars(t, "participations", pick="region"),
    )


def _region_title(frame: pd.DataFrame, names: list[str], reading: Reading, t: Translate) -> str:
    """Return the participations of the largest region; without participations, `total_title`."""
    stated = frame["participations"].where(frame["region"] != NOT_STATED).fillna(0)
    if not stated.sum():
        return total_title(reading, t)
    return t(
        "{region} accounts for {n} of the {k} participations counted in {period}",
        region=names[stated.argmax()],
        n=stated.max(),
        k=counting.totals(reading).participations,
        period=reading.period.title,
    )
