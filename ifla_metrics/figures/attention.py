"""What needs the Governing Board: findings of RULES, each a sentence with its numbers."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date

import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.figures import small_numbers, words
from ifla_metrics.figures.figure import Figure, table
from ifla_metrics.figures.ratings import value_text
from ifla_metrics.figures.registry import figure
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import coverage, due, rollup
from ifla_metrics.metrics.due import Report
from ifla_metrics.metrics.indicator_status import NEEDS, chosen_statuses, statuses_of
from ifla_metrics.metrics.selection import ALL_SCOPE, OUTSIDE, Record, records
from ifla_metrics.metrics.status import OFF_COURSE, WORDS
from ifla_metrics.periods import months_apart
from ifla_metrics.reading import Reading

SILENT_MONTHS = 6
"""A group is silent after this many months without activity or report, the current one included."""
GAP_MONTHS = 24
"""A region needs the Board after this many months without activity, the current one included."""

DEFAULTS: Record = {
    "owner": "",
    "count": None,
    "total": None,
    "reports": 0,
    "since": "",
    "as_of": "",
    "status": "",
    "repeated": False,
    "indicators": frozenset(),
}
"""The fields of a finding that its rule leaves out."""


@figure(
    name="needs-the-board",
    id="O-03",
    page="overview",
    label=n_("What needs the Board"),
    needs=(*NEEDS, *due.NEEDS, "countries", "remarks"),  # Remarks are for reports.
    needs_previous=NEEDS,
    formula=n_(
        "Indicators off track, off target, not achieved or moving away; overdue reports; groups "
        "without activity and report for two quarters; priority countries not reached; indicators "
        "without an owner; ratings on less than half of the indicators; regions without activity "
        "in 24 months."
    ),
    empty=n_("Nothing needs the Board."),
)
def needs_the_board(reading: Reading, t: Translate) -> Figure:
    """What is off course, overdue, silent, without owner or not reached."""
    rows = findings(reading, t)
    frame = pd.DataFrame(rows, columns=["rule", "subject", "finding", *DEFAULTS])
    frame = frame.assign(
        number=range(1, len(rows) + 1),
        owner=[words.group_name(r["owner"], reading, t) if r["owner"] else "" for r in rows],
        rule_code=frame["rule"],
        **frame[["count", "total", "reports"]].astype("float64"),
    )
    statuses = chosen_statuses(reading)
    has_overdue = (frame["rule"] == "overdue").any()
    return Figure(
        title=t.plural("{n} thing needs the Board", "{n} things need the Board", len(rows)),
        lines=(
            t("Most serious first"),
            words.status_scope(reading.choices, t),
            words.reports_scope(reading, t) if has_overdue else "",
        ),
        table=table(
            frame,
            t,
            "number finding owner since as_of",
            "rule_code subject status:status count:number total:number reports:number",
        ),
        source_rows=statuses,
    )


def findings(reading: Reading, t: Translate) -> list[Record]:
    """Return what needs the Board on the evaluation day, in the order of RULES.

    Findings that were there at the previous meeting come first. If a direction is chosen, only
    those about it, its parts, its indicators and their groups.

    Returns:
        Records with `rule` (a key of RULES), `subject` (the code of an indicator, group, list of
        countries, node or region), `finding` (a sentence), `owner`, `status`, the two numbers in
        the sentence (`count` out of `total`), `reports` (how many are missing), `since` (the first
        day of the problem), `as_of` (the date of the data), `repeated` and `indicators` (those of
        a group).
    """
    statuses, chosen = statuses_of(reading), chosen_statuses(reading)
    found = [
        {**DEFAULTS, "rule": rule, **finding}
        for rule, find in RULES.items()
        for finding in find(reading, statuses, t)
    ]
    if direction := reading.choices.direction:
        codes = {*chosen["indicator"], *chosen["row"], direction}
        found = [f for f in found if codes.intersection({f["subject"], *f["indicators"]})]
    return sorted(found, key=lambda finding: not finding["repeated"])


# The rules: each yields its findings; the docstrings describe `count`, `total` and `since`


def _off_course(reading: Reading, statuses: pd.DataFrame, t: Translate) -> Iterator[Record]:
    """Count: the actual value; total: the value expected on its date, or the missed target."""
    hidden = small_numbers.hidden_indicators(reading)
    for row in records(statuses[statuses["status"].isin(OFF_COURSE)]):
        indicator = reading.framework.indicator(row["indicator"])
        expected = row["target" if row["status"] == "not_achieved" else "expected"]
        if indicator.code in hidden:
            row["actual"], expected = None, None
        status = t(WORDS[row["status"]])
        if not words.is_missing(row["actual"]) and not words.is_missing(expected):
            status = t(
                "{status}, {actual}; {expected} expected",
                status=status,
                actual=value_text(row, indicator.unit, t),
                expected=words.with_unit(expected, indicator.unit, t),
            )
        yield {
            "subject": indicator.code,
            "finding": words.sentences(words.labelled(indicator.short_title, status, t)),
            "owner": row["owner"],
            "count": row["actual"],
            "total": expected,
            "as_of": row["as_of"],
            "status": row["status"],
            "repeated": row["previous_status"] in OFF_COURSE,
        }


def _overdue(reading: Reading, statuses: pd.DataFrame, t: Translate) -> Iterator[Record]:
    """Count: the indicators with overdue reports; 0 if only reports on activities are overdue."""
    overdue: dict[str, list[Report]] = defaultdict(list)
    for report in due.overdue(due.reports(reading)):
        overdue[report.group].append(report)
    order = ["", *(i.code for i in reading.framework.indicators)]
    for group, reports in sorted(
        overdue.items(), key=lambda item: min(order.index(r.indicator) for r in item[1])
    ):
        indicators = {report.indicator for report in reports if report.indicator}
        yield {
            "subject": group,
            "finding": t(
                "{owner}: {reports} overdue since {since}.",
                owner=words.capitalise(words.group_name(group, reading, t)),
                reports=words.report_counts(reports, t),
                since=t.month(reports[0].due_on),
            ),
            "owner": group,
            "count": len(indicators),
            "reports": len(reports),
            "since": reports[0].due_on,
            "status": "overdue",
            "indicators": indicators,
        }


def _silent(reading: Reading, statuses: pd.DataFrame, t: Translate) -> Iterator[Record]:
    """Count: months since the last activity or report, missing if there never was one.

    Since: the day of the last one. Invented reports also break the silence under "real data only".
    """
    start = _months_before(reading, SILENT_MONTHS)
    if start is None:
        return
    report_days = due.report_days(reading)
    for group, own in statuses[statuses["owner"] != ""].groupby("owner", sort=False):
        last = max(report_days.get(str(group), ()), default=None)
        if last is not None and last >= start:
            continue
        name = words.capitalise(words.group_name(str(group), reading, t))
        if last is None:
            finding = t("{group} has never logged or reported anything.", group=name)
        else:
            finding = t("{group}: silent since {month}.", group=name, month=t.month(last))
        yield {
            "subject": group,
            "finding": finding,
            "owner": group,
            "count": months_apart(last, reading.evaluation_day) if last else None,
            "since": last or "",
            "indicators": {*own["indicator"]},
        }


def _priority(reading: Reading, statuses: pd.DataFrame, t: Translate) -> Iterator[Record]:
    """Count: priority countries not reached since the indicator's baseline; total: all of them.

    Counts the countries of the chosen region, like the page Coverage.
    """
    statuses = statuses_of(reading, narrowed=True)
    measured = [i.code for i in reading.framework.indicators if i.measure == "priority_coverage"]
    incomplete = statuses["numerator"] < statuses["denominator"]
    for row in records(statuses[statuses["indicator"].isin(measured) & incomplete]):
        missed = row["denominator"] - row["numerator"]
        yield {
            "subject": coverage.PRIORITY,
            "finding": t(
                "{n} of {k} priority countries not reached by {element}.",
                n=missed,
                k=row["denominator"],
                element=reading.framework.node(row["row"]).short_title,
            ),
            "owner": row["owner"],
            "count": missed,
            "total": row["denominator"],
            "as_of": row["as_of"],
            "status": row["status"],
        }


def _no_owner(reading: Reading, statuses: pd.DataFrame, t: Translate) -> Iterator[Record]:
    """Count: the indicators of a part without an owner; total: all its indicators."""
    for code, below in statuses.groupby("row", sort=False):
        n_unowned = int((below["owner"] == "").sum())
        if n_unowned:
            yield {
                "subject": code,
                "finding": t.plural(
                    "No owner for {missing} of {n} indicator of {row}.",
                    "No owner for {missing} of {n} indicators of {row}.",
                    len(below),
                    missing=t.number(n_unowned),
                    row=reading.framework.node(str(code)).short_title,
                ),
                "count": n_unowned,
                "total": len(below),
            }


def _too_few(reading: Reading, statuses: pd.DataFrame, t: Translate) -> Iterator[Record]:
    """Count: the indicators with a value; total: those that could have one."""
    framework = reading.framework
    parts = [*(d.code for d in framework.directions), *statuses["row"].unique()]
    nodes = rollup.by_node(statuses, framework, parts)
    for row in records(nodes[nodes["status"] == "too_few_data"]):
        yield {
            "subject": row["node"],
            "finding": t.plural(
                "{subject} is based on {number} of {n} indicator.",
                "{subject} is based on {number} of {n} indicators.",
                row["of"],
                subject=words.node_name(framework.node(row["node"]), framework),
                number=t.number(row["with_value"]),
            ),
            "owner": framework.owner_of_node(row["node"]),
            "count": row["with_value"],
            "total": row["of"],
            "status": "too_few_data",
        }


def _region(reading: Reading, statuses: pd.DataFrame, t: Translate) -> Iterator[Record]:
    """Count: months without an activity; total: countries with members in the region.

    Since: the end of the last quarter with an activity.
    """
    start = _months_before(reading, GAP_MONTHS)
    if start is None:
        return
    for row in records(coverage.by_region(reading, ALL_SCOPE)):
        last, region = row["last_activity"], t(row["title"])
        if row["region"] == OUTSIDE or (last is not None and last >= start):
            continue
        months = months_apart(last or _strategy_start(reading), reading.evaluation_day)
        yield {
            "subject": row["region"],
            "finding": t("{region}: no activity for {n} months.", region=region, n=months),
            "count": months if last else None,
            "total": row["listed"],
            "since": last or "",
        }


def _months_before(reading: Reading, months: int) -> date | None:
    """Return the first day of the last `months` months; None if the strategy began later."""
    start = (pd.Period(reading.evaluation_day, "M") - (months - 1)).start_time.date()
    return start if start >= _strategy_start(reading) else None


def _strategy_start(reading: Reading) -> date:
    return min(period.starts_on for period in reading.framework.periods)


RULES: dict[str, Callable[[Reading, pd.DataFrame, Translate], Iterator[Record]]] = {
    "off_track": _off_course,
    "overdue": _overdue,
    "silent_group": _silent,
    "priority_gap": _priority,
    "no_owner": _no_owner,
    "too_few": _too_few,
    "region_gap": _region,
}
"""The functions that yield the findings of each rule, the most serious first."""
