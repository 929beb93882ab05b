"""Word files and slides for languages that are read from the right: turned once they are built.

Runs in the composing process only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from docx.oxml.ns import qn
from pptx.enum.chart import XL_CHART_TYPE

from ifla_metrics.report.book.docx_xml import element
from ifla_metrics.report.two_ways import RIGHT

if TYPE_CHECKING:
    from docx.document import Document

_LETTERS = re.compile(f"[{RIGHT}]")
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_TURNED = {"l": "r", "r": "l"}
_BESIDE = frozenset({XL_CHART_TYPE.BAR_CLUSTERED, XL_CHART_TYPE.BAR_STACKED})
"""Charts whose values run along the line of reading."""


def turn_document(document: Document) -> None:
    """Let a Word file be read from the right: paragraphs, runs, tables, pages."""
    normal = document.styles["Normal"].element.get_or_add_pPr()
    _before(normal, element("w:bidi"), "w:spacing", "w:ind", "w:jc")
    for properties in [*document.styles.element.iter(qn("w:rPr"))]:
        _for_complex_script(properties)
    section = document.sections[0]
    for body in (document.element.body, section.header._element, section.footer._element):
        for run in body.iter(qn("w:r")):
            if _LETTERS.search("".join(run.itertext())):
                properties = run.get_or_add_rPr()
                _for_complex_script(properties)
                _before(properties, element("w:rtl"), "w:lang")
        for table in body.iter(qn("w:tblPr")):
            style = table.find(qn("w:tblStyle"))
            table.insert(0 if style is None else 1, element("w:bidiVisual"))
    _before(section._sectPr, element("w:bidi"), "w:docGrid")


def _for_complex_script(properties: Any) -> None:
    """Repeat size and weight for letters of complex scripts, which take no other."""
    for name in ("b", "sz"):
        found = properties.find(qn(f"w:{name}"))
        if found is not None:
            before, told = properties.find(qn(f"w:{name}Cs")), found.get(qn("w:val"))
            if before is not None:  # The library's own template has captions bold.
                properties.remove(before)
            found.addnext(element(f"w:{name}Cs", **({} if told is None else {"val": told})))


def _before(parent: Any, child: Any, *names: str) -> None:
    """Put a child where the file's order of elements wants it: before the first of `names`."""
    for name in names:
        found = parent.find(qn(name))
        if found is not None:
            found.addprevious(child)
            return
    parent.append(child)


def turn_slides(show: Any) -> None:
    """Let slides be read from the right: what stood at the left stands at the right."""
    for slide in show.slides:
        for shape in slide.shapes:
            shape.left = show.slide_width - shape.left - shape.width
            if shape.has_chart:
                _turn_chart(shape.chart)
        for table in slide.element.iter(f"{_DRAWING}tblPr"):
            table.set("rtl", "1")
        for paragraph in _paragraphs(slide):
            properties = paragraph.get_or_add_pPr()
            properties.set("rtl", "1")
            properties.set("algn", _TURNED.get(properties.get("algn", "l"), "r"))


def _turn_chart(chart: Any) -> None:
    beside = chart.chart_type in _BESIDE
    (chart.value_axis if beside else chart.category_axis).reverse_order = True


def _paragraphs(slide: Any) -> Iterator[Any]:
    yield from slide.element.iter(f"{_DRAWING}p")
    if slide.has_notes_slide:
        yield from slide.notes_slide.element.iter(f"{_DRAWING}p")
