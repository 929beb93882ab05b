"""Checks of data quality: what each looks for, what it found, and a sentence on each finding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

from ifla_metrics.errors import n_
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics.outliers import outliers
from ifla_metrics.settings import database_url
from ifla_metrics.store import quality
from ifla_metrics.store.as_of import today
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.quality import Finding
from ifla_metrics.ui.codes import FormCodeBook


class Check(NamedTuple):
    """A check: what it looks for, and a sentence on a finding."""

    title: str
    rule: str
    describe: Callable[[Finding, FormCodeBook, Translate], str]


def _day(finding: Finding, _code_book: FormCodeBook, t: Translate) -> str:
    return t("ended on {day}", day=t.date(finding.day, "medium"))


def _parts(finding: Finding, _code_book: FormCodeBook, t: Translate) -> str:
    return t(
        "{stated} reported, {computed} from its parts",
        stated=t.number(finding.values["stated"]),
        computed=t.number(finding.values["computed"], 2),
    )


def _size(finding: Finding, _code_book: FormCodeBook, t: Translate) -> str:
    return t.plural("{n} participant", "{n} participants", int(str(finding.values["size"])))


def _others(finding: Finding, _code_book: FormCodeBook, t: Translate) -> str:
    others = t.plural(
        "{n} other entry differs",
        "{n} other entries differ",
        len(finding.others),
    )
    return f"{t.date(finding.day, 'medium')} · {others}" if finding.day else others


def _country(finding: Finding, code_book: FormCodeBook, t: Translate) -> str:
    return code_book.country(str(finding.values["country"]), t)


CHECKS = {
    "contradictions": Check(
        n_("Contradictions"), n_("Two entries give different values for the same fact."), _others
    ),
    "totals": Check(
        n_("Totals do not match"),
        n_(
            "A value differs from its numerator and denominator or from the sum of its "
            "countries, a change does not lead from the value before to the value after, or a "
            "stage has more people than the stage before."
        ),
        _parts,
    ),
    "never_updated": Check(
        n_("Never updated"),
        n_("Ended over a month ago, still marked planned or under way."),
        _day,
    ),
    "unusual_size": Check(
        n_("Unusual number of participants"),
        n_(
            "Far more or far fewer participants than this group usually has: a modified "
            "z-score above 3.5 (Iglewicz and Hoaglin 1993), on the logarithm of its newest 500 "
            "activities, where there are at least eight."
        ),
        _size,
    ),
    "no_evidence": Check(
        n_("Without evidence"),
        n_("Completed over a month ago, with neither evidence nor a source."),
        _day,
    ),
    "no_region": Check(
        n_("Countries without a region"),
        n_("The log names a country that is in no region of the strategy."),
        _country,
    ),
}
"""The checks, the most serious first."""


def run(framework: Framework) -> dict[str, list[Finding]]:
    """Return what each check finds now."""
    on = today()
    with reading(engine_of(database_url())) as connection:
        return {
            "contradictions": quality.contradictions(connection),
            "totals": quality.unequal_parts(connection),
            "never_updated": quality.never_updated(connection, on=on),
            "unusual_size": _unusual(quality.sizes(connection)),
            "no_evidence": quality.activities_without_evidence(connection, on=on),
            "no_region": quality.countries_without_region(
                connection, scheme=framework.region_scheme
            ),
        }


def _unusual(sizes: list[Finding]) -> list[Finding]:
    by_lead = defaultdict(list)
    for finding in sizes:
        by_lead[finding.groups[0]].append(finding)
    return [
        findings[place]
        for findings in by_lead.values()
        for place in outliers([int(str(f.values["size"])) for f in findings])
    ]
