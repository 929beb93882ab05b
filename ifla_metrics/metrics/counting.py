"""One activity, several directions: counted in full, by weights, or under its main direction.

Totals are distinct activities. Columns add up to the distinct total when counted by weights, with
"not stated" as a column of its own; counted in full they do not, and a figure has to say so.
`metrics.alignment` defines the rule on plain activities; here it is read from sums.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ifla_metrics import frames
from ifla_metrics.errors import UnknownCode, WrongFrame
from ifla_metrics.metrics.selection import NOT_STATED, in_order, known_sum, rows
from ifla_metrics.metrics.tables import table
from ifla_metrics.reading import Reading

NEEDS = ("month_cells",)
WHOLE_WEIGHT = 1200
"""The weights of one activity's directions sum to this (data dictionary)."""

COUNTS = ("full", "weight", "fractional", "primary", "count")
_SUMMED = ["activities", "participations", "uncounted", "weight", "primaries", "alignments"]


@dataclass(frozen=True)
class Totals:
    """Distinct activities of the chosen period, and how they are aligned."""

    activities: int
    alignments: int
    """Pairs of an activity and a direction that it serves."""
    documented: int
    synthetic: int
    reported: int


def totals(reading: Reading, *, direction: str | None = None) -> Totals:
    """Count distinct activities of a direction (default: the chosen one, else all)."""
    served = reading.choices.direction if direction is None else direction
    frame = _period(reading, "direction" if served else "all")
    frame = frame[frame["scope"] == served]
    by_provenance = frame.groupby("provenance")["activities"].sum()
    return Totals(
        activities=int(frame["activities"].sum()),
        alignments=int(frame["alignments"].sum()),
        documented=int(by_provenance.get("documented", 0)),
        synthetic=int(by_provenance.get("synthetic", 0)),
        reported=int(by_provenance.get("reported", 0)),
    )


def by_direction(reading: Reading) -> pd.DataFrame:
    """Count activities per direction by each rule; a direction without activity keeps its row.

    Returns:
        One row per direction in the framework's order, then "" (not stated; under `primary`:
        no main direction), with `full`, `weight` (1200ths, exact), `fractional` (weight / 1200),
        `primary`, and `count`, the one of the chosen counting rule.

    Source:
        docs/methodology.md, "One activity, several directions".
    """
    whole = int(_sums(reading, "all")["activities"].sum())
    return _by_rule(reading, _sums(reading, "direction"), whole)


def matrix(reading: Reading) -> pd.DataFrame:
    """Count activities per row of the framework and direction by each rule.

    An activity counts in every row that it serves; within a row the directions follow the counting
    rule, so that by weights a row's cells add up to the row's distinct activities.

    Returns:
        One row per row and direction ("" last), with the counts of `by_direction`; nothing is left
        out where nothing happened.
    """
    crossed = _sums(reading, "cross")
    pairs = [scope.split(" ", 1) for scope in crossed.index]
    crossed = crossed.assign(direction=[p[0] for p in pairs], row=[p[1] for p in pairs])
    whole = _sums(reading, "row")["activities"]
    parts = []
    for row in _row_codes(reading):
        within = crossed[crossed["row"] == row].set_index("direction")
        parts.append(_by_rule(reading, within, int(whole.get(row, 0))).assign(row=row))
    return pd.concat(parts, ignore_index=True)[["row", "direction", *COUNTS]]


def by_row(reading: Reading, *, direction: str | None = None) -> pd.DataFrame:
    """Count distinct activities per row, within a direction (default: the chosen one, else all).

    Returns:
        One row per element (in order, others that activities name after them, "" for activities
        that name none), with `activities`, `participations` (direct; missing when none of the
        activities was counted) and `uncounted`. An activity of two rows is in both.
    """
    served = reading.choices.direction if direction is None else direction
    prefix = f"{served} " if served else ""
    sums = _sums(reading, "cross" if served else "row")
    found = {
        scope.removeprefix(prefix): (int(activities), int(people), int(uncounted))
        for scope, activities, people, uncounted in zip(
            sums.index, sums["activities"], sums["participations"], sums["uncounted"], strict=True
        )
        if scope.startswith(prefix)
    }
    return table(
        (
            {
                "row": row,
                "activities": activities,
                "uncounted": uncounted,
                "participations": known_sum(people, uncounted, activities),
            }
            for row in _row_codes(reading)
            for activities, people, uncounted in [found.get(row, (0, 0, 0))]
        ),
        ("row", "activities", "participations", "uncounted"),
        floats=("participations",),
        counts=("activities", "uncounted"),
    )


def _by_rule(reading: Reading, sums: pd.DataFrame, whole: int) -> pd.DataFrame:
    """Return the counts by each rule; `sums` by direction, `whole` their distinct activities.

    What no direction has by weight, or as the main one, is not stated. Raises UnknownCode for a
    direction that the framework does not have.
    """
    directions = [d.code for d in reading.framework.directions]
    for code in set(sums.index) - {*directions, NOT_STATED}:
        raise UnknownCode("direction", code, directions)
    found = sums[_SUMMED].reindex([*directions, NOT_STATED], fill_value=0)
    full, weight, primary = (found[name] for name in ("activities", "weight", "primaries"))
    weight[NOT_STATED] = whole * WHOLE_WEIGHT - weight[directions].sum()
    primary[NOT_STATED] = whole - primary[directions].sum()
    counts = {
        "full": full,
        "weight": weight,
        "fractional": weight / WHOLE_WEIGHT,
        "primary": primary,
    }
    counts["count"] = counts[reading.choices.counting].astype(float)
    return pd.DataFrame({"direction": [*directions, NOT_STATED]}).assign(
        **{name: counts[name].to_numpy() for name in COUNTS}
    )


def _sums(reading: Reading, kind: str) -> pd.DataFrame:
    """Return the sums of the chosen period by scope of a kind."""
    return _period(reading, kind).groupby("scope")[_SUMMED].sum()


def _period(reading: Reading, kind: str) -> pd.DataFrame:
    frame = reading.frame("month_cells")
    frames.expect(frame, frames.MONTH_CELLS)
    frame = rows(reading, "month_cells", kind=kind)
    return frame[frame["month"].isin(reading.period.months)]


def _row_codes(reading: Reading) -> list[str]:
    """Return the rows in order; raises WrongFrame when the reading left their cells out."""
    seen = set(_period(reading, "row")["scope"])
    if not seen and len(_period(reading, "all")):
        raise WrongFrame(frames.LACKS, lacking="row", has="all")
    return in_order(seen, [node.code for node in reading.framework.rows])
