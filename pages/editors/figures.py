"""Figures: each figure of the catalogue as a file for paper, and an old one again by its id."""

from ifla_metrics.access import Right
from ifla_metrics.ui import figures_page, shell

shell.require(Right.READ)

figures_page.show(shell.choices(), shell.t())
