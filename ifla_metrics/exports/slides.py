"""Write a report as slides, with the layouts of `data/reports/slides.pptx`.

Simple charts are editable PowerPoint charts; all others are pictures. The layouts determine
positions and fonts, so an editor can change them in PowerPoint.
"""

import copy
import io
import math
from textwrap import wrap
from typing import Any

import pptx
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.util import Mm, Pt

from ifla_metrics.exports import document as doc
from ifla_metrics.settings import DATA

TEMPLATE = DATA / "reports" / "slides.pptx"
TITLE, BODY, SUBTITLE, SOURCE, NUMBER, DEMONSTRATION = 0, 1, 2, 11, 12, 13
"""Indexes of the placeholders in the layouts."""
LONG_TITLE, LONG_SUBTITLE = 120, 300
"""Characters from which a title, or a subtitle with a remark, has a smaller font."""
LINES, LINE_CHARACTERS = 17, (85, 105, 140)
"""Lines of text on one slide, and characters of a line by level."""
MAX_TEXT = 1_200
"""Characters of a text on one slide; a longer one continues on the next."""
ROWS, CELL_LINES, TABLE_CHARACTERS = 8, 2.5, 150
"""Rows of a table on one slide, lines of a cell, and characters of a line across the table."""
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
Lines = list[tuple[int, str]]
"""Lines of text on a slide, each with its level: 0 title, 1 text, 2 details."""
SHAPES = {
    "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "line": XL_CHART_TYPE.LINE_MARKERS,
}


def write(document: doc.Document) -> bytes:
    """Return the document as PPTX. The drawings must be PNG; native charts need none."""
    presentation = pptx.Presentation(str(TEMPLATE))
    _Writer(presentation, document).write()
    doc.set_properties(presentation.core_properties, document, document.language)
    if document.right_to_left:
        _set_right_to_left(presentation)
    file = io.BytesIO()
    presentation.save(file)
    return file.getvalue()


class _Writer:
    """Adds the blocks of a document to a presentation."""

    def __init__(self, presentation: Any, document: doc.Document) -> None:
        self._presentation, self._document = presentation, document
        self._layouts = {layout.name: layout for layout in presentation.slide_layouts}
        self._section = document.title
        self._lines: Lines = []  # Of the last slide, if it is a slide of texts.

    def write(self) -> None:
        """Add all slides."""
        d = self._document
        slide = self._slide("Report title", d.title)
        facts = enumerate((d.subtitle, d.facts, d.demonstration))
        _fill(slide.placeholders[BODY], [(level, text) for level, text in facts if text])
        owner = ""
        for block in d.blocks:
            match block:
                case doc.Heading():
                    self._section, self._lines = block.text, []
                case doc.Text(style="owner"):
                    owner = f"{block.lead} {block.text} "
                case doc.Text(style="body" | "lede" | "note"):
                    for part in wrap(block.text, MAX_TEXT):
                        self._add_text([(1, part)])
                case doc.Items():
                    for lines in _item_texts(block):
                        self._add_text(lines)
                case doc.Picture():
                    self._figure(block, owner)
                    owner = ""
                case doc.Grid():
                    self._table(block)

    def _add_text(self, lines: Lines) -> None:
        """Add a text to the last slide, or to a new one if it does not fit there."""
        if not self._lines or _count_lines(self._lines + lines) > LINES:
            self._body = self._slide("Text", self._section).placeholders[BODY]
        _fill(self._body, lines)
        self._lines += lines

    def _slide(self, layout: str, title: str, source: str = "") -> Any:
        """Add a slide with title, source and slide number; remove empty placeholders."""
        slide, self._lines = self._presentation.slides.add_slide(self._layouts[layout]), []
        slide.shapes.title.text_frame.text = title
        if len(title) > LONG_TITLE:
            slide.shapes.title.text_frame.paragraphs[0].font.size = Pt(18)
        for placeholder in self._layouts[layout].placeholders:
            # python-pptx does not copy the layout's footer to a new slide.
            if placeholder.placeholder_format.idx in (SOURCE, NUMBER):
                element = copy.deepcopy(placeholder._element)
                element.nvSpPr.cNvPr.set("id", str(slide.shapes._next_shape_id))
                slide.shapes._spTree.append(element)
        placeholders = {shape.placeholder_format.idx: shape for shape in slide.placeholders}
        mark = self._document.words["demonstration"] if self._document.demonstration else ""
        for index, text in ((SOURCE, source), (DEMONSTRATION, mark)):
            placeholders[index].text_frame.text = text
            if not text:
                _remove(placeholders[index])
        return slide

    def _figure(self, picture: doc.Picture, owner: str) -> None:
        """Add a slide with the figure as a native chart, or a slide per drawing.

        The remark of the owner is above the figure.
        """
        subtitle = owner + (picture.chart or picture).subtitle
        parts: Any = [picture.chart] if picture.chart else picture.drawings
        for number, part in enumerate(parts, start=1):
            title = _numbered(picture.title, number, len(parts))
            slide, box = self._figure_slide(picture, title, subtitle)
            if isinstance(part, bytes):
                shape = slide.shapes.add_picture(io.BytesIO(part), *box[:3])
            else:
                shape = _add_chart(slide, part, box, self._document.right_to_left)
            shape._element._nvXxPr.cNvPr.set("descr", picture.alt)

    def _figure_slide(
        self, block: doc.Picture | doc.Grid, title: str, subtitle: str
    ) -> tuple[Any, tuple[int, ...]]:
        """Add a slide with the layout "Figure"; return it and the box for its content."""
        slide = self._slide("Figure", title, block.source)
        _fill(slide.placeholders[SUBTITLE], [(0, subtitle)])
        if len(subtitle) > LONG_SUBTITLE:
            slide.placeholders[SUBTITLE].text_frame.paragraphs[0].font.size = Pt(8)
        body = slide.placeholders[BODY]
        box = (body.left, body.top, body.width, body.height)
        _remove(body)
        return slide, box

    def _table(self, grid: doc.Grid) -> None:
        """Add the slides of a table, each with a header row."""
        subtitle = f"{grid.subtitle} {grid.more}".strip()
        count = math.ceil(len(grid.rows) / math.ceil(len(grid.rows) / ROWS))
        parts = [grid.rows[first : first + count] for first in range(0, len(grid.rows), count)]
        lengths = [round(CELL_LINES * TABLE_CHARACTERS * share) for share in grid.widths]
        for number, rows in enumerate(parts, start=1):
            title = _numbered(grid.title, number, len(parts))
            slide, (left, top, width, _height) = self._figure_slide(grid, title, subtitle)
            size = 1 + len(rows), len(grid.titles)
            pairs = (pair for row in rows for pair in zip(row, lengths, strict=True))
            # Rows of at most two lines fit in 14 points, others in 10.
            font = 14 if all(1.4 * CELL_LINES * len(text) <= 2 * n for text, n in pairs) else 10
            shape = slide.shapes.add_table(*size, left, top, width, Mm(8) * size[0])
            shape._element._nvXxPr.cNvPr.set("descr", grid.title)
            for i, row in enumerate((grid.titles, *rows)):
                for j, text in enumerate(row):
                    cut = text if len(text) <= lengths[j] else text[: lengths[j]] + "…"
                    _fill_cell(shape.table.cell(i, j), cut, grid.kinds[j], font, is_header=i == 0)
            for column, share in zip(shape.table.columns, grid.widths, strict=True):
                column.width = round(width * share)


