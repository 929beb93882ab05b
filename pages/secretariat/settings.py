"""Settings and backup: what figures count, reporting periods and their locks, a backup."""

from ifla_metrics.access import Right
from ifla_metrics.ui import shell, sources
from ifla_metrics.ui.settings_page import page

shell.require(Right.SET_FRAMEWORK)
choices, t = shell.choices(), shell.t()

page.draw(sources.plan().told(t.language).frameworks[choices.framework], t)
