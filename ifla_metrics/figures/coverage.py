"""Coverage: countries reached and not reached, against stated denominators."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from ifla_metrics.charts import map as world_map
from ifla_metrics.charts.theme import LIGHT
from ifla_metrics.errors import n_
from ifla_metrics.figures import provenance, small_numbers, words
from ifla_metrics.figures.figure import FigureDraft, Table, table
from ifla_metrics.figures.registry import KeyNumber, NativeChart, figure
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import counting, coverage, explain
from ifla_metrics.metrics.coverage import Coverage
from ifla_metrics.metrics.disclosure import PeopleColumns
from ifla_metrics.metrics.selection import iter_rows
from ifla_metrics.reading import Reading

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
"""Colour and label of each class of countries on the map. The first that applies counts."""
COUNTRY_COLUMNS = PeopleColumns(("participations",), groups=("region",))

coverage_figure = partial(
    figure,
    page="coverage",
    needs=("country_cells:all,direction", "countries", "listed", "denominators"),
    formula=explain.FORMULA["coverage"],
)
"""Declare a figure that compares countries reached with lists of countries."""


@coverage_figure(
    name="coverage-map",
    id="C-01",
    label=n_("Map of countries reached"),
    people=COUNTRY_COLUMNS,
    click="country",
)
def coverage_map(reading: Reading, t: Translate) -> FigureDraft:
    """Countries reached in the period, only before it, or not reached though listed."""
    frame = _with_names(coverage.by_country(reading), reading, t)
    applies = [frame["reached"], frame["last_year"].notna(), frame["priority"], frame["member"]]
    frame["kind"] = np.select(applies, [*CLASSES], "")
    frame = frame[frame["kind"] != ""].sort_values(
        ["activities", "name"], ascending=[False, True], ignore_index=True
    )
    suppressed = small_numbers.suppress(frame, COUNTRY_COLUMNS, reading, t)
    state = [t(CLASSES[code][1]) for code in frame["kind"]]
    countries = table(
        suppressed.assign(state=state),
        t,
        "name region_name state activities participations first_year:year last_year:year hidden",
        "country region kind:status",
        first_year=n_("First year"),
        last_year=n_("Latest year"),
    )
    places = frame[["numeric", "latitude", "longitude"]]
    is_small = frame["small"].isin([True, "yes"])
    marks = countries.marks(t, **places, small=is_small, kind=state)
    colours = {t(label): colour for colour, label in CLASSES.values() if t(label) in state}
    return FigureDraft(
        title=t.plural(
            "{n} country was reached in {period}",
            "{n} countries were reached in {period}",
            int(frame["reached"].sum()),
            period=reading.period.title,
        ),
        subtitle=(
            t("Countries with at least one activity, each counted once; small states as circles"),
            t(BOUNDARIES),
        ),
        table=countries,
        chart=lambda: world_map.world(marks, t=t, classes=colours, tooltip=countries.tooltip),
        also_invented=provenance.invented_lists(reading),
    )


def _with_names(frame: pd.DataFrame, reading: Reading, t: Translate) -> pd.DataFrame:
    """Add the names of countries and regions in the reader's language."""
    return frame.assign(
        name=[t.country(alpha2, name) for alpha2, name in iter_rows(frame, "alpha2", "name")],
        region_name=words.region_names(frame["region"], reading, t),
    )


@coverage_figure(
    name="coverage-by-region",
    id="C-02",
    label=n_("Coverage by region"),
    native=NativeChart("bar", "name", ("ratio",), ("listed_reached", "listed")),
    click="region",
    key_number=KeyNumber(
        n_("countries reached"), lambda regions, t: t.number(regions.total("reached"))
    ),
)
def by_region(reading: Reading, t: Translate) -> FigureDraft:
    """Countries with members reached in each region."""
    frame, members = coverage.by_region(reading), coverage.list_coverage(reading)
    frame["name"] = words.region_names(frame["region"], reading, t)
    title = t("Countries with members reached: {of}", of=_reached_of_denominator(members, t))
    missed = frame.loc[(frame["listed"] > 0) & (frame["listed_reached"] == 0), "name"]
    if len(missed) and members.listed_reached:
        none_in = words.comma_list(missed, t, limit=2)
        title = t("{title}; none in {regions}", title=title, regions=none_in)
    regions = table(
        _with_remainder(frame, members, t),
        t,
        "name reached listed:number listed_reached:number ratio last_activity",
        "region",
        name=n_("Region"),
        reached=n_("Countries reached"),
        listed=n_("Countries with members"),
        listed_reached=n_("Reached, of these"),
    )
    return FigureDraft(
        title=title,
        subtitle=(
            t("Countries with members, each counted once")
            if members.listed
            else t("Countries with at least one activity, each counted once"),
            _denominator_note(members, t),
        ),
        table=regions,
        chart=_bars(regions, t, "listed_reached" if members.listed else "reached", pick="region"),
        source_codes=(members.source,),
        also_invented=provenance.invented_lists(reading),
        empty="" if len(frame) else t("This strategy has no scheme of regions."),
    )


def _priority_key_number(table: Table, t: Translate) -> str:
    reached, listed = table.total("reached"), table.total("listed")
    return t("{n} of {k}", n=t.number(reached), k=t.number(listed)) if listed else ""


