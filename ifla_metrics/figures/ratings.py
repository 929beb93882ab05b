"""Ratings in words: of indicators, and of the parts of the strategy that they belong to."""

from collections.abc import Sequence

import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.figures import small_numbers, words
from ifla_metrics.figures.figure import HIDDEN
from ifla_metrics.framework import Cuts, Framework, Level
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import counting, coverage, explain, indicator_status, rollup
from ifla_metrics.metrics.selection import Record, records
from ifla_metrics.metrics.status import CODES, OFF_COURSE, ON_COURSE, RANK, WORDS
from ifla_metrics.metrics.values import by_recording
from ifla_metrics.reading import Reading

NO_REAL_TARGETS = n_("No real targets: progress cannot be rated")
_SHORT = OFF_COURSE | {"behind", "overdue"}


def by_status(table: pd.DataFrame) -> dict[str, int]:
    """Return the number of indicators by the statuses that occur, in reading order."""
    number = table["status"].value_counts()
    return {code: int(number[code]) for code in CODES if code in number}


def _listed(numbers: dict[str, int], t: Translate) -> list[str]:
    return [f"{t.number(n)} {t(WORDS[code])}" for code, n in numbers.items()]


# One indicator


def value_words(row: Record, unit: str, t: Translate, *, when: str = "") -> str:
    """Return an indicator's value with its qualifier, of a ratio with its two counts.

    Args:
        when: "previous_" for the value of the meeting before, which has no qualifier.
    """
    qualifier = "" if when else row["qualifier"]
    written = words.qualified(row[f"{when}actual"], qualifier, t, unit=unit)
    counts = row[f"{when}numerator"], row[f"{when}denominator"]
    return words.with_counts(written, *counts, unit, t)


def against(row: Record, reading: Reading, t: Translate) -> str:
    """Return an indicator's value with its target and its progress.

    "210; target 400 · 53 % of the way to target".

    Args:
        row: A row of `small_numbers.shown_indicators`.
    """
    value = value_and_target(row, reading, t)
    if words.missing(row["progress"]):
        return value
    progress = t.percent(row["progress"])
    return t("{value} · {progress} of the way to target", value=value, progress=progress)


def value_and_target(row: Record, reading: Reading, t: Translate) -> str:
    """Return an indicator's value with its target: "22.9 % (8 of 35); target 50 %".

    What is counted in a part of the chosen period says in which: "3 in 2012; target 3".

    Args:
        row: A row of `small_numbers.shown_indicators`.
    """
    unit = str(row["unit"])
    if words.missing(row["actual"]):
        value = t("hidden: small numbers") if row[HIDDEN] else t("no value yet")
    else:
        value = value_words(row, unit, t)
        if row["within"]:
            period = reading.framework.period(str(row["within"])).title
            value = t("{value} in {period}", value=value, period=period)
    if words.missing(row["target"]):
        return value
    limit = "up_to" if row["target_kind"] == "at_most" else ""
    target = words.qualified(row["target"], limit, t, unit=unit)
    return t("{value}; target {target}", value=value, target=target)


def finding(table: pd.DataFrame, where: str, reading: Reading, t: Translate) -> str:
    """Return how many of these indicators are on course, and how many are not, by status."""
    if not len(table):
        return t("No indicator is defined here")
    good = int(table["status"].isin(ON_COURSE).sum())
    short = by_status(table[table["status"].isin(_SHORT)])
    if reading.choices.documented_only and not (table["target_provenance"] != "").any():
        counts = t(NO_REAL_TARGETS)
    else:
        counts = t.plural(
            "{good} of {n} indicator on course",
            "{good} of {n} indicators on course",
            len(table),
            good=t.number(good),
        )
        counts = t(", ").join((counts, *_listed(short, t)))
    return words.labelled(where, counts, t) if where else words.capital(counts)


def latest_remarks(reading: Reading) -> dict[str, Record]:
    """Return the owner's latest line by the evaluation day about each indicator or part."""
    found = records(by_recording(reading.frames["remarks"], "as_of"))
    return {row["subject"]: row for row in found if row["as_of"] <= reading.evaluation_day}


def rating_words(framework: Framework, t: Translate) -> str:
    """Return the rule of the ratings with this framework's cuts."""
    cuts = framework.cuts
    return t(
        explain.FORMULA["status"],
        ahead=t.percent(cuts.ahead),
        on_track=t.percent(cuts.on_track),
        behind=t.percent(cuts.behind),
    )


# Parts of the strategy


