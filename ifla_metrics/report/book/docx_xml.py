"""The parts of a Word file that its library has no function for: fields, alt text, table style."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph

TABLE_STYLE = "Report table"
_STYLE = """
<w:style {ns} w:type="table" w:customStyle="1" w:styleId="ReportTable">
  <w:name w:val="{name}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:qFormat/>
  <w:pPr><w:spacing w:before="30" w:after="30" w:line="240" w:lineRule="auto"/></w:pPr>
  <w:rPr><w:sz w:val="16"/><w:szCs w:val="16"/></w:rPr>
  <w:tblPr><w:tblBorders>
    <w:bottom w:val="single" w:sz="4" w:space="0" w:color="D4D9DF"/>
    <w:insideH w:val="single" w:sz="4" w:space="0" w:color="D4D9DF"/>
  </w:tblBorders><w:tblCellMar>
    <w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/>
  </w:tblCellMar></w:tblPr>
  <w:tblStylePr w:type="firstRow">
    <w:rPr><w:b/><w:color w:val="5A6470"/></w:rPr>
    <w:tcPr><w:tcBorders>
      <w:bottom w:val="single" w:sz="8" w:space="0" w:color="1B1F24"/>
    </w:tcBorders></w:tcPr>
  </w:tblStylePr>
</w:style>
"""


def element(name: str, **attributes: str) -> Any:
    """Return an element of the file's main language: `element("w:lang", val="fr-FR")`."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def field(paragraph: Paragraph, instruction: str, shown: str, *, dirty: bool = False) -> None:
    """Add a field, such as `PAGE` or `SEQ Figure`, that shows `shown` until it is updated."""
    begin = element("w:fldChar", fldCharType="begin")
    if dirty:
        begin.set(qn("w:dirty"), "true")
    code = element("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = f" {instruction} "
    for inside in (begin, code, element("w:fldChar", fldCharType="separate")):
        paragraph.add_run()._r.append(inside)
    if shown:
        paragraph.add_run(shown)
    paragraph.add_run()._r.append(element("w:fldChar", fldCharType="end"))


def describe(picture: Any, *, title: str, words: str) -> None:
    """Give a picture its alternative text, and no space at its sides that a program may add."""
    for side in "TBLR":
        picture._inline.set(f"dist{side}", "0")
    properties = picture._inline.docPr
    properties.set("descr", words)
    properties.set("title", title)


def speak(document: Document, language: str) -> None:
    """Set the language of all text that states none."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for style in document.styles.element.iter(qn("w:lang")):
        style.getparent().remove(style)
    defaults.find(f"{qn('w:rPrDefault')}/{qn('w:rPr')}").append(
        element("w:lang", val=language, eastAsia=language, bidi=language)
    )


def add_table_style(document: Document) -> None:
    """Add the style of all tables: a head, hairlines between rows."""
    document.styles.element.append(parse_xml(_STYLE.format(ns=nsdecls("w"), name=TABLE_STYLE)))


def header_row(table: Table) -> None:
    """Mark the first row as the table's head, repeated on each page; rows stay whole."""
    for place, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(element("w:cantSplit"))
        if place == 0:
            properties.append(element("w:tblHeader"))


def without_a_look(table: Table, *, margin: float) -> None:
    """Let a table only place what is in it: no lines, whole, `margin` millimetres at both sides."""
    twips = str(round(margin * 1440 / 25.4))
    table.rows[0]._tr.get_or_add_trPr().append(element("w:cantSplit"))
    properties: Any = table._tbl.tblPr
    sides = element("w:tblCellMar")
    for side in ("left", "right"):
        sides.append(element(f"w:{side}", w=twips, type="dxa"))
    indent = element("w:tblInd", w=f"-{twips}", type="dxa")
    for name, child in (("w:tblLayout", indent), ("w:tblLook", sides)):  # In the file's order.
        properties.find(qn(name)).addprevious(child)


def name_table(table: Table, *, title: str, words: str) -> None:
    """Give a table its caption and description for those who do not see it."""
    properties = table._tbl.tblPr
    properties.append(element("w:tblCaption", val=title[:250]))
    properties.append(element("w:tblDescription", val=words[:500]))
