"""Where a figure comes from: its source line, the page's as-of line, what is invented, facts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date
from functools import lru_cache

import pandas as pd

from ifla_metrics.choices import NOW
from ifla_metrics.errors import n_
from ifla_metrics.figures import words
from ifla_metrics.figures.statuses import statuses_of
from ifla_metrics.figures.unreviewed_entries import not_reviewed
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import counting
from ifla_metrics.metrics.selection import SYNTHETIC
from ifla_metrics.metrics.selection import rows as visible_rows
from ifla_metrics.reading import Moment, Reading

COUNTING_RULES = {
    "full": n_("each direction counts the whole activity"),
    "fractional": n_("counted fractionally"),
    "primary": n_("counted by main direction"),
}
_COUNTS = {"sent": n_("sent and approved items"), "approved": n_("approved items only")}
"""Which items a figure counts, by the organisation's setting for the framework."""


def counted(reading: Reading, t: Translate, *, of_all: bool = False) -> str:
    """Return two totals and the rule: "18 activities, 43 alignments, counted fractionally".

    Args:
        of_all: Of all directions, whichever is chosen.
    """
    totals = counting.totals(reading, direction="" if of_all else None)
    return t(", ").join(
        (
            activities(totals.activities, t),
            t.plural("{n} alignment", "{n} alignments", totals.alignments),
            t(COUNTING_RULES[reading.choices.counting]),
        )
    )


def activities(number: float, t: Translate) -> str:
    """Return a number of activities in words; a fraction takes the plural."""
    if float(number).is_integer():
        return t.plural("{n} activity", "{n} activities", int(number))
    return t("{n} activities", n=words.number(number, t))


ALL_REGIONS = n_("all regions")
STATUS_FOR_ALL_REGIONS = n_("{region}; status for all regions")
REPORTS_FOR_ALL_REGIONS = n_("{region}; reported values: all regions")
"""What a figure says that the filter by region does not narrow, or only in part."""

BESIDE = {
    "targets": n_("targets invented"),
    "values": n_("indicator values invented"),
    "both": n_("indicator values and targets invented"),
    "list": n_("list of countries invented"),
    "before": n_("activities of the year before invented"),
}
"""What is invented that a figure uses beside the rows that it counts."""

_SHORT_SOURCES = {
    "activities": n_("Activity log, {day}"),
    "indicator rows": n_("Indicator reports, {day}"),
    "records": n_("Records of the log, {day}"),
}
_INVENTED = {
    "activities": n_("{n} of {k} activities invented"),
    "indicator rows": n_("{n} of {k} indicator values invented"),
    "records": n_("{n} of {k} rows invented"),
}


def source_line(
    reading: Reading,
    t: Translate,
    numbers: Mapping[str, int],
    *,
    about: str,
    beside: str,
    of_all: bool,
    regions: str,
    texts: Iterable[str],
) -> str:
    """Return the source of a figure as one line.

    Args:
        numbers: How many rows of each provenance stand behind it (`rows_by_provenance`).
        about: What these rows are (`kind_of_rows`).
        beside: What it uses that is invented beside them (BESIDE).
        of_all: It is about all directions, whichever is chosen.
        regions: What it says of a chosen region.
        texts: All its words: they may have titles of the strategy that are unofficial translations.
    """
    parts = (
        _invented(numbers, beside, t, about=about),
        *_day_and_rule(reading, t, of_all=of_all),
        *_filters(reading, t, regions),
        "" if numbers[SYNTHETIC] else _documented(numbers, t, about=about),
        t("framework titles: unofficial translation") if _unofficial(reading, *texts) else "",
        t("framework {version}", version=t.code(_version(reading))),
    )
    return " · ".join(filter(None, parts))


def short_source(reading: Reading, t: Translate, foot: str) -> str:
    """Return the source in a few words (_SHORT_SOURCES) with the day it was known."""
    return t(_SHORT_SOURCES[foot], day=t.date(reading.moment.known_on, "medium"))


def _day_and_rule(reading: Reading, t: Translate, *, of_all: bool) -> Iterator[str]:
    choices, framework = reading.choices, reading.framework
    yield as_of_day(reading, t)
    yield t("Log as known on {day}", day=t.date(reading.moment.known_on))
    yield reading.period.title
    yield t(COUNTING_RULES[choices.counting])
    yield t(_COUNTS[reading.counts])
    if choices.direction and not of_all:
        yield words.node_name(framework.node(choices.direction), framework)
    if choices.documented_only:
        yield t("real data only")


def _filters(reading: Reading, t: Translate, regions: str) -> Iterator[str]:
    """Yield what the figure is narrowed to; the line above says whether only approved items."""
    if reading.choices.region:
        yield t(regions, region=t(reading.region_title))
    if reading.choices.group:
        yield t("working group: {group}", group=t(reading.group_title))


def rows_by_provenance(reading: Reading, rows: pd.DataFrame | None, of_all: bool) -> dict[str, int]:
    """Return how many rows of which provenance stand behind a figure."""
    kinds = ("documented", "synthetic", "reported")
    if rows is not None:
        return {kind: int((rows["provenance"] == kind).sum()) for kind in kinds}
    totals = counting.totals(reading, direction="" if of_all else None)
    return {kind: int(getattr(totals, kind)) for kind in kinds}


def kind_of_rows(rows: pd.DataFrame | None) -> str:
    """Return what the rows behind a figure are; an indicator row is an indicator with a value."""
    if rows is None:
        return "activities"
    return "indicator rows" if "target_provenance" in rows else "records"


