"""Participation: who took part, over time and where, how many of them women, in which roles."""

from ifla_metrics.access import Right
from ifla_metrics.ui import board_pdf, shell, specs

shell.require(Right.READ)
choices, mode = shell.choices(), shell.mode()

over_time = specs.figure("participation-over-time", choices, mode=mode)

shell.title(over_time)
board_pdf.offer("participation", choices)
shell.show(over_time.untitled)
left, right = shell.columns(1, 1)
with left:
    for name in ("participation-by-region", "associations-taking-part"):
        shell.show(specs.figure(name, choices, mode=mode))
with right:
    for name in ("women-share", "participation-by-level", "participation-profile"):
        shell.show(specs.figure(name, choices, mode=mode))
