"""One activity: what it says, what it counts in, its history; amend, withdraw, restore."""

from ifla_metrics.access import Right
from ifla_metrics.ui import shell
from ifla_metrics.ui.forms import activity_pages

shell.require(Right.READ_ENTRY)

activity_pages.show_one(shell.t())
