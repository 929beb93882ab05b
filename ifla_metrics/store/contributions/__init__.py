"""What an activity adds to the cells that the board reads. Pure, and the only place that knows.

Used three ways: + new when an activity is logged, - old + new when it is amended or withdrawn,
summed on import, rebuild and verification. Every amount is a whole number, so sums do not hang on
their order and a summary is equal to its recomputation or wrong. Whoever changes what the same log
gives also changes `readiness.LAYOUT`.

Rules. An activity belongs to every reporting period that contains its first day, and only when it
is under way or completed. Cells are kept for the quarter of that day alone: an activity lies in no
other, so a longer period is the sum of its quarters (`counting_rules.grain_of`), and a write has
few cells to change. Its participations are the direct attendances in roles that count (terms,
list `role`); staff, trainers and observers stand in the profile alone. It is uncounted when no such
attendance has a known number. A count is inexact when it is known with a qualifier other than
exact. A claim to an outcome, or a direction, that the framework no longer has is not stated.
"""

from ifla_metrics.store.contributions.columns import ALL_ROWS, COLUMNS, Cells, Key, Sums
from ifla_metrics.store.contributions.facts import Counted, Line
from ifla_metrics.store.contributions.one import add, contributions
from ifla_metrics.store.contributions.tally import Tally

__all__ = [
    "ALL_ROWS",
    "COLUMNS",
    "Cells",
    "Counted",
    "Key",
    "Line",
    "Sums",
    "Tally",
    "add",
    "contributions",
]
