"""Review: what waits for a decision, which reports are due, which periods are locked."""

from ifla_metrics.access import Right
from ifla_metrics.ui import review_due, review_locks, review_queue, shell, sources

shell.require(Right.REVIEW)
choices, t = shell.choices(), shell.t()

due = review_due.read(choices)

review_queue.head(t, overdue=due.overdue)
review_queue.draw(t)
review_due.show(due, choices, t)
review_locks.show(sources.plan().told(t.language).frameworks[choices.framework], t)
