"""Reading a folder of `data/frameworks/` into a Framework, or saying all that is wrong."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any, cast

from ifla_metrics.csv_files import (
    Faults,
    Row,
    day,
    day_or_none,
    many,
    number,
    number_or_none,
    read_table,
    whole,
    yes,
)
from ifla_metrics.errors import Fault, FaultyData, n_
from ifla_metrics.framework import Cuts, Framework, Indicator, Level, Link, Node, Target, Text
from ifla_metrics.framework_checks import TEXTS, check
from ifla_metrics.i18n import FIGURE_LANGUAGES
from ifla_metrics.periods import Period, PeriodKind

NODE_COLUMNS = (
    "code",
    "level",
    "parent",
    "position",
    "title",
    "short_title",
    "owner",
    "owner_as_stated",
    "verified",
    "source",
    "note",
)
LINK_COLUMNS = ("node", "direction", "stated", "valid_from", "valid_to", "source", "note")
INDICATOR_COLUMNS = (
    "code",
    "node",
    "directions",
    "title",
    "short_title",
    "definition",
    "kind",
    "unit",
    "direction",
    "target_kind",
    "tolerance",
    "time_rule",
    "place_rule",
    "ratio",
    "data_source",
    "measure",
    "scope",
    "disaggregation",
    "means_of_verification",
    "baseline_on",
    "baseline",
    "baseline_numerator",
    "baseline_denominator",
    "baseline_note",
    "frequency",
    "due_days",
    "owner",
    "verified",
    "source",
    "note",
)
TARGET_COLUMNS = (
    "indicator",
    "period",
    "due_on",
    "target",
    "numerator",
    "denominator",
    "decided_on",
    "reason",
    "provenance",
    "source",
)
PERIOD_COLUMNS = ("code", "title", "kind", "starts_on", "ends_on")
TEXT_COLUMNS = ("language", "original", "text", "status", "source", "note")

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
STATUSES = ("official", "unofficial")
VERIFIED = ("verified", "proposed", "not_verified")
_NO_DAY = date(1, 1, 1)


def read_folder(folder: Path) -> Framework:
    """Return the framework of a folder.

    Raises:
        FaultyData: with every fault of every file, by file, row, column and nearest right value.
    """
    faults = Faults()
    head = _head(folder, faults)
    rows: dict[str, list[Row]] = {
        file: read_table(folder / file, columns, faults, name=f"{folder.name}/{file}")
        for file, columns in (
            ("nodes.csv", NODE_COLUMNS),
            ("links.csv", LINK_COLUMNS),
            ("indicators.csv", INDICATOR_COLUMNS),
            ("targets.csv", TARGET_COLUMNS),
            ("periods.csv", PERIOD_COLUMNS),
        )
    }
    rows[TEXTS] = []
    if (folder / TEXTS).exists():
        rows[TEXTS] = read_table(
            folder / TEXTS, TEXT_COLUMNS, faults, name=f"{folder.name}/{TEXTS}"
        )
    if faults.found:
        raise FaultyData(faults.found)
    framework = Framework(
        nodes=tuple(_node(row, faults) for row in rows["nodes.csv"]),
        links=tuple(_link(row, faults) for row in rows["links.csv"]),
        indicators=tuple(_indicator(row, faults) for row in rows["indicators.csv"]),
        targets=tuple(_target(row, faults) for row in rows["targets.csv"]),
        periods=tuple(_period(row, faults) for row in rows["periods.csv"]),
        texts=tuple(_text(row, faults) for row in rows[TEXTS]),
        **head,
    )
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
        wanted = {
            key: head[key]
            for key in (
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
        }
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


def _node(row: Row, faults: Faults) -> Node:
    texts = {column: row.cells[column] for column in NODE_COLUMNS if column != "position"}
    faults.one_of(row, "verified", VERIFIED)
    return Node(position=faults.cell(row, "position", whole, 0), **texts)


def _link(row: Row, faults: Faults) -> Link:
    return Link(
        node=row.cells["node"],
        direction=row.cells["direction"],
        stated=faults.one_of(row, "stated", ("stated", "proposed", "not_stated")),
        valid_from=faults.cell(row, "valid_from", day_or_none, None),
        valid_to=faults.cell(row, "valid_to", day_or_none, None),
        source=row.cells["source"],
        note=row.cells["note"],
    )


def _indicator(row: Row, faults: Faults) -> Indicator:
    def text(*columns: str) -> dict[str, str]:
        return {column: row.cells[column] for column in columns}

    def maybe(column: str) -> float | None:
        return faults.cell(row, column, number_or_none, None)

    return Indicator(
        **text("code", "node", "title", "short_title", "definition", "unit", "scope", "source"),
        **text("means_of_verification", "baseline_note", "owner", "note"),
        directions=many(row.cells["directions"]),
        kind=faults.one_of(row, "kind", KINDS),
        direction=faults.one_of(row, "direction", ("increase", "decrease", "maintain")),
        target_kind=faults.one_of(row, "target_kind", ("at_least", "at_most", "exactly")),
        tolerance=maybe("tolerance"),
        time_rule=faults.one_of(row, "time_rule", TIME_RULES),
        place_rule=faults.one_of(row, "place_rule", ("sum", "distinct", "none")),
        ratio=faults.cell(row, "ratio", yes, False),
        data_source=faults.one_of(row, "data_source", ("log", "records", "observed")),
        measure=faults.one_of(row, "measure", MEASURES, empty=True),
        disaggregation=many(row.cells["disaggregation"]),
        baseline_on=faults.cell(row, "baseline_on", day_or_none, None),
        baseline=maybe("baseline"),
        baseline_numerator=maybe("baseline_numerator"),
        baseline_denominator=maybe("baseline_denominator"),
        frequency=faults.one_of(row, "frequency", ("quarter", "half", "year", "once")),
        due_days=faults.cell(row, "due_days", whole, 0),
        verified=faults.one_of(row, "verified", VERIFIED),
    )


def _target(row: Row, faults: Faults) -> Target:
    return Target(
        indicator=row.cells["indicator"],
        period=row.cells["period"],
        due_on=faults.cell(row, "due_on", day, _NO_DAY),
        target=faults.cell(row, "target", number, 0.0),
        numerator=faults.cell(row, "numerator", number_or_none, None),
        denominator=faults.cell(row, "denominator", number_or_none, None),
        decided_on=faults.cell(row, "decided_on", day, _NO_DAY),
        reason=row.cells["reason"],
        provenance=faults.one_of(row, "provenance", ("documented", "synthetic")),
        source=row.cells["source"],
    )


def _period(row: Row, faults: Faults) -> Period:
    kind = faults.one_of(row, "kind", ("strategy", "biennium", "year", "quarter"))
    return Period(
        code=row.cells["code"],
        title=row.cells["title"],
        kind=cast(PeriodKind, kind),
        starts_on=faults.cell(row, "starts_on", day, _NO_DAY),
        ends_on=faults.cell(row, "ends_on", day, _NO_DAY),
    )


def _text(row: Row, faults: Faults) -> Text:
    return Text(
        language=faults.one_of(row, "language", FIGURE_LANGUAGES),
        status=faults.one_of(row, "status", STATUSES),
        **{name: row.cells[name] for name in ("original", "text", "source", "note")},
    )
