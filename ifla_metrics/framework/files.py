"""Read a folder of `data/frameworks/` into a `Framework`, or report all its faults.

The columns of a file are the fields of its class; a field's type parses the cell.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from pydantic import ConfigDict, ValidationError, create_model

from ifla_metrics.csv_files import Faults, Row, read_csv
from ifla_metrics.errors import n_
from ifla_metrics.framework import model
from ifla_metrics.framework.checks import check
from ifla_metrics.framework.model import Framework
from ifla_metrics.periods import Period

PARTS: dict[str, type] = {
    "nodes": model.Node,
    "links": model.Link,
    "indicators": model.Indicator,
    "targets": model.Target,
    "periods": Period,
    "texts": model.Translation,
}
"""The class of each part that has a file of its own; a row makes one object."""
_NOT_IN_HEADER = (*PARTS, "levels", "cuts", "untranslated", "language")
HEADER = tuple(field.name for field in fields(Framework) if field.name not in _NOT_IN_HEADER)
"""The fields in framework.toml, besides levels and cuts."""
_TYPES = get_type_hints(Framework)
_KEYS: Any = {name: (_TYPES[name], ...) for name in (*HEADER, "levels")}
_Header: Any = create_model(
    "_Header", __config__=ConfigDict(extra="forbid"), cuts=(model.Cuts, model.Cuts()), **_KEYS
)
"""The content of framework.toml."""


def allowed_values(part: type) -> dict[str, tuple[str, ...]]:
    """Return the values of each field of a part that allows a fixed list of values."""
    hints = get_type_hints(part)
    return {name: get_args(hint) for name, hint in hints.items() if get_origin(hint) is Literal}


def read_folder(folder: Path) -> Framework:
    """Return the framework of a folder.

    Raises:
        FaultyData: With all faults of all files.
    """
    faults = Faults()
    header = _header(folder, faults)
    rows: dict[str, list[Row]] = {}
    for name, part in PARTS.items():
        path = folder / ("translations.csv" if name == "texts" else f"{name}.csv")
        columns = [f.name for f in fields(part)]
        rows[name] = []
        if name != "texts" or path.exists():  # Translations are optional.
            rows[name] = read_csv(path, columns, faults, name=f"{folder.name}/{path.name}")
    faults.raise_if_any()
    return build_framework(header, rows, faults)


def build_framework(
    header: Mapping[str, Any], rows: Mapping[str, Sequence[Row]], faults: Faults
) -> Framework:
    """Return the framework built from rows of text, read from files or a workbook.

    Args:
        header: The fields in HEADER, the levels and the cuts.
        rows: The rows of each part in PARTS.
        faults: Receives the faults found.

    Raises:
        FaultyData: With all faults, including earlier ones in `faults`.
    """
    parts: dict[str, Any] = {
        name: tuple(
            part(**{field: faults.parse(row, field, hint) for field, hint in hints.items()})
            for row in rows[name]
        )
        for name, part in PARTS.items()
        for hints in [get_type_hints(part)]
    }
    faults.raise_if_any()
    framework = Framework(**header, **parts)
    check(framework, rows, faults)
    faults.raise_if_any()
    return framework


def folders(frameworks: Path) -> list[Path]:
    """Return the framework folders below `data/frameworks`, ordered by name."""
    return sorted(path.parent for path in frameworks.glob("*/framework.toml"))


def _header(folder: Path, faults: Faults) -> dict[str, Any]:
    file = Row(f"{folder.name}/framework.toml", None, {})
    try:
        text = (folder / "framework.toml").read_text(encoding="utf-8")
        return vars(_Header(**tomllib.loads(text)))
    except FileNotFoundError:
        faults.add(file, None, n_("the file is missing"))
    except ValidationError as error:
        for fault in error.errors():
            key = ".".join(map(str, fault["loc"]))
            value = "" if fault["type"] == "missing" else str(fault["input"])
            reason = n_("is missing, unknown or not valid")
            faults.add(replace(file, cells={key: value}), key, reason)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.add(file, None, f"cannot be read: {error}")
    return {}
