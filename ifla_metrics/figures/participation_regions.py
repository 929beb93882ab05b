"""Participation by region: small multiples on one scale."""

from __future__ import annotations

from dataclasses import replace

import altair as alt
import pandas as pd

from ifla_metrics.charts import participation as charts
from ifla_metrics.figures import passport, small_numbers, words
from ifla_metrics.figures.figure import Explanation, Figure
from ifla_metrics.figures.participation import (
    by_country,
    nothing_logged,
    region_title,
    span_words,
    still_running,
    total_title,
    uncounted,
)
from ifla_metrics.figures.small_numbers import HIDDEN
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import explain, participation
from ifla_metrics.metrics.disclosure import is_small
from ifla_metrics.metrics.tables import records
from ifla_metrics.periods import Period
from ifla_metrics.reading import Reading


def by_region(reading: Reading, t: Translate) -> Figure:
    """Small multiples: participations of each region over the period, on one scale."""
    left = small_numbers.shown(
        "participation-by-region", participation.by_region(reading), reading, t
    )
    whole = left.frame
    told = records(whole)
    totals = [
        left.said(place, words.number(r["participations"], t), t) for place, r in enumerate(told)
    ]
    empty = nothing_logged(reading, t)
    title = empty or _region_sentence(whole, reading, t)
    return passport.finished(
        reading,
        t,
        name="participation-by-region",
        title=title,
        subtitle=words.sentences(
            t(
                "Participations by the country of the participants, direct; one scale for all "
                "regions"
            ),
            uncounted(reading, t),
            still_running(reading, t)
            if any(p.ends_on > reading.on for p in _periods(reading))
            else "",
        ),
        table=passport.table(
            whole.assign(name=[region_title(r["region"], r["title"], t) for r in told]),
            ("name", t("Region")),
            ("countries", t("Countries"), "number"),
            ("participations", t("Participations"), "number"),
            ("women", t("Women"), "number"),
            ("gender_known", t("Gender known"), "number"),
            ("women_share", t("Women of known gender"), "percent"),
            *left.columns(t),
            passport.data_only("region"),
        ),
        chart=lambda: _lanes(whole, totals, reading, t),
        alt=words.sentences(
            title,
            words.listed(
                (
                    f"{region_title(r['region'], r['title'], t)} {total}"
                    for r, total in zip(told, totals, strict=True)
                ),
                t,
            ),
        ),
        explanation=Explanation(t(explain.FORMULA["participations"]), by_country(reading, t)),
        empty=empty,
    )


def _lanes(
    whole: pd.DataFrame, totals: list[str], reading: Reading, t: Translate
) -> alt.LayerChart | None:
    """Return a lane of columns per region; one bar each where a column would tell a few people."""
    spans = _periods(reading)
    lanes, told = [], records(whole)
    per_span = {p.code: _region_counts(reading, p) for p in spans}
    before = {
        p.code: None
        if p.ends_on > reading.on or (year := _year_before(reading, p)) is None
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
                    "lane": lane,
                    "label": region_title(row["region"], row["title"], t),
                    "note": totals[lane],
                    "span": span_words(span.code, t, running=span.ends_on > reading.on),
                    "running": span.ends_on > reading.on,
                    "value": value,
                    "before": None if earlier is None else earlier.get(row["region"], 0),
                    "words": words.number(value, t) if value and value == highest else "",
                    "lead": i == 0,
                }
            )
    drawn = pd.DataFrame(lanes)
    if (
        reading.hide_small
        and lanes
        and (drawn[["value", "before"]].map(is_small).to_numpy().any() or HIDDEN in whole)
    ):
        bars = pd.DataFrame(
            {
                "row": whole["region"],
                "number": totals,
                "value": whole["participations"],
                "label": [region_title(r["region"], r["title"], t) for r in told],
            }
        )
        return charts.profile(bars, t=t)
    return charts.lanes(drawn, t=t, key=t("pale: a year before")) if lanes else None


def _periods(reading: Reading) -> list[Period]:
    """Return the quarters of the period that have begun (years of a strategy)."""
    kind = "year" if reading.period.kind == "strategy" else "quarter"
    return [
        p
        for p in reading.framework.periods
        if p.kind == kind
        and reading.period.starts_on <= p.starts_on <= reading.on
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
        return total_title(reading, t)
    rows = records(known)
    counts = [r["participations"] for r in rows]
    top = max(range(len(rows)), key=counts.__getitem__)
    total = participation.totals(reading).participations or 0
    rest = max(0.0, total - sum(counts)) if HIDDEN in frame else 0.0
    share = words.share_of([*counts, rest], top, t)
    if not rows[top]["region"]:
        return t(
            "The country is not stated for {share} of the participations counted in {period}",
            share=share,
            period=reading.period.title,
        )
    return t(
        "{region} accounts for {share} of the participations counted in {period}",
        region=region_title(rows[top]["region"], rows[top]["title"], t),
        share=share,
        period=reading.period.title,
    )
