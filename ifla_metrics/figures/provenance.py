"""Where a figure comes from: its source line, the page's as-of line, what is invented, facts."""

import hashlib
import json
from dataclasses import asdict
from datetime import date
from functools import lru_cache

import pandas as pd

from ifla_metrics.choices import NOW
from ifla_metrics.errors import n_
from ifla_metrics.figures import words
from ifla_metrics.figures.unreviewed_entries import not_reviewed
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import counting
from ifla_metrics.metrics.indicator_status import statuses_of
from ifla_metrics.metrics.selection import ALL_SCOPE, SYNTHETIC
from ifla_metrics.metrics.selection import rows as visible_rows
from ifla_metrics.reading import Reading

COUNTING_RULES = {
    "full": n_("each direction counts the whole activity"),
    "fractional": n_("counted fractionally"),
    "primary": n_("counted by main direction"),
}
_COUNTS = {"sent": n_("sent and approved entries"), "approved": n_("approved entries only")}
"""Which items a figure counts, by the organisation's setting for the framework."""

IN_REGION = n_(
    "{region} for activities and entries with a country, all regions for everything else"
)
"""What the filter by region narrows (docs/methodology.md)."""

YEAR_BEFORE = n_("activities of the year before invented")
TARGETS = n_("targets invented")
"""What is invented that a figure uses beside the rows that it counts."""

_INVENTED = {
    "activities": n_("{n} of {k} activities invented"),
    "indicator rows": n_("{n} of {k} indicator values invented"),
    "records": n_("{n} of {k} rows invented"),
}
_SHORT_SOURCES = {
    "activities": n_("Activity log, {day}"),
    "indicator rows": n_("Indicator reports, {day}"),
    "records": n_("Records, {day}"),
}
PROVENANCES = ("documented", SYNTHETIC, "reported")


def counted(reading: Reading, t: Translate) -> str:
    """Return totals of all directions: "18 activities, 43 alignments, counted fractionally"."""
    totals = counting.totals(reading, ALL_SCOPE)
    alignments = t.plural("{n} alignment", "{n} alignments", totals.alignments)
    rule = t(COUNTING_RULES[reading.choices.counting])
    return t(", ").join((activities(totals.activities, t), alignments, rule))


def activities(number: float, t: Translate) -> str:
    """Return a number of activities in words; a fraction takes the plural."""
    if float(number).is_integer():
        return t.plural("{n} activity", "{n} activities", int(number))
    return t("{n} activities", n=t.number(number))


# Of one figure


def source_line(
    reading: Reading,
    t: Translate,
    facts: dict[str, str],
    about: str,
    figure_id: str,
    *,
    beside: str,
    of_all: bool,
) -> str:
    """Return the source of a figure as one line.

    Args:
        facts: Its `facts_of`.
        about: What is counted: a key of _SHORT_SOURCES.
        figure_id: Its id.
        beside: What is invented beside what is counted.
        of_all: It is about all directions.
    """
    chosen, framework = reading.choices, reading.framework
    parts = (
        _invented(facts, about, beside, t),
        as_of_day(reading, t),
        t("Log as known on {day}", day=reading.moment.known_on),
        reading.period.title,
        t(COUNTING_RULES[chosen.counting]),
        t(_COUNTS[reading.setting.counts]),
        words.node_name(framework.node(chosen.direction), framework)
        if chosen.direction and not of_all
        else "",
        t("real data only") if chosen.documented_only else "",
        t(IN_REGION, region=words.region_name(reading, t)) if chosen.region else "",
        t("working group: {group}", group=words.group_name(chosen.group, reading, t))
        if chosen.group
        else "",
        t("titles of the strategy: unofficial translation") if framework.is_unofficial else "",
        t("strategy {version}", version=t.code(facts["framework_version"])),
        t("figure {id}", id=t.code(figure_id)),
    )
    return " · ".join(filter(None, parts))


def short_source(reading: Reading, t: Translate, about: str) -> str:
    """Return the source in a few words (_SHORT_SOURCES) with the day it was known."""
    return t(_SHORT_SOURCES[about], day=t.date(reading.moment.known_on, "medium"))


def _invented(facts: dict[str, str], about: str, beside: str, t: Translate) -> str:
    """Return how much of a figure is invented; "" when nothing is."""
    parts = [t(beside)] if beside else []
    if number := int(facts[SYNTHETIC]):
        every = sum(int(facts[kind]) for kind in PROVENANCES)
        parts.insert(0, t(_INVENTED[about], n=t.number(number), k=t.number(every)))
    return t("Demonstration: {what}", what=t(", ").join(parts)) if parts else ""


def kind_of_rows(rows: pd.DataFrame | None) -> str:
    """Return what the rows behind a figure are; an indicator row is an indicator with a value."""
    if rows is None:
        return "activities"
    return "indicator rows" if "target_provenance" in rows else "records"


