"""Build the document of a report from a template and figures."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.exports import document as doc
from ifla_metrics.exports.figure_files import printed_table
from ifla_metrics.exports.printed_text import replace_unprintable
from ifla_metrics.exports.templates import Block, Template
from ifla_metrics.figures import registry, words
from ifla_metrics.figures.figure import Figure
from ifla_metrics.figures.participation import uncounted_text
from ifla_metrics.figures.provenance import as_of_day, demonstration_sentence
from ifla_metrics.figures.ratings import latest_remarks
from ifla_metrics.figures.unreviewed_entries import title_with_count, unreviewed_sentence
from ifla_metrics.framework import Node
from ifla_metrics.i18n import Translate
from ifla_metrics.metrics.status import WITHOUT_PROGRESS_BAR
from ifla_metrics.models.drafts import EVIDENCE_SEPARATOR
from ifla_metrics.reading import Reading

BuildFigure = Callable[[str, str], "tuple[Figure, Reading]"]
FIGURE, TABLE = n_("Figure"), n_("Table")
MAX_ROWS, MAX_COLUMNS = 60, 8
MAX_CATEGORIES = {"bar": 15, "column": 40, "line": 400}
"""Maximum number of categories on a slide, by the shape of a native chart."""
PROGRESS_COLUMNS = ["mean", "expected", "progress"]
"""Columns left empty in a native chart if the row's status has no progress bar."""


def build(
    template: Template, build_figure: BuildFigure, t: Translate
) -> tuple[doc.Document, list[Figure]]:
    """Return the report of a template and its figures.

    `build_figure` takes the name of a figure and a direction ("" for the one that the reader
    chose), and returns the figure and its reading.

    Raises:
        UnknownCode: The strategy has no figure of this name; suggests the nearest one.
    """
    content = _Content(build_figure, t)
    blocks = [part for block in template.blocks for part in content.parts(block)]
    reading, figures = content.reading, list(content.figures.values())
    framework, direction, moment = reading.framework, reading.choices.direction, reading.moment
    meeting = t("Governing Board, {day}", day=t.date(moment.known_on, "MMMM y"))
    facts = (
        reading.period.title,
        meeting if moment.meeting else "",
        as_of_day(reading, t),
        t("Log as known on {day}", day=t.date(moment.known_on)),
        unreviewed_sentence(reading, t).removesuffix("."),
        words.node_name(framework.node(direction), framework) if direction else "",
    )
    demonstration = demonstration_sentence(reading, t)
    if not demonstration and any(f.facts.get("demonstration") for f in figures):
        demonstration = t("Some of the data behind it is invented for demonstration.")
    document = replace_unprintable(
        doc.Document(
            template=template.name,
            title=t(template.title),
            subtitle=framework.title,
            facts=" · ".join(filter(None, facts)),
            author="IFLA",
            language=t.language,
            right_to_left=t.right_to_left,
            known_on=moment.known_on.isoformat(),
            blocks=tuple(blocks),
            words={
                "contents": t("Contents"),
                "figures": t("Figures"),
                "figure": t("Figure"),
                "table": t("Table"),
                "source": t("{lead}:", lead=t("Source")),
                "for_whom": t("{lead}:", lead=t("For whom")),
                "demonstration": t("Demonstration data"),
            },
            contents=template.contents,
            compact=template.compact,
            demonstration=demonstration,
        ),
        t,
    )
    return document, figures


def key_numbers(figures: Mapping[str, Figure], t: Translate) -> list[dict[str, str]]:
    """Return the key numbers that figures declare, except those with nothing to count.

    Each has a `value`, a `label`, a `note` and the `id` of its figure.
    """
    numbers = []
    for name, label in registry.key_numbers().items():
        figure = figures[name]
        if value := figure.key_number:
            note = _note(figure, t)
            numbers.append({"value": value, "label": t(label), "note": note, "id": figure.id})
    return numbers


def _note(figure: Figure, t: Translate) -> str:
    """Return a figure's title; for a figure that counts people, how many activities have no count.

    The title of such a figure repeats the number.
    """
    if "uncounted" not in figure.table.frame:
        return figure.title
    uncounted, activities = (int(figure.table.total(key)) for key in ("uncounted", "activities"))
    note = uncounted_text(uncounted, activities, t)
    return title_with_count(note, int(figure.facts["unreviewed"]), t)