@coverage_figure(
    name="priority-countries",
    id="C-04",
    label=n_("Priority countries"),
    native=NativeChart("bar", "name", ("ratio",), ("reached", "listed")),
    key_number=KeyNumber(n_("priority countries"), _priority_key_number),
)
def priority(reading: Reading, t: Translate) -> FigureDraft:
    """Priority countries reached, by category of the list."""
    priority_list = coverage.list_coverage(reading, coverage.PRIORITY)
    countries = coverage.by_country(reading)
    countries = countries[countries["priority"]]
    categories = words.term_labels("priority_category", reading, t)
    counts = countries.groupby("category")["reached"].agg(["sum", "count"])
    frame = counts.set_axis(["reached", "listed"], axis=1).reset_index()
    frame = frame.assign(
        name=[categories.get(code) or t("Not stated") for code in frame["category"]],
        ratio=frame["reached"] / frame["listed"],
    )
    by_category = table(
        _with_remainder(frame, priority_list, t),
        t,
        "name reached listed:number ratio",
        "category",
        name=n_("Category"),
        listed=n_("On the list"),
    )
    return FigureDraft(
        title=t("Priority countries reached: {of}", of=_reached_of_denominator(priority_list, t)),
        subtitle=(
            t("Countries lacking legal certainty for libraries, by activities of any kind"),
            _denominator_note(priority_list, t),
        ),
        table=by_category,
        chart=_bars(by_category, t, "reached"),
        source_codes=(priority_list.source,),
        also_invented=provenance.invented_lists(reading),
        empty="" if len(by_category.frame) else t("The list of priority countries is not known."),
    )


@coverage_figure(
    name="not-reached",
    id="C-05",
    label=n_("Countries not reached"),
    click="country",
)
def not_reached(reading: Reading, t: Translate) -> FigureDraft:
    """The listed countries without an activity in the period, by region."""
    list_names = {
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
    categories = words.term_labels("priority_category", reading, t)
    frame = _with_names(frame, reading, t).assign(
        on_list=frame["list"].map(list_names),
        category=frame["category"].map(categories).fillna(""),
        before=[t("none") if words.is_missing(y) else str(int(y)) for y in frame["last_year"]],
    )
    members = coverage.list_coverage(reading)
    title = t.plural(
        "{n} of {k} countries with members had no activity in {period}",
        "{n} of {k} countries with members had no activity in {period}",
        (frame["list"] == coverage.MEMBERS).sum(),
        k=t.number(members.listed),
        period=reading.period.title,
    )
    empty = "" if len(frame) else t("Every listed country was reached.")
    if not members.listed:
        empty = t("The lists of countries are not known.")
    return FigureDraft(
        title=title,
        subtitle=(
            t("Countries on the lists without an activity in the period, by region"),
            _denominator_note(members, t),
        ),
        table=table(
            frame,
            t,
            "name region_name on_list category before:text",
            "list country region last_year:year",
            on_list=n_("List"),
            before=n_("Last activity"),
        ),
        source_codes=(members.source,),
        also_invented=provenance.invented_lists(reading),
        unreviewed=counting.totals(reading).unreviewed,
        empty=empty,
    )


def _reached_of_denominator(reach: Coverage, t: Translate) -> str:
    """Describe the countries reached against the denominator, or say that no list is known."""
    if reach.listed_reached is None:
        return t(
            "not known without a list by country; {n} reached in all", n=t.number(reach.reached)
        )
    of = reach.denominator or reach.listed
    share = t.percent(reach.listed_reached / of)
    return t("{n} of {k}, {share}", n=t.number(reach.listed_reached), k=t.number(of), share=share)


def _denominator_note(reach: Coverage, t: Translate) -> str:
    """Return the source of the denominator, and the number of countries on the list, if known."""
    if reach.listed_reached is None:
        return ""
    if reach.denominator is None:
        return t("No denominator is published by then; a full bar is every country on the list")
    return t(
        "Denominator: {k} ({day}, {origin}); countries on the list: {listed} ({provenance})",
        k=t.number(reach.denominator),
        day=t.date(reach.as_of, "medium"),
        origin=words.provenance_label("documented" if reach.source else reach.provenance, t),
        listed=t.number(reach.listed),
        provenance=words.provenance_label(reach.provenance, t),
    )


def _with_remainder(frame: pd.DataFrame, reach: Coverage, t: Translate) -> pd.DataFrame:
    """Add a last row for the difference between the published number and the list.

    Its countries are unknown, so nothing is known about reaching them. It is below 0 if the list is
    longer than the published number.
    """
    if not reach.remainder:
        return frame
    remainder = {"name": t("Published number minus the list"), "listed": reach.remainder}
    return pd.concat([frame.astype(object), pd.DataFrame([remainder])], ignore_index=True)


def _bars(parts: Table, t: Translate, column: str, *, pick: str = "") -> Callable[[], Any]:
    """Return a function that builds a chart of the share reached in each part of a list.

    A part without listed countries has no bar, but its number of countries reached. Without a list,
    bars show these numbers. `column` has the number of listed countries reached.
    """
    frame, numbers, has_list = parts.frame, [], parts.frame["listed"].notna().any()
    for reached, n, listed, share in iter_rows(frame, "reached", column, "listed", "ratio"):
        if words.is_missing(reached):
            numbers.append(words.signed(listed, t))
        elif listed > 0:
            of = t("{n} of {k}", n=t.number(int(n)), k=t.number(int(listed)))
            numbers.append(f"{of} · {t.percent(share)}")
        else:
            numbers.append(t.plural("{n} reached", "{n} reached", int(reached)))
    return parts.bars(
        t,
        row=list(map(str, frame.index)),
        number=numbers,
        value=frame["ratio" if has_list else "reached"].astype(float),
        shares=bool(has_list),
        pick=pick,
    )
