"""A document as a Word file, filled into `data/reports/report.docx` by docxtpl.

The styles, the page and the order of words in a block are the template's: an editor changes them
in Word. Captions and references are fields, so that they stay right when figures are moved.
"""

import io
import re
from collections.abc import Iterator
from typing import Any, TypeGuard

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from markupsafe import Markup

from ifla_metrics.exports.document import (
    NUMERIC,
    Document,
    Drawings,
    Grid,
    Heading,
    Picture,
    Text,
    set_properties,
)
from ifla_metrics.settings import DATA

TEMPLATE = DATA / "reports" / "report.docx"
PAGE_MM, HALF_MM, TALLEST_MM = 175.0, 82.0, 200.0
COMPACT = 0.7
"""How large figures are in a compact report."""
ROWS_TOGETHER = 12
"""A table of so many rows is not torn in two."""
BOLD = Markup("<w:rPr><w:b/></w:rPr>")
RUN = Markup('<w:r>{}<w:t xml:space="preserve">{}</w:t></w:r>')
FIELD = Markup('<w:fldSimple w:instr=" {} ">{}</w:fldSimple>')
BOOKMARK = Markup(
    '<w:bookmarkStart w:id="{id}" w:name="{name}"/>{words}{number}<w:bookmarkEnd w:id="{id}"/>'
)
_ARABIC = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
LANGUAGES = {"en": "en-GB", "fr": "fr-FR", "ar": "ar-SA"}


def write(document: Document, drawings: Drawings) -> bytes:
    """Return the document as DOCX; `drawings` are PNG."""
    template = DocxTemplate(TEMPLATE)
    filler = _Filler(template, document, drawings)
    template.render(filler.values(), autoescape=True)
    word = template.docx
    if word is None:
        raise TypeError("The template is not a Word file.")
    body = word.element.body
    for inline, picture in zip(body.iter(qn("wp:inline")), filler.placed, strict=True):
        for side in ("distT", "distB", "distL", "distR"):
            inline.set(side, "0")
        inline.find(qn("wp:docPr")).set("descr", picture.alt)
    for table, grid in zip(_report_tables(word), filler.grids, strict=True):
        _set_widths(table, grid)
    if document.right_to_left:
        _set_right_to_left(word)
    _describe(word, document)
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


class _Filler:
    """Makes what the template asks for: `d`, `words`, `blocks`, `headings` and running lines."""

    def __init__(self, template: DocxTemplate, document: Document, drawings: Drawings) -> None:
        self._template, self._document, self._drawings = template, document, drawings
        self.placed: list[Picture] = []
        """The figure of each image, in their order."""
        self.grids: list[Grid] = []

    def values(self) -> dict[str, Any]:
        """Return the values by the names that the template has for them."""
        d = self._document
        head = (d.words["demonstration"] if d.demonstration else "", d.title, d.subtitle)
        leads = {f"{name}_lead": d.lead(d.words[name]) for name in ("for_whom", "source")}
        return {
            "d": d,
            "words": {**d.words, **leads},
            "blocks": list(self._blocks()),
            "headings": [b for b in d.blocks if isinstance(b, Heading) and b.level < 3],
            "running_head": " · ".join(filter(None, head)),
        }

    def _blocks(self) -> Iterator[Any]:
        blocks = [*self._document.blocks]
        while blocks:
            block = blocks.pop(0)
            after = blocks[0] if blocks else None
            if self._may_pair(block) and self._may_pair(after):
                del blocks[0]
                sides = {"left": self._figure(block), "right": self._figure(after)}
                yield {"kind": "pair", **sides}
            elif isinstance(block, Picture):
                yield self._figure(block)
            elif isinstance(block, Heading):
                level = 0 if block.new_page and block.level == 1 else block.level
                yield {"kind": "heading", "word_level": level, "text": block.text}
            elif isinstance(block, Grid):
                yield self._table(block)
            elif isinstance(block, Text):
                lead = self._document.lead(block.lead) if block.lead else ""
                method = block.style == "method"
                yield {**vars(block), "lead": self._references(lead) if method else lead}
            else:
                yield block

    def _may_pair(self, block: object) -> TypeGuard[Picture]:
        return isinstance(block, Picture) and block.half and len(self._drawings[block.key]) == 1

    def _figure(self, picture: Picture) -> dict[str, Any]:
        """Return a figure with its images, each as wide as its place allows."""
        images = []
        for drawing in self._drawings[picture.key]:
            most = HALF_MM if picture.half else PAGE_MM
            fits = min(1.0, most / drawing.width_mm, TALLEST_MM / drawing.height_mm)
            if self._document.compact:
                fits = min(fits, COMPACT)
            width = Mm(drawing.width_mm * fits)
            images.append(InlineImage(self._template, io.BytesIO(drawing.content), width=width))
            self.placed.append(picture)
        return {**vars(picture), "images": images, "label": self._label(picture)}

    def _table(self, grid: Grid) -> dict[str, Any]:
        self.grids.append(grid)
        numeric = [kind in NUMERIC for kind in grid.kinds]
        return {
            **vars(grid),
            "label": self._label(grid),
            "heads": [
                {"text": title, "number": n} for title, n in zip(grid.titles, numeric, strict=True)
            ],
            "cells": [
                [{"text": c, "number": n} for c, n in zip(row, numeric, strict=True)]
                for row in grid.rows
            ],
        }

    def _label(self, block: Picture | Grid) -> Markup:
        """Return the words before a caption: a bookmark around a number that Word counts."""
        kind = "figure" if isinstance(block, Picture) else "table"
        return BOOKMARK.format(
            id=block.number + 1000 * (kind == "table"),
            name=f"{kind}_{block.number}",
            words=RUN.format("", f"{self._document.words[kind]} "),
            number=FIELD.format(f"SEQ {kind} \\* ARABIC", RUN.format("", block.number)),
        )

    def _references(self, lead: str) -> Markup:
        """Return the words before a method, in which numbers of figures follow their captions."""
        kinds = {self._document.words[kind]: kind for kind in ("figure", "table")}
        runs, done = Markup(""), 0
        for found in re.finditer(rf"({'|'.join(map(re.escape, kinds))}) (\d+)", lead):
            name = f"{kinds[found[1]]}_{found[2]}"
            runs += RUN.format(BOLD, lead[done : found.start()])
            runs += FIELD.format(f"REF {name} \\h", RUN.format(BOLD, found[0]))
            done = found.end()
        return runs + RUN.format(BOLD, f"{lead[done:]} ")


