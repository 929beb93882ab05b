"""Where each indicator and each part stands, by plain Python from the CSV files (see hand.py)."""

from collections import namedtuple
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise

from tests.figures.hand import FIRST, LAST, day, end_of, number, of_strategy, plan

Standing = namedtuple("Standing", "target aim actual as_of expected progress due status")
"""`aim` is the target's day; `due` is the progress expected by the date of the data.

None is not known, never 0.
"""
Part = namedtuple("Part", "mean counted possible rated apart status")
OBSERVED = ("value", "numerator", "denominator")
RATED = {"achieved", "ahead", "on_track", "behind", "off_track", "not_achieved", "moving_away"}
FAILING = {"off_track", "not_achieved", "moving_away", "overdue", "no_data"}


def rating(ratio):
    """Return the class of progress in parts of what was expected."""
    if ratio < 0:
        return "moving_away"
    for bound, name in ((60, "off_track"), (85, "behind")):
        if ratio < Fraction(bound, 100):
            return name
    return "on_track" if ratio <= Fraction(115, 100) else "ahead"


def targets(log, code):
    """Return the targets in force by due day, each with the days of its reporting period."""
    periods = {p["code"]: (day(p["starts_on"]), day(p["ends_on"])) for p in plan("periods")}
    told = [
        t
        for t in log.counting(plan("targets"))
        if t["indicator"] == code and day(t["decided_on"]) <= log.known_on
    ]
    told.sort(key=lambda t: (t["due_on"], t["decided_on"]))
    return {
        day(t["due_on"]): (number(t, "target", *OBSERVED[1:]), periods[t["period"]]) for t in told
    }


def observed(log, indicator, span):
    """Return the observation that stands, and the date of the data."""
    rule = indicator["time_rule"]
    latest = ("running_total", "level_latest")
    states = ("reported", "nil") if rule in latest else ("reported",)
    told = [
        o
        for o in log.counting(of_strategy("observations"))
        if o["indicator"] == indicator["code"]
        and o["state"] in states
        and day(o["as_of"]) <= log.on
    ]
    if rule in ("non_cumulative", "level_max"):
        told = [o for o in told if span and span[0] <= day(o["as_of"]) <= span[1]]
    last = max(told, key=lambda o: (o["as_of"], o["known_from"]), default=None)
    return (number(last, *OBSERVED), day(last["as_of"])) if last else (None, None)


def standing(log, indicator):
    """Return how an indicator stands against the target of 2011-2012."""
    goals = targets(log, indicator["code"])
    asked = observed if indicator["data_source"] == "observed" else type(log).measured
    aims = [d for d in goals if d >= LAST][:1] or list(goals)[-1:]
    if indicator["time_rule"] == "non_cumulative":  # An earlier year, where this has no report.
        aims += [d for d in reversed(goals) if aims and FIRST <= d < aims[0]]
    told = [(*goals[d], *asked(log, indicator, goals[d][1]), d) for d in aims]
    if not told:
        told = [(None, None, *asked(log, indicator, None), None)]
    target, span, actual, as_of, aim = next((t for t in told if t[2] is not None), told[0])
    baseline = number(indicator, "baseline", "baseline_numerator", "baseline_denominator")
    expected = progress = due = None
    if None not in (target, actual, baseline):
        if indicator["time_rule"] == "non_cumulative":
            days = (span[1] - span[0]).days + 1
            expected = target * Fraction((as_of - span[0]).days + 1, days)
        else:
            expected = on_the_way({day(indicator["baseline_on"]): (baseline, None)} | goals, as_of)
        progress = (actual - baseline) / (target - baseline)
        due = (expected - baseline) / (target - baseline)
    found = Standing(target, aim, actual, as_of, expected, progress, due, "")
    return found._replace(status=status(log, indicator, found))


def on_the_way(points, as_of):
    """Return what was expected on the date of the data, on straight lines through the targets."""
    for (start, (low, _)), (end, (high, _)) in pairwise(points.items()):
        if as_of <= end:
            return low + (high - low) * Fraction((as_of - start).days, (end - start).days)
    return list(points.values())[-1][0]


def status(log, indicator, found):
    """Return the first status that applies, in the order of the methodology."""
    actual, target = found.actual, found.target
    if actual is not None and late(log, indicator):
        return "overdue"
    if target is None:
        return "no_target"
    if actual is None:
        return "not_yet_due"
    if indicator["direction"] == "maintain":
        return "kept" if abs(actual - target) <= int(indicator["tolerance"]) else "off_target"
    if actual >= target:
        return "achieved"
    if found.due is not None:
        return rating(found.progress / found.due)
    return "not_achieved" if found.aim <= min(log.on, found.as_of) else "no_baseline"


def late(log, indicator):
    """Return the due days of the reports that have not come; every report counts, of any kind."""
    months = {"quarter": 3, "half": 6, "year": 12}.get(indicator["frequency"])
    if indicator["data_source"] != "observed" or not months:
        return []
    told = [
        day(o["as_of"])
        for o in of_strategy("observations")
        if o["indicator"] == indicator["code"] and day(o["known_from"]) <= log.known_on
    ]
    decided = [day(t["decided_on"]) for t in plan("targets") if t["indicator"] == indicator["code"]]
    first = end_of(day(indicator["baseline_on"]) or min(decided), months) + timedelta(1)
    missing = []
    while (last := end_of(first, months)) <= LAST:
        due = last + timedelta(int(indicator["due_days"]))
        if due < log.known_on and not any(first <= d <= LAST for d in told):
            missing.append(due)
        first = last + timedelta(1)
    return missing


def rolled_up(log, indicators):
    """Return the mean of the way of a part, on how many indicators it rests, and its rating."""
    could = [s for i in indicators if (s := eligible(log, i))]
    have = [s for s in could if s.progress is not None and s.status != "overdue"]
    due = [s for s in could if s.status != "not_yet_due"]
    rated = sum(s.status in RATED for s in due)
    failing = sum(s.status in FAILING for s in due)
    mean = sum(min(s.progress, Fraction(1)) for s in have) / len(have) if have else None

    def part(status):
        return Part(mean, len(have), len(could), rated, len(indicators) - len(could), status)

    if not could:
        return part("no_target")
    if 2 * len(have) < len(could):
        return part("too_few_data")
    if all(s.status == "achieved" for s in could):
        return part("achieved")
    found = rating(mean / (sum(s.due for s in have) / len(have)))
    limited = 3 * rated < 2 * len(due) or 4 * failing > len(due)
    return part("behind" if limited and found in {"ahead", "on_track"} else found)


def eligible(log, indicator):
    """Return how an indicator stands where it can be rated on the way to a target, else None."""
    found = standing(log, indicator)
    apart = indicator["direction"] == "maintain" or indicator["target_kind"] == "at_most"
    return None if apart or found.target is None else found
