"""Each indicator against its path: in print, row by row on screen, and as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import altair as alt
import pandas as pd

from ifla_metrics.charts.rows import bullet_rows
from ifla_metrics.errors import n_
from ifla_metrics.figures import ratings, small_numbers, words
from ifla_metrics.figures.figure import HIDDEN, Figure, FigureDraft, Table, table
from ifla_metrics.figures.registry import Native, figure
from ifla_metrics.i18n import MISSING, Translate
from ifla_metrics.metrics import due, explain, indicator_status
from ifla_metrics.metrics.indicator_status import chosen_statuses
from ifla_metrics.metrics.selection import Record, each, records
from ifla_metrics.metrics.status import FAILING, ON_COURSE, RANK, WITHOUT_PROGRESS_BAR, WORDS
from ifla_metrics.reading import Reading

NEEDS = (*indicator_status.NEEDS, "country_cells:part", "remarks")

SIGNS_OF_QUALIFIERS = {
    "at_least": "≥",
    "more_than": ">",
    "about": "≈",
    "almost": "≈",
    "estimated": "≈",
    "up_to": "≤",
}


def indicator_rows(
    _figure: Figure,
    reading: Reading,
    t: Translate,
    *,
    by: str = "element",
    element: str = "",
    status: str = "",
    problems: str = "",
) -> alt.LayerChart | None:
    """Return the indicators in groups, each with its bullet bar, value, sparkline and status.

    None where no indicator is of that element with that status.

    Args:
        by: `element` or `direction`: what the groups are.
        element: Only those of this element.
        status: Only those with this status.
        problems: Whether the most serious stand first, `yes` or empty.
    """
    table = indicators_shown(reading, element=element, status=status)
    if table.empty:
        return None
    groups = [*_groups(table, by, reading, t)]
    if problems:
        groups = [
            (name, group.sort_values("status", key=_seriousness, kind="stable"))
            for name, group in groups
        ]
        groups.sort(key=lambda named: _seriousness(named[1]["status"]).min())
    ordered = pd.concat([group.assign(head=f"head {n}") for n, (_, group) in enumerate(groups)])
    found = indicators_table(table, reading, t)
    marks = indicator_marks(found, table, reading, t).set_axis(table.index)
    marks = marks.loc[ordered.index].assign(head=ordered["head"])
    marks["row"] = marks["head"] + " " + marks["indicator"]  # One of two directions is in both.
    heads = pd.DataFrame(
        {
            "row": ordered["head"].unique(),
            "name": [name for name, _ in groups],
            "note": [
                t(
                    "{n} of {k} on course",
                    n=t.number(int(group["status"].isin(ON_COURSE).sum())),
                    k=t.number(len(group)),
                )
                for _, group in groups
            ],
        }
    )
    return drawn(marks, found, reading, t, heads)


def drawn(
    marks: pd.DataFrame,
    found: Table,
    reading: Reading,
    t: Translate,
    heads: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """Return the rows of `indicator_marks` as a chart, each with a sparkline of its reports."""
    sparks = [
        {"row": row, **point}
        for row, code in each(marks, "row", "indicator")
        for point in _spark(code, reading)
    ]
    told = "title told unit target progress status previous_status owner_name last_report"
    return bullet_rows(
        marks, heads, pd.DataFrame(sparks), t=t, code="indicator", tooltip=found.tooltip_of(told)
    )


def indicators_title(
    figure: Figure, reading: Reading, t: Translate, *, element: str = "", status: str = "", **_: str
) -> str:
    """Return the finding about the indicators that `indicator_rows` shows."""
    if not element and not status:
        return figure.title
    table = indicators_shown(reading, element=element, status=status)
    part = reading.framework.node(element).short_title if element else ""
    if not status:
        return ratings.finding(table, part, reading, t)
    where = " · ".join(filter(None, (part, words.capital(t(WORDS[status])))))
    number = t.plural("{n} indicator", "{n} indicators", len(table))
    return words.labelled(where, number, t)


def indicators_shown(reading: Reading, *, element: str = "", status: str = "") -> pd.DataFrame:
    """Return where the indicators stand, of one element or with one status alone."""
    found = chosen_statuses(reading, narrowed=True)
    table = small_numbers.shown_indicators(found, reading)
    if element:
        table = table[table["row"] == element]
    return table[table["status"] == status] if status else table


def _groups(
    table: pd.DataFrame, by: str, reading: Reading, t: Translate
) -> Iterator[tuple[str, pd.DataFrame]]:
    framework = reading.framework
    if by == "direction":
        for direction in framework.directions:
            if reading.choices.direction in ("", direction.code):
                found = indicator_status.serving(table, direction.code)
                if len(found):
                    yield words.node_name(direction, framework), found
    else:
        for code, found in table.groupby("row", sort=False):
            yield framework.node(str(code)).short_title, found


def _seriousness(statuses: pd.Series[str]) -> pd.Series[float]:
    """Return a key by which what fails comes first, from the worst, and what is unrated last."""
    unrated = max(RANK.values()) + 1
    return statuses.map(lambda code: (code not in FAILING) * 2 * unrated + RANK.get(code, unrated))


def bullet_marks(
    found: Table, frame: pd.DataFrame, t: Translate, **drawn: Sequence[Any] | pd.Series
) -> pd.DataFrame:
    """Return the marks of a table's rows as bullet bars; none where progress does not count.

    Args:
        found: The table of indicators or elements.
        frame: Of the same rows `progress`, `expected` and `previous` (parts of 1) and `status`.
        **drawn: What else `charts.rows.bullet_rows` wants.
    """
    has_bar = ~frame["status"].isin(WITHOUT_PROGRESS_BAR)
    ways = {way: frame[way].where(has_bar) for way in ("progress", "expected", "previous")}
    statuses = [words.status(status, t) for status in frame["status"]]
    return found.marks(t, head="", status=frame["status"], status_words=statuses, **ways, **drawn)


def indicator_marks(
    found: Table, shown: pd.DataFrame, reading: Reading, t: Translate
) -> pd.DataFrame:
    """Return the bullet bars of `indicators_table` with names and values."""
    names = {"expected_progress": "expected", "previous_progress": "previous"}
    indicators = [reading.framework.indicator(code) for code in shown["indicator"]]
    bars = shown.drop(columns="expected").rename(columns=names).reset_index(drop=True)
    marks = bullet_marks(
        found,
        bars,
        t,
        row=bars["indicator"],
        label=[one.short_title for one in indicators],
        value=[_value(row, t) for row in records(shown)],
        under="",
    )
    statuses = [
        words.of_the_whole(status, reading, t)
        if indicator_status.is_narrowed(reading, one)
        else status
        for status, one in zip(marks["status_words"], indicators, strict=True)
    ]
    return marks.assign(status_words=statuses)


def _value(row: Record, t: Translate) -> str:
    """Return an indicator's value and target in few letters: "≥ 376 / 400"."""
    unit = str(row["unit"])
    if words.missing(row["actual"]):
        actual = t("hidden") if row[HIDDEN] else MISSING
    else:
        sign = SIGNS_OF_QUALIFIERS.get(str(row["qualifier"]), "")
        actual = f"{sign} {words.in_unit(row['actual'], unit, t)}".strip()
    if words.missing(row["target"]):
        return actual
    target = words.in_unit(row["target"], unit, t)
    if row["target_kind"] == "at_most":
        target = f"≤ {target}"
    return t.code(f"{actual} / {target}")


