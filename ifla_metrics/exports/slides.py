"""A document as slides on the layouts of `data/reports/slides.pptx`: a title and a figure each.

Figures whose table makes a plain chart are charts that can be edited; where things stand, and in
which type, is the layouts': an editor changes them in PowerPoint.
"""

import copy
import io
import math
from collections.abc import Iterator
from typing import Any

import pptx
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.util import Mm, Pt

from ifla_metrics.exports.document import (
    NUMERIC,
    Document,
    Drawing,
    Drawings,
    Grid,
    Heading,
    Items,
    NativeChart,
    Picture,
    Text,
    set_properties,
)
from ifla_metrics.settings import DATA

TEMPLATE = DATA / "reports" / "slides.pptx"
TITLE, BODY, SUBTITLE, SOURCE, NUMBER, DEMONSTRATION = 0, 1, 2, 11, 12, 13
"""The indexes of the layouts' placeholders."""
LONG_TITLE = 120
LINES, LETTERS = 17, (85, 105, 140)
"""Of text on one slide; letters of a line of each level."""
TABLE_LETTERS, MOST_LETTERS = 150, 160
"""Of a line across a table; of one cell."""
TABLE_MM, ROW_MM, LINE_MM, PADDING = 126.0, 8.0, 4.2, 3
"""Height of a table on one slide, of a row at least and of each line; letters beside a cell."""
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
Lines = list[tuple[int, str]]
"""A text on a slide: its lines, each with its level (0 title, 1 words, 2 about it)."""


def write(document: Document, drawings: Drawings) -> bytes:
    """Return the document as PPTX; `drawings` are PNG, of figures that are no native charts."""
    show = pptx.Presentation(str(TEMPLATE))
    _Writer(show, document, drawings).write()
    set_properties(show.core_properties, document, document.language)
    if document.right_to_left:
        _set_right_to_left(show)
    file = io.BytesIO()
    show.save(file)
    return file.getvalue()


