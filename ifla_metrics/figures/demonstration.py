"""What is invented for demonstration, in words: under a figure, on a report, above every page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ifla_metrics.errors import n_
from ifla_metrics.figures.standing import standing
from ifla_metrics.metrics import counting
from ifla_metrics.metrics.selection import SYNTHETIC, rows

if TYPE_CHECKING:
    import pandas as pd

    from ifla_metrics.i18n import Translate
    from ifla_metrics.reading import Reading

BESIDE = {
    "targets": (n_("targets included"), n_("targets invented")),
    "values": (n_("indicator values included"), n_("indicator values invented")),
    "both": (
        n_("indicator values and targets included"),
        n_("indicator values and targets invented"),
    ),
    "list": (n_("list of countries included"), n_("list of countries invented")),
}
"""What a figure uses beside the rows that it counts: after the number of these, and alone."""


def targets(provenances: Iterable[str]) -> str:
    """Return the code of BESIDE where one of the targets of a figure is invented, else ""."""
    return "targets" if SYNTHETIC in set(provenances) else ""


def indicators(table: pd.DataFrame) -> str:
    """Return the code of BESIDE of indicators (standings) in a figure that counts activities."""
    found = targets(table["target_provenance"])
    if (table["provenance"] == SYNTHETIC).any():
        return "both" if found else "values"
    return found


def lists(reading: Reading) -> str:
    """Return the code of BESIDE where a list of countries that counts is invented, else ""."""
    return "list" if (rows(reading, "listed")["provenance"] == SYNTHETIC).any() else ""


def share(numbers: Mapping[str, int], beside: str, t: Translate, *, about: str) -> str:
    """Return how much of a figure is invented, for its source line; "" when nothing is.

    Args:
        numbers: Activities, or records, by provenance.
        beside: What else in it is invented (a key of BESIDE), or "".
        t: The reader's words.
        about: What the numbers are of: `activities`, `records` or `indicator rows`.
    """
    invented = numbers[SYNTHETIC]
    parts = [t(BESIDE[beside][0 if invented else 1])] if beside else []
    if invented:
        counted = {"n": t.number(invented), "k": t.number(sum(numbers.values()))}
        parts.insert(
            0,
            t("{n} of {k} activities invented", **counted)
            if about == "activities"
            else t("{n} of {k} indicator values invented", **counted)
            if about == "indicator rows"
            else t("{n} of {k} rows invented", **counted),
        )
    return t("Demonstration: {what}", what=t(", ").join(parts)) if parts else ""


def sentence(reading: Reading, t: Translate) -> str:
    """Return what `told` says, for the head of a page or report; "" when nothing is invented."""
    what = told(reading, t)
    return t("Demonstration data: {what}", what=what) + "." if what else ""


def told(reading: Reading, t: Translate) -> str:
    """Return how much of what counts in the strategy and period is invented; "" when nothing is.

    An indicator row is an indicator with a value.

    Args:
        reading: With the frames of `indicator_status.NEEDS` and `provenance.NEEDS`.
        t: The reader's words.
    """
    totals, table = counting.totals(reading, direction=""), standing(reading)
    table = table[table["provenance"] != ""]
    invented = int((table["provenance"] == SYNTHETIC).sum())
    by_targets = int((table["target_provenance"] == SYNTHETIC).sum())
    counted = {
        "n": t.number(int(totals.synthetic)),
        "activities": t.number(int(totals.activities)),
        "k": t.number(invented),
        "rows": t.number(len(table)),
    }
    if totals.synthetic or invented:
        return (
            t(
                "{n} of {activities} activities and {k} of {rows} indicator rows are invented, "
                "targets included",
                **counted,
            )
            if by_targets
            else t(
                "{n} of {activities} activities and {k} of {rows} indicator rows are invented",
                **counted,
            )
        )
    if by_targets:
        return t(
            "the targets of {n} of {rows} indicators are invented",
            n=t.number(by_targets),
            rows=counted["rows"],
        )
    return ""
