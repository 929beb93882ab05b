"""Figures as a Frictionless data package: a table a figure, their dictionary, one ZIP file.

Follows the profile `tabular-data-package` of the Data Package specification, version 1.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from ifla_metrics.errors import n_
from ifla_metrics.figures.registry import named
from ifla_metrics.figures.small_numbers import HIDDEN
from ifla_metrics.report import data_files, open_data
from ifla_metrics.report.passport import one_line, passport_of
from ifla_metrics.report.zip_file import zipped
from ifla_metrics.text import clean, without_formula

if TYPE_CHECKING:
    from ifla_metrics.figures.figure import Column, Figure
    from ifla_metrics.i18n import Translate
    from ifla_metrics.reading import Reading

Row = list[data_files.Value]

KINDS = {
    "text": n_("text"),
    "number": n_("number; its unit is in the subtitle or in the title of the column"),
    "percent": n_("share as a ratio, 0 to 1; may pass 1 where a target is exceeded"),
    "date": n_("day, ISO 8601"),
    "status": n_("code of the status: see docs/methodology.md"),
    "year": n_("calendar year"),
    "code": n_("code of what the row is about"),
}
"""What a column holds, in words, by its kind."""
TYPES = {"number": "number", "percent": "number", "year": "integer", "date": "date"}


def write(figures: Sequence[Figure], reading: Reading, t: Translate) -> bytes:
    """Return the figures as a data package, zipped; equal figures give equal bytes.

    Args:
        figures: In reading order, all of one reading.
        reading: What they were made from; it says whether small numbers of people are hidden.
        t: The language of titles and descriptions.
    """
    tables = {_path(f): _csv(f) for f in figures}
    package = _package(figures, tables, reading, t)
    written = json.dumps(package, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    return zipped(
        {
            "datapackage.json": written.encode(),
            "README.md": _dictionary(package, reading, t).encode(),
            **tables,
        }
    )


def csv_files(figures: Sequence[Figure], t: Translate) -> bytes:
    """Return one CSV a figure, for spreadsheets, zipped: each says above its rows what it is."""
    return zipped({f"{_name(f)}.csv": data_files.as_csv(f, t) for f in figures})


def _name(figure: Figure) -> str:
    return re.sub(r"[^a-z0-9._-]", "-", figure.name.lower())


def _path(figure: Figure) -> str:
    return f"data/{_name(figure)}.csv"


def _csv(figure: Figure) -> bytes:
    """Return the table alone, as a program reads it: UTF-8, column keys, then rows."""
    head: Row = [column.key for column in figure.table.data_columns]
    lines = [",".join(map(_cell, row)) for row in (head, *data_files.rows(figure))]
    return "".join(f"{line}\r\n" for line in lines).encode()


def _cell(cell: data_files.Value) -> str:
    if isinstance(cell, str):
        return '"' + without_formula(cell).replace('"', '""') + '"' if cell else ""
    return "" if cell is None else str(cell)


def _package(
    figures: Sequence[Figure], tables: dict[str, bytes], reading: Reading, t: Translate
) -> dict[str, Any]:
    framework, licence = reading.framework, open_data.LICENCE
    code = re.sub(r"[^a-z0-9._-]", "-", f"{framework.id}-{reading.period.code}".lower())
    return {
        "profile": "tabular-data-package",
        "name": f"ifla-metrics-{code}",
        "title": t(
            "{strategy}: figures of {period}", strategy=framework.title, period=reading.period.title
        ),
        "version": f"{reading.moment.known_on.isoformat()}.{reading.revision}",
        "description": " ".join(
            t("{subject}: {told}", subject=label, told=words) + "."
            for label, words in open_data.about(reading, t)
        ),
        "licenses": [{"name": licence.name, "title": licence.title, "path": licence.address}],
        "sources": _sources(figures, reading, t),
        "resources": [_resource(f, tables[_path(f)], t) for f in figures],
    }


def _sources(figures: Sequence[Figure], reading: Reading, t: Translate) -> list[dict[str, str]]:
    """Return the log itself and the public sources that the tables name."""
    named = {
        one
        for figure in figures
        if "source" in figure.table.frame.columns
        for cell in figure.table.frame["source"]
        for one in str(cell).split("|")
    }
    found = [{"title": t("Activity log of the programme")}]
    known = reading.frames.get("sources")
    for row in [] if known is None else known.to_dict("records"):
        if str(row["id"]) in named:
            address = str(row["address"]).split("|")[0]
            path = {"path": address} if address.startswith("http") else {}
            found.append({"title": f"{row['id']}: {one_line(str(row['title']))}", **path})
    return found


def _resource(figure: Figure, table: bytes, t: Translate) -> dict[str, Any]:
    passport = passport_of(figure, t)
    rows = data_files.rows(figure)
    return {
        "profile": "tabular-data-resource",
        "name": _name(figure),
        "title": passport.title,
        "description": " · ".join(part for part in (passport.subtitle, passport.source) if part),
        "figure": passport.id,
        "path": _path(figure),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(table),
        "hash": f"sha256:{hashlib.sha256(table).hexdigest()}",
        "schema": {
            "fields": [
                _field(column, [row[place] for row in rows], figure.name, t)
                for place, column in enumerate(figure.table.data_columns)
            ],
            "missingValues": [""],
        },
    }


def _field(column: Column, cells: Row, figure: str, t: Translate) -> dict[str, str]:
    said, people = t(KINDS.get(column.kind, KINDS["text"])), named(figure).people
    if column.key == HIDDEN:
        said = t("says where numbers of the row are hidden because few people stand behind them")
    elif people is not None and column.key in people.counts:
        said = t("number of people or participations; unknown or hidden is empty")
    field = {
        "name": column.key,
        "type": _type(column, cells),
        "title": one_line(column.title),
        "description": said,
    }
    unit = data_files.UNITS.get(column.kind)
    return {**field, "unit": unit} if unit else field


def _type(column: Column, cells: Row) -> str:
    """Return the type of a column: its kind's, but text where any cell is no such value."""
    wanted = TYPES.get(column.kind, "string")
    known = [cell for cell in cells if cell not in (None, "")]
    if wanted == "date":
        return wanted if all(_is_day(cell) for cell in known) else "string"
    if wanted in ("number", "integer"):
        fits: type | tuple[type, ...] = int if wanted == "integer" else (int, float)
        return wanted if all(isinstance(cell, fits) for cell in known) else "string"
    return wanted


