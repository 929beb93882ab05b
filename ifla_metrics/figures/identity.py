"""The id of a figure: its kind and every choice, so that the same figure can be asked for again.

`O-02~2010-2015~2011-2012~2012-12~SD1~full~doc~en`: kind, framework, period, known on (a meeting's
code or a day, never "now"), direction (or `all`), counting rule, rows (`doc` or `all`), language.
Compared with another day than the meeting before, both days stand in place of known on, the earlier
first: `2011-12..2012-12`.
"""

from __future__ import annotations

from ifla_metrics.choices import COUNTING, Choices
from ifla_metrics.errors import IflaMetricsError, UnknownCode, n_
from ifla_metrics.reading import Reading

MARK = "~"
TO = ".."
"""Between the day that is compared with and the known-on day."""
KINDS = {
    "direction-status": "O-01",
    "element-progress": "O-02",
    "needs-the-board": "O-03",
    "since-status": "N-01",
    "since-reports": "N-02",
    "since-milestones": "N-03",
    "since-targets": "N-04",
    "since-corrections": "N-05",
    "since-activities": "N-06",
    "since-countries": "N-07",
    "participation-over-time": "P-01",
    "participation-by-region": "P-02",
    "women-share": "P-03",
    "participation-profile": "P-04",
    "participation-by-level": "P-05",
    "associations-taking-part": "P-06",
    "coverage-map": "C-01",
    "coverage-by-region": "C-02",
    "direction-element-matrix": "C-03",
    "priority-countries": "C-04",
    "not-reached": "C-05",
    "indicator-bullets": "R-01",
    "milestones": "R-02",
    "leaders-pipeline": "R-03",
    "resource-languages": "R-04",
    "association-outcomes": "R-05",
    "plan-versus-actual": "R-06",
    "stories": "S-01",
    "framework-tree": "F-01",
    "indicator-definitions": "F-02",
    "target-revisions": "F-03",
}
"""The short code of each figure; once printed in a report, a code is never given to another."""

FAMILIES = {"trend-": "T-", "indicators-": "I-", "ladder-": "L-"}
"""Figures made one per indicator or row: the code of the part follows."""


class WrongIdentity(IflaMetricsError):
    """A figure id that does not have the eight parts of one."""


def short(name: str) -> str:
    """Return the short code of a figure's name; raises UnknownCode for one without."""
    if name in KINDS:
        return KINDS[name]
    for family, code in FAMILIES.items():
        if name.startswith(family):
            return code + name.removeprefix(family)
    raise UnknownCode("figure", name, KINDS)


def name_of(code: str) -> str:
    """Return the figure's name of a short code; raises UnknownCode with the nearest one."""
    for name, known in KINDS.items():
        if known == code:
            return name
    for family, letter in FAMILIES.items():
        if code.startswith(letter):
            return family + code.removeprefix(letter)
    raise UnknownCode("figure", code, KINDS.values())


def identity(name: str, reading: Reading) -> str:
    """Return the id of a figure as it is read now."""
    chosen, moment = reading.choices, reading.moment
    known_on = moment.meeting or moment.known_on.isoformat()
    return MARK.join(
        (
            short(name),
            chosen.framework,
            chosen.period,
            f"{chosen.since}{TO}{known_on}" if chosen.since else known_on,
            chosen.direction or "all",
            chosen.counting,
            "doc" if chosen.documented_only else "all",
            chosen.language,
        )
    )


def reopened(figure_id: str) -> tuple[str, Choices]:
    """Return the figure's name and the choices of an id.

    Raises:
        WrongIdentity: It has not the parts of an id.
        UnknownCode: Its kind or counting rule does not exist.
    """
    parts = figure_id.replace("\u200e", "").strip().split(MARK)
    if len(parts) != 8:
        raise WrongIdentity(n_("'{id}' is not the id of a figure."), id=figure_id)
    code, framework, period, moments, direction, counting, rows, language = parts
    since, _, known_on = moments.rpartition(TO)
    rule = next((c for c in COUNTING if c == counting), None)
    if rule is None:
        raise UnknownCode("counting rule", counting, COUNTING)
    return name_of(code), Choices(
        framework=framework,
        period=period,
        known_on=known_on,
        direction="" if direction == "all" else direction,
        counting=rule,
        documented_only=rows == "doc",
        language=language,
        since=since,
    )
