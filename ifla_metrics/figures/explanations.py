"""What stands behind a number: the rating rule with its cuts, and the indicators it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from ifla_metrics.figures import provenance, small_numbers, words
from ifla_metrics.figures.figure import Table
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import explain
from ifla_metrics.metrics.selection import split
from ifla_metrics.metrics.tables import Record, records
from ifla_metrics.reading import Reading


def rating_words(framework: Framework, t: Translate, statuses: Iterable[str] = ()) -> str:
    """Return the rule of the ratings with this framework's cuts.

    Args:
        statuses: What is shown; those that the rule does not name are explained after it.
    """
    cuts, shown = framework.cuts, set(statuses)
    rule = t(
        explain.FORMULA["status"],
        ahead=t.percent(cuts.ahead),
        on_track=t.percent(cuts.on_track),
        behind=t.percent(cuts.behind),
    )
    beside = (
        words.one(words.signed_status(code, t), t(meaning), t)
        for code, meaning in explain.STATUS.items()
        if code in shown
    )
    return words.sentences(rule, *beside)


def part_words(framework: Framework, t: Translate, limited: Mapping[str, str]) -> str:
    """Return the rule of the ratings of parts of a strategy with this framework's cuts.

    Args:
        limited: Why a part is only behind (`course.limited`), by the part's name; "" for others.
    """
    cuts = framework.cuts
    rule = t(
        explain.FORMULA["whole"],
        too_few=t.percent(cuts.too_few),
        least_rated=cuts.least_rated,
        most_failing=cuts.most_failing,
    )
    return words.sentences(
        t(explain.FORMULA["roll_up"]),
        rule,
        *(words.one(name, reason, t) for name, reason in limited.items() if reason),
    )


def actual_words(row: Record, t: Translate) -> str:
    """Return the actual of a row of `small_numbers.standings`; its unit has a column of its own."""
    if row[small_numbers.HIDDEN]:
        return t("hidden")
    written = words.qualified(row["actual"], row["qualifier"], t)
    return words.with_counts(written, row["numerator"], row["denominator"], row["unit"], t)


def indicators_table(reading: Reading, table: pd.DataFrame, t: Translate) -> Table:
    """Return the indicators behind a roll-up with everything that their rating rests on."""
    table = small_numbers.standings(table, reading)
    titles = [reading.framework.indicator(code).title for code in table["indicator"]]
    places = {d.code: str(n) for n, d in enumerate(reading.framework.directions, start=1)}
    rows = {n.code: n.short_title for n in reading.framework.rows}
    frame = table.assign(
        title=titles,
        part=[rows.get(code, "") for code in table["row"]],
        served=[
            t(", ").join(places[code] for code in split(codes) if code in places) or t("not stated")
            for codes in table["directions"]
        ],
        owner_name=[words.group_name(o, reading, t) for o in table["owner"]],
        told=[actual_words(row, t) for row in records(table)],
        origin=[words.provenance(p, t) for p in table["provenance"]],
    )
    return provenance.table(
        frame,
        ("indicator", t("Code")),
        ("title", t("Indicator")),
        ("part", t("Part")),
        ("served", t("Directions")),
        ("unit", t("Unit")),
        ("baseline", t("Baseline"), "number"),
        ("target", t("Target"), "number"),
        ("target_due", t("Target date"), "date"),
        ("told", t("Actual")),
        ("as_of", t("Date of the data"), "date"),
        ("expected", t("Expected then"), "number"),
        ("progress", t("Progress"), "percent"),
        ("status", t("Status"), "status"),
        ("owner_name", t("Owner")),
        ("origin", t("Provenance")),
    )
