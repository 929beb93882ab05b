"""Reading a folder of `data/frameworks/` into a Framework, or naming every fault in it.

The columns of each file are the fields of its class, and a cell is parsed by its field's type.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from ifla_metrics.csv_files import (
    Faults,
    Row,
    parse_day,
    parse_number,
    parse_whole,
    parse_yes,
    read_table,
    split_bars,
)
from ifla_metrics.errors import Fault, FaultyData, n_
from ifla_metrics.framework.checks import TEXTS, check
from ifla_metrics.framework.model import (
    Cuts,
    Framework,
    Indicator,
    Level,
    Link,
    Node,
    Target,
    Text,
)
from ifla_metrics.i18n import FIGURE_LANGUAGES
from ifla_metrics.periods import Period

KINDS = (
    "output",
    "outcome",
    "impact",
    "coverage",
    "milestone",
    "efficiency",
    "equity",
    "balance",
    "process",
)
TIME_RULES = (
    "non_cumulative",
    "cumulative",
    "running_total",
    "level_latest",
    "level_average",
    "level_max",
)
MEASURES = (
    "activities",
    "countries",
    "participations",
    "cascade_ratio",
    "women_share",
    "timely_share",
    "priority_coverage",
    "member_coverage",
    "milestones",
    "resources_released",
    "language_availability",
)
VERIFIED = ("verified", "proposed", "not_verified")

FILES: dict[str, type] = {
    "nodes.csv": Node,
    "links.csv": Link,
    "indicators.csv": Indicator,
    "targets.csv": Target,
    "periods.csv": Period,
    TEXTS: Text,
}
"""Each file with the class of which a row makes one."""
HEAD = (
    "id",
    "title",
    "short_title",
    "starts_on",
    "ends_on",
    "version",
    "verified",
    "source",
    "default_period",
    "counting",
    "region_scheme",
)
"""The fields of the framework itself, beside its levels and cuts."""
TEXT_COLUMNS = tuple(f.name for f in fields(Text))

ALLOWED: dict[type, dict[str, tuple[str, ...]]] = {
    Node: {"verified": VERIFIED},
    Link: {"stated": ("stated", "proposed", "not_stated")},
    Indicator: {
        "kind": KINDS,
        "direction": ("increase", "decrease", "maintain"),
        "target_kind": ("at_least", "at_most", "exactly"),
        "time_rule": TIME_RULES,
        "place_rule": ("sum", "distinct", "none"),
        "data_source": ("log", "records", "observed"),
        "measure": ("", *MEASURES),
        "frequency": ("quarter", "half", "year", "once"),
        "verified": VERIFIED,
    },
    Target: {"provenance": ("documented", "synthetic")},
    Period: {"kind": ("strategy", "biennium", "year", "quarter")},
    Text: {"language": FIGURE_LANGUAGES, "status": ("official", "unofficial")},
}
"""Fields with a fixed list of values."""

PARSERS: dict[str, tuple[Callable[[str], Any], Any]] = {
    "str": (str, ""),
    "int": (parse_whole, 0),
    "float": (parse_number, 0.0),
    "float | None": (lambda text: parse_number(text) if text else None, None),
    "bool": (parse_yes, False),
    "date": (parse_day, date(1, 1, 1)),
    "date | None": (lambda text: parse_day(text) if text else None, None),
    "tuple[str, ...]": (split_bars, ()),
}
"""By the type of a field: how a cell is parsed, and what a faulty cell counts as meanwhile."""


def read_folder(folder: Path) -> Framework:
    """Return the framework of a folder.

    Raises:
        FaultyData: with every fault of every file, by file, row, column and nearest right value.
    """
    faults = Faults()
    head = _head(folder, faults)
    rows: dict[str, list[Row]] = {}
    for name, kind in FILES.items():
        columns = [f.name for f in fields(kind)]
        optional = name == TEXTS and not (folder / name).exists()
        rows[name] = (
            []
            if optional
            else read_table(folder / name, columns, faults, name=f"{folder.name}/{name}")
        )
    if faults.found:
        raise FaultyData(faults.found)
    return framework_of(head, rows, faults)


def framework_of(
    head: Mapping[str, Any], rows: Mapping[str, Sequence[Row]], faults: Faults
) -> Framework:
    """Return the framework that rows of text say, as files or a workbook give them.

    Args:
        head: The fields of the framework itself (HEAD), its levels and its cuts.
        rows: The rows of each file of FILES, by its name.
        faults: What was found wrong so far; what is found here is added.

    Raises:
        FaultyData: with every fault.
    """
    parts: dict[str, Any] = {
        name.removesuffix(".csv"): tuple(_part(kind, row, faults) for row in rows[name])
        for name, kind in FILES.items()
    }
    if faults.found:
        raise FaultyData(faults.found)
    texts = parts.pop("translations")
    framework = Framework(**head, **parts, texts=texts)
    check(framework, rows, faults)
    if faults.found:
        raise FaultyData(faults.found)
    return framework


def folders(frameworks: Path) -> list[Path]:
    """Return the framework folders below `data/frameworks`, in order of their name."""
    return sorted(path.parent for path in frameworks.glob("*/framework.toml"))


def _head(folder: Path, faults: Faults) -> dict[str, Any]:
    name = f"{folder.name}/framework.toml"
    try:
        head = tomllib.loads((folder / "framework.toml").read_text(encoding="utf-8"))
        wanted = {key: head[key] for key in HEAD}
        levels = tuple(Level(**level) for level in head["levels"])
        return {**wanted, "levels": levels, "cuts": Cuts(**head.get("cuts", {}))}
    except FileNotFoundError:
        faults.found.append(Fault(name, None, None, "", n_("the file is missing")))
    except KeyError as error:
        key = str(error.args[0])
        faults.found.append(Fault(name, None, key, "", n_("the key is missing")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError) as error:
        faults.found.append(Fault(name, None, None, "", f"cannot be read: {error}"))
    return {}


def _part(kind: type, row: Row, faults: Faults) -> Any:
    values: dict[str, Any] = {}
    for field in fields(kind):
        if field.name in ALLOWED[kind]:
            values[field.name] = faults.one_of(row, field.name, ALLOWED[kind][field.name])
        else:
            parse, default = PARSERS[str(field.type)]
            values[field.name] = faults.cell(row, field.name, parse, default)
    return kind(**values)
