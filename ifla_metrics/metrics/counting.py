"""One activity, several directions: counted in full, by weights, or under its main direction.

Totals are distinct activities. Columns add up to the distinct total when counted by weights, with
"not stated" as a column of its own; counted in full they do not, and a figure has to say so.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import pandas as pd

from ifla_metrics import frames
from ifla_metrics.errors import UnknownCode, WrongFrame
from ifla_metrics.metrics.selection import NOT_STATED, in_order, known_sum, rows, split
from ifla_metrics.metrics.tables import each, table
from ifla_metrics.metrics.worked_out import once
from ifla_metrics.reading import Reading

NEEDS = ("activity_cells", "weight_cells")
WHOLE_WEIGHT = 1200
"""The weights of one activity's directions sum to this (data dictionary)."""

COUNTS = ("full", "weight", "fractional", "primary", "count")


@dataclass(frozen=True)
class Totals:
    """Distinct activities of the chosen period, and how they are aligned."""

    activities: int
    aligned: int
    """Activities that state a direction."""
    not_stated: int
    alignments: int
    """Pairs of an activity and a direction that it serves."""
    documented: int
    synthetic: int
    reported: int


class _Cell(NamedTuple):
    directions: tuple[str, ...]
    rows: tuple[str, ...] | None
    """None: the cells were read without them."""
    provenance: str
    activities: int
    participations: int
    uncounted: int


def totals(reading: Reading, *, row: str | None = None, direction: str | None = None) -> Totals:
    """Count distinct activities of a row and a direction (default: the chosen one, else all)."""
    served = reading.choices.direction if direction is None else direction
    asked = ("totals", *_asked(reading), row, served)
    return once(
        reading.frame("activity_cells"), asked, lambda: _totals(_cells(reading), row, served)
    )


def _totals(found: list[_Cell], row: str | None, served: str) -> Totals:
    cells = [
        c for c in found
        if (row is None or row in _rows_of(c)) and (not served or served in c.directions)
    ]
    by_provenance = Counter[str]()
    for cell in cells:
        by_provenance[cell.provenance] += cell.activities
    activities = sum(c.activities for c in cells)
    unstated = sum(c.activities for c in cells if c.directions == (NOT_STATED,))
    return Totals(
        activities=activities,
        aligned=activities - unstated,
        not_stated=unstated,
        alignments=sum(
            c.activities * len(c.directions) for c in cells if c.directions != (NOT_STATED,)
        ),
        documented=by_provenance["documented"],
        synthetic=by_provenance["synthetic"],
        reported=by_provenance["reported"],
    )


def by_direction(reading: Reading, *, row: str | None = None) -> pd.DataFrame:
    """Count activities per direction by each rule; a direction without activity keeps its row.

    Returns:
        One row per direction in the framework's order, then "" (not stated; under `primary`:
        no main direction), with `full`, `weight` (1200ths, exact), `fractional` (weight / 1200),
        `primary`, and `count`, the one of the chosen counting rule.

    Source:
        docs/methodology.md, "One activity, several directions".
    """
    full, weight, primary = _sums(reading)
    if row is not None:
        _row_codes(reading)
    directions = [*(d.code for d in reading.framework.directions), NOT_STATED]
    return table(
        (
            {"direction": d, **_counts(reading, full[row, d], weight[row, d], primary[row, d])}
            for d in directions
        ),
        ("direction", *COUNTS),
        floats=("fractional", "count"), counts=("full", "weight", "primary"),
    )


def matrix(reading: Reading) -> pd.DataFrame:
    """Count activities per row of the framework and direction by each rule.

    An activity counts in every row that it serves; within a row the directions follow the counting
    rule, so that by weights a row's cells add up to the row's distinct activities.

    Returns:
        One row per row and direction ("" last), with the counts of `by_direction`; nothing is left
        out where nothing happened.
    """
    full, weight, primary = _sums(reading)
    directions = [*(d.code for d in reading.framework.directions), NOT_STATED]
    return table(
        (
            {
                "row": r, "direction": d,
                **_counts(reading, full[r, d], weight[r, d], primary[r, d]),
            }
            for r in _row_codes(reading) for d in directions
        ),
        ("row", "direction", *COUNTS),
        floats=("fractional", "count"), counts=("full", "weight", "primary"),
    )


