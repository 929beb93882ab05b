"""Where figures come from: source lines, as-of lines, invented data, machine-readable facts."""

import hashlib
import json
from dataclasses import asdict
from datetime import date
from functools import lru_cache

import pandas as pd

from ifla_metrics.choices import NOW
from ifla_metrics.errors import n_
from ifla_metrics.figures import words
from ifla_metrics.figures.figure import Figure
from ifla_metrics.figures.unreviewed_entries import unreviewed_sentence
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import counting
from ifla_metrics.metrics.indicator_status import statuses_of
from ifla_metrics.metrics.selection import ALL_SCOPE, SYNTHETIC, counted_rows
from ifla_metrics.reading import Reading

COUNTING_RULES = {
    "full": n_("each direction counts the whole activity"),
    "fractional": n_("counted fractionally"),
    "primary": n_("counted by main direction"),
}
COUNTED_ENTRIES = {"sent": n_("sent and approved entries"), "approved": n_("approved entries only")}
"""Which entries a figure counts, by the settings of the framework."""
REGION_FILTER = n_(
    "{region} for activities and entries with a country, all regions for everything else"
)
INVENTED_YEAR_BEFORE = n_("activities of the year before invented")
INVENTED_TARGETS = n_("targets invented")
INVENTED_COUNTS = {
    "activities": n_("{n} of {k} activities invented"),
    "indicator rows": n_("{n} of {k} indicator values invented"),
    "records": n_("{n} of {k} rows invented"),
}
SHORT_SOURCES = {
    "activities": n_("Activity log, {day}"),
    "indicator rows": n_("Indicator reports, {day}"),
    "records": n_("Records, {day}"),
}
PROVENANCES = ("documented", SYNTHETIC, "reported")


def counting_summary(reading: Reading, t: Translate) -> str:
    """Return "18 activities, 43 alignments, counted fractionally", for all directions."""
    totals = counting.totals(reading, ALL_SCOPE)
    activities = t.plural("{n} activity", "{n} activities", totals.activities)
    alignments = t.plural("{n} alignment", "{n} alignments", totals.alignments)
    return t(", ").join((activities, alignments, t(COUNTING_RULES[reading.choices.counting])))


def source_line(figure: Figure, reading: Reading, t: Translate, about: str, direction: str) -> str:
    """Return the source of a figure with its id and facts as one line.

    Args:
        about: What is counted: a key of SHORT_SOURCES.
        direction: The direction that the figure is about; "" is all.
    """
    choices, framework = reading.choices, reading.framework
    parts = (
        _invented_summary(figure, about, t),
        as_of_day(reading, t),
        t("Log as known on {day}", day=reading.moment.known_on),
        reading.period.title,
        t(COUNTING_RULES[choices.counting]),
        t(COUNTED_ENTRIES[reading.settings.counts]),
        words.node_name(framework.node(direction), framework) if direction else "",
        t("real data only") if choices.documented_only else "",
        t(REGION_FILTER, region=words.region_name(reading, t)) if choices.region else "",
        t("working group: {group}", group=words.group_name(choices.group, reading, t))
        if choices.group
        else "",
        t("titles of the strategy: unofficial translation")
        if framework.has_unofficial_translations
        else "",
        t("strategy {version}", version=t.code(figure.facts["framework_version"])),
        t("figure {id}", id=t.code(figure.id)),
    )
    return " · ".join(filter(None, parts))


def short_source(reading: Reading, t: Translate, about: str) -> str:
    """Return the source in a few words with the known-on day: "Activity log, 27 Nov 2026"."""
    return t(SHORT_SOURCES[about], day=t.date(reading.moment.known_on, "medium"))


def _invented_summary(figure: Figure, about: str, t: Translate) -> str:
    """Return how much of a figure is invented, or ""."""
    parts = []
    if number := int(figure.facts[SYNTHETIC]):
        total = sum(int(figure.facts[kind]) for kind in PROVENANCES)
        parts.append(t(INVENTED_COUNTS[about], n=number, k=total))
    if figure.also_invented:
        parts.append(t(figure.also_invented))
    return t("Demonstration: {what}", what=t(", ").join(parts)) if parts else ""


def source_kind(source_rows: pd.DataFrame | None) -> str:
    """Return what the source rows of a figure are: a key of SHORT_SOURCES."""
    if source_rows is None:
        return "activities"
    return "indicator rows" if "target_provenance" in source_rows else "records"


