"""Since last meeting: what changed between two dates, and why."""

from ifla_metrics.access import Right
from ifla_metrics.ui import board_pdf, filters, shell, specs

shell.require(Right.READ)
choices, mode = shell.choices(), shell.mode()

moves = specs.figure("since-status", choices, mode=mode)

shell.title(moves)
board_pdf.offer("since-last-meeting", choices)
comparable = filters.compare()
shell.show(moves.untitled)
if comparable:
    left, right = shell.columns(1, 1)
    with left:
        shell.show(specs.figure("since-reports", choices, mode=mode))
        opens = shell.right_of(Right.RECORD)
        shell.show(specs.figure("since-corrections", choices, mode=mode, right=opens))
        shell.show(specs.figure("since-activities", choices, mode=mode))
    with right:
        for name in ("since-milestones", "since-targets", "since-countries"):
            shell.show(specs.figure(name, choices, mode=mode))