def _numbered(title: str, number: int, count: int) -> str:
    return f"{title} ({number}/{count})" if count > 1 else title


def _item_texts(block: doc.Items) -> list[Lines]:
    """Return the lines of each item; key numbers are one text together."""
    if block.kind == "key_numbers":
        pairs = [((0, f"{i['value']} {i['label']}"), (2, i["note"])) for i in block.items]
        return [[line for pair in pairs for line in pair]]
    texts: list[Lines] = []
    for item in block.items:
        subject = f"{item['subject']}. " if "subject" in item else ""
        first, *rest = wrap(subject + item["text"], MAX_TEXT) or [""]
        texts += [[(0, item["title"]), (1, first)], *([(1, part)] for part in rest)]
        texts[-1].append((2, item["about"]))
    return texts


def _count_lines(lines: Lines) -> int:
    """Return how many lines a text takes on a slide once it is wrapped."""
    return sum(math.ceil(len(text) / LINE_CHARACTERS[level]) for level, text in lines)


def _fill(shape: Any, lines: Lines) -> None:
    """Add lines to the text of a shape."""
    frame = shape.text_frame
    for level, text in lines:
        paragraph = frame.add_paragraph() if frame.text else frame.paragraphs[0]
        paragraph.text, paragraph.level = text, level


def _fill_cell(cell: Any, text: str, kind: str, font: int, *, is_header: bool) -> None:
    cell.text = text
    cell.margin_top = cell.margin_bottom = Mm(0.9)
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.font.size, paragraph.font.bold = Pt(font), is_header
    if kind in doc.NUMERIC:
        paragraph.alignment = 3


def _remove(shape: Any) -> None:
    shape._element.getparent().remove(shape._element)


def _set_right_to_left(presentation: Any) -> None:
    """Mirror the positions of all shapes and set the text direction."""
    for slide in presentation.slides:
        for shape in slide.shapes:
            left, top, width, height = shape.left, shape.top, shape.width, shape.height
            # A placeholder must set all four, or it loses those inherited from the layout.
            shape.left, shape.top = presentation.slide_width - left - width, top
            shape.width, shape.height = width, height
        for table in slide.element.iter(f"{DRAWING}tblPr"):
            table.set("rtl", "1")
        for paragraph in slide.element.iter(f"{DRAWING}p"):
            properties = paragraph.get_or_add_pPr()
            properties.set("rtl", "1")
            properties.set("algn", "l" if properties.get("algn") == "r" else "r")


def _add_chart(
    slide: Any, native: doc.NativeChart, box: tuple[int, ...], right_to_left: bool
) -> Any:
    """Add a chart to a slide; return its shape."""
    untyped: Any = CategoryChartData
    data = untyped(number_format=native.number_format)
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
    _format_values(chart, native)
    horizontal = native.shape == "bar"
    # PowerPoint draws the first horizontal bar at the bottom.
    chart.category_axis.reverse_order = horizontal or right_to_left
    chart.value_axis.reverse_order = horizontal and right_to_left
    return shape


def _format_values(chart: Any, native: doc.NativeChart) -> None:
    """Label bars with their values and hide the value axis; show the axis for lines."""
    axis = chart.value_axis
    axis.has_major_gridlines = axis.visible = native.shape == "line"
    if native.shape == "line":
        return
    axis.minimum_scale = 0
    if "%" in native.number_format:  # Otherwise the longest bar would fill the axis.
        values = [value or 0 for series in native.series.values() for value in series]
        axis.maximum_scale = max(1, *values)
    plot = chart.plots[0]
    plot.gap_width, plot.has_data_labels = 80, True
    plot.data_labels.font.size = Pt(10)
