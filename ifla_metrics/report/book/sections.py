"""Parts of a report that are more than one figure: what changed, decisions, stories, methods."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from ifla_metrics.figures import words
from ifla_metrics.figures.position import with_number
from ifla_metrics.figures.since import no_meeting
from ifla_metrics.report.book.parts import (
    Decision,
    Decisions,
    Grid,
    Listing,
    Paragraph,
    Part,
    Stories,
    Story,
    Value,
)
from ifla_metrics.report.book.tables import grid, records
from ifla_metrics.report.passport import one_line, passport_of

if TYPE_CHECKING:
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate
    from ifla_metrics.report.book.facts import Facts

MOST_DECISIONS = 40
CHANGES = {
    "since-status": ("indicator", "title", "before", "now", "previous_status", "status"),
    "since-targets": ("title", "due_on", "old", "new", "decided_on", "reason"),
    "since-corrections": ("title", "field", "old", "new", "group", "reason"),
}
"""The tables of what changed, and their columns in a paper."""


def since(
    figures: Mapping[str, Figure], facts: Facts, t: Translate, *, rows: int
) -> Iterator[Part]:
    """Give what changed since the meeting before: reach by direction, ratings, steps, stories."""
    if facts.since is None:
        yield Paragraph(words.sentences(no_meeting(t)), "note")
        return
    yield Paragraph(t("Compared with what was known on {day}.", day=t.date(facts.since)), "lede")
    yield _reach(figures["direction-status"], facts, t)
    for name, columns in CHANGES.items():
        if len(figures[name].table.frame):
            yield grid(figures[name], t, rows=rows, columns=columns)
        else:
            yield Paragraph(words.sentences(one_line(figures[name].title)))
    yield from _news(figures, facts, t, rows=rows)


def _reach(figure: Figure, facts: Facts, t: Translate) -> Grid:
    """Return activities and countries of each direction, then and now, with the difference."""
    told = []
    for row, shown in zip(records(figure), figure.table.shown(t), strict=True):
        cells = [one_line(shown[0])]
        for now in ("activities", "countries"):
            was, has = _number(row[f"{now}_before"]), _number(row[now])
            change = None if was is None or has is None else has - was
            cells += [
                words.number(was, t),
                words.number(has, t),
                words.signed(change, t) if change is not None else "",
            ]
        told.append(cells)
    said = passport_of(figure, t)
    return Grid(
        number=0,
        id=said.id,
        title=t(
            "Activities and countries by direction, {before} and now", before=facts.since_words
        ),
        subtitle=t(
            "Distinct activities and countries; an activity counts in each direction that it serves"
        ),
        source=said.source,
        titles=[
            one_line(figure.table.columns[0].title),
            t("Activities, {day}", day=facts.since_words),
            t("Activities now"),
            t("Change"),
            t("Countries, {day}", day=facts.since_words),
            t("Countries now"),
            t("Change"),
        ],
        kinds=["text", *["number"] * 6],
        rows=told,
    )


def _number(value: Value) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _news(
    figures: Mapping[str, Figure], facts: Facts, t: Translate, *, rows: int
) -> Iterator[Part]:
    day = facts.since.isoformat() if facts.since else ""
    most = rows or 12
    steps = [
        t(
            "{title} ({day})",
            title=one_line(str(row["title"])),
            day=t.date(date.fromisoformat(str(row["actual_on"])), "medium"),
        )
        for row in records(figures["since-milestones"])
        if row["actual_on"] and not row["actual_before"]
    ]
    if steps:
        yield Listing(
            _marked(
                t.plural("{n} milestone was reached", "{n} milestones were reached", len(steps)),
                figures["since-milestones"],
                t,
            ),
            _most(steps, most, t),
        )
    told = [
        one_line(str(row["title"]))
        for row in records(figures["stories"])
        if str(row["as_of"] or "") > day
    ]
    if told:
        yield Listing(
            _marked(
                t.plural("{n} new story of change", "{n} new stories of change", len(told)),
                figures["stories"],
                t,
            ),
            _most(told, most, t),
        )


def _marked(title: str, figure: Figure, t: Translate) -> str:
    return with_number(title, int(figure.facts["unreviewed"]), t)


def _with_words(figure: Figure, t: Translate) -> Iterable[tuple[dict[str, Value], list[str]]]:
    return zip(records(figure), figure.table.shown(t), strict=True)


def _most(parts: list[str], most: int, t: Translate) -> list[str]:
    if len(parts) <= most:
        return parts
    more = len(parts) - most
    return [*parts[:most], t.plural("and {n} more", "and {n} more", more)]


def decisions(facts: Facts, t: Translate, *, rows: int) -> Iterator[Part]:
    """Give what the owners ask of the Board, parts of the programme first, and who asks nothing."""
    asking = [r for r in facts.remarks.values() if r.ask]
    asking.sort(key=lambda r: not r.of_a_row)
    shown = asking[: rows or MOST_DECISIONS]
    if not shown:
        yield Paragraph(t("No owner asks the Board for anything."), "note")
        return
    yield Paragraph(
        t.plural(
            "The owners ask the Board for {n} thing.",
            "The owners ask the Board for {n} things.",
            len(asking),
        ),
        "lede",
    )
    yield Decisions(
        [
            Decision(
                ask=one_line(r.ask),
                subject=one_line(r.subject),
                why=one_line(r.why),
                about=t(
                    "{owner}, {day}",
                    owner=words.capital(one_line(r.owner)),
                    day=t.date(r.as_of, "medium"),
                ),
            )
            for r in shown
        ]
    )
    if len(asking) > len(shown):
        yield Paragraph(
            t.plural(
                "{n} further request is not printed.",
                "{n} further requests are not printed.",
                len(asking) - len(shown),
            ),
            "note",
        )
    content = [one_line(r.subject) for r in facts.remarks.values() if r.of_a_row and not r.ask]
    if content:
        yield Paragraph(t("Nothing is asked for: {rows}.", rows="; ".join(content)), "note")


def stories(figure: Figure, t: Translate, *, rows: int) -> Iterator[Part]:
    """Give the stories of a figure, the newest first, those with a public source before others."""
    found = sorted(records(figure), key=lambda row: not row["source"])
    shown = found[: rows or len(found)]
    if not shown:
        yield Paragraph(one_line(figure.empty), "note")
        return
    by_row = {tuple(row.values()): cells for row, cells in _with_words(figure, t)}
    keys = [column.key for column in figure.table.columns]
    items = []
    for row in shown:
        cell = dict(zip(keys, map(one_line, by_row[tuple(row.values())]), strict=True))
        about = " · ".join(
            cell[key] for key in ("as_of", "place", "row_name", "origin") if cell[key]
        )
        told = t(", ").join(
            cell[key].replace("|", t(", ")) for key in ("evidence", "source") if cell[key]
        )
        items.append(Story(cell["title"], about, cell["change"], cell["for_whom"], told))
    yield Paragraph(one_line(figure.subtitle) + ".", "lede")
    yield Stories(items)
    if figure.explanation is not None and figure.explanation.definition:
        yield Paragraph(one_line(figure.explanation.definition), "method", lead=t("Source"))
    if len(found) > len(shown):
        yield Paragraph(
            t.plural(
                "{n} further story is in the data file.",
                "{n} further stories are in the data file.",
                len(found) - len(shown),
            ),
            "note",
        )


def methods(printed: list[tuple[str, Figure]], t: Translate) -> Iterator[Part]:
    """Give how the printed figures are made: each formula once, with the figures it is of.

    Args:
        printed: "Figure 3" or "Table 1", and the figure behind it, in reading order.
    """
    made: dict[tuple[str, str], list[str]] = {}
    for label, figure in printed:
        if figure.explanation is not None:
            told = figure.explanation
            made.setdefault((one_line(told.formula), one_line(told.definition)), []).append(label)
    for (formula, definition), labels in made.items():
        yield Paragraph(
            " ".join(filter(None, (words.sentences(formula), definition))),
            "method",
            lead=t(", ").join(dict.fromkeys(labels)),
        )