def _documented(numbers: Mapping[str, int], t: Translate, *, about: str) -> str:
    """Return where the rows of a figure come from, when none of them is invented."""
    documented = t.number(numbers["documented"])
    if about == "activities":
        share = t("activities: {documented} documented", documented=documented)
    elif any(numbers.values()):
        share = t("rows: {documented} documented", documented=documented)
    else:
        return ""
    if not numbers["reported"]:
        return share
    return t("{share}, {n} reported", share=share, n=t.number(numbers["reported"]))


def _invented(numbers: Mapping[str, int], beside: str, t: Translate, *, about: str) -> str:
    """Return how much of a figure is invented; "" when nothing is."""
    number, of = t.number(numbers[SYNTHETIC]), t.number(sum(numbers.values()))
    parts = [t(_INVENTED[about], n=number, k=of)] if numbers[SYNTHETIC] else []
    if beside:
        parts.append(t(BESIDE[beside]))
    return t("Demonstration: {what}", what=t(", ").join(parts)) if parts else ""


def _unofficial(reading: Reading, *texts: str) -> bool:
    """Say whether the texts have words of the strategy that are an unofficial translation."""
    found = reading.framework.translations_in("\n".join(texts))
    return any(text.status == "unofficial" for text in found)


def facts(
    reading: Reading,
    shares: dict[str, int],
    *,
    about: str,
    demonstration: bool,
    of_all: bool,
) -> dict[str, str]:
    """Return what a program asks of a file that the figure left in (`Figure.facts`)."""
    chosen, moment = reading.choices, reading.moment
    filters = {
        "direction": "all" if of_all else chosen.direction or "all",
        "rows": "documented" if chosen.documented_only else "all",
        **({"region": chosen.region} if chosen.region else {}),
        **({"group": chosen.group} if chosen.group else {}),
        **({"review": "approved"} if chosen.reviewed_only else {}),
    }
    return {
        "known_on": moment.known_on.isoformat(),
        "meeting": moment.meeting,
        "framework": reading.framework.id,
        "framework_version": _version(reading),
        "period": reading.period.code,
        "counting": chosen.counting,
        "filters": "; ".join(f"{name}: {value}" for name, value in filters.items()),
        "about": about,
        **{name: str(number) for name, number in shares.items()},
        "demonstration": "yes" if demonstration or shares["synthetic"] else "",
    }


def invented_targets(indicators: pd.DataFrame) -> str:
    """Return the code of BESIDE where one of the targets of indicators is invented, else ""."""
    return "targets" if (indicators["target_provenance"] == SYNTHETIC).any() else ""


def invented_indicators(table: pd.DataFrame) -> str:
    """Return the code of BESIDE of indicators (standings) in a figure that counts activities."""
    found = invented_targets(table)
    if (table["provenance"] == SYNTHETIC).any():
        return "both" if found else "values"
    return found


def invented_lists(reading: Reading) -> str:
    """Return the code of BESIDE where a list of countries that counts is invented, else ""."""
    return "list" if (visible_rows(reading, "listed")["provenance"] == SYNTHETIC).any() else ""


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
    totals, table = counting.totals(reading, direction=""), statuses_of(reading)
    table = table[table["provenance"] != ""]
    values = int((table["provenance"] == SYNTHETIC).sum())
    by_targets = int((table["target_provenance"] == SYNTHETIC).sum())
    rows = t.number(len(table))
    if not totals.synthetic and not values:
        invented = t(
            "the targets of {n} of {rows} indicators are invented",
            n=t.number(by_targets),
            rows=rows,
        )
        return invented if by_targets else ""
    invented = t(
        "{n} of {activities} activities and {k} of {rows} indicator rows are invented",
        n=t.number(int(totals.synthetic)),
        activities=t.number(int(totals.activities)),
        k=t.number(values),
        rows=rows,
    )
    return t(", ").join((invented, t("targets included"))) if by_targets else invented


@lru_cache(maxsize=32)
def version_of(framework: Framework, known_on: date) -> str:
    """Return the version of a framework as it stood: its own number, and a digest of its data.

    Targets decided later are left out, so that a revision tomorrow does not change what a figure
    of today says of itself; translations too, so that a figure says the same in every language.
    """
    plan = asdict(framework.original)
    for name in ("texts", "untranslated", "translation"):
        del plan[name]
    plan["targets"] = [t for t in plan["targets"] if t["decided_on"] <= known_on]
    written = json.dumps(plan, default=str, ensure_ascii=False, sort_keys=True)
    return f"{framework.version}-{hashlib.sha256(written.encode()).hexdigest()[:8]}"


def _version(reading: Reading) -> str:
    return version_of(reading.framework, reading.moment.known_on)


def as_of_line(reading: Reading, t: Translate) -> str:
    """Return the line above a page: its day, when that was known, and what is not reviewed."""
    return " ".join(filter(None, (_day(reading, t), not_reviewed(reading, t))))


def _day(reading: Reading, t: Translate) -> str:
    moment = reading.moment
    values = {"day": reading.on, "known": moment.known_on, "meeting": moment.title}
    if moment.meeting and named_by_month(moment):
        return t("Position at {day}, as known at the Governing Board meeting of {known}.", **values)
    if moment.meeting:
        return t("Position at {day}, as known at “{meeting}” on {known}.", **values)
    if reading.choices.known_on == NOW:
        return t("Position at {day}, as known today.", **values)
    return t("Position at {day}, as known on {known}.", **values)


def as_of_day(reading: Reading, t: Translate) -> str:
    """Return the evaluation day for print, where “today” would be the day of the reader."""
    return t("Position at {day}", day=reading.on)


def named_by_month(meeting: Moment) -> bool:
    """Say whether a meeting has the usual name: the Governing Board and its month."""
    return meeting.title == f"Governing Board, {meeting.known_on:%B %Y}"