class _Writer:
    """Adds slides to a presentation, one block of the document after the other."""

    def __init__(self, show: Any, document: Document, drawings: Drawings) -> None:
        self._show, self._document, self._drawings = show, document, drawings
        self._layouts = {layout.name: layout for layout in show.slide_layouts}
        self._section = document.title
        self._texts: list[Lines] = []

    def write(self) -> None:
        """Add all slides."""
        d = self._document
        lines = enumerate((d.subtitle, d.facts, d.demonstration))
        slide = self._slide("Report title", d.title)
        _fill(slide.placeholders[BODY], [line for line in lines if line[1]])
        owner = ""
        for block in d.blocks:
            match block:
                case Heading():
                    self._add_texts()
                    self._section = block.text
                case Text(style="owner"):
                    owner = f"{d.lead(block.lead)} {block.text}"
                case Text(style="body" | "lede" | "note"):
                    self._texts.append([(1, block.text)])
                case Items():
                    self._texts += _texts(block)
                case Picture():
                    self._add_texts()
                    self._figure(block, owner)
                    owner = ""
                case Grid():
                    self._add_texts()
                    self._table(block)
        self._add_texts()

    def _add_texts(self) -> None:
        """Add slides of the texts since the last one."""
        pages: list[Lines] = []
        for text in self._texts:
            if pages and _lines_of(pages[-1] + text) <= LINES:
                pages[-1] += text
            else:
                pages.append(list(text))
        for lines in pages:
            body = self._slide("Text", self._section).placeholders[BODY]
            _fill(body, lines)
            if (needed := _lines_of(lines)) > LINES:
                # PowerPoint makes a text fit only when somebody edits it.
                autofit = body.text_frame._bodyPr.get_or_change_to_normAutofit()
                autofit.fontScale = round(100 * math.sqrt(LINES / needed))
        self._texts = []

    def _slide(self, layout: str, title: str, notes: str = "", source: str = "") -> Any:
        """Add a slide with its title, source and number; what stays empty is removed."""
        slide = self._show.slides.add_slide(self._layouts[layout])
        slide.shapes.title.text_frame.text = title
        if len(title) > LONG_TITLE:
            slide.shapes.title.text_frame.paragraphs[0].font.size = Pt(18)
        for place in self._layouts[layout].placeholders:
            # A slide does not get the layout's footer by itself.
            if place.placeholder_format.idx in (SOURCE, NUMBER):
                copied = copy.deepcopy(place._element)
                copied.nvSpPr.cNvPr.set("id", str(slide.shapes._next_shape_id))
                slide.shapes._spTree.append(copied)
        places = {place.placeholder_format.idx: place for place in slide.placeholders}
        mark = self._document.words["demonstration"] if self._document.demonstration else ""
        for index, text in ((SOURCE, source), (DEMONSTRATION, mark)):
            places[index].text_frame.text = text
            if not text:
                _remove(places[index])
        if notes:
            slide.notes_slide.notes_text_frame.text = notes
        return slide

    def _figure(self, picture: Picture, owner: str) -> None:
        """Add the slide of a figure: a chart, or a slide for each drawing of it."""
        words = (owner, f"{picture.title}. {picture.subtitle}", picture.alt, picture.source)
        notes = "\n\n".join(filter(None, words))
        if picture.chart is not None:
            slide, box = self._content(picture, picture.title, picture.chart.subtitle, notes)
            shape = _add_chart(slide, picture.chart, box, self._document.right_to_left)
            shape._element.nvGraphicFramePr.cNvPr.set("descr", picture.alt)
            return
        for drawing in self._drawings[picture.key]:
            slide, box = self._content(picture, picture.title, picture.subtitle, notes)
            shape = slide.shapes.add_picture(io.BytesIO(drawing.content), *_centred(drawing, box))
            shape._element.nvPicPr.cNvPr.set("descr", picture.alt)

    def _content(
        self, block: Picture | Grid, title: str, subtitle: str, notes: str
    ) -> tuple[Any, tuple[int, ...]]:
        """Add a slide of the layout "Figure"; return it and the box of its content."""
        slide = self._slide("Figure", title, notes, block.source)
        _fill(slide.placeholders[SUBTITLE], [(0, subtitle)])
        return slide, _box(slide.placeholders[BODY])

    def _table(self, grid: Grid) -> None:
        """Add the slides of a table, each with its head."""
        notes = f"{grid.title}. {grid.subtitle}\n\n{grid.source}"
        subtitle = f"{grid.subtitle} {grid.more}".strip()
        pieces = _pieces(grid)
        for number, rows in enumerate(pieces, start=1):
            title = f"{grid.title} ({number}/{len(pieces)})" if len(pieces) > 1 else grid.title
            slide, (left, top, width, _height) = self._content(grid, title, subtitle, notes)
            shape = slide.shapes.add_table(
                1 + len(rows), len(grid.titles), left, top, width, Mm(ROW_MM) * (1 + len(rows))
            )
            shape._element.nvGraphicFramePr.cNvPr.set("descr", grid.title)
            for place, row in enumerate((grid.titles, *rows)):
                for i, text in enumerate(row):
                    _cell(shape.table.cell(place, i), text, grid.kinds[i], head=place == 0)
            for column, share in zip(shape.table.columns, grid.widths, strict=True):
                column.width = round(width * share)


def _texts(block: Items) -> list[Lines]:
    """Return all key numbers as one text, stories or decisions one by one."""
    if block.kind == "key_numbers":
        pairs = [((0, f"{i['value']} {i['label']}"), (2, i["note"])) for i in block.items]
        return [[line for pair in pairs for line in pair]]
    texts: list[Lines] = []
    for item in block.items:
        subject = f"{item['subject']}. " if "subject" in item else ""
        texts.append([(0, item["title"]), (1, subject + item["text"]), (2, item["about"])])
    return texts


def _lines_of(text: Lines) -> int:
    """Return how many lines a text takes on a slide."""
    return sum(math.ceil(len(line) / LETTERS[level]) for level, line in text)


def _pieces(grid: Grid) -> list[list[list[str]]]:
    """Return the rows of each slide of a table: as many as have room below its head."""
    letters = [share * TABLE_LETTERS - PADDING for share in grid.widths]
    pieces: list[list[list[str]]] = []
    used = TABLE_MM
    for row in grid.rows:
        needed = _height(row, letters)
        if used + needed > TABLE_MM:
            pieces.append([])
            used = _height(grid.titles, letters)
        pieces[-1].append(row)
        used += needed
    return pieces


