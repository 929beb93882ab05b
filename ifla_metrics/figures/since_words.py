"""The two dates of a comparison in words, and which rows of it a chosen direction has."""

from __future__ import annotations

import pandas as pd

from ifla_metrics.figures import small_numbers, words
from ifla_metrics.figures.standing import chosen, standing
from ifla_metrics.framework import Indicator
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics import change, news, standings
from ifla_metrics.metrics.tables import Record
from ifla_metrics.reading import Reading


def is_compared(reading: Reading) -> bool:
    """Say whether there is an earlier date at all."""
    return reading.previous is not None


def since(reading: Reading, t: Translate) -> str:
    """Return the earlier date as a sentence goes on: "the meeting of December 2011"."""
    if reading.previous is None:
        return ""
    day = words.day_of(reading.previous, t)
    return t("the meeting of {day}", day=day) if reading.previous.moment.meeting else day


def no_meeting(t: Translate) -> str:
    """Return why nothing is compared, as a title."""
    return t("No earlier meeting is on record since this strategy began")


def nothing_new(reading: Reading, t: Translate, part: str, said: str) -> str:
    """Return the title of a part without rows: nothing new, or nothing to compare with."""
    if is_compared(reading):
        return said
    return t("{subject}: {told}", subject=part, told=t("nothing is compared"))


def compared(reading: Reading, t: Translate) -> str:
    """Return the two dates: "Known on 12 Dec 2012, compared with 16 Aug 2012"."""
    if reading.previous is None:
        begun, now = reading.framework.starts_on, reading.moment.known_on
        if now <= begun:
            return t(
                "Nothing is compared: the strategy begins on {begun}", begun=t.date(begun, "medium")
            )
        return t(
            "Nothing is compared: no meeting between the beginning of the strategy, {begun}, and "
            "{now} is on record",
            begun=t.date(begun, "medium"),
            now=t.date(now, "medium"),
        )
    return t(
        "Known on {now}, compared with what was known on {before}",
        now=t.date(reading.moment.known_on, "medium"),
        before=t.date(reading.previous.moment.known_on, "medium"),
    )


def nothing(reading: Reading, t: Translate) -> str:
    """Return the sentence for two dates between which nothing changed; empty when something did."""
    if reading.previous is None:
        return words.sentences(no_meeting(t))
    if _anything(reading, reading.previous):
        return ""
    return t(
        "Nothing changed between {before} and {now}.",
        before=t.date(reading.previous.moment.known_on, "medium"),
        now=t.date(reading.moment.known_on, "medium"),
    )


def _anything(reading: Reading, previous: Reading) -> bool:
    table = chosen(reading)
    before = standings.serving(standing(previous), reading.choices.direction)
    parts = (
        change.status_moves(table),
        served(news.new_values(reading), reading),
        news.newly_overdue(table, before),
        steps_served(news.milestone_changes(reading), reading),
        served(news.revised_targets(reading), reading),
        reading.frame("amended"),
        reading.frame("newly_logged"),
        news.countries_reached(reading),
    )
    return any(len(part) for part in parts)


def served(found: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Return the rows whose indicator the framework has, under the chosen direction."""
    codes = set(chosen(reading)["indicator"])
    return found[[code in codes for code in found["indicator"]]] if len(found) else found


def hides_values(indicator: Indicator, reading: Reading) -> bool:
    """Say whether values of an indicator are hidden: two that count people tell the few between."""
    return reading.hide_small and small_numbers.counts_people(indicator)


def told_value(
    row: Record, indicator: Indicator, reading: Reading, t: Translate, *, when: str = ""
) -> str:
    """Return the value of a row of `news.new_values` among others of its indicator.

    Args:
        when: "previous_" for the value that it replaced.
    """
    if hides_values(indicator, reading):
        return t("hidden")
    counts = row[f"{when}numerator"], row[f"{when}denominator"]
    written = words.in_unit(row[f"{when}value"], indicator.unit, t)
    return words.with_counts(written, *counts, indicator.unit, t)


def steps_served(found: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Return the milestones whose part the framework has, and serves the chosen direction."""
    direction, framework = reading.choices.direction, reading.framework
    nodes = {n.code for n in framework.nodes}
    keep = [
        node in nodes and (not direction or direction in framework.directions_of(node))
        for node in found["node"]
    ]
    return found[pd.Series(keep, index=found.index, dtype=bool)]


def country(code: str, reading: Reading, t: Translate) -> str:
    """Return the name of a country; its code where no list has it."""
    countries = reading.frame("countries")
    found = countries.loc[countries["country"] == code, ["alpha2", "name"]]
    return t.country(*map(str, found.iloc[0])) if len(found) else code
