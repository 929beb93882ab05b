"""Where we reached: the map with its table twin, regions against a denominator."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ifla_metrics.charts import coverage as charts
from ifla_metrics.charts import map as world_map
from ifla_metrics.charts.theme import LIGHT
from ifla_metrics.errors import n_
from ifla_metrics.figures import demonstration, denominators, provenance, small_numbers, words
from ifla_metrics.figures.figure import Explanation, Figure, Table
from ifla_metrics.figures.participation import region_title
from ifla_metrics.figures.registry import KeyNumber, Native, figure
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import coverage, explain
from ifla_metrics.metrics.disclosure import People
from ifla_metrics.metrics.tables import records
from ifla_metrics.reading import Reading

LISTS = ("country_cells", "countries", "regions", "listed", "denominators", "sources")
NEEDS = provenance.narrowed(LISTS, country_cells="all,direction")
BOUNDARIES = n_(
    "The boundaries and names on this map do not imply endorsement or any opinion on the legal "
    "status of a country or territory"
)
CLASSES = {
    "now": (LIGHT.accent, n_("activity in the period")),
    "before": (LIGHT.tint, n_("only before it")),
    "priority": (LIGHT.warn, n_("priority, not reached")),
    "member": (LIGHT.faint, n_("with members, not reached")),
}


@figure(
    name="coverage-map",
    id="C-01",
    page="coverage",
    label=n_("Map of countries reached"),
    needs=NEEDS,
    people=People(("participations",), groups=("region",)),
    click="country",
)
def coverage_map(reading: Reading, t: Translate) -> Figure:
    """The world: reached in the period, only before, priority and member countries not reached."""
    frame = coverage.by_country(reading)
    names = [t.country(a, n) for a, n in zip(frame["alpha2"], frame["name"], strict=True)]
    rows = records(frame)
    frame = frame.assign(
        name=names,
        kind=[_kind(r) for r in rows],
        words=[
            provenance.activities(r["activities"], t)
            if r["reached"]
            else t("last activity {year}", year=int(r["last_year"]))
            if not words.missing(r["last_year"])
            else t("no activity so far")
            for r in rows
        ],
        small=frame["small"].isin([True, "yes"]),
    )
    shown = frame[frame["kind"] != ""]
    now = frame[frame["kind"] == "now"]
    title = _reached_sentence(now, reading, t)
    empty = (
        "" if len(now) else t("No country was reached in {period}.", period=reading.period.title)
    )
    kinds = [k for k in CLASSES if (shown["kind"] == k).any()]
    most = now.sort_values(["activities", "name"], ascending=[False, True])["name"]
    left = small_numbers.shown("coverage-map", shown, reading, t)
    return provenance.finished(
        reading,
        t,
        beside=demonstration.lists(reading),
        title=empty or title,
        subtitle=words.sentences(
            t("Countries with at least one activity, each counted once; small states as circles"),
            t(BOUNDARIES),
        ),
        table=provenance.table(
            left.frame.assign(
                state=[t(CLASSES[k][1]) for k in shown["kind"]],
                region_name=_region_names(shown["region"].tolist(), reading, t),
            ).sort_values(["activities", "name"], ascending=[False, True]),
            ("name", t("Country")),
            ("region_name", t("Region")),
            ("state", t("State")),
            ("activities", t("Activities"), "number"),
            ("participations", t("Participations"), "number"),
            ("first_year", t("First year"), "year"),
            ("last_year", t("Last year"), "year"),
            *left.columns(t),
            provenance.data_only("country"),
            provenance.data_only("region"),
            provenance.data_only("kind", "status"),
        ),
        chart=lambda: world_map.world(
            shown[["numeric", "name", "latitude", "longitude", "small", "kind", "words"]],
            t=t,
            classes={k: CLASSES[k][0] for k in kinds},
            words={k: t(CLASSES[k][1]) for k in kinds},
        ),
        alt=words.sentences(title, words.listed(most, t, most=12)),
        explanation=Explanation(t(explain.FORMULA["coverage"])),
        empty=empty,
    )


def _reached_sentence(now: pd.DataFrame, reading: Reading, t: Translate) -> str:
    """Return how many countries were reached, and how many never before as far as is known.

    The cells of a strategy begin with its first period: nothing is new or old in that one.
    """
    period = reading.period
    if period.starts_on <= min(p.starts_on for p in reading.framework.periods):
        return t.plural(
            "{n} country was reached in {period}",
            "{n} countries were reached in {period}",
            len(now),
            period=period.title,
        )
    # None: the first activity lies ahead of the evaluation day, in a quarter that has not begun.
    first = sum(1 for day in now["first_on"] if day is None or day >= period.starts_on)
    return t.plural(
        "{n} country was reached in {period}, {first} for the first time under this strategy",
        "{n} countries were reached in {period}, {first} for the first time under this strategy",
        len(now),
        period=period.title,
        first=t.number(first),
    )


def _kind(row: Any) -> str:
    if row["reached"]:
        return "now"
    if not words.missing(row["last_year"]):
        return "before"
    return "priority" if row["priority"] else "member" if row["member"] else ""


def _region_names(codes: list[str], reading: Reading, t: Translate) -> list[str]:
    regions = reading.frame("regions")
    titles = dict(zip(regions["region"], regions["title"], strict=True))
    return [region_title(code, str(titles.get(code, code)), t) for code in codes]


def _countries_reached(made: Figure, t: Translate) -> tuple[str, str, str] | None:
    listed, inside = made.table.total("listed"), made.table.total("listed_reached")
    return (
        t.number(made.table.total("reached")),
        t("countries reached"),
        t("{n} of {k} with members", n=t.number(inside), k=words.number(listed, t))
        if listed
        else "",
    )


@figure(
    name="coverage-by-region",
    id="C-02",
    page="coverage",
    label=n_("Coverage by region"),
    needs=NEEDS,
    native=Native("bar", "name", ("ratio",), ("listed_reached", "listed")),
    key_number=KeyNumber(3, _countries_reached),
    click="region",
)
def by_region(reading: Reading, t: Translate) -> Figure:
    """Countries with members reached in each region, over all of them."""
    frame, whole = coverage.by_region(reading), coverage.of_list(reading)
    frame = frame.assign(name=[region_title(r["region"], r["title"], t) for r in records(frame)])
    rows = records(frame)
    reached = "listed_reached" if whole.listed else "reached"
    bars = denominators.bars(frame, whole, t, reached=reached)
    missed = [r["name"] for r in rows if r["listed"] and not r["listed_reached"]]
    title = t("Countries with members reached: {of}", of=denominators.of_denominator(whole, t))
    if missed and whole.listed_reached:
        none_in = words.listed(missed, t, most=2)
        title = t("{title}; none in {regions}", title=title, regions=none_in)
    return provenance.finished(
        reading,
        t,
        beside=demonstration.lists(reading),
        title=title,
        subtitle=words.sentences(
            t("Countries with members, each counted once"),
            denominators.denominator_words(whole, t),
        ),
        table=provenance.table(
            denominators.with_unnamed(frame, whole, t),
            ("name", t("Region")),
            ("reached", t("Countries reached"), "number"),
            ("listed", t("Countries with members"), "number"),
            ("listed_reached", t("Of these reached"), "number"),
            ("ratio", t("Share"), "percent"),
            ("last_activity", t("Last activity by"), "date"),
            provenance.data_only("region"),
        ),
        chart=lambda: charts.reached_bars(bars, t=t),
        alt=words.sentences(title, *words.said(bars, t, "number")),
        explanation=Explanation(
            words.sentences(
                t(explain.FORMULA["coverage"]),
                t("Europe and North America had no regional section")
                if reading.framework.region_scheme == "ifla-2009"
                else "",
            ),
            _countries_behind(reading, t),
            words.cited((whole.source,), reading, t),
        ),
        empty="" if rows else t("This framework has no scheme of regions."),
    )


def _countries_behind(reading: Reading, t: Translate) -> Table:
    """Return every country that was reached or has members: what the regions add up."""
    frame = coverage.by_country(reading)
    frame = frame[frame["reached"] | frame["member"]]
    return provenance.table(
        frame.assign(
            name=[t.country(a, n) for a, n in zip(frame["alpha2"], frame["name"], strict=True)],
            region_name=_region_names(frame["region"].tolist(), reading, t),
            on_list=[t("yes") if member else t("no") for member in frame["member"]],
        ),
        ("country", t("Code")),
        ("name", t("Country")),
        ("region_name", t("Region")),
        ("on_list", t("With members")),
        ("activities", t("Activities"), "number"),
    )
