"""Over time: each indicator, and each element across strategies."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from ifla_metrics.charts import over_time as charts
from ifla_metrics.errors import n_
from ifla_metrics.figures import provenance, small_numbers, unreviewed_entries, words
from ifla_metrics.figures.figure import Figure, Table, table
from ifla_metrics.figures.progress import NEEDS
from ifla_metrics.figures.ratings import rating_rule, value_text, value_with_target
from ifla_metrics.figures.registry import NativeChart, figure
from ifla_metrics.framework import Indicator, Target
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import explain, targets
from ifla_metrics.metrics.indicator_status import (
    indicator_status,
    indicator_values,
    is_narrowed,
    trend,
)
from ifla_metrics.metrics.measures import MEASURES
from ifla_metrics.metrics.selection import SYNTHETIC, iter_rows, records
from ifla_metrics.metrics.values import Value
from ifla_metrics.reading import Reading


@figure(
    name="trend-",
    id="T-",
    page="progress",
    per="indicator",
    label=n_("Indicator {part}"),
    needs=NEEDS,
    needs_previous=NEEDS,
    native=NativeChart("line", "as_of", ("actual", "expected")),
)
def trend_of(reading: Reading, t: Translate, code: str) -> Figure:
    """One indicator over time. Raises UnknownCode for an unknown code."""
    indicator = reading.framework.indicator(code)
    observed = small_numbers.suppress_points(trend(reading, code), indicator, reading)
    observed = observed.assign(
        told=[value_text(row, indicator.unit, t) for row in records(observed)]
    )
    rated_by, revised = targets.targets_of(reading, code), targets.revisions(reading)
    # A value of one region or group has no target; its status is still rated by that of all.
    narrowed = is_narrowed(reading, indicator)
    in_force = () if narrowed else rated_by
    revised = revised[(revised["indicator"] == code) & (not narrowed)]
    path = targets.target_path(indicator, in_force)
    points = _points(
        observed, path, in_force, revised, indicator, t=t, until=reading.period.ends_on
    )
    unit = reading.framework.translate_text(indicator.unit)
    unit = t("Per cent") if unit == "%" else words.capitalise(unit)
    if len(path) > 1:
        method = t("{unit}; dashed: expected path; hollow: not exact", unit=unit)
    else:
        method = t("{unit}; hollow: not exact", unit=unit)
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
    rating = _rating(code, reading, t)
    unknown = words.labelled(indicator.short_title, rating, t)
    return Figure(
        title=rating,
        lines=(method, *revisions, words.status_scope(reading.choices, t) if narrowed else ""),
        table=table(observed, t, "as_of actual told expected origin", told=n_("As reported")),
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
        also_invented=provenance.INVENTED_TARGETS
        if any(target.provenance == SYNTHETIC for target in rated_by)
        else "",
        unreviewed=unreviewed_entries.count_for_ratings(reading, [code]),
        empty="" if len(observed) or in_force else words.sentences(unknown),
    )


def _rating(code: str, reading: Reading, t: Translate) -> str:
    """Return value, target, progress and status of an indicator."""
    statuses = indicator_status(reading)
    statuses = small_numbers.suppress_indicators(statuses[statuses["indicator"] == code], reading)
    [row] = records(statuses)
    value = value_with_target(row, reading, t)
    if not words.is_missing(row["progress"]):
        progress = t.percent(row["progress"])
        value = t("{value} · {progress} of the way to target", value=value, progress=progress)
    return t(", ").join((value, words.status_label(row["status"], t)))


def _points(
    observed: pd.DataFrame,
    path: Sequence[targets.Point],
    in_force: Sequence[Target],
    revised: pd.DataFrame,
    indicator: Indicator,
    *,
    t: Translate,
    until: date,
) -> pd.DataFrame:
    """Return the rows of the chart; the last actual and target and former targets have labels."""
    series = {
        "expected": (t("Expected then"), path),
        "actual": (t("Actual"), iter_rows(observed, "as_of", "actual")),
        "target": (t("Target"), ((target.due_on, target.target) for target in in_force)),
        "former": (t("Former target"), iter_rows(revised, "due_on", "old")),
    }
    points = pd.DataFrame(
        [(code, name, *pair) for code, (name, pairs) in series.items() for pair in pairs],
        columns=["series", "name", "on", "value"],
    )
    told = dict(iter_rows(observed, "as_of", "told"))
    inexact = set(observed.loc[~observed["qualifier"].isin(["", "exact"]), "as_of"])
    actual, target = points["series"] == "actual", points["series"] == "target"
    numbers = [words.with_unit(value, indicator.unit, t) for value in points["value"]]
    points = points.assign(
        on=[day.isoformat() for day in points["on"]],
        day=[t.date(day, "medium") for day in points["on"]],
        value_words=points["on"].map(told).where(actual, pd.Series(numbers, dtype=object)),
        exact=~(actual & points["on"].isin(inexact)),
        words="",
    )
    last = [*points.index[actual][-1:], *points.index[target][-1:]]
    labelled = [*last, *points.index[points["series"] == "former"]]
    points.loc[labelled, "words"] = points["name"] + " " + pd.Series(numbers, dtype=object)
    if in_force and (due_on := in_force[-1].due_on) > until:
        label = points.loc[last[-1], "words"]
        points.loc[last[-1], "words"] = t(
            "{value} in {period}", value=label, period=str(due_on.year)
        )
    return points


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
    ).rename(columns={"day": "as_of", "country": "place"})
    frame = reported.assign(
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


@figure(
    name="across-",
    id="X-",
    page="progress",
    per="row",
    label=n_("{part} across strategies"),
    needs=("strategy_years",),
    click="element",
    all_directions=True,
    entry_kind="activity",
    formula=n_(
        "The mapping of strategies to one another is our proposal; no published one was "
        "found. Each activity counts once a year, each country once a year."
    ),
)
def across(reading: Reading, t: Translate, element: str) -> Figure:
    """Distinct activities and countries of an element by year, in each of its strategies."""
    years = reading.frames["strategy_years"]
    years = years[years["element"] == element]
    years = years.assign(first_year=years.groupby("framework")["year"].transform("min"))
    years = years.sort_values(["first_year", "framework", "year"], ignore_index=True)
    years = years.assign(
        part=[t(" + ").join(titles.split("|")) for titles in years["titles"]],
        element=years["nodes"].str.split("|").str[0],  # What a click opens.
        span=years["framework"] + ":" + years["year"].astype(str),
    )
    recorded = years.groupby("strategy", sort=False)["activities"].transform("sum") > 0
    last_year = years.loc[years["activities"] > 0, "year"].max()
    drawn = years[recorded & (years["year"] <= last_year)]
    begun = years[years["first_year"] <= reading.moment.known_on.year]
    names = begun.groupby("strategy", sort=False).agg(
        first_year=("year", "min"), last_year=("year", "max"), activities=("activities", "sum")
    )
    names = names.reset_index().assign(
        row_from_below=range(len(names), 0, -1), recorded=lambda names: names["activities"] > 0
    )
    unrecorded = [t("{strategy}: nothing recorded", strategy=name) for name in names["strategy"]]
    names["words"] = names["strategy"].where(names["recorded"], unrecorded)
    title = ""
    if recorded.any():
        busiest = max(records(years), key=lambda year: int(year["activities"]))
        title = t.plural(
            "{n} activity in {year}, the busiest year",
            "{n} activities in {year}, the busiest year",
            busiest["activities"],
            year=str(busiest["year"]),
        )
    return Figure(
        title=title,
        lines=(
            t("Activities (strong line) and countries (faint) a year, along a proposed mapping"),
            t("Parts that were merged later are counted together"),
            words.capitalise(t("nothing recorded after {year}", year=str(last_year)))
            if last_year < min(years["year"].max(), reading.moment.known_on.year)
            else "",
        ),
        table=table(
            years,
            t,
            "strategy part year activities countries",
            "span nodes:text",
            strategy=n_("Strategy"),
        ),
        chart=lambda: charts.yearly_lines(drawn, names, t=t),
        source_rows=_activities(years),
        unreviewed=0,
        empty="" if recorded.any() else t("No strategy has anything recorded for this part."),
    )


def _activities(years: pd.DataFrame) -> pd.DataFrame:
    """Return one row per activity with its provenance, for the source line."""
    invented = int(years["synthetic"].sum())
    documented = int(years["activities"].sum()) - invented
    return pd.DataFrame({"provenance": ["synthetic"] * invented + ["documented"] * documented})
