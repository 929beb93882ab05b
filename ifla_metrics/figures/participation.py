"""Who took part, over time and by place: columns, small multiples, women's share, associations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from ifla_metrics.charts import participation as charts
from ifla_metrics.figures import passport, words
from ifla_metrics.figures.figure import Explanation, Figure, Table
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import explain, participation
from ifla_metrics.metrics.selection import NOT_STATED, OUTSIDE
from ifla_metrics.metrics.tables import records
from ifla_metrics.periods import Period
from ifla_metrics.reading import Reading

PLACES = ("country_cells", "countries", "regions", "terms", "profile_cells")
TIME_NEEDS = passport.narrowed(
    ("month_cells", *PLACES),
    month_cells="all,direction", country_cells="all,direction;period",
    profile_cells="all,direction;period",
)
REGION_NEEDS = passport.narrowed(
    ("month_cells", *PLACES),
    month_cells="all,direction", country_cells="all,direction",
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
        "{n} of {k} activities has no count", "{n} of {k} activities have no count", number,
        k=t.number(activities),
    )


def over_time(reading: Reading, t: Translate) -> Figure:
    """Participations per span of the period, the same span a year earlier behind."""
    grain = GRAINS[reading.period.kind]
    frame = participation.over_time(reading, grain=grain)
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
                words.number(v, t) if n or v else ""
                for v, n in zip(frame["participations"], frame["activities"], strict=True)
            ],
            "top": frame[["participations", "participations_before"]].max(axis=1).fillna(0),
        }
    )
    title = _change_title(frame, reading, t) or _total_title(reading, t)
    empty = nothing_logged(reading, t)
    behind = {"year": t("pale: the year before"),
              "quarter": t("pale: the same quarter a year before"),
              "month": t("pale: the same month a year before")}[grain]
    return passport.finished(
        reading, t, name="participation-over-time", title=empty or title,
        subtitle=words.sentences(
            t("Participations, direct; staff, trainers and observers apart"), uncounted(reading, t),
            still_running(reading, t) if frame["running"].any() else "",
        ),
        table=passport.table(
            frame.assign(code=[s.replace("\n", " ") for s in shown["span"]]), ("code", t("Span")),
            ("activities", t("Activities"), "number"),
            ("participations", t("Participations"), "number"),
            ("participations_before", t("A year before"), "number"),
            ("cascade", t("By cascade"), "number"), ("women", t("Women"), "number"),
            ("gender_known", t("Gender known"), "number"),
            ("uncounted", t("Activities without a count"), "number"),
            ("inexact", t("Counts not exact"), "number"),
        ),
        chart=charts.columns_over_time(shown, t=t, axis_title=t("Participations"), key=behind),
        alt=words.sentences(
            title,
            words.listed(
                (f"{span} {words.number(v, t)}".replace("\n", " ")
                 for span, v in zip(shown["span"], shown["value"], strict=True)), t, most=12,
            ),
        ),
        explanation=Explanation(t(explain.FORMULA["participations"]), _by_country(reading, t)),
        empty=empty,
    )


def span_words(code: str, t: Translate, *, running: bool) -> str:
    """Return a span's label; a span that is not over says so on a line of its own."""
    label = words.span(code, t)
    return f"{label}\n{t('so far')}" if running else label


def still_running(reading: Reading, t: Translate) -> str:
    """Return what the outlined column is."""
    return t("Outlined: still running on {day}, not compared with a whole one",
             day=t.date(reading.on, "medium"))


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
        return t("Participations in {year} were {times} times those of the year before: {n}",
                 year=year, n=to, times=t.number(round(ratio, 1)))
    if ratio > 1.05:
        return t("Participations rose by {percent} in {year}, to {n}", year=year, n=to,
                 percent=t.percent(ratio - 1))
    if ratio >= 0.95:
        return t("Participations stayed about the same in {year}: {n}", year=year, n=to)
    return t("Participations fell by {percent} in {year}, to {n}", year=year, n=to,
             percent=t.percent(1 - ratio))


def _total_title(reading: Reading, t: Translate) -> str:
    total = participation.totals(reading).participations
    if total is None:
        return t("Participation in {period} was not counted", period=reading.period.title)
    return t.plural(
        "{n} participation was counted in {period}", "{n} participations were counted in {period}",
        total, period=reading.period.title,
    )


def _by_country(reading: Reading, t: Translate) -> Table:
    frame = participation.by_country(reading)
    countries = reading.frame("countries")
    alpha2 = dict(zip(countries["country"], countries["alpha2"], strict=True))
    frame = frame.assign(
        name=[
            t.country(alpha2.get(code, ""), name) if code else t("not stated")
            for code, name in zip(frame["country"], frame["name"], strict=True)
        ]
    )
    return passport.table(
        frame, ("country", t("Code")), ("name", t("Country")),
        ("activities", t("Activities"), "number"),
        ("participations", t("Participations"), "number"),
        ("women", t("Women"), "number"), ("gender_known", t("Gender known"), "number"),
    )


