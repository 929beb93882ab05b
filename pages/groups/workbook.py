"""Workbook: take the group's file, send it back, see what would change, apply it."""

from ifla_metrics.access import Right
from ifla_metrics.ui import shell
from ifla_metrics.ui.workbook import view

shell.require(Right.IMPORT)

view.draw(shell.t())
