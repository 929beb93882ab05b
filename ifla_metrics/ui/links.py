"""Where a number is traced to: the page of the entries, of one entry, and of an indicator."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from ifla_metrics.access import Right, allowed
from ifla_metrics.settings import read_only
from ifla_metrics.ui import sources

if TYPE_CHECKING:
    from ifla_metrics.access import Actor
    from ifla_metrics.choices import Choices
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.framework import Framework, Indicator

INDICATOR = "indicator"
"""The parameter of the address that names an indicator: its own figure, or what it counts."""
LOGGED = "log"
ACTIVITY = "activity"
OF_ALL = "direction: all"
"""What a figure says of itself that counts all directions, whichever is chosen."""


def of_entries(figure: Figure, choices: Choices) -> str:
    """Return the address of the activities that a figure counts; empty when it counts none.

    The public opens no entry, so it is offered no list of them.
    """
    if read_only():
        return ""
    from ifla_metrics.figures import registry

    query, spec = choices.query(), registry.named(figure.name)
    if spec.each == "indicator":
        code = spec.part
        if logged(sources.framework(choices), code) is None:
            return ""
        query[INDICATOR] = code
    elif figure.facts.get("about") != "activities" or not spec.of_activities:
        return ""
    elif OF_ALL in figure.facts["filters"]:
        query = replace(choices, direction="").query()
    return "entries?" + urlencode(query)


def of_entry(
    kind: str, uid: str, choices: Choices, reader: Actor, framework: str | None = None
) -> str:
    """Return the address of an activity or a record; empty for who may not open its page.

    Everybody who signs in reads an activity; the page of a record is the form of who reports. The
    address keeps the choices, those of the entry's own strategy where another one is chosen.
    """
    own = kind == ACTIVITY
    if not allowed(reader, Right.READ_ENTRY if own else Right.RECORD, reader.groups):
        return ""
    choices = of_strategy(framework, choices)
    named = {"uid": uid} if own else {"kind": kind, "record": uid}
    return f"{'activity' if own else 'records'}?{urlencode({**choices.query(), **named})}"


def of_strategy(framework: str | None, choices: Choices) -> Choices:
    """Return the choices; those that a strategy opens with where another one is chosen."""
    if not framework or framework == choices.framework:
        return choices
    return sources.plan().start(framework, language=choices.language)


def logged(framework: Framework, code: str) -> Indicator | None:
    """Return an indicator that is counted from the log; None for any other."""
    found = (i for i in framework.indicators if i.code == code and i.data_source == LOGGED)
    return next(found, None)
