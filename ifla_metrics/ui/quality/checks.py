"""The checks of the page: what each looks for, what it found, and a sentence a finding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ifla_metrics.errors import n_
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics.outliers import outliers
from ifla_metrics.settings import database_url
from ifla_metrics.store import quality
from ifla_metrics.store.as_of import today
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.quality import Finding
from ifla_metrics.ui.forms.lists import Lists

Said = Callable[[Finding, Lists, Translate], str]


@dataclass(frozen=True)
class Check:
    """A check: its title, its rule in a sentence, what is said of a finding, what was found.

    `formula` explains the rule, where a sentence does not.
    """

    title: str
    rule: str
    said: Said
    findings: tuple[Finding, ...] = ()
    formula: str = ""


def run(framework: Framework) -> list[Check]:
    """Return every check with what it finds now, in the order of the page."""
    on = today()
    with reading(engine_of(database_url())) as connection:
        stale = quality.never_updated(connection, on=on)
        bare = quality.activities_without_evidence(connection, on=on)
        sizes = quality.sizes_by_group(connection)
        parts = quality.unequal_parts(connection)
        contrary = quality.contradictions(connection)
        lost = quality.countries_without_region(connection, scheme=framework.region_scheme)
    return [
        Check(
            n_("Never updated"),
            n_("Over by a month, and still said to be planned or under way."),
            _day,
            tuple(stale),
        ),
        Check(
            n_("Without evidence"),
            n_("Completed a month ago or longer, with neither evidence nor a source."),
            _day,
            tuple(bare),
        ),
        Check(
            n_("Parts unlike their total"),
            n_(
                "A value that is not its parts, or not what its countries add up to; a change that "
                "is not the one from before to after; a stage with more people than the one before."
            ),
            _parts,
            tuple(parts),
        ),
        Check(
            n_("Unlike the group's own history"),
            n_("Far more or far fewer participants than the group usually has."),
            _size,
            tuple(_unlike(sizes)),
            n_(
                "Of the known direct attendances of the group's newest 500 activities, where there "
                "are eight or more. Each number is taken as its logarithm: ten times as many is as "
                "strange as a tenth. Listed is what lies further from the middle one (the median) "
                "than 5.2 times the usual distance from it (the median of all distances, at least "
                "a tenth): a modified z-score, 0.6745 × distance ÷ usual distance, above 3.5 "
                "(Iglewicz and Hoaglin 1993)."
            ),
        ),
        Check(
            n_("Contradictions"),
            n_("Two entries say different things of one fact."),
            _others,
            tuple(contrary),
        ),
        Check(
            n_("Countries without a region"),
            n_("Named in the log and in no region of the strategy's scheme."),
            _country,
            tuple(lost),
        ),
    ]


def _unlike(sizes: dict[str, list[Finding]]) -> list[Finding]:
    found = []
    for findings in sizes.values():
        numbers = [int(str(f.values["size"])) for f in findings]
        found += [findings[place] for place in outliers(numbers)]
    return found


def _day(finding: Finding, _known: Lists, t: Translate) -> str:
    return t("ended on {day}", day=t.date(finding.day, "medium"))


def _parts(finding: Finding, _known: Lists, t: Translate) -> str:
    return t(
        "says {stated}; its parts give {computed}",
        stated=t.number(finding.values["stated"]),
        computed=t.number(finding.values["computed"], 2),
    )


def _size(finding: Finding, _known: Lists, t: Translate) -> str:
    return t.plural("{n} participant", "{n} participants", int(str(finding.values["size"])))


def _others(finding: Finding, _known: Lists, t: Translate) -> str:
    others = t.plural(
        "{n} other entry says something else",
        "{n} other entries say something else",
        len(finding.others),
    )
    return f"{t.date(finding.day, 'medium')} · {others}" if finding.day else others


def _country(finding: Finding, known: Lists, t: Translate) -> str:
    return known.country(str(finding.values["country"]), t)
