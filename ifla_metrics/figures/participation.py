"""Who took part, over time and by place: columns, small multiples, women's share, associations."""

from __future__ import annotations

from datetime import date

import pandas as pd

from ifla_metrics.charts import participation as charts
from ifla_metrics.errors import n_
from ifla_metrics.figures import provenance, small_numbers, words
from ifla_metrics.figures.figure import Explanation, Figure
from ifla_metrics.figures.registry import KeyNumber, Native, figure
from ifla_metrics.figures.small_numbers import BY_GENDER, HIDDEN, PARTS
from ifla_metrics.i18n import Translate, half_up
from ifla_metrics.metrics import explain, participation
from ifla_metrics.metrics.disclosure import People
from ifla_metrics.metrics.selection import NOT_STATED, OUTSIDE
from ifla_metrics.reading import Reading

PLACES = ("country_cells", "countries", "regions", "terms", "profile_cells")
TIME_NEEDS = provenance.narrowed(
    ("month_cells", *PLACES),
    month_cells="all,direction",
    country_cells="all,direction;period",
    profile_cells="all,direction;period",
)
GRAINS = {"strategy": "year", "biennium": "quarter", "year": "quarter", "quarter": "month"}


def nothing_logged(reading: Reading, t: Translate) -> str:
    """Return the words of a period without an activity; empty when there is one."""
    if participation.totals(reading).activities:
        return ""
    return t("No activity is logged in {period}.", period=reading.period.title)


def uncounted(reading: Reading, t: Translate) -> str:
    """Return how many activities of the chosen scope have no count; empty when all have one."""
    totals = participation.totals(reading)
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


def _participations(made: Figure, t: Translate) -> tuple[str, str, str] | None:
    if HIDDEN in made.table.frame:
        return None  # The sum of what is left is not the total.
    without = made.table.total("uncounted")
    return (
        t.number(made.table.total("participations")),
        t("participations"),
        t.plural("{n} activity has no count", "{n} activities have no count", without)
        if without
        else t("every activity has a count"),
    )


@figure(
    name="participation-over-time",
    id="P-01",
    page="participation",
    label=n_("Participation over time"),
    needs=TIME_NEEDS,
    people=People(
        ("participations", "cascade", *BY_GENDER), PARTS, echoes=("participations_before",)
    ),
    native=Native("column", "code", ("participations", "participations_before")),
    wide=True,
    key_number=KeyNumber(2, _participations),
    click="quarter",
)
def over_time(reading: Reading, t: Translate) -> Figure:
    """Participations per span of the period, the same span a year earlier behind."""
    grain = GRAINS[reading.period.kind]
    left = small_numbers.shown(
        "participation-over-time", participation.over_time(reading, grain=grain), reading, t
    )
    frame = left.frame
    told = [
        left.said(place, words.number(value, t), t)
        for place, value in enumerate(frame["participations"])
    ]
    shown = pd.DataFrame(
        {
            "span": [
                span_words(code, t, running=running)
                for code, running in zip(frame["code"], frame["running"], strict=True)
            ],
            "running": frame["running"],
            "value": frame["participations"],
            "before": frame["participations_before"],
            "words": [
                word if n or v else ""
                for word, v, n in zip(
                    told, frame["participations"], frame["activities"], strict=True
                )
            ],
            "top": frame[["participations", "participations_before"]].max(axis=1).fillna(0),
        }
    )
    title = _change_title(frame, reading, t) or total_title(reading, t)
    empty = nothing_logged(reading, t)
    behind = {
        "year": t("pale: the year before"),
        "quarter": t("pale: the same quarter a year before"),
        "month": t("pale: the same month a year before"),
    }[grain]
    return provenance.finished(
        reading,
        t,
        title=empty or title,
        subtitle=words.sentences(
            t("Participations, direct; staff, trainers and observers apart"),
            uncounted(reading, t),
            still_running(reading, t) if frame["running"].any() else "",
        ),
        table=provenance.table(
            frame.assign(span=frame["code"], code=[s.replace("\n", " ") for s in shown["span"]]),
            ("code", t("Span")),
            ("activities", t("Activities"), "number"),
            ("participations", t("Participations"), "number"),
            ("participations_before", t("A year before"), "number"),
            ("cascade", t("By cascade"), "number"),
            ("women", t("Women"), "number"),
            ("gender_known", t("Gender known"), "number"),
            ("uncounted", t("Activities without a count"), "number"),
            ("inexact", t("Counts not exact"), "number"),
            *left.columns(t),
            provenance.data_only("span"),
        ),
        chart=lambda: charts.columns_over_time(
            shown, t=t, axis_title=t("Participations"), key=behind
        ),
        alt=words.sentences(
            title,
            words.listed(
                (
                    f"{span} {word}".replace("\n", " ")
                    for span, word in zip(shown["span"], told, strict=True)
                ),
                t,
                most=12,
            ),
        ),
        explanation=Explanation(t(explain.FORMULA["participations"])),
        empty=empty,
    )


def span_words(code: str, t: Translate, *, running: bool) -> str:
    """Return a span's label; a span that is not over says so on a line of its own."""
    label = words.span(code, t)
    return f"{label}\n{t('so far')}" if running else label


def still_running(reading: Reading, t: Translate) -> str:
    """Return what the outlined column is."""
    return t(
        "Outlined: still running on {day}, not compared with a whole one",
        day=t.date(reading.on, "medium"),
    )


def _change_title(frame: pd.DataFrame, reading: Reading, t: Translate) -> str:
    """Return what the last whole year of the period did against the one before it."""
    years = [d.year for d in frame["start"]]
    if not years:
        return ""
    last = frame[[y == max(years) for y in years]]
    if date(max(years), 12, 31) > reading.on:
        return ""  # Part of a year against a whole one, or against a part, would mislead.
    both = last[last["participations"].notna() & last["participations_before"].notna()]
    now, before = both["participations"].sum(), both["participations_before"].sum()
    if not before or not now or len(both) < len(last):
        return ""
    return change_sentence(now, before, str(max(years)), t)


def change_sentence(now: float, before: float, year: str, t: Translate) -> str:
    """Return a sentence about participations of a year against the year before (both above 0)."""
    ratio, to = now / before, words.number(now, t)
    if ratio >= 1.9:
        times = words.near_whole(ratio)
        if times == 2:
            return t("Participations doubled in {year}, to {n}", year=year, n=to)
        return t(
            "Participations in {year} were {times} times those of the year before: {n}",
            year=year,
            n=to,
            times=t.number(half_up(ratio, 1)),
        )
    if ratio > 1.05:
        return t(
            "Participations rose by {percent} in {year}, to {n}",
            year=year,
            n=to,
            percent=t.percent(ratio - 1),
        )
    if ratio >= 0.95:
        return t("Participations stayed about the same in {year}: {n}", year=year, n=to)
    return t(
        "Participations fell by {percent} in {year}, to {n}",
        year=year,
        n=to,
        percent=t.percent(1 - ratio),
    )


def total_title(reading: Reading, t: Translate) -> str:
    """Return how many participations were counted in the period."""
    total = participation.totals(reading).participations
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


def region_title(code: str, title: str, t: Translate) -> str:
    """Return a region's name; "" is a country that was not stated."""
    if code == NOT_STATED:
        return t("Country not stated")
    return t("Outside the regions") if code == OUTSIDE else t(title)
