"""Small numbers of people hidden in what is public, so that no sum gives them back.

A row of a table about people is hidden whole, in all its counts and shares, when one of its counts
is small or could be had by a small difference. Then further rows are hidden until the sum of what
is hidden is no small number itself. `docs/open-data.md` says it in words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from ifla_metrics.figures.figure import Column, Figure, Table
from ifla_metrics.i18n import Translate

SMALLEST = 5
"""The smallest number of people that is shown; 0 is shown too."""
HIDDEN = "hidden"
"""Key of the column that marks the rows with hidden numbers."""


@dataclass(frozen=True)
class People:
    """Which columns of a figure's table count people, and how its rows add up."""

    counts: tuple[str, ...]
    nested: tuple[tuple[str, str], ...] = ()
    """Pairs of a count and a part of it: their difference is a count of people too."""
    shares: tuple[str, ...] = ()
    """Columns worked out from the counts of the same row."""
    groups: tuple[str, ...] = ()
    """Columns that name what a row is added up with; none: all rows."""
    echoes: tuple[str, ...] = ()
    """Columns that repeat counts of other rows: gone whole when any row is hidden."""
    has_total: bool = False
    """The first row is the sum of the others."""
    family: str = ""
    """Figures of one family have the same rows: what is hidden in one is hidden in all."""
    name: str = ""
    """The column by which the rows of a family are known."""


_BY_GENDER = ("women", "gender_known")
PEOPLE: Mapping[str, People] = {
    "participation-over-time": People(
        ("participations", "cascade", *_BY_GENDER),
        (("participations", "gender_known"), ("gender_known", "women")),
        echoes=("participations_before",),
    ),
    "participation-by-region": People(
        ("participations", *_BY_GENDER),
        (("participations", "gender_known"), ("gender_known", "women")),
        shares=("women_share",), family="region", name="name",
    ),
    "women-share": People(
        ("women", "known", "unknown"), (("known", "women"),), shares=("ratio",),
        has_total=True, family="region", name="label",
    ),
    "participation-profile": People(
        ("participations",), shares=("share",), groups=("by", "apart"),
    ),
    "participation-by-level": People(("participations", "cascade")),
    "coverage-map": People(
        ("participations",), groups=("region_name",), family="region", name="region_name",
    ),
    "leaders-pipeline": People(
        ("count", *_BY_GENDER), (("count", "gender_known"), ("gender_known", "women")),
        groups=("cohort",),
    ),
}  # fmt: skip
"""The tables about people, by the name of their figure."""


def public(figures: Sequence[Figure], t: Translate) -> list[Figure]:
    """Return the figures with small numbers of people hidden, in the same order.

    A table in which anything is hidden gains the column `hidden`; its figure has no chart, no
    description and no explanation, because these tell the same numbers.
    """
    frames = {f.name: f.table.frame for f in figures if f.name in PEOPLE}
    hidden = {name: small_rows(frame, PEOPLE[name]) for name, frame in frames.items()}
    while True:
        named: dict[str, set[str]] = defaultdict(set)
        for name, rows in hidden.items():
            people = PEOPLE[name]
            if people.family and people.name not in people.groups:
                named[people.family] |= {str(frames[name][people.name].iloc[n]) for n in rows}
        wider = {
            name: small_rows(frame, PEOPLE[name], also=_named(frame, PEOPLE[name], named))
            for name, frame in frames.items()
        }
        if wider == hidden:
            break
        hidden = wider
    return [
        _without(f, PEOPLE[f.name], hidden[f.name], t) if hidden.get(f.name) else f
        for f in figures
    ]


def small_rows(
    frame: pd.DataFrame, people: People, *, also: Iterable[int] = ()
) -> frozenset[int]:
    """Return the places of the rows whose numbers of people must not be shown.

    Args:
        frame: The table's frame; a missing count is unknown and counts for nothing.
        people: What its columns are.
        also: Places that are hidden anyhow.
    """
    counts = _counts(frame, people)
    small = {n for n, row in enumerate(counts) if any(0 < c < SMALLEST for c in row)} | {*also}
    first = 1 if people.has_total else 0
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place in range(first, len(frame)):
        groups[tuple(str(frame[key].iloc[place]) for key in people.groups)].append(place)
    found = {n for n in small if n < first}
    for places in groups.values():
        found |= _enough(places, small.intersection(places), counts)
    everything = set(range(first, len(frame)))
    if found & set(range(first)):
        found |= everything
    elif first and everything and everything <= found:
        found.add(0)
    return frozenset(found)


def _enough(places: list[int], small: set[int], counts: list[list[float]]) -> set[int]:
    """Return the rows of one group to hide: further ones until their sum tells nothing."""
    if not small:
        return set()
    found = set(small)
    rest = sorted(set(places) - found, key=lambda n: (sum(counts[n]), n))
    while rest and not _covers(found, counts):
        found.add(rest.pop(0))
    return found if _covers(found, counts) else set(places)


def _covers(found: set[int], counts: list[list[float]]) -> bool:
    """Say whether the sums of hidden rows, which anybody can work out, give no row away."""
    if len(found) < 2:
        return False
    sums = [sum(counts[n][c] for n in found) for c in range(len(counts[next(iter(found))]))]
    return all(total == 0 or total >= max(SMALLEST, 2 * len(found)) for total in sums)


def _counts(frame: pd.DataFrame, people: People) -> list[list[float]]:
    """Return the counts of each row, with the differences that they give; unknown is 0."""
    rows = []
    for place in range(len(frame)):
        row = {key: _number(frame[key].iloc[place]) for key in people.counts}
        differences = [row[whole] - row[part] for whole, part in people.nested]
        rows.append([*row.values(), *(max(0.0, d) for d in differences)])
    return rows


def _number(cell: Any) -> float:
    return 0.0 if pd.isna(cell) else float(cell)


def _named(
    frame: pd.DataFrame, people: People, named: Mapping[str, set[str]]
) -> frozenset[int]:
    hidden = named.get(people.family, set()) if people.family else set()
    return frozenset(n for n, name in enumerate(frame[people.name]) if str(name) in hidden) if (
        hidden
    ) else frozenset()


def _without(figure: Figure, people: People, hidden: frozenset[int], t: Translate) -> Figure:
    frame = figure.table.frame.copy().reset_index(drop=True)
    rows = sorted(hidden)
    for key in (*people.counts, *people.shares):
        frame[key] = frame[key].astype(object)
        frame.loc[rows, key] = None
    for key in people.echoes:
        frame[key] = None
    frame[HIDDEN] = [t("small numbers") if n in hidden else "" for n in range(len(frame))]
    columns = (*figure.table.columns, Column(HIDDEN, t("Hidden")))
    everything = len(hidden) == len(frame)
    return replace(
        figure, table=Table(frame, columns), chart=None, explanation=None, alt="",
        title=figure.name if everything else figure.title,
        subtitle="" if everything else figure.subtitle,
    )  # fmt: skip