def _spark(code: str, reading: Reading) -> list[Record]:
    """Return the reports so far, each from 0 to 1 along by its day and up from the value 0."""
    indicator = reading.framework.indicator(code)
    observed = small_numbers.points(indicator_status.trend(reading, code), indicator, reading)
    found = observed[observed["actual"].notna()]
    days, values = found["as_of"].map(date.toordinal), found["actual"]
    low, first, last = min(0, values.min()), days.min(), days.max()
    height, length = (max(0, values.max()) - low) or 1, (last - first) or 1
    return [
        {"along": (day - first) / length, "up": (value - low) / height, "last": day == last}
        for day, value in zip(days, values, strict=True)
    ]


# Figures


@figure(
    name="indicator-bullets",
    id="R-01",
    page="progress",
    label=n_("All indicators"),
    needs=NEEDS,
    compared=True,
    native=Native("bar", "title", ("progress",)),
    click="indicator",
    screen_chart=indicator_rows,
    screen_title=indicators_title,
)
def bullets(reading: Reading, t: Translate) -> FigureDraft:
    """All indicators of the chosen direction (of all, when none is chosen)."""
    return _bullets(reading, t, chosen_statuses(reading, narrowed=True), "")


@figure(
    name="indicators-",
    id="I-",
    page="progress",
    each="row",
    order="R-01.1",
    label=n_("Indicators of {part}"),
    label_of_all=n_("Indicators of each part"),
    needs=NEEDS,
    compared=True,
    native=Native("bar", "title", ("progress",)),
)
def bullets_of(reading: Reading, t: Translate, row: str) -> FigureDraft:
    """The indicators of one programme row."""
    found = chosen_statuses(reading, narrowed=True)
    where = reading.framework.node(row).short_title
    return _bullets(reading, t, found[found["row"] == row], where)


