"""People: who may read, who reports for which groups, who keeps the house."""

from ifla_metrics.access import Right
from ifla_metrics.ui import shell
from ifla_metrics.ui.people import view

shell.require(Right.KEEP_PEOPLE)

view.draw(shell.t())
