"""What a reader calls each figure in a list of figures; its own title says what is to be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifla_metrics.errors import n_

if TYPE_CHECKING:
    from ifla_metrics.i18n import Translate

NAMES = {
    "direction-status": n_("Status of the directions"),
    "element-progress": n_("Progress of the parts"),
    "needs-the-board": n_("What needs the Board"),
    "since-status": n_("Ratings that moved"),
    "since-reports": n_("New and overdue reports"),
    "since-milestones": n_("Milestones reached or moved"),
    "since-targets": n_("Targets revised since"),
    "since-corrections": n_("Corrected figures"),
    "since-activities": n_("Activities first logged"),
    "since-countries": n_("Countries newly reached"),
    "participation-over-time": n_("Participation over time"),
    "participation-by-region": n_("Participation by region"),
    "women-share": n_("Share of women"),
    "participation-profile": n_("Roles, reach and mode"),
    "participation-by-level": n_("Participation by level"),
    "associations-taking-part": n_("Associations taking part"),
    "coverage-map": n_("Map of countries reached"),
    "coverage-by-region": n_("Coverage by region"),
    "direction-element-matrix": n_("Directions and parts"),
    "priority-countries": n_("Priority countries"),
    "not-reached": n_("Countries not reached"),
    "indicator-bullets": n_("All indicators"),
    "milestones": n_("Milestones"),
    "leaders-pipeline": n_("Emerging leaders"),
    "resource-languages": n_("Resources by language"),
    "association-outcomes": n_("Outcomes of associations"),
    "plan-versus-actual": n_("Planned and actual starts"),
    "stories": n_("Stories of change"),
    "framework-tree": n_("The strategy"),
    "indicator-definitions": n_("Definitions of indicators"),
    "target-revisions": n_("Revised targets"),
}
FAMILIES = {
    "indicators-": n_("Indicators of {part}"),
    "ladder-": n_("Milestones of {part}"),
    "trend-": n_("Indicator {part}"),
}


def title_of(name: str, t: Translate) -> str:
    """Return what a reader calls a figure."""
    if name in NAMES:
        return t(NAMES[name])
    for family, title in FAMILIES.items():
        if name.startswith(family):
            return t(title, part=name.removeprefix(family))
    return name