def region_title(code: str, title: str, t: Translate) -> str:
    """Return a region's name; "" is a country that was not stated."""
    if code == NOT_STATED:
        return t("Country not stated")
    return t("Outside the regions") if code == OUTSIDE else t(title)


def by_region(reading: Reading, t: Translate) -> Figure:
    """Small multiples: participations of each region over the period, on one scale."""
    whole = participation.by_region(reading)
    spans = _periods(reading)
    lanes, told = [], records(whole)
    per_span = {p.code: _region_counts(reading, p) for p in spans}
    before = {
        p.code: None if p.ends_on > reading.on or (year := _year_before(reading, p)) is None
        else per_span.get(year.code) or _region_counts(reading, year)
        for p in spans
    }
    for lane, row in enumerate(told):
        highest = max((per_span[p.code].get(row["region"]) or 0 for p in spans), default=0)
        for i, span in enumerate(spans):
            value = per_span[span.code].get(row["region"], 0)
            earlier = before[span.code]
            lanes.append(
                {
                    "lane": lane, "label": region_title(row["region"], row["title"], t),
                    "note": words.number(row["participations"], t),
                    "span": span_words(span.code, t, running=span.ends_on > reading.on),
                    "running": span.ends_on > reading.on,
                    "value": value,
                    "before": None if earlier is None else earlier.get(row["region"], 0),
                    "words": words.number(value, t) if value and value == highest else "",
                    "lead": i == 0,
                }
            )
    empty = nothing_logged(reading, t)
    title = empty or _region_sentence(whole, reading, t)
    return passport.finished(
        reading, t, name="participation-by-region", title=title,
        subtitle=words.sentences(
            t("Participations by the country of the participants, direct; one scale for all "
              "regions"),
            uncounted(reading, t),
            still_running(reading, t) if any(p.ends_on > reading.on for p in spans) else "",
        ),
        table=passport.table(
            whole.assign(name=[region_title(r["region"], r["title"], t) for r in told]),
            ("name", t("Region")), ("countries", t("Countries"), "number"),
            ("participations", t("Participations"), "number"), ("women", t("Women"), "number"),
            ("gender_known", t("Gender known"), "number"),
            ("women_share", t("Women of known gender"), "percent"),
        ),
        chart=charts.lanes(pd.DataFrame(lanes), t=t, key=t("pale: a year before"))
        if lanes else None,
        alt=words.sentences(
            title,
            words.listed(
                (f"{region_title(r['region'], r['title'], t)} "
                 f"{words.number(r['participations'], t)}"
                 for r in told), t,
            ),
        ),
        explanation=Explanation(t(explain.FORMULA["participations"]), _by_country(reading, t)),
        empty=empty,
    )


def _periods(reading: Reading) -> list[Period]:
    """Return the quarters of the period that have begun (years of a strategy)."""
    kind = "year" if reading.period.kind == "strategy" else "quarter"
    return [
        p for p in reading.framework.periods
        if p.kind == kind and reading.period.starts_on <= p.starts_on <= reading.on
        and p.ends_on <= reading.period.ends_on
    ]


def _year_before(reading: Reading, span: Period) -> Period | None:
    start = span.starts_on.replace(year=span.starts_on.year - 1)
    return next(
        (p for p in reading.framework.periods if p.kind == span.kind and p.starts_on == start), None
    )


def _region_counts(reading: Reading, span: Period) -> dict[str, float | None]:
    frame = participation.by_region(replace(reading, period=span))
    return {
        region: None if words.missing(value) else float(value)
        for region, value in zip(frame["region"], frame["participations"], strict=True)
    }


def _region_sentence(frame: pd.DataFrame, reading: Reading, t: Translate) -> str:
    known = frame[frame["participations"].notna() & (frame["participations"] > 0)]
    if not len(known):
        return _total_title(reading, t)
    rows = records(known)
    counts = [r["participations"] for r in rows]
    top = max(range(len(rows)), key=counts.__getitem__)
    if not rows[top]["region"]:
        return t(
            "The country is not stated for {share} of the participations counted in {period}",
            share=words.share_of(counts, top, t), period=reading.period.title,
        )
    return t(
        "{region} accounts for {share} of the participations counted in {period}",
        region=region_title(rows[top]["region"], rows[top]["title"], t),
        share=words.share_of(counts, top, t), period=reading.period.title,
    )
