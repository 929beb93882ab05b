"""Export all figures as open data: XLSX, CSV, a Frictionless data package or IATI.

The package has the profile `tabular-data-package` of the Data Package specification, version 1.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, get_args

from ifla_metrics.exports import data_files, iati
from ifla_metrics.figures import provenance, registry, words
from ifla_metrics.figures.figure import Figure
from ifla_metrics.figures.unreviewed_entries import unreviewed_sentence
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics.small_numbers import SMALLEST
from ifla_metrics.reading import Reading, active_codes
from ifla_metrics.text import one_line, slug

Format = Literal["xlsx", "csv", "package", "iati"]
FORMATS: tuple[Format, ...] = get_args(Format)
EXTENSIONS = {"xlsx": "xlsx", "csv": "zip", "package": "zip", "iati": "xml"}
PUBLIC_FORMATS = frozenset({"package", "iati"})
"""Formats meant for publication: by default they hide small numbers of people."""
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
FIELD_TYPES = {"number": "number", "percent": "number", "year": "integer", "date": "date"}
"""Type of a column in the package by its kind; `string` for all others."""


def needs(file_format: Format, framework: Framework) -> tuple[list[str], list[str]]:
    """Return the frames that a format needs, as known now and at the previous meeting."""
    if file_format == "iati":
        return list(iati.NEEDS), []
    return registry.needs_of(registry.specs_for(framework))


def write(
    file_format: Format,
    reading: Reading,
    t: Translate,
    *,
    hide_small: bool,
    reporting_org: str = "",
    organisation: str = "",
) -> bytes:
    """Return all figures, or the programme in IATI, from a reading with the frames of `needs`.

    `hide_small` hides small numbers of people. IATI names the reporting organisation: its
    identifier, and its name if it is not IFLA.

    Raises:
        Refused: IATI without a valid organisation identifier.
        NotAllowed: Small numbers are to be hidden, and the choices are not open to the public.
    """
    if hide_small:
        reading.choices.require_public()
    reading = replace(reading, hide_small=hide_small)
    if file_format == "iati":
        return iati.write(reading, t, reporting_org, organisation)
    figures = [spec.build(reading, t) for spec in registry.specs_for(reading.framework)]
    if file_format == "csv":
        return zip_files({f"{_table_name(f)}.csv": data_files.as_csv(f, t) for f in figures})
    if file_format == "package":
        return data_package(figures, reading, t)
    return data_files.workbook(figures, about(reading, t), t, title=reading.framework.title)


def about(reading: Reading, t: Translate) -> list[tuple[str, str]]:
    """Return what applies to all figures, as lines of label and text.

    Their source lines have period, day, filters and version of the strategy.
    """
    small = t("This file is for use within the organisation: it contains small numbers of people.")
    if reading.hide_small:
        small = t(
            "Counts of fewer than {n} people are hidden, with further rows from which they could "
            "be calculated. The column 'hidden' marks these rows.",
            n=SMALLEST,
        )
    lines = [
        (t("Strategy"), reading.framework.title),
        (t("Demonstration data"), provenance.demonstration(reading, t) or t("none")),
        (t("Review"), unreviewed_sentence(reading, t)),
        (t("Licence"), "{title} ({name}) {path}".format_map(LICENCE)),
        (
            t("Method"),
            t(
                "docs/methodology.md explains how every number is calculated. A missing value is "
                "unknown, never 0; shares are ratios from 0 to 1."
            ),
        ),
        (t("Small numbers"), small),
    ]
    return [(label, text) for label, text in lines if text]


def data_package(figures: Sequence[Figure], reading: Reading, t: Translate) -> bytes:
    """Return the figures of one reading as a zipped data package."""
    tables = {
        f"data/{_table_name(figure)}.csv": data_files.csv_table(
            [[column.key for column in figure.table.data_columns], *data_files.plain_rows(figure)]
        ).encode()
        for figure in figures
    }
    framework, period = reading.framework, reading.period
    descriptor = {
        "profile": "tabular-data-package",
        "name": slug(f"ifla-metrics-{framework.id}-{period.code}").lower(),
        "title": t(
            "{strategy}: figures of {period}", strategy=framework.title, period=period.title
        ),
        "version": f"{reading.moment.known_on.isoformat()}.{reading.revision}",
        "description": words.sentences(
            *(t("{label}: {value}", label=label, value=text) for label, text in about(reading, t))
        ),
        "licenses": [LICENCE],
        "sources": _sources(reading, t),
        "resources": [
            _resource(figure, path, table)
            for figure, (path, table) in zip(figures, tables.items(), strict=True)
        ],
    }
    content = json.dumps(descriptor, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    return zip_files({"datapackage.json": content.encode(), **tables})


def zip_files(files: Mapping[str, bytes]) -> bytes:
    """Return a ZIP of files by name, in order."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def _table_name(figure: Figure) -> str:
    return slug(figure.name).lower()


def _sources(reading: Reading, t: Translate) -> list[dict[str, str]]:
    """Return the activity log and the public sources of the strategy."""
    sources = [{"title": t("Activity log of the programme")}]
    for code, source in active_codes(reading.lists["sources"]).items():
        address = source.address.split("|")[0]
        path = {"path": address} if address.startswith("http") else {}
        sources.append({"title": f"{code}: {one_line(source.title)}", **path})
    return sources


def _resource(figure: Figure, path: str, table: bytes) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": _table_name(figure),
        "title": one_line(figure.title),
        "description": " · ".join(filter(None, map(one_line, (figure.subtitle, figure.source)))),
        "figure": figure.id,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(table),
        "hash": f"sha256:{hashlib.sha256(table).hexdigest()}",
        "schema": {
            "fields": [
                {
                    "name": column.key,
                    "type": FIELD_TYPES.get(column.kind, "string"),
                    "title": one_line(column.title),
                    "description": data_files.UNITS.get(column.kind, column.kind),
                }
                for column in figure.table.data_columns
            ],
            "missingValues": [""],
        },
    }
