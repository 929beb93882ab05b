"""Stories and evidence: what changed for whom, and where anybody can read it."""

from ifla_metrics.access import Right
from ifla_metrics.ui import board_pdf, figure_card, reading_lists, shell

shell.require(Right.READ)
choices = shell.choices()

stories = figure_card.card("stories", choices)
shell.title(stories.title, position=stories.position, lede=stories.method)
board_pdf.offer("stories", choices)
reading_lists.stories(choices)
figure_card.show("evidence-share", choices)
