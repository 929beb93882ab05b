"""Printed figures against the same figures as the log is known now, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ifla_metrics.choices import NOW, Choices
from ifla_metrics.errors import IflaMetricsError
from ifla_metrics.exports import data_files
from ifla_metrics.figures.registry import reopened
from ifla_metrics.i18n import translate
from ifla_metrics.models.editions import FrozenFigure
from ifla_metrics.report.drift import Drift, drift
from ifla_metrics.report.drift_words import wordings

if TYPE_CHECKING:
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate
    from ifla_metrics.reading import Reading

Make = Callable[[str, Choices], tuple["Figure", "Reading"]]
"""Makes a figure of the registry by its name and choices, and gives the reading that it was made
from; raises what a page raises."""


@dataclass(frozen=True)
class Check:
    """What became of printed figures; `lost` are ids that can no longer be made, with the reason.

    `unknown` are ids that no edition has printed: there is nothing to compare them with.
    """

    drifts: tuple[Drift, ...]
    lost: tuple[tuple[str, IflaMetricsError], ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def moved(self) -> tuple[Drift, ...]:
        """The figures that no longer say what was printed."""
        return tuple(d for d in self.drifts if not d.stands)

    @property
    def reworded(self) -> tuple[Drift, ...]:
        """The figures of which nothing but the translation has changed."""
        return tuple(d for d in self.drifts if d.stands and d.reworded)


def check(figures: Iterable[FrozenFigure], make: Make) -> Check:
    """Compare frozen figures with the same figures as known now."""
    drifts: list[Drift] = []
    lost: list[tuple[str, IflaMetricsError]] = []
    for frozen in figures:
        try:
            name, choices = reopened(frozen.id)
            t = translate(choices.language)
            figure, reading = make(name, replace(choices, known_on=NOW))
        except IflaMetricsError as reason:
            lost.append((frozen.id, reason))
            continue
        now = data_files.as_json(figure, t).decode("utf-8")
        drifts.append(drift(frozen.content, now, t, wordings(name, reading)))
    return Check(tuple(drifts), tuple(lost))


def translation_changed(found: Check, t: Translate) -> str:
    """Return in words of how many figures nothing but the translation has changed."""
    return t.plural(
        "The translation changed in {n} figure, and nothing else.",
        "The translation changed in {n} figures, and in them nothing else.",
        len(found.reworded),
    )
