"""Checks of data quality: what each looks for, what it found, and a sentence on each finding."""

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
from ifla_metrics.ui.codes import CodeNames


@dataclass(frozen=True)
class Check:
    """A check, with what it found now."""

    code: str
    title: str
    rule: str
    describe: Callable[[Finding, CodeNames, Translate], str]
    findings: list[Finding]


def run(framework: Framework) -> list[Check]:
    """Return every check, the most serious first."""
    on = today()
    with reading(engine_of(database_url())) as connection:
        contradictions = quality.contradictions(connection)
        totals = quality.unequal_parts(connection)
        stale = quality.never_updated(connection, on=on)
        sizes = quality.sizes_by_group(connection)
        bare = quality.activities_without_evidence(connection, on=on)
        lost = quality.countries_without_region(connection, scheme=framework.region_scheme)
    return [
        Check(
            "contradictions",
            n_("Contradictions"),
            n_("Two entries give different values for the same fact."),
            _others,
            contradictions,
        ),
        Check(
            "totals",
            n_("Totals do not match"),
            n_(
                "A value differs from its numerator and denominator or from the sum of its "
                "countries, a change does not lead from the value before to the value after, or a "
                "stage has more people than the stage before."
            ),
            _parts,
            totals,
        ),
        Check(
            "never_updated",
            n_("Never updated"),
            n_("Ended over a month ago, still marked planned or under way."),
            _day,
            stale,
        ),
        Check(
            "unusual_size",
            n_("Unusual number of participants"),
            n_(
                "Far more or far fewer participants than this group usually has: a modified "
                "z-score above 3.5 (Iglewicz and Hoaglin 1993), on the logarithm of its newest 500 "
                "activities, where there are at least eight."
            ),
            _size,
            _unusual(sizes),
        ),
        Check(
            "no_evidence",
            n_("Without evidence"),
            n_("Completed over a month ago, with neither evidence nor a source."),
            _day,
            bare,
        ),
        Check(
            "no_region",
            n_("Countries without a region"),
            n_("The log names a country that is in no region of the strategy."),
            _country,
            lost,
        ),
    ]


def title_of(finding: Finding, known: CodeNames) -> str:
    """Return what an entry is called; of a value, its indicator, not the code alone."""
    framework = known.frameworks.get(finding.framework)
    if finding.kind != "observation" or framework is None:
        return finding.title
    titles = {i.code: i.title for i in framework.indicators}
    return " ".join(filter(None, (finding.title, titles.get(finding.title, ""))))


def _unusual(sizes: dict[str, list[Finding]]) -> list[Finding]:
    found = []
    for findings in sizes.values():
        numbers = [int(str(f.values["size"])) for f in findings]
        found += [findings[place] for place in outliers(numbers)]
    return found


def _day(finding: Finding, _known: CodeNames, t: Translate) -> str:
    return t("ended on {day}", day=t.date(finding.day, "medium"))


def _parts(finding: Finding, _known: CodeNames, t: Translate) -> str:
    return t(
        "{stated} reported, {computed} from its parts",
        stated=t.number(finding.values["stated"]),
        computed=t.number(finding.values["computed"], 2),
    )


def _size(finding: Finding, _known: CodeNames, t: Translate) -> str:
    return t.plural("{n} participant", "{n} participants", int(str(finding.values["size"])))


def _others(finding: Finding, _known: CodeNames, t: Translate) -> str:
    others = t.plural(
        "{n} other entry differs",
        "{n} other entries differ",
        len(finding.others),
    )
    return f"{t.date(finding.day, 'medium')} · {others}" if finding.day else others


def _country(finding: Finding, known: CodeNames, t: Translate) -> str:
    return known.country(str(finding.values["country"]), t)
