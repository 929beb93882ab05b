"""One indicator over time: actual values, expected path, targets and their revisions."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from ifla_metrics.charts import over_time as charts
from ifla_metrics.errors import n_
from ifla_metrics.figures import provenance, small_numbers, unreviewed_entries, words
from ifla_metrics.figures.figure import Figure, FigureDraft, Table, table
from ifla_metrics.figures.progress import NEEDS
from ifla_metrics.figures.ratings import rating_rule, value_text, value_with_target
from ifla_metrics.figures.registry import NativeChart, figure
from ifla_metrics.framework import Indicator
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import explain, targets
from ifla_metrics.metrics.indicator_status import (
    indicator_status,
    indicator_values,
    is_narrowed,
    trend,
)
from ifla_metrics.metrics.measures import MEASURES
from ifla_metrics.metrics.selection import SYNTHETIC, Record, iter_rows, records
from ifla_metrics.metrics.values import Value
from ifla_metrics.reading import Reading


def _title_without_name(figure: Figure, reading: Reading, t: Translate) -> str:
    """Return the title without the name of the indicator, which the dialog shows as its heading."""
    indicator = reading.framework.indicator(figure.name.removeprefix("trend-"))
    name = words.labelled(indicator.short_title, "", t)
    return words.capitalise(figure.title.removeprefix(name))


@figure(
    name="trend-",
    id="T-",
    page="progress",
    per="indicator",
    order="R-01.3",
    label=n_("Indicator {part}"),
    needs=NEEDS,
    needs_previous=True,
    native=NativeChart("line", "as_of", ("actual", "expected")),
    screen_title=_title_without_name,
)
def trend_of(reading: Reading, t: Translate, code: str) -> FigureDraft:
    """One indicator over time. Raises UnknownCode for an unknown code."""
    indicator = reading.framework.indicator(code)
    observed = small_numbers.suppress_points(trend(reading, code), indicator, reading)
    rated_by, revised = targets.targets_of(reading, code), targets.revisions(reading)
    # A value of one region or group has no target; its status is still rated by that of all.
    narrowed = is_narrowed(reading, indicator)
    in_force = () if narrowed else rated_by
    path = () if narrowed else targets.target_path(indicator, in_force)
    revised = revised[(revised["indicator"] == code) & (not narrowed)]
    due = {target.due_on: target.target for target in in_force}
    points = _points(observed, path, revised, due, unit=indicator.unit, t=t)
    statuses = indicator_status(reading)
    statuses = statuses[statuses["indicator"] == code]
    row = records(small_numbers.suppress_indicators(statuses, reading))[0]
    unit = reading.framework.translate_text(indicator.unit)
    unit = t("Per cent") if unit == "%" else words.capitalise(unit)
    status = words.status_label(row["status"], t)
    if narrowed:
        status = words.with_status_scope(status, reading, t)
    value = value_with_target(row, reading, t)
    if not words.is_missing(row["progress"]):
        progress = t.percent(row["progress"])
        value = t("{value} · {progress} of the way to target", value=value, progress=progress)
    rating = t(", ").join((value, status))
    revisions = (
        t(
            "Target for {due} revised from {old} to {new} on {day}: {reason}",
            due=t.date(revision["due_on"], "medium"),
            old=t.number(revision["old"]),
            new=t.number(revision["new"]),
            day=t.date(revision["decided_on"], "medium"),
            reason=revision["reason"],
        )
        for revision in records(revised)
    )
    if len(path) > 1:
        method = t("{unit}; dashed: expected path; hollow: not exact", unit=unit)
    else:
        method = t("{unit}; hollow: not exact", unit=unit)
    empty = ""
    if not len(observed) and not in_force:
        state = rating if narrowed else t("no value and no target yet")
        empty = words.sentences(words.labelled(indicator.short_title, state, t))
    has_invented_target = any(target.provenance == SYNTHETIC for target in rated_by)
    return FigureDraft(
        title=words.labelled(indicator.short_title, rating, t),
        subtitle=(method, *revisions),
        table=table(
            observed.assign(told=[value_text(r, indicator.unit, t) for r in records(observed)]),
            t,
            "as_of actual told expected origin",
            told=n_("As reported"),
        ),
        chart=lambda: charts.trend(points, t=t, unit=unit),
        formula=words.sentences(
            t(explain.FORMULA["progress"]),
            t(explain.FORMULA["expected"]),
            t(explain.TIME_RULE[indicator.time_rule]),
            t(MEASURES[indicator.measure].description) if indicator.measure else "",
            rating_rule(reading.framework, t),
        ),
        detail_table=_values_table(reading, indicator, observed, t),
        definition=indicator.definition,
        source_rows=observed,
        also_invented=provenance.INVENTED_TARGETS if has_invented_target else "",
        unreviewed=unreviewed_entries.count_for_ratings(reading, [code]),
        empty=empty,
    )


def _points(
    observed: pd.DataFrame,
    path: Sequence[targets.Point],
    revised: pd.DataFrame,
    due: dict[date, float],
    *,
    unit: str,
    t: Translate,
) -> pd.DataFrame:
    """Return the rows of the chart; the last value and the last of the targets due are labelled."""
    names = {
        "expected": t("Expected then"),
        "actual": t("Actual"),
        "target": t("Target"),
        "former": t("Target revised"),
    }

    def point(series: str, on: date, value: float, label: str = "", **others: object) -> Record:
        return {
            "series": series,
            "name": names[series],
            "on": on.isoformat(),
            "day": t.date(on, "medium"),
            "value": value,
            "words": label,
            "exact": True,
            "below": False,
            "value_words": words.with_unit(value, unit, t),
            **others,
        }

    rows = [point("expected", on, value) for on, value in path]
    last, final = observed["as_of"].max(), max(due, default=None)
    for row in records(observed):
        text = value_text(row, unit, t)
        rows.append(
            point(
                "actual",
                row["as_of"],
                row["actual"],
                text if row["as_of"] == last else "",
                value_words=text,
                exact=row["qualifier"] in ("", "exact"),
                below=not words.is_missing(row["expected"]) and row["actual"] < row["expected"],
            )
        )
    latest = rows[-1] if len(observed) else None
    for day, value in due.items():
        label = t("target {n}", n=words.with_unit(value, unit, t)) if day == final else ""
        below = bool(latest and not latest["below"] and latest["value"] >= value)
        rows.append(point("target", day, value, label, below=below))
    rows += [point("former", row["due_on"], row["old"]) for row in records(revised)]
    return pd.DataFrame(rows, columns=list(point("actual", date.max, 0.0)))


def _values_table(
    reading: Reading, indicator: Indicator, observed: pd.DataFrame, t: Translate
) -> Table | None:
    """Return the values as reported from the first point on, or None if they must be hidden."""
    if reading.hide_small and small_numbers.counts_people(indicator):
        return None
    first = observed["as_of"].min() if len(observed) else reading.evaluation_day
    values = indicator_values(reading).get(indicator.code, ())
    reported = pd.DataFrame(
        [value for value in values if first <= value.day <= reading.evaluation_day],
        columns=Value._fields,
    )
    frame = reported.assign(
        as_of=reported["day"],
        place=reported["country"],
        told=[
            words.with_qualifier(value, qualifier, t, unit=indicator.unit)
            for value, qualifier in iter_rows(reported, "value", "qualifier")
        ],
        state=reported["state"].map(words.term_labels("observation_state", reading, t)),
        source=[words.source_list(sources, t) for sources in reported["source"]],
    )
    counts = "numerator denominator" if indicator.ratio else ""
    return table(
        frame,
        t,
        f"as_of place? value:number {counts} told state origin source?",
        value=n_("Value"),
        told=n_("As reported"),
    )