def by_row(reading: Reading, *, direction: str | None = None) -> pd.DataFrame:
    """Count distinct activities per row, within a direction (default: the chosen one, else all).

    Returns:
        One row per element (in order, others that activities name after them, "" for activities
        that name none), with `activities`, `participations` (direct; missing when none of the
        activities was counted) and `uncounted`. An activity of two rows is in both.
    """
    served = reading.choices.direction if direction is None else direction
    activities, people, uncounted = Counter[str](), Counter[str](), Counter[str]()
    for cell in _cells(reading):
        if served and served not in cell.directions:
            continue
        for row in _rows_of(cell):
            activities[row] += cell.activities
            people[row] += cell.participations
            uncounted[row] += cell.uncounted
    return table(
        (
            {
                "row": row, "activities": activities[row], "uncounted": uncounted[row],
                "participations": known_sum(people[row], uncounted[row], activities[row]),
            }
            for row in _row_codes(reading)
        ),
        ("row", "activities", "participations", "uncounted"),
        floats=("participations",), counts=("activities", "uncounted"),
    )


def exact_share(weight: int) -> Fraction:
    """Return a summed weight as an exact number of activities."""
    return Fraction(weight, WHOLE_WEIGHT)


def _counts(reading: Reading, full: int, weight: int, primary: int) -> dict[str, float]:
    counts = {
        "full": full, "weight": weight, "fractional": weight / WHOLE_WEIGHT, "primary": primary,
    }
    return {**counts, "count": counts[reading.choices.counting]}


def _cells(reading: Reading) -> list[_Cell]:
    asked = ("cells", *_asked(reading))
    return once(reading.frame("activity_cells"), asked, lambda: _read_cells(reading))


def _asked(reading: Reading) -> tuple[object, ...]:
    """Return what the cells that count depend on besides their frame."""
    return (reading.period.code, reading.choices.documented_only, _codes(reading))


def _codes(reading: Reading) -> tuple[str, ...]:
    return tuple(d.code for d in reading.framework.directions)


def _read_cells(reading: Reading) -> list[_Cell]:
    frame = reading.frame("activity_cells")
    frames.expect(frame, frames.ACTIVITY_CELLS)
    frame = rows(reading, "activity_cells", period=reading.period.code)
    known = set(_codes(reading))
    cells = [
        _Cell(split(directions), _split(served), provenance, int(number), int(people), int(unknown))
        for directions, served, provenance, number, people, unknown in each(
            frame, "directions", "rows", "provenance", "activities", "participations", "uncounted"
        )
    ]
    for code in {d for cell in cells for d in cell.directions} - known - {NOT_STATED}:
        raise UnknownCode("direction", code, known)
    return cells


Key = tuple[str | None, str]


def _sums(reading: Reading) -> tuple[Counter[Key], Counter[Key], Counter[Key]]:
    """Return full counts, weights and primaries by (row, direction); row None is the total."""
    asked = _asked(reading)
    full = once(
        reading.frame("activity_cells"), ("full", *asked), lambda: _full(_cells(reading))
    )
    weight, primary = once(
        reading.frame("weight_cells"), ("weights", *asked), lambda: _weights(reading)
    )
    return full, weight, primary


def _full(cells: list[_Cell]) -> Counter[Key]:
    full = Counter[Key]()
    for cell in cells:
        for direction in cell.directions:
            for row in (None, *(cell.rows or ())):
                full[row, direction] += cell.activities
    return full


def _weights(reading: Reading) -> tuple[Counter[Key], Counter[Key]]:
    weight, primary = Counter[Key](), Counter[Key]()
    frame = reading.frame("weight_cells")
    frames.expect(frame, frames.WEIGHT_CELLS)
    frame = rows(reading, "weight_cells", period=reading.period.code)
    for served, direction, weights, primaries in each(
        frame, "rows", "direction", "weight", "primaries"
    ):
        for row in (None, *(_split(served) or ())):
            weight[row, direction] += int(weights)
            primary[row, direction] += int(primaries)
    return weight, primary


def _split(rows: str | None) -> tuple[str, ...] | None:
    return None if rows is None else split(rows)


def _rows_of(cell: _Cell) -> tuple[str, ...]:
    """Return the rows of a cell; raises WrongFrame when the reading left them out."""
    if cell.rows is None:
        raise WrongFrame(frames.LACKS, lacking="rows", has="directions")
    return cell.rows


def _row_codes(reading: Reading) -> list[str]:
    seen = {row for cell in _cells(reading) for row in _rows_of(cell)}
    return in_order(seen, [node.code for node in reading.framework.rows])
