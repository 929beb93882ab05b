"""What changed, as lists to be read: each item leads to where it comes from.

The first few of a list stand open, the others fold away; the figure's table has them all.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from ifla_metrics.access import Right
from ifla_metrics.charts.theme import status_ink
from ifla_metrics.figures import words
from ifla_metrics.metrics.status import MOVE_SIGNS
from ifla_metrics.ui import address
from ifla_metrics.ui.cards import variable
from ifla_metrics.ui.markup import Html, join, tag
from ifla_metrics.ui.our_work.returned_list import ACTIVITY, address_of

if TYPE_CHECKING:
    from ifla_metrics.choices import Choices
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate
    from ifla_metrics.reading import Reading

Row = Mapping[Hashable, Any]
Item = Callable[[Row, "Choices", "Translate"], Html]
ROWS = {
    "observation": ("progress", "indicator-bullets"),
    "cohort_count": ("progress", "leaders-pipeline"),
    "resource_stage": ("progress", "resource-languages"),
    "association_outcome": ("progress", "association-outcomes"),
    "story": ("stories", "stories"),
}
"""Page and figure in which a record of a kind stands as one of the rows."""
OPEN = 6
ARROW = "\u2192"
BETWEEN = " · "
ENDED = "\u00a0· "
"""The same where items are long: a line ends with it and does not begin with it."""


def moves(figure: Figure, reading: Reading, t: Translate) -> Html:
    """Return each status then and now, with the value and the owner's line."""
    every = len(figure.table.frame)
    return tag("div", _listed(figure, reading, t, _moved, opened=every), class_="im-wide")


def reports(figure: Figure, reading: Reading, t: Translate) -> Html:
    """Return what came in and what is overdue."""
    return _listed(figure, reading, t, _report)


def steps(figure: Figure, reading: Reading, t: Translate) -> Html:
    """Return the milestones reached or moved."""
    return _listed(figure, reading, t, _step)


def targets(figure: Figure, reading: Reading, t: Translate) -> Html:
    """Return the targets revised, with the reason."""
    return _listed(figure, reading, t, _target)


def corrections(figure: Figure, reading: Reading, t: Translate, right: Right) -> Html:
    """Return each entry that says otherwise now: what it says, and the reason.

    It leads to the entry itself where somebody with `right` may open it, else to its rows.
    """
    rows = figure.table.frame.to_dict("records")
    entries = (list(told) for _, told in groupby(rows, key=lambda r: (r["uid"], r["title"])))
    items = [tag("li", _correction(told, reading.choices, t, right)) for told in entries]
    return _folded(items, t)


def activities(figure: Figure, reading: Reading, t: Translate) -> Html:
    """Return the activities first logged, folded away."""
    return _listed(figure, reading, t, _activity, opened=0)


def countries(figure: Figure, reading: Reading, t: Translate) -> Html:
    """Return the countries reached, in one line."""
    href = _page("coverage", reading.choices, "coverage-by-region")
    told = (
        join((tag("a", row["name"], href=href, target="_self"), f" {t.number(row['activities'])}"))
        for row in figure.table.frame.to_dict("records")
    )
    return tag("p", join(told, between=ENDED), class_="im-places")


def _listed(
    figure: Figure, reading: Reading, t: Translate, item: Item, *, opened: int = OPEN
) -> Html:
    rows = figure.table.frame.to_dict("records")
    return _folded([tag("li", item(row, reading.choices, t)) for row in rows], t, opened=opened)


def _folded(items: list[Html], t: Translate, *, opened: int = OPEN) -> Html:
    """Return a list whose first items stand open."""
    shown = tag("ul", *items[:opened], class_="im-changes") if opened else Html()
    rest = items[opened:]
    if not rest:
        return shown
    more = (
        t.plural("{n} more", "{n} more", len(rest)) if opened
        else t.plural("Show {n}", "Show all {n}", len(rest))
    )  # fmt: skip
    folded = tag(
        "details", tag("summary", more), tag("ul", *rest, class_="im-changes"), class_="im-more"
    )
    return join((shown, folded))


def _page(name: str, choices: Choices, anchor: str, **more: str) -> str:
    extra = f"&{urlencode(more)}" if more else ""
    return f"{name}?{address.of(choices)}{extra}#{anchor}"


