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
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Mm, Pt

from ifla_metrics.report.book import pptx_chart, pptx_table, right_to_left
from ifla_metrics.report.book.book import Book
from ifla_metrics.report.book.office_zip import steady
from ifla_metrics.report.book.parts import (
    Decisions,
    Drawings,
    Grid,
    Heading,
    KeyNumbers,
    Listing,
    Paragraph,
    Picture,
    Stories,
)
from ifla_metrics.report.book.pptx_slide import (
    ACCENT,
    BOTTOM,
    EDGE,
    HIGH,
    INK,
    SOFT,
    TOP,
    WIDE,
    even,
    foot,
    mark,
    more,
    new_slide,
    place,
    say,
    write,
)

TITLE_SLIDE = 0
"""The place of the layout in the library's own template."""
ITEMS_A_SLIDE, LINES_A_SLIDE = 5, 12
"""Short texts on a slide, and how many when each is a line."""


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
    said: list[str] = []
    for part in book.parts:
        if isinstance(part, Paragraph) and part.style == "body":
            said.append(part.text)
            continue
        _texts(show, section, [("", words, "") for words in said])
        said = []
        if isinstance(part, Heading):
            section = part.text if part.level < 3 else section
        elif isinstance(part, Picture):
            _figure(show, part, drawings.get(part.key, ()), before)
            before = ""
        elif isinstance(part, Grid) and not part.small:
            pptx_table.add_table(show, part)
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
            before = f"{book.words.led(part.lead)} {part.text}"
    _texts(show, section, [("", words, "") for words in said])
    if book.demonstration:
        for slide in show.slides:
            mark(slide, book.words.demonstration)
    if book.right_to_left:
        right_to_left.turn_slides(show)
    packed = io.BytesIO()
    show.save(packed)
    return steady(packed.getvalue(), day=book.known_on)


def _opening(show: Any, book: Book) -> None:
    slide = show.slides.add_slide(show.slide_layouts[TITLE_SLIDE])
    title, under = slide.shapes.title, slide.placeholders[1]
    place(title, 28, 58, WIDE - 56, 40)
    place(under, 28, 102, WIDE - 56, 40)
    say(title.text_frame, book.title, 40, INK, bold=True)
    say(under.text_frame, book.subtitle, 20, SOFT)
    more(under.text_frame, book.facts, 14, SOFT)
    if book.demonstration:
        more(under.text_frame, book.demonstration, 14, INK, bold=True)
    for frame in (title.text_frame, under.text_frame):
        for paragraph in frame.paragraphs:
            paragraph.alignment = 1
    title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM


def _figure(show: Any, part: Picture, drawn: Sequence[Mapping[str, Any]], before: str) -> None:
    """Add the slide of a figure: a chart, or a slide for each drawing of it."""
    said = (before, f"{part.title}. {part.subtitle}", part.alt, part.source)
    notes = "\n\n".join(filter(None, said))
    room_wide, room_high = WIDE - 2 * EDGE, HIGH - TOP - BOTTOM
    if part.native is not None:
        slide = new_slide(show, part.title, part.native.subtitle, notes)
        frame = slide.shapes.add_chart(
            pptx_chart.SHAPES[part.native.shape],
            Mm(EDGE),
            Mm(TOP),
            Mm(room_wide),
            Mm(room_high),
            pptx_chart.data(part.native),
        )
        pptx_chart.dress(frame.chart, part.native)
        _describe(frame._element.nvGraphicFramePr.cNvPr, part)
        foot(slide, part.source)
        return
    for drawing in drawn:
        slide = new_slide(show, part.title, part.subtitle, notes)
        fits = min(room_wide / float(drawing["width"]), room_high / float(drawing["height"]))
        wide = float(drawing["width"]) * fits
        picture = slide.shapes.add_picture(
            io.BytesIO(base64.b64decode(drawing["png"])),
            Mm((WIDE - wide) / 2),
            Mm(TOP),
            width=Mm(wide),
        )
        _describe(picture._element.nvPicPr.cNvPr, part)
        foot(slide, part.source)


def _describe(shape: Any, part: Picture) -> None:
    shape.set("descr", part.alt)
    shape.set("title", part.title)


def _numbers(show: Any, part: KeyNumbers, section: str) -> None:
    slide = new_slide(show, section)
    wide, high = (WIDE - 2 * EDGE) / 3, (HIGH - TOP - BOTTOM) / 2
    for number, item in enumerate(part.items[:6]):
        box = slide.shapes.add_textbox(
            Mm(EDGE + number % 3 * wide), Mm(TOP + number // 3 * high), Mm(wide - 6), Mm(high - 6)
        )
        box.text_frame.word_wrap = True
        say(box.text_frame, item.value, 36, ACCENT, bold=True)
        more(box.text_frame, item.label, 16, INK, bold=True)
        more(box.text_frame, item.note, 12, SOFT)


def _texts(show: Any, title: str, told: list[tuple[str, str, str]]) -> None:
    """Add slides of short texts: each with a bold line, its words, a small line."""
    lines = not any(words or small for _, words, small in told)
    pieces = even(told, most=LINES_A_SLIDE if lines else ITEMS_A_SLIDE)
    for number, items in enumerate(pieces, start=1):
        slide = new_slide(show, title if len(pieces) == 1 else f"{title} ({number}/{len(pieces)})")
        box = slide.shapes.add_textbox(
            Mm(EDGE), Mm(TOP - 8), Mm(WIDE - 2 * EDGE), Mm(HIGH - TOP - BOTTOM + 8)
        )
        frame = box.text_frame
        frame.word_wrap = True
        first = True
        for bold, words, small in items:
            for text, size, colour, strong in (
                (bold, 15, INK, True),
                (words, 13, INK, False),
                (small, 10, SOFT, False),
            ):
                if not text:
                    continue
                paragraph = frame.paragraphs[0] if first else frame.add_paragraph()
                first = False
                write(paragraph, text, size, colour, bold=strong)
                if text == small or not (words or small):
                    paragraph.space_after = Pt(9)
