"""Count activities by direction and by element, under each counting rule.

Totals are distinct activities. Under the fractional and primary rules, the directions and "not
stated" add up to the total; under the full rule they do not. `metrics.alignment` defines the rules
on single activities; this module reads the counts from summary cells.
"""

from dataclasses import dataclass

import pandas as pd

from ifla_metrics.metrics.selection import (
    ALL_SCOPE,
    NOT_STATED,
    Scope,
    cells,
    cells_of_kind,
    in_order,
    known_participations,
)
from ifla_metrics.metrics.values import PROVENANCES
from ifla_metrics.models.field_types import TOTAL_WEIGHT
from ifla_metrics.reading import Reading

_ROW_SUMS = ["activities", "participations", "uncounted", "women", "gender_known"]
_TOTALS = (
    *("activities", "alignments", "unreviewed", "cascade", "uncounted", "women"),
    "gender_known",
)


@dataclass(frozen=True)
class Totals:
    """Distinct activities of the chosen period in one scope, and their participations."""

    activities: int
    alignments: int
    """Pairs of an activity and a direction that it serves."""
    documented: int
    synthetic: int
    reported: int
    unreviewed: int
    """Activities not yet reviewed; 0 if only approved entries count."""
    participations: float | None
    """Direct participations; None if there are activities and none was counted."""
    cascade: int
    uncounted: int
    """Activities whose participations are unknown."""
    women: int
    gender_known: int
    gender_unknown: int
    """Direct participations whose gender is not stated."""

    @property
    def women_share(self) -> float | None:
        """Women ÷ direct participations with known gender; None if no gender is known."""
        return self.women / self.gender_known if self.gender_known else None


def totals(reading: Reading, scope: Scope | None = None) -> Totals:
    """Add up the chosen period in one scope (default: the chosen direction, else everything)."""
    frame = cells(reading, "month_cells", scope)
    by_provenance = frame.groupby("provenance")["activities"].sum()
    sums = {name: int(frame[name].sum()) for name in _TOTALS}
    participations = int(frame["participations"].sum())
    all_uncounted = 0 < sums["activities"] <= sums["uncounted"]
    return Totals(
        **sums,
        participations=None if all_uncounted else participations,
        **{name: int(by_provenance.get(name, 0)) for name in PROVENANCES if name},
        gender_unknown=participations - sums["gender_known"],
    )


def by_direction(reading: Reading) -> pd.DataFrame:
    """Count activities by direction, under each counting rule.

    Returns:
        One row per `direction` in the framework's order, also without activities, then "" (not
        stated; under `primary`, no main direction): the activities `full`, `fractional` (`weight` ÷
        1200) and `primary`, `weight` (1200ths, exact), and `count` (under the chosen rule).

    Source: docs/methodology.md, "One activity, several directions".
    """
    by_scope = cells_of_kind(reading, "month_cells", "direction").assign(row="")
    by_scope = by_scope.rename(columns={"scope": "direction"})
    distinct = pd.Series({"": totals(reading, ALL_SCOPE).activities})
    return _by_rule(reading, by_scope, distinct).drop(columns="row")


def matrix(reading: Reading) -> pd.DataFrame:
    """Count activities by element and direction, under each counting rule.

    Returns:
        One row per element (`row`) and `direction` ("" last), also without activities, with the
        counts of `by_direction`.
    """
    sums = cells_of_kind(reading, "month_cells", "row").groupby("scope")["activities"].sum()
    order = in_order(sums.index, [node.code for node in reading.framework.rows])
    distinct = sums.reindex(order, fill_value=0)
    return _by_rule(reading, _direction_cells_by_row(reading), distinct)


def by_row(reading: Reading) -> pd.DataFrame:
    """Count distinct activities by element, within the chosen direction if there is one.

    Returns:
        One row per element (`row`) in the framework's order, then other codes that activities name,
        then "" (no element named): `activities`, direct `participations` (missing if there are
        activities and none was counted), `uncounted` (activities), `women` and `gender_known`
        (participations). An activity of two elements is in both rows.
    """
    by_row = cells_of_kind(reading, "month_cells", "row").rename(columns={"scope": "row"})
    order = in_order({*by_row["row"]}, [node.code for node in reading.framework.rows])
    if reading.choices.direction:
        by_row = _direction_cells_by_row(reading)
        by_row = by_row[by_row["direction"] == reading.choices.direction]
    sums = by_row.groupby("row")[_ROW_SUMS].sum().reindex(order, fill_value=0)
    return sums.assign(participations=known_participations(sums)).rename_axis("row").reset_index()


def evidence(reading: Reading) -> pd.DataFrame:
    """Return the share of completed activities that have evidence, by element.

    Returns:
        The row "all", then one row per element (`row`) with completed activities, "" (no element
        named) last: `completed` and `with_evidence` (distinct activities), `ratio` (0 to 1).

    Source: docs/methodology.md, "What is counted, and when" (Evidence).
    """
    table = reading.frames["evidence"].set_index("row")
    codes = in_order(table.index, ["all", *(node.code for node in reading.framework.rows)])
    table = table.reindex([code for code in codes if code in table.index])
    return table.assign(ratio=table["with_evidence"] / table["completed"]).reset_index()


def _direction_cells_by_row(reading: Reading) -> pd.DataFrame:
    """Return the cells of each direction within an element, with `direction` and `row`."""
    crossed = cells_of_kind(reading, "month_cells", "cross")
    codes = crossed["scope"].str.split(" ", n=1)
    return crossed.assign(direction=codes.str[0], row=codes.str[1])


def _by_rule(reading: Reading, by_scope: pd.DataFrame, distinct: pd.Series) -> pd.DataFrame:
    """Count activities by row and direction, from month cells that have both as columns.

    "Not stated" has the rest of the `distinct` activities of each row: the weight that no direction
    has, and the activities without a main direction.
    """
    directions = [direction.code for direction in reading.framework.directions]
    sums = by_scope.groupby(["row", "direction"])[["activities", "weight", "primaries"]].sum()
    pairs = pd.MultiIndex.from_product(
        [distinct.index.tolist(), [*directions, NOT_STATED]], names=["row", "direction"]
    )
    counts = sums.reindex(pairs, fill_value=0).set_axis(["full", "weight", "primary"], axis=1)
    stated = counts.drop(NOT_STATED, level="direction").groupby("row", sort=False).sum()
    not_stated = counts.index.get_level_values("direction") == NOT_STATED
    counts.loc[not_stated, "weight"] = (distinct * TOTAL_WEIGHT - stated["weight"]).to_numpy()
    counts.loc[not_stated, "primary"] = (distinct - stated["primary"]).to_numpy()
    counts["fractional"] = counts["weight"] / TOTAL_WEIGHT
    counts["count"] = counts[reading.choices.counting].astype(float)
    columns = ["row", "direction", "full", "weight", "fractional", "primary", "count"]
    return counts.reset_index()[columns]
