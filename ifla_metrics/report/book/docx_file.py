"""The report as a Word file that an editor goes on with: styles, captions, fields, native tables.

Runs in the composing process only.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import docx
from docx.document import Document
from docx.shared import Mm, Pt

from ifla_metrics.report.book import docx_xml as xml
from ifla_metrics.report.book import right_to_left
from ifla_metrics.report.book.book import Book
from ifla_metrics.report.book.docx_figures import add_figure, add_side_by_side, add_table
from ifla_metrics.report.book.docx_styles import ACCENT, LEDE, NOTE, SOFT, SOURCE, prepare
from ifla_metrics.report.book.office_zip import steady
from ifla_metrics.report.book.parts import (
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


def written(book: Book, drawings: Drawings) -> bytes:
    """Return the report as DOCX.

    Args:
        book: The report.
        drawings: By figure id, as PNG.
    """
    document = docx.Document()
    prepare(document, book)
    document.add_paragraph(book.title, style="Title")
    document.add_paragraph(book.subtitle, style="Subtitle")
    document.add_paragraph(book.facts, style=NOTE)
    if book.demonstration:
        document.add_paragraph(style=NOTE).add_run(book.demonstration).bold = True
    if book.contents:
        _contents(document, book)
    parts = [*book.parts]
    while parts:
        if len(pair := _pair(parts[:2], drawings)) == 2:
            add_side_by_side(document, pair, book, [drawings[one.key] for one in pair])
            del parts[:2]
        else:
            _add(document, parts.pop(0), book, drawings)
    if book.right_to_left:
        right_to_left.turn_document(document)
    packed = io.BytesIO()
    document.save(packed)
    return steady(packed.getvalue(), day=book.known_on)


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


def _pair(parts: Sequence[Part], drawings: Drawings) -> list[Picture]:
    """Return those of two parts that may stand side by side: half as wide, of one drawing."""
    return [
        part
        for part in parts
        if isinstance(part, Picture) and part.half and len(drawings[part.key]) == 1
    ]


def _add(document: Document, part: Part, book: Book, drawings: Drawings) -> None:
    if isinstance(part, Heading):
        heading = document.add_heading(part.text, level=part.level)
        heading.paragraph_format.page_break_before = part.new_page
    elif isinstance(part, Paragraph):
        styles = {"lede": LEDE, "note": NOTE}
        paragraph = document.add_paragraph(style=styles.get(part.style, "Normal"))
        if part.lead:
            paragraph.add_run(f"{book.words.led(part.lead)} ").bold = True
        paragraph.add_run(part.text)
        if part.style == "owner":
            paragraph.paragraph_format.keep_with_next = True
    elif isinstance(part, Listing):
        title = document.add_paragraph()
        title.add_run(part.title).bold = True
        title.paragraph_format.keep_with_next = True
        for item in part.items:
            line = document.add_paragraph(item, style="List Bullet")
            line.paragraph_format.space_after = Pt(1)
    elif isinstance(part, Picture):
        add_figure(document, part, book, drawings[part.key])
    elif isinstance(part, Grid):
        add_table(document, part, book)
    elif isinstance(part, KeyNumbers):
        _key_numbers(document, part)
    elif isinstance(part, Stories):
        _stories(document, part, book)
    else:
        _decisions(document, part)


def _key_numbers(document: Document, part: KeyNumbers) -> None:
    for number, item in enumerate(part.items, start=1):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = number < len(part.items)
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
        told = [document.add_paragraph(story.change)]
        for label, words, style in (
            (book.words.for_whom, story.for_whom, NOTE),
            (book.words.source, story.source, SOURCE),
        ):
            if words:
                told.append(document.add_paragraph(f"{book.words.led(label)} {words}", style=style))
        for paragraph in told[:-1]:
            paragraph.paragraph_format.keep_with_next = True


def _decisions(document: Document, part: Decisions) -> None:
    for item in part.items:
        asked = document.add_paragraph(style="List Number")
        asked.add_run(item.ask).bold = True
        asked.paragraph_format.keep_with_next = True
        asked.paragraph_format.space_after = Pt(1)
        why = document.add_paragraph()
        why.paragraph_format.space_after = Pt(1)
        why.paragraph_format.keep_with_next = True
        why.paragraph_format.left_indent = Mm(6.4)
        subject = why.add_run(f"{item.subject}. ")
        subject.font.color.rgb = ACCENT
        why.add_run(item.why)
        about = document.add_paragraph(item.about, style=NOTE)
        about.paragraph_format.left_indent = Mm(6.4)
        about.paragraph_format.space_after = Pt(8)
