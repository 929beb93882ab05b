"""A figure's table as plain HTML: read by everyone and everything, wide ones scroll inside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from ifla_metrics.ui.markup import Html, join, tag

if TYPE_CHECKING:
    from ifla_metrics.figures.figure import Table
    from ifla_metrics.i18n import Translate

CLASSES = {"number": "num", "percent": "num", "date": "nowrap", "status": "nowrap"}
Links = Mapping[str, Callable[[str], str]]
NOWHERE: Links = MappingProxyType({})
ROWS = 400
"""Rows shown at once; a longer table is whole in the data file."""


def table(
    shown: Table, t: Translate, *, caption: str, links: Links = NOWHERE, stacks: bool = False
) -> Html:
    """Return the table with its titles.

    Args:
        shown: The table.
        t: The words.
        caption: Names it for those who do not see it.
        links: By the key of a column, where a cell of it leads.
        stacks: On a narrow screen each row is a list, and nothing scrolls within the page.
    """
    leads = [links.get(column.key) for column in shown.columns]
    sides = [CLASSES.get(column.kind) for column in shown.columns]
    titles = [column.title for column in shown.columns]
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
                    tag("a", cell, href=lead(cell), target="_self") if lead and cell else cell,
                    class_=side,
                    scope="row" if place == 0 else None,
                    data_title=title if stacks and place else None,
                    role=("cell" if place else "rowheader") if stacks else None,
                )
                for place, (cell, side, lead, title) in enumerate(
                    zip(row, sides, leads, titles, strict=True)
                )
            ),
            role="row" if stacks else None,
        )
        for row in cells[:ROWS]
    )
    whole = tag(
        "table",
        tag("caption", caption, class_="im-unseen"),
        tag("thead", head),
        tag("tbody", body),
        class_="im-table",
        role="table" if stacks else None,  # A table that is drawn as a list is none to a browser.
    )
    return tag(
        "div",
        whole,
        _rest(len(cells), t),
        class_="im-scroll im-stacks" if stacks else "im-scroll",
        tabindex=0,
        role="group",
        aria_label=caption,
    )


def plain(
    titles: Sequence[str], rows: Iterable[Sequence[str]], *, caption: str, below: str = ""
) -> Html:
    """Return a table of words, each row a list on a narrow screen.

    Args:
        titles: Of the columns.
        rows: The cells of each row, as many as there are titles; the first names the row.
        caption: Names it for those who do not see it.
        below: What is said after it.
    """
    written = (
        tag(
            "tr",
            tag("th", row[0], scope="row", role="rowheader"),
            *(
                tag("td", cell, data_title=title, role="cell")
                for title, cell in zip(titles[1:], row[1:], strict=True)
            ),
            role="row",
        )
        for row in rows
    )
    whole = tag(
        "table",
        tag("caption", caption, class_="im-unseen"),
        tag("thead", tag("tr", *(tag("th", title, scope="col") for title in titles))),
        tag("tbody", *written),
        class_="im-table",
        role="table",
    )
    return tag(
        "div",
        whole,
        below,
        class_="im-scroll im-stacks",
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
