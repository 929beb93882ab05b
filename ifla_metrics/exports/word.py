"""Write a report as a Word file, with the docxtpl template `data/reports/report.docx`.

The template determines styles, page layout and the order of text in a block, so an editor can
change them in Word. Captions and references are fields: Word updates them when figures are moved.
"""

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from markupsafe import Markup

from ifla_metrics.exports import document as doc
from ifla_metrics.exports.html import jinja_environment
from ifla_metrics.exports.mirror import RTL_LETTERS
from ifla_metrics.settings import DATA

TEMPLATE = DATA / "reports" / "report.docx"
PAGE_MM, HALF_MM = 175.0, 82.0
SHORT_TABLE = 8
"""Rows of a table that is kept on one page with its source."""
BOLD = Markup("<w:rPr><w:b/><w:bCs/></w:rPr>")
RUN = Markup('<w:r>{}<w:t xml:space="preserve">{}</w:t></w:r>')
FIELD = Markup('<w:fldSimple w:instr=" {} ">{}</w:fldSimple>')
BOOKMARK = Markup(
    '<w:bookmarkStart w:id="{id}" w:name="{name}"/>{label}{number}<w:bookmarkEnd w:id="{id}"/>'
)
_ARABIC = re.compile(f"[{RTL_LETTERS}]")
LANGUAGES = {"en": "en-GB", "fr": "fr-FR", "ar": "ar-SA"}


def write(document: doc.Document) -> bytes:
    """Return the document as DOCX. The drawings must be PNG."""
    template = DocxTemplate(TEMPLATE)
    context = {
        "d": document,
        "words": document.words,
        "blocks": list(_blocks(document, template)),
        "numeric": doc.NUMERIC,
        "headings": [block for block in document.blocks if isinstance(block, doc.Heading)],
    }
    template.render(context, jinja_environment())
    word: Any = template.docx
    body = word.element.body
    pictures = [picture for picture in document.pictures for _ in picture.drawings]
    for inline, picture in zip(body.iter(qn("wp:inline")), pictures, strict=True):
        inline.find(qn("wp:docPr")).set("descr", picture.alt)
        for side in "LR":  # Without a distance, LibreOffice moves the picture to the right.
            inline.set(f"dist{side}", "0")
    tables = [table for table in word.tables if table.style.name == "Report table"]
    grids = [block for block in document.blocks if isinstance(block, doc.Grid)]
    for table, grid in zip(tables, grids, strict=True):
        for column, share in zip(table.columns, grid.widths, strict=True):
            column.width = Mm(PAGE_MM * share)
            for cell in column.cells:  # Word reads these widths, LibreOffice those of columns.
                cell.width = column.width
                keep = len(grid.rows) <= SHORT_TABLE
                cell.paragraphs[0].paragraph_format.keep_with_next = keep
    if document.right_to_left:
        _set_right_to_left(word)
    language = LANGUAGES.get(document.language, document.language)
    doc.set_properties(word.core_properties, document, language)
    for element in word.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), language)
        element.set(qn("w:bidi"), language)
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def _blocks(document: doc.Document, template: DocxTemplate) -> Iterator[Any]:
    """Yield the blocks as the template expects them."""

    def captioned(block: doc.Picture | doc.Grid) -> dict[str, Any]:
        return {**vars(block), "label": _label(block, document.words)}

    def figure(picture: doc.Picture) -> dict[str, Any]:
        width = Mm((HALF_MM if picture.half else PAGE_MM) * (0.7 if document.compact else 1))
        images = [InlineImage(template, io.BytesIO(png), width) for png in picture.drawings]
        return captioned(picture) | {"images": images}

    blocks = [*document.blocks]
    while blocks:
        block = blocks.pop(0)
        following = blocks[0] if blocks else None
        if _is_half(block) and _is_half(following):
            del blocks[0]
            yield {"kind": "pair", "left": figure(block), "right": figure(following)}
        elif isinstance(block, doc.Picture):
            yield figure(block)
        elif isinstance(block, doc.Grid):
            yield captioned(block)
        elif isinstance(block, doc.Text) and block.style == "method":
            yield {**vars(block), "lead": _references(block.lead, document.words)}
        else:
            yield block


def _label(block: doc.Picture | doc.Grid, words: Mapping[str, str]) -> Markup:
    """Return a caption's label: a bookmark around a number field that Word counts."""
    kind = "figure" if isinstance(block, doc.Picture) else "table"
    return BOOKMARK.format(
        id=block.number + 1000 * (kind == "table"),
        name=f"{kind}_{block.number}",
        label=RUN.format("", f"{words[kind]} "),
        number=FIELD.format(f"SEQ {kind} \\* ARABIC", RUN.format("", block.number)),
    )


def _references(lead: str, words: Mapping[str, str]) -> Markup:
    """Return the lead of a method, with figure and table numbers as fields."""
    kinds = {words[kind]: kind for kind in ("figure", "table")}
    runs, end = Markup(""), 0
    for match in re.finditer(rf"({'|'.join(map(re.escape, kinds))}) (\d+)", lead):
        name = f"{kinds[match[1]]}_{match[2]}"
        runs += RUN.format(BOLD, lead[end : match.start()])
        runs += FIELD.format(f"REF {name} \\h", RUN.format(BOLD, match[0]))
        end = match.end()
    return runs + RUN.format(BOLD, f"{lead[end:]} ")


def _is_half(block: object) -> TypeGuard[doc.Picture]:
    return isinstance(block, doc.Picture) and block.half and len(block.drawings) == 1


def _set_right_to_left(word: Any) -> None:
    """Set the direction of paragraphs, runs, tables and pages."""
    normal = word.styles["Normal"].element.get_or_add_pPr()
    normal.insert_element_before(OxmlElement("w:bidi"), "w:spacing", "w:ind", "w:jc", "w:rPr")
    # `section.header` still returns the template's header, not the rendered one.
    rels = word.part.rels.values()
    headers = [r.target_part.element for r in rels if r.reltype == RELATIONSHIP_TYPE.HEADER]
    for part in (word.element.body, *headers):
        for run in part.iter(qn("w:r")):
            if _ARABIC.search("".join(run.itertext())):
                run.get_or_add_rPr().append(OxmlElement("w:rtl"))
        for properties in part.iter(qn("w:tblPr")):
            style = properties.find(qn("w:tblStyle"))
            properties.insert(0 if style is None else 1, OxmlElement("w:bidiVisual"))
    for section in word.sections:
        section._sectPr.find(qn("w:docGrid")).addprevious(OxmlElement("w:bidi"))
