"""Where we did not reach: the priority countries, and the list of those left out."""

from __future__ import annotations

import pandas as pd

from ifla_metrics.charts import coverage as charts
from ifla_metrics.errors import n_
from ifla_metrics.figures import demonstration, denominators, position, provenance, words
from ifla_metrics.figures.coverage import NEEDS
from ifla_metrics.figures.denominators import denominator_words, of_denominator
from ifla_metrics.figures.figure import Explanation, Figure
from ifla_metrics.figures.participation import region_title
from ifla_metrics.figures.registry import KeyNumber, Native, figure
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import coverage, explain
from ifla_metrics.reading import Reading

CATEGORIES = {
    "no_exception": n_("No exception for libraries"),
    "general_exception_only": n_("General exception only"),
}
"""Words of the categories of the priority list (data dictionary, country_lists.csv)."""


def _priority_reached(made: Figure, t: Translate) -> tuple[str, str, str] | None:
    listed = made.table.total("listed")
    if not listed:
        return None
    return (
        t("{n} of {k}", n=t.number(made.table.total("reached")), k=words.number(listed, t)),
        t("priority countries"),
        t("with an activity in the period"),
    )


@figure(
    name="priority-countries",
    id="C-04",
    page="coverage",
    label=n_("Priority countries"),
    needs=NEEDS,
    native=Native("bar", "name", ("ratio",), ("reached", "listed")),
    key_number=KeyNumber(4, _priority_reached),
)
def priority(reading: Reading, t: Translate) -> Figure:
    """Priority countries reached, by category of the list."""
    whole = coverage.of_list(reading, coverage.PRIORITY)
    countries = coverage.by_country(reading)
    frame = countries[countries["priority"]]
    told = (
        frame.groupby("category", sort=True)
        .agg(reached=("reached", "sum"), listed=("reached", "count"))
        .reset_index()
    )
    told["name"] = [category(c, t) for c in told["category"]]
    told["ratio"] = [r / n for r, n in zip(told["reached"], told["listed"], strict=True)]
    bars = denominators.bars(told, whole, t, reached="reached")
    title = t("Priority countries reached: {of}", of=of_denominator(whole, t))
    return provenance.finished(
        reading,
        t,
        title=title,
        subtitle=words.sentences(
            t("Countries lacking legal certainty for libraries, by activities of any kind"),
            denominator_words(whole, t),
        ),
        table=provenance.table(
            denominators.with_unnamed(told, whole, t),
            ("name", t("Category")),
            ("reached", t("Reached"), "number"),
            ("listed", t("On the list"), "number"),
            ("ratio", t("Share"), "percent"),
            provenance.data_only("category"),
        ),
        chart=lambda: charts.reached_bars(bars, t=t),
        alt=words.sentences(title, *words.said(bars, t, "number")),
        explanation=Explanation(
            t(explain.FORMULA["coverage"]),
            provenance.table(
                frame.assign(
                    name=[
                        t.country(a, n) for a, n in zip(frame["alpha2"], frame["name"], strict=True)
                    ],
                    category=[category(c, t) for c in frame["category"]],
                    state=[t("reached") if r else t("not reached") for r in frame["reached"]],
                ),
                ("country", t("Code")),
                ("name", t("Country")),
                ("category", t("Category")),
                ("state", t("State")),
                ("activities", t("Activities"), "number"),
            ),
            words.cited((whole.source,), reading, t),
        ),
        beside=demonstration.lists(reading),
        unreviewed=position.of_activities(reading),
        empty="" if len(bars) else t("The list of priority countries is not known."),
    )


def category(code: str, t: Translate) -> str:
    """Return the words of a category of the priority list."""
    if not code:
        return t("No category")
    return t(CATEGORIES[code]) if code in CATEGORIES else words.capital(code.replace("_", " "))


@figure(
    name="not-reached",
    id="C-05",
    page="coverage",
    label=n_("Countries not reached"),
    needs=NEEDS,
    click="country",
)
def not_reached(reading: Reading, t: Translate) -> Figure:
    """The countries on the lists without an activity in the period, by region."""
    gaps = []
    for code, name in (
        (coverage.PRIORITY, t("Priority country")),
        (coverage.MEMBERS, t("Country with members")),
    ):
        frame = coverage.not_reached(reading, code)
        gaps.append(frame.assign(list=code, on_list=name))
    regions = reading.frame("regions")
    titles = dict(zip(regions["region"], regions["title"], strict=True))
    frame = pd.concat(gaps, ignore_index=True)
    frame = frame.assign(
        name=[t.country(a, n) for a, n in zip(frame["alpha2"], frame["name"], strict=True)],
        region_name=[region_title(r, str(titles.get(r, r)), t) for r in frame["region"]],
        category=[category(c, t) if c else "" for c in frame["category"]],
        before=[t("none") if words.missing(y) else str(int(y)) for y in frame["last_year"]],
    )
    whole = coverage.of_list(reading)
    members = len(gaps[1])
    title = t.plural(
        "{n} of {k} countries with members has seen no activity in {period}",
        "{n} of {k} countries with members have seen no activity in {period}",
        members,
        k=words.number(whole.listed, t),
        period=reading.period.title,
    )
    if whole.unnamed:
        title = t.plural(
            "{n} of the {k} countries on the list of those with members has seen no activity in "
            "{period}",
            "{n} of the {k} countries on the list of those with members have seen no activity in "
            "{period}",
            members,
            k=words.number(whole.listed, t),
            period=reading.period.title,
        )
    if not whole.listed:
        title = t("Which countries with members were not reached is not known")
    return provenance.finished(
        reading,
        t,
        title=title,
        subtitle=words.sentences(
            t("Countries on the lists without an activity in the period, by region"),
            denominator_words(whole, t),
        ),
        table=provenance.table(
            frame,
            ("on_list", t("List")),
            ("region_name", t("Region")),
            ("name", t("Country")),
            ("category", t("Category")),
            ("before", t("Last activity")),
            provenance.data_only("list"),
            provenance.data_only("country"),
            provenance.data_only("region"),
            provenance.data_only("last_year", "year"),
        ),
        alt=words.sentences(title, words.listed(frame["name"], t, most=12)),
        explanation=Explanation(
            t(explain.FORMULA["coverage"]), None, words.cited((whole.source,), reading, t)
        ),
        beside=demonstration.lists(reading),
        unreviewed=position.of_activities(reading),
        empty=""
        if len(frame)
        else t("Every listed country was reached.")
        if len(reading.frame("listed"))
        else t("The lists of countries are not known."),
    )
