"""Elements across strategies: each with its predecessors and successors."""

import pandas as pd

from ifla_metrics.charts import over_time as charts
from ifla_metrics.errors import n_
from ifla_metrics.figures import words
from ifla_metrics.figures.figure import FigureDraft, table
from ifla_metrics.figures.registry import figure
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics.selection import records
from ifla_metrics.reading import Reading


@figure(
    name="across-",
    id="X-",
    page="progress",
    per="row",
    order="R-07",
    label=n_("{part} across strategies"),
    family_label=n_("Each part across strategies"),
    needs=("strategy_years",),
    click="element",
    all_directions=True,
    entry_kind="activity",
    formula=n_(
        "The mapping of strategies to one another is our proposal; no published one was "
        "found. Each activity counts once a year, each country once a year."
    ),
)
def across(reading: Reading, t: Translate, element: str) -> FigureDraft:
    """Distinct activities and countries of an element by year, in each of its strategies."""
    years = reading.frames["strategy_years"]
    years = years[years["element"] == element]
    first_year = years.groupby("framework")["year"].transform("min")
    years = years.assign(first_year=first_year)
    years = years.sort_values(["first_year", "framework", "year"], ignore_index=True)
    years = years.assign(
        part=[t(" + ").join(titles.split("|")) for titles in years["titles"]],
        element=years["nodes"].str.split("|").str[0],  # What a click opens.
        span=years["framework"] + ":" + years["year"].astype(str),
    )
    recorded = years.groupby("strategy", sort=False)["activities"].transform("sum") > 0
    name = reading.framework.node(element).short_title
    return FigureDraft(
        title=words.labelled(name, _title(years, reading, t), t) if recorded.any() else "",
        subtitle=(
            t("Activities (strong line) and countries (faint) a year, along a proposed mapping"),
            t("Parts that were merged later are counted together"),
        ),
        table=table(
            years,
            t,
            "strategy part year activities countries",
            "span nodes:text",
            strategy=n_("Strategy"),
        ),
        chart=lambda: charts.yearly_lines(
            years[recorded & (years["year"] <= _last_active_year(years))],
            _strategy_labels(years, t),
            t=t,
        ),
        source_rows=_activities(years),
        unreviewed=0,
        empty="" if recorded.any() else t("No strategy has anything recorded for this part."),
    )


def _title(years: pd.DataFrame, reading: Reading, t: Translate) -> str:
    """Return the busiest year and, if later years have no activity, the last one that has.

    A strategy that has not begun has a row for its first year.
    """
    most = max(records(years), key=lambda row: int(row["activities"]))
    busiest = t.plural(
        "{n} activity in {year}, the busiest year",
        "{n} activities in {year}, the busiest year",
        int(most["activities"]),
        year=str(most["year"]),
    )
    last = _last_active_year(years)
    if last == min(years["year"].max(), reading.moment.known_on.year):
        return busiest
    return t(", ").join((busiest, t("nothing recorded after {year}", year=str(last))))


def _last_active_year(years: pd.DataFrame) -> int:
    return int(years.loc[years["activities"] > 0, "year"].max())


def _strategy_labels(years: pd.DataFrame, t: Translate) -> pd.DataFrame:
    """Return one row per strategy: its first and last year and its label in the chart."""
    strategies = years.groupby("strategy", sort=False).agg(
        first_year=("year", "min"), last_year=("year", "max"), activities=("activities", "sum")
    )
    strategies = strategies.reset_index().assign(row_from_below=range(len(strategies), 0, -1))
    labels = [
        row["strategy"]
        if row["activities"]
        else t("{strategy}: nothing recorded", strategy=row["strategy"])
        for row in records(strategies)
    ]
    return strategies.assign(words=labels, recorded=strategies["activities"] > 0)


def _activities(years: pd.DataFrame) -> pd.DataFrame:
    """Return one row per activity with its provenance, for the source line."""
    invented = int(years["synthetic"].sum())
    documented = int(years["activities"].sum()) - invented
    return pd.DataFrame({"provenance": ["synthetic"] * invented + ["documented"] * documented})