def facts(figure: Figure, reading: Reading, direction: str) -> dict[str, str]:
    """Return the machine-readable metadata of a figure (`Figure.facts`)."""
    choices, moment, rows = reading.choices, reading.moment, figure.source_rows
    if rows is None:
        totals = counting.totals(reading, ("direction", direction) if direction else ALL_SCOPE)
        numbers = {kind: getattr(totals, kind) for kind in PROVENANCES}
    else:
        numbers = {kind: (rows["provenance"] == kind).sum() for kind in PROVENANCES}
    filters = {
        "direction": direction or "all",
        "rows": "documented" if choices.documented_only else "all",
        "region": choices.region,
        "group": choices.group,
        "review": "approved" if choices.reviewed_only else "",
    }
    return {
        "known_on": moment.known_on.isoformat(),
        "meeting": moment.meeting,
        "framework": reading.framework.id,
        "framework_version": version_of(reading.framework, moment.known_on),
        "period": reading.period.code,
        "counting": choices.counting,
        "filters": "; ".join(f"{name}: {value}" for name, value in filters.items() if value),
        "about": source_kind(rows),
        **{kind: str(number) for kind, number in numbers.items()},
        "unreviewed": str(figure.unreviewed),
        "demonstration": "yes" if figure.also_invented or numbers[SYNTHETIC] else "",
    }


def invented_targets(source_rows: pd.DataFrame | None) -> str:
    """Return INVENTED_TARGETS if any of these indicators has an invented target, else ""."""
    if source_rows is None or "target_provenance" not in source_rows:
        return ""
    return INVENTED_TARGETS if (source_rows["target_provenance"] == SYNTHETIC).any() else ""


def invented_indicators(indicators: pd.DataFrame) -> str:
    """Return a message if any of these indicators has an invented value or target, else ""."""
    if (indicators["provenance"] == SYNTHETIC).any():
        return n_("indicator values or targets invented")
    return invented_targets(indicators)


def invented_lists(reading: Reading) -> str:
    """Return a message if a list of countries in use is invented, else ""."""
    invented = (counted_rows(reading, "listed")["provenance"] == SYNTHETIC).any()
    return n_("list of countries invented") if invented else ""


@lru_cache(maxsize=32)
def version_of(framework: Framework, known_on: date) -> str:
    """Return the version of a framework on a known-on day: its number and a digest of its data.

    The digest leaves out targets decided later, so that it does not change with a revision
    tomorrow, and translations, so that it is the same in every language.
    """
    data = asdict(framework.original)
    for name in ("texts", "untranslated", "language"):
        del data[name]
    data["targets"] = [t for t in data["targets"] if t["decided_on"] <= known_on]
    text = json.dumps(data, default=str, ensure_ascii=False, sort_keys=True)
    return f"{framework.version}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def demonstration_sentence(reading: Reading, t: Translate) -> str:
    """Return `demonstration` as a sentence for the head of a page or report, or ""."""
    invented = demonstration(reading, t)
    return t("Demonstration data: {what}", what=invented) + "." if invented else ""


def demonstration(reading: Reading, t: Translate) -> str:
    """Return how much of what counts in the strategy and period is invented, or "".

    Indicators are counted if they have a value.

    Args:
        reading: With the frames of `indicator_status.NEEDS` and `registry.COMMON_NEEDS`.
    """
    totals, indicators = counting.totals(reading, ALL_SCOPE), statuses_of(reading, compared=False)
    indicators = indicators[indicators["provenance"] != ""]
    n_values, n_targets = (
        int((indicators[column] == SYNTHETIC).sum())
        for column in ("provenance", "target_provenance")
    )
    if not totals.synthetic + n_values:
        if not n_targets:
            return ""
        return t(
            "the targets of {n} of {rows} indicators are invented",
            n=n_targets,
            rows=t.number(len(indicators)),
        )
    invented = t(
        "{n} of {activities} activities and {k} of {rows} indicator values are invented",
        n=totals.synthetic,
        activities=t.number(totals.activities),
        k=n_values,
        rows=t.number(len(indicators)),
    )
    return t(", ").join((invented, t("targets included"))) if n_targets else invented


def as_of_line(reading: Reading, t: Translate) -> str:
    """Return the line above a page: evaluation day, known-on day, unreviewed entries."""
    day, known = reading.evaluation_day, reading.moment.known_on
    if reading.choices.known_on == NOW:
        position = t("Position at {day}, as known today.", day=day)
    else:
        position = t("Position at {day}, as known on {known}.", day=day, known=known)
    return " ".join(filter(None, (position, unreviewed_sentence(reading, t))))


def as_of_day(reading: Reading, t: Translate) -> str:
    """Return the evaluation day for print, where "today" would be the day of the reader."""
    return t("Position at {day}", day=reading.evaluation_day)


def compared_days(reading: Reading, t: Translate) -> str:
    """Return the two days: "Known on 12 Dec 2012, compared with 16 Aug 2012"."""
    if reading.previous is None:
        return ""
    return t(
        "Known on {now}, compared with {before}",
        now=t.date(reading.moment.known_on, "medium"),
        before=t.date(reading.previous.moment.known_on, "medium"),
    )
