"""Participation by region: small multiples on one scale."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import altair as alt
import pandas as pd

from ifla_metrics.charts import participation as charts
from ifla_metrics.errors import n_
from ifla_metrics.figures import provenance, small_numbers, words
from ifla_metrics.figures.figure import Explanation, Figure
from ifla_metrics.figures.participation import (
    PLACES,
    nothing_logged,
    region_title,
    span_words,
    still_running,
    total_title,
    uncounted,
)
from ifla_metrics.figures.registry import Native, figure
from ifla_metrics.figures.small_numbers import HIDDEN, REGIONS
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import explain, participation
from ifla_metrics.metrics.disclosure import is_small
from ifla_metrics.metrics.tables import records
from ifla_metrics.periods import Period
from ifla_metrics.reading import Reading

NEEDS = provenance.narrowed(
    ("month_cells", *PLACES),
    month_cells="all,direction",
    country_cells="all,direction",
    profile_cells="all,direction;period",
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
    spans = _by_span(whole, reading)
    # A column would tell a few people, in itself or by its difference from the rest.
    telling = reading.hide_small and (
        HIDDEN in whole or spans[["participations", "before"]].map(is_small).to_numpy().any()
    )
    empty = nothing_logged(reading, t)
    title = empty or _region_sentence(whole, reading, t)
    return provenance.finished(
        reading,
        t,
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
        table=provenance.table(
            whole.assign(name=_names(whole["region"], whole, t)),
            ("name", t("Region")),
            ("countries", t("Countries"), "number"),
            ("participations", t("Participations"), "number"),
            ("women", t("Women"), "number"),
            ("gender_known", t("Gender known"), "number"),
            ("women_share", t("Women of known gender"), "percent"),
            *left.columns(t),
            provenance.data_only("region"),
        ),
        chart=lambda: _bars(whole, totals, t) if telling else _lanes(whole, spans, totals, t),
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
        explanation=Explanation(
            t(explain.FORMULA["participations"]),
            None
            if telling
            else provenance.table(
                spans.assign(
                    name=_names(spans["region"], whole, t),
                    span=[span.replace("\n", " ") for span in _spans(spans, t)],
                ),
                ("name", t("Region")),
                ("span", t("Span")),
                ("participations", t("Participations"), "number"),
                ("before", t("A year before"), "number"),
            ),
        ),
        empty=empty,
    )


def _by_span(whole: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Return one row per region and span: its participations, and those of a year before."""
    spans = _periods(reading)
    counts = {p.code: _region_counts(reading, p) for p in spans}
    told = []
    for region in whole["region"]:
        for span in spans:
            running = span.ends_on > reading.on
            year = None if running else _year_before(reading, span)
            before = None
            if year is not None:
                if year.code not in counts:
                    counts[year.code] = _region_counts(reading, year)
                before = counts[year.code].get(region, 0)
            told.append(
                {
                    "region": region,
                    "code": span.code,
                    "running": running,
                    "participations": counts[span.code].get(region, 0),
                    "before": before,
                }
            )
    columns = ["region", "code", "running", "participations", "before"]
    return pd.DataFrame(told, columns=columns).astype({"participations": float, "before": float})


def _lanes(
    whole: pd.DataFrame, spans: pd.DataFrame, totals: list[str], t: Translate
) -> alt.LayerChart | None:
    """Return a lane of columns per region."""
    frame = spans.assign(
        lane=spans["region"].map({r: lane for lane, r in enumerate(whole["region"])}),
        first=~spans["region"].duplicated(),
    )
    highest = frame.groupby("region")["participations"].transform("max")
    drawn = pd.DataFrame(
        {
            "lane": frame["lane"],
            "label": _names(frame["region"], whole, t),
            "note": [totals[lane] for lane in frame["lane"]],
            "span": _spans(frame, t),
            "running": frame["running"],
            "value": frame["participations"],
            "before": frame["before"],
            "words": [
                words.number(value, t) if value and value == most else ""
                for value, most in zip(frame["participations"], highest, strict=True)
            ],
            "lead": frame["first"],
        }
    )
    return charts.lanes(drawn, t=t, key=t("pale: a year before")) if len(drawn) else None


def _bars(whole: pd.DataFrame, totals: list[str], t: Translate) -> alt.LayerChart:
    """Return one bar per region."""
    bars = pd.DataFrame(
        {
            "row": whole["region"],
            "number": totals,
            "value": whole["participations"],
            "label": _names(whole["region"], whole, t),
        }
    )
    return charts.profile(bars, t=t)


def _names(codes: Iterable[str], whole: pd.DataFrame, t: Translate) -> list[str]:
    titles = dict(zip(whole["region"], whole["title"], strict=True))
    return [region_title(code, titles[code], t) for code in codes]


def _spans(frame: pd.DataFrame, t: Translate) -> list[str]:
    return [
        span_words(code, t, running=running)
        for code, running in zip(frame["code"], frame["running"], strict=True)
    ]


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
