"""Describe the ratings of indicators and of the parts of the strategy."""

from collections.abc import Sequence

import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.figures import small_numbers, words
from ifla_metrics.figures.figure import HIDDEN
from ifla_metrics.framework import Framework, Level
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import counting, coverage, explain, rollup
from ifla_metrics.metrics.selection import Record, records
from ifla_metrics.metrics.status import CODES, OFF_COURSE, ON_COURSE, RANK, WORDS
from ifla_metrics.metrics.values import sort_by_precedence
from ifla_metrics.reading import Reading

NO_REAL_TARGETS = n_("No real targets: progress cannot be rated")


# One indicator


def value_text(row: Record, unit: str, t: Translate, *, prefix: str = "") -> str:
    """Return the value of an indicator with its qualifier and, of a ratio, its two counts.

    For example, "at least 50", "22.9 % (8 of 35)", "1.5 (30 ÷ 20)".

    Args:
        prefix: "previous_" for the value at the previous meeting, which has no qualifier.
    """
    qualifier = "" if prefix else row["qualifier"]
    value = words.with_qualifier(row[f"{prefix}actual"], qualifier, t, unit=unit)
    counts = [row[f"{prefix}{name}"] for name in ("numerator", "denominator")]
    if any(map(words.is_missing, counts)):
        return value
    n, k = map(t.number, counts)
    of = t("{n} of {k}", n=n, k=k) if unit == "%" else f"{n} ÷ {k}"
    return f"{value} ({of})"


def target_text(row: Record, t: Translate) -> str:
    """Return the target of an indicator: "up to 10"; "" without one."""
    if words.is_missing(row["target"]):
        return ""
    qualifier = "up_to" if row["target_kind"] == "at_most" else ""
    return words.with_qualifier(row["target"], qualifier, t, unit=row["unit"])


def value_with_target(row: Record, reading: Reading, t: Translate) -> str:
    """Return value and target: "22.9 % (8 of 35); target 50 %".

    A value counted in only part of the chosen period names it: "3 in 2012; target 3".

    Args:
        row: A row of `small_numbers.suppress_indicators`.
    """
    unit = str(row["unit"])
    if words.is_missing(row["actual"]):
        value = t("hidden: small numbers") if row[HIDDEN] else t("no value yet")
    else:
        value = value_text(row, unit, t)
        if row["within"]:
            period = reading.framework.period(str(row["within"])).title
            value = t("{value} in {period}", value=value, period=period)
    target = target_text(row, t)
    return t("{value}; target {target}", value=value, target=target) if target else value


def on_course_summary(indicators: pd.DataFrame, reading: Reading, t: Translate) -> str:
    """Return how many indicators with a target are on course, then how many others, by status."""
    if not len(indicators):
        return t("No indicator is defined here")
    if reading.choices.documented_only and not (indicators["target_provenance"] != "").any():
        return t(NO_REAL_TARGETS)
    without = int((indicators["status"] == "no_target").sum())
    if without == len(indicators):
        return t("No indicator here has a target")
    good = t.plural(
        "{good} of {n} indicator on course",
        "{good} of {n} indicators on course",
        len(indicators) - without,
        good=t.number(indicators["status"].isin(ON_COURSE).sum()),
    )
    not_on_course = indicators["status"].isin({*OFF_COURSE, "behind", "overdue"})
    counts = indicators.loc[not_on_course, "status"].value_counts()
    others = (f"{t.number(counts[code])} {t(WORDS[code])}" for code in CODES if code in counts)
    no_target = [t("{n} without a target", n=without)] if without else []
    return t(", ").join((good, *others, *no_target))


def latest_remarks(reading: Reading) -> dict[str, Record]:
    """Return the owner's latest remark by the evaluation day, by the indicator or node."""
    remarks = records(sort_by_precedence(reading.frames["remarks"], "as_of"))
    return {
        remark["subject"]: remark for remark in remarks if remark["as_of"] <= reading.evaluation_day
    }


def dated_remarks(reading: Reading, t: Translate) -> dict[str, str]:
    """Return the reasons in `latest_remarks`, each with its month."""
    return {
        subject: f"{remark['why']} ({t.month(remark['as_of'])})"
        for subject, remark in latest_remarks(reading).items()
    }


