"""Log an activity: one form, under a minute, also on a telephone."""

from ifla_metrics.access import Right
from ifla_metrics.ui import shell
from ifla_metrics.ui.forms import log_page

shell.require(Right.LOG_ACTIVITY)

log_page.draw(shell.t(), strategy=shell.choices().framework)