class _Content:
    """Turns the blocks of a template into those of a document, and numbers figures and tables."""

    def __init__(self, build_figure: BuildFigure, t: Translate) -> None:
        self._build_figure, self._t = build_figure, t
        self.figures: dict[tuple[str, str], Figure] = {}
        # The reading of this figure includes the owners' remarks.
        _, self.reading = build_figure("needs-the-board", "")
        self._remarks = _remarks(self.reading, t)
        self._printed: list[tuple[str, Figure]] = []
        self._numbers: Counter[str] = Counter()
        self._has_heading = False

    def parts(self, block: Block) -> Iterator[doc.Block]:
        """Yield the document blocks of a template block."""
        figures: list[Figure] = []
        if block.kind in {"summary", "figure", "table"}:
            figures = [self._figure(name) for name in block.figures]
        match block.kind:
            case "heading":
                text = replace_unprintable(self._t(block.text), self._t).strip()
                if text:  # PDF/UA-1 has no empty headings.
                    self._has_heading = True
                    yield doc.Heading(text, new_page=block.new_page)
            case "text":
                yield from (doc.Text(p) for p in block.text.split("\n\n") if p.strip())
            case "summary":
                yield doc.Text(words.sentences(*(f.title for f in figures)), "lede")
            case "key_numbers":
                by_name = {name: self._figure(name) for name in registry.key_numbers()}
                yield doc.Items("key_numbers", key_numbers(by_name, self._t))
            case "figure":
                yield from (self._picture(f, block.rows, half=block.half) for f in figures)
            case "table":
                yield from (self._table(f, block.rows) for f in figures)
            case "each_initiative" | "each_direction":
                for node in self._nodes(block):
                    yield from self._each(block, node)
            case "decisions":
                yield from self._decisions()
            case "stories":
                yield from self._stories(block.rows)
            case "methods":
                yield from self._methods()

    def _caption(self, kind: str, figure: Figure) -> dict[str, Any]:
        """Return the next number of this kind and the texts around the figure."""
        self._numbers[kind] += 1
        self._printed.append((f"{self._t(kind)} {self._numbers[kind]}", figure))
        return {
            "number": self._numbers[kind],
            "id": figure.id,
            "title": figure.title,
            "subtitle": figure.subtitle if kind == FIGURE else words.sentences(*figure.lines),
            "source": figure.source,
        }

    def _figure(self, name: str, direction: str = "") -> Figure:
        if (name, direction) not in self.figures:
            self.figures[name, direction], _reading = self._build_figure(name, direction)
        return self.figures[name, direction]

    def _picture(self, figure: Figure, rows: int = 0, *, half: bool = False) -> doc.Block:
        """Return a figure as a picture, or as a table if it has no chart."""
        if figure.chart is None:
            return self._table(figure, rows)
        return doc.Picture(
            **self._caption(FIGURE, figure),
            alt=figure.alt or figure.title,
            half=half,
            chart=native_chart(figure, self._t),
        )

    def _table(self, figure: Figure, rows: int = 0) -> doc.Block:
        """Return a figure as a table, or a note if it is empty."""
        if figure.empty or not len(figure.table.frame):
            return doc.Text(figure.empty or self._t("There is nothing to show."), "note")
        table = printed_table(figure, self._t, rows or MAX_ROWS, MAX_COLUMNS)
        widths = doc.column_widths(table["titles"], table["rows"])
        return doc.Grid(**self._caption(TABLE, figure), **table, widths=widths)

    def _each(self, block: Block, node: Node) -> Iterator[doc.Block]:
        """Yield the section of a direction or element: heading, owner's remark, figures.

        An element has figures of families, a direction all others.
        """
        # PDF/UA-1 allows no gap in heading levels.
        level = 2 if self._has_heading else 1
        yield doc.Heading(words.node_name(node, self.reading.framework), level)
        remark = self._remarks.get(node.code)
        if remark:
            yield doc.Text(remark["text"], "owner", self._t("{lead}:", lead=remark["about"]))
        families, by_direction = registry.row_families(), block.kind == "each_direction"
        figures = [
            self._figure(name, node.code)
            if by_direction
            else self._figure(families[name].for_part(node.code).name)
            for name in block.figures
            if (name in families) != by_direction
        ]
        yield from (self._picture(f) for f in figures if not f.empty)

    def _nodes(self, block: Block) -> list[Node]:
        """Return the directions or elements to repeat a block for."""
        framework, direction = self.reading.framework, self.reading.choices.direction
        codes = [node.code for node in framework.directions]
        if block.kind == "each_initiative":
            codes = list(dict.fromkeys(framework.row_of(i.node) for i in framework.indicators))
        return [
            framework.node(code)
            for code in codes
            if direction in ("", code, *framework.directions_of(code))
        ]

    def _decisions(self) -> Iterator[doc.Block]:
        """Yield what owners ask of the Board, elements first, then indicators."""
        remarks = [remark for remark in self._remarks.values() if remark["title"]]
        if not remarks:
            yield doc.Text(self._t("No owner has asked the Board for anything."), "note")
            return
        yield doc.Items("decisions", remarks)

    def _stories(self, max_stories: int) -> Iterator[doc.Block]:
        """Yield stories, newest first; those with a public source come before others."""
        t, figure = self._t, self._figure("stories")
        keys = [column.key for column in figure.table.columns]
        rows = [dict(zip(keys, cells, strict=True)) for cells in figure.table.text_rows(t)]
        if figure.empty:
            yield doc.Text(figure.empty, "note")
            return
        rows.sort(key=lambda row: not row["source"])
        shown = rows[: max_stories or len(rows)]
        yield doc.Text(figure.subtitle, "lede")
        yield doc.Items("stories", [self._story(row) for row in shown])
        if figure.definition:
            yield doc.Text(figure.definition, "method", t("{lead}:", lead=t("Source")))
        if len(shown) < len(rows):
            yield doc.Text(t("The data file has more stories."), "note")

    def _story(self, row: dict[str, str]) -> dict[str, str]:
        comma = self._t(", ")
        about = (row[key] for key in ("as_of", "place", "row_name", "origin"))
        links = row["evidence"].replace(EVIDENCE_SEPARATOR, comma)
        sources = words.source_list(row["source"], self._t)
        return {
            "title": row["title"],
            "about": " · ".join(filter(None, about)),
            "text": row["change"],
            "for_whom": row["for_whom"],
            "source": comma.join(filter(None, (links, sources))),
        }

    def _methods(self) -> Iterator[doc.Text]:
        """Yield how the printed figures are calculated: each rule once, with its figures."""
        labels_by_rule: dict[str, dict[str, None]] = {}
        for label, figure in self._printed:
            for rule in filter(None, (figure.formula, figure.definition)):
                labels_by_rule.setdefault(words.sentences(rule), {})[label] = None
        for rule, labels in labels_by_rule.items():
            yield doc.Text(rule, "method", self._t("{lead}:", lead=self._t(", ").join(labels)))


