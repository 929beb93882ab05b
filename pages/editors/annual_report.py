"""Annual report: which blocks go in, what the pages look like, and the files to take along."""

from ifla_metrics.access import Right
from ifla_metrics.ui import report_page, shell

shell.require(Right.READ)

report_page.show(shell.choices(), shell.t())
