"""Editions: freeze what goes to print, and see before print what has changed since."""

from ifla_metrics.access import Right
from ifla_metrics.ui import shell
from ifla_metrics.ui.editions import page

shell.require(Right.READ_ENTRY)

page.draw(shell.t())
