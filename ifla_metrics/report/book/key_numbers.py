"""The key numbers of a report, each from the table of a figure that the reader can open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ifla_metrics.figures import registry
from ifla_metrics.figures.position import with_number
from ifla_metrics.report.book.parts import KeyNumber

if TYPE_CHECKING:
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate


def key_numbers(figures: Mapping[str, Figure], t: Translate) -> list[KeyNumber]:
    """Return the key numbers that figures declare; what has nothing to count is left out.

    The note says how many entries in a number nobody has reviewed.
    """
    found = []
    for name, declared in registry.key_numbers().items():
        figure = figures[name]
        if said := declared.words(figure, t):
            value, label, note = said
            noted = with_number(note, int(figure.facts["unreviewed"]), t)
            found.append(KeyNumber(value, label, noted, figure.id))
    return found
