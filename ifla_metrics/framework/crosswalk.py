"""Where a part of one strategy goes on in others: the crosswalk, followed from one part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Step(NamedTuple):
    """A part of one strategy that goes on as a part of a later one."""

    from_framework: str
    from_node: str
    to_framework: str
    to_node: str


Line = dict[str, tuple[str, ...]]
"""Parts by strategy, each part once."""


def line_of(steps: Iterable[Step], frameworks: Sequence[str], framework: str, node: str) -> Line:
    """Return a part with what it goes on as and what it comes from, by strategy.

    Where several parts go on as one, all of them are in the line, so that the later one has all of
    its past. Of these only the part itself and its own successors are followed further.

    Args:
        steps: The crosswalk.
        frameworks: Every strategy, oldest first; a strategy that the line does not reach is left
            out.
        framework: The strategy of the part.
        node: The part.
    """
    every = list(steps)
    own: dict[str, set[str]] = {framework: {node}}
    place = list(frameworks).index(framework)
    for later in frameworks[place + 1 :]:
        own[later] = {s.to_node for s in every if s.to_framework == later and _from(s, own)}
    for earlier in reversed(frameworks[:place]):
        own[earlier] = {s.from_node for s in every if s.from_framework == earlier and _to(s, own)}
    together = {
        code: nodes | {s.from_node for s in every if s.from_framework == code and _to(s, own)}
        for code, nodes in own.items()
    }
    return {code: tuple(sorted(together[code])) for code in frameworks if together.get(code)}


def _from(step: Step, own: dict[str, set[str]]) -> bool:
    return step.from_node in own.get(step.from_framework, ())


def _to(step: Step, own: dict[str, set[str]]) -> bool:
    return step.to_node in own.get(step.to_framework, ())
