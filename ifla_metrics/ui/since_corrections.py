"""Entries that say otherwise now, as a list: each leads to where the reader may see it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from ifla_metrics.access import Right
from ifla_metrics.ui.change_lists import Row, folded, linked, page, small
from ifla_metrics.ui.markup import Html, join, tag
from ifla_metrics.ui.our_work.returned_list import ACTIVITY, address_of

if TYPE_CHECKING:
    from ifla_metrics.choices import Choices
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate
    from ifla_metrics.reading import Reading

ROWS = {
    "observation": ("progress", "indicator-bullets"),
    "cohort_count": ("progress", "leaders-pipeline"),
    "resource_stage": ("progress", "resource-languages"),
    "association_outcome": ("progress", "association-outcomes"),
    "story": ("stories", "stories"),
}
"""Page and figure in which a record of a kind stands as one of the rows."""


def corrections(figure: Figure, reading: Reading, t: Translate, right: Right) -> Html:
    """Return each entry that says otherwise now: what it says, and the reason.

    It leads to the entry itself where somebody with `right` may open it, else to its rows.
    """
    rows = figure.table.frame.to_dict("records")
    entries = (list(told) for _, told in groupby(rows, key=lambda r: (r["uid"], r["title"])))
    items = [tag("li", _correction(told, reading.choices, t, right)) for told in entries]
    return folded(items, t)


def _corrected(row: Row, choices: Choices, right: Right) -> str:
    """Return the address of a corrected entry, or of the rows in which it stands; else empty.

    Everybody who signs in opens an activity; the page of a record is the form of who reports.
    """
    kind, uid = str(row["code"]), str(row["uid"])
    if uid and (kind == ACTIVITY or right is Right.RECORD):
        return address_of(kind, uid, framework=choices.framework, language=choices.language)
    gone = not row["new"] and kind != "observation"  # An indicator stands without the value.
    if kind not in ROWS or gone:
        return ""
    name, rows = ROWS[kind]
    return page(name, choices, rows)


def _correction(rows: Sequence[Row], choices: Choices, t: Translate, right: Right) -> Html:
    row = rows[0]
    href = _corrected(row, choices, right)
    said = (
        t("{field}: {old} → {new}", field=r["field"], old=r["old"], new=r["new"])
        if r["new"]
        else str(r["field"])
        for r in rows
    )
    return join(
        (
            linked(row["title"] or row["kind"], href),
            *(tag("div", words_, class_="im-move") for words_ in said),
            small(row["reason"]),
            small(row["kind"], row["group"], t.date(row["known_on"], "medium"), row["origin"]),
        )
    )
