"""Stories and evidence: what changed for whom, and where anybody can read it."""

from ifla_metrics.access import Right
from ifla_metrics.ui import board_pdf, shell, specs

shell.require(Right.READ)

stories = specs.figure("stories", shell.choices(), mode=shell.mode())

shell.title(stories)
board_pdf.offer("stories", shell.choices())
shell.show(stories.untitled)
