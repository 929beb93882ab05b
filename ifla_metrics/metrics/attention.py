"""What needs the Governing Board, by stated rules, each with its numbers and the rows behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.framework import Framework
from ifla_metrics.metrics import coverage, due, indicator_status
from ifla_metrics.metrics.due import Report
from ifla_metrics.metrics.rollup import by_node
from ifla_metrics.metrics.selection import ALL_SCOPE, OUTSIDE, Record, records
from ifla_metrics.metrics.status import OFF_COURSE
from ifla_metrics.reading import Reading

NEEDS = (*indicator_status.NEEDS, "countries", "regions")

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

EMPTY: Record = {
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
"""What a finding has that its rule does not name."""
COLUMNS = ("rule", "severity", "subject_kind", "subject", *EMPTY)


def attention(reading: Reading, table: pd.DataFrame) -> pd.DataFrame:
    """List what needs the Board on the evaluation day.

    Args:
        reading: The choices, the framework and the frames of NEEDS.
        table: `indicator_status.indicator_status(reading)`.

    Returns:
        One row per finding, the gravest first: `rule` (RULES), `severity` (1 is the gravest),
        `subject_kind` (indicator, group, list, row, direction, region) and `subject` (its code),
        `owner`, `count` and `total` as the rule says, `reports` missing, `since` (the day from
        which it has been so, None where no day says it), `as_of` (the date of the data where the
        finding is a number, else None), `status`, `repeated` (already so at the meeting before),
        `refs` (codes of the indicators or rows behind it, bar-separated).
    """
    found = [
        *_off_course(table),
        *_overdue(reading),
        *_silent(reading, table),
        *_priority(reading, table),
        *_ownerless(table),
        *_too_few(reading.framework, table),
        *_regions(reading),
    ]
    rules = list(RULES)
    frame = pd.DataFrame([{**EMPTY, **finding} for finding in found], columns=COLUMNS)
    grave = (frame["rule"] == "off_track") & frame["repeated"].astype(bool)
    severity = frame["rule"].map(rules.index).astype("int64") + 2
    numbers = {"count": "float64", "total": "float64", "reports": "int64"}
    frame = frame.astype(numbers).assign(severity=severity.mask(grave, 1))
    return frame.sort_values("severity", kind="stable").reset_index(drop=True)


def _off_course(table: pd.DataFrame) -> Iterator[Record]:
    """Count: the actual value; total: the value expected on the date of the data.

    Of a target that was not achieved, which has no expected value, the target itself.
    """
    for row in records(table[table["status"].isin(OFF_COURSE)]):
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


def _silent(reading: Reading, table: pd.DataFrame) -> Iterator[Record]:
    """Count: months without a sign of life (missing: there never was one); since: the last one.

    Of all rows, also where only documented ones count: what is left out of numbers is no silence.
    """
    start = _months_before(reading, SILENT_MONTHS)
    if start is None:
        return
    days = due.report_days(reading)
    for owner in table.loc[table["owner"] != "", "owner"].unique():
        last = max(days.get(owner, ()), default=None)
        if last is None or last < start:
            yield {
                "rule": "silent_group",
                "subject_kind": "group",
                "subject": owner,
                "owner": owner,
                "count": _months_apart(last, reading.on),
                "since": last,
                "refs": "|".join(table.loc[table["owner"] == owner, "row"].unique()),
            }


def _priority(reading: Reading, table: pd.DataFrame) -> Iterator[Record]:
    """Count: priority countries not reached since the indicator's baseline; total: all of them."""
    measured = {i.code for i in reading.framework.indicators if i.measure == "priority_coverage"}
    lacking = table["indicator"].isin(measured) & (table["numerator"] < table["denominator"])
    for row in records(table[lacking]):
        yield {
            "rule": "priority_gap",
            "subject_kind": "list",
            "subject": coverage.PRIORITY,
            "owner": row["owner"],
            "count": row["denominator"] - row["numerator"],
            "total": row["denominator"],
            "as_of": row["as_of"],
            "status": row["status"],
            "refs": row["indicator"],
        }


def _ownerless(table: pd.DataFrame) -> Iterator[Record]:
    """Count: indicators of the row that nobody is named for; total: its indicators."""
    for row, below in table[table["owner"] == ""].groupby("row", sort=False):
        yield {
            "rule": "no_owner",
            "subject_kind": "row",
            "subject": row,
            "count": len(below),
            "total": (table["row"] == row).sum(),
            "refs": "|".join(below["indicator"]),
        }


def _too_few(framework: Framework, table: pd.DataFrame) -> Iterator[Record]:
    """Count: indicators with a value; total: those that could have one."""
    directions = [d.code for d in framework.directions]
    nodes = by_node(table, framework, [*directions, *table["row"].unique()])
    lacking = table[table["progress"].isna() | (table["status"] == "overdue")]
    for row in records(nodes[nodes["status"] == "too_few_data"]):
        below = indicator_status.under(lacking, framework, row["node"])
        yield {
            "rule": "too_few",
            "subject_kind": "direction" if row["node"] in directions else "row",
            "subject": row["node"],
            "owner": framework.owner_of_node(row["node"]),
            "count": row["with_value"],
            "total": row["of"],
            "status": "too_few_data",
            "refs": "|".join(below["indicator"]),
        }


def _regions(reading: Reading) -> Iterator[Record]:
    """Total: countries with members there; since: the end of the last quarter with an activity."""
    start = _months_before(reading, GAP_MONTHS)
    if start is None:
        return
    for row in records(coverage.by_region(reading, ALL_SCOPE)):
        last = row["last_activity"]
        if row["region"] != OUTSIDE and (last is None or last < start):
            yield {
                "rule": "region_gap",
                "subject_kind": "region",
                "subject": row["region"],
                "count": _months_apart(last, reading.on),
                "total": row["listed"],
                "since": last,
            }


def _months_before(reading: Reading, months: int) -> date | None:
    """Return the first of so many months, that of the day included; None before the strategy."""
    count = reading.on.year * 12 + reading.on.month - months
    start = date(count // 12, count % 12 + 1, 1)
    begun = min(p.starts_on for p in reading.framework.periods)
    return start if start >= begun else None


def _months_apart(first: date | None, last: date) -> int | None:
    if first is None:
        return None
    return (last.year - first.year) * 12 + last.month - first.month
