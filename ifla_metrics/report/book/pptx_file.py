"""The report as slides: a title and one figure each; plain charts can be edited.

Runs in the composing process only.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pptx
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.util import Mm, Pt

from ifla_metrics.report.book import right_to_left
from ifla_metrics.report.book.office_zip import steady
from ifla_metrics.report.book.parts import (
    Book,
    Decisions,
    Drawings,
    Grid,
    Heading,
    KeyNumbers,
    Listing,
    NativeChart,
    Paragraph,
    Picture,
    Stories,
)

WIDE, HIGH = 338.67, 190.5
"""Millimetres of a 16:9 slide."""
EDGE, TOP, BOTTOM = 16.0, 44.0, 16.0
TITLE_ONLY, TITLE_SLIDE = 5, 0
"""Places of the layouts in the library's own template."""
FONT = "Arial"


def _colour(name: str) -> RGBColor:
    make: Any = RGBColor  # The library states no types.
    colour: RGBColor = make.from_string(name)
    return colour


INK, SOFT, ACCENT = (_colour(c) for c in ("1B1F24", "5A6470", "0B5A7A"))
SERIES = ("0B5A7A", "A9C8D6", "C5CDD5", "C59A22", "903242", "598564", "74142E", "8FA3AE", "D4D9DF")
"""Colours of a chart's series, dark to light in turn."""
SHAPES = {
    "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "stacked": XL_CHART_TYPE.BAR_STACKED,
    "line": XL_CHART_TYPE.LINE_MARKERS,
}
ROWS_A_SLIDE, ITEMS_A_SLIDE, COLUMNS_A_SLIDE = 9, 5, 6
LONGEST_CELL = 160


def written(book: Book, drawings: Drawings) -> bytes:
    """Return the report as PPTX.

    Args:
        book: The report.
        drawings: By figure id, of figures that are not plain, as PNG.
    """
    show = pptx.Presentation()
    show.slide_width, show.slide_height = Mm(WIDE), Mm(HIGH)
    day = datetime.fromisoformat(book.known_on)
    properties = show.core_properties
    properties.title, properties.subject = f"{book.title} · {book.subtitle}", book.facts
    properties.author = properties.last_modified_by = book.author
    properties.language = book.language
    properties.created = properties.modified = day
    _opening(show, book)
    section, before = book.title, ""
    for part in book.parts:
        if isinstance(part, Heading):
            section = part.text if part.level < 3 else section
        elif isinstance(part, Picture):
            _figure(show, part, drawings.get(part.key, ()), before)
            before = ""
        elif isinstance(part, Grid) and not part.small:
            _table(show, part)
        elif isinstance(part, KeyNumbers):
            _numbers(show, part, section)
        elif isinstance(part, Stories):
            told = [(s.title, s.change, s.about) for s in part.items]
            _texts(show, section, told)
        elif isinstance(part, Decisions):
            told = [(d.ask, f"{d.subject}. {d.why}", d.about) for d in part.items]
            _texts(show, section, told)
        elif isinstance(part, Listing):
            _texts(show, part.title, [(item, "", "") for item in part.items])
        elif isinstance(part, Paragraph) and part.style == "owner":
            before = f"{part.lead}: {part.text}"
        elif isinstance(part, Paragraph) and part.style == "body":
            _texts(show, section, [("", part.text, "")])
    if book.right_to_left:
        right_to_left.turn_slides(show)
    packed = io.BytesIO()
    show.save(packed)
    return steady(packed.getvalue(), day=book.known_on)


def _opening(show: Any, book: Book) -> None:
    slide = show.slides.add_slide(show.slide_layouts[TITLE_SLIDE])
    title, under = slide.shapes.title, slide.placeholders[1]
    _place(title, 28, 58, WIDE - 56, 40)
    _place(under, 28, 102, WIDE - 56, 40)
    _say(title.text_frame, book.title, 40, INK, bold=True)
    _say(under.text_frame, book.subtitle, 20, SOFT)
    _more(under.text_frame, book.facts, 14, SOFT)
    for frame in (title.text_frame, under.text_frame):
        for paragraph in frame.paragraphs:
            paragraph.alignment = 1
    title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM


def _slide(show: Any, title: str, subtitle: str = "", notes: str = "") -> Any:
    """Add a slide with its title as a title, so that a screen reader can find it."""
    slide = show.slides.add_slide(show.slide_layouts[TITLE_ONLY])
    _place(slide.shapes.title, EDGE, 9, WIDE - 2 * EDGE, 22)
    frame = slide.shapes.title.text_frame
    frame.auto_size = MSO_AUTO_SIZE.NONE
    frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    _say(frame, title, 24 if len(title) < 90 else 18, INK, bold=True)
    if subtitle:
        words = slide.shapes.add_textbox(Mm(EDGE), Mm(31), Mm(WIDE - 2 * EDGE), Mm(11))
        words.text_frame.word_wrap = True
        _say(words.text_frame, subtitle, 11 if len(subtitle) < 220 else 9, SOFT)
    if notes:
        slide.notes_slide.notes_text_frame.text = notes
    return slide


