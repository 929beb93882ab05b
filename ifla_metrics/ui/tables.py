"""A figure's table as plain HTML: read by everyone and everything, wide ones scroll inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifla_metrics.ui.markup import Html, join, tag

if TYPE_CHECKING:
    from ifla_metrics.figures.figure import Table
    from ifla_metrics.i18n import Translate

CLASSES = {"number": "num", "percent": "num", "date": "nowrap", "status": "nowrap"}
ROWS = 400
"""Rows shown at once; a longer table is whole in the data file."""


def table(shown: Table, t: Translate, *, caption: str) -> Html:
    """Return the table with its titles; `caption` names it for those who do not see it."""
    sides = [CLASSES.get(column.kind) for column in shown.columns]
    cells = shown.shown(t)
    head = tag(
        "tr",
        *(
            tag("th", column.title, scope="col", class_=side)
            for column, side in zip(shown.columns, sides, strict=True)
        ),
    )
    body = join(
        tag(
            "tr",
            *(
                tag(
                    "th" if place == 0 else "td",
                    cell,
                    class_=side,
                    scope="row" if place == 0 else None,
                )
                for place, (cell, side) in enumerate(zip(row, sides, strict=True))
            ),
        )
        for row in cells[:ROWS]
    )
    whole = tag(
        "table",
        tag("caption", caption, class_="im-unseen"),
        tag("thead", head),
        tag("tbody", body),
        class_="im-table",
    )
    return tag(
        "div",
        whole,
        _rest(len(cells), t),
        class_="im-scroll",
        tabindex=0,
        role="group",
        aria_label=caption,
    )


def _rest(rows: int, t: Translate) -> Html:
    if rows <= ROWS:
        return Html()
    return tag(
        "p",
        t.plural(
            "{n} further row is in the data file.",
            "{n} further rows are in the data file.",
            rows - ROWS,
        ),
        class_="im-sub",
    )
