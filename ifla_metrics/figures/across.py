"""One line across strategies: an element with what it comes from and goes on as."""

import pandas as pd

from ifla_metrics.charts import across as charts
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
    each="row",
    order="R-07",
    label=n_("{part} across strategies"),
    label_of_all=n_("Each part across strategies"),
    needs=("strategy_years",),
    click="element",
    of_all=True,
    entries="activity",
)
def across(reading: Reading, t: Translate, element: str) -> FigureDraft:
    """Distinct activities and countries a year of one element, strategy after strategy."""
    every = reading.frames["strategy_years"]
    found = every[every["element"] == element]
    found = found.assign(begun=found.groupby("framework")["year"].transform("min"))
    found = found.sort_values(["begun", "framework", "year"], ignore_index=True)
    found = found.assign(
        part=[t(" + ").join(titles.split("|")) for titles in found["titles"]],
        element=found["nodes"].str.split("|").str[0],  # What a click opens.
        span=found["framework"] + ":" + found["year"].astype(str),
    )
    recorded = found.groupby("strategy", sort=False)["activities"].transform("sum") > 0
    name = reading.framework.node(element).short_title
    return FigureDraft(
        title=words.labelled(name, _title(found, t), t) if recorded.any() else "",
        subtitle=(
            t("Activities (strong line) and countries (faint) a year, along a proposed mapping"),
            t("Parts that were merged later are counted together"),
        ),
        table=table(
            found,
            t,
            "strategy part year activities countries",
            "span nodes:text",
            strategy=n_("Strategy"),
        ),
        chart=lambda: charts.yearly_lines(
            found[recorded & (found["year"] <= _last_recorded(found))], _names(found, t), t=t
        ),
        formula=t(
            "The mapping of strategies to one another is our proposal; no published one was "
            "found. Each activity counts once a year, each country once a year."
        ),
        rows=_behind(found),
        unreviewed=0,
        empty="" if recorded.any() else t("No strategy has anything recorded for this part."),
    )


def _title(found: pd.DataFrame, t: Translate) -> str:
    """Return the busiest year, and the last one with anything recorded."""
    most = max(records(found), key=lambda row: int(row["activities"]))
    busiest = t.plural(
        "{n} activity in {year}, the busiest year",
        "{n} activities in {year}, the busiest year",
        int(most["activities"]),
        year=str(most["year"]),
    )
    last = _last_recorded(found)
    if last == found["year"].max():
        return busiest
    return t(", ").join((busiest, t("nothing recorded after {year}", year=str(last))))


def _last_recorded(found: pd.DataFrame) -> int:
    return int(found.loc[found["activities"] > 0, "year"].max())


def _names(found: pd.DataFrame, t: Translate) -> pd.DataFrame:
    """Return one row per strategy: its name and years, and that nothing is recorded if so."""
    spans = found.groupby("strategy", sort=False).agg(
        first_year=("year", "min"), last_year=("year", "max"), activities=("activities", "sum")
    )
    spans = spans.reset_index().assign(row_from_below=range(len(spans), 0, -1))
    names = [
        row["strategy"]
        if row["activities"]
        else t("{strategy}: nothing recorded", strategy=row["strategy"])
        for row in records(spans)
    ]
    return spans.assign(words=names, recorded=spans["activities"] > 0)


def _behind(found: pd.DataFrame) -> pd.DataFrame:
    """Return one row per activity with its provenance."""
    invented = int(found["synthetic"].sum())
    documented = int(found["activities"].sum()) - invented
    return pd.DataFrame({"provenance": ["synthetic"] * invented + ["documented"] * documented})
