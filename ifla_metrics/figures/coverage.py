"""Coverage: countries against stated denominators, activities by element and direction."""

from functools import partial

import numpy as np
import pandas as pd

from ifla_metrics.charts import map as world_map
from ifla_metrics.charts.matrix import matrix as matrix_chart
from ifla_metrics.charts.theme import LIGHT
from ifla_metrics.errors import n_
from ifla_metrics.figures import provenance, small_numbers, words
from ifla_metrics.figures.figure import Figure, table
from ifla_metrics.figures.registry import NativeChart, figure
from ifla_metrics.i18n import MISSING, Translate, round_half_up
from ifla_metrics.metrics import coverage, explain
from ifla_metrics.metrics.coverage import Coverage
from ifla_metrics.metrics.selection import iter_rows
from ifla_metrics.metrics.small_numbers import PeopleColumns
from ifla_metrics.reading import Reading

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
    empty=n_("No country was reached"),
)
def coverage_map(reading: Reading, t: Translate) -> Figure:
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
    return Figure(
        title=t.plural(
            "{n} country was reached in {period}",
            "{n} countries were reached in {period}",
            int(frame["reached"].sum()),
            period=reading.period.title,
        ),
        lines=(
            t("Countries with at least one activity, each counted once"),
            t("Small states as circles"),
            t(
                "The boundaries and names on this map do not imply endorsement or any opinion on "
                "the legal status of a country or territory"
            ),
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
    native=NativeChart("bar", "name", ("ratio",), "listed_reached/listed"),
    click="region",
    key_number=n_("countries reached"),
)
def by_region(reading: Reading, t: Translate) -> Figure:
    """Countries with members reached in each region."""
    frame, members = coverage.by_region(reading), coverage.list_coverage(reading)
    frame["name"] = words.region_names(frame["region"], reading, t)
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
    return Figure(
        title=t("Countries with members reached: {of}", of=_reached_of_denominator(members, t)),
        lines=(
            t("Countries with at least one activity, each counted once"),
            _denominator_note(members, t),
        ),
        table=regions,
        key_number=t.number(regions.total("reached")),
        chart=regions.bars(t, "ratio", number="listed_reached/listed ratio", pick="region")
        if members.listed
        else regions.bars(t, "reached", pick="region"),
        source_codes=(members.source,),
        also_invented=provenance.invented_lists(reading),
        empty="" if len(frame) else t("This strategy has no scheme of regions."),
    )


@coverage_figure(
    name="priority-countries",
    id="C-04",
    label=n_("Priority countries"),
    native=NativeChart("bar", "name", ("ratio",), "reached/listed"),
    key_number=n_("priority countries"),
)
def priority(reading: Reading, t: Translate) -> Figure:
    """Priority countries reached, by category of the list."""
    priority_list = coverage.list_coverage(reading, coverage.PRIORITY)
    countries = coverage.by_country(reading)
    countries = countries[countries["priority"]]
    categories = words.term_labels("priority_category", reading, t)
    counts = countries.groupby("category")["reached"].agg(reached="sum", listed="count")
    frame = counts.reset_index()
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
    listed = by_category.total("listed")
    return Figure(
        title=t("Priority countries reached: {of}", of=_reached_of_denominator(priority_list, t)),
        lines=(
            t("Countries lacking legal certainty for libraries, by activities of any kind"),
            _denominator_note(priority_list, t),
        ),
        table=by_category,
        key_number=t("{n} of {k}", n=by_category.total("reached"), k=listed) if listed else "",
        chart=by_category.bars(t, "ratio", number="reached/listed ratio"),
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
def not_reached(reading: Reading, t: Translate) -> Figure:
    """The listed countries without an activity in the period, by region."""
    countries = coverage.by_country(reading).sort_values(["region", "name"], kind="stable")
    missed = _with_names(countries[~countries["reached"]], reading, t)
    categories = words.term_labels("priority_category", reading, t)
    missed["category"] = missed["category"].map(categories).fillna("")
    missed["before"] = [
        t("none") if words.is_missing(year) else str(int(year)) for year in missed["last_year"]
    ]
    on_priority, on_members = missed[missed["priority"]], missed[missed["member"]]
    on_priority = on_priority.assign(list=coverage.PRIORITY, on_list=t("Priority country"))
    on_members = on_members.assign(list=coverage.MEMBERS, on_list=t("Country with members"))
    frame = pd.concat([on_priority, on_members.assign(category="")])
    members = coverage.list_coverage(reading)
    title = t(
        "{n} of {k} countries with members had no activity in {period}",
        n=(frame["list"] == coverage.MEMBERS).sum(),
        k=members.listed,
        period=reading.period.title,
    )
    empty = "" if len(frame) else t("Every listed country was reached.")
    if not members.listed:
        empty = t("The lists of countries are not known.")
    return Figure(
        title=title,
        lines=(
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
        empty=empty,
    )


def _reached_of_denominator(reach: Coverage, t: Translate) -> str:
    """Describe the countries reached against the denominator, or say that no list is known."""
    if reach.listed_reached is None:
        return t("not known without a list by country; {n} reached in total", n=reach.reached)
    of = reach.denominator or reach.listed
    share = t.percent(reach.listed_reached / of)
    return t("{n} of {k}, {share}", n=reach.listed_reached, k=of, share=share)


def _denominator_note(reach: Coverage, t: Translate) -> str:
    """Return the source of the denominator, and the number of countries on the list, if known."""
    if reach.listed_reached is None:
        return ""
    if reach.denominator is None:
        return t("No denominator is published by then; a full bar is every country on the list")
    return t(
        "Denominator: {k} ({day}, {origin}); countries on the list: {listed} ({provenance})",
        k=reach.denominator,
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
    remainder = {"name": t("Published, but not on the list"), "listed": reach.remainder}
    return pd.concat([frame.astype(object), pd.DataFrame([remainder])], ignore_index=True)


@figure(
    name="direction-element-matrix",
    id="C-03",
    page="coverage",
    label=n_("Directions and elements"),
    needs=("country_cells:cross", "month_cells:row,cross"),
    click="cell",
    all_directions=True,
    formula=explain.FORMULA["activities"],
)
def matrix(reading: Reading, t: Translate) -> Figure:
    """Activities by element (rows) and direction (columns)."""
    framework, frame = reading.framework, coverage.matrix(reading)
    with_indicators = {framework.row_of(i.node) for i in framework.indicators}
    active = frame.groupby("row")["full"].transform("sum") > 0
    frame = frame[active | frame["row"].isin(with_indicators)]
    directions = {d.code: words.node_name(d, framework) for d in framework.directions}
    numbers = {code: str(number) for number, code in enumerate(directions, start=1)}
    frame = frame.assign(
        name=words.node_titles(frame["row"], reading, t),
        served=frame["direction"].map(directions).fillna(t("Not stated")),
        node=frame["row"],
    )
    # "Not stated" is a column if any counting rule has activities there.
    not_stated = frame["direction"] == ""
    has_not_stated = bool(frame.loc[not_stated, ["full", "primary"]].any(axis=None))
    combinations = table(
        frame[~not_stated | has_not_stated],
        t,
        "name served count:number full:number fractional:number primary:number countries",
        "node direction",
        name=framework.row_level.name,
        served=n_("Direction"),
        count=n_("Activities"),
        full=n_("Whole activities"),
        fractional=n_("Fractional"),
        primary=n_("Main direction"),
    )
    shown = combinations.frame
    cells = combinations.marks(
        t,
        element=shown["node"].where(shown["direction"] != "", ""),  # A click needs both.
        row=shown["node"].replace("", "none"),
        row_label=shown["name"],
        column=shown["direction"].replace("", "none"),
        column_label=shown["served"],
        column_short=shown["direction"].map(numbers).fillna(MISSING),
        words=[t.number(round_half_up(count, 1)) for count in shown["count"]],
        value=shown["count"].astype(float),
    )
    named = shown[(shown["direction"] != "") & (shown["node"] != "")]
    key = [*directions.values(), *([f"{MISSING} {t('Not stated')}"] if has_not_stated else [])]
    return Figure(
        title=t(
            "{n} of {k} element–direction combinations without activity",
            n=(named["full"] == 0).sum(),
            k=len(named),
        ),
        lines=(
            provenance.counting_summary(reading, t),
            t("An activity of several elements counts in each element"),
        ),
        table=combinations,
        chart=lambda: matrix_chart(
            cells,
            t=t,
            key="\n".join(key),
            tooltip=combinations.tooltip,
            pick=["direction", "element"],
        ),
        definition=t(explain.COUNTING[reading.choices.counting]),
    )
