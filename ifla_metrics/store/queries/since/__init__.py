"""What came between two states of the log: activities first recorded, entries that say otherwise.

The database finds what differs, by indexes on the moments of recording and deciding, so that the
cost grows with what changed and not with the log. It is told with an end and its true number.
"""

from ifla_metrics.store.queries.since.between import Between
from ifla_metrics.store.queries.since.corrections import amended
from ifla_metrics.store.queries.since.newly import newly_logged

__all__ = ["Between", "amended", "newly_logged"]
