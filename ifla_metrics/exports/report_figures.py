"""Which figures a report template needs, so that whoever reads the log can hand them in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from ifla_metrics.errors import UnknownCode
from ifla_metrics.exports.templates import Block, Template
from ifla_metrics.figures import registry

if TYPE_CHECKING:
    from ifla_metrics.choices import Choices
    from ifla_metrics.framework import Framework, Node


class FigureKey(NamedTuple):
    """A figure of a report: its name, and the direction where it is not the report's own."""

    name: str
    direction: str = ""


OVERVIEW = FigureKey("needs-the-board")
"""Its reading holds what no figure has: the owners' remarks, the meeting before."""


def needed(template: Template, framework: Framework, choices: Choices) -> tuple[FigureKey, ...]:
    """Return the figures of a template in the order they are first used, and OVERVIEW.

    Raises:
        UnknownCode: The strategy has no figure of a name; carries the nearest one.
    """
    found = [key for block in template.printed for key in _of_block(block, framework, choices)]
    for key in found:
        registry.find(key.name, framework)
    return tuple(dict.fromkeys([*found, OVERVIEW]))


def _of_block(block: Block, framework: Framework, choices: Choices) -> Iterator[FigureKey]:
    if block.kind == "key_numbers":
        yield from map(FigureKey, registry.key_numbers())
    elif block.kind == "stories":
        yield FigureKey("stories")
    elif block.kind == "each":
        for node in nodes(block, framework, choices):
            yield from of_node(block, node)
    else:
        yield from map(FigureKey, block.figures)


def nodes(block: Block, framework: Framework, choices: Choices) -> list[Node]:
    """Return the directions or programme rows that a part for each is made for."""
    chosen = choices.direction
    if block.by == "direction":
        return [d for d in framework.directions if chosen in ("", d.code)]
    rows = dict.fromkeys(framework.row_of(i.node) for i in framework.indicators)
    return [
        framework.node(row) for row in rows if not chosen or chosen in framework.directions_of(row)
    ]


def of_node(block: Block, node: Node) -> list[FigureKey]:
    """Return the figures of one part: families by initiative, all others by direction.

    Raises:
        UnknownCode: A part for each initiative names no family.
    """
    families = registry.families()
    if block.by == "direction":
        return [FigureKey(f, node.code) for f in block.figures if f not in families]
    named = [families[f] for f in block.figures if f in families]
    if not named:
        raise UnknownCode("family of figures", ", ".join(block.figures), families)
    return [FigureKey(family.of(node.code).name) for family in named]
