"""What changed, as lists to be read: each item leads to where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifla_metrics.charts.theme import status_ink
from ifla_metrics.figures import words
from ifla_metrics.metrics.status import MOVE_SIGNS
from ifla_metrics.ui.cards import variable
from ifla_metrics.ui.change_lists import ARROW, Row, linked, listed, page, small
from ifla_metrics.ui.markup import Html, join, tag
from ifla_metrics.ui.our_work.returned_list import ACTIVITY, address_of

if TYPE_CHECKING:
    from ifla_metrics.choices import Choices
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate
    from ifla_metrics.reading import Reading

ENDED = "\u00a0· "
"""The same where items are long: a line ends with it and does not begin with it."""


def moves(figure: Figure, reading: Reading, t: Translate) -> Html:
    """Return each status then and now, with the value and the owner's line."""
    every = len(figure.table.frame)
    return tag("div", listed(figure, reading, t, _moved, opened=every), class_="im-wide")


def reports(figure: Figure, reading: Reading, t: Translate) -> Html:
    """Return what came in and what is overdue."""
    return listed(figure, reading, t, _report)


def steps(figure: Figure, reading: Reading, t: Translate) -> Html:
    """Return the milestones reached or moved."""
    return listed(figure, reading, t, _step)


def targets(figure: Figure, reading: Reading, t: Translate) -> Html:
    """Return the targets revised, with the reason."""
    return listed(figure, reading, t, _target)


def activities(figure: Figure, reading: Reading, t: Translate) -> Html:
    """Return the activities first logged, folded away."""
    return listed(figure, reading, t, _activity, opened=0)


def countries(figure: Figure, reading: Reading, t: Translate) -> Html:
    """Return the countries reached, in one line."""
    href = page("coverage", reading.choices, "coverage-by-region")
    told = (
        join((tag("a", row["name"], href=href, target="_self"), f" {t.number(row['activities'])}"))
        for row in figure.table.frame.to_dict("records")
    )
    return tag("p", join(told, between=ENDED), class_="im-places")


def _measure(row: Row, choices: Choices) -> Html:
    code = str(row["indicator"])
    href = page("progress", choices, f"trend-{code}", indicator=code)
    return tag("a", f"{code} {row['title']}", href=href, target="_self")


def _status(code: str, t: Translate) -> Html:
    ink = variable(status_ink(code))
    return tag("span", words.status(code, t), style=f"color:{ink}", class_="nowrap")


def _moved(row: Row, choices: Choices, t: Translate) -> Html:
    known = str(row["move"]).startswith((MOVE_SIGNS["up"], MOVE_SIGNS["down"]))
    change = tag(
        "div",
        _status(str(row["previous_status"]), t),
        f" {ARROW} ",
        _status(str(row["status"]), t),
        tag("b", row["move"]) if known else Html(),
        class_="im-move",
    )
    values = "" if row["before"] == row["now"] else f"{row['before']} {ARROW} {row['now']}"
    return join(
        (
            _measure(row, choices),
            tag("div", change, small(values)),
            tag("div", row["why"], class_="im-said"),
        )
    )


def _report(row: Row, choices: Choices, t: Translate) -> Html:
    day = t.date(row["as_of"], "medium")
    overdue = words.missing(row["known_on"])
    said = (
        tag(
            "div",
            t("{kind}: {value}, since {day}", kind=row["kind"], value=row["value"], day=day),
            class_="im-move im-bad",
        )
        if overdue
        else tag("div", t("{value} on {day}", value=row["value"], day=day), class_="im-move")
    )
    return join((_measure(row, choices), said, small(row["group"], row["origin"])))


def _step(row: Row, choices: Choices, t: Translate) -> Html:
    days = [row["actual_before"], row["actual_on"]]
    if not row["actual_on"]:
        days = [row["planned_before"], row["planned_on"]]
    told = [t.date(day, "medium") for day in dict.fromkeys(days) if day]
    said = " ".join((str(row["step"]), f" {ARROW} ".join(told)))
    return join(
        (
            tag("a", row["title"], href=page("progress", choices, "milestones"), target="_self"),
            tag("div", said, class_="im-move"),
            small(row["row"], row["owner"], row["origin"]),
        )
    )


def _target(row: Row, choices: Choices, t: Translate) -> Html:
    old, new = (words.number(row[name], t) for name in ("old", "new"))
    href = page("framework", choices, "target-revisions")
    return join(
        (
            tag("a", f"{row['indicator']} {row['title']}", href=href, target="_self"),
            tag(
                "div",
                t("{old} → {new} by {day}", old=old, new=new, day=t.date(row["due_on"], "medium")),
                class_="im-move",
            ),
            small(
                t("decided on {day}", day=t.date(row["decided_on"], "medium")),
                row["reason"],
                row["origin"],
            ),
        )
    )


def _activity(row: Row, _choices: Choices, t: Translate) -> Html:
    people = (
        ""
        if words.missing(row["participations"])
        else t.plural("{n} participation", "{n} participations", int(row["participations"]))
    )
    uid = str(row["uid"])  # The public opens no entry.
    href = address_of(ACTIVITY, uid, language=t.language) if uid else ""
    return join(
        (
            linked(row["title"], href),
            small(
                t.date(row["started_on"], "medium"),
                row["places"],
                row["group"],
                people,
                row["origin"],
            ),
        )
    )