def _place(shape: Any, left: float, top: float, wide: float, high: float) -> None:
    shape.left, shape.top, shape.width, shape.height = Mm(left), Mm(top), Mm(wide), Mm(high)


def _say(frame: Any, words: str, size: float, colour: RGBColor, *, bold: bool = False) -> None:
    _write(frame.paragraphs[0], words, size, colour, bold=bold)


def _more(frame: Any, words: str, size: float, colour: RGBColor, *, bold: bool = False) -> Any:
    paragraph = frame.add_paragraph()
    _write(paragraph, words, size, colour, bold=bold)
    return paragraph


def _write(paragraph: Any, words: str, size: float, colour: RGBColor, *, bold: bool) -> None:
    paragraph.alignment = 1
    run = paragraph.add_run()
    run.text, run.font.size, run.font.bold = words, Pt(size), bold
    run.font.name, run.font.color.rgb = FONT, colour


def _figure(
    show: Any, part: Picture, drawn: Sequence[Mapping[str, Any]], before: str
) -> None:
    """Add the slide of a figure: a chart, or a slide for each drawing of it."""
    said = (before, f"{part.title}. {part.subtitle}", part.alt, part.source)
    notes = "\n\n".join(filter(None, said))
    room_wide, room_high = WIDE - 2 * EDGE, HIGH - TOP - BOTTOM
    if part.native is not None:
        slide = _slide(show, part.title, part.subtitle, notes)
        frame = slide.shapes.add_chart(
            SHAPES[part.native.shape], Mm(EDGE), Mm(TOP), Mm(room_wide), Mm(room_high),
            _data(part.native),
        )
        _dress(frame.chart, part.native)
        _describe(frame._element.nvGraphicFramePr.cNvPr, part)
        _foot(slide, part.source)
        return
    for drawing in drawn:
        slide = _slide(show, part.title, part.subtitle, notes)
        fits = min(room_wide / float(drawing["width"]), room_high / float(drawing["height"]))
        wide = float(drawing["width"]) * fits
        picture = slide.shapes.add_picture(
            io.BytesIO(base64.b64decode(drawing["png"])),
            Mm((WIDE - wide) / 2), Mm(TOP), width=Mm(wide),
        )
        _describe(picture._element.nvPicPr.cNvPr, part)
        _foot(slide, part.source)


def _describe(shape: Any, part: Picture) -> None:
    shape.set("descr", part.alt)
    shape.set("title", part.title)


def _foot(slide: Any, source: str) -> None:
    words = slide.shapes.add_textbox(Mm(EDGE), Mm(HIGH - 13), Mm(WIDE - 2 * EDGE), Mm(9))
    words.text_frame.word_wrap = True
    _say(words.text_frame, source, 8, SOFT)


def _data(chart: NativeChart) -> Any:
    make: Any = CategoryChartData  # The library states no types.
    data = make(number_format="0%" if chart.percent else "General")
    # Bars are listed from below; a reader reads from above.
    turned = chart.shape in {"bar", "stacked"}
    data.categories = [*reversed(chart.categories)] if turned else chart.categories
    for one in chart.series:
        data.add_series(one.name, [*reversed(one.values)] if turned else one.values)
    return data


def _dress(chart: Any, native: NativeChart) -> None:
    chart.font.size, chart.font.name = Pt(11), FONT
    chart.has_title = False
    chart.has_legend = len(native.series) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
        chart.legend.font.size = Pt(11)
    plot = chart.plots[0]
    plot.has_data_labels = native.shape != "line"
    if plot.has_data_labels:
        plot.data_labels.font.size = Pt(10)
        plot.data_labels.number_format_is_linked = False
        # A part of nothing has no label; a decimal only where the number has one.
        plot.data_labels.number_format = "0%" if native.percent else "#,##0.##;-#,##0.##;;"
        if all(float(v or 0).is_integer() for one in native.series for v in one.values):
            plot.data_labels.number_format = "#,##0;-#,##0;;" if not native.percent else "0%"
        plot.gap_width = 60
    for series, colour in zip(plot.series, _colours(len(native.series)), strict=True):
        target = series.format.line.color if native.shape == "line" else None
        if target is None:
            series.format.fill.solid()
            target = series.format.fill.fore_color
        target.rgb = _colour(colour)
        if native.shape == "stacked" and _dark(colour):
            series.data_labels.font.color.rgb = _colour("FFFFFF")
            series.data_labels.font.size = Pt(10)
            series.data_labels.show_value = True
            series.data_labels.number_format = "#,##0;-#,##0;;"
            series.data_labels.number_format_is_linked = False
    axis = chart.value_axis
    axis.has_major_gridlines = native.shape == "line"
    axis.format.line.fill.background()
    axis.tick_labels.font.size = Pt(10)
    if native.percent:
        axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "0%", False
    if native.shape != "line":
        axis.visible = False
        axis.minimum_scale = 0


