"""Data quality: what in the log should be looked at before anybody relies on it."""

from ifla_metrics.access import Right
from ifla_metrics.ui import shell
from ifla_metrics.ui.quality import page

shell.require(Right.REVIEW)

page.draw(shell.t())