def _height(row: list[str], letters: list[float]) -> float:
    """Return the height of a row of a table in millimetres; `letters` fit in a line of a cell."""
    lines = [
        math.ceil(min(len(cell), MOST_LETTERS) / max(1.0, most))
        for cell, most in zip(row, letters, strict=True)
    ]
    return max(ROW_MM, LINE_MM * max(lines) + 2)


def _fill(shape: Any, lines: Lines) -> None:
    frame = shape.text_frame
    for number, (level, text) in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text, paragraph.level = text, level


def _cell(cell: Any, text: str, kind: str, *, head: bool) -> None:
    cell.text = text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1].rstrip() + "…"
    cell.margin_top = cell.margin_bottom = Mm(0.9)
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.font.size, paragraph.font.bold = Pt(10), head
    if kind in NUMERIC:
        paragraph.alignment = 3


def _box(place: Any) -> tuple[int, int, int, int]:
    """Return where a placeholder stands, and remove it."""
    box = (place.left, place.top, place.width, place.height)
    _remove(place)
    return box


def _remove(place: Any) -> None:
    place._element.getparent().remove(place._element)


def _centred(drawing: Drawing, box: tuple[int, ...]) -> tuple[int, ...]:
    """Return left, top, width and height of a drawing as large as its box allows."""
    left, top, width, height = box
    fits = min(width / Mm(drawing.width_mm), height / Mm(drawing.height_mm))
    wide, high = (round(Mm(side) * fits) for side in (drawing.width_mm, drawing.height_mm))
    return left + (width - wide) // 2, top, wide, high


def _set_right_to_left(show: Any) -> None:
    """Let slides be read from the right: what stood at the left stands at the right."""
    for slide in show.slides:
        for shape in slide.shapes:
            left, top, width, height = shape.left, shape.top, shape.width, shape.height
            shape.left, shape.top = show.slide_width - left - width, top
            shape.width, shape.height = width, height
        for table in slide.element.iter(f"{DRAWING}tblPr"):
            table.set("rtl", "1")
        for paragraph in _paragraphs(slide):
            properties = paragraph.get_or_add_pPr()
            properties.set("rtl", "1")
            properties.set("algn", "l" if properties.get("algn") == "r" else "r")


def _paragraphs(slide: Any) -> Iterator[Any]:
    yield from slide.element.iter(f"{DRAWING}p")
    if slide.has_notes_slide:
        yield from slide.notes_slide.element.iter(f"{DRAWING}p")


# Charts that can be edited


SHAPES = {
    "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "line": XL_CHART_TYPE.LINE_MARKERS,
}


def _add_chart(slide: Any, native: NativeChart, box: tuple[int, ...], right_to_left: bool) -> Any:
    """Add a chart to a slide; return its shape."""
    make: Any = CategoryChartData  # The library states no types.
    data = make(number_format="0%" if native.percent else "General")
    data.categories = native.categories
    for name, values in native.series.items():
        data.add_series(name, values)
    shape = slide.shapes.add_chart(SHAPES[native.shape], *box, data)
    chart = shape.chart
    chart.font.size = Pt(11)
    chart.has_title = False
    chart.has_legend = len(native.series) > 1
    if chart.has_legend:
        chart.legend.position = XL_LEGEND_POSITION.BOTTOM
        chart.legend.include_in_layout = False
    _values(chart, native)
    lying = native.shape == "bar"
    chart.category_axis.reverse_order = lying or right_to_left  # The first is lowest otherwise.
    chart.value_axis.reverse_order = lying and right_to_left
    return shape


def _values(chart: Any, native: NativeChart) -> None:
    """Write the values on bars, which then need no axis; draw one for lines."""
    axis = chart.value_axis
    axis.has_major_gridlines = axis.visible = native.shape == "line"
    if native.percent:
        axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "0%", False
    if native.shape == "line":
        return
    axis.minimum_scale = 0
    values = [value or 0 for series in native.series.values() for value in series]
    if native.percent:  # Else the longest bar is a full one, whatever its percentage.
        axis.maximum_scale = max(1, *values)
    whole = all(float(value).is_integer() for value in values)
    plot = chart.plots[0]
    plot.gap_width, plot.has_data_labels = 80, True
    labels = plot.data_labels
    labels.font.size, labels.number_format_is_linked = Pt(10), False
    labels.number_format = "0%" if native.percent else "#,##0" if whole else "#,##0.##"
