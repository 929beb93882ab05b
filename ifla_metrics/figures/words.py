"""Text for figures: cells, statuses, shares, lists, names. Numbers are rounded here."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import pandas as pd

from ifla_metrics.choices import Choices
from ifla_metrics.errors import n_
from ifla_metrics.framework import Framework, Node
from ifla_metrics.i18n import MISSING, Translate, round_half_up
from ifla_metrics.metrics.due import Report
from ifla_metrics.metrics.rollup import rounded_shares
from ifla_metrics.metrics.selection import NOT_STATED, OUTSIDE
from ifla_metrics.metrics.status import SIGNS, WORDS
from ifla_metrics.models.field_types import TOTAL_WEIGHT
from ifla_metrics.reading import Reading

QUALIFIERS = {
    "at_least": n_("at least {n}"),
    "more_than": n_("more than {n}"),
    "about": n_("about {n}"),
    "almost": n_("almost {n}"),
    "up_to": n_("up to {n}"),
    "estimated": n_("{n} (estimated)"),
    "provisional": n_("{n} (provisional)"),
    "revised": n_("{n} (revised)"),
    "break_in_series": n_("{n} (break in series)"),
}
PROVENANCE_LABELS = {
    "documented": n_("documented"),
    "synthetic": n_("invented"),
    "reported": n_("reported"),
}
SUM_TOLERANCE = 1e-9
"""Ratios whose sum differs from 1 by less than this are all the parts of a whole."""


def is_missing(value: Any) -> bool:
    """Return whether a cell is missing (None, NaN or NaT)."""
    return value is None or value != value


def cell(value: Any, kind: str, t: Translate) -> str:
    """Return a cell as text, by the kind of its column. A missing value is "–", missing text ""."""
    if kind == "text":
        return "" if is_missing(value) else str(value)
    if is_missing(value):
        return MISSING
    if kind == "number":
        return t.number(value)
    if kind == "percent":
        return t.percent(value)
    if kind == "year":
        return str(int(value))
    if kind == "date":
        return t.date(value, "medium") if isinstance(value, date) else str(value)
    if kind == "status":
        return status_label(str(value), t)
    return str(value)


def signed(value: float, t: Translate) -> str:
    """Return a change with its sign: "+4", "−2", "±0"."""
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    # Keeps the sign before its number in text written from right to left.
    direction_mark = "\u200e" if t.right_to_left else ""
    return direction_mark + sign + t.number(abs(value))


def status_label(code: str, t: Translate) -> str:
    """Return the sign and the name of a status; an unknown code unchanged."""
    if code not in WORDS:
        return code
    return f"{SIGNS[code]} {t(WORDS[code])}"


def with_unit(value: Any, unit: str, t: Translate) -> str:
    """Return a number with its per cent sign. Other units belong in the title."""
    if unit == "%" and not is_missing(value):
        return t.percentage(round_half_up(float(value), 1))
    return t.number(value)


def with_qualifier(value: Any, qualifier: str, t: Translate, *, unit: str = "") -> str:
    """Return a number with its qualifier: "more than 50"."""
    number = with_unit(value, unit, t)
    if is_missing(value) or qualifier not in QUALIFIERS:
        return number
    return t(QUALIFIERS[qualifier], n=number)


def provenance_label(code: str, t: Translate) -> str:
    """Return the label of a provenance; an unknown code unchanged."""
    return t(PROVENANCE_LABELS[code]) if code in PROVENANCE_LABELS else code


def share_labels(ratios: Sequence[Any], wholes: Sequence[Any], t: Translate) -> list[str]:
    """Return ratios as percentages; those of a completely known whole add up to 100 %.

    99.8 % is not rounded to 100 %.
    """
    labels = [t.percent(ratio) for ratio in ratios]
    known = pd.Series(ratios, dtype=float).dropna()
    for _, shares in known.groupby(pd.Series(wholes)):
        if abs(shares.sum() - 1) < SUM_TOLERANCE:
            for row, percent in zip(shares.index, rounded_shares(shares.tolist()), strict=True):
                if 0 < percent < 100:
                    labels[row] = t.percentage(percent)
    return labels


def labelled(subject: str, statement: str, t: Translate) -> str:
    """Return "subject: statement" with the colon of the language."""
    return t("{label}: {value}", label=subject, value=statement)


def comma_list(items: Iterable[str], t: Translate, *, limit: int = 8) -> str:
    """Return items separated by commas; count those beyond the limit ("and 3 more")."""
    texts = [item for item in items if item]
    if (more := len(texts) - limit) > 0:
        texts = [*texts[:limit], t.plural("and {n} more", "and {n} more", more)]
    return t(", ").join(texts)


def sentences(*texts: str) -> str:
    """Return texts as sentences in a row, each with a full stop; empty texts are left out."""
    closed = (text if text.endswith((".", "?", "!")) else text + "." for text in texts if text)
    return " ".join(closed)


def capitalise(text: str) -> str:
    """Return a text with a capital first letter; the rest is unchanged."""
    return text[:1].upper() + text[1:]


def span_label(code: str, t: Translate) -> str:
    """Return the label of a span on two lines: 2011-Q2 is "Q2 / 2011", 201105 is "May / 2011"."""
    if "-Q" in code:
        year, quarter = code.split("-Q")
        return t("Q{quarter}", quarter=quarter) + f"\n{year}"
    if len(code) == 6 and code.isdigit():
        day = date(int(code[:4]), int(code[4:]), 1)
        return t.date(day, "MMM") + f"\n{day.year}"
    return code


def comparison_day(previous: Reading | None, t: Translate) -> str:
    """Return the month of an earlier meeting, such as "August 2012", or another earlier day."""
    if previous is None:
        return ""
    day = previous.moment.known_on
    if previous.moment.meeting:
        return t.date(day, "MMMM y")
    return t("{day}", day=t.date(day, "medium"))  # With an article in French: "depuis le 5 mai".


def node_name(node: Node, framework: Framework) -> str:
    """Return the short title of a node; a direction with its number in front."""
    if node.level != framework.direction_level.key:
        return node.short_title
    number = [d.code for d in framework.directions].index(node.code) + 1
    return f"{number} {node.short_title}"


def node_titles(codes: Iterable[str], reading: Reading, t: Translate) -> list[str]:
    """Return the short title of each node; "None named" for ""."""
    framework = reading.framework
    return [framework.node(code).short_title if code else t("None named") for code in codes]


def indicator_titles(codes: Iterable[str], reading: Reading) -> list[str]:
    """Return the title of each indicator."""
    return [reading.framework.indicator(code).title for code in codes]


def group_name(code: str, reading: Reading, t: Translate) -> str:
    """Return the short title of a working group; "no owner named" for ""."""
    if not code:
        return t("no owner named")
    group = reading.lists["working_groups"].get(code)
    return t(group.short) if group else code


def group_names(codes: Iterable[str], reading: Reading, t: Translate) -> list[str]:
    """Return the `group_name` of each working group."""
    return [group_name(code, reading, t) for code in codes]


def region_name(reading: Reading, t: Translate) -> str:
    """Return the title of the chosen region, or ""."""
    region = reading.choices.region
    return t(reading.lists["regions"][region].title) if region else ""


def region_names(codes: Iterable[str], reading: Reading, t: Translate) -> list[str]:
    """Return the name of each region, NOT_STATED and OUTSIDE included."""
    titles = {code: region.title for code, region in reading.lists["regions"].items()}
    titles |= {NOT_STATED: n_("Country not stated"), OUTSIDE: n_("Outside the regions")}
    return [t(titles.get(code, code)) for code in codes]


def country_names(codes: Iterable[str], reading: Reading, t: Translate) -> list[str]:
    """Return the name of each country; an unknown code unchanged."""
    countries = reading.lists["countries"]
    return [
        t.country(countries[code].short, countries[code].title) if code in countries else code
        for code in codes
    ]


def term_labels(name: str, reading: Reading, t: Translate) -> dict[str, str]:
    """Return the labels of a list of terms by code."""
    return {code: t(term.title) for code, term in reading.lists.get(name, {}).items()}


def direction_share(direction: str, weight: int, is_main: bool, t: Translate) -> str:
    """Return a direction with its weight (in 1200ths) as a share: "SD1: 50 %"."""
    share = t.percent(weight / TOTAL_WEIGHT)
    if is_main:
        return t("{direction}: {share}, main direction", direction=direction, share=share)
    return labelled(direction, share, t)


def status_scope(choices: Choices, t: Translate) -> str:
    """Say what the chosen region and group do not narrow; "" if none is chosen."""
    return sentences(
        t("Statuses, targets and reported values without a country are for all regions")
        if choices.region
        else "",
        t("Statuses and targets are for all groups") if choices.group else "",
    )


def report_counts(reports: Sequence[Report], t: Translate) -> str:
    """Return "5 reports for 3 indicators"; reports on activities are counted separately."""
    indicators = [report.indicator for report in reports if report.indicator]
    on_activities = len(reports) - len(indicators)
    counts = []
    if indicators:
        n_indicators = t.plural("{n} indicator", "{n} indicators", len(set(indicators)))
        counts.append(
            t.plural(
                "{n} report for {indicators}",
                "{n} reports for {indicators}",
                len(indicators),
                indicators=n_indicators,
            )
        )
    if on_activities:
        counts.append(
            t.plural("{n} report on activities", "{n} reports on activities", on_activities)
        )
    return t(", ").join(counts)


def overdue_sentence(overdue: Sequence[Report], t: Translate) -> str:
    """Return "5 reports for 3 indicators are overdue"."""
    if not overdue:
        return t("No report is overdue")
    return t.plural(
        "{reports} is overdue",
        "{reports} are overdue",
        len(overdue),
        reports=report_counts(overdue, t),
    )


def report_name(report: Report, framework: Framework, t: Translate) -> str:
    """Return the subject and period of a report: "C1 Case studies, 2012 Q4"."""
    period_titles = [
        p.title
        for p in framework.periods
        if (p.starts_on, p.ends_on) == (report.starts_on, report.ends_on)
    ]
    if period_titles:
        period = t.period(period_titles[0])
    else:
        first, last = t.date(report.starts_on), t.date(report.ends_on)
        period = t("{first} to {last}", first=first, last=last)
    if not report.indicator:
        return t("Activities, {period}", period=period)
    title = framework.indicator(report.indicator).short_title
    return t("{code} {title}, {period}", code=report.indicator, title=title, period=period)


def reports_scope(reading: Reading, t: Translate) -> str:
    """Return the period that a list of reports covers, and its known-on day."""
    return t(
        "Reports for periods up to {last} ({period}), as known on {day}",
        last=t.date(reading.period.ends_on),
        period=t.period(reading.period.title),
        day=t.date(reading.moment.known_on),
    )


def source_list(sources: str, t: Translate) -> str:
    """Return the codes in a cell of sources as a list: "S33, S45"."""
    return t(", ").join(sources.split("|"))


def source_codes(cells: Iterable[str]) -> tuple[str, ...]:
    """Return the codes in cells of sources, without repetitions."""
    return tuple(dict.fromkeys(code for cell in cells for code in cell.split("|") if code))


def source_titles(codes: Iterable[str], reading: Reading, t: Translate) -> str:
    """Return sources with their titles: "S112: IFLA Annual Report 2011."."""
    sources = reading.lists["sources"]
    return sentences(*(labelled(code, sources[code].title, t) for code in codes if code in sources))
