"""What everything that leaves as data says of itself: licence, method, choices, what is hidden."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ifla_metrics.errors import n_
from ifla_metrics.figures.position import not_reviewed
from ifla_metrics.figures.provenance import demonstration, version_of
from ifla_metrics.metrics.disclosure import SMALLEST

if TYPE_CHECKING:
    from ifla_metrics.i18n import Translate
    from ifla_metrics.reading import Reading

RULES = {
    "full": n_("each direction counts the whole activity"),
    "fractional": n_("counted fractionally"),
    "primary": n_("counted by main direction"),
}


@dataclass(frozen=True)
class Licence:
    """A licence as data packages name it."""

    name: str
    title: str
    address: str


LICENCE = Licence(
    "CC-BY-4.0",
    "Creative Commons Attribution 4.0",
    "https://creativecommons.org/licenses/by/4.0/",
)


def about(reading: Reading, t: Translate) -> list[tuple[str, str]]:
    """Return what the numbers depend on and how they may be used: a label and words a line."""
    choices, framework = reading.choices, reading.framework
    direction = framework.node(choices.direction).title if choices.direction else t("all")
    unreviewed = not_reviewed(reading, t)
    return [
        (t("Strategy"), framework.title),
        (t("Framework version"), version_of(framework, reading.moment.known_on)),
        (t("Period"), reading.period.title),
        (t("Position at"), reading.on.isoformat()),
        (t("Log as known on"), reading.moment.known_on.isoformat()),
        (t("Direction"), direction),
        *([(t("Region"), t(reading.region_title))] if choices.region else []),
        *([(t("Working group"), t(reading.group_title))] if choices.group else []),
        (t("Counting"), t(RULES[choices.counting])),
        (t("Data"), t("real only") if choices.documented_only else t("real and demonstration")),
        (t("Demonstration data"), demonstration(reading, t) or t("none")),
        *([(t("Review"), unreviewed)] if unreviewed else []),
        (t("Licence"), f"{LICENCE.title} ({LICENCE.name}) {LICENCE.address}"),
        (
            t("Method"),
            t(
                "How every number is made stands in docs/methodology.md. A missing value "
                "is unknown, never 0; shares are ratios from 0 to 1."
            ),
        ),
        (
            t("Small numbers"),
            hidden(t)
            if reading.hide_small
            else t(
                "This file is for use within the organisation: small numbers of people are in it."
            ),
        ),
    ]


def hidden(t: Translate) -> str:
    """Return how small numbers of people are hidden, in words."""
    return t(
        "Counts of people below {n} are hidden in the tables about people, and with them further "
        "rows, so that no sum gives them back. Such rows are marked in the column 'hidden'.",
        n=SMALLEST,
    )
