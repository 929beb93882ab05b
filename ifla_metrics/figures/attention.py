"""What needs the Governing Board: findings by stated rules, each a sentence with its numbers."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date

import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.figures import small_numbers, unreviewed_entries, words
from ifla_metrics.figures.figure import FigureDraft, table
from ifla_metrics.figures.ratings import value_words
from ifla_metrics.figures.registry import figure
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import change, coverage, due, explain, rollup
from ifla_metrics.metrics.due import Report
from ifla_metrics.metrics.indicator_status import chosen_statuses, is_narrowed, statuses_of
from ifla_metrics.metrics.selection import ALL_SCOPE, OUTSIDE, Record, records
from ifla_metrics.metrics.status import OFF_COURSE, WORDS
from ifla_metrics.periods import months_apart
from ifla_metrics.reading import Reading

NEEDS = (*change.NEEDS, "month_cells:group", "countries", "remarks")

SILENT_MONTHS = 6
"""A group without activity and report in two quarters' months, that of the day included."""
GAP_MONTHS = 24
"""A region without activity in so many months, that of the day included."""

UNNAMED: Record = {
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
"""What a finding has that its rule does not name."""


@figure(
    name="needs-the-board",
    id="O-03",
    page="overview",
    label=n_("What needs the Board"),
    needs=NEEDS,
    compared=True,
    columns=("number", "finding", "owner", "since", "as_of"),
)
def needs_the_board(reading: Reading, t: Translate) -> FigureDraft:
    """The attention list: what is off course, overdue, silent, without owner, not reached."""
    rows = _of_direction(findings(reading, t), reading)
    found = pd.DataFrame(rows, columns=["rule", "subject", "finding", *UNNAMED])
    frame = found.assign(
        number=range(1, len(rows) + 1),
        owner=[words.group_name(r["owner"], reading, t) if r["owner"] else "" for r in rows],
        rule_code=found["rule"],
        **found[["count", "total", "reports"]].astype("float64"),
    )
    statuses = chosen_statuses(reading)
    late = (found["rule"] == "overdue").any()
    return FigureDraft(
        title=t.plural("{n} thing needs the Board", "{n} things need the Board", len(rows)),
        subtitle=(t("Most serious first"), words.about_reports(reading, t) if late else ""),
        table=table(
            frame,
            t,
            "number finding owner since as_of",
            "rule_code subject status:status count:number total:number reports:number",
        ),
        formula=words.sentences(*(t(rule) for rule, _ in RULES.values())),
        definition=t(explain.FORMULA["expected"]),
        rows=statuses,
        # That nothing needs the Board rests on these, too.
        unreviewed=unreviewed_entries.of_ratings(reading, statuses["indicator"]),
        empty="" if rows else t("Nothing needs the Board."),
    )


def _of_direction(found: list[Record], reading: Reading) -> list[Record]:
    """Return the findings about the chosen direction, its parts, indicators and their groups."""
    direction = reading.choices.direction
    if not direction:
        return found
    chosen = chosen_statuses(reading)
    served = {*chosen["indicator"], *chosen["row"], direction}
    return [one for one in found if served.intersection({one["subject"], *one["indicators"]})]


def findings(reading: Reading, t: Translate) -> list[Record]:
    """Return what needs the Board on the evaluation day by each of RULES, the most serious first.

    Returns:
        Records with `rule`, `subject` (the code of an indicator, group, list of countries, part or
        region), `finding` (a sentence), the `owner` and `status`, the two numbers in it (`count`
        out of `total`), the `reports` missing, `since` (the day from which it has been so), `as_of`
        (the date of the data where the finding is a number), `repeated` (so also at the meeting
        before) and `indicators` (of a group).
    """
    statuses = statuses_of(reading)
    found = [
        {**UNNAMED, "rule": rule, **finding}
        for rule, (_, find) in RULES.items()
        for finding in find(reading, statuses, t)
    ]
    return sorted(found, key=lambda finding: not finding["repeated"])


# The rules: each yields findings, and says what `count`, `total` and `since` of them are


def _off_course(reading: Reading, statuses: pd.DataFrame, t: Translate) -> Iterator[Record]:
    """Count: the actual value; total: what was expected then, or the target that was missed."""
    hidden = small_numbers.hidden_indicators(reading)
    for row in records(statuses[statuses["status"].isin(OFF_COURSE)]):
        indicator = reading.framework.indicator(row["indicator"])
        wanted = row["target" if row["status"] == "not_achieved" else "expected"]
        if indicator.code in hidden:
            row["actual"], wanted = None, None
        told = t(WORDS[row["status"]])
        if is_narrowed(reading, indicator):
            told = words.of_the_whole(told, reading, t)
        if not words.missing(row["actual"]) and not words.missing(wanted):
            told = t(
                "{status}, {actual}; {expected} expected",
                status=told,
                actual=value_words(row, indicator.unit, t),
                expected=words.in_unit(wanted, indicator.unit, t),
            )
        yield {
            "subject": indicator.code,
            "finding": words.sentences(words.labelled(indicator.short_title, told, t)),
            "owner": row["owner"],
            "count": row["actual"],
            "total": wanted,
            "as_of": row["as_of"],
            "status": row["status"],
            "repeated": row["previous_status"] in OFF_COURSE,
        }


def _overdue(reading: Reading, statuses: pd.DataFrame, t: Translate) -> Iterator[Record]:
    """Count: indicators that the overdue reports of a group are for, 0 where its activities are."""
    late: dict[str, list[Report]] = defaultdict(list)
    for report in due.overdue(due.reports(reading)):
        late[report.group].append(report)
    order = ["", *(i.code for i in reading.framework.indicators)]
    for group in sorted(late, key=lambda group: min(order.index(r.indicator) for r in late[group])):
        codes = {report.indicator for report in late[group] if report.indicator}
        yield {
            "subject": group,
            "finding": t(
                "{owner}: {reports} overdue since {since}.",
                owner=words.capital(words.group_name(group, reading, t)),
                reports=words.counted_reports(late[group], t),
                since=t.month(late[group][0].due_on),
            ),
            "owner": group,
            "count": len(codes),
            "reports": len(late[group]),
            "since": late[group][0].due_on,
            "status": "overdue",
            "indicators": codes,
        }


def _silent(reading: Reading, statuses: pd.DataFrame, t: Translate) -> Iterator[Record]:
    """Count: months without an activity or report (missing: there never was one); since: the last.

    Of all rows, also where only documented ones count: what is left out of numbers is no silence.
    """
    start = _months_before(reading, SILENT_MONTHS)
    if start is None:
        return
    days = due.report_days(reading)
    for group, own in statuses[statuses["owner"] != ""].groupby("owner", sort=False):
        last = max(days.get(str(group), ()), default=None)
        name = words.capital(words.group_name(str(group), reading, t))
        if last is None:
            finding = t("{group} has never logged or reported anything.", group=name)
        else:
            finding = t("{group}: silent since {month}.", group=name, month=t.month(last))
        if last is None or last < start:
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

    Those of the chosen region, as Coverage lists them.
    """
    statuses = statuses_of(reading, narrowed=True)
    measured = [i.code for i in reading.framework.indicators if i.measure == "priority_coverage"]
    lacking = statuses["indicator"].isin(measured) & (
        statuses["numerator"] < statuses["denominator"]
    )
    for row in records(statuses[lacking]):
        missed = row["denominator"] - row["numerator"]
        yield {
            "subject": coverage.PRIORITY,
            "finding": t(
                "{n} of {k} priority countries not reached by {element}.",
                n=t.number(missed),
                k=t.number(row["denominator"]),
                element=reading.framework.node(row["row"]).short_title,
            ),
            "owner": row["owner"],
            "count": missed,
            "total": row["denominator"],
            "as_of": row["as_of"],
            "status": row["status"],
        }


def _no_owner(reading: Reading, statuses: pd.DataFrame, t: Translate) -> Iterator[Record]:
    """Count: indicators of the part that nobody is named for; total: its indicators."""
    for code, below in statuses.groupby("row", sort=False):
        lacking = below[below["owner"] == ""]
        if len(lacking):
            yield {
                "subject": code,
                "finding": t(
                    "No owner for {n} of {k} indicators of {row}.",
                    n=t.number(len(lacking)),
                    k=t.number(len(below)),
                    row=reading.framework.node(str(code)).short_title,
                ),
                "count": len(lacking),
                "total": len(below),
            }


def _too_few(reading: Reading, statuses: pd.DataFrame, t: Translate) -> Iterator[Record]:
    """Count: indicators with a value; total: those that could have one."""
    framework = reading.framework
    parts = [*(d.code for d in framework.directions), *statuses["row"].unique()]
    nodes = rollup.by_node(statuses, framework, parts)
    for row in records(nodes[nodes["status"] == "too_few_data"]):
        yield {
            "subject": row["node"],
            "finding": t(
                "{subject} is based on {n} of {k} indicators.",
                subject=words.node_name(framework.node(row["node"]), framework),
                n=t.number(row["with_value"]),
                k=t.number(row["of"]),
            ),
            "owner": framework.owner_of_node(row["node"]),
            "count": row["with_value"],
            "total": row["of"],
            "status": "too_few_data",
        }


def _region(reading: Reading, statuses: pd.DataFrame, t: Translate) -> Iterator[Record]:
    """Count: months without an activity; total: countries with members there.

    Since: the end of the last quarter with an activity.
    """
    start = _months_before(reading, GAP_MONTHS)
    if start is None:
        return
    for row in records(coverage.by_region(reading, ALL_SCOPE)):
        last, region = row["last_activity"], t(row["title"])
        if row["region"] == OUTSIDE or (last is not None and last >= start):
            continue
        months = months_apart(last or _begun(reading), reading.evaluation_day)
        yield {
            "subject": row["region"],
            "finding": t.plural(
                "{region}: no activity for {n} month.",
                "{region}: no activity for {n} months.",
                months,
                region=region,
            ),
            "count": months if last else None,
            "total": row["listed"],
            "since": last or "",
        }


def _months_before(reading: Reading, months: int) -> date | None:
    """Return the first of so many months, that of the day included; None before the strategy."""
    count = reading.evaluation_day.year * 12 + reading.evaluation_day.month - months
    start = date(count // 12, count % 12 + 1, 1)
    return start if start >= _begun(reading) else None


def _begun(reading: Reading) -> date:
    return min(period.starts_on for period in reading.framework.periods)


RULES: dict[str, tuple[str, Callable[[Reading, pd.DataFrame, Translate], Iterator[Record]]]] = {
    "off_track": (
        n_("An indicator is off track, off target, not achieved or moving away."),
        _off_course,
    ),
    "overdue": (n_("Reports are past their due day."), _overdue),
    "silent_group": (
        n_("A group has logged no activity and sent no report for two quarters."),
        _silent,
    ),
    "priority_gap": (n_("Priority countries are not reached."), _priority),
    "no_owner": (n_("No one is named as responsible for reporting."), _no_owner),
    "too_few": (n_("The rating rests on less than half of the indicators."), _too_few),
    "region_gap": (n_("A region has seen no activity in 24 months."), _region),
}
"""The rules in words, the gravest first, with the function that finds what they name."""
