"""Where we reached, against which denominator, and where not: the map, regions, gaps."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from ifla_metrics.charts import map as world_map
from ifla_metrics.charts.theme import LIGHT
from ifla_metrics.errors import n_
from ifla_metrics.figures import provenance, small_numbers, unreviewed_entries, words
from ifla_metrics.figures.figure import FigureDraft, Table, table
from ifla_metrics.figures.participation import region_title
from ifla_metrics.figures.registry import KeyNumber, Native, figure
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import coverage, explain
from ifla_metrics.metrics.coverage import Coverage
from ifla_metrics.metrics.disclosure import People
from ifla_metrics.metrics.selection import each
from ifla_metrics.reading import Reading

CELLS = "country_cells:all,direction"
NEEDS = (CELLS, "countries", "listed", "denominators")
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
"""Colours and words of the countries on the map; the first that applies to a country."""


@figure(
    name="coverage-map",
    id="C-01",
    page="coverage",
    label=n_("Map of countries reached"),
    needs=NEEDS,
    people=People(("participations",), groups=("region",)),
    click="country",
)
def coverage_map(reading: Reading, t: Translate) -> FigureDraft:
    """The world: reached in the period, only before, priority and member countries not reached."""
    frame = _named(coverage.by_country(reading), reading, t)
    applies = [frame["reached"], frame["last_year"].notna(), frame["priority"], frame["member"]]
    frame["kind"] = np.select(applies, [*CLASSES], "")
    frame = frame[frame["kind"] != ""].sort_values(
        ["activities", "name"], ascending=[False, True], ignore_index=True
    )
    now = frame[frame["kind"] == "now"]
    shown = small_numbers.shown("coverage-map", frame, reading, t)
    found = table(
        shown.assign(state=[t(CLASSES[code][1]) for code in frame["kind"]]),
        t,
        "name region_name state activities participations first_year:year last_year:year hidden",
        "country region kind:status",
        first_year=n_("First year"),
        last_year=n_("Latest year"),
    )
    places, state = frame[["numeric", "latitude", "longitude"]], found.frame["state"]
    marks = found.marks(t, **places, small=frame["small"].isin([True, "yes"]), kind=state)
    classes = {t(told): colour for colour, told in CLASSES.values() if t(told) in {*state}}
    period = reading.period.title
    return FigureDraft(
        beside=provenance.invented_lists(reading),
        title=t.plural(
            "{n} country was reached in {period}",
            "{n} countries were reached in {period}",
            len(now),
            period=period,
        ),
        subtitle=(
            t("Countries with at least one activity, each counted once; small states as circles"),
            t(BOUNDARIES),
        ),
        table=found,
        chart=lambda: world_map.world(marks, t=t, classes=classes, tooltip=found.tooltip),
        formula=t(explain.FORMULA["coverage"]),
    )


def _named(frame: pd.DataFrame, reading: Reading, t: Translate) -> pd.DataFrame:
    """Return countries with their names, and those of their regions, in the reader's language."""
    titles = {code: region.title for code, region in reading.lists["regions"].items()}
    return frame.assign(
        name=[t.country(alpha2, name) for alpha2, name in each(frame, "alpha2", "name")],
        region_name=[region_title(r, titles.get(r, r), t) for r in frame["region"]],
    )


@figure(
    name="coverage-by-region",
    id="C-02",
    page="coverage",
    label=n_("Coverage by region"),
    needs=NEEDS,
    native=Native("bar", "name", ("ratio",), ("listed_reached", "listed")),
    click="region",
    key_number=KeyNumber(n_("countries reached"), lambda made, t: t.number(made.total("reached"))),
)
def by_region(reading: Reading, t: Translate) -> FigureDraft:
    """Countries with members reached in each region, over all of them."""
    frame, whole = coverage.by_region(reading), coverage.of_list(reading)
    frame["name"] = [region_title(code, name, t) for code, name in each(frame, "region", "title")]
    missed = frame.loc[(frame["listed"] > 0) & (frame["listed_reached"] == 0), "name"]
    title = t("Countries with members reached: {of}", of=_of_denominator(whole, t))
    if len(missed) and whole.listed_reached:
        none_in = words.listed(missed, t, most=2)
        title = t("{title}; none in {regions}", title=title, regions=none_in)
    found = table(
        _with_unnamed(frame, whole, t),
        t,
        "name reached listed:number listed_reached:number ratio last_activity",
        "region",
        name=n_("Region"),
        reached=n_("Countries reached"),
        listed=n_("Countries with members"),
        listed_reached=n_("Reached, of these"),
    )
    return FigureDraft(
        beside=provenance.invented_lists(reading),
        title=title,
        subtitle=(t("Countries with members, each counted once"), _denominator_words(whole, t)),
        table=found,
        chart=_bars(found, t, "listed_reached" if whole.listed else "reached", pick="region"),
        formula=t(explain.FORMULA["coverage"]),
        cited=(whole.source,),
        empty="" if len(frame) else t("This strategy has no scheme of regions."),
    )


def _priority_reached(made: Table, t: Translate) -> str:
    reached, listed = made.total("reached"), made.total("listed")
    return t("{n} of {k}", n=t.number(reached), k=t.number(listed)) if listed else ""


