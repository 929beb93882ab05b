"""From the words of a command to a figure: choices checked, the log read, the figure built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ifla_metrics.choices import COUNTING, NOW, Choices
from ifla_metrics.errors import UnknownCode

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable

    from ifla_metrics.figures.registry import FigureSpec
    from ifla_metrics.framework import Framework
    from ifla_metrics.i18n import Translate
    from ifla_metrics.reading import Reading


def framework_of(connection: Any, asked: Namespace) -> Framework:
    """Return the strategy that is asked for, else the one that the screen opens with.

    As it was known on the day that is asked for, where one is.

    Raises:
        UnknownCode: There is no such strategy or day; carries the nearest one.
    """
    from ifla_metrics.store.read import known_framework

    chosen = framework_code(connection, asked)
    return known_framework(connection, chosen, getattr(asked, "known_on", NOW))


def framework_code(connection: Any, asked: Namespace) -> str:
    """Return the code of that strategy; raises UnknownCode when there is none."""
    from ifla_metrics.store.catalogue import frameworks

    known = [code for code, _title in frameworks(connection)]
    chosen: str = asked.framework or next(iter(known), "")
    if chosen not in known:
        raise UnknownCode("framework", chosen, known)
    return chosen


def choices_of(asked: Namespace, framework: Framework, t: Translate) -> Choices:
    """Return the choices of a command; what is not said is as the strategy has it.

    Raises:
        UnknownCode: The strategy has no such period or direction.
    """
    if asked.direction:
        known = [node.code for node in framework.directions]
        if asked.direction not in known:
            raise UnknownCode("direction", asked.direction, known)
    period = framework.period(asked.period or framework.default_period).code
    rule = next((c for c in COUNTING if c == (asked.counting or framework.counting)), COUNTING[0])
    return Choices(
        framework=framework.id,
        period=period,
        known_on=asked.known_on,
        direction=asked.direction,
        counting=rule,
        documented_only=asked.documented_only,
        language=t.language,
        since=asked.since,
        region=asked.region,
        group=asked.group,
        reviewed_only=asked.reviewed_only,
    )


def reading_of(connection: Any, choices: Choices, kinds: Iterable[FigureSpec]) -> Reading:
    """Return one reading with all that the figures of `kinds` need."""
    from ifla_metrics.store.read import read

    kinds = tuple(kinds)
    needs = {need for kind in kinds for need in kind.needs}
    previous = {need for kind in kinds for need in kind.previous}
    return read(connection, choices, sorted(needs), sorted(previous))
