"""Participation: who took part, over time and where, how many of them women, in which roles."""

from ifla_metrics.access import Right
from ifla_metrics.ui import shell, specs

shell.require(Right.READ)
choices, mode = shell.choices(), shell.mode()

shell.lead(specs.figure("participation-over-time", choices, mode=mode))
for name in (
    "participation-by-region", "women-share", "participation-profile", "participation-by-level",
    "associations-taking-part",
):  # fmt: skip
    shell.show(specs.figure(name, choices, mode=mode))
