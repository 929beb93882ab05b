"""Which figures a template asks for, so that whoever reads the log can hand them in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ifla_metrics.errors import UnknownCode
from ifla_metrics.figures import registry
from ifla_metrics.report.book.blocks import Block

if TYPE_CHECKING:
    from ifla_metrics.choices import Choices
    from ifla_metrics.figures.registry import FigureSpec
    from ifla_metrics.framework import Framework, Node
    from ifla_metrics.report.book.templates import Template

SINCE = (
    "direction-status",
    "since-status",
    "since-milestones",
    "since-targets",
    "since-corrections",
    "stories",
)
"""Figures whose tables say what changed since the meeting before."""
OVERVIEW = "needs-the-board"
"""The figure whose reading holds what no figure has: the owners' remarks, the meeting before."""


@dataclass(frozen=True)
class Asked:
    """One figure: its name, and the direction where it is not the report's own."""

    name: str
    direction: str = ""


def asked(template: Template, framework: Framework, choices: Choices) -> tuple[Asked, ...]:
    """Return the figures of a template in the order they are first used, OVERVIEW with them.

    Raises:
        UnknownCode: The strategy has no figure of a name; carries the nearest one.
    """
    found = [one for block in template.printed for one in of(block, framework, choices)]
    for one in found:
        registry.find(one.name, framework)
    return tuple(dict.fromkeys([*found, Asked(OVERVIEW)]))


def kinds(names: tuple[Asked, ...], framework: Framework) -> tuple[FigureSpec, ...]:
    """Return the figure kinds behind `names`, each once."""
    return tuple(registry.find(n, framework) for n in dict.fromkeys(a.name for a in names))


def of(block: Block, framework: Framework, choices: Choices) -> Iterator[Asked]:
    """Give the figures that a block uses, in their order."""
    if block.kind == "key_numbers":
        yield from map(Asked, registry.key_numbers())
    elif block.kind == "since":
        yield from map(Asked, SINCE)
    elif block.kind in {"stories", "milestones"}:
        yield Asked(block.kind)
    elif block.kind == "each":
        for node in nodes(block, framework, choices):
            yield from of_node(block, node)
    elif block.kind in {"figure", "table", "summary", "data_tables"}:
        yield from map(Asked, block.figures)


def nodes(block: Block, framework: Framework, choices: Choices) -> tuple[Node, ...]:
    """Return the parts of the programme that a part for each is made for, in their order."""
    served = choices.direction
    if block.by == "direction":
        return tuple(d for d in framework.directions if served in ("", d.code))
    rows = dict.fromkeys(framework.row_of(i.node) for i in framework.indicators)
    return tuple(
        framework.node(code)
        for code in rows
        if not served or served in framework.directions_of(code)
    )


def of_node(block: Block, node: Node) -> tuple[Asked, ...]:
    """Return the figures of one part: families by initiative, all others by direction.

    Raises:
        UnknownCode: A part for each initiative names no family.
    """
    families = registry.families()
    if block.by == "direction":
        return tuple(Asked(f, node.code) for f in block.figures if f not in families)
    named = [families[f] for f in block.figures if f in families]
    if not named:
        raise UnknownCode("family of figures", ", ".join(block.figures), families)
    return tuple(Asked(family.of(node.code).name) for family in named)
