"""Indicators row by row, as Progress shows them on screen, and how a value is said in words."""

from __future__ import annotations

from collections.abc import Iterator

import altair as alt
import pandas as pd

from ifla_metrics.charts.rows import bullet_rows
from ifla_metrics.figures import small_numbers, words
from ifla_metrics.figures.figure import HIDDEN, Figure
from ifla_metrics.figures.statuses import NO_REAL_TARGETS, chosen_statuses
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import indicator_status
from ifla_metrics.metrics.selection import Record, each, records
from ifla_metrics.metrics.status import (
    CODES,
    FAILING,
    OFF_COURSE,
    ON_COURSE,
    RANK,
    WITHOUT_PROGRESS_BAR,
    WORDS,
)
from ifla_metrics.reading import Reading

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
        by: `element`, `direction` or `none`: what the groups are.
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
    marks = indicator_marks(table, reading, t).loc[ordered.index].assign(head=ordered["head"])
    marks["row"] = marks["head"] + " " + marks["indicator"]  # One of two directions is in both.
    heads = pd.DataFrame(
        {
            "row": ordered["head"].unique(),
            "name": [name for name, _ in groups],
            "note": [
                f"{t.number(int(group['status'].isin(ON_COURSE).sum()))}/{t.number(len(group))}"
                for _, group in groups
            ],
        }
    )
    return drawn(marks, reading, t, heads)


