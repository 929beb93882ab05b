"""Small numbers of people in figures for the public: hidden before anything is made from them.

A figure of a reading that hides them draws, says and tabulates only what is left; nothing of it is
hidden afterwards. Without that, every function here returns what it was given.
"""

from typing import Any

import numpy as np
import pandas as pd

from ifla_metrics.figures import words
from ifla_metrics.figures.figure import HIDDEN
from ifla_metrics.figures.registry import find_spec
from ifla_metrics.framework import Indicator
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import counting, participation, rollup
from ifla_metrics.metrics.disclosure import (
    People,
    is_small,
    showable_points,
    small_rows,
    suppress_rows,
)
from ifla_metrics.metrics.indicator_status import statuses_of
from ifla_metrics.metrics.measures import MEASURES
from ifla_metrics.metrics.selection import records
from ifla_metrics.reading import Reading

UNITS = frozenset({"persons", "participations", "person-events"})
"""Units of indicators that count people."""

BY_GENDER = ("women", "gender_known")
PARTS = (("participations", "gender_known"), ("gender_known", "women"))
REGIONS = People(("participations", *BY_GENDER), PARTS, shares=("women_share",))


def shown(name: str, frame: pd.DataFrame, reading: Reading, t: Translate) -> pd.DataFrame:
    """Return the table of a figure as it may be shown.

    Args:
        name: The figure; it is declared with columns that count people.
        frame: Its table; rows of one region carry its code as `region`, where they have one.

    Returns:
        The same rows with a column `hidden`: words where a row is left without its numbers.
    """
    people = find_spec(name).people
    if not reading.hide_small or people is None:
        return frame.assign(**{HIDDEN: ""})
    regions = hidden_regions(reading) if "region" in frame else frozenset()
    also = [n for n, code in enumerate(frame["region"]) if code in regions] if regions else ()
    hidden = small_rows(frame, people, also=also)
    left = suppress_rows(frame, people, hidden)
    marks = [t("small numbers") if place in hidden else "" for place in range(len(left))]
    return left.assign(**{HIDDEN: marks})


def all_hidden(frame: pd.DataFrame) -> bool:
    """Say whether no row of what `shown` gave is left with its numbers."""
    return len(frame) > 0 and bool((frame[HIDDEN] != "").all())


def hidden_regions(reading: Reading) -> frozenset[str]:
    """Return the codes of the regions that say less in every figure, because they do in one."""
    frame = participation.by_region(reading)
    codes = [str(code) for code in frame["region"]]
    return frozenset(codes[n] for n in small_rows(frame, REGIONS))


def total_is_small(reading: Reading) -> bool:
    """Say whether so few people took part in all that not even their total may be shown."""
    return reading.hide_small and is_small(counting.totals(reading).participations)


def too_few(reading: Reading, t: Translate) -> str:
    """Return the title of a figure whose numbers are all hidden."""
    return t(
        "Too few people in {period} for their numbers to be shown", period=reading.period.title
    )


def counts_people(indicator: Indicator) -> bool:
    """Say whether an indicator counts people or is a ratio of such counts."""
    return (
        indicator.unit in UNITS
        or (bool(indicator.measure) and MEASURES[indicator.measure].counts_people)
        or (indicator.ratio and "gender" in indicator.disaggregation)
    )


def shown_indicators(table: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Return where indicators stand, without what would tell a small number of people.

    Returns:
        The same rows with columns `hidden` and `previous_hidden`; statuses stay.
    """
    now, before = [], []
    for row in records(table):
        one = reading.framework.indicator(row["indicator"])
        hidden = value_is_hidden(one, reading, row["actual"], row["numerator"], row["denominator"])
        step = [[row["previous_actual"]], [row["actual"]]]
        now.append(hidden)
        before.append(
            reading.hide_small
            and counts_people(one)
            and (hidden or one.ratio or not all(showable_points(step)))
        )
    values = ("actual", "numerator", "denominator", "progress")
    gone = dict.fromkeys((*values, "ratio"), now)
    gone |= {f"previous_{value}": before for value in values}
    left = {key: table[key].mask(np.array(marks, bool)) for key, marks in gone.items()}
    return table.assign(**left, **{HIDDEN: now, f"previous_{HIDDEN}": before})


def value_is_hidden(
    indicator: Indicator, reading: Reading, value: Any, above: Any, below: Any
) -> bool:
    """Say whether a value of an indicator must not be shown.

    Args:
        indicator: Any indicator; only those that count people are ever hidden.
        value: The value; None or NaN where it is not known.
        above: Its numerator, where it is a ratio.
        below: Its denominator.
    """
    if not (reading.hide_small and counts_people(indicator)):
        return False
    if not indicator.ratio:
        return is_small(value)
    counts = [above, below]
    if indicator.unit == "%" and not any(map(words.missing, counts)):
        counts.append(below - above)
    return any(map(is_small, counts))


def hidden_under(code: str, reading: Reading) -> bool:
    """Say whether an indicator of a part of the strategy is hidden: then its mean would tell it."""
    below = {i.code for i in reading.framework.indicators_under(code)}
    return bool(hidden_indicators(reading) & below)


def hidden_indicators(reading: Reading) -> frozenset[str]:
    """Return the codes of the indicators whose value is hidden."""
    if not reading.hide_small:
        return frozenset()
    table = shown_indicators(statuses_of(reading), reading)
    return frozenset(table.loc[table[HIDDEN], "indicator"])


def rolled_up(nodes: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Return `rollup.by_node` without the means that would tell a hidden indicator.

    Returns:
        The same rows with a column `hidden`.
    """
    gone = nodes["node"].map(lambda code: bool(code) and hidden_under(code, reading)).astype(bool)
    left = {name: nodes[name].mask(gone) for name in rollup.RATES}
    return nodes.assign(**left, **{HIDDEN: gone})


def points(observed: pd.DataFrame, indicator: Indicator, reading: Reading) -> pd.DataFrame:
    """Return the observations of an indicator whose counts and steps are not small."""
    if not (reading.hide_small and counts_people(indicator)):
        return observed
    keys = ["numerator", "denominator"] if indicator.ratio else ["actual"]
    counts: list[list[Any]] = observed[keys].to_numpy().tolist()
    if indicator.unit == "%":
        counts = [[n, d, d - n] for n, d in counts]
    return observed[np.array(showable_points(counts), bool)]