def _bullets(reading: Reading, t: Translate, found: pd.DataFrame, where: str) -> FigureDraft:
    shown = small_numbers.shown_indicators(found, reading)
    all_of_them = indicators_table(shown, reading, t)
    frame = indicator_marks(all_of_them, shown, reading, t)
    # Paper answers no pointer: the value with its counts stands under the name.
    under = [ratings.value_and_target(row, reading, t) for row in records(shown)]
    ways = [t.percent(way) if way == way else "" for way in frame["progress"]]
    on_paper = frame.assign(under=under, value=ways)
    return FigureDraft(
        title=ratings.finding(shown, where, reading, t),
        subtitle=(
            t("Progress from the baseline to the target of {period}", period=reading.period.title),
            *_late(found, reading, t),
        ),
        marks=words.sentences(
            t("Full bar: target"),
            tick_and_dot(reading, t),
            _narrowed(shown, reading, t),
        ),
        table=all_of_them,
        chart=lambda: drawn(on_paper, all_of_them, reading, t),
        formula=words.sentences(t(explain.FORMULA["progress"]), t(explain.FORMULA["expected"])),
        definition=ratings.rating_words(reading.framework, t),
        rows=shown,
        empty=None if len(shown) else t("No indicator is defined here") + ".",
    )


def _late(table: pd.DataFrame, reading: Reading, t: Translate) -> tuple[str, ...]:
    """Return how many reports are overdue, and for which periods; nothing when none is."""
    reports = due.by_indicator(reading)
    found = due.overdue(one for code in table["indicator"] for one in reports.get(code, ()))
    return (words.overdue_reports(found, t), words.about_reports(reading, t)) if found else ()


def tick_and_dot(reading: Reading, t: Translate) -> str:
    """Return what the tick of a bullet bar is, and the dot: where it was on the earlier day."""
    day = words.day_of(reading.previous, t)
    return words.sentences(t("Tick: expected now"), t("Dot: {day}", day=day) if day else "")


def _narrowed(found: pd.DataFrame, reading: Reading, t: Translate) -> str:
    """Return what the filters narrow, where it is the value of any of these indicators."""
    indicators = map(reading.framework.indicator, found["indicator"])
    if not any(indicator_status.is_narrowed(reading, one) for one in indicators):
        return ""
    region, group = words.region_name(reading, t), reading.choices.group
    of_group = t(
        "Targets and statuses are for all groups; what the log counts is for {group} alone, "
        "without a target",
        group=words.group_name(group, reading, t),
    )
    in_region = t(
        "Targets, statuses and values without a country are for all regions; what the log counts "
        "is for {region} alone, without a target",
        region=region,
    )
    return words.sentences(in_region if region else "", of_group if group else "")


def indicators_table(found: pd.DataFrame, reading: Reading, t: Translate) -> Table:
    """Return `small_numbers.shown_indicators` with everything that their rating rests on."""
    remarks = ratings.latest_remarks(reading)
    titles = {"status": n_("Status, all regions")} if reading.choices.region else {}
    if reading.choices.group and not reading.choices.region:
        titles = {"status": n_("Status, all groups")}
    return table(
        found.assign(
            title=words.titles_of(found["indicator"], reading),
            unit=found["unit"].map(reading.framework.translate_text),
            owner_name=words.owners(found["owner"], reading, t),
            told=[
                t("hidden") if row[HIDDEN] else ratings.value_words(row, row["unit"], t)
                for row in records(found)
            ],
            why=[remarks[c]["why"] if c in remarks else "" for c in found["indicator"]],
        ),
        t,
        "indicator title unit baseline told as_of target target_due expected "
        "progress status previous_status last_report reports_missing:number overdue_since "
        "owner_name why",
        "actual:number numerator:number denominator:number",
        reports_missing=n_("Reports overdue"),
        **titles,
    )
