"""Words of figures: cells as text, statuses, lists, spans and shares. Rounding happens here."""

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
from ifla_metrics.metrics.status import SIGNS, WORDS
from ifla_metrics.models.field_types import TOTAL_WEIGHT
from ifla_metrics.reading import Reading

QUALIFIED = {
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
"""How a number with a qualifier is written."""

PROVENANCE = {
    "documented": n_("documented"),
    "synthetic": n_("invented"),
    "reported": n_("reported"),
}
SUM_TOLERANCE = 1e-9
"""Ratios that add up to 1 within it are all parts of a whole."""


def missing(value: Any) -> bool:
    """Say whether a cell of a frame holds nothing: None, NaN or NaT."""
    return value is None or value != value


def cell(value: Any, kind: str, t: Translate) -> str:
    """Return a cell of a table as text; a missing value is "–", and an empty text stays empty."""
    if kind == "text":
        return "" if missing(value) else str(value)
    if missing(value):
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
        return status(str(value), t)
    return str(value)


def signed(value: float, t: Translate) -> str:
    """Return a change with its sign: +4, −2, ±0."""
    mark = "+" if value > 0 else "−" if value < 0 else "±"
    left = "\u200e" if t.right_to_left else ""  # A sign stands before its number.
    return left + mark + t.number(abs(value))


def status(code: str, t: Translate) -> str:
    """Return a status as sign and word."""
    if code not in WORDS:
        return code
    return f"{SIGNS[code]} {t(WORDS[code])}"


def signed_status(code: str, t: Translate) -> str:
    """Return a status for a line of text, where its sign stays with its word."""
    return status(code, t).replace(" ", "\u00a0", 1)


def in_unit(value: Any, unit: str, t: Translate) -> str:
    """Return a number, with the sign when its unit is per cent; other units stand in the title."""
    if unit == "%" and not missing(value):
        return t.percentage(round_half_up(float(value), 1))
    return t.number(value)


def qualified(value: Any, qualifier: str, t: Translate, *, unit: str = "") -> str:
    """Return a number with what qualifies it: "more than 50"."""
    written = in_unit(value, unit, t)
    if missing(value) or qualifier not in QUALIFIED:
        return written
    return t(QUALIFIED[qualifier], n=written)


def with_counts(written: str, numerator: Any, denominator: Any, unit: str, t: Translate) -> str:
    """Return a ratio with its two counts: "22.9 % (8 of 35)", "1.5 (30 ÷ 20)".

    Other values, whose counts are missing, are returned as they are.
    """
    if missing(numerator) or missing(denominator):
        return written
    above, below = t.number(numerator), t.number(denominator)
    counts = t("{n} of {k}", n=above, k=below) if unit == "%" else f"{above} ÷ {below}"
    return f"{written} ({counts})"


def provenance(code: str, t: Translate) -> str:
    """Return the word of a provenance."""
    return t(PROVENANCE[code]) if code in PROVENANCE else code


def percents(counts: Sequence[float]) -> list[int]:
    """Return shares shown together as whole per cents that add up to 100 (largest remainder)."""
    return rounded_shares([c if not missing(c) else 0 for c in counts])


def share_of(counts: Sequence[float], at: int, t: Translate) -> str:
    """Return one of several shares, whole as in `percents`, but never all of almost all."""
    shown = percents(counts)[at]
    known = [0 if missing(c) else c for c in counts]
    return t.percent(known[at] / sum(known)) if shown in (0, 100) else t.percentage(shown)


def parts(ratios: Sequence[Any], wholes: Sequence[Any], t: Translate) -> list[str]:
    """Return ratios as per cents; those of one whole add up to 100 where all of it is known."""
    shown = [t.percent(ratio) for ratio in ratios]
    known = pd.Series(ratios, dtype=float).dropna()
    for _, group in known.groupby(pd.Series(wholes)):
        if abs(group.sum() - 1) < SUM_TOLERANCE:
            for at, place in enumerate(group.index):
                shown[place] = share_of(group.tolist(), at, t)
    return shown


def labelled(subject: str, statement: str, t: Translate) -> str:
    """Return "subject: statement", with the colon as the language sets it."""
    return t("{subject}: {told}", subject=subject, told=statement)


def listed(parts: Iterable[str], t: Translate, *, most: int = 8) -> str:
    """Return words one after the other; what does not fit is counted."""
    words = [p for p in parts if p]
    more = len(words) - most
    if more > 0:
        words = [*words[:most], t.plural("and {n} more", "and {n} more", more)]
    return t(", ").join(words)


def sentences(*parts: str) -> str:
    """Return sentences in a row, each closed by a full stop."""
    return " ".join(p if p.endswith((".", "?", "!")) else p + "." for p in parts if p)


def capital(words: str) -> str:
    """Return words with a capital at the front."""
    return words[:1].upper() + words[1:]


def span(code: str, t: Translate) -> str:
    """Return a span's label on two lines: 2011-Q2 as "Q2 / 2011", 201105 as "May / 2011"."""
    if "-Q" in code:
        year, quarter = code.split("-Q")
        return t("Q{quarter}", quarter=quarter) + f"\n{year}"
    if len(code) == 6 and code.isdigit():
        day = date(int(code[:4]), int(code[4:]), 1)
        return t.date(day, "MMM") + f"\n{day.year}"
    return code


def node_name(node: Node, framework: Framework) -> str:
    """Return a node's short title; a direction with its number in front."""
    if node.level != framework.direction_level.key:
        return node.short_title
    place = [d.code for d in framework.directions].index(node.code) + 1
    return f"{place} {node.short_title}"


def group_name(code: str, reading: Reading, t: Translate) -> str:
    """Return a working group's short title; words when nobody is named."""
    if not code:
        return t("no owner named")
    group = reading.lists["working_groups"].get(code)
    return t(group.short) if group else code


def status_of_all(choices: Choices, t: Translate) -> str:
    """Say of what the filters do not narrow that it is of all; "" where none is chosen."""
    return sentences(
        t("Status for all regions") if choices.region else "",
        t("Status for all groups") if choices.group else "",
    )


def of_the_whole(status: str, reading: Reading, t: Translate) -> str:
    """Return the status of an indicator whose value is narrowed, with what the status is of."""
    if not reading.choices.group:
        return t("{status}, all regions", status=status)
    if not reading.choices.region:
        return t("{status}, all groups", status=status)
    return t("{status}, all regions and groups", status=status)


def region_name(reading: Reading, t: Translate) -> str:
    """Return the title of the chosen region; "" where none is chosen."""
    region = reading.choices.region
    return t(reading.lists["regions"][region].title) if region else ""


def counted_reports(found: Sequence[Report], t: Translate) -> str:
    """Return a number of reports: "5 reports for 3 indicators"; those on activities apart."""
    codes = [report.indicator for report in found if report.indicator]
    of_activities = len(found) - len(codes)
    parts = []
    if codes:
        indicators = t.plural("{n} indicator", "{n} indicators", len(set(codes)))
        parts.append(
            t.plural(
                "{n} report for {indicators}",
                "{n} reports for {indicators}",
                len(codes),
                indicators=indicators,
            )
        )
    if of_activities:
        parts.append(
            t.plural("{n} report on activities", "{n} reports on activities", of_activities)
        )
    return t(", ").join(parts)


def overdue_reports(found: Sequence[Report], t: Translate) -> str:
    """Return how many reports are overdue: "5 reports for 3 indicators are overdue"."""
    if not found:
        return t("No report is overdue")
    told = counted_reports(found, t)
    return t.plural("{reports} is overdue", "{reports} are overdue", len(found), reports=told)


def report_name(report: Report, framework: Framework, t: Translate) -> str:
    """Return what a report is about: "C1 Case studies, 2012 Q4"."""
    same = [
        p.title
        for p in framework.periods
        if (p.starts_on, p.ends_on) == (report.starts_on, report.ends_on)
    ]
    if same:
        period = t.period(same[0])
    else:
        first, last = t.date(report.starts_on), t.date(report.ends_on)
        period = t("{first} to {last}", first=first, last=last)
    if not report.indicator:
        return t("Activities, {period}", period=period)
    title = framework.indicator(report.indicator).short_title
    return t("{code} {title}, {period}", code=report.indicator, title=title, period=period)


def about_reports(reading: Reading, t: Translate) -> str:
    """Return which period a list of reports is about, and as known on which day."""
    return t(
        "Reports for periods up to {last} ({period}), as known on {day}",
        last=t.date(reading.period.ends_on),
        period=t.period(reading.period.title),
        day=t.date(reading.moment.known_on),
    )


def codes_of(sources: str, t: Translate) -> str:
    """Return the codes of a cell of sources as a list: "S33, S45"."""
    return t(", ").join(sources.split("|"))


def titles_of(codes: Iterable[str], reading: Reading) -> list[str]:
    """Return the title of each indicator."""
    return [reading.framework.indicator(code).title for code in codes]


def parts_of(nodes: Iterable[str], reading: Reading) -> list[str]:
    """Return the short title of each part of the strategy."""
    return [reading.framework.node(code).short_title for code in nodes]


def owners(codes: Iterable[str], reading: Reading, t: Translate) -> list[str]:
    """Return the short title of each working group; words where nobody is named."""
    return [group_name(code, reading, t) for code in codes]


def direction_share(direction: str, weight: int, is_main: bool, t: Translate) -> str:
    """Return a direction of an activity with its weight (in 1200ths) as a share: "SD1: 50 %"."""
    share = t.percent(weight / TOTAL_WEIGHT)
    if is_main:
        return t("{direction}: {share}, main direction", direction=direction, share=share)
    return t("{direction}: {share}", direction=direction, share=share)


def terms(name: str, reading: Reading, t: Translate) -> dict[str, str]:
    """Return the words of a list of terms by code."""
    return {code: t(term.title) for code, term in reading.lists.get(name, {}).items()}


def country_names(codes: Iterable[str], reading: Reading, t: Translate) -> list[str]:
    """Return the name of each country; its code where no list has it."""
    known = reading.lists["countries"]
    return [t.country(known[c].short, known[c].title) if c in known else c for c in codes]


def cited(sources: Iterable[str], reading: Reading, t: Translate) -> str:
    """Return what the codes of cells of sources stand for: "S112: IFLA Annual Report 2011."."""
    known = reading.lists["sources"]
    codes = sources_in(sources)
    return sentences(*(labelled(code, known[code].title, t) for code in codes if code in known))


def sources_in(cells: Iterable[str]) -> tuple[str, ...]:
    """Return the codes of cells of sources, each once."""
    return tuple(dict.fromkeys(code for cell in cells for code in cell.split("|") if code))


def day_of(meeting: Reading | None, t: Translate) -> str:
    """Return the month of the meeting before: "August 2012"; of another day, the day."""
    if meeting is None:
        return ""
    day = meeting.moment.known_on
    return t.date(day, "MMMM y") if meeting.moment.meeting else t.date(day, "medium")
