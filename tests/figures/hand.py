"""What the CSV files of the log and the records come to by plain Python, for 2011 and 2012.

It imports nothing of the program: what the figures say is compared with it (test_traced.py). The
rules are those of docs/methodology.md. Numbers are exact fractions; dates are those of the files.
"""

import csv
from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path

DATA = Path(__file__).parents[2] / "data"
STRATEGY, FIRST, LAST = "2010-2015", date(2011, 1, 1), date(2012, 12, 31)
KNOWN_GENDER = ("woman", "man", "other")


@cache
def rows(name):
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def of_strategy(name):
    return [row for row in rows(f"history/{name}") if row["framework"] == STRATEGY]


def plan(name):
    return rows(f"frameworks/{STRATEGY}/{name}")


def day(text):
    return date.fromisoformat(text) if text else None


def split(cell):
    return [code for code in cell.split("|") if code]


def end_of(day_, months=3):
    """Return the last day of the calendar quarter (half-year, year) of a day."""
    month = (day_.month - 1) // months * months + months
    return date(day_.year, month, monthrange(day_.year, month)[1])


def number(row, *names):
    """Return a value, or its two counts in per cent; None where nothing is told."""
    value, above, below = (row.get(name, "") for name in names)
    if above and below and int(below):
        return Fraction(int(above), int(below)) * 100
    return Fraction(value) if value else None


class Log:
    """The log and the records as they were known at the end of a day."""

    def __init__(self, known_on, *, documented=False):
        self.known_on, self.documented = known_on, documented
        self.on = min(known_on, LAST)
        self.roles = {r["code"] for r in rows("reference/terms") if r["counts"] == "yes"}
        self.activities = {
            a["uid"]: a
            for a in self.counting(rows("history/activities"))
            if a["lifecycle"] in ("under_way", "completed") and day(a["started_on"]) <= self.on
        }
        self.parents = {node["code"]: node["parent"] for node in plan("nodes")}

    def counting(self, told):
        """Return what counts of the rows that are known: the documented ones, where asked."""
        return [
            row
            for row in told
            if row.get("known_from", "") <= str(self.known_on)
            and (not self.documented or row["provenance"] == "documented")
        ]

    def began(self, first, last, part=""):
        """Return the activities that began between two days and serve a part of the strategy."""
        served = {
            c["activity"]
            for c in of_strategy("contributions")
            if part in (c["outcome"], self.parents[c["outcome"]], "")
        }
        return {
            uid
            for uid, a in self.activities.items()
            if first <= day(a["started_on"]) <= last and (not part or uid in served)
        }

    def countries(self, uids):
        return {code for uid in uids for code in split(self.activities[uid]["countries"])}

    def listed(self, name):
        told = [r for r in rows("reference/country_lists") if r["list"] == name]
        return {row["country"] for row in self.counting(told)}

    def lines(self, uids, reach):
        return [
            p
            for p in rows("history/participation")
            if p["activity"] in uids
            and p["count"]
            and p["reach"] == reach
            and p["role"] in self.roles
        ]

    def people(self, uids, reach="direct", genders=None):
        return sum(
            int(p["count"])
            for p in self.lines(uids, reach)
            if genders is None or p["gender"] in genders
        )

    def measured(self, indicator, span):
        """Return what the log and the records answer, and the date of these data."""
        name, part = indicator["measure"], indicator["scope"]
        baseline = day(indicator["baseline_on"]) or date.min
        first, last = (baseline + timedelta(1), self.on)
        if baseline != end_of(baseline) and baseline != date.min:
            first = baseline
        if indicator["time_rule"] == "non_cumulative":
            first, last = span or (FIRST, LAST)
        last = min(last, self.on)
        uids = self.began(first, last, part)
        if name == "activities":
            return Fraction(len(uids)), last
        if name == "countries":
            return Fraction(len(self.countries(uids))), last
        if name == "participations":
            if uids and not self.lines(uids, "direct"):
                return None, None
            return Fraction(self.people(uids)), self.counted_until(uids, ("direct",))
        if name == "milestones":
            told = [
                m
                for m in self.counting(of_strategy("milestones"))
                if m["indicator"] == indicator["code"] and m["actual_on"]
            ]
            return Fraction(sum(day(m["actual_on"]) <= last for m in told)), last
        if name == "resources_released":
            out = {
                r["resource"]
                for r in self.resources()
                if r["stage"] == "released" and self.parents[r["node"]] == part
            }
            return Fraction(len(out)), last
        if name == "cascade_ratio":
            last = self.counted_until(uids, ("direct", "cascade"))
        above, below = self.two_counts(name, uids)
        unit = 100 if indicator["unit"] == "%" else 1
        return (Fraction(above, below) * unit, last) if below else (None, None)

    def two_counts(self, name, uids):
        if name == "cascade_ratio":
            return self.people(uids, "cascade"), self.people(uids)
        if name == "women_share":
            return self.people(uids, genders=("woman",)), self.people(uids, genders=KNOWN_GENDER)
        if name == "timely_share":
            timed = [
                a
                for a in map(self.activities.get, uids)
                if a["lifecycle"] == "completed" and a["known_from_assumed"] != "yes"
            ]
            in_time = [day(a["known_from"]) - day(a["ended_on"]) <= timedelta(30) for a in timed]
            return sum(in_time), len(timed)
        if name == "language_availability":
            out = {
                (r["resource"], r["language"]) for r in self.resources() if r["stage"] == "released"
            }
            return len(out), 7 * len({r["resource"] for r in self.resources()})
        list_, below = {
            "priority_coverage": ("priority_countries", 48),
            "member_coverage": ("member_countries", 143),
        }[name]
        listed = self.listed(list_)
        return len(self.countries(uids) & listed), below if listed else 0

    def resources(self):
        told = self.counting(of_strategy("resources"))
        return [row for row in told if day(row["as_of"]) <= self.on]

    def counted_until(self, uids, reaches):
        """Return the end of the last quarter that was counted, or in which nothing took place."""
        counted = {p["activity"] for reach in reaches for p in self.lines(uids, reach)}
        quarter = {uid: end_of(day(self.activities[uid]["started_on"])) for uid in uids}
        last = end_of(self.on)
        while last in quarter.values() and not any(quarter[uid] == last for uid in counted):
            last = end_of(last.replace(day=1) - timedelta(63))
        return min(last, self.on)
