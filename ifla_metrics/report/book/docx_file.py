"""The report as a Word file that an editor goes on with: styles, captions, fields, native tables.

Runs in the composing process only.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from ifla_metrics.report.book import docx_xml as xml
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
    Paragraph,
    Part,
    Picture,
    Stories,
)

LANGUAGES = {"en": "en-GB", "fr": "fr-FR", "ar": "ar-SA", "es": "es-ES", "de": "de-DE"}
INK, SOFT, ACCENT = (RGBColor.from_string(c) for c in ("1B1F24", "5A6470", "0B5A7A"))
MEASURE = 175.0
"""Millimetres of text on a line."""
TALLEST = 200.0
SHORT_OF_PAGES = 0.7
"""How large figures are in a report that may have only so many pages."""
NUMERIC = frozenset({"number", "percent", "year"})
FONT = "Arial"
"""Not the font of print: an editor's machine has to have it, and this one is everywhere."""
SOURCE, LEDE, NOTE, CELL = "Source", "Lede", "Note", "Table text"
"""Styles of ours beside those of Word."""


def written(book: Book, drawings: Drawings) -> bytes:
    """Return the report as DOCX.

    Args:
        book: The report.
        drawings: By figure id, as PNG.
    """
    document = docx.Document()
    _prepare(document, book)
    document.add_paragraph(book.title, style="Title")
    document.add_paragraph(book.subtitle, style="Subtitle")
    document.add_paragraph(book.facts, style=NOTE)
    if book.contents:
        _contents(document, book)
    for part in book.parts:
        _add(document, part, book, drawings)
    if book.right_to_left:
        right_to_left.turn_document(document)
    packed = io.BytesIO()
    document.save(packed)
    return steady(packed.getvalue(), day=book.known_on)


def _prepare(document: Document, book: Book) -> None:
    """Set page, styles, language, properties, header and footer."""
    language = LANGUAGES.get(book.language, book.language)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm((210 - MEASURE) / 2)
    section.top_margin, section.bottom_margin = Mm(21), Mm(19)
    xml.speak(document, language)
    xml.add_table_style(document)
    sizes: tuple[tuple[str, float, RGBColor, bool], ...] = (
        ("Normal", 10, INK, False), ("Title", 22, INK, True), ("Subtitle", 12, SOFT, False),
        ("Heading 1", 15, INK, True), ("Heading 2", 12, ACCENT, True),
        ("Heading 3", 10, INK, True), ("Caption", 10, INK, False),
    )  # fmt: skip
    for name, size, colour, bold in sizes:
        _style(document.styles[name], size, colour, bold=bold)
    own: tuple[tuple[str, float, RGBColor, float], ...] = (
        (SOURCE, 7, SOFT, 14), (LEDE, 11, INK, 8), (NOTE, 8.5, SOFT, 6), (CELL, 8, INK, 1.5),
    )
    for name, size, colour, after in own:
        made: Any = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = document.styles["Normal"]
        made.quick_style = True
        _style(made, size, colour, bold=False)
        made.paragraph_format.space_after = Pt(after)
        made.paragraph_format.space_before = Pt(1.5 if name == CELL else 2)
        made.paragraph_format.line_spacing = 1.0
    normal: Any = document.styles["Normal"]
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.1
    caption: Any = document.styles["Caption"]
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.space_before = Pt(10)
    properties = document.core_properties
    day = datetime.fromisoformat(book.known_on)
    properties.title, properties.subject = f"{book.title} · {book.subtitle}", book.facts
    properties.author = properties.last_modified_by = book.author
    properties.language, properties.comments = language, ""
    properties.created = properties.modified = day
    _running(section, book)


def _style(style: Any, size: float, colour: RGBColor, *, bold: bool) -> None:
    style.font.name, style.font.size = FONT, Pt(size)
    style.font.color.rgb, style.font.bold, style.font.italic = colour, bold, False
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in [n for n in fonts.attrib if "Theme" in n]:
        del fonts.attrib[name]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
    borders = style.element.find(f"{qn('w:pPr')}/{qn('w:pBdr')}")
    if borders is not None:
        borders.getparent().remove(borders)


