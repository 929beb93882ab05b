"""Lists of what changed: the first few items stand open, the others fold away.

The table of the figure has them all.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from ifla_metrics.ui import address
from ifla_metrics.ui.markup import Html, join, tag

if TYPE_CHECKING:
    from ifla_metrics.choices import Choices
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate
    from ifla_metrics.reading import Reading

Row = Mapping[Hashable, Any]
Item = Callable[[Row, "Choices", "Translate"], Html]
OPEN = 6
ARROW = "\u2192"
BETWEEN = " · "


def listed(
    figure: Figure, reading: Reading, t: Translate, item: Item, *, opened: int = OPEN
) -> Html:
    """Return the rows of a figure as a list."""
    rows = figure.table.frame.to_dict("records")
    return folded([tag("li", item(row, reading.choices, t)) for row in rows], t, opened=opened)


def folded(items: list[Html], t: Translate, *, opened: int = OPEN) -> Html:
    """Return a list whose first items stand open."""
    shown = tag("ul", *items[:opened], class_="im-changes") if opened else Html()
    rest = items[opened:]
    if not rest:
        return shown
    more = (
        t.plural("{n} more", "{n} more", len(rest))
        if opened
        else t.plural("Show {n}", "Show all {n}", len(rest))
    )
    hidden = tag(
        "details", tag("summary", more), tag("ul", *rest, class_="im-changes"), class_="im-more"
    )
    return join((shown, hidden))


def page(name: str, choices: Choices, anchor: str, **more: str) -> str:
    """Return the address of a figure on a page, with the reader's choices."""
    extra = f"&{urlencode(more)}" if more else ""
    return f"{name}?{address.of(choices)}{extra}#{anchor}"


def small(*parts: object) -> Html:
    """Return what is said beside an item, in small letters."""
    told = BETWEEN.join(str(part) for part in parts if part)
    return tag("small", told) if told else Html()


def linked(text: str, href: str) -> Html:
    """Return a text that leads somewhere, or stands out where it cannot."""
    return tag("a", text, href=href, target="_self") if href else tag("strong", text)
