"""Results and milestones: what a group reports beside its activities."""

from ifla_metrics.access import Right
from ifla_metrics.ui import shell
from ifla_metrics.ui.records import view

shell.require(Right.RECORD)

view.draw(shell.t())
