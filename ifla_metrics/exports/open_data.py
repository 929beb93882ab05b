"""Everything known as data: the formats, what each needs, and what a file says of itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from ifla_metrics.exports import data_files, iati
from ifla_metrics.exports.iati import Organisation
from ifla_metrics.exports.package import LICENCE, csv_files, package
from ifla_metrics.figures import provenance, registry
from ifla_metrics.figures.unreviewed_entries import not_reviewed
from ifla_metrics.metrics.disclosure import SMALLEST

if TYPE_CHECKING:
    from ifla_metrics.framework import Framework
    from ifla_metrics.i18n import Translate
    from ifla_metrics.reading import Reading

Format = Literal["xlsx", "csv", "package", "iati"]
FORMATS: tuple[Format, ...] = ("xlsx", "csv", "package", "iati")
ENDINGS = {"xlsx": "xlsx", "csv": "zip", "package": "zip", "iati": "xml"}
MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "application/zip",
    "package": "application/zip",
    "iati": "application/xml",
}
PUBLISHED = frozenset({"package", "iati"})
"""Formats made to be published: small numbers of people are hidden unless somebody says no."""


def needs(file_format: Format, framework: Framework) -> tuple[list[str], list[str]]:
    """Return the frames that a format needs: as known now, and at the meeting before."""
    if file_format == "iati":
        return list(iati.NEEDS), []
    specs = registry.specs_for(framework)
    now = {"sources", *(need for spec in specs for need in spec.needs)}
    return sorted(now), sorted({need for spec in specs for need in spec.previous})


def write(
    file_format: Format,
    reading: Reading,
    t: Translate,
    *,
    hide_small: bool,
    organisation: Organisation | None = None,
) -> bytes:
    """Return everything of a reading in one format; equal readings give equal bytes.

    Args:
        file_format: One of FORMATS.
        reading: With the frames of `needs`.
        t: The language of titles and descriptions.
        hide_small: Hide small numbers of people.
        organisation: Of IATI: who reports.

    Raises:
        InvalidRecord: IATI is asked for and the organisation has no valid identifier.
        NotAllowed: A choice that the public does not have.
    """
    if hide_small:
        reading.choices.require_public()
    reading = replace(reading, hide_small=hide_small)
    if file_format == "iati":
        return iati.write(reading, t, organisation or Organisation())
    figures = [spec.build(reading, t) for spec in registry.specs_for(reading.framework)]
    if file_format == "csv":
        return csv_files(figures, t)
    described = about(reading, t)
    if file_format == "package":
        return package(figures, reading, described, t)
    return data_files.workbook(figures, described, t, title=reading.framework.title)


def about(reading: Reading, t: Translate) -> list[tuple[str, str]]:
    """Return what the numbers depend on and how they may be used: a label and words per line."""
    choices, framework = reading.choices, reading.framework
    direction = framework.node(choices.direction).title if choices.direction else t("all")
    unreviewed = not_reviewed(reading, t)
    lines = [
        (t("Strategy"), framework.title),
        (t("Framework version"), provenance.version_of(framework, reading.moment.known_on)),
        (t("Period"), reading.period.title),
        (t("Position at"), reading.on.isoformat()),
        (t("Log as known on"), reading.moment.known_on.isoformat()),
        (t("Direction"), direction),
        (t("Region"), t(reading.region_title) if choices.region else ""),
        (t("Working group"), t(reading.group_title) if choices.group else ""),
        (t("Counting"), t(provenance.COUNTING_RULES[choices.counting])),
        (t("Data"), t("real only") if choices.documented_only else t("real and demonstration")),
        (t("Demonstration data"), provenance.demonstration(reading, t) or t("none")),
        (t("Review"), unreviewed),
        (t("Licence"), "{title} ({name}) {path}".format_map(LICENCE)),
        (
            t("Method"),
            t(
                "docs/methodology.md explains how every number is made. A missing value is "
                "unknown, never 0; shares are ratios from 0 to 1."
            ),
        ),
        (t("Small numbers"), _small_numbers(reading, t)),
    ]
    return [(label, said) for label, said in lines if said]


def _small_numbers(reading: Reading, t: Translate) -> str:
    if not reading.hide_small:
        return t("This file is for use within the organisation: small numbers of people are in it.")
    return t(
        "Counts of people below {n} are hidden in the tables about people, and with them further "
        "rows, so that no sum gives them back. Such rows are marked in the column 'hidden'.",
        n=SMALLEST,
    )
