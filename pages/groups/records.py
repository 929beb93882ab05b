"""Results and milestones: what a group reports beside its activities."""

from ifla_metrics.access import Right
from ifla_metrics.ui import shell
from ifla_metrics.ui.forms import records

shell.require(Right.RECORD)

records.show(shell.t())
