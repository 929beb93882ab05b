"""Hide small numbers of people in figures for the public (`Reading.hide_small`).

Numbers are hidden before titles, tables and charts are made from them. Without `hide_small`,
every function here hides nothing.
"""

from typing import Any

import numpy as np
import pandas as pd

from ifla_metrics.figures import words
from ifla_metrics.figures.figure import HIDDEN
from ifla_metrics.framework import Indicator
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import counting, participation, rollup
from ifla_metrics.metrics.indicator_status import statuses_of
from ifla_metrics.metrics.measures import MEASURES
from ifla_metrics.metrics.selection import records
from ifla_metrics.metrics.small_numbers import (
    PeopleColumns,
    is_small,
    rows_to_hide,
    showable_points,
    suppress_rows,
)
from ifla_metrics.reading import Reading

BY_GENDER = ("women", "gender_known")
GENDER_PARTS = (("participations", "gender_known"), ("gender_known", "women"))
REGION_COLUMNS = PeopleColumns(
    ("participations", *BY_GENDER), GENDER_PARTS, shares=("women_share",)
)


def suppress(
    frame: pd.DataFrame, people: PeopleColumns, reading: Reading, t: Translate
) -> pd.DataFrame:
    """Hide the rows of a figure's table with small numbers of people.

    All rows are hidden in a direction: subtracted from the whole, they would show small numbers.

    Args:
        frame: The table. Rows with a code in `region` are also hidden with their region.
        people: The columns that count people.

    Returns:
        The same rows with a column `hidden`: text in the rows whose numbers were removed, else "".
    """
    if not reading.hide_small:
        return frame.assign(**{HIDDEN: ""})
    also = np.full(len(frame), bool(reading.choices.direction))
    if "region" in frame:
        also |= frame["region"].isin(hidden_regions(reading)).to_numpy()
    hidden = rows_to_hide(frame, people, also=np.flatnonzero(also))
    suppressed = suppress_rows(frame, people, hidden)
    reasons = [t("small numbers") if n in hidden else "" for n in range(len(suppressed))]
    return suppressed.assign(**{HIDDEN: reasons})


def hidden_regions(reading: Reading) -> frozenset[str]:
    """Return the regions with small numbers of participations, which every figure hides."""
    frame = participation.by_region(reading)
    return frozenset(frame["region"].iloc[[*rows_to_hide(frame, REGION_COLUMNS)]])


def total_is_hidden(reading: Reading) -> bool:
    """Return whether even the total of participations must not be shown (see `suppress`)."""
    in_direction, total = reading.choices.direction, counting.totals(reading).participations
    return reading.hide_small and (bool(in_direction) or is_small(total))


def too_few_title(reading: Reading, t: Translate) -> str:
    """Return the title of a figure whose numbers are all hidden."""
    return t(
        "Too few people in {period} for their numbers to be shown", period=reading.period.title
    )


def counts_people(indicator: Indicator) -> bool:
    """Return whether an indicator counts people or is a ratio of such counts."""
    return (
        indicator.unit in {"persons", "participations", "person-events"}
        or (bool(indicator.measure) and MEASURES[indicator.measure].counts_people)
        or (indicator.ratio and "gender" in indicator.disaggregation)
    )


def suppress_indicators(table: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Hide the values of indicators that would reveal a small number of people.

    Returns:
        The rows of `indicator_status` with columns `hidden` and `previous_hidden`. Statuses stay.
    """
    hidden, previous_hidden = [], []
    for row in records(table):
        indicator = reading.framework.indicator(row["indicator"])
        is_hidden = value_is_hidden(
            indicator, reading, row["actual"], row["numerator"], row["denominator"]
        )
        both_days = [[row["previous_actual"]], [row["actual"]]]
        hidden.append(is_hidden)
        previous_hidden.append(
            reading.hide_small
            and counts_people(indicator)
            and (is_hidden or indicator.ratio or not all(showable_points(both_days)))
        )
    values = ("actual", "numerator", "denominator", "progress")
    masks = dict.fromkeys((*values, "ratio"), hidden)
    masks |= {f"previous_{value}": previous_hidden for value in values}
    columns = {key: table[key].mask(np.array(mask, bool)) for key, mask in masks.items()}
    return table.assign(**columns, **{HIDDEN: hidden, f"previous_{HIDDEN}": previous_hidden})


def value_is_hidden(
    indicator: Indicator, reading: Reading, value: Any, numerator: Any, denominator: Any
) -> bool:
    """Return whether the value of an indicator must not be shown.

    Only indicators that count people are hidden. A ratio is hidden if one of its counts is small;
    a percentage also if the difference of the two is.
    """
    if not (reading.hide_small and counts_people(indicator)):
        return False
    if not indicator.ratio:
        return is_small(value)
    counts = [numerator, denominator]
    if indicator.unit == "%" and not any(map(words.is_missing, counts)):
        counts.append(denominator - numerator)
    return any(map(is_small, counts))


def has_hidden_indicator(node: str, reading: Reading) -> bool:
    """Return whether an indicator below a node is hidden. The mean of the node would reveal it."""
    below = {indicator.code for indicator in reading.framework.indicators_under(node)}
    return bool(hidden_indicators(reading) & below)


def hidden_indicators(reading: Reading) -> frozenset[str]:
    """Return the codes of the indicators whose value is hidden."""
    if not reading.hide_small:
        return frozenset()
    table = suppress_indicators(statuses_of(reading), reading)
    return frozenset(table.loc[table[HIDDEN], "indicator"])


def suppress_means(nodes: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Hide the means in `rollup.by_node` that would reveal a hidden indicator.

    Returns:
        The same rows with a column `hidden`.
    """
    hidden = np.array(
        [bool(node) and has_hidden_indicator(node, reading) for node in nodes["node"]], bool
    )
    means = {name: nodes[name].mask(hidden) for name in rollup.RATES}
    return nodes.assign(**means, **{HIDDEN: hidden})


def suppress_points(observed: pd.DataFrame, indicator: Indicator, reading: Reading) -> pd.DataFrame:
    """Return the points of a trend without small counts and small steps between counts."""
    if not (reading.hide_small and counts_people(indicator)):
        return observed
    keys = ["numerator", "denominator"] if indicator.ratio else ["actual"]
    counts: list[list[Any]] = observed[keys].to_numpy().tolist()
    if indicator.unit == "%":
        counts = [[n, d, d - n] for n, d in counts]
    return observed[np.array(showable_points(counts), bool)]
