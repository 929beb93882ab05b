"""One indicator over time: what was observed, the expected path, targets and their revisions."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from ifla_metrics.charts import trend as charts
from ifla_metrics.errors import n_
from ifla_metrics.figures import provenance, small_numbers, unreviewed_entries, words
from ifla_metrics.figures.figure import Figure, FigureDraft, Table, table
from ifla_metrics.figures.progress import NEEDS
from ifla_metrics.figures.ratings import against, rating_words, value_words
from ifla_metrics.figures.registry import Native, figure
from ifla_metrics.framework import Indicator
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import explain, targets
from ifla_metrics.metrics.indicator_status import (
    indicator_status,
    is_narrowed,
    trend,
    values_of,
)
from ifla_metrics.metrics.measures import MEASURES
from ifla_metrics.metrics.selection import SYNTHETIC, Record, each, records
from ifla_metrics.metrics.values import Value
from ifla_metrics.reading import Reading


def _unnamed(figure: Figure, reading: Reading, t: Translate) -> str:
    """Return the title without the name of the indicator, which its dialog has."""
    indicator = reading.framework.indicator(figure.name.removeprefix("trend-"))
    name = words.labelled(indicator.short_title, "", t)
    return words.capital(figure.title.removeprefix(name))


@figure(
    name="trend-",
    id="T-",
    page="progress",
    each="indicator",
    order="R-01.3",
    label=n_("Indicator {part}"),
    needs=NEEDS,
    compared=True,
    native=Native("line", "as_of", ("actual", "expected")),
    screen_title=_unnamed,
)
def trend_of(reading: Reading, t: Translate, code: str) -> FigureDraft:
    """One indicator over time; raises UnknownCode for an unknown one."""
    indicator = reading.framework.indicator(code)
    observed = small_numbers.points(trend(reading, indicator.code), indicator, reading)
    revised = targets.revisions(reading)
    narrowed = is_narrowed(reading, indicator)  # A target is for all regions and groups.
    revised = revised[(revised["indicator"] == code) & (not narrowed)]
    rated_by = targets.targets_of(reading, code)
    in_force = () if narrowed else rated_by
    due = {i.due_on: i.target for i in in_force}
    path = () if narrowed else targets.path_of(indicator, in_force)
    points = _points(observed, path, revised, due, unit=indicator.unit, t=t)
    stands = indicator_status(reading)
    own = stands[stands["indicator"] == indicator.code]
    row = records(small_numbers.shown_indicators(own, reading))[0]
    unit = (
        t("Per cent")
        if indicator.unit == "%"
        else words.capital(reading.framework.translate_text(indicator.unit))
    )
    status = words.status(row["status"], t)
    if narrowed:
        status = words.of_the_whole(status, reading, t)
    rating = t(", ").join((against(row, reading, t), status))
    revisions = (
        t(
            "Target for {due} revised from {old} to {new} on {day}: {reason}",
            due=t.date(r["due_on"], "medium"),
            old=t.number(r["old"]),
            new=t.number(r["new"]),
            day=t.date(r["decided_on"], "medium"),
            reason=r["reason"],
        )
        for r in records(revised)
    )
    nothing = rating if narrowed else t("no value and no target yet")
    drawn = (
        t("{unit}; dashed: expected path; hollow: not exact", unit=unit)
        if len(path) > 1
        else t("{unit}; hollow: not exact", unit=unit)
    )
    return FigureDraft(
        title=words.labelled(indicator.short_title, rating, t),
        subtitle=(drawn, *revisions),
        table=table(
            observed.assign(
                told=[value_words(r, indicator.unit, t) for r in records(observed)],
            ),
            t,
            "as_of actual told expected origin",
            told=n_("As reported"),
        ),
        chart=lambda: charts.trend(points, t=t, unit=unit, percent=indicator.unit == "%"),
        formula=words.sentences(
            t(explain.FORMULA["progress"]),
            t(explain.FORMULA["expected"]),
            t(explain.TIME_RULE[indicator.time_rule]),
            t(MEASURES[indicator.measure].words) if indicator.measure else "",
            rating_words(reading.framework, t),
        ),
        behind=_values_table(reading, indicator, observed, t),
        definition=indicator.definition,
        rows=observed,
        beside=provenance.TARGETS if any(one.provenance == SYNTHETIC for one in rated_by) else "",
        unreviewed=unreviewed_entries.of_ratings(reading, [indicator.code]),
        empty=""
        if len(observed) or in_force
        else words.sentences(words.labelled(indicator.short_title, nothing, t)),
    )


def _points(
    observed: pd.DataFrame,
    path: Sequence[targets.Point],
    revised: pd.DataFrame,
    in_force: dict[date, float],
    *,
    unit: str,
    t: Translate,
) -> pd.DataFrame:
    """Return the rows that the trend chart draws; words stand at the last value and targets."""
    names = {
        "expected": t("Expected then"),
        "actual": t("Actual"),
        "target": t("Target"),
        "former": t("Target revised"),
    }

    def point(series: str, on: date, value: float, label: str = "", **given: object) -> Record:
        return {
            "series": series,
            "name": names[series],
            "on": on.isoformat(),
            "day": t.date(on, "medium"),
            "value": value,
            "words": label,
            "exact": True,
            "below": False,
            "value_words": words.in_unit(value, unit, t),
            **given,
        }

    rows = [point("expected", on, value) for on, value in path]
    last, final = observed["as_of"].max(), max(in_force, default=None)
    for r in records(observed):
        told = value_words(r, unit, t)
        rows.append(
            point(
                "actual",
                r["as_of"],
                r["actual"],
                told if r["as_of"] == last else "",
                value_words=told,
                exact=r["qualifier"] in ("", "exact"),
                below=not words.missing(r["expected"]) and r["actual"] < r["expected"],
            )
        )
    for due, value in in_force.items():
        label = t("target {n}", n=words.in_unit(value, unit, t)) if due == final else ""
        rows.append(point("target", due, value, label))
    rows += [point("former", r["due_on"], r["old"]) for r in records(revised)]
    return pd.DataFrame(rows, columns=list(point("actual", date.max, 0.0)))


def _values_table(
    reading: Reading, indicator: Indicator, observed: pd.DataFrame, t: Translate
) -> Table | None:
    """Return what the points are made of: each value as reported, before any rule.

    Values before the first point are in none of them.
    """
    if reading.hide_small and small_numbers.counts_people(indicator):
        return None
    first = observed["as_of"].min() if len(observed) else reading.evaluation_day
    values = values_of(reading).get(indicator.code, ())
    reported = pd.DataFrame(
        [value for value in values if first <= value.day <= reading.evaluation_day],
        columns=Value._fields,
    )
    frame = reported.assign(
        as_of=reported["day"],
        place=reported["country"],
        told=[
            words.qualified(value, qualifier, t, unit=indicator.unit)
            for value, qualifier in each(reported, "value", "qualifier")
        ],
        state=reported["state"].map(words.terms("observation_state", reading, t)),
        source=[words.codes_of(sources, t) for sources in reported["source"]],
    )
    counts = "numerator denominator" if indicator.ratio else ""
    return table(
        frame,
        t,
        f"as_of place? value:number {counts} told state origin source?",
        value=n_("Value"),
        told=n_("As reported"),
    )
