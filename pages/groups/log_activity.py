"""Log an activity: one form, under a minute, also on a telephone."""

from ifla_metrics.access import Right
from ifla_metrics.ui import shell
from ifla_metrics.ui.forms import activity_pages

shell.require(Right.LOG_ACTIVITY)

activity_pages.show_log(shell.t())