def facts_of(
    reading: Reading,
    rows: pd.DataFrame | None,
    *,
    beside: str,
    of_all: bool,
    unreviewed: int,
) -> dict[str, str]:
    """Return what a program asks of a file that the figure left in (`Figure.facts`)."""
    chosen, moment = reading.choices, reading.moment
    direction = "" if of_all else chosen.direction
    if rows is None:
        totals = counting.totals(reading, ALL_SCOPE if of_all else None)
        numbers = {kind: getattr(totals, kind) for kind in PROVENANCES}
    else:
        numbers = {kind: (rows["provenance"] == kind).sum() for kind in PROVENANCES}
    filters = {
        "direction": direction or "all",
        "rows": "documented" if chosen.documented_only else "all",
        "region": chosen.region,
        "group": chosen.group,
        "review": "approved" if chosen.reviewed_only else "",
    }
    return {
        "known_on": moment.known_on.isoformat(),
        "meeting": moment.meeting,
        "framework": reading.framework.id,
        "framework_version": version_of(reading.framework, moment.known_on),
        "period": reading.period.code,
        "counting": chosen.counting,
        "filters": "; ".join(f"{name}: {value}" for name, value in filters.items() if value),
        "about": kind_of_rows(rows),
        **{kind: str(number) for kind, number in numbers.items()},
        "unreviewed": str(unreviewed),
        "demonstration": "yes" if beside or numbers[SYNTHETIC] else "",
    }


def invented_targets(rows: pd.DataFrame | None) -> str:
    """Return what is invented where these are indicators and a target of one is, else ""."""
    if rows is None or "target_provenance" not in rows:
        return ""
    return TARGETS if (rows["target_provenance"] == SYNTHETIC).any() else ""


def invented_indicators(table: pd.DataFrame) -> str:
    """Return what is invented of indicators in a figure that counts activities."""
    if (table["provenance"] == SYNTHETIC).any():
        return n_("indicator values or targets invented")
    return invented_targets(table)


def invented_lists(reading: Reading) -> str:
    """Return what is invented where a list of countries that counts is, else ""."""
    invented = (visible_rows(reading, "listed")["provenance"] == SYNTHETIC).any()
    return n_("list of countries invented") if invented else ""


@lru_cache(maxsize=32)
def version_of(framework: Framework, known_on: date) -> str:
    """Return the version of a framework as it stood: its own number, and a digest of its data.

    Targets decided later are left out, so that a revision tomorrow does not change what a figure
    of today says of itself; translations too, so that a figure says the same in every language.
    """
    plan = asdict(framework.original)
    for name in ("texts", "untranslated", "language"):
        del plan[name]
    plan["targets"] = [t for t in plan["targets"] if t["decided_on"] <= known_on]
    written = json.dumps(plan, default=str, ensure_ascii=False, sort_keys=True)
    return f"{framework.version}-{hashlib.sha256(written.encode()).hexdigest()[:8]}"


# Of a page or a report


def demonstration_sentence(reading: Reading, t: Translate) -> str:
    """Return `demonstration` as a sentence for the head of a page or report, or ""."""
    what = demonstration(reading, t)
    return t("Demonstration data: {what}", what=what) + "." if what else ""


def demonstration(reading: Reading, t: Translate) -> str:
    """Return how much of what counts in the strategy and period is invented; "" when nothing is.

    An indicator row is an indicator with a value.

    Args:
        reading: With the frames of `indicator_status.NEEDS` and `NEEDS`.
    """
    totals, table = counting.totals(reading, ALL_SCOPE), statuses_of(reading, compared=False)
    table = table[table["provenance"] != ""]
    values, targets = (
        int((table[kind] == SYNTHETIC).sum()) for kind in ("provenance", "target_provenance")
    )
    if not totals.synthetic + values:
        told = t(
            "the targets of {n} of {rows} indicators are invented",
            n=t.number(targets),
            rows=t.number(len(table)),
        )
        return told if targets else ""
    invented = t(
        "{n} of {activities} activities and {k} of {rows} indicator rows are invented",
        n=t.number(totals.synthetic),
        activities=t.number(totals.activities),
        k=t.number(values),
        rows=t.number(len(table)),
    )
    return t(", ").join((invented, t("targets included"))) if targets else invented


def as_of_line(reading: Reading, t: Translate) -> str:
    """Return the line above a page: its day, when that was known, and what is not reviewed."""
    values = {"day": reading.evaluation_day, "known": reading.moment.known_on}
    if reading.moment.meeting:
        day = t("Position at {day}, as known at the Governing Board meeting of {known}.", **values)
    elif reading.choices.known_on == NOW:
        day = t("Position at {day}, as known today.", **values)
    else:
        day = t("Position at {day}, as known on {known}.", **values)
    return " ".join(filter(None, (day, not_reviewed(reading, t))))


def as_of_day(reading: Reading, t: Translate) -> str:
    """Return the evaluation day for print, where “today” would be the day of the reader."""
    return t("Position at {day}", day=reading.evaluation_day)
