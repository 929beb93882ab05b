"""The figures that a report is made of, all from one state of the log."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ifla_metrics.errors import NotReady, n_
from ifla_metrics.ui import sources
from ifla_metrics.ui.sources import load

if TYPE_CHECKING:
    from ifla_metrics.choices import Choices
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.report.book.asked import Asked
    from ifla_metrics.report.book.book import Book
    from ifla_metrics.report.book.templates import Template

TRIES = 3
"""How often the figures are read anew when somebody writes meanwhile."""


def read(template: Template, choices: Choices) -> tuple[Book, dict[Asked, Figure]]:
    """Return the report of a template and the figures in it, in the language of the choices.

    Raises:
        UnknownCode: A figure or a choice is unknown.
        NotReady: The log does not keep still, or cannot be read.
    """
    load()
    from ifla_metrics.i18n import translate
    from ifla_metrics.report.book import asked as wanted
    from ifla_metrics.report.book import contents
    from ifla_metrics.report.book.facts import facts_of

    t = translate(choices.language)
    framework = sources.framework(choices)
    names = wanted.asked(template, framework, choices)
    for _ in range(TRIES):
        pairs = {
            name: sources.figure(
                name.name, replace(choices, direction=name.direction or choices.direction)
            )
            for name in names
        }
        if len({reading.revision for _figure, reading in pairs.values()}) == 1:
            figures = {name: figure for name, (figure, _reading) in pairs.items()}
            _figure, reading = pairs[wanted.Asked(wanted.OVERVIEW)]
            return contents.build(template, figures, facts_of(reading, t), t), figures
    raise NotReady(n_("The log is being written to; please ask again."))
