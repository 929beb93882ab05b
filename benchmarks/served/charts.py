"""The calls by which the Overview's figures build their charts, with the frames they are given."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from functools import cache, partial
from typing import Any
from unittest import mock

from benchmarks.answers import CHOICES, PAGE
from ifla_metrics.charts import directions, progress
from ifla_metrics.ui import sources


@cache
def builders() -> tuple[Callable[[], Any], ...]:
    """Build the figures once and return what builds each chart again."""
    found: list[Callable[[], Any]] = []

    def noted(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            found.append(partial(function, *args, **named))
            return function(*args, **named)

        return call

    with ExitStack() as stack:
        for module, name in ((directions, "status_bars"), (progress, "bullet_bars")):
            stack.enter_context(mock.patch.object(module, name, noted(getattr(module, name))))
        for kind in PAGE:
            figure, *_ = sources.figure(kind.name, CHOICES)
            if callable(figure.chart):
                figure.chart()
    if not found:
        raise RuntimeError("No chart of the Overview was built: the rival would draw nothing.")
    return tuple(found)
