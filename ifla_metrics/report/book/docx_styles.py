"""What a Word file is before its first word: page, styles, language, properties, running lines.

Runs in the composing process only.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from ifla_metrics.report.book import docx_xml as xml

if TYPE_CHECKING:
    from docx.document import Document

    from ifla_metrics.report.book.book import Book

LANGUAGES = {"en": "en-GB", "fr": "fr-FR", "ar": "ar-SA", "es": "es-ES", "de": "de-DE"}
INK, SOFT, ACCENT = (RGBColor.from_string(c) for c in ("1B1F24", "5A6470", "0B5A7A"))
MEASURE = 175.0
"""Millimetres of text on a line."""
FONT = "Arial"
"""Not the font of print: an editor's machine has to have it, and this one is everywhere."""
SOURCE, LEDE, NOTE, CELL = "Source", "Lede", "Note", "Table text"
"""Styles of ours beside those of Word."""


def prepare(document: Document, book: Book) -> None:
    """Set page, styles, language, properties, header and footer."""
    language = LANGUAGES.get(book.language, book.language)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm((210 - MEASURE) / 2)
    section.top_margin, section.bottom_margin = Mm(21), Mm(19)
    xml.speak(document, language)
    xml.add_table_style(document)
    sizes: tuple[tuple[str, float, RGBColor, bool], ...] = (
        ("Normal", 10, INK, False),
        ("Title", 22, INK, True),
        ("Subtitle", 12, SOFT, False),
        ("Heading 1", 15, INK, True),
        ("Heading 2", 12, ACCENT, True),
        ("Heading 3", 10, INK, True),
        ("Caption", 10, INK, False),
    )
    for name, size, colour, bold in sizes:
        _style(document.styles[name], size, colour, bold=bold)
    own: tuple[tuple[str, float, RGBColor, float], ...] = (
        (SOURCE, 7, SOFT, 14),
        (LEDE, 11, INK, 8),
        (NOTE, 8.5, SOFT, 6),
        (CELL, 8, INK, 1.5),
    )
    for name, size, colour, after in own:
        made: Any = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = document.styles["Normal"]
        made.quick_style = True
        _style(made, size, colour, bold=False)
        made.paragraph_format.space_after = Pt(after)
        made.paragraph_format.space_before = Pt(1.5 if name == CELL else 2)
        made.paragraph_format.line_spacing = 1.0
        made.paragraph_format.keep_with_next = name == LEDE
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
    label = book.words.demonstration if book.demonstration else ""
    head.text = " · ".join(filter(None, (label, book.title, book.subtitle)))
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
