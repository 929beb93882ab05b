"""What needs the Governing Board, each finding as a sentence by a stated rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.figures import provenance, small_numbers, words
from ifla_metrics.figures.figure import Figure, Table, build_figure, table
from ifla_metrics.figures.progress import indicators_table, latest_remarks
from ifla_metrics.figures.registry import figure, with_scopes
from ifla_metrics.figures.statuses import chosen_statuses, statuses_of
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import attention, change, explain
from ifla_metrics.metrics.selection import each, records
from ifla_metrics.metrics.status import WORDS
from ifla_metrics.reading import Reading

CELLS = {
    "month_cells": "all,direction,measured,group",
    "country_cells": "all,direction,measured",
}
NEEDS = with_scopes((*attention.NEEDS, *change.NEEDS, "groups", "remarks"), **CELLS)
PREVIOUS = with_scopes(change.NEEDS, **CELLS)

Row = dict[str, Any]


@figure(
    name="needs-the-board",
    id="O-03",
    page="overview",
    label=n_("What needs the Board"),
    needs=NEEDS,
    previous=PREVIOUS,
    columns=("number", "finding", "owner", "since", "as_of"),
)
def needs_the_board(reading: Reading, t: Translate) -> Figure:
    """The attention list: what is off course, overdue, silent, without owner, not reached."""
    found, chosen = _found(reading), chosen_statuses(reading)
    rows, remarks = records(found), latest_remarks(reading)
    numbers = ["count", "total", "reports"]
    hidden = pd.Series([_is_hidden(row, reading) for row in rows], found.index, dtype=bool)
    also = t("So also at the meeting before")
    frame = found.assign(
        number=range(1, len(rows) + 1),
        finding=[sentence(row, reading, t) for row in rows],
        owner=[words.group_name(r["owner"], reading, t) if r["owner"] else "" for r in rows],
        since=[row["since"] or "" for row in rows],
        as_of=[row["as_of"] or "" for row in rows],
        remark=[_remark(row, remarks, t) for row in rows],
        rule_code=found["rule"],
        rule=[
            words.sentences(t(attention.RULES[row["rule"]]), also if row["repeated"] else "")
            for row in rows
        ],
        **{key: found[key].astype(object).mask(hidden, None) for key in numbers},
    )
    return build_figure(
        reading,
        t,
        regions=provenance.STATUS_FOR_ALL_REGIONS,
        title=t.plural("{n} thing needs the Board", "{n} things need the Board", len(rows)),
        subtitle=_found_on(rows, reading, t),
        table=table(
            frame,
            t,
            "number finding owner since as_of remark rule",
            "rule_code subject status:status count:number total:number reports:number",
            remark=n_("Why, and what we ask"),
            rule=n_("Rule"),
        ),
        alt=frame["finding"].head(5),
        formula=words.sentences(*(t(rule) for rule in attention.RULES.values())),
        behind=_behind(frame, found, reading, t),
        definition=t(explain.FORMULA["expected"]),
        rows=chosen,
        empty="" if rows else t("Nothing needs the Board by the stated rules."),
    )


def _found_on(rows: list[Row], reading: Reading, t: Translate) -> str:
    """Return the order of the findings, and for which periods reports are overdue."""
    found = t("Most serious first")
    late = any(row["rule"] == "overdue" for row in rows)
    return words.sentences(found, words.about_reports(reading, t)) if late else found


def _found(reading: Reading) -> pd.DataFrame:
    found = attention.attention(reading, statuses_of(reading))
    if not reading.choices.direction:
        return found
    chosen = chosen_statuses(reading)
    served = {*chosen["indicator"], *chosen["row"], reading.choices.direction}
    keep = [
        subject in served or (kind == "group" and not served.isdisjoint(refs.split("|")))
        for subject, kind, refs in each(found, "subject", "subject_kind", "refs")
    ]
    return found[pd.Series(keep, index=found.index, dtype=bool)]


def _behind(frame: pd.DataFrame, found: pd.DataFrame, reading: Reading, t: Translate) -> Table:
    """Return each finding with the indicators that it is about, of a silent group its own."""
    statuses = statuses_of(reading)
    behind = indicators_table(reading, statuses, t)
    codes = [
        statuses.loc[
            statuses["indicator"].isin(refs.split("|"))
            | (statuses["row"].isin(refs.split("|")) & (statuses["owner"] == owner)),
            "indicator",
        ].tolist()
        for refs, owner in each(found, "refs", "owner")
    ]
    about = pd.Series(codes, index=frame.index, dtype=object)
    findings = frame[["number", "finding"]].assign(indicator=about).explode("indicator")
    first = table(findings, t, "number finding")
    joined = findings.merge(behind.frame, how="left", on="indicator")
    return Table(joined, (*first.columns, *behind.columns))


def _remark(row: Row, remarks: dict[str, Row], t: Translate) -> str:
    told = remarks.get(row["subject"])
    if told is None:
        return ""
    if not told["ask"]:
        return str(told["why"])
    return t("{why} We ask: {ask}", why=words.sentences(told["why"]), ask=told["ask"])


def sentence(row: Row, reading: Reading, t: Translate) -> str:
    """Return one finding of `attention.attention` as a sentence."""
    return _SENTENCES[row["rule"]](row, reading, t)


def _is_hidden(row: Row, reading: Reading) -> bool:
    """Say whether a finding is about a small number of people."""
    return row["rule"] == "off_track" and small_numbers.is_hidden(row["subject"], reading)


def _off_track(row: Row, reading: Reading, t: Translate) -> str:
    indicator = reading.framework.indicator(row["subject"])
    status = t(WORDS[row["status"]])
    if _is_hidden(row, reading) or words.missing(row["count"]) or words.missing(row["total"]):
        return t("{indicator}: {status}.", indicator=indicator.title, status=status)
    actual, wanted = (words.in_unit(row[k], indicator.unit, t) for k in ("count", "total"))
    statuses = statuses_of(reading)
    own = statuses[statuses["indicator"] == indicator.code]
    [(above, below)] = each(own, "numerator", "denominator")
    actual = words.with_counts(actual, above, below, indicator.unit, t)
    if row["status"] == "not_achieved":
        return t(
            "{indicator}: {status}, {actual} where the target was {target}.",
            indicator=indicator.title,
            status=status,
            actual=actual,
            target=wanted,
        )
    return t(
        "{indicator}: {status}, {actual}; {expected} expected.",
        indicator=indicator.title,
        status=status,
        actual=actual,
        expected=wanted,
    )


def _overdue(row: Row, reading: Reading, t: Translate) -> str:
    owner = words.capital(words.group_name(row["owner"], reading, t))
    number = int(row["reports"])
    return t(
        "{owner}: {reports} overdue since {since}.",
        owner=owner,
        reports=words.reports(number, int(row["count"]), t),
        since=t.month(row["since"]),
    )


def _silent(row: Row, reading: Reading, t: Translate) -> str:
    group = words.capital(words.group_name(row["subject"], reading, t))
    if row["since"] is None:
        return t("{group} has never logged or reported anything.", group=group)
    return t("{group}: silent since {month}.", group=group, month=t.month(row["since"]))


def _priority(row: Row, reading: Reading, t: Translate) -> str:
    scope = reading.framework.indicator(row["refs"]).scope
    number = {"n": words.number(row["count"], t), "k": words.number(row["total"], t)}
    if not scope:
        return t("{n} of {k} priority countries not reached.", **number)
    return t(
        "{n} of {k} priority countries not reached by {element}.",
        **number,
        element=reading.framework.node(scope).short_title,
    )


def _no_owner(row: Row, reading: Reading, t: Translate) -> str:
    return t(
        "No owner for {n} of {k} indicators of {row}.",
        n=words.number(row["count"], t),
        k=words.number(row["total"], t),
        row=reading.framework.node(row["subject"]).short_title,
    )


def _too_few(row: Row, reading: Reading, t: Translate) -> str:
    node = reading.framework.node(row["subject"])
    return t(
        "{subject} is based on {n} of {k} indicators.",
        subject=words.node_name(node, reading.framework),
        n=words.number(row["count"], t),
        k=words.number(row["total"], t),
    )


def _region(row: Row, reading: Reading, t: Translate) -> str:
    titles = dict(each(reading.frame("regions"), "region", "title"))
    region = t(str(titles.get(row["subject"], row["subject"])))
    if words.missing(row["count"]):
        return t("{region}: no activity so far.", region=region)
    return t.plural(
        "{region}: no activity for {n} month.",
        "{region}: no activity for {n} months.",
        int(row["count"]),
        region=region,
    )


_SENTENCES: dict[str, Callable[[Row, Reading, Translate], str]] = {
    "off_track": _off_track,
    "overdue": _overdue,
    "silent_group": _silent,
    "priority_gap": _priority,
    "no_owner": _no_owner,
    "too_few": _too_few,
    "region_gap": _region,
}
