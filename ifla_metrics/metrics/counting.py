"""Count activities by direction under the chosen rule (full, fractional, primary).

Totals are distinct activities. Columns add up to the distinct total when counted by weights, with
"not stated" as a column of its own; counted in full they do not, and a figure has to say so.
`metrics.alignment` defines the rule on plain activities; here it is read from sums.
"""

from dataclasses import dataclass

import pandas as pd

from ifla_metrics.errors import UnknownCode, n_
from ifla_metrics.metrics.selection import (
    ALL_SCOPE,
    NOT_STATED,
    Scope,
    cells,
    cells_of,
    in_order,
    known_sums,
)
from ifla_metrics.metrics.values import PROVENANCES
from ifla_metrics.models.field_types import TOTAL_WEIGHT
from ifla_metrics.reading import Reading

COUNTS = ("full", "weight", "fractional", "primary", "count")
SUMMED = (
    *("activities", "alignments", "unreviewed", "cascade", "uncounted", "women"),
    "gender_known",
)
_PEOPLE = ["activities", "participations", "uncounted", "women", "gender_known"]


@dataclass(frozen=True)
class Totals:
    """Distinct activities of the chosen period in one scope, and who took part."""

    activities: int
    alignments: int
    """Pairs of an activity and a direction that it serves."""
    documented: int
    synthetic: int
    reported: int
    unreviewed: int
    """Those that nobody has reviewed; none where only approved entries count."""
    participations: float | None
    """Direct; None when activities took place and none was counted."""
    cascade: int
    uncounted: int
    """Activities whose participation is unknown."""
    women: int
    gender_known: int
    gender_unknown: int
    """Participations whose gender is not stated."""

    @property
    def women_share(self) -> float | None:
        """The share of women among the participations with known gender."""
        return self.women / self.gender_known if self.gender_known else None


def totals(reading: Reading, scope: Scope | None = None) -> Totals:
    """Add up the chosen period in one scope (default: the chosen direction, else everything)."""
    frame = cells(reading, "month_cells", scope)
    by_provenance = frame.groupby("provenance")["activities"].sum()
    sums = {name: int(frame[name].sum()) for name in SUMMED}
    people = int(frame["participations"].sum())
    nobody_counted = 0 < sums["activities"] <= sums["uncounted"]
    return Totals(
        **sums,
        participations=None if nobody_counted else people,
        **{kind: int(by_provenance.get(kind, 0)) for kind in PROVENANCES if kind},
        gender_unknown=people - sums["gender_known"],
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
    found = cells_of(reading, "month_cells", "direction").assign(row="")
    found = found.rename(columns={"scope": "direction"})
    whole = pd.Series({"": totals(reading, ALL_SCOPE).activities})
    return _by_rule(reading, found, whole).drop(columns="row")


def matrix(reading: Reading) -> pd.DataFrame:
    """Count activities per row of the framework and direction by each rule.

    An activity counts in every row that it serves; within a row the directions follow the counting
    rule, so that by weights a row's cells add up to the row's distinct activities.

    Returns:
        One record per element and direction ("" last), with the counts of `by_direction`;
        combinations without activities are included.
    """
    sums = cells_of(reading, "month_cells", "row").groupby("scope")["activities"].sum()
    order = in_order(sums.index, [node.code for node in reading.framework.rows])
    whole = sums.reindex(order, fill_value=0)
    return _by_rule(reading, _crossed(reading), whole)


def by_row(reading: Reading) -> pd.DataFrame:
    """Count distinct activities per row, within the chosen direction if one is.

    Returns:
        One row per element (in order, others that activities name after them, "" for activities
        that name none), with `activities`, direct `participations` (missing when none of the
        activities was counted), `uncounted`, `women` and `gender_known`. An activity of two rows
        is in both.
    """
    found = cells_of(reading, "month_cells", "row").rename(columns={"scope": "row"})
    order = in_order({*found["row"]}, [node.code for node in reading.framework.rows])
    if served := reading.choices.direction:
        crossed = _crossed(reading)
        found = crossed[crossed["direction"] == served]
    sums = found.groupby("row")[_PEOPLE].sum().reindex(order, fill_value=0)
    return sums.assign(participations=known_sums(sums)).rename_axis("row").reset_index()


def evidence(reading: Reading) -> pd.DataFrame:
    """Return the share of completed activities with evidence, of each row that has any.

    Returns:
        One row per element in order ("" last: none named), with `completed` (distinct activities),
        `with_evidence` and `ratio` (0 to 1). The first row, "all", is of all completed activities.

    Source:
        docs/methodology.md, "Evidence".
    """
    found = reading.frames["evidence"].set_index("row")
    known = ["all", *(node.code for node in reading.framework.rows)]
    found = found.reindex([code for code in in_order(found.index, known) if code in found.index])
    return found.assign(ratio=found["with_evidence"] / found["completed"]).reset_index()


def _crossed(reading: Reading) -> pd.DataFrame:
    """Return the cells of each direction within a row, with `direction` and `row`."""
    found = cells_of(reading, "month_cells", "cross")
    parts = found["scope"].str.split(" ", n=1)
    return found.assign(direction=parts.str[0], row=parts.str[1])


def _by_rule(reading: Reading, found: pd.DataFrame, whole: pd.Series) -> pd.DataFrame:
    """Return the counts by each rule, from cells with `row` and `direction`.

    What no direction has by weight, or as the main one, is not stated: the rest of `whole`, the
    distinct activities by row. Raises UnknownCode for a direction that the framework does not have.
    """
    directions = [d.code for d in reading.framework.directions]
    for code in set(found["direction"]) - {*directions, NOT_STATED}:
        raise UnknownCode(n_("direction"), code, directions)
    sums = found.groupby(["row", "direction"])[["activities", "weight", "primaries"]].sum()
    every = pd.MultiIndex.from_product(
        [whole.index.tolist(), [*directions, NOT_STATED]], names=["row", "direction"]
    )
    counts = sums.reindex(every, fill_value=0).set_axis(["full", "weight", "primary"], axis=1)
    stated = counts.drop(NOT_STATED, level="direction").groupby("row", sort=False).sum()
    open_parts = counts.index.get_level_values("direction") == NOT_STATED
    counts.loc[open_parts, "weight"] = (whole * TOTAL_WEIGHT - stated["weight"]).to_numpy()
    counts.loc[open_parts, "primary"] = (whole - stated["primary"]).to_numpy()
    counts["fractional"] = counts["weight"] / TOTAL_WEIGHT
    counts["count"] = counts[reading.choices.counting].astype(float)
    return counts.reset_index()[["row", "direction", *COUNTS]]
