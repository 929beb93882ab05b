"""Where a number is traced to: the page of the entries, and the page of an indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from ifla_metrics.settings import read_only
from ifla_metrics.ui import sources

if TYPE_CHECKING:
    from ifla_metrics.choices import Choices
    from ifla_metrics.figures.figure import Figure

NODE = "node"
"""The parameter of the address that keeps the list to a part of the strategy."""
LOGGED = "log"
TREND = "trend-"


def of_entries(figure: Figure, choices: Choices) -> str:
    """Return the address of the activities that a figure counts; empty when it counts none.

    The public opens no entry, so it is offered no list of them.
    """
    if read_only():
        return ""
    query = choices.query()
    if figure.name.startswith(TREND):
        code = figure.name.removeprefix(TREND)
        indicators = {i.code: i for i in sources.framework(choices).indicators}
        if code not in indicators or indicators[code].data_source != LOGGED:
            return ""
        if indicators[code].scope:
            query[NODE] = indicators[code].scope
    elif figure.facts.get("about") != "activities":
        return ""
    return "entries?" + urlencode(query)


def of_indicator(code: str, choices: Choices) -> str:
    """Return the address of an indicator's own figure, which opens its values."""
    query = urlencode({**choices.query(), "indicator": code})
    return f"progress?{query}#{TREND}{quote(code)}"