def _colours(number: int) -> list[str]:
    return [SERIES[i % len(SERIES)] for i in range(number)]


def _dark(colour: str) -> bool:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (0, 2, 4))
    return 0.3 * red + 0.59 * green + 0.11 * blue < 140


def _table(show: Any, part: Grid) -> None:
    columns = range(min(COLUMNS_A_SLIDE, len(part.titles)))
    pieces = [
        part.rows[i : i + ROWS_A_SLIDE] for i in range(0, len(part.rows), ROWS_A_SLIDE)
    ] or [[]]
    for number, rows in enumerate(pieces, start=1):
        title = part.title if len(pieces) == 1 else f"{part.title} ({number}/{len(pieces)})"
        notes = f"{part.title}. {part.subtitle}\n\n{part.source}"
        slide = _slide(show, title, part.subtitle, notes)
        frame = slide.shapes.add_table(
            1 + len(rows), len(columns), Mm(EDGE), Mm(TOP), Mm(WIDE - 2 * EDGE),
            Mm(8 * (1 + len(rows))),
        )
        frame._element.nvGraphicFramePr.cNvPr.set("descr", part.title)
        table = frame.table
        for place, cells in enumerate([part.titles, *rows]):
            for i in columns:
                _cell(table.cell(place, i), cells[i], head=place == 0, kind=part.kinds[i])
        for i, width in zip(columns, _widths(part, rows, len(columns)), strict=True):
            table.columns[i].width = Mm(width)
        _foot(slide, part.source)


def _widths(part: Grid, rows: list[list[str]], columns: int) -> list[float]:
    weights = []
    for i in range(columns):
        cells = [part.titles[i], *(row[i] for row in rows)]
        weights.append(max(2.6, (sum(min(len(c), 90) for c in cells) / len(cells)) ** 0.55))
    return [(WIDE - 2 * EDGE) * w / sum(weights) for w in weights]


def _cell(cell: Any, words: str, *, head: bool, kind: str) -> None:
    short = words if len(words) <= LONGEST_CELL else words[: LONGEST_CELL - 1].rstrip() + "…"
    cell.margin_top = cell.margin_bottom = Mm(0.9)
    cell.fill.solid()
    cell.fill.fore_color.rgb = _colour("E7EAEE" if head else "FFFFFF")
    _write(cell.text_frame.paragraphs[0], short, 10, SOFT if head else INK, bold=head)
    if kind in {"number", "percent", "year"}:
        cell.text_frame.paragraphs[0].alignment = 3


def _numbers(show: Any, part: KeyNumbers, section: str) -> None:
    slide = _slide(show, section)
    wide, high = (WIDE - 2 * EDGE) / 3, (HIGH - TOP - BOTTOM) / 2
    for place, item in enumerate(part.items[:6]):
        box = slide.shapes.add_textbox(
            Mm(EDGE + place % 3 * wide), Mm(TOP + place // 3 * high), Mm(wide - 6), Mm(high - 6)
        )
        box.text_frame.word_wrap = True
        _say(box.text_frame, item.value, 36, ACCENT, bold=True)
        _more(box.text_frame, item.label, 16, INK, bold=True)
        _more(box.text_frame, item.note, 12, SOFT)


def _texts(show: Any, title: str, told: list[tuple[str, str, str]]) -> None:
    """Add slides of short texts: each with a bold line, its words, a small line."""
    pieces = [told[i : i + ITEMS_A_SLIDE] for i in range(0, len(told), ITEMS_A_SLIDE)]
    for number, items in enumerate(pieces, start=1):
        slide = _slide(show, title if len(pieces) == 1 else f"{title} ({number}/{len(pieces)})")
        box = slide.shapes.add_textbox(
            Mm(EDGE), Mm(TOP - 8), Mm(WIDE - 2 * EDGE), Mm(HIGH - TOP - BOTTOM + 8)
        )
        frame = box.text_frame
        frame.word_wrap = True
        first = True
        for bold, words, small in items:
            for text, size, colour, strong in (
                (bold, 15, INK, True), (words, 13, INK, False), (small, 10, SOFT, False),
            ):
                if not text:
                    continue
                paragraph = frame.paragraphs[0] if first else frame.add_paragraph()
                first = False
                _write(paragraph, text, size, colour, bold=strong)
                if text == small or not (words or small):
                    paragraph.space_after = Pt(9)
