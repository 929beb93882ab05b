"""Figures that are read and not looked at: stories, the strategy as a tree, definitions.

Their tables have more words than a table can hold on a screen; the data file keeps them as rows.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from ifla_metrics.figures import words
from ifla_metrics.ui import evidence
from ifla_metrics.ui.markup import Html, join, tag

if TYPE_CHECKING:
    from ifla_metrics.figures.figure import Column, Figure
    from ifla_metrics.framework import Framework
    from ifla_metrics.i18n import Translate
    from ifla_metrics.reading import Reading

Row = Mapping[Hashable, Any]
BETWEEN = " · "


def stories(figure: Figure, reading: Reading, t: Translate) -> Html:
    """Return each story with what changed, for whom, and where it can be read."""
    return tag(
        "div",
        *(
            tag(
                "article",
                tag("h2", row["title"]),
                tag(
                    "p",
                    _joined(
                        t.date(row["as_of"]),
                        row["place"],
                        row["row_name"],
                        row["origin"],
                    ),
                    class_="im-small",
                ),
                tag("p", row["change"]),
                tag("p", t("For whom: {people}", people=row["for_whom"]), class_="im-sub")
                if row["for_whom"]
                else Html(),
                _sources(row, reading, t),
            )
            for row in _rows(figure)
        ),
        class_="im-stories",
    )


def tree(figure: Figure, reading: Reading, t: Translate) -> Html:
    """Return the strategy part by part, each under the part it belongs to."""
    framework = reading.framework
    return tag(
        "ul",
        *(
            tag(
                "li",
                tag("b", row["code"]),
                tag(
                    "div",
                    tag("span", str(row["title"]).strip()),
                    _original(row),
                    tag(
                        "small",
                        _joined(
                            row["level"],
                            _serves(row, framework, t),
                            row["owner"],
                            t.plural("{n} indicator", "{n} indicators", int(row["indicators"]))
                            if row["indicators"]
                            else "",
                            row["verified"],
                        ),
                    ),
                    tag("small", row["note"]) if row["note"] else Html(),
                ),
                class_=f"im-depth-{len(list(framework.lineage(row['code'])))}",
            )
            for row in _rows(figure)
        ),
        class_="im-tree",
    )


def _original(row: Row) -> Html:
    """Return the wording that the source has, below the one that the page is told in."""
    words = str(row.get("original") or "")
    if words in ("", str(row["title"]).strip()):
        return Html()
    return tag("small", words, class_="im-original", lang="en")


def _serves(row: Row, framework: Framework, t: Translate) -> str:
    if row["serves"] and not framework.directions_of(row["code"]):
        return t("directions not stated")
    return t("serves {directions}", directions=row["serves"]) if row["serves"] else ""


def definitions(figure: Figure, reading: Reading, t: Translate) -> Html:
    """Return the indicators by programme row, each opening to its definition, baseline, targets."""
    columns = [
        c for c in figure.table.columns if c.key not in {"code", "row", "title", "definition"}
    ]
    return tag(
        "div",
        *(
            join(
                (
                    tag("h3", row),
                    *(_definition(indicator, columns, t) for indicator in indicators),
                )
            )
            for row, indicators in groupby(_rows(figure), key=lambda found: str(found["row"]))
        ),
        class_="im-definitions",
    )


def _definition(row: Row, columns: Iterable[Column], t: Translate) -> Html:
    facts = (
        join(
            (
                tag("dt", column.title),
                tag("dd", words.cell(row[column.key], column.kind, t).replace("|", ", ")),
            )
        )
        for column in columns
        if row[column.key] not in {"", None}
    )
    return tag(
        "details",
        tag("summary", tag("b", row["code"]), " ", row["title"]),
        tag("div", tag("p", row["definition"]), tag("dl", *facts), class_="im-open"),
    )


def _sources(row: Row, reading: Reading, t: Translate) -> Html:
    """Return links to where a story can be read: its evidence, then its sources."""
    titles, addresses = {}, {}
    if "sources" in reading.frames:
        for source in reading.frame("sources").to_dict("records"):
            titles[source["id"]], addresses[source["id"]] = source["title"], source["address"]
    links = [
        tag("a", t("Evidence"), href=address, rel="noreferrer")
        for address in _parts(row["evidence"])
        if address.startswith("https://")
    ]
    links += [
        evidence.link(address, t)
        for address in _parts(row["evidence"])
        if address.startswith(evidence.KEPT)
    ]
    links += [
        tag("a", titles.get(code, code), href=addresses[code], rel="noreferrer")
        if str(addresses.get(code, "")).startswith(("https://", "http://"))
        else tag("span", titles.get(code, code))
        for code in _parts(row["source"])
    ]
    return tag("p", join(links, between=BETWEEN), class_="im-small") if links else Html()


def _parts(listed: object) -> Iterator[str]:
    return (
        part.strip() for part in str(listed or "").replace(", ", "|").split("|") if part.strip()
    )


def _rows(figure: Figure) -> list[Row]:
    return [*figure.table.frame.to_dict("records")]


def _joined(*parts: object) -> str:
    return BETWEEN.join(str(part) for part in parts if part)
