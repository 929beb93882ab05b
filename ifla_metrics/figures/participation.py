"""Who took part: participations over time and by region, and the share of women."""

from datetime import date

import pandas as pd

from ifla_metrics.charts import participation as charts
from ifla_metrics.errors import n_
from ifla_metrics.figures import small_numbers, words
from ifla_metrics.figures.figure import HIDDEN, FigureDraft, Table, table
from ifla_metrics.figures.provenance import YEAR_BEFORE
from ifla_metrics.figures.registry import KeyNumber, Native, figure
from ifla_metrics.figures.small_numbers import BY_GENDER, PARTS, REGIONS
from ifla_metrics.i18n import NO_VALUE, Translate
from ifla_metrics.metrics import counting, explain, participation
from ifla_metrics.metrics.disclosure import People
from ifla_metrics.metrics.selection import NOT_STATED, OUTSIDE, each
from ifla_metrics.periods import month_of, quarter_of
from ifla_metrics.reading import Reading
from ifla_metrics.text import one_line

CELLS = ("country_cells:all,direction", "profile_cells:all,direction")
NEEDS = (*CELLS, "countries")
GRAINS = {"strategy": "year", "biennium": "quarter", "year": "quarter", "quarter": "month"}


def uncounted(reading: Reading, t: Translate) -> str:
    """Return how many activities of the chosen scope have no count; empty when all have one."""
    totals = counting.totals(reading)
    return without_count(totals.uncounted, totals.activities, t)


def without_count(number: int, activities: int, t: Translate) -> str:
    """Return how many of some activities have no count; empty when all have one."""
    if not number:
        return ""
    return t.plural(
        "{n} of {k} activities has no count",
        "{n} of {k} activities have no count",
        number,
        k=t.number(activities),
    )


def region_title(code: str, title: str, t: Translate) -> str:
    """Return a region's name; "" is a country that was not stated."""
    if code == NOT_STATED:
        return t("Country not stated")
    return t("Outside the regions") if code == OUTSIDE else t(title)


def _participations(made: Table, t: Translate) -> str:
    # The sum of what is left by small numbers is not the total.
    return "" if HIDDEN in made.frame else t.number(made.total("participations"))


@figure(
    name="participation-over-time",
    id="P-01",
    page="participation",
    label=n_("Participation over time"),
    needs=NEEDS,
    people=People(
        ("participations", "cascade", *BY_GENDER),
        PARTS,
        suppressed_together=("participations_before",),
    ),
    native=Native("column", "code", ("participations", "participations_before")),
    wide=True,
    click="quarter",
    key_number=KeyNumber(n_("participations"), _participations),
)
def over_time(reading: Reading, t: Translate) -> FigureDraft:
    """Participations per span of the period, beside the same span a year earlier."""
    grain = GRAINS[reading.period.kind]
    frame = participation.over_time(reading, grain=grain)
    frame = small_numbers.shown("participation-over-time", frame, reading, t)
    numbers, so_far = numbers_of(frame, t), "\n" + t("so far")
    spans = [
        words.span(code, t) + (so_far if running else "")
        for code, running in each(frame, "code", "running")
    ]
    found = table(
        frame.assign(span=frame["code"], code=[one_line(span) for span in spans]),
        t,
        "code:text activities participations participations_before:number cascade women "
        "gender_known uncounted inexact hidden",
        "span",
        code=n_("Period"),
        participations_before=n_("A year before"),
    )
    quarters = [quarter_of(month_of(day)) for day in frame["start"]]
    some = frame["participations"].fillna(frame["activities"]) > 0
    marks = found.marks(
        t,
        quarter=quarters if grain == "month" else frame["code"],
        span=spans,
        running=frame["running"],
        value=frame["participations"],
        before=frame["participations_before"],
        words=pd.Series(numbers, dtype=object).where(some, ""),
        top=frame[["participations", "participations_before"]].max(axis=1).fillna(0),
    )
    return FigureDraft(
        title=_change_title(frame, reading, t) or total_title(reading, t),
        subtitle=(
            t("Direct participations, excluding staff, trainers and observers"),
            uncounted(reading, t),
        ),
        marks=t(NO_VALUE) if (frame["participations"].isna() & some).any() else "",
        table=found,
        chart=lambda: charts.columns_over_time(marks, t=t, tooltip=found.tooltip),
        formula=t(explain.FORMULA["participations"]),
        beside=YEAR_BEFORE if participation.invented_year_before(reading) else "",
    )