@figure(
    name="priority-countries",
    id="C-04",
    page="coverage",
    label=n_("Priority countries"),
    needs=NEEDS,
    native=Native("bar", "name", ("ratio",), ("reached", "listed")),
    key_number=KeyNumber(n_("priority countries"), _priority_reached),
)
def priority(reading: Reading, t: Translate) -> FigureDraft:
    """Priority countries reached, by category of the list."""
    whole = coverage.of_list(reading, coverage.PRIORITY)
    countries = coverage.by_country(reading)
    countries = countries[countries["priority"]]
    categories = words.terms("priority_category", reading, t)
    counts = countries.groupby("category")["reached"].agg(["sum", "count"])
    frame = counts.set_axis(["reached", "listed"], axis=1).reset_index()
    frame = frame.assign(
        name=[categories.get(code) or t("Not stated") for code in frame["category"]],
        ratio=frame["reached"] / frame["listed"],
    )
    found = table(
        _with_unnamed(frame, whole, t),
        t,
        "name reached listed:number ratio",
        "category",
        name=n_("Category"),
        listed=n_("On the list"),
    )
    return FigureDraft(
        title=t("Priority countries reached: {of}", of=_of_denominator(whole, t)),
        subtitle=(
            t("Countries lacking legal certainty for libraries, by activities of any kind"),
            _denominator_words(whole, t),
        ),
        table=found,
        chart=_bars(found, t, "reached"),
        formula=t(explain.FORMULA["coverage"]),
        cited=(whole.source,),
        beside=provenance.invented_lists(reading),
        empty="" if len(found.frame) else t("The list of priority countries is not known."),
    )


@figure(
    name="not-reached",
    id="C-05",
    page="coverage",
    label=n_("Countries not reached"),
    needs=NEEDS,
    click="country",
)
def not_reached(reading: Reading, t: Translate) -> FigureDraft:
    """The countries on the lists without an activity in the period, by region."""
    names = {
        coverage.PRIORITY: t("Priority country"),
        coverage.MEMBERS: t("Country with members"),
    }
    countries = coverage.by_country(reading).sort_values(["region", "name"], kind="stable")
    missed = countries[~countries["reached"]]
    frame = pd.concat(
        [
            missed[missed["priority"]].assign(list=coverage.PRIORITY),
            missed[missed["member"]].assign(list=coverage.MEMBERS, category=""),
        ],
        ignore_index=True,
    )
    frame["on_list"] = frame["list"].map(names)
    categories = words.terms("priority_category", reading, t)
    frame = _named(frame, reading, t).assign(
        category=frame["category"].map(categories).fillna(""),
        before=[t("none") if words.missing(y) else str(int(y)) for y in frame["last_year"]],
    )
    whole = coverage.of_list(reading)
    title = t.plural(
        "{n} of {k} countries with members had no activity in {period}",
        "{n} of {k} countries with members had no activity in {period}",
        (frame["list"] == coverage.MEMBERS).sum(),
        k=t.number(whole.listed),
        period=reading.period.title,
    )
    empty = "" if len(frame) else t("Every listed country was reached.")
    if not whole.listed:
        empty = t("The lists of countries are not known.")
    return FigureDraft(
        title=title,
        subtitle=(
            t("Countries on the lists without an activity in the period, by region"),
            _denominator_words(whole, t),
        ),
        table=table(
            frame,
            t,
            "name region_name on_list category before:text",
            "list country region last_year:year",
            on_list=n_("List"),
            before=n_("Last activity"),
        ),
        formula=t(explain.FORMULA["coverage"]),
        cited=(whole.source,),
        beside=provenance.invented_lists(reading),
        unreviewed=unreviewed_entries.of_activities(reading),
        empty=empty,
    )


# Denominators


def _of_denominator(found: Coverage, t: Translate) -> str:
    """Return reached and denominator in words; says so when one of them is not known."""
    if found.listed_reached is None:
        return t(
            "not known without a list by country; {n} reached in all", n=t.number(found.reached)
        )
    of = found.denominator or found.listed
    share = t.percent(found.listed_reached / of)
    return t("{n} of {k}, {share}", n=t.number(found.listed_reached), k=t.number(of), share=share)


def _denominator_words(found: Coverage, t: Translate) -> str:
    """Return where the denominator comes from, and how many countries the list by country names."""
    if found.denominator is None:
        return t("No denominator is published by then; a full bar is every country on the list")
    return t(
        "Denominator: {k} ({day}, {origin}); countries on the list: {listed} ({provenance})",
        k=t.number(found.denominator),
        day=t.date(found.as_of, "medium"),
        origin=words.provenance("documented" if found.source else found.provenance, t),
        listed=t.number(found.listed),
        provenance=words.provenance(found.provenance, t),
    )


def _with_unnamed(frame: pd.DataFrame, found: Coverage, t: Translate) -> pd.DataFrame:
    """Return the parts of a list (`name`, `reached`, `listed` …) made whole by a last one.

    It is what lacks to the published number; nobody knows which countries these are, so nothing is
    known of their being reached. Where the list names more than was published it is below 0.
    """
    if not found.unnamed:
        return frame
    last = {"name": t("Published number minus the list"), "listed": found.unnamed}
    return pd.concat([frame.astype(object), pd.DataFrame([last])], ignore_index=True)


def _bars(found: Table, t: Translate, reached: str, *, pick: str = "") -> Callable[[], Any]:
    """Return one bar for each part of a list, as long as its share; `reached` is on the list.

    One with nobody on the list has no bar and says how many were reached all the same.
    """
    frame, numbers = found.frame, []
    for here, n, listed, share in each(frame, "reached", reached, "listed", "ratio"):
        if words.missing(here):
            numbers.append(words.signed(listed, t))
        elif listed:
            of = t("{n} of {k}", n=t.number(int(n)), k=t.number(int(listed)))
            numbers.append(f"{of} · {t.percent(share)}")
        else:
            numbers.append(t.plural("{n} reached", "{n} reached", int(here)))
    return found.bars(
        t,
        row=list(map(str, frame.index)),
        number=numbers,
        value=frame["ratio"].astype(float),
        shares=True,
        pick=pick,
    )
