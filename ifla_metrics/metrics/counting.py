"""One activity, several directions: counted in full, by weights, or under its main direction.

Totals are distinct activities. Columns add up to the distinct total when counted by weights, with
"not stated" as a column of its own; counted in full they do not, and a figure has to say so.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from ifla_metrics import frames
from ifla_metrics.errors import UnknownCode, WrongFrame
from ifla_metrics.metrics.selection import NOT_STATED, in_order, known_sum, rows, split
from ifla_metrics.metrics.tables import each, table
from ifla_metrics.metrics.worked_out import once
from ifla_metrics.reading import Reading

NEEDS = ("activity_cells",)
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
    row: str | None
    """None: of all rows together."""
    provenance: str
    directions: tuple[str, ...]
    direction: str
    activities: int
    participations: int
    uncounted: int
    weight: int


def totals(reading: Reading, *, row: str | None = None, direction: str | None = None) -> Totals:
    """Count distinct activities of a row and a direction (default: the chosen one, else all)."""
    served = reading.choices.direction if direction is None else direction
    asked = ("totals", *_asked(reading), row, served)
    return once(
        reading.frame("activity_cells"), asked, lambda: _totals(_cells(reading), row, served)
    )


def _totals(found: list[_Cell], row: str | None, served: str) -> Totals:
    cells = [c for c in _of(row, found) if not served or served in c.directions]
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
        floats=("fractional", "count"),
        counts=("full", "weight", "primary"),
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
                "row": r,
                "direction": d,
                **_counts(reading, full[r, d], weight[r, d], primary[r, d]),
            }
            for r in _row_codes(reading)
            for d in directions
        ),
        ("row", "direction", *COUNTS),
        floats=("fractional", "count"),
        counts=("full", "weight", "primary"),
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
        if cell.row is None or (served and served not in cell.directions):
            continue
        activities[cell.row] += cell.activities
        people[cell.row] += cell.participations
        uncounted[cell.row] += cell.uncounted
    return table(
        (
            {
                "row": row,
                "activities": activities[row],
                "uncounted": uncounted[row],
                "participations": known_sum(people[row], uncounted[row], activities[row]),
            }
            for row in _row_codes(reading)
        ),
        ("row", "activities", "participations", "uncounted"),
        floats=("participations",),
        counts=("activities", "uncounted"),
    )


def _counts(reading: Reading, full: int, weight: int, primary: int) -> dict[str, float]:
    counts = {
        "full": full,
        "weight": weight,
        "fractional": weight / WHOLE_WEIGHT,
        "primary": primary,
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
        _Cell(
            row if isinstance(row, str) else None,
            provenance,
            split(directions),
            direction,
            *map(int, amounts),
        )
        for row, provenance, directions, direction, *amounts in each(
            frame,
            "row",
            "provenance",
            "directions",
            "direction",
            "activities",
            "participations",
            "uncounted",
            "weight",
        )
    ]
    for code in {d for c in cells for d in (*c.directions, c.direction)} - known - {NOT_STATED}:
        raise UnknownCode("direction", code, known)
    return cells


Key = tuple[str | None, str]


def _sums(reading: Reading) -> tuple[Counter[Key], Counter[Key], Counter[Key]]:
    """Return full counts, weights and primaries by (row, direction); row None is the total."""
    asked = ("sums", *_asked(reading))
    return once(reading.frame("activity_cells"), asked, lambda: _summed(_cells(reading)))


def _summed(cells: list[_Cell]) -> tuple[Counter[Key], Counter[Key], Counter[Key]]:
    full, weight, primary = Counter[Key](), Counter[Key](), Counter[Key]()
    for cell in cells:
        for direction in cell.directions:
            full[cell.row, direction] += cell.activities
        weight[cell.row, cell.direction] += cell.weight
        primary[cell.row, cell.direction] += cell.activities
    return full, weight, primary


def _of(row: str | None, cells: list[_Cell]) -> list[_Cell]:
    """Return the cells of a row, or those of all rows together."""
    if row is not None:
        _told_apart(cells)
    return [cell for cell in cells if cell.row == row]


def _told_apart(cells: list[_Cell]) -> set[str]:
    """Return the rows that cells have; raises WrongFrame when the reading left them out."""
    found = {cell.row for cell in cells if cell.row is not None}
    if cells and not found:
        raise WrongFrame(frames.LACKS, lacking="row", has="directions")
    return found


def _row_codes(reading: Reading) -> list[str]:
    seen = _told_apart(_cells(reading))
    return in_order(seen, [node.code for node in reading.framework.rows])