def _running(section: Any, book: Book) -> None:
    head = section.header.paragraphs[0]
    head.text = f"{book.title} · {book.subtitle}"
    head.style.font.size, head.style.font.color.rgb = Pt(8), SOFT
    foot = section.footer.paragraphs[0]
    foot.style.font.size, foot.style.font.color.rgb = Pt(8), SOFT
    before, _, rest = book.words.page.partition("{n}")
    between, _, after = rest.partition("{all}")
    foot.add_run(before)
    xml.field(foot, "PAGE", "1")
    foot.add_run(between)
    xml.field(foot, "NUMPAGES", "1")
    foot.add_run(after)
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _contents(document: Document, book: Book) -> None:
    """Add the field of contents, filled with the headings until a program adds the pages."""
    title = document.add_paragraph(book.words.contents, style=LEDE)
    title.runs[0].bold = True
    told = [p for p in book.parts if isinstance(p, Heading) and p.level <= 2]
    place = document.add_paragraph()
    xml.field(place, 'TOC \\o "1-2" \\h \\z \\u', "", dirty=True)
    end = place.runs[-1]._r
    for number, heading in enumerate(told):
        run = place.add_run(("    " if heading.level == 2 else "") + heading.text)
        if number < len(told) - 1:
            run.add_break()
        end.addprevious(run._r)


def _add(document: Document, part: Part, book: Book, drawings: Drawings) -> None:
    if isinstance(part, Heading):
        heading = document.add_heading(part.text, level=part.level)
        heading.paragraph_format.page_break_before = part.new_page
    elif isinstance(part, Paragraph):
        styles = {"lede": LEDE, "note": NOTE}
        paragraph = document.add_paragraph(style=styles.get(part.style, "Normal"))
        if part.lead:
            paragraph.add_run(f"{part.lead}: ").bold = True
        paragraph.add_run(part.text)
        paragraph.paragraph_format.keep_with_next = part.style == "owner"
    elif isinstance(part, Listing):
        document.add_paragraph(part.title).runs[0].bold = True
        for item in part.items:
            line = document.add_paragraph(item, style="List Bullet")
            line.paragraph_format.space_after = Pt(1)
    elif isinstance(part, Picture):
        _picture(document, part, book, drawings[part.key])
    elif isinstance(part, Grid):
        _grid(document, part, book)
    elif isinstance(part, KeyNumbers):
        _key_numbers(document, part)
    elif isinstance(part, Stories):
        _stories(document, part, book)
    else:
        _decisions(document, part)


def _caption(document: Document, part: Picture | Grid, label: str, series: str) -> None:
    caption = document.add_paragraph(style="Caption")
    caption.add_run(f"{label} ").bold = True
    xml.field(caption, f"SEQ {series} \\* ARABIC", str(part.number))
    caption.add_run(". ").bold = True
    caption.add_run(part.title).bold = True
    if part.subtitle:
        caption.add_run().add_break(WD_BREAK.LINE)
        under = caption.add_run(part.subtitle)
        under.font.size, under.font.color.rgb = Pt(8), SOFT


def _picture(
    document: Document, part: Picture, book: Book, drawn: Sequence[Mapping[str, Any]]
) -> None:
    _caption(document, part, book.words.figure, "Figure")
    for drawing in drawn:
        wide, high = float(drawing["width"]), float(drawing["height"])
        fits = min(SHORT_OF_PAGES if book.pages else 1.0, MEASURE / wide, TALLEST / high)
        place = document.add_paragraph()
        place.paragraph_format.keep_with_next = True
        picture = place.add_run().add_picture(
            io.BytesIO(base64.b64decode(drawing["png"])), width=Mm(wide * fits)
        )
        xml.describe(picture, title=part.title, words=part.alt)
    document.add_paragraph(part.source, style=SOURCE)


