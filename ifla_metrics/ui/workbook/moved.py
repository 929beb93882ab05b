"""Which of the Board's figures an import moved: their tables before and after, compared."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from ifla_metrics.choices import NOW, Choices
from ifla_metrics.ui import sources
from ifla_metrics.ui.sources import load


class Moved(NamedTuple):
    """A figure that says something else than before; both are its titles, which are its answers."""

    name: str
    page: str
    before: str
    after: str


class Told(NamedTuple):
    """What a figure said at a moment."""

    page: str
    title: str
    table: str


def figures(choices: Choices) -> dict[str, Told]:
    """Return what every figure of the registry says now, by its name."""
    load()
    from ifla_metrics.figures import registry

    now = replace(choices, known_on=NOW)
    found = {}
    for kind in registry.figures():
        figure, _ = sources.figure(kind.name, now)
        table = figure.table.frame.to_csv(index=False)
        found[kind.name] = Told(kind.page, figure.title, table)
    return found


def moved(before: dict[str, Told], after: dict[str, Told]) -> tuple[Moved, ...]:
    """Return the figures that say something else now, in reading order."""
    return tuple(
        Moved(name, now.page, before[name].title if name in before else "", now.title)
        for name, now in after.items()
        if name not in before or before[name] != now
    )
