"""Measures that the records answer: milestones reached, resources released, languages available."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import compress
from typing import Any

from ifla_metrics import frames
from ifla_metrics.framework import Framework, Indicator
from ifla_metrics.metrics.log_measures import Amount, Quarter, Sources
from ifla_metrics.metrics.selection import rows
from ifla_metrics.metrics.tables import each
from ifla_metrics.metrics.values import weakest
from ifla_metrics.reading import Reading

LANGUAGES = "resource_language"
"""The list of terms with the languages that a resource should exist in."""


def milestones(sources: Sources, indicator: Indicator, quarters: Sequence[Quarter]) -> list[Amount]:
    """Return the milestones reached by each quarter, out of those listed for the indicator."""
    told = milestones_of(sources.reading, indicator)
    found = []
    for quarter in quarters:
        done = [p for actual_on, p in told if is_day(actual_on) and actual_on <= quarter.as_of]
        found.append(_amount(indicator, len(done), len(told), set(done)))
    return found


def milestones_of(reading: Reading, indicator: Indicator) -> list[tuple[Any, str]]:
    """Return (actual day, provenance) of an indicator's milestones.

    They are those that name the indicator; where none does, those of its scope.
    """
    frames.expect(reading.frame("milestones"), frames.MILESTONES)
    frame = rows(reading, "milestones")
    own = [code == indicator.code for code in frame["indicator"]]
    if not any(own):
        own = [_serves(reading.framework, node, indicator.scope) for node in frame["node"]]
    return list(compress(each(frame, "actual_on", "provenance"), own))


def resources_released(
    sources: Sources, indicator: Indicator, quarters: Sequence[Quarter]
) -> list[Amount]:
    """Return the resources released, in any language, by each quarter."""
    told = resource_stages(sources.reading, indicator.scope)
    found = []
    for quarter in quarters:
        begun = {r for r, _language, _stage, as_of, _p in told if as_of <= quarter.as_of}
        done = {
            resource: provenance
            for resource, _language, stage, as_of, provenance in told
            if stage == "released" and as_of <= quarter.as_of
        }
        found.append(_amount(indicator, len(done), len(begun), set(done.values())))
    return found


def language_availability(
    sources: Sources, indicator: Indicator, quarters: Sequence[Quarter]
) -> list[Amount]:
    """Return the pairs of resource and language released, out of resources begun x languages."""
    told = resource_stages(sources.reading, indicator.scope)
    languages = languages_of(sources.reading)
    found = []
    for quarter in quarters:
        begun = {r for r, _language, _stage, as_of, _p in told if as_of <= quarter.as_of}
        done = {
            (resource, language): provenance
            for resource, language, stage, as_of, provenance in told
            if stage == "released" and as_of <= quarter.as_of and language in languages
        }
        found.append(
            Amount(
                numerator=len(done),
                denominator=len(begun) * len(languages),
                provenance=weakest(set(done.values())),
            )
        )
    return found


RECORDS = {
    "milestones": milestones,
    "resources_released": resources_released,
    "language_availability": language_availability,
}
"""States by a quarter's end, from the records."""


def languages_of(reading: Reading) -> list[str]:
    """Return the languages that a resource should exist in, in reading order."""
    terms = reading.frame("terms")
    return [str(c) for c in terms[terms["list"] == LANGUAGES].sort_values("position")["code"]]


def resource_stages(reading: Reading, scope: str) -> list[tuple[str, str, str, date, str]]:
    """Return (resource, language, stage, day, provenance) of the resources under a node, by day."""
    frames.expect(reading.frame("resources"), frames.RESOURCES)
    frame = rows(reading, "resources")
    names = ("resource", "language", "stage", "as_of", "provenance", "node")
    told = [
        (resource, language, stage, as_of, provenance)
        for resource, language, stage, as_of, provenance, node in each(frame, *names)
        if _serves(reading.framework, node, scope)
    ]
    return sorted(told, key=lambda row: (row[3], *row))


def is_day(value: object) -> bool:
    """Say whether a cell holds a day (a missing one is None or not a time)."""
    return isinstance(value, date) and value == value


def _serves(framework: Framework, node: str, scope: str) -> bool:
    if not scope:
        return True
    above = {n.code for n in framework.lineage(node)}
    return scope in above or scope in framework.directions_of(node)


def _amount(indicator: Indicator, done: int, of: int, provenances: set[str]) -> Amount:
    if indicator.ratio:
        return Amount(numerator=done, denominator=of, provenance=weakest(provenances))
    return Amount(done, provenance=weakest(provenances))
