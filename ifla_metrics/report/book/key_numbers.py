"""The key numbers of a report, each from the table of a figure that the reader can open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ifla_metrics.figures import words
from ifla_metrics.figures.position import with_number
from ifla_metrics.figures.small_numbers import HIDDEN
from ifla_metrics.metrics.exact import known
from ifla_metrics.metrics.status import ON_COURSE
from ifla_metrics.report.book.asked import KEY
from ifla_metrics.report.book.parts import KeyNumber
from ifla_metrics.report.book.tables import records

if TYPE_CHECKING:
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate


def key_numbers(figures: Mapping[str, Figure], t: Translate) -> list[KeyNumber]:
    """Return the numbers of the figures of asked.KEY; what has nothing to count is left out."""
    found = ((figures[name], _NUMBERS[name](figures[name], t)) for name in KEY)
    return [_marked(number, figure, t) for figure, number in found if number is not None]


def _marked(number: KeyNumber, figure: Figure, t: Translate) -> KeyNumber:
    """Return a key number with how many entries in it nobody has reviewed."""
    unreviewed = int(figure.facts["unreviewed"])
    return replace(number, note=with_number(number.note, unreviewed, t))


def _sum(figure: Figure, column: str) -> float:
    """Return the sum of a column of numbers; cells that are not known count nothing."""
    return float(sum(known(row[column]) or 0 for row in records(figure)))


def _course(figure: Figure, t: Translate) -> KeyNumber | None:
    rows = records(figure)
    if not rows:
        return None
    good = sum(row["status"] in ON_COURSE for row in rows)
    parts = figure.table.columns[0].title
    return KeyNumber(
        t("{n} of {k}", n=t.number(good), k=t.number(len(rows))),
        t("on course"),
        t("of the programme, by {level}", level=parts.lower()),
        figure.id,
    )


def _activities(figure: Figure, t: Translate) -> KeyNumber | None:
    if HIDDEN in figure.table.frame:
        return None  # The sum of what is left is not the total.
    people = _sum(figure, "participations")
    uncounted = _sum(figure, "uncounted")
    return KeyNumber(
        t.number(people),
        t("participations"),
        t.plural("{n} activity has no count", "{n} activities have no count", uncounted)
        if uncounted
        else t("every activity has a count"),
        figure.id,
    )


def _countries(figure: Figure, t: Translate) -> KeyNumber | None:
    reached, listed = _sum(figure, "reached"), _sum(figure, "listed")
    inside = _sum(figure, "listed_reached")
    return KeyNumber(
        t.number(reached),
        t("countries reached"),
        t("{n} of {k} with members", n=t.number(inside), k=words.number(listed, t))
        if listed
        else "",
        figure.id,
    )


def _priority(figure: Figure, t: Translate) -> KeyNumber | None:
    listed = _sum(figure, "listed")
    if not listed:
        return None
    return KeyNumber(
        t("{n} of {k}", n=t.number(_sum(figure, "reached")), k=words.number(listed, t)),
        t("priority countries"),
        t("with an activity in the period"),
        figure.id,
    )


def _associations(figure: Figure, t: Translate) -> KeyNumber | None:
    return KeyNumber(
        t.number(len(figure.table.frame)),
        t("associations"),
        t("named by an activity"),
        figure.id,
    )


def _women(figure: Figure, t: Translate) -> KeyNumber | None:
    rows = records(figure)
    if not rows or words.missing(rows[0]["ratio"]):
        return None
    return KeyNumber(
        t.percent(rows[0]["ratio"]),
        t("women"),
        t("of {n} participations of known gender", n=t.number(rows[0]["known"])),
        figure.id,
    )


_NUMBERS: dict[str, Callable[[Figure, Translate], KeyNumber | None]] = {
    "element-progress": _course,
    "participation-over-time": _activities,
    "coverage-by-region": _countries,
    "priority-countries": _priority,
    "associations-taking-part": _associations,
    "women-share": _women,
}