def _measure(row: Row, choices: Choices) -> Html:
    code = str(row["indicator"])
    href = _page("progress", choices, f"trend-{code}", indicator=code)
    return tag("a", f"{code} {row['title']}", href=href, target="_self")


def _small(*parts: object) -> Html:
    told = BETWEEN.join(str(part) for part in parts if part)
    return tag("small", told) if told else Html()


def _status(code: str, t: Translate) -> Html:
    ink = variable(status_ink(code))
    return tag("span", words.status(code, t), style=f"color:{ink}", class_="nowrap")


def _moved(row: Row, choices: Choices, t: Translate) -> Html:
    known = str(row["move"]).startswith((MOVE_SIGNS["up"], MOVE_SIGNS["down"]))
    change = tag(
        "div",
        _status(str(row["previous_status"]), t), f" {ARROW} ", _status(str(row["status"]), t),
        tag("b", row["move"]) if known else Html(),
        class_="im-move",
    )  # fmt: skip
    values = "" if row["before"] == row["now"] else f"{row['before']} {ARROW} {row['now']}"
    return join(
        (
            _measure(row, choices),
            tag("div", change, _small(values)),
            tag("div", row["why"], class_="im-said"),
        )
    )


def _report(row: Row, choices: Choices, t: Translate) -> Html:
    day = t.date(row["as_of"], "medium")
    overdue = words.missing(row["known_on"])
    said = (
        tag("div", t("{kind}: {value}, since {day}", kind=row["kind"], value=row["value"], day=day),
            class_="im-move im-bad")
        if overdue else tag("div", t("{value} on {day}", value=row["value"], day=day),
                            class_="im-move")
    )  # fmt: skip
    return join((_measure(row, choices), said, _small(row["group"], row["origin"])))


def _step(row: Row, choices: Choices, _t: Translate) -> Html:
    days = [row["actual_before"], row["actual_on"]]
    if not row["actual_on"]:
        days = [row["planned_before"], row["planned_on"]]
    told = [str(day) for day in dict.fromkeys(days) if day]
    said = " ".join((str(row["step"]), f" {ARROW} ".join(told)))
    return join(
        (
            tag("a", row["title"], href=_page("progress", choices, "milestones"), target="_self"),
            tag("div", said, class_="im-move"),
            _small(row["row"], row["owner"], row["origin"]),
        )
    )


def _target(row: Row, choices: Choices, t: Translate) -> Html:
    old, new = (words.number(row[name], t) for name in ("old", "new"))
    href = _page("framework", choices, "target-revisions")
    return join(
        (
            tag("a", f"{row['indicator']} {row['title']}", href=href, target="_self"),
            tag(
                "div",
                t("{old} → {new} by {day}", old=old, new=new, day=t.date(row["due_on"], "medium")),
                class_="im-move",
            ),
            _small(
                t("decided on {day}", day=t.date(row["decided_on"], "medium")), row["reason"],
                row["origin"],
            ),
        )
    )  # fmt: skip


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
    page, rows = ROWS[kind]
    return _page(page, choices, rows)


def _correction(rows: Sequence[Row], choices: Choices, t: Translate, right: Right) -> Html:
    row = rows[0]
    href = _corrected(row, choices, right)
    said = (
        t("{field}: {old} → {new}", field=r["field"], old=r["old"], new=r["new"]) if r["new"]
        else str(r["field"])
        for r in rows
    )
    return join(
        (
            _linked(row["title"] or row["kind"], href),
            *(tag("div", words_, class_="im-move") for words_ in said),
            _small(row["reason"]),
            _small(
                row["kind"], row["group"], t.date(row["known_on"], "medium"), row["origin"]
            ),
        )
    )  # fmt: skip


def _linked(text: str, href: str) -> Html:
    return tag("a", text, href=href, target="_self") if href else tag("strong", text)


def _activity(row: Row, _choices: Choices, t: Translate) -> Html:
    people = (
        "" if words.missing(row["participations"])
        else t.plural("{n} participation", "{n} participations", int(row["participations"]))
    )  # fmt: skip
    uid = str(row["uid"])  # The public opens no entry.
    href = address_of(ACTIVITY, uid, language=t.language) if uid else ""
    return join(
        (
            _linked(row["title"], href),
            _small(
                t.date(row["started_on"], "medium"), row["places"], row["group"], people,
                row["origin"],
            ),
        )
    )