def _is_day(cell: object) -> bool:
    try:
        return len(str(cell)) == 10 and bool(date.fromisoformat(str(cell)))
    except ValueError:
        return False


def _dictionary(package: dict[str, Any], reading: Reading, t: Translate) -> str:
    """Return the data dictionary: what the package is, then each table and its columns."""
    lines = [f"# {_plain(package['title'])}", ""]
    lines += [
        f"- **{_plain(label)}**: {_plain(words)}" for label, words in open_data.about(reading, t)
    ]
    lines += [
        "",
        _plain(
            t(
                "Tables are UTF-8 CSV, decimals with a point, days in ISO 8601. An empty cell is "
                "missing. Text that a spreadsheet would take for a formula begins with an "
                "apostrophe."
            )
        ),
    ]
    head = (t("Column"), t("Title"), t("Type"), t("Unit"), t("Meaning"))
    for resource in package["resources"]:
        lines += [
            "",
            f"## {resource['name']}",
            "",
            _plain(resource["title"]),
            "",
            _plain(resource["description"]),
            "",
            "| " + " | ".join(map(_plain, head)) + " |",
            "| --- | --- | --- | --- | --- |",
        ]
        lines += [
            "| "
            + " | ".join(
                _plain(field.get(key, ""))
                for key in ("name", "title", "type", "unit", "description")
            )
            + " |"
            for field in resource["schema"]["fields"]
        ]
    return "\n".join(lines) + "\n"


def _plain(words: str) -> str:
    """Return words that Markdown shows as they are."""
    return re.sub(r"([\\`*_{}\[\]<>|#!~&])", r"\\\1", one_line(clean(words)))
