"""The statuses of a reading's indicators, rated once for its figures, and sentences about them."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.figures import words
from ifla_metrics.framework import Cuts, Level, Node
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import coverage, participation
from ifla_metrics.metrics.disclosure import is_small
from ifla_metrics.metrics.indicator_status import indicator_status, serving
from ifla_metrics.metrics.selection import Record
from ifla_metrics.metrics.status import CODES, ON_COURSE, WORDS
from ifla_metrics.reading import Reading


def statuses_of(reading: Reading) -> pd.DataFrame:
    """Return the status of every indicator, or of the chosen group's where one is chosen.

    In all regions, whichever is chosen.
    """
    return _own(indicator_status(reading.all_regions or reading), reading)


def chosen_statuses(reading: Reading) -> pd.DataFrame:
    """Return the statuses of the chosen direction's indicators (of all, when none is chosen)."""
    return serving(statuses_of(reading), reading.choices.direction)


def chosen_in_region(reading: Reading) -> pd.DataFrame:
    """Return the same with the values that the log gives for the chosen region."""
    return serving(_own(indicator_status(reading), reading), reading.choices.direction)


def _own(table: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    group = reading.choices.group
    return table[table["owner"] == group] if group else table


def rows_with_indicators(reading: Reading, table: pd.DataFrame) -> tuple[Node, ...]:
    """Return the programme rows that have indicators in `table`, in the framework's order."""
    codes = set(table["row"])
    ordered: Iterable[Node] = reading.framework.nodes
    return tuple(node for node in ordered if node.code in codes)


# In words


def level_name(reading: Reading, t: Translate) -> str:
    """Return what the strategy calls a row of its programme."""
    return t(_level(reading).name)


def rows_name(reading: Reading, t: Translate) -> str:
    """Return what the strategy calls the rows of its programme, within a sentence."""
    return t(_level(reading).plural).lower()


def _level(reading: Reading) -> Level:
    framework = reading.framework
    return next(level for level in framework.levels if level.key == framework.row_level)


def with_indicators(reading: Reading, number: int, t: Translate) -> str:
    """Return how many rows of the programme are rated here, where others have no indicator."""
    rows = len(reading.framework.rows)
    if reading.choices.direction or number in (0, rows):
        return ""
    return t(
        "{n} of {k} {rows} have indicators",
        n=t.number(number),
        k=t.number(rows),
        rows=rows_name(reading, t),
    )


NO_REAL_TARGETS = n_("No real targets: progress cannot be rated")


def unrated(below: pd.DataFrame, reading: Reading, t: Translate) -> str:
    """Return what stands for the rating of a part without an indicator that can be rated.

    Indicators to be maintained or under a ceiling are listed by status: "1 over the ceiling".

    Args:
        below: Rows of `indicator_status` of the part's indicators.
    """
    held = by_status(below[below["target"].notna() & ~below["eligible"]])
    if held:
        return t(", ").join(f"{t.number(n)} {t(WORDS[code])}" for code, n in held.items())
    if not len(below):
        return t("no indicator")
    return t(NO_REAL_TARGETS) if reading.choices.documented_only else t("no target")


def by_status(table: pd.DataFrame) -> dict[str, int]:
    """Return the number of indicators by the statuses that occur, in reading order."""
    number = table["status"].value_counts()
    return {code: int(number[code]) for code in CODES if code in number}


def reach(reading: Reading, t: Translate) -> str:
    """Return who took part and where: "408 participations, 14 countries reached"."""
    people = participation.totals(reading).participations
    countries = len(coverage.reached(reading))
    counts = [t.plural("{n} country reached", "{n} countries reached", countries)]
    if people is not None and not (reading.hide_small and is_small(people)):
        counts.insert(0, t.plural("{n} participation", "{n} participations", int(people)))
    return t(", ").join(counts)


def on_course_sentence(
    reading: Reading, frame: pd.DataFrame, table: pd.DataFrame, t: Translate
) -> str:
    """Return how many programme rows are on course, from their roll-up and all indicators.

    Where only real data count and nothing can be rated, who took part and where comes first.
    """
    if reading.choices.documented_only and not table["eligible"].any():
        return f"{reach(reading, t)}. {unrated(table, reading, t)}"
    plural = rows_name(reading, t)
    total = t.number(len(frame))
    rated = frame[frame["ratio"].notna() | frame["status"].isin(ON_COURSE)]
    if not len(rated):
        return t("None of the {k} {rows} has enough data to be rated", k=total, rows=plural)
    good = int(frame["status"].isin(ON_COURSE).sum())
    return on_course_words(good, len(frame), plural, t)


def on_course_words(good: int, of: int, rows: str, t: Translate) -> str:
    """Return "4 of 6 elements are on course"; of one element in all, "is"."""
    return t.plural(
        "{number} of {k} {rows} is on course",
        "{number} of {k} {rows} are on course",
        1 if of == 1 else good,
        number=t.number(good),
        k=t.number(of),
        rows=rows,
    )


def counted(rated: int, of: int, in_mean: int, t: Translate, *, brief: bool = False) -> str:
    """Return on how many indicators a rating rests: "5 of 8 rated, 4 in the mean".

    Args:
        brief: Without the number in the mean, for a narrow line.
    """
    if brief:
        return t.plural("{n} of {k} rated", "{n} of {k} rated", rated, k=t.number(of))
    return t.plural(
        "{n} of {k} rated, {mean} in the mean",
        "{n} of {k} rated, {mean} in the mean",
        rated,
        k=t.number(of),
        mean=t.number(in_mean),
    )


def apart(number: int, t: Translate) -> str:
    """Return how many indicators of a part are not rated: "+ 3 not in the rating"; "" for none."""
    return t.plural("+ {n} not in the rating", "+ {n} not in the rating", number) if number else ""


def limited(found: Record, cuts: Cuts, t: Translate) -> str:
    """Return why a part is only behind: "At most “behind”: …"; "" where nothing limited it."""
    reasons = {
        "rated": t.plural(
            "{n} of {k} indicators due is rated (minimum: {cut})",
            "{n} of {k} indicators due are rated (minimum: {cut})",
            found["rated"],
            k=t.number(found["due"]),
            cut=cuts.least_rated,
        ),
        "failing": t.plural(
            "{n} of {k} indicators due is failing (limit: {cut})",
            "{n} of {k} indicators due are failing (limit: {cut})",
            found["failing"],
            k=t.number(found["due"]),
            cut=cuts.most_failing,
        ),
    }
    if not found["limited"]:
        return ""
    given = t(", ").join(reasons[reason] for reason in found["limited"].split("|"))
    return t("At most “{status}”: {reasons}", status=t(WORDS["behind"]), reasons=given)


def of_the_way(
    found: Record, below: pd.DataFrame, reading: Reading, t: Translate, *, brief: bool = False
) -> str:
    """Return a mean with what it rests on: "62 %, 5 of 8 rated, 4 in the mean".

    Args:
        found: A row of `small_numbers.rolled_up`.
        below: As in `unrated`.
        brief: As in `counted`.
    """
    rests_on = counted(found["rated"], found["of"], found["with_value"], t, brief=brief)
    no_mean = found["mean"] != found["mean"]
    if not found["of"]:
        return unrated(below, reading, t)
    if found["status"] == "too_few_data" or (no_mean and not found["hidden"]):
        return words.labelled(t(WORDS[found["status"]]), rests_on, t)
    if no_mean:
        return t("mean hidden, {counted}", counted=rests_on)
    return t(", ").join((t.percent(found["mean"]), rests_on))
