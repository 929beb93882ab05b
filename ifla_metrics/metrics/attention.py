"""What needs the Governing Board, by stated rules, each with its numbers and the rows behind it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.framework import Framework
from ifla_metrics.metrics import coverage, due, standings
from ifla_metrics.metrics.due import Report
from ifla_metrics.metrics.exact import known
from ifla_metrics.metrics.rollup import by_node
from ifla_metrics.metrics.selection import OUTSIDE, WHOLE
from ifla_metrics.metrics.status import OFF_COURSE
from ifla_metrics.metrics.tables import Record, each, records, table
from ifla_metrics.periods import first_day
from ifla_metrics.reading import Reading

NEEDS = (*standings.NEEDS, "countries", "regions")

SILENT_MONTHS = 6
"""A group without activity and report in two quarters' months, that of the day included."""
GAP_MONTHS = 24
"""A region without activity in so many months, that of the day included."""

RULES = {
    "off_track": n_("An indicator is off track, off target, not achieved or moving away."),
    "overdue": n_("Reports are past their due day."),
    "silent_group": n_("A group has logged no activity and sent no report for two quarters."),
    "priority_gap": n_("Priority countries are not reached."),
    "no_owner": n_("Nobody is named to report."),
    "too_few": n_("The rating rests on less than half of the indicators."),
    "region_gap": n_("A region has seen no activity in 24 months."),
}
"""The rules in words, the gravest first."""

COLUMNS = (
    "rule",
    "severity",
    "subject_kind",
    "subject",
    "owner",
    "count",
    "total",
    "reports",
    "since",
    "as_of",
    "status",
    "repeated",
    "refs",
)


def attention(reading: Reading, *, standing: pd.DataFrame | None = None) -> pd.DataFrame:
    """List what needs the Board on the evaluation day.

    Args:
        reading: The choices, the framework and the frames of NEEDS.
        standing: `standings.standings(reading)`, where it is at hand.

    Returns:
        One row per finding, the gravest first: `rule` (RULES), `severity` (1 is the gravest),
        `subject_kind` (indicator, group, list, row, direction, region) and `subject` (its code),
        `owner`, `count` and `total` as the rule says, `reports` missing, `since` (the day from
        which it has been so, None where no day says it), `as_of` (the date of the data where the
        finding is a number, else None), `status`, `repeated` (already so at the meeting before),
        `refs` (codes of the indicators or rows behind it, bar-separated).
    """
    table_now = standings.standings(reading) if standing is None else standing
    found = [
        *_off_course(table_now),
        *_overdue(reading),
        *_silent(reading, table_now),
        *_priority(reading, table_now),
        *_ownerless(table_now),
        *_too_few(reading.framework, table_now),
        *_regions(reading),
    ]
    empty: Record = {
        "owner": "",
        "count": None,
        "total": None,
        "reports": 0,
        "since": None,
        "as_of": None,
        "status": "",
        "repeated": False,
        "refs": "",
    }
    rules = list(RULES)
    for item in found:
        grave = item["rule"] == "off_track" and item.get("repeated")
        item["severity"] = 1 if grave else rules.index(item["rule"]) + 2
    found.sort(key=lambda item: item["severity"])
    return table(
        ({**empty, **item} for item in found),
        COLUMNS,
        floats=("count", "total"),
        counts=("severity", "reports"),
    )


def _off_course(standing: pd.DataFrame) -> Iterator[Record]:
    """Count: the actual value; total: the value expected on the date of the data.

    Of a target that was not achieved, which has no expected value, the target itself.
    """
    for row in records(standing):
        if row["status"] in OFF_COURSE:
            yield {
                "rule": "off_track",
                "subject_kind": "indicator",
                "subject": row["indicator"],
                "owner": row["owner"],
                "count": row["actual"],
                "total": row["target" if row["status"] == "not_achieved" else "expected"],
                "as_of": row["as_of"],
                "status": row["status"],
                "repeated": row["previous_status"] in OFF_COURSE,
                "refs": row["indicator"],
            }


def _overdue(reading: Reading) -> Iterator[Record]:
    """Count: indicators that the overdue reports of an owner are for, 0 where its activities are.

    Refs: these indicators in the framework's order.
    """
    late: dict[str, list[Report]] = defaultdict(list)
    for report in due.overdue(due.reports(reading)):
        late[report.group].append(report)
    order = ["", *(i.code for i in reading.framework.indicators)]
    groups = sorted(late, key=lambda owner: min(order.index(r.indicator) for r in late[owner]))
    for owner in groups:
        codes = {r.indicator for r in late[owner] if r.indicator}
        yield {
            "rule": "overdue",
            "subject_kind": "group",
            "subject": owner,
            "owner": owner,
            "count": len(codes),
            "reports": len(late[owner]),
            "since": late[owner][0].due_on,
            "status": "overdue",
            "refs": "|".join(sorted(codes, key=order.index)),
        }