def numbers_of(frame: pd.DataFrame, t: Translate) -> list[str]:
    """Return the participations of each row as text; those of a hidden row say that they are."""
    return [
        t("hidden") if hidden else t.number(people)
        for people, hidden in each(frame, "participations", HIDDEN)
    ]


def _change_title(frame: pd.DataFrame, reading: Reading, t: Translate) -> str:
    """Return what the last whole year of the period did against the one before it."""
    years = frame["start"].map(lambda day: day.year)
    if frame.empty or date(years.max(), 12, 31) > reading.evaluation_day:
        return ""  # Part of a year against a whole one, or against a part, would mislead.
    last = frame.loc[years == years.max(), ["participations", "participations_before"]]
    now, before = last.sum()
    if last.isna().any(axis=None) or not now or not before:
        return ""
    ratio, values = now / before, {"year": str(years.max()), "n": t.number(now)}
    if ratio > 1.05:
        rise = t.percent(ratio - 1)
        return t("Participations rose by {percent} in {year}, to {n}", percent=rise, **values)
    if ratio < 0.95:
        fall = t.percent(1 - ratio)
        return t("Participations fell by {percent} in {year}, to {n}", percent=fall, **values)
    return t("Participations stayed about the same in {year}: {n}", **values)


def total_title(reading: Reading, t: Translate) -> str:
    """Return how many participations were counted in the period."""
    total = counting.totals(reading).participations
    if small_numbers.total_is_small(reading):
        return small_numbers.too_few(reading, t)
    if total is None:
        return t("Participation in {period} was not counted", period=reading.period.title)
    return t.plural(
        "{n} participation was counted in {period}",
        "{n} participations were counted in {period}",
        total,
        period=reading.period.title,
    )


@figure(
    name="participation-by-region",
    id="P-02",
    page="participation",
    label=n_("Participation by region"),
    needs=NEEDS,
    people=REGIONS,
    native=Native("bar", "name", ("participations",)),
    click="region",
)
def by_region(reading: Reading, t: Translate) -> FigureDraft:
    """Participations of each region; its quarters are a filter away."""
    frame = small_numbers.shown(
        "participation-by-region", participation.by_region(reading), reading, t
    )
    names = [region_title(code, title, t) for code, title in each(frame, "region", "title")]
    found = table(
        frame.assign(name=names),
        t,
        "name countries participations women gender_known women_share hidden",
        "region",
        name=n_("Region"),
    )
    return FigureDraft(
        title=_region_sentence(frame, names, reading, t),
        subtitle=(
            t("Direct participations, by the country that participants come from"),
            uncounted(reading, t),
        ),
        table=found,
        chart=found.bars(
            t,
            row=frame["region"],
            number=numbers_of(frame, t),
            value=frame["participations"],
            pick="region",
        ),
        formula=t(explain.FORMULA["participations"]),
    )


def _region_sentence(frame: pd.DataFrame, names: list[str], reading: Reading, t: Translate) -> str:
    known = frame["participations"].fillna(0)
    stated = known.mask(frame["region"] == NOT_STATED, 0)
    if not stated.sum():
        return total_title(reading, t)
    top = int(stated.argmax())
    total = counting.totals(reading).participations or 0
    rest = max(0.0, total - known.sum())  # In hidden regions, and in those filtered out.
    return t(
        "{region} accounts for {share} of the participations counted in {period}",
        region=names[top],
        share=words.share_of([*known, rest], top, t),
        period=reading.period.title,
    )
