"""What a file says of the figure in it, and of the reading that the figure was made from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ifla_metrics.report.sheet import Passport
from ifla_metrics.text import clean

if TYPE_CHECKING:
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate

LONGEST = 8_000
"""Letters of one statement: a figure's own words are far shorter."""


def one_line(words: str) -> str:
    """Return `words` clean and on one line; thin and no-break spaces stay what they are."""
    return re.sub(r"[ \t\n\x85\u2028\u2029]+", " ", clean(words))


def passport_of(figure: Figure, t: Translate) -> Passport:
    """Return the passport of `figure`, its text clean enough for every kind of file.

    Beside the words it has the facts that a program asks for: see `Figure.facts`.
    """
    return Passport(
        id=one_line(figure.id)[:LONGEST],
        name=one_line(figure.name)[:LONGEST],
        title=one_line(figure.title)[:LONGEST],
        subtitle=one_line(figure.subtitle)[:LONGEST],
        source=one_line(figure.source)[:LONGEST],
        description=clean(figure.alt)[:LONGEST] or one_line(figure.title)[:LONGEST],
        language=t.language,
        facts={name: one_line(value)[:LONGEST] for name, value in figure.facts.items() if value},
    )
