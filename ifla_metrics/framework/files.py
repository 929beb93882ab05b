"""Reading a folder of `data/frameworks/` into a Framework, or naming every fault in it.

The columns of each file are the fields of its class, and a cell is parsed by its field's type.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from ifla_metrics.csv_files import Faults, Row, read_csv
from ifla_metrics.errors import Fault, n_
from ifla_metrics.framework.checks import check
from ifla_metrics.framework.model import (
    Cuts,
    Framework,
    Indicator,
    Level,
    Link,
    Node,
    Target,
    Translation,
)
from ifla_metrics.periods import Period

PARTS: dict[str, type] = {
    "nodes": Node,
    "links": Link,
    "indicators": Indicator,
    "targets": Target,
    "periods": Period,
    "texts": Translation,
}
"""The parts of a framework that have a file each, with the class of which a row makes one."""
_NO_HEAD = (*PARTS, "levels", "cuts", "untranslated", "language")
HEADER = tuple(field.name for field in fields(Framework) if field.name not in _NO_HEAD)
"""The fields of the framework itself, beside its levels and cuts."""


def allowed_values(kind: type) -> dict[str, tuple[str, ...]]:
    """Return the values of the fields of a part that have a fixed list of them."""
    hints = get_type_hints(kind)
    return {name: get_args(hint) for name, hint in hints.items() if get_origin(hint) is Literal}


def read_folder(folder: Path) -> Framework:
    """Return the framework of a folder.

    Raises:
        FaultyData: with every fault of every file, by file, row, column and nearest right value.
    """
    faults = Faults()
    head = _head(folder, faults)
    rows: dict[str, list[Row]] = {}
    for part, kind in PARTS.items():
        path = folder / ("translations.csv" if part == "texts" else f"{part}.csv")
        columns = [f.name for f in fields(kind)]
        rows[part] = []
        if part != "texts" or path.exists():  # A framework may have no translations.
            name = f"{folder.name}/{path.name}"
            rows[part] = read_csv(path, columns, faults, name=name)
    faults.raise_if_any()
    return build_framework(head, rows, faults)


def build_framework(
    head: Mapping[str, Any], rows: Mapping[str, Sequence[Row]], faults: Faults
) -> Framework:
    """Return the framework that rows of text say, as files or a workbook give them.

    Args:
        head: The fields of the framework itself (HEADER), its levels and its cuts.
        rows: The rows of each of PARTS.
        faults: What was found wrong so far; what is found here is added.

    Raises:
        FaultyData: with every fault.
    """
    parts: dict[str, Any] = {
        part: tuple(
            kind(**{field: faults.parse(row, field, hint) for field, hint in hints.items()})
            for row in rows[part]
        )
        for part, kind in PARTS.items()
        for hints in [get_type_hints(kind)]
    }
    faults.raise_if_any()
    framework = Framework(**head, **parts)
    check(framework, rows, faults)
    faults.raise_if_any()
    return framework


def folders(frameworks: Path) -> list[Path]:
    """Return the framework folders below `data/frameworks`, in order of their name."""
    return sorted(path.parent for path in frameworks.glob("*/framework.toml"))


def _head(folder: Path, faults: Faults) -> dict[str, Any]:
    name = f"{folder.name}/framework.toml"
    try:
        head = tomllib.loads((folder / "framework.toml").read_text(encoding="utf-8"))
        wanted = {key: head[key] for key in HEADER}
        levels = tuple(Level(**level) for level in head["levels"])
        return {**wanted, "levels": levels, "cuts": Cuts(**head.get("cuts", {}))}
    except FileNotFoundError:
        faults.items.append(Fault(name, None, None, "", n_("the file is missing")))
    except KeyError as error:
        key = str(error.args[0])
        faults.items.append(Fault(name, None, key, "", n_("the key is missing")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError) as error:
        faults.items.append(Fault(name, None, None, "", f"cannot be read: {error}"))
    return {}