def rating_rule(framework: Framework, t: Translate) -> str:
    """Return how statuses follow from progress, with the cuts of the framework."""
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
) -> pd.DataFrame:
    """Rate parts of the strategy.

    Returns:
        The roll-up of each part (`small_numbers.suppress_means`), with the texts `limited` (why it
        is at most "behind"), `share` (its mean, or why there is none) and `rests_on` ("5 of 8
        rated (4 in the mean), + 3 without a rating").
    """
    nodes = rollup.by_node(indicators, reading.framework, codes)
    frame = small_numbers.suppress_means(nodes, reading)
    parts = records(frame)
    return frame.assign(
        limited=[_limited(part, t) for part in parts],
        share=[_share(part, t) for part in parts],
        rests_on=[_rests_on(part, t) for part in parts],
    )


def _share(part: Record, t: Translate) -> str:
    """Return the mean of a part, or why there is none."""
    if not words.is_missing(part["mean"]):
        return t.percent(part["mean"])
    hidden = part[HIDDEN] and part["with_value"] and part["status"] != "too_few_data"
    return t("mean hidden") if hidden else t(WORDS[part["status"]])


def _rests_on(part: Record, t: Translate) -> str:
    """Return "5 of 8 rated (4 in the mean), + 3 without a rating"."""
    apart = part["apart"]
    if not part["of"]:
        alone = t.plural("{n} indicator without a rating", "{n} indicators without a rating", apart)
        return alone if apart else ""
    rests_on = t(
        "{n} of {k} rated ({mean} in the mean)",
        n=part["rated"],
        k=part["of"],
        mean=t.number(part["with_value"]),
    )
    more = t("+\u00a0{n}\u00a0without\u00a0a\u00a0rating", n=apart)
    return t(", ").join((rests_on, more)) if apart else rests_on


def _limited(part: Record, t: Translate) -> str:
    """Return why a part is at most "behind", or "" if it is not limited."""
    if not part["limited"]:
        return ""
    return t(
        "At most “behind”: of {k} indicators due, {rated} rated, {failing} failing",
        k=part["due"],
        **{name: t.number(part[name]) for name in ("rated", "failing")},
    )


def on_course_title(parts: pd.DataFrame, level: Level, reading: Reading, t: Translate) -> str:
    """Return how many parts are on course: "4 of 6 elements are on course".

    Parts without a target are counted apart: "0 of 1 element is on course, 5 without a target". If
    only real data count and nothing can be rated, the title begins with the reach.

    Args:
        parts: The rows of `rated_parts` of one level.
    """
    if not parts["of"].sum():
        if not reading.choices.documented_only:
            return t("No indicator can be rated")
        return words.sentences(_reach(reading, t), t(NO_REAL_TARGETS)).removesuffix(".")
    with_target = parts[parts["of"] > 0]
    number, without = len(with_target), len(parts) - len(with_target)
    name = t(level.name if number == 1 else level.plural).lower()
    if with_target["status"].isin(RANK).any():
        good = int(with_target["status"].isin(ON_COURSE).sum())
        title = t.plural(
            "{number} of {k} {rows} is on course",
            "{number} of {k} {rows} are on course",
            1 if number == 1 else good,
            number=t.number(good),
            k=number,
            rows=name,
        )
    else:
        title = t("{k} {rows}: not enough data for a rating", k=number, rows=name)
    return t(", ").join((title, t("{n} without a target", n=without))) if without else title


def _reach(reading: Reading, t: Translate) -> str:
    """Return "14 countries reached, 408 participations"."""
    participations = counting.totals(reading).participations
    countries = len(coverage.reached_countries(reading))
    reach = t.plural("{n} country reached", "{n} countries reached", countries)
    if participations is None or small_numbers.total_is_hidden(reading):
        return reach
    counted = t.plural("{n} participation", "{n} participations", participations)
    return t(", ").join((reach, counted))


def roll_up_rule(framework: Framework, t: Translate) -> str:
    """Return how parts of the strategy are rated, with the cuts of the framework."""
    cuts = framework.cuts
    limits = t(
        explain.FORMULA["whole"],
        too_few=t.percent(cuts.too_few),
        least_rated=cuts.least_rated,
        most_failing=cuts.most_failing,
    )
    return words.sentences(t(explain.FORMULA["roll_up"]), limits, rating_rule(framework, t))
