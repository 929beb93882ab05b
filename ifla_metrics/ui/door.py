"""A small page of HTML beside Streamlit's: a title, a few words, a way on.

The server gives it our head, as it does to every page (`ui.middleware`).
"""

from __future__ import annotations

from ifla_metrics.ui.markup import Html, tag

FOR_PHONES = Html('<meta name="viewport" content="width=device-width, initial-scale=1">')
"""Without it a telephone shows a small picture of a wide page."""


def page(title: str, body: Html, *, name: str, away: str = "") -> str:
    """Return the page.

    Args:
        title: What stands above.
        body: What stands below it.
        name: Of the browser's tab.
        away: The address that the browser goes on to at once; none when empty.
    """
    head = (
        tag("title", name)
        + FOR_PHONES
        + (f'<meta http-equiv="refresh" content="0;url={away}">' if away else "")
    )
    inside = tag(
        "body", tag("main", tag("h1", title), body, class_="stHtml im-door"), class_="stApp"
    )
    return f'<!DOCTYPE html><html lang="en"><head>{head}</head>{inside}</html>'
