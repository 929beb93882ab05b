"""The activities behind the figures: which ones a number counts, with their sources."""

from ifla_metrics.access import Right
from ifla_metrics.ui import shell
from ifla_metrics.ui.entries import page

shell.require(Right.READ_ENTRY)

page.draw(shell.t())
