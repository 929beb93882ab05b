"""Roll indicators up to parts of the strategy: mean progress, status, number of each status.

docs/methodology.md, "Roll-up", says when an indicator is eligible, due, rated and failing.
"""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pandas as pd

from ifla_metrics.framework import Cuts, Framework
from ifla_metrics.metrics.measures import OBSERVED
from ifla_metrics.metrics.status import CODES, FAILING, OFF_COURSE, RANK, TOLERANCE, status_by_ratio

RATES = ("mean", "expected", "ratio")


def by_node(table: pd.DataFrame, framework: Framework, codes: Sequence[str]) -> pd.DataFrame:
    """Roll indicators up to nodes.

    Args:
        table: Rows of `indicator_status.indicator_status`.
        framework: The indicators under each node, and the cuts.
        codes: The codes of the nodes.

    Returns:
        One row per node in the order of `codes`: `node`, `status`; as parts of 1, missing if there
        are too few data: `mean` (of the progress of the indicators with a value, each capped at
        1), `expected` (mean expected progress of the same indicators) and `ratio` (of the two);
        numbers of indicators: `of` (eligible), `with_value` (in the mean), `due`, `rated`,
        `failing`, `apart` (not eligible), `with_target` (eligible or not), and one column per
        status code (eligible); `limited` (bar-separated reasons why the status is at most
        "behind": too few `rated`, too many `failing`); `reports_overdue` (reports);
        `last_report` (a date, or None).

    Source: docs/methodology.md, "Roll-up".
    """
    counts = _counts(table)
    in_mean = counts["with_value"] > 0
    progress = table["progress"].clip(upper=1).where(in_mean)
    expected = table["expected_progress"].where(in_mean)
    reports = table["last_report"]
    below = [
        table["indicator"].isin([i.code for i in framework.indicators_under(code)]).to_numpy()
        for code in codes
    ]
    members = np.array(below, dtype="int64").reshape(len(codes), len(table))
    nodes = pd.DataFrame(members @ counts.to_numpy(), columns=counts.columns).assign(
        mean=np.array([progress[rows].mean() for rows in below], dtype="float64"),
        expected=np.array([expected[rows].mean() for rows in below], dtype="float64"),
        last_report=pd.Series(
            [max(reports[rows].dropna(), default=None) for rows in below], dtype=object
        ),
    )
    nodes.insert(0, "node", pd.Series([*codes], dtype="str"))
    return _rate(nodes, framework.cuts)


def rounded_shares(counts: Sequence[float], total: int = 100) -> list[int]:
    """Return `counts` as whole shares of `total` that add up to it (largest remainder method).

    Of equal remainders, the larger count and then the earlier one is rounded up. If all counts are
    0, all shares are 0.
    """
    whole = sum(counts)
    if not whole:
        return [0] * len(counts)
    quotas = [Fraction(count) * total / Fraction(whole) for count in counts]
    shares = [int(quota) for quota in quotas]
    order = sorted(range(len(quotas)), key=lambda i: (shares[i] - quotas[i], -counts[i]))
    for i in order[: total - sum(shares)]:
        shares[i] += 1
    return shares


def _counts(table: pd.DataFrame) -> pd.DataFrame:
    """Return what each indicator adds to the counts of its nodes: 1 or 0, or overdue reports."""
    # Arrays, because comparing 17 columns of so few rows takes 5 ms.
    status, eligible = table["status"].to_numpy(object), table["eligible"].to_numpy(bool)
    due = eligible & ((status != "not_yet_due") | (table["data_source"].to_numpy() != OBSERVED))
    has_value = table[["progress", "expected_progress"]].notna().all(axis=1).to_numpy()
    return pd.DataFrame(
        {
            "of": eligible,
            "apart": ~eligible,
            "with_target": table["target"].notna(),
            "due": due,
            "rated": due & np.isin(status, [*RANK]),
            "failing": due & np.isin(status, [*FAILING]),
            "with_value": eligible & has_value & (status != "overdue"),
            "reports_overdue": table["reports_missing"],
            **{code: eligible & (status == code) for code in CODES},
        },
        index=table.index,
    ).astype("int64")


def _rate(nodes: pd.DataFrame, cuts: Cuts) -> pd.DataFrame:
    """Add `status`, `ratio` and `limited` to nodes, from their counts and means."""
    of, due, mean = nodes["of"], nodes["due"], nodes["mean"]
    ratio = mean / nodes["expected"].where(nodes["expected"] > 0)
    enough_data = mean.notna() & (nodes["with_value"] >= cuts.too_few * of - TOLERANCE)
    by_counts = {
        "no_target": of == 0,
        "not_yet_due": nodes["not_yet_due"] == of,
        "too_few_data": ~enough_data,
        "achieved": nodes["achieved"] == of,
    }
    by_ratio = status_by_ratio(ratio.to_numpy(), mean.to_numpy(), cuts)
    status = np.select(list(by_counts.values()), list(by_counts), by_ratio)

    few = nodes["rated"] < float(Fraction(cuts.least_rated)) * due - TOLERANCE
    many = nodes["failing"] > float(Fraction(cuts.most_failing)) * due + TOLERANCE
    decided = np.logical_or.reduce(list(by_counts.values()))
    limited = (few | many) & ~decided & ~np.isin(status, [*OFF_COURSE, "behind"])
    reasons = np.select([few & many, few, many], ["rated|failing", "rated", "failing"], "")
    too_few = status == "too_few_data"
    without_ratio = (status == "no_target") | too_few | by_counts["not_yet_due"]
    return nodes.assign(
        mean=mean.mask(too_few),
        expected=nodes["expected"].mask(too_few),
        ratio=ratio.mask(without_ratio),
        status=np.where(limited, "behind", status),
        limited=np.where(limited, reasons, ""),
    )
