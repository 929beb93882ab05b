"""What is in the log, many things at once: to fill a workbook, to compare a file, to write over it.

Nothing is asked a row at a time: versions come in one statement, their children in a few.
"""

from ifla_metrics.store.import_stored.earlier import last_approved, said_then
from ifla_metrics.store.import_stored.past import Name, Past, history
from ifla_metrics.store.import_stored.standing import (
    ACTIVITIES,
    Standing,
    groups_of,
    owned,
    standing,
)
from ifla_metrics.store.import_stored.taken import IMPORT, rows_taken

__all__ = [
    "ACTIVITIES",
    "IMPORT",
    "Name",
    "Past",
    "Standing",
    "groups_of",
    "history",
    "last_approved",
    "owned",
    "rows_taken",
    "said_then",
    "standing",
]
