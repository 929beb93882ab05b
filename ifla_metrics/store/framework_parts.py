"""The parts of a framework as rows of their tables, and back: one place for both directions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

import sqlalchemy as sa

from ifla_metrics.framework import Cuts, Framework, Indicator, Level, Link, Node, Target, Text
from ifla_metrics.models import framework_tables as tables
from ifla_metrics.models.schema import table_of
from ifla_metrics.periods import Period

Values = dict[str, Any]
BAR = "|"


@dataclass(frozen=True)
class Part:
    """A kind of part: its table, what names a row in it, and how a part becomes a row and back."""

    name: str
    table: sa.Table
    key: tuple[str, ...]
    of: Callable[[Framework], Iterator[Values]]
    make: Callable[[Values], Any]


def _numbered(parts: tuple[Any, ...]) -> Iterator[Values]:
    for i, part in enumerate(parts):
        yield {"sequence": i, **asdict(part)}


def _links(framework: Framework) -> Iterator[Values]:
    for values in _numbered(framework.links):
        since: date | None = values["valid_from"]
        yield {**values, "since": since.isoformat() if since else ""}


def _indicators(framework: Framework) -> Iterator[Values]:
    for values in _numbered(framework.indicators):
        lists = {name: BAR.join(values[name]) for name in ("directions", "disaggregation")}
        yield {**values, **lists}


def _link(values: Values) -> Link:
    return Link(**{k: v for k, v in values.items() if k != "since"})


def _indicator(values: Values) -> Indicator:
    lists = {
        name: tuple(values[name].split(BAR)) if values[name] else ()
        for name in ("directions", "disaggregation")
    }
    return Indicator(**{**values, **lists})


PARTS = (
    Part(
        "level",
        table_of(tables.LevelRow),
        ("key",),
        lambda f: _numbered(f.levels),
        lambda v: Level(**v),
    ),
    Part(
        "node",
        table_of(tables.NodeRow),
        ("code",),
        lambda f: _numbered(f.nodes),
        lambda v: Node(**v),
    ),
    Part("link", table_of(tables.LinkRow), ("node", "direction", "since"), _links, _link),
    Part("indicator", table_of(tables.IndicatorRow), ("code",), _indicators, _indicator),
    Part(
        "target",
        table_of(tables.TargetRow),
        ("indicator", "period", "due_on", "decided_on"),
        lambda f: _numbered(f.targets),
        lambda v: Target(**v),
    ),
    Part(
        "period",
        table_of(tables.PeriodRow),
        ("code",),
        lambda f: _numbered(f.periods),
        lambda v: Period(**v),
    ),
    Part(
        "text",
        table_of(tables.TextRow),
        ("language", "original"),
        lambda f: _numbered(f.texts),
        lambda v: Text(**v),
    ),
)
"""In the order in which rows refer to one another."""

FRAMEWORK = table_of(tables.FrameworkRow)
PLURAL = {
    "level": "levels",
    "node": "nodes",
    "link": "links",
    "indicator": "indicators",
    "target": "targets",
    "period": "periods",
    "text": "texts",
}


def head_of(framework: Framework) -> Values:
    """Return the row of the framework itself, without its fingerprint."""
    values = {
        c.name: getattr(framework, c.name) for c in FRAMEWORK.columns if hasattr(framework, c.name)
    }
    return {**values, **asdict(framework.cuts)}


def framework_of(head: Values, parts: Mapping[str, Any]) -> Framework:
    """Return the framework that a row and its parts make."""
    cuts = {cut.name: head[cut.name] for cut in fields(Cuts)}
    apart = (*cuts, "fingerprint", "retired_on")
    values = {k: v for k, v in head.items() if k not in apart}
    values |= {PLURAL[name]: found for name, found in parts.items()}
    return Framework(cuts=Cuts(**cuts), **values)
