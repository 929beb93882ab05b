"""Parts of the strategy from their indicators: mean, status with its limit, distribution.

*Eligible* is an indicator with a target that is neither to be maintained nor under a ceiling. *Due*
is an eligible one that is not "not yet due"; what the log or the records answer is always due.
*Rated* is one due with a rating, *failing* one due that is off course or silent.
"""

from __future__ import annotations

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

WHOLE = ""
"""The node of all indicators."""
RATES = ("mean", "expected", "ratio")


def by_node(
    table: pd.DataFrame, framework: Framework, codes: Sequence[str] = (WHOLE,)
) -> pd.DataFrame:
    """Roll indicators up to nodes.

    Args:
        table: Rows of `indicator_status.indicator_status`.
        framework: The cuts, and which indicators are below a node (of a direction, those it has).
        codes: The nodes; WHOLE takes all rows of the table.

    Returns:
        One row per node in the order given: `node`, `status`; `mean` of the progress of the
        children with a value, each capped at 1 inside the mean, `expected` (mean of the expected
        progress of the same children) and `ratio`, parts of 1; `with_value` (eligible children in
        the mean) `of` (eligible children), `coverage`; `due`, `rated`, `failing`; `limited`: why
        the status is only "behind", bar-separated: `rated` (too few are), `failing` (too many
        are); `apart` (children that are not eligible), `with_target` (of any kind), `indicators`
        (all), `reports_overdue`, `last_report` (a day, None without a report), and one column per
        status code with the number of its eligible children. A child whose report is overdue has
        no value that counts, so silence is never on track.

    Source:
        docs/methodology.md, "Roll-up".
    """
    below = [(c, i.code) for c in codes if c != WHOLE for i in framework.indicators_under(c)]
    below += [(c, indicator) for c in codes if c == WHOLE for indicator in table["indicator"]]
    pairs = pd.DataFrame(below, columns=["node", "indicator"], dtype=object)
    children = pairs.merge(table.drop(columns="node"), on="indicator")
    return _rolled_up(_marked(children), pd.Index(codes, name="node"), framework.cuts)


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


def _marked(children: pd.DataFrame) -> pd.DataFrame:
    """Say of each child what it counts as, in columns of 0 and 1."""
    status, eligible = children["status"], children["eligible"].astype(bool)
    due = eligible & ((status != "not_yet_due") | (children["data_source"] != OBSERVED))
    in_mean = (eligible & children[["progress", "expected_progress"]].notna().all(axis=1)) & (
        status != "overdue"
    )
    return children.assign(
        of=eligible,
        apart=~eligible,
        with_target=children["target"].notna(),
        due=due,
        rated=due & status.isin(RANK),
        failing=due & status.isin(FAILING),
        with_value=in_mean,
        mean=children["progress"].clip(upper=1).where(in_mean),
        expected=children["expected_progress"].where(in_mean),
        **{code: eligible & (status == code) for code in CODES},
    )


def _rolled_up(children: pd.DataFrame, nodes: pd.Index, cuts: Cuts) -> pd.DataFrame:
    groups = children.groupby("node")
    counted = ["of", "apart", "with_target", "due", "rated", "failing", "with_value", *CODES]
    found = groups[counted].sum().reindex(nodes, fill_value=0).astype("int64")
    found[["mean", "expected"]] = groups[["mean", "expected"]].mean().reindex(nodes)
    found["indicators"] = groups.size().reindex(nodes, fill_value=0)
    found["reports_overdue"] = groups["reports_missing"].sum().reindex(nodes, fill_value=0)
    days = children.dropna(subset="last_report").groupby("node")["last_report"].max()
    found["last_report"] = days.reindex(nodes).astype(object).where(nodes.isin(days.index), None)
    found["coverage"] = (found["with_value"] / found["of"]).where(found["of"] > 0)
    found["ratio"] = found["mean"] / found["expected"].where(found["expected"] > 0)

    known = found["mean"].notna() & (found["with_value"] >= cuts.too_few * found["of"] - TOLERANCE)
    first = {
        "no_target": found["of"] == 0,
        "not_yet_due": found["not_yet_due"] == found["of"],
        "too_few_data": ~known,
        "achieved": found["achieved"] == found["of"],
    }
    decided = np.logical_or.reduce(list(first.values()))
    rest = class_of(found["ratio"], found["mean"], cuts)
    status = pd.Series(np.select(list(first.values()), list(first), rest), nodes)

    few = found["rated"] < float(Fraction(cuts.least_rated)) * found["due"] - TOLERANCE
    many = found["failing"] > float(Fraction(cuts.most_failing)) * found["due"] + TOLERANCE
    held_back = (few | many) & ~decided & ~status.isin(OFF_COURSE | {"behind"})
    reasons = np.select([few & many, few, many], ["rated|failing", "rated", "failing"], "")
    status = status.mask(held_back, "behind")
    without_ratio = status.isin(("no_target", "too_few_data")) | first["not_yet_due"]
    found["ratio"] = found["ratio"].mask(without_ratio)
    limited = pd.Series(reasons, nodes).where(held_back, "")
    return found.assign(status=status, limited=limited).reset_index()
