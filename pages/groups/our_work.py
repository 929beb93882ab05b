"""Our work: what is due, what came back, what is unfinished, and the group's own log."""

from ifla_metrics.access import Right
from ifla_metrics.ui import shell
from ifla_metrics.ui.our_work import page

shell.require(Right.LOG_ACTIVITY)

page.draw(shell.t())
