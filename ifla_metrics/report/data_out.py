"""The formats in which everything known leaves as data: what each needs, and its bytes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from ifla_metrics.report.iati.organisation import Organisation

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
IATI_NEEDS = ("countries", "country_cells:node;period", "groups", "sources")


def hides_small(file_format: Format, public: bool | None) -> bool:
    """Say whether small numbers of people are hidden: unsaid, in what is made to be published."""
    return file_format in {"package", "iati"} if public is None else public


def organisation(ref: str, name: str) -> Organisation:
    """Return who reports to IATI; an empty name is IFLA's."""
    return Organisation(ref.strip(), name.strip()) if name.strip() else Organisation(ref.strip())


def needs(file_format: Format, of: Framework) -> tuple[list[str], list[str]]:
    """Return the frames that a reading must have for a format: of now, and of the meeting before.

    Args:
        file_format: One of FORMATS.
        of: The framework whose figures are asked for.
    """
    from ifla_metrics.figures import provenance, registry
    from ifla_metrics.metrics import indicator_status

    if file_format == "iati":
        return sorted({*indicator_status.NEEDS, *provenance.NEEDS, *IATI_NEEDS}), []
    kinds = registry.kinds(of)
    now = {"sources", *(need for kind in kinds for need in kind.needs)}
    return sorted(now), sorted({need for kind in kinds for need in kind.previous})


def write(
    file_format: Format,
    reading: Reading,
    t: Translate,
    *,
    hide_small: bool,
    reporting_org: Organisation | None = None,
) -> bytes:
    """Return everything of a reading in one format; equal readings give equal bytes.

    Args:
        file_format: One of FORMATS.
        reading: With the frames of `needs`.
        t: The language of titles and descriptions.
        hide_small: Hide small numbers of people.
        reporting_org: Of IATI: who reports.

    Raises:
        InvalidRecord: IATI is asked for and the organisation has no valid identifier.
        NotAllowed: A choice that the public does not have.
    """
    if hide_small:
        reading.choices.require_public()
    reading = replace(reading, hide_small=hide_small)
    if file_format == "iati":
        from ifla_metrics.report.iati import activities

        return activities.write(reading, t, by=reporting_org or Organisation())
    from ifla_metrics.figures import registry
    from ifla_metrics.report import data_package, xlsx_file

    figures = [kind.build(reading, t) for kind in registry.kinds(reading.framework)]
    if file_format == "xlsx":
        return xlsx_file.write(figures, reading, t)
    if file_format == "csv":
        return data_package.csv_files(figures, t)
    return data_package.write(figures, reading, t)
