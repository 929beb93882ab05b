"""What a file would do to the log, row by row: a three-way comparison, field by field.

The base is the version that the row was downloaded with. What only the file changed is put on top
of what stands; what only others changed is kept; what both changed differently is a conflict, and
somebody chooses. Nothing here reads or writes a database.
"""

from ifla_metrics.exchange.merge.choosing import choose
from ifla_metrics.exchange.merge.fields import MAIN
from ifla_metrics.exchange.merge.plan import (
    MINE,
    THEIRS,
    WITHDRAWN,
    Choice,
    Clash,
    Name,
    Plan,
    Planned,
    Said,
    Stored,
    groups_of,
)
from ifla_metrics.exchange.merge.planning import plan

__all__ = [
    "MAIN",
    "MINE",
    "THEIRS",
    "WITHDRAWN",
    "Choice",
    "Clash",
    "Name",
    "Plan",
    "Planned",
    "Said",
    "Stored",
    "choose",
    "groups_of",
    "plan",
]
