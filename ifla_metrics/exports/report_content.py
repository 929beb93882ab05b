"""From a template and its figures to a document: every word and number of a report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ifla_metrics.errors import UnknownCode, n_
from ifla_metrics.exports.document import (
    PAGE_LETTERS,
    Document,
    Grid,
    Heading,
    Items,
    Picture,
    Text,
    column_widths,
)
from ifla_metrics.exports.document import Block as DocumentBlock
from ifla_metrics.exports.figure_files import left_out, printed_table
from ifla_metrics.exports.native_chart import native_chart
from ifla_metrics.exports.printed_text import printable
from ifla_metrics.exports.templates import Block, Template
from ifla_metrics.figures import registry, words
from ifla_metrics.figures.figure import Figure
from ifla_metrics.figures.participation import without_count
from ifla_metrics.figures.provenance import as_of_day, demonstration_sentence
from ifla_metrics.figures.ratings import latest_remarks
from ifla_metrics.figures.unreviewed_entries import not_reviewed, with_number
from ifla_metrics.metrics.selection import Record
from ifla_metrics.text import folded

if TYPE_CHECKING:
    from ifla_metrics.framework import Framework, Node
    from ifla_metrics.i18n import Translate
    from ifla_metrics.reading import Reading

Make = Callable[[str, str], "tuple[Figure, Reading]"]
AUTHOR = "IFLA"
FIGURE, TABLE = n_("Figure"), n_("Table")
MOST_ROWS, MOST_COLUMNS, MOST_DECISIONS = 60, 8, 40


def build(template: Template, make: Make, t: Translate) -> tuple[Document, list[Figure]]:
    """Return the report of a template, and the figures that it is made from.

    `make` builds a figure by its name and a direction, "" for the report's own, and returns its
    reading too.

    Raises:
        UnknownCode: The strategy has no figure of a name; carries the nearest one.
    """
    content = _Content(make, t)
    printed = [block for block in template.blocks if not block.left_out]
    blocks = [part for block in printed for part in content.parts(block)]
    reading, figures = content.reading, list(content.figures.values())
    framework, chosen, moment = reading.framework, reading.choices.direction, reading.moment
    meeting = t("Governing Board, {day}", day=t.date(moment.known_on, "MMMM y"))
    facts = (
        reading.period.title,
        meeting if moment.meeting else "",
        as_of_day(reading, t),
        t("Log as known on {day}", day=t.date(moment.known_on)),
        not_reviewed(reading, t).removesuffix("."),
        words.node_name(framework.node(chosen), framework) if chosen else "",
    )
    demonstration = demonstration_sentence(reading, t)
    if not demonstration and any(f.facts.get("demonstration") for f in figures):
        demonstration = t("Some of the data behind it is invented for demonstration.")
    document = printable(
        Document(
            template=template.name,
            title=t(template.title),
            subtitle=framework.title,
            facts=" · ".join(filter(None, facts)),
            author=AUTHOR,
            language=t.language,
            right_to_left=t.right_to_left,
            known_on=moment.known_on.isoformat(),
            blocks=tuple(blocks),
            words={
                "contents": t("Contents"),
                "figures": t("Figures"),
                "figure": t("Figure"),
                "table": t("Table"),
                "source": t("Source"),
                "for_whom": t("For whom"),
                "page": t("Page {n} of {all}"),
                "lead": t("{lead}:"),
                "demonstration": t("Demonstration data"),
            },
            contents=template.contents,
            pages=template.pages,
            demonstration=demonstration,
        ),
        t,
    )
    return document, figures


def key_numbers(figures: Mapping[str, Figure], t: Translate) -> list[dict[str, str]]:
    """Return the numbers that figures declare: `value`, `label`, `note`, and the figure's `id`.

    Without what has nothing to count.
    """
    found = []
    for name, declared in registry.key_numbers().items():
        figure = figures[name]
        if value := declared.number(figure.table, t):
            label, note = t(declared.label), _note(figure, t)
            found.append({"value": value, "label": label, "note": note, "id": figure.id})
    return found


def _note(figure: Figure, t: Translate) -> str:
    """Return the finding of a figure; of one that counts people, how many activities it lacks."""
    if "uncounted" not in figure.table.frame:
        return figure.title
    # Its finding compares the last year with the one before; the number is of the whole period.
    uncounted, activities = (int(figure.table.total(key)) for key in ("uncounted", "activities"))
    told = without_count(uncounted, activities, t)
    return with_number(told, int(figure.facts["unreviewed"]), t)


class _Content:
    """The blocks of a document, one after the other; counts figures and tables."""

    def __init__(self, make: Make, t: Translate) -> None:
        self._make, self._t = make, t
        self.figures: dict[tuple[str, str], Figure] = {}
        # This page's reading holds what no figure has: the owners' remarks.
        _, self.reading = make("needs-the-board", "")
        self._remarks = _remarks(self.reading, t)
        self._printed: list[tuple[str, Figure]] = []
        self._numbers: Counter[str] = Counter()
        self._level = 0

    def parts(self, block: Block) -> Iterator[DocumentBlock]:
        """Yield what a block of a template prints."""
        named = (
            [self._figure(name) for name in block.figures]
            if block.kind in {"summary", "figure", "table", "data_tables"}
            else []
        )
        match block.kind:
            case "heading":
                text = printable(self._t(block.text), self._t).strip()
                if text:  # PDF/UA-1 has no empty headings.
                    yield self._heading(text, block.level, block.new_page)
            case "text":
                yield from (Text(p) for p in block.text.split("\n\n") if p.strip())
            case "summary":
                yield Text(words.sentences(*(f.title for f in named)), "lede")
            case "key_numbers":
                used = {name: self._figure(name) for name in registry.key_numbers()}
                yield Items("key_numbers", key_numbers(used, self._t))
            case "figure":
                yield from (self._picture(f, block.rows, half=block.half) for f in named)
            case "table" | "data_tables":
                small = block.kind == "data_tables"
                yield from (self._table(f, block.rows, block.columns, small=small) for f in named)
            case "each_initiative" | "each_direction":
                for node in self._nodes(block):
                    yield from self._each(block, node)
            case "decisions":
                yield from self._decisions(block.rows or MOST_DECISIONS)
            case "stories":
                yield from self._stories(block.rows)
            case "methods":
                yield from self._methods()

    def _heading(self, text: str, level: int, new_page: bool = False) -> Heading:
        """Return a heading, at most one level below the one before."""
        self._level = min(level, self._level + 1)
        return Heading(text, self._level, new_page)

    def _caption(self, kind: str, figure: Figure) -> dict[str, Any]:
        """Return the next number of figures or tables, and the words around the figure."""
        self._numbers[kind] += 1
        self._printed.append((f"{self._t(kind)} {self._numbers[kind]}", figure))
        return {
            "number": self._numbers[kind],
            "id": figure.id,
            "title": figure.title,
            "subtitle": figure.subtitle,
            "source": figure.source,
        }

    def _figure(self, name: str, direction: str = "") -> Figure:
        if (name, direction) not in self.figures:
            self.figures[name, direction], _reading = self._make(name, direction)
        return self.figures[name, direction]

    def _picture(self, figure: Figure, rows: int = 0, *, half: bool = False) -> DocumentBlock:
        """Return a figure drawn; as a table, or in words, when there is nothing to draw."""
        if figure.chart is None and figure.empty:
            return self._in_words(figure)
        if figure.chart is None:
            return self._table(figure, rows)
        return Picture(
            **self._caption(FIGURE, figure),
            alt=figure.alt or figure.title,
            half=half,
            chart=native_chart(figure, self._t),
        )

    def _table(
        self,
        figure: Figure,
        rows: int = 0,
        columns: tuple[str, ...] = (),
        *,
        small: bool = False,
    ) -> DocumentBlock:
        """Return a figure as a table.

        Of the columns named, else of those that it declares, else of the first that hold a word.
        """
        if not len(figure.table.frame):
            return self._in_words(figure)
        columns = columns or (() if small else registry.find_spec(figure.name).columns)
        table = printed_table(figure, self._t, rows or MOST_ROWS, MOST_COLUMNS, columns)
        return Grid(
            **self._caption(TABLE, figure),
            titles=table.titles,
            kinds=table.kinds,
            rows=table.rows,
            widths=column_widths(table.titles, table.rows, PAGE_LETTERS)[1],
            more=left_out(table.all_rows - len(table.rows), table.columns_left_out, self._t),
            small=small,
        )

    def _in_words(self, figure: Figure) -> Text:
        """Return why there is nothing to show of a figure."""
        empty = figure.empty or self._t("There is nothing to show.")
        repeats = empty.startswith(figure.title)
        return Text(empty if repeats else words.sentences(figure.title, empty), "note")

    def _each(self, block: Block, node: Node) -> Iterator[DocumentBlock]:
        """Yield one part of the programme: its name, what its owner says, its figures."""
        yield self._heading(words.node_name(node, self.reading.framework), 2)
        remark = self._remarks.get(node.code)
        if remark and remark["why"]:
            yield Text(remark["why"], "owner", lead=remark["about"])
        found = self._figures_of(block, node)
        yield from (self._picture(f) for f in found if not f.empty)

    def _nodes(self, block: Block) -> list[Node]:
        """Return the directions or programme rows that a part for each is made for."""
        framework, chosen = self.reading.framework, self.reading.choices.direction
        if block.kind == "each_direction":
            return [d for d in framework.directions if chosen in ("", d.code)]
        rows = dict.fromkeys(framework.row_of(i.node) for i in framework.indicators)
        return [
            framework.node(row)
            for row in rows
            if not chosen or chosen in framework.directions_of(row)
        ]

    def _figures_of(self, block: Block, node: Node) -> list[Figure]:
        """Return the figures of one part: families by initiative, all others by direction."""
        families = registry.families()
        if block.kind == "each_direction":
            return [self._figure(f, node.code) for f in block.figures if f not in families]
        named = [families[f] for f in block.figures if f in families]
        if not named:
            raise UnknownCode(n_("family of figures"), ", ".join(block.figures), families)
        return [self._figure(family.of(node.code).name) for family in named]

    def _decisions(self, most: int) -> Iterator[DocumentBlock]:
        """Yield what the owners ask of the Board, programme rows first."""
        t = self._t
        asking = [one for one in self._remarks.values() if one["ask"]]
        asking.sort(key=lambda one: not one["of_a_row"])
        if not asking:
            yield Text(t("No owner asks the Board for anything."), "note")
            return
        count = t.plural(
            "The owners ask the Board for {n} thing.",
            "The owners ask the Board for {n} things.",
            len(asking),
        )
        yield Text(count, "lede")
        named = {"title": "ask", "subject": "subject", "text": "why", "about": "about"}
        items = [{name: one[key] for name, key in named.items()} for one in asking[:most]]
        yield Items("decisions", items)
        if len(asking) > most:
            more = t.plural(
                "{n} further request is not printed.",
                "{n} further requests are not printed.",
                len(asking) - most,
            )
            yield Text(more, "note")

    def _stories(self, most: int) -> Iterator[DocumentBlock]:
        """Yield the stories, the newest first, those with a public source before others."""
        t, figure = self._t, self._figure("stories")
        keys = [column.key for column in figure.table.columns]
        rows = [dict(zip(keys, cells, strict=True)) for cells in figure.table.shown(t)]
        if not rows:
            yield Text(figure.empty, "note")
            return
        rows.sort(key=lambda row: not row["source"])
        shown = rows[: most or len(rows)]
        yield Text(figure.subtitle, "lede")
        yield Items("stories", [self._story(row) for row in shown])
        if figure.definition:
            yield Text(figure.definition, "method", lead=t("Source"))
        if more := left_out(len(rows) - len(shown), 0, t):
            yield Text(more, "note")

    def _story(self, row: dict[str, str]) -> dict[str, str]:
        comma = self._t(", ")
        about = (row[key] for key in ("as_of", "place", "row_name", "origin"))
        sources = (row[key].replace("|", comma) for key in ("evidence", "source"))
        return {
            "title": row["title"],
            "about": " · ".join(filter(None, about)),
            "text": row["change"],
            "for_whom": row["for_whom"],
            "source": comma.join(filter(None, sources)),
        }

    def _methods(self) -> Iterator[Text]:
        """Yield how the printed figures are made: each sentence once, with the figures it is of."""
        figures_of: dict[str, dict[str, None]] = {}
        for label, figure in self._printed:
            method = words.sentences(figure.formula, figure.definition)
            for sentence in re.split(r"(?<=\.) ", method):
                figures_of.setdefault(sentence, {})[label] = None
        together: dict[tuple[str, ...], list[str]] = {}
        for sentence, labels in figures_of.items():
            together.setdefault(tuple(labels), []).append(sentence)
        for named, sentences in together.items():
            yield Text(" ".join(sentences), "method", lead=self._t(", ").join(named))


# What owners last wrote


ASKS_NOTHING = {
    *("nothing", "nothing for now", "nothing at the moment", "nothing now", "none", "no", "n/a"),
    *("rien", "rien pour l'instant", "rien pour l’instant", "rien pour le moment"),
    *("neant", "aucune"),
}
"""What owners write who ask for nothing; compared without case, accents and final stop."""


def _remarks(reading: Reading, t: Translate) -> dict[str, Record]:
    """Return the latest remark about each indicator and programme part, in their order.

    Each by its code: `subject` (a name), `why`, `ask` (empty when nothing is asked), `about` (who
    and when), `of_a_row` (about a part of the programme).
    """
    framework, chosen = reading.framework, reading.choices.direction
    latest, found = latest_remarks(reading), {}
    for code, (node, name) in _subjects(framework).items():
        row = latest.get(code)
        if row is None or (chosen and chosen not in framework.directions_of(node.code)):
            continue
        owner = words.capital(words.group_name(str(row["group"] or ""), reading, t))
        ask = str(row["ask"] or "")
        found[code] = {
            "subject": name,
            "why": str(row["why"] or ""),
            "ask": "" if folded(ask) in ASKS_NOTHING else ask,
            "about": t("{owner}, {day}", owner=owner, day=t.date(row["as_of"], "medium")),
            "of_a_row": node.code == code,
        }
    return found


def _subjects(framework: Framework) -> dict[str, tuple[Node, str]]:
    """Return what a remark may be about: each programme row, then its indicators, then the rest."""
    found: dict[str, tuple[Node, str]] = {}
    for indicator in framework.indicators:
        row = framework.node(framework.row_of(indicator.node))
        found.setdefault(row.code, (row, words.node_name(row, framework)))
        found[indicator.code] = (framework.node(indicator.node), indicator.title)
    for node in framework.nodes:
        found.setdefault(node.code, (node, words.node_name(node, framework)))
    return found