def _grid(document: Document, part: Grid, book: Book) -> None:
    _caption(document, part, book.words.table, "Table")
    table = document.add_table(rows=1 + len(part.rows), cols=len(part.titles))
    table.style = document.styles[xml.TABLE_STYLE]
    table.autofit = False
    for column, width in zip(table.columns, _widths(part), strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    for row, cells in zip(table.rows, [part.titles, *part.rows], strict=True):
        for cell, words, kind in zip(row.cells, cells, part.kinds, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.style = document.styles[CELL]
            paragraph.add_run(words)
            if kind in NUMERIC:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    xml.header_row(table)
    xml.name_table(table, title=part.title, words=part.subtitle)
    if part.more:
        document.add_paragraph(part.more, style=NOTE)
    document.add_paragraph(part.source, style=SOURCE)


def _widths(part: Grid) -> list[float]:
    """Return millimetres for each column: short cells whole, the rest shared by what they hold."""
    columns = [*zip(part.titles, *part.rows, strict=True)]
    longest = [max(len(cell) for cell in cells[1:] or cells) for cells in columns]
    word = [max(len(w) for w in cells[0].split() or [""]) for cells in columns]
    least = [
        1.75 * max(long if kind != "text" or long <= 14 else 10, head) + 3
        for long, head, kind in zip(longest, word, part.kinds, strict=True)
    ]
    wishes = [
        (sum(map(len, cells)) / len(cells)) ** 0.5 if kind == "text" and long > 14 else 0.0
        for cells, long, kind in zip(columns, longest, part.kinds, strict=True)
    ]
    wishes = wishes if any(wishes) else [1.0] * len(columns)
    room = max(0.0, MEASURE - sum(least))
    shared = [a + room * w / sum(wishes) for a, w in zip(least, wishes, strict=True)]
    return [width * MEASURE / sum(shared) for width in shared]


def _key_numbers(document: Document, part: KeyNumbers) -> None:
    for item in part.items:
        paragraph = document.add_paragraph()
        value = paragraph.add_run(item.value)
        value.bold, value.font.size, value.font.color.rgb = True, Pt(12), ACCENT
        paragraph.paragraph_format.space_after, paragraph.paragraph_format.line_spacing = Pt(0), 1.0
        paragraph.add_run(f" {item.label}").bold = True
        if item.note:
            note = paragraph.add_run(f", {item.note}")
            note.font.color.rgb = SOFT


def _stories(document: Document, part: Stories, book: Book) -> None:
    for story in part.items:
        title = document.add_paragraph()
        title.add_run(story.title).bold = True
        title.paragraph_format.keep_with_next = True
        about = document.add_paragraph(story.about, style=NOTE)
        about.paragraph_format.keep_with_next = True
        title.paragraph_format.space_after = Pt(0)
        document.add_paragraph(story.change)
        if story.for_whom:
            document.add_paragraph(f"{book.words.for_whom}: {story.for_whom}", style=NOTE)
        if story.source:
            document.add_paragraph(f"{book.words.source}: {story.source}", style=SOURCE)


def _decisions(document: Document, part: Decisions) -> None:
    for item in part.items:
        asked = document.add_paragraph(style="List Number")
        asked.add_run(item.ask).bold = True
        asked.paragraph_format.keep_with_next = True
        asked.paragraph_format.space_after = Pt(1)
        why = document.add_paragraph()
        why.paragraph_format.space_after = Pt(1)
        why.paragraph_format.left_indent = Mm(6.4)
        subject = why.add_run(f"{item.subject}. ")
        subject.font.color.rgb = ACCENT
        why.add_run(item.why)
        about = document.add_paragraph(item.about, style=NOTE)
        about.paragraph_format.left_indent = Mm(6.4)
        about.paragraph_format.space_after = Pt(8)
