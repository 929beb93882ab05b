"""Parts of the strategy from their indicators: mean, status with its limit, distribution.

*Eligible* is an indicator with a target that is neither to be maintained nor under a ceiling. *Due*
is an eligible one that is not "not yet due"; what the log or the records answer is always due.
*Rated* is one due with a rating, *failing* one due that is off course or silent.
"""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pandas as pd

from ifla_metrics.framework import Cuts, Framework
from ifla_metrics.metrics.measures import OBSERVED
from ifla_metrics.metrics.status import (
    CODES,
    FAILING,
    OFF_COURSE,
    RANK,
    TOLERANCE,
    class_of,
)

RATES = ("mean", "expected", "ratio")


def by_node(table: pd.DataFrame, framework: Framework, codes: Sequence[str]) -> pd.DataFrame:
    """Roll indicators up to nodes.

    Args:
        table: Rows of `indicator_status.indicator_status`.
        framework: The cuts, and which indicators are below a node (of a direction, those it has).
        codes: The nodes.

    Returns:
        One row per node in the order given: `node`, `status`; `mean` of the progress of the
        children with a value, each capped at 1 inside the mean, `expected` (mean of the expected
        progress of the same children) and `ratio`, parts of 1, all three missing where there are
        too few data; `with_value` (eligible children in the mean) `of` (eligible children); `due`,
        `rated`, `failing`; `limited`: why the status is only "behind", bar-separated: `rated` (too
        few are), `failing` (too many are); `apart` (children that are not eligible), `with_target`
        (of any kind), `reports_overdue`, `last_report` (a day, None without a report), and one
        column per status code with the number of its eligible children. A child whose report is
        overdue has no value that counts, so silence is never on track.

    Source:
        docs/methodology.md, "Roll-up".
    """
    marks = _marks(table)
    in_mean = marks["with_value"] > 0
    progress = table["progress"].clip(upper=1).where(in_mean)
    expected = table["expected_progress"].where(in_mean)
    found = []
    for code in codes:
        below = table["indicator"].isin([i.code for i in framework.indicators_under(code)])
        found.append(
            {
                "node": code,
                **marks[below].sum(),
                "mean": progress[below].mean(),
                "expected": expected[below].mean(),
                "last_report": max(table.loc[below, "last_report"].dropna(), default=None),
            }
        )
    kinds = {**dict.fromkeys(marks, "int64"), "mean": "float64", "expected": "float64"}
    frame = pd.DataFrame(found, columns=["node", *kinds, "last_report"])
    return _rated(frame.astype(kinds), framework.cuts)


def rounded_shares(counts: Sequence[float], total: int = 100) -> list[int]:
    """Return the shares of `counts` as whole numbers that add up to `total` (largest remainder).

    Among equal remainders the larger count, then the earlier one, gains the unit. Without any
    count every share is 0.
    """
    amounts = [Fraction(str(count)) for count in counts]
    whole = sum(amounts, Fraction(0))
    if whole == 0:
        return [0] * len(amounts)
    quotas = [a * total / whole for a in amounts]
    shares = [int(q) for q in quotas]
    order = sorted(range(len(quotas)), key=lambda i: (shares[i] - quotas[i], -amounts[i], i))
    for i in order[: total - sum(shares)]:
        shares[i] += 1
    return shares


def _marks(table: pd.DataFrame) -> pd.DataFrame:
    """Return what each indicator counts as: 1 where it does, else 0; reports overdue by number."""
    status, eligible = table["status"], table["eligible"].astype(bool)
    due = eligible & ((status != "not_yet_due") | (table["data_source"] != OBSERVED))
    has_value = table["progress"].notna() & table["expected_progress"].notna()
    return pd.DataFrame(
        {
            "of": eligible,
            "apart": ~eligible,
            "with_target": table["target"].notna(),
            "due": due,
            "rated": due & status.isin(RANK),
            "failing": due & status.isin(FAILING),
            "with_value": eligible & has_value & (status != "overdue"),
            "reports_overdue": table["reports_missing"],
            **{code: eligible & (status == code) for code in CODES},
        },
        index=table.index,
    ).astype("int64")


def _rated(found: pd.DataFrame, cuts: Cuts) -> pd.DataFrame:
    """Rate nodes by their counts and means, with `ratio` and what limits the status."""
    of, due, mean = found["of"], found["due"], found["mean"]
    ratio = mean / found["expected"].where(found["expected"] > 0)
    known = mean.notna() & (found["with_value"] >= cuts.too_few * of - TOLERANCE)
    first = {
        "no_target": of == 0,
        "not_yet_due": found["not_yet_due"] == of,
        "too_few_data": ~known,
        "achieved": found["achieved"] == of,
    }
    rest = class_of(ratio.to_numpy(), mean.to_numpy(), cuts)
    status = np.select(list(first.values()), list(first), rest)

    few = found["rated"] < float(Fraction(cuts.least_rated)) * due - TOLERANCE
    many = found["failing"] > float(Fraction(cuts.most_failing)) * due + TOLERANCE
    decided = np.logical_or.reduce(list(first.values()))
    held_back = (few | many) & ~decided & ~np.isin(status, [*OFF_COURSE, "behind"])
    reasons = np.select([few & many, few, many], ["rated|failing", "rated", "failing"], "")
    without_ratio = np.isin(status, ["no_target", "too_few_data"]) | first["not_yet_due"]
    too_few = status == "too_few_data"
    return found.assign(
        mean=mean.mask(too_few),
        expected=found["expected"].mask(too_few),
        ratio=ratio.mask(without_ratio),
        status=np.where(held_back, "behind", status),
        limited=np.where(held_back, reasons, ""),
    )
