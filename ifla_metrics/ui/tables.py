"""Tables of words as plain HTML: read by everyone and everything, rows are lists on a phone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ifla_metrics.ui.markup import Html, tag


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
