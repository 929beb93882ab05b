"""Edit in a table: many entries at once, pasted from a spreadsheet or typed."""

from ifla_metrics.access import Right
from ifla_metrics.ui import shell
from ifla_metrics.ui.workbook import table

shell.require(Right.IMPORT)

table.draw(shell.t())
