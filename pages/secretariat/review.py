"""Review: what waits for a decision, and which reports are due."""

from ifla_metrics.access import Right
from ifla_metrics.ui import due_reports, review, shell

shell.require(Right.REVIEW)
choices, t = shell.choices(), shell.t()
reports = due_reports.read(choices)
review.show(choices, t, overdue=reports.overdue)
due_reports.show_by_group(reports, choices, t)
