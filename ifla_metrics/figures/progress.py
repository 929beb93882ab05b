"""Indicators with their progress: the chart in print, the grouped chart on screen, the table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from ifla_metrics.charts.bullet_rows import bullet_rows
from ifla_metrics.errors import n_
from ifla_metrics.figures import ratings, small_numbers, words
from ifla_metrics.figures.figure import HIDDEN, Figure, Table, table
from ifla_metrics.figures.registry import NativeChart, figure
from ifla_metrics.i18n import MISSING, Translate
from ifla_metrics.metrics import due, explain, indicator_status
from ifla_metrics.metrics.indicator_status import chosen_statuses
from ifla_metrics.metrics.selection import Record, iter_rows, records
from ifla_metrics.metrics.status import FAILING, ON_COURSE, RANK, WITHOUT_PROGRESS_BAR, WORDS
from ifla_metrics.reading import Reading

NEEDS = (*indicator_status.NEEDS, "remarks")


def bullet_marks(
    table: Table, frame: pd.DataFrame, t: Translate, **encoded: Sequence[Any] | pd.Series
) -> pd.DataFrame:
    """Return the rows of a bullet chart. Statuses without progress have no bar.

    Args:
        table: The table of indicators or elements.
        frame: The same rows with `progress`, `expected`, `previous` (ratios) and `status`.
        **encoded: The other columns of `charts.bullet_rows.bullet_rows`.
    """
    has_bar = ~frame["status"].isin(WITHOUT_PROGRESS_BAR)
    ratios = {name: frame[name].where(has_bar) for name in ("progress", "expected", "previous")}
    labels = [words.status_label(status, t) for status in frame["status"]]
    return table.marks(t, head="", status=frame["status"], status_words=labels, **ratios, **encoded)


def indicator_marks(
    table: Table, indicators: pd.DataFrame, reading: Reading, t: Translate
) -> pd.DataFrame:
    """Return the rows of a bullet chart of indicators, with `indicators_table` as their table."""
    names = {"expected_progress": "expected", "previous_progress": "previous"}
    bars = indicators.drop(columns="expected").rename(columns=names).reset_index(drop=True)
    framework = reading.framework
    return bullet_marks(
        table,
        bars,
        t,
        row=bars["indicator"],
        label=[framework.indicator(code).short_title for code in bars["indicator"]],
        value=[_value(row, t) for row in records(indicators)],
        under="",
    )


def _value(row: Record, t: Translate) -> str:
    """Return the value and the target without counts: "at least 376 / 400"."""
    if words.is_missing(row["actual"]):
        actual = t("hidden") if row[HIDDEN] else MISSING
    else:
        actual = words.with_qualifier(row["actual"], row["qualifier"], t, unit=row["unit"])
    target = ratings.target_text(row, t)
    return t.code(f"{actual} / {target}") if target else actual


def bullet_legend(reading: Reading, t: Translate) -> str:
    """Return the legend of a bullet chart: the tick, and the dot if there is an earlier day."""
    day = words.comparison_day(reading.previous, t)
    return words.sentences(t("Tick: expected now"), t("Dot: {day}", day=day) if day else "")


indicators_figure = partial(
    figure,
    page="progress",
    needs=NEEDS,
    needs_previous=NEEDS,
    native=NativeChart("bar", "title", ("progress",)),
    click="indicator",
    empty=n_("No indicator is defined here"),
)
"""Declare a figure with one bar per indicator."""


@indicators_figure(name="indicator-bullets", id="R-01", label=n_("All indicators"))
@indicators_figure(name="indicators-", id="I-", per="row", label=n_("Indicators of {part}"))
def bullets(
    reading: Reading,
    t: Translate,
    element: str = "",
    *,
    by: str = "",
    status: str = "",
    problems: str = "",
) -> Figure:
    """The indicators of one or all elements, in the chosen direction.

    Args:
        element: Its code; "" for all.
        by: How to group them on screen: by `element` or `direction`; "" for print.
        status: Show only indicators with this status.
        problems: Any value puts the most serious first.
    """
    indicators = chosen_statuses(reading, narrowed=True)
    indicators = small_numbers.suppress_indicators(indicators, reading)
    if element:
        indicators = indicators[indicators["row"] == element]
    if status:
        indicators = indicators[indicators["status"] == status]
    indicator_table = indicators_table(indicators, reading, t)
    marks = indicator_marks(indicator_table, indicators, reading, t)
    if by:
        marks, heads = _grouped(marks, _groups(indicators, by, problems, reading), t)
    else:
        # Print has no tooltip: the value with its counts stands under the name.
        heads = None
        marks = marks.assign(
            under=[ratings.value_with_target(row, reading, t) for row in records(indicators)],
            value=["" if words.is_missing(part) else t.percent(part) for part in marks["progress"]],
        )
    sparks = [
        {"row": row, **point}
        for row, code in iter_rows(marks, "row", "indicator")
        for point in _sparkline(code, reading)
    ]
    tooltip = indicator_table.tooltip_for(
        "title told unit target progress status previous_status owner_name last_report"
    )
    return Figure(
        title=ratings.on_course_summary(indicators, reading, t),
        lines=(
            t("Progress from the baseline to the target of {period}", period=reading.period.title),
            *_overdue(indicators, reading, t),
        ),
        legend=words.sentences(
            t("Full bar: target"),
            t("No bar: overdue or not measured") if marks["progress"].hasnans else "",
            bullet_legend(reading, t),
            words.status_scope(reading.choices, t),
        ),
        table=indicator_table,
        chart=lambda: bullet_rows(
            marks, heads, pd.DataFrame(sparks), t=t, code="indicator", tooltip=tooltip
        ),
        formula=words.sentences(t(explain.FORMULA["progress"]), t(explain.FORMULA["expected"])),
        definition=ratings.rating_rule(reading.framework, t),
        source_rows=indicators,
        empty=t("No indicator matches.") if status and indicators.empty else None,
    )


def _groups(
    indicators: pd.DataFrame, by: str, problems: str, reading: Reading
) -> list[tuple[str, pd.DataFrame]]:
    """Return the name and the indicators of each group (see `bullets`)."""
    framework = reading.framework
    if problems:
        indicators = indicators.sort_values("status", key=_seriousness, kind="stable")
    if by == "direction":
        directions = (d for d in framework.directions if reading.choices.direction in ("", d.code))
        groups = [
            (
                words.node_name(d, framework),
                indicator_status.under_node(indicators, framework, d.code),
            )
            for d in directions
        ]
    else:
        by_row = indicators.groupby("row", sort=False)
        groups = [(framework.node(str(code)).short_title, group) for code, group in by_row]
    groups = [(name, group) for name, group in groups if len(group)]
    if problems:
        groups.sort(key=lambda name_group: _seriousness(name_group[1]["status"]).min())
    return groups


def _seriousness(statuses: pd.Series[str]) -> pd.Series[float]:
    """Return a sort key: failing statuses first, from the worst; unrated ones last."""
    unrated = max(RANK.values()) + 1
    return statuses.map(lambda code: (code not in FAILING) * 2 * unrated + RANK.get(code, unrated))


def _grouped(
    marks: pd.DataFrame, groups: Iterable[tuple[str, pd.DataFrame]], t: Translate
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows of each group, with keys of their own, and the heads of the groups."""
    heads: list[Record] = []
    rows, by_code = [marks[:0]], marks.set_index("indicator")
    for position, (name, group) in enumerate(groups):
        head, n_good = f"head {position}", int(group["status"].isin(ON_COURSE).sum())
        n_with_target = int((group["status"] != "no_target").sum())
        note = t("{n} of {k}", n=n_good, k=n_with_target)
        if not heads:  # The first one says what is counted.
            note = t("{n} of {k} on course", n=n_good, k=n_with_target)
        if not n_with_target:
            note = t(WORDS["no_target"])
        heads.append({"row": head, "name": name, "note": note})
        own = by_code.loc[group["indicator"]].reset_index().assign(head=head)
        rows.append(own.assign(row=head + " " + own["indicator"]))  # It may be in two groups.
    return pd.concat(rows), pd.DataFrame(heads)


