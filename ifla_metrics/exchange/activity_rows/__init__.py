"""Rows of a sheet of activities as drafts: columns were checked, a row is only put together.

The rules of `ActivityDraft` that look at one cell were asked column by column; those about several
cells are asked here. So a draft is built without asking again, which keeps large files quick; a
test holds both ways to the same answer.
"""

from ifla_metrics.exchange.activity_rows.builder import Builder
from ifla_metrics.exchange.activity_rows.rows import read_activities
from ifla_metrics.exchange.activity_rows.together import NO_COLUMN

__all__ = ["NO_COLUMN", "Builder", "read_activities"]