def _silent(reading: Reading, standing: pd.DataFrame) -> Iterator[Record]:
    """Count: months without a sign of life (missing: there never was one); since: the last one.

    Of all rows, also where only documented ones count: what is left out of numbers is no silence.
    """
    on = reading.on
    start = first_day(_months_back(on, SILENT_MONTHS - 1))
    if start < min(p.starts_on for p in reading.framework.periods):
        return
    seen: dict[str, date] = {}
    for group, day in due.days_of_groups(reading):
        seen[group] = max(seen.get(group, date.min), day)
    for owner in dict.fromkeys(str(o) for o in standing["owner"] if o):
        last = seen.get(owner)
        if last is None or last < start:
            months = None if last is None else _months_apart(last, on)
            owned = standing[standing["owner"] == owner]
            yield {
                "rule": "silent_group",
                "subject_kind": "group",
                "subject": owner,
                "owner": owner,
                "count": months,
                "since": last,
                "refs": "|".join(dict.fromkeys(owned["row"])),
            }


def _priority(reading: Reading, standing: pd.DataFrame) -> Iterator[Record]:
    """Count: priority countries not reached since the indicator's baseline; total: all of them."""
    measured = {i.code for i in reading.framework.indicators if i.measure == "priority_coverage"}
    for row in records(standing[standing["indicator"].isin(measured)]):
        reached, of = known(row["numerator"]), known(row["denominator"])
        if reached is not None and of is not None and reached < of:
            yield {
                "rule": "priority_gap",
                "subject_kind": "list",
                "subject": coverage.PRIORITY,
                "owner": row["owner"],
                "count": float(of - reached),
                "total": float(of),
                "as_of": row["as_of"],
                "status": row["status"],
                "refs": row["indicator"],
            }


def _ownerless(standing: pd.DataFrame) -> Iterator[Record]:
    """Count: indicators of the row that nobody is named for; total: its indicators."""
    orphans: dict[str, list[str]] = defaultdict(list)
    for row, owner, indicator in each(standing, "row", "owner", "indicator"):
        if not owner:
            orphans[row].append(indicator)
    number = Counter(standing["row"].tolist())
    for row, indicators in orphans.items():
        yield {
            "rule": "no_owner",
            "subject_kind": "row",
            "subject": row,
            "count": len(indicators),
            "total": number[row],
            "refs": "|".join(indicators),
        }


def _too_few(framework: Framework, standing: pd.DataFrame) -> Iterator[Record]:
    """Count: indicators with a value; total: those that could have one."""
    directions = [d.code for d in framework.directions]
    codes = [*directions, *dict.fromkeys(standing["row"])]
    for row in records(by_node(standing, framework, codes)):
        if row["status"] == "too_few_data":
            below = standings.under(standing, framework, row["node"])
            lacking = below[below["progress"].isna() | (below["status"] == "overdue")]
            yield {
                "rule": "too_few",
                "subject_kind": "direction" if row["node"] in directions else "row",
                "subject": row["node"],
                "owner": framework.owner_of_node(row["node"]),
                "count": row["with_value"],
                "total": row["of"],
                "status": "too_few_data",
                "refs": "|".join(lacking["indicator"]),
            }


def _regions(reading: Reading) -> Iterator[Record]:
    """Total: countries with members there; since: the end of the last quarter with an activity."""
    start = first_day(_months_back(reading.on, GAP_MONTHS - 1))
    if start < min(p.starts_on for p in reading.framework.periods):
        return
    for row in records(coverage.by_region(reading, WHOLE)):
        last = row["last_activity"]
        if row["region"] != OUTSIDE and (last is None or last < start):
            yield {
                "rule": "region_gap",
                "subject_kind": "region",
                "subject": row["region"],
                "count": None if last is None else _months_apart(last, reading.on),
                "total": row["listed"],
                "since": last,
            }


def _months_back(on: date, months: int) -> int:
    count = on.year * 12 + on.month - 1 - months
    return count // 12 * 100 + count % 12 + 1


def _months_apart(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month