def drawn(
    marks: pd.DataFrame, reading: Reading, t: Translate, heads: pd.DataFrame | None = None
) -> alt.LayerChart:
    """Return the rows of `indicator_marks` as a chart, each with a sparkline of its reports."""
    sparks = [
        {"row": row, **point}
        for row, code in each(marks, "row", "indicator")
        for point in _spark(code, reading)
    ]
    return bullet_rows(
        marks,
        heads,
        pd.DataFrame(sparks),
        t=t,
        code="indicator",
        tooltip=(
            ("title", t("Indicator")),
            ("note", t("Actual")),
            ("unit_words", t("Unit")),
            ("expected_words", t("Expected by now")),
            ("status_words", t("Status")),
            ("before", t("At the meeting before")),
            ("owner", t("Owner")),
            ("report", t("Last report")),
        ),
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
        return finding(table, part, reading, t)
    where = " · ".join(filter(None, (part, words.capital(t(WORDS[status])))))
    number = t.plural("{n} indicator", "{n} indicators", len(table))
    return t("{subject}: {told}", subject=where, told=number)


def indicators_shown(reading: Reading, *, element: str = "", status: str = "") -> pd.DataFrame:
    """Return where the indicators stand, of one element or with one status alone."""
    table = small_numbers.standings(chosen_statuses(reading), reading)
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
    elif by == "element":
        for code, found in table.groupby("row", sort=False):
            yield framework.node(str(code)).short_title, found
    elif len(table):
        yield t("All indicators"), table


def _seriousness(statuses: pd.Series[str]) -> pd.Series[float]:
    """Return a key by which what fails comes first, from the worst, and what is unrated last."""
    unrated = max(RANK.values()) + 1
    return statuses.map(lambda code: (code not in FAILING) * 2 * unrated + RANK.get(code, unrated))


def bullet_marks(frame: pd.DataFrame, code: str, t: Translate) -> pd.DataFrame:
    """Return the bullet bars of indicators or elements; none where progress does not count.

    Args:
        frame: One row per bar: the column `code`, `progress`, `expected` and `previous` (parts of
            1), `status`, `owner` (words) and `last_report`.
        code: What a click gives: `indicator` or `element`.
    """
    drawn = ~frame["status"].isin(WITHOUT_PROGRESS_BAR)
    ways = ["progress", "expected", "previous"]
    return pd.DataFrame(
        {
            "row": frame[code],
            "head": "",
            code: frame[code],
            **{way: frame[way].where(drawn) for way in ways},
            **{f"{way}_words": [words.cell(v, "percent", t) for v in frame[way]] for way in ways},
            "status": frame["status"],
            "status_words": [words.status(status, t) for status in frame["status"]],
            "owner": frame["owner"],
            "report": [t.month(day) if day else t("no report yet") for day in frame["last_report"]],
        }
    )


def indicator_marks(table: pd.DataFrame, reading: Reading, t: Translate) -> pd.DataFrame:
    """Return the bullet bars of indicators (small_numbers.standings) with names and values."""
    rows = records(table)
    indicators = [reading.framework.indicator(code) for code in table["indicator"]]
    bars = table.assign(
        expected=table["expected_progress"],
        previous=table["previous_progress"],
        owner=words.owners(table["owner"], reading, t),
    )
    return bullet_marks(bars, "indicator", t).assign(
        label=[indicator.short_title for indicator in indicators],
        title=[indicator.title for indicator in indicators],
        note=[against(row, reading, t) for row in rows],
        value=[_value(row, t) for row in rows],
        unit_words=[reading.framework.in_words(indicator.unit) for indicator in indicators],
        before=[words.status(code, t) if code else "–" for code in table["previous_status"]],
        under="",
        sub="",
    )


def _value(row: Record, t: Translate) -> str:
    """Return an indicator's value and target in few letters: "≥ 376 / 400"."""
    unit = str(row["unit"])
    if words.missing(row["actual"]):
        actual = t("hidden") if row.get(HIDDEN) else "–"
    else:
        sign = SIGNS_OF_QUALIFIERS.get(str(row["qualifier"]), "")
        actual = f"{sign} {words.in_unit(row['actual'], unit, t)}".strip()
    if words.missing(row["target"]):
        return actual
    target = words.in_unit(row["target"], unit, t)
    if row["target_kind"] == "at_most":
        target = f"≤ {target}"
    return f"{actual} / {target}"


def _spark(code: str, reading: Reading) -> list[Record]:
    """Return the reports so far, each from 0 to 1 along and up."""
    indicator = reading.framework.indicator(code)
    observed = small_numbers.points(indicator_status.trend(reading, code), indicator, reading)
    values = observed["actual"].dropna()
    height, last = (values.max() - values.min()) or 1, len(values) - 1
    return [
        {"along": n / max(1, last), "up": (value - values.min()) / height, "last": n == last}
        for n, value in enumerate(values)
    ]


def against(row: Record, reading: Reading, t: Translate) -> str:
    """Return an indicator's actual value, its target and the progress.

    "210 of 400 · 53 % of the way to target"; a ratio has its two counts beside it: "22.9 % (8 of
    35), target 50 %". A value in per cent stands against its target in per cent, never as a per
    cent of a per cent. What is counted in a part of the chosen period says in which: "3 of 3 in
    2012".
    """
    unit = str(row["unit"])
    actual = words.with_counts(
        words.qualified(row["actual"], row["qualifier"], t, unit=unit),
        row["numerator"],
        row["denominator"],
        unit,
        t,
    )
    target = words.in_unit(row["target"], unit, t)
    if words.missing(row["actual"]):
        nothing = t("hidden: small numbers") if row.get(HIDDEN) else t("no value yet")
        if words.missing(row["target"]):
            return nothing
        return t("{value}; target {target}", value=nothing, target=target)
    if words.missing(row["target"]):
        # The rating that follows says so itself, unless something stands in its place.
        return actual if row["status"] == "no_target" else t("{actual}, no target", actual=actual)
    if row["target_kind"] == "at_most":
        return t("{actual}, at most {target}", actual=actual, target=target)
    if unit == "%":
        value = t("{actual}, target {target}", actual=_in(actual, row, reading, t), target=target)
    else:
        value = _in(t("{actual} of {target}", actual=actual, target=target), row, reading, t)
    if words.missing(row["progress"]):
        return value
    return t(
        "{value} · {progress} of the way to target",
        value=value,
        progress=t.percent(row["progress"]),
    )


def _in(value: str, row: Record, reading: Reading, t: Translate) -> str:
    if not row["within"]:
        return value
    period = reading.framework.period(str(row["within"])).title
    return t("{value} in {period}", value=value, period=period)


_SHORT = OFF_COURSE | {"behind", "overdue"}


def finding(table: pd.DataFrame, where: str, reading: Reading, t: Translate) -> str:
    """Return how many of these indicators are on course, and how many are not, by status."""
    if not len(table):
        return t("No indicator is defined here")
    number = table["status"].value_counts().to_dict()
    good = sum(number.get(code, 0) for code in ON_COURSE)
    short = {code: number[code] for code in CODES if code in _SHORT and code in number}
    if reading.choices.documented_only and not table["target"].notna().any():
        counts = t(NO_REAL_TARGETS)
    elif not good and not short.keys() - {"overdue"}:
        counts = t.plural(
            "{n} indicator, none with a rating yet",
            "{n} indicators, none with a rating yet",
            len(table),
        )
    else:
        counts = t.plural(
            "{good} of {n} indicator on course",
            "{good} of {n} indicators on course",
            len(table),
            good=t.number(good),
        )
        counts = t(", ").join(
            (counts, *(f"{t.number(n)} {t(WORDS[code])}" for code, n in short.items()))
        )
    return t("{subject}: {told}", subject=where, told=counts) if where else words.capital(counts)
