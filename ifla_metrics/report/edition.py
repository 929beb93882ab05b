"""From figures and files to what is frozen, and from a frozen figure to what it says now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from ifla_metrics.choices import Choices
from ifla_metrics.exports import data_files
from ifla_metrics.models.editions import EditionDraft, FrozenFigure, FrozenFile

if TYPE_CHECKING:
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate


def edition_of(
    figures: Iterable[Figure],
    t: Translate,
    *,
    name: str,
    choices: Choices,
    known_on: date,
    files: Mapping[str, tuple[str, bytes]] | None = None,
    template: str = "",
    texts: str = "",
    note: str = "",
    corrects: str = "",
) -> EditionDraft:
    """Return what is to be kept of figures and files.

    Args:
        figures: In the order of the report; one that stands twice is kept once.
        t: The words of the report's language.
        name: The edition's name.
        choices: What the figures were made with.
        known_on: The day that they speak of.
        files: Media type and bytes by name.
        template: The name of the report's template.
        texts: The report's record as JSON.
        note: What the editor says beside it.
        corrects: The uid of the edition that this one corrects.
    """
    kept = {figure.id: frozen(figure, t) for figure in figures}
    return EditionDraft(
        name=name,
        framework=choices.framework,
        period=choices.period,
        known_on=known_on,
        language=t.language,
        figures=tuple(kept.values()),
        files=tuple(
            FrozenFile(file, media, content) for file, (media, content) in (files or {}).items()
        ),
        template=template,
        texts=texts,
        note=note,
        corrects=corrects,
    )


def frozen(figure: Figure, t: Translate) -> FrozenFigure:
    """Return a figure as data: all its numbers, unrounded, and its words."""
    content = data_files.as_json(figure, t).decode("utf-8")
    return FrozenFigure(figure.id, figure.title, content)
