"""The table of summary cells: what the board reads, kept true in the transaction of every write.

One row is a sum over activities. Its key says which: the strategy, the state of the log (an empty
`known` is now, a meeting's code the end of that meeting's day), the dimension, the scope within
which activities count, the period, their provenance, and the code that the dimension tells apart.

| dimension | period | code | scope kinds |
| --- | --- | --- | --- |
| total | month, `2012-09` | "" | all, direction, node, row, cross, group, level, arena |
| country | quarter | alpha-3, "" not stated | all, direction, node, cross |
| association | quarter | association | all, direction |
| people | quarter | role, mode, reach and gender, with bars | all, direction |

The scope of `cross` is a direction within a row of the programme ("SD1 KI2.A"). `weight` counts
1200ths and `primaries` main directions; both are only kept within a direction. `alignments` are the
directions that the activities serve.
"""

from __future__ import annotations

from sqlmodel import Field

from ifla_metrics.models.base import BIG, KEYED, Stored

KEYS = (
    "framework",
    "known",
    "dimension",
    "scope_kind",
    "scope",
    "period",
    "provenance",
    "code",
)
MEASURES = (
    "activities",
    "participations",
    "cascade",
    "women",
    "gender_known",
    "uncounted",
    "inexact",
    "timed",
    "timely",
    "weight",
    "primaries",
    "alignments",
    "lines",
)


class SummaryCellRow(Stored, table=True):
    """One sum over activities; the columns of `KEYS`, then those of `MEASURES`."""

    __tablename__ = "summary_cell"
    __table_args__ = (KEYED,)

    framework: str = Field(primary_key=True, foreign_key="framework.id")
    known: str = Field(primary_key=True)
    dimension: str = Field(primary_key=True)
    scope_kind: str = Field(primary_key=True)
    scope: str = Field(primary_key=True)
    period: str = Field(primary_key=True)
    provenance: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    activities: int = Field(sa_type=BIG)
    participations: int = Field(sa_type=BIG)
    cascade: int = Field(sa_type=BIG)
    women: int = Field(sa_type=BIG)
    gender_known: int = Field(sa_type=BIG)
    uncounted: int = Field(sa_type=BIG)
    inexact: int = Field(sa_type=BIG)
    timed: int = Field(sa_type=BIG)
    timely: int = Field(sa_type=BIG)
    weight: int = Field(sa_type=BIG)
    primaries: int = Field(sa_type=BIG)
    alignments: int = Field(sa_type=BIG)
    lines: int = Field(sa_type=BIG)
