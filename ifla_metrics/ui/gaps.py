"""The countries that were not reached, as a list to read: one row a region, not one a country."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from ifla_metrics.ui.markup import Html, join, tag

if TYPE_CHECKING:
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate
    from ifla_metrics.reading import Reading

Row = Mapping[Hashable, Any]


def not_reached(figure: Figure, reading: Reading, t: Translate) -> Html:
    """Return the countries by region, a column for each list; the years of earlier activities."""
    rows = figure.table.frame.to_dict("records")
    lists = list(dict.fromkeys(row["on_list"] for row in rows))
    regions = list(dict.fromkeys(row["region_name"] for row in rows))
    titles = (t("Region"), *(_heading(name, rows, t) for name in lists))
    body = (
        tag(
            "tr",
            tag("th", region, scope="row"),
            *(tag("td", _countries(_of(rows, region, name), t)) for name in lists),
        )
        for region in regions
    )
    table = tag(
        "table",
        tag("caption", figure.title, class_="im-unseen"),
        tag("thead", tag("tr", *(tag("th", title, scope="col") for title in titles))),
        tag("tbody", *body),
        class_="im-table im-gaps",
    )
    before = any(row["before"].isdigit() for row in rows)
    note = t("In brackets: the year of the last activity.") if before else ""
    return join((table, tag("p", note, class_="im-sub") if note else Html()))


def _heading(name: str, rows: Iterable[Row], t: Translate) -> str:
    number = sum(row["on_list"] == name for row in rows)
    return t("{subject}: {told}", subject=name, told=t.number(number))


def _of(rows: Iterable[Row], region: str, name: str) -> list[Row]:
    return [row for row in rows if row["region_name"] == region and row["on_list"] == name]


def _countries(rows: list[Row], t: Translate) -> Html:
    """Return the countries of one cell, a line for each category of the list."""
    if not rows:
        return tag("span", "–", class_="im-none")
    ordered = sorted(rows, key=lambda row: str(row["category"]))
    lines = []
    for category, found in groupby(ordered, key=lambda row: str(row["category"])):
        names = ", ".join(_country(row, t) for row in found)
        said = t("{subject}: {told}", subject=category, told=names) if category else names
        lines.append(tag("div", said))
    return join(lines)


def _country(row: Row, t: Translate) -> str:
    if not row["before"].isdigit():
        return str(row["name"])
    return t("{name} ({year})", name=row["name"], year=row["before"])