def _report_tables(word: Any) -> list[Any]:
    return [table for table in word.tables if table.style.name == "Report table"]


def _set_widths(table: Any, grid: Grid) -> None:
    """Give each column the room that its words need; keep a short table on one page."""
    for column, share in zip(table.columns, grid.widths, strict=True):
        column.width = Mm(PAGE_MM * share)
        for cell in column.cells:
            cell.width = column.width
            if len(grid.rows) <= ROWS_TOGETHER:
                cell.paragraphs[0].paragraph_format.keep_with_next = True


def _set_right_to_left(word: Any) -> None:
    """Let the file be read from the right: paragraphs, runs, tables and pages."""
    normal = word.styles["Normal"].element
    normal.get_or_add_pPr().insert_element_before(
        OxmlElement("w:bidi"), "w:spacing", "w:ind", "w:jc", "w:rPr"
    )
    for style in word.styles.element.iter(qn("w:style")):
        if style.rPr is not None:
            style.rPr.append(OxmlElement("w:rtl"))
    # A section still has the header and footer of before they were filled in.
    kinds = (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER)
    running = [r.target_part.element for r in word.part.rels.values() if r.reltype in kinds]
    fields = (field for part in running for field in part.iter(qn("w:fldSimple")))
    for numbers in {field.getparent() for field in fields}:
        # LibreOffice turns “3/4” around where it is read from the right.
        from_left = OxmlElement("w:bidi", {qn("w:val"): "0"})
        properties = numbers.get_or_add_pPr()
        properties.insert_element_before(from_left, "w:spacing", "w:ind", "w:jc", "w:rPr")
        properties.jc_val = WD_ALIGN_PARAGRAPH.RIGHT
    for place in (word.element.body, *running):
        for run in place.iter(qn("w:r")):
            if _ARABIC.search("".join(run.itertext())):
                properties = run.get_or_add_rPr()
                for bold in properties.findall(qn("w:b")):
                    bold.addnext(OxmlElement("w:bCs"))
                properties.append(OxmlElement("w:rtl"))
        for properties in place.iter(qn("w:tblPr")):
            style = properties.find(qn("w:tblStyle"))
            properties.insert(0 if style is None else 1, OxmlElement("w:bidiVisual"))
    for section in word.sections:
        section._sectPr.find(qn("w:docGrid")).addprevious(OxmlElement("w:bidi"))


def _describe(word: Any, document: Document) -> None:
    language = LANGUAGES.get(document.language, document.language)
    set_properties(word.core_properties, document, language)
    for element in word.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), language)
        element.set(qn("w:bidi"), language)
