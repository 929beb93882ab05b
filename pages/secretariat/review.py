"""Review: what waits for a decision, which reports are due, which periods are locked."""

from ifla_metrics.access import Right
from ifla_metrics.ui import due_reports, period_locks, review, shell, sources

shell.require(Right.REVIEW)
choices, t = shell.choices(), shell.t()

reports = due_reports.read(choices)

review.show_title(t, overdue=reports.overdue)
review.show_queue(choices, t)
due_reports.show_by_group(reports, choices, t)
period_locks.show(sources.plan().told(t.language).frameworks[choices.framework], t)