def _sparkline(code: str, reading: Reading) -> list[Record]:
    """Return the points of an indicator by day (`along`) and value (`up`), both from 0 to 1."""
    indicator = reading.framework.indicator(code)
    points = indicator_status.trend(reading, code)
    points = small_numbers.suppress_points(points, indicator, reading)
    points = points[points["actual"].notna()]
    if len(points) == 1:
        return [{"along": 0.5, "up": 0.5, "last": True}]
    days, values = points["as_of"].map(date.toordinal), points["actual"]
    low, first, last = min(0, values.min()), days.min(), days.max()
    height, length = (max(0, values.max()) - low) or 1, (last - first) or 1
    return [
        {"along": (day - first) / length, "up": (value - low) / height, "last": day == last}
        for day, value in zip(days, values, strict=True)
    ]


def _overdue(indicators: pd.DataFrame, reading: Reading, t: Translate) -> tuple[str, ...]:
    """Return how many reports are overdue and for which periods; () if none is."""
    reports = due.by_indicator(reading)
    overdue = due.overdue(
        report for code in indicators["indicator"] for report in reports.get(code, ())
    )
    return (words.overdue_sentence(overdue, t), words.reports_scope(reading, t)) if overdue else ()


def indicators_table(indicators: pd.DataFrame, reading: Reading, t: Translate) -> Table:
    """Return the table of `small_numbers.suppress_indicators` with all that ratings depend on."""
    remarks = ratings.dated_remarks(reading, t)
    return table(
        indicators.assign(
            title=words.indicator_titles(indicators["indicator"], reading),
            unit=indicators["unit"].map(reading.framework.translate_text),
            owner_name=words.group_names(indicators["owner"], reading, t),
            told=[
                t("hidden") if row[HIDDEN] else ratings.value_text(row, row["unit"], t)
                for row in records(indicators)
            ],
            why=[remarks.get(code, "") for code in indicators["indicator"]],
        ),
        t,
        "indicator title unit baseline told as_of target target_due expected "
        "progress status previous_status last_report reports_missing:number overdue_since "
        "owner_name why",
        "actual:number numerator:number denominator:number",
        reports_missing=n_("Reports overdue"),
    )