def rated_parts(
    reading: Reading, indicators: pd.DataFrame, codes: Sequence[str], t: Translate
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Return `small_numbers.rolled_up` by part of the strategy, and the indicators of each.

    In words: `limited` (why a part is only behind), `share` (its mean, or why there is none) and
    `rests_on` ("5 of 8 rated, 4 in the mean").
    """
    framework = reading.framework
    frame = small_numbers.rolled_up(rollup.by_node(indicators, framework, codes), reading)
    below = [indicator_status.under(indicators, framework, code) for code in codes]
    parts = list(zip(records(frame), below, strict=True))
    return frame.assign(
        limited=[_limited(part, framework.cuts, t) for part, _ in parts],
        share=[_share(part, own, reading, t) for part, own in parts],
        rests_on=[_rests_on(part, t) for part, _ in parts],
    ), below


def _share(part: Record, below: pd.DataFrame, reading: Reading, t: Translate) -> str:
    if not part["of"]:
        return unrated(below, reading, t)
    if not words.missing(part["mean"]):
        return t.percent(part["mean"])
    hidden = part[HIDDEN] and part["with_value"] and part["status"] != "too_few_data"
    return t("mean hidden") if hidden else t(WORDS[part["status"]])


def _rests_on(part: Record, t: Translate) -> str:
    if not part["of"]:
        return ""
    known = t("{n} of {k} rated", n=t.number(part["rated"]), k=t.number(part["of"]))
    mean = t("{n} in the mean", n=t.number(part["with_value"])) if part["with_value"] else ""
    return t(", ").join(filter(None, (known, mean)))


def _limited(part: Record, cuts: Cuts, t: Translate) -> str:
    """Return why a part is only behind: "At most “behind”: …"; "" where nothing limited it."""
    if not part["limited"]:
        return ""
    return t(
        "At most “{status}”: of {k} indicators due, {rated} rated (minimum: {least}), "
        "{failing} failing (limit: {most})",
        status=t(WORDS["behind"]),
        k=t.number(part["due"]),
        rated=t.number(part["rated"]),
        least=cuts.least_rated,
        failing=t.number(part["failing"]),
        most=cuts.most_failing,
    )


def unrated(below: pd.DataFrame, reading: Reading, t: Translate) -> str:
    """Return what stands for the rating of a part without an indicator that can be rated.

    Indicators to be maintained or under a ceiling are listed by status: "1 over the ceiling".

    Args:
        below: Rows of `indicator_status` of the part's indicators.
    """
    held = by_status(below[below["target"].notna() & ~below["eligible"]])
    if held:
        return t(", ").join(_listed(held, t))
    if not len(below):
        return t("no indicator")
    return t(NO_REAL_TARGETS) if reading.choices.documented_only else t("no target")


def on_course(
    parts: pd.DataFrame, indicators: pd.DataFrame, level: Level, reading: Reading, t: Translate
) -> str:
    """Return how many parts are on course: "4 of 6 elements are on course".

    Where only real data count and nothing can be rated, who took part and where comes first.

    Args:
        parts: Rows of `rated_parts`, of one level.
        indicators: All indicators below them.
    """
    if not len(indicators):
        return t("This strategy has no indicators yet.")
    if not indicators["eligible"].any():
        nothing = words.capital(unrated(indicators, reading, t))
        if not reading.choices.documented_only:
            return nothing
        return words.sentences(_reach(reading, t), nothing)
    number, name = len(parts), t(level.name if len(parts) == 1 else level.plural).lower()
    if not parts["status"].isin(RANK).any():
        return t(
            "None of the {k} {rows} has enough data to be rated", k=t.number(number), rows=name
        )
    good = int(parts["status"].isin(ON_COURSE).sum())
    return t.plural(
        "{number} of {k} {rows} is on course",
        "{number} of {k} {rows} are on course",
        1 if number == 1 else good,
        number=t.number(good),
        k=t.number(number),
        rows=name,
    )


def _reach(reading: Reading, t: Translate) -> str:
    """Return who took part and where: "408 participations, 14 countries reached"."""
    people = counting.totals(reading).participations
    countries = len(coverage.reached(reading))
    counts = [t.plural("{n} country reached", "{n} countries reached", countries)]
    if people is not None and not small_numbers.total_is_small(reading):
        counts.insert(0, t.plural("{n} participation", "{n} participations", int(people)))
    return t(", ").join(counts)


def part_words(framework: Framework, t: Translate, names: pd.Series, parts: pd.DataFrame) -> str:
    """Return the rule of the ratings of `rated_parts`, and what limits which of them."""
    cuts = framework.cuts
    rule = t(
        explain.FORMULA["whole"],
        too_few=t.percent(cuts.too_few),
        least_rated=cuts.least_rated,
        most_failing=cuts.most_failing,
    )
    reasons = zip(names, parts["limited"], strict=True)
    limited = [words.labelled(name, reason, t) for name, reason in reasons if reason]
    return words.sentences(
        t(explain.FORMULA["roll_up"]), rule, *limited, rating_words(framework, t)
    )
