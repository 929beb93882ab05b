"""From a figure to what is sent to the browser: done once for each set of choices.

Reads pandas frames and Altair charts, so only a miss imports it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ifla_metrics.access import Right
from ifla_metrics.charts.dictionary import as_dictionary
from ifla_metrics.charts.theme import Mode, in_mode
from ifla_metrics.figures import registry
from ifla_metrics.figures.directions import counted_in_all
from ifla_metrics.figures.position import position
from ifla_metrics.i18n import translate
from ifla_metrics.ui import (
    cards,
    figure_html,
    gaps,
    programme_rows,
    since,
    since_corrections,
    sources,
    texts,
)
from ifla_metrics.ui.markup import Html
from ifla_metrics.ui.specs import Finished
from ifla_metrics.ui.tables import table

if TYPE_CHECKING:
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate
    from ifla_metrics.reading import Reading


AS_HTML: dict[str, Callable[[Figure, Reading, Translate], Html]] = {
    "direction-status": cards.direction_cards,
    "element-progress": programme_rows.elements,
    "needs-the-board": programme_rows.board_list,
    "since-status": since.moves,
    "since-reports": since.reports,
    "since-milestones": since.steps,
    "since-targets": since.targets,
    "since-activities": since.activities,
    "since-countries": since.countries,
    "not-reached": gaps.not_reached,
    "stories": texts.stories,
    "framework-tree": texts.tree,
    "indicator-definitions": texts.definitions,
}
"""Figures that a screen shows in another form than print."""
BY_RIGHT: dict[str, Callable[[Figure, Reading, Translate, Right], Html]] = {
    "since-corrections": since_corrections.corrections,
}
"""The same, with links that not every reader may open."""


def finish(figure: Figure, reading: Reading, *, mode: Mode, right: Right = Right.READ) -> Finished:
    """Return the figure as text and bytes, in the language of the reading's choices.

    Links lead to what somebody with `right` may open.
    """
    choices = reading.choices
    t = translate(choices.language)
    drawn = AS_HTML.get(figure.name)
    body, with_table = Html(), True
    by_right = BY_RIGHT.get(figure.name)
    if by_right is not None and len(figure.table.frame):
        body = by_right(figure, reading, t, right)
    elif drawn is not None and len(figure.table.frame):
        body = drawn(figure, reading, t)
    elif figure.empty:
        titled = not registry.named(figure.name).heading
        said = titled and figure.empty == f"{figure.title}."  # Nothing is told twice.
        body = Html() if said else figure_html.empty(figure, choices, sources.plan(), t)
        with_table = False
    elif figure.chart is None:
        body, with_table = table(figure.table, t, caption=figure.title, stacks=True), False
    else:
        spec = {**as_dictionary(figure.chart), "description": figure.alt}
        body = figure_html.drawing(in_mode(spec, mode))
    on_cards = figure.name == "direction-status" and not figure.empty
    subtitle = counted_in_all(reading, t) if on_cards else figure.subtitle
    return Finished(
        name=figure.name,
        title=figure.title,
        subtitle=figure.subtitle,
        lede=programme_rows.lede(figure, reading, t)
        if figure.name == "element-progress"
        else figure.subtitle,
        head=figure_html.head(figure, subtitle, t),
        body=body,
        foot=figure_html.foot(figure, choices, t, with_table=with_table),
        position=position(reading, t),
        without_activities=figure.facts["about"] == "activities"
        and ((not with_table and bool(figure.empty and body)) or _unlogged(figure)),
    )


def _unlogged(figure: Figure) -> bool:
    """Say whether no activity is behind a figure that stands open all the same: with cards of 0."""
    counted = ("documented", "synthetic", "reported")
    return figure.name == "direction-status" and all(figure.facts[c] == "0" for c in counted)