def native_chart(figure: Figure, t: Translate) -> doc.NativeChart | None:
    """Return a figure as an editable chart, or None if it declares none.

    Also None if most rows have no value, or there are too many rows for a slide.
    """
    declared = registry.find_spec(figure.name).native
    if declared is None or figure.chart is None:
        return None
    frame, texts = figure.table.frame, figure.table.marks(t)
    values = frame[list(declared.values)].astype(float)
    if "status" in frame:
        progress = values.columns.intersection(PROGRESS_COLUMNS)
        values.loc[frame["status"].isin(WITHOUT_PROGRESS_BAR), progress] = None
    known = values.notna()
    # The drawing explains missing values in words.
    mostly_unknown = 2 * known.any(axis=1).sum() < max(1, len(frame))
    if mostly_unknown or len(frame) > MAX_CATEGORIES[declared.shape]:
        return None
    categories = texts[f"text_{declared.category}"]
    if declared.counts:
        counts = " · " + pd.Series(figure.table.joined(t, declared.counts), dtype=object)
        categories += counts.where(known[declared.values[0]], "")
    if "text_status" in texts:  # Says why a category has no bar.
        reasons = " (" + texts["text_status"] + ")"
        categories += reasons.where(~known.any(axis=1), "")
    columns = {column.key: column for column in figure.table.columns}
    number_format = "General" if declared.shape == "line" else "#,##0"
    if {columns[key].kind for key in declared.values} == {"percent"}:
        number_format = re.sub("[^0%]+", r'"\g<0>"', t.percent(0))
    return doc.NativeChart(
        declared.shape,
        categories.tolist(),
        {
            columns[key].title: values[key].astype(object).where(known[key], None).tolist()
            for key in declared.values
            if known[key].any()
        },
        number_format=number_format,
        subtitle=words.sentences(*figure.lines),
    )


def _remarks(reading: Reading, t: Translate) -> dict[str, dict[str, str]]:
    """Return the latest remark about each node of the framework, then about each indicator.

    Each has a `subject` (a name), `text` (why), `title` (what is asked, or "") and `about` (owner
    and day), by the code of the node or indicator.
    """
    framework, direction = reading.framework, reading.choices.direction
    subjects = {n.code: (n.code, words.node_name(n, framework)) for n in framework.nodes}
    subjects |= {i.code: (i.node, i.title) for i in framework.indicators}
    latest, remarks = latest_remarks(reading), {}
    for code, (node, name) in subjects.items():
        row = latest.get(code)
        if row is None or (direction and direction not in framework.directions_of(node)):
            continue
        owner = words.capitalise(words.group_name(str(row["group"] or ""), reading, t))
        remarks[code] = {
            "subject": name,
            "text": str(row["why"]),
            "title": str(row["ask"] or ""),
            "about": t("{owner}, {day}", owner=owner, day=t.date(row["as_of"], "medium")),
        }
    return remarks
