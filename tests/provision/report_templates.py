"""Make `report.docx` and `slides.pptx` in `data/reports` anew.

Made once by `python -m tests.provision.report_templates`; from then on the files are an editor's,
who restyles them in Word and PowerPoint.
"""

import copy
import re
from typing import Any

import docx
import pptx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn as qn_slide
from pptx.util import Mm as SlideMm

from ifla_metrics.assets import DATA

FOLDER = DATA / "reports"
FONT = "Arial"  # Not the font of print: an editor's machine has to have it.
INK, SOFT, ACCENT, WARN = "1B1F24", "5A6470", "0B5A7A", "8A5A00"
MEASURE = 175
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
STYLES = (  # name, points, colour, bold, space before and after, keep with next
    ("Normal", 10, INK, False, 0, 6, False),
    ("Title", 22, INK, True, 0, 4, True),
    ("Subtitle", 12, SOFT, False, 0, 2, True),
    ("Heading 1", 15, INK, True, 16, 8, True),
    ("Heading 2", 12, ACCENT, True, 14, 6, True),
    ("Heading 3", 10, INK, True, 10, 4, True),
    ("New page heading", 15, INK, True, 0, 8, True),
    ("Contents title", 12, INK, True, 10, 4, True),
    ("toc 1", 10, INK, False, 0, 2, False),
    ("toc 2", 10, SOFT, False, 0, 2, False),
    ("Lede", 11, INK, False, 2, 8, True),
    ("Owner", 10, INK, False, 0, 6, True),
    ("Note", 8.5, SOFT, False, 0, 6, False),
    ("Demonstration", 9, WARN, True, 0, 6, False),
    ("Method", 8.5, INK, False, 0, 5, False),
    ("Caption", 10, INK, True, 10, 1, True),
    ("Figure subtitle", 8, SOFT, False, 0, 3, True),
    ("Figure part", 10, INK, False, 0, 2, False),
    ("Figure", 10, INK, False, 0, 2, True),
    ("Source", 7, SOFT, False, 2, 12, False),
    ("Key number", 18, ACCENT, True, 8, 0, True),
    ("Key number label", 9, INK, True, 0, 0, True),
    ("Item title", 10, INK, True, 6, 0, True),
    ("Item about", 8.5, SOFT, False, 0, 1, True),
    ("Item", 10, INK, False, 0, 1, True),
    ("Item end", 8.5, SOFT, False, 0, 8, False),
    ("List Bullet", 10, INK, False, 0, 1, False),
    ("Table text", 8, INK, False, 1.5, 1.5, False),
    ("Table number", 8, INK, False, 1.5, 1.5, False),
    ("Table head", 8, SOFT, False, 1.5, 1.5, True),
    ("Table head number", 8, SOFT, False, 1.5, 1.5, True),
    ("Spacer", 2, INK, False, 0, 0, False),
    ("Header", 8, SOFT, False, 0, 0, False),
    ("Footer", 8, SOFT, False, 0, 0, False),
)


def element(name: str, **attributes: object) -> Any:
    """Return an element of Word's language, its attributes in the same name space."""
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def styles(document: Any) -> None:
    """Give every style its type; sizes also for Arabic, which takes no other (`szCs`, `bCs`)."""
    known = {style.name for style in document.styles}
    for name, size, colour, bold, before, after, keep in STYLES:
        if name not in known:
            document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            base = "Heading 1" if name == "New page heading" else "Normal"
            document.styles[name].base_style = document.styles[base]
        style = document.styles[name]
        style.quick_style = True
        style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
        style.font.italic, style.font.color.rgb = False, RGBColor.from_string(colour)
        properties = style.element.get_or_add_rPr()
        for old in ("bCs", "iCs", "szCs", "spacing", "kern"):
            for one in properties.findall(qn(f"w:{old}")):
                properties.remove(one)
        properties.find(qn("w:sz")).addnext(element("w:szCs", val=round(size * 2)))
        properties.find(qn("w:b")).addnext(element("w:bCs", val=int(bold)))
        fonts = properties.get_or_add_rFonts()
        fonts.attrib.clear()
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{script}"), FONT)
        for border in style.element.findall(f"{qn('w:pPr')}/{qn('w:pBdr')}"):
            border.getparent().remove(border)
        layout = style.paragraph_format
        layout.space_before, layout.space_after = Pt(before), Pt(after)
        layout.line_spacing, layout.keep_with_next = 1.1 if name == "Normal" else 1.0, keep
    document.styles["New page heading"].paragraph_format.page_break_before = True
    document.styles["toc 2"].paragraph_format.left_indent = Mm(5)
    for name in ("Table number", "Table head number"):
        document.styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    table = document.styles.add_style("Report table", WD_STYLE_TYPE.TABLE)
    borders = element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(element(f"w:{side}", val="single", sz=4, space=0, color="D4D9DF"))
    layout = element("w:tblPr")
    layout.append(borders)
    table.element.append(layout)


class Writer:
    """Writes paragraphs, fields and tables into a document or a cell."""

    def __init__(self, document: Any) -> None:
        self.document = document

    def say(self, text: str, style: str = "Normal", place: Any = None) -> Any:
        """Add a paragraph."""
        return (place or self.document).add_paragraph(text, style=style)

    def caption(self, series: str, place: Any = None) -> None:
        """Add a caption, whose number becomes a field."""
        self.say(
            f"{{{{ words.{series} }}}} {{{{ b.number }}}}. {{{{ b.title }}}}", "Caption", place
        )
        self.say("{%p if b.subtitle %}", place=place)
        self.say("{{ b.subtitle }}", "Figure subtitle", place)
        self.say("{%p endif %}", place=place)

    def figure(self, place: Any = None) -> None:
        """Add a figure `b`: caption, drawings, source."""
        self.caption("figure", place)
        self.say("{%p for one in b.images[:-1] %}", place=place)
        self.say("{{ one }}", "Figure part", place)
        self.say("{%p endfor %}", place=place)
        self.say("{{ b.images[-1] }}", "Figure", place)
        self.say("{{ b.source }}", "Source", place)

    def side_by_side(self, columns: int, width: float) -> list[Any]:
        """Add a table without lines; return its cells, whose first paragraph is empty."""
        table = self.document.add_table(rows=1, cols=columns)
        table.autofit = False
        margins = element("w:tblCellMar")
        margins.append(element("w:left", w=0, type="dxa"))
        margins.append(element("w:right", w=170, type="dxa"))
        table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)
        for cell in table.rows[0].cells:
            cell.width = Mm(width)
        return list(table.rows[0].cells)


def field(paragraph: Any, instruction: str, result: str) -> Any:
    """Add a field with its result, so that it is right before it is updated; return its run."""
    simple = element("w:fldSimple", instr=instruction)
    run = paragraph.add_run(result)
    run._r.addprevious(simple)
    simple.append(run._r)
    return run


def mark(paragraph: Any, kind: str) -> None:
    """Add the beginning, the middle or the end of a field that goes over paragraphs."""
    paragraph.add_run()._r.append(element("w:fldChar", fldCharType=kind))


def contents(w: Writer) -> None:
    """Add the contents: a field filled with the headings until Word adds the page numbers."""
    w.say("{%p if d.contents and headings %}")
    w.say("{{ words.contents }}", "Contents title")
    begin = w.say("", "toc 1")
    mark(begin, "begin")
    code = element("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = ' TOC \\o "1-2" \\h \\z \\u '
    begin.add_run()._r.append(code)
    mark(begin, "separate")
    begin.add_run("{{ headings[0].text }}")
    w.say("{%p for b in headings[1:] %}")
    for level in (1, 2):
        w.say(f"{{%p if b.level == {level} %}}")
        w.say("{{ b.text }}", f"toc {level}")
        w.say("{%p endif %}")
    w.say("{%p endfor %}")
    mark(w.say("", "Spacer"), "end")
    w.say("{%p endif %}")


def table(w: Writer) -> None:
    """Add a table `b`: caption, a head that is repeated on each page, rows, source."""
    w.caption("table")
    grid = w.document.add_table(rows=4, cols=3)
    grid.style = w.document.styles["Report table"]
    head, begin, row, end = (one.cells for one in grid.rows)
    grid.rows[0]._tr.get_or_add_trPr().append(element("w:tblHeader"))
    for one in (grid.rows[0], grid.rows[2]):
        one._tr.get_or_add_trPr().append(element("w:cantSplit"))
    for cells, loop in ((head, "b.heads"), (row, "row")):
        cells[0].paragraphs[0].text = f"{{%tc for c in {loop} %}}"
        cells[2].paragraphs[0].text = "{%tc endfor %}"
    for cell, style in ((head[1], "Table head"), (row[1], "Table")):
        cell.paragraphs[0].text = "{%p if c.number %}"
        w.say("{{ c.text }}", f"{style} number", cell)
        w.say("{%p else %}", place=cell)
        w.say("{{ c.text }}", "Table text" if style == "Table" else style, cell)
        w.say("{%p endif %}", place=cell)
    begin[0].paragraphs[0].text = "{%tr for row in b.cells %}"
    end[0].paragraphs[0].text = "{%tr endfor %}"
    w.say("{%p if b.more %}")
    w.say("{{ b.more }}", "Note")
    w.say("{%p endif %}")
    w.say("{{ b.source }}", "Source")


def pair(w: Writer) -> None:
    """Add two figures of half the page's width."""
    for cell, side in zip(w.side_by_side(2, MEASURE / 2), ("left", "right"), strict=True):
        cell.paragraphs[0].text = f"{{%p with b = b.{side} %}}"
        w.figure(cell)
        w.say("{%p endwith %}", place=cell)
        w.say("", "Spacer", cell)  # A cell ends with a paragraph.
    w.say("", "Spacer")


def key_numbers(w: Writer) -> None:
    """Add rows of three key numbers."""
    w.say("{%p for row in b['items']|batch(3, '') %}")
    for number, cell in enumerate(w.side_by_side(3, MEASURE / 3)):
        cell.paragraphs[0].text = f"{{{{ row[{number}].value }}}}"
        cell.paragraphs[0].style = w.document.styles["Key number"]
        w.say(f"{{{{ row[{number}].label }}}}", "Key number label", cell)
        w.say(f"{{{{ row[{number}].note }}}}", "Item about", cell)
    w.say("", "Spacer")
    w.say("{%p endfor %}")


def items(w: Writer, *lines: tuple[str, str, str]) -> None:
    """Add the items of a block; each line has a condition, its words and its style."""
    w.say("{%p for i in b['items'] %}")
    for condition, text, style in lines:
        w.say(f"{{%p if {condition} %}}")
        w.say(text, style)
        w.say("{%p endif %}")
    w.say("{%p endfor %}")


def text(w: Writer) -> None:
    """Add a paragraph `b`, its lead bold."""
    styles = {"lede": "Lede", "note": "Note", "owner": "Owner", "method": "Method"}
    for number, (name, style) in enumerate([*styles.items(), ("body", "Normal")]):
        w.say(f"{{%p {'el' if number else ''}if b.style == '{name}' %}}")
        paragraph = w.say("", style)
        paragraph.add_run("{% if b.lead %}{{ b.lead }} {% endif %}").bold = True
        paragraph.add_run("{{ b.text }}")
    w.say("{%p endif %}")


def word() -> None:
    """Write the template of Word files."""
    document: Any = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm((210 - MEASURE) / 2)
    section.top_margin, section.bottom_margin = Mm(21), Mm(19)
    styles(document)
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    head.text = "{{ running_head }}"
    foot.add_run("{{ page_words[0] }}")
    field(foot, " PAGE ", "1")
    foot.add_run("{{ page_words[1] }}")
    field(foot, " NUMPAGES ", "1")
    foot.add_run("{{ page_words[2] }}")
    w = Writer(document)
    w.say("{{ d.title }}", "Title")
    w.say("{{ d.subtitle }}", "Subtitle")
    w.say("{{ d.facts }}", "Note")
    w.say("{%p if d.demonstration %}")
    w.say("{{ d.demonstration }}", "Demonstration")
    w.say("{%p endif %}")
    contents(w)
    w.say("{%p for b in blocks %}")
    for level, name in (
        (0, "New page heading"),
        (1, "Heading 1"),
        (2, "Heading 2"),
        (3, "Heading 3"),
    ):
        w.say(f"{{%p {'el' if level else ''}if b.kind == 'heading' and b.word_level == {level} %}}")
        w.say("{{ b.text }}", name)
    story = (
        ("i.title", "{{ i.title }}", "Item title"),
        ("i.about", "{{ i.about }}", "Item about"),
        ("i.text", "{{ i.text }}", "Item"),
        ("i.for_whom", "{{ words.for_whom_lead }} {{ i.for_whom }}", "Item about"),
        ("True", "{{ words.source_lead if i.source }} {{ i.source }}", "Item end"),
    )
    decision = (
        ("True", "{{ loop.index }}. {{ i.title }}", "Item title"),
        ("True", "{{ i.subject }}. {{ i.text }}", "Item"),
        ("True", "{{ i.about }}", "Item end"),
    )
    kinds = {
        "text": text,
        "picture": Writer.figure,
        "pair": pair,
        "table": table,
        "key_numbers": key_numbers,
        "stories": lambda w: items(w, *story),
        "decisions": lambda w: items(w, *decision),
    }
    for kind, add in kinds.items():
        w.say(f"{{%p elif b.kind == '{kind}' %}}")
        add(w)
    w.say("{%p elif b.kind == 'list' %}")
    w.say("{{ b.title }}", "Item title")
    items(w, ("True", "{{ i.text }}", "List Bullet"))
    w.say("{%p endif %}")
    w.say("{%p endfor %}")
    document.save(FOLDER / "report.docx")


WIDE, HIGH = 338.67, 190.5  # Millimetres of a 16:9 slide.
EDGE = 16
ACCENTS = ("0B5A7A", "A9C8D6", "C59A22", "598564", "903242", "8FA3AE")
LAYOUTS = {
    "Title Slide": "Report title",
    "Content with Caption": "Figure",
    "Title and Content": "Text",
}
PLACES = {  # layout, index of the placeholder: left, top, width, height, points, colour, bold
    ("Report title", 0): (28, 52, 282, 44, 40, INK, True),
    ("Report title", 1): (28, 100, 282, 50, 18, SOFT, False),
    ("Figure", 0): (EDGE, 9, 306, 22, 24, INK, True),
    ("Figure", 1): (EDGE, 44, 306, 128, 14, INK, False),
    ("Figure", 2): (EDGE, 31, 306, 11, 11, SOFT, False),
    ("Text", 0): (EDGE, 9, 306, 22, 24, INK, True),
    ("Text", 1): (EDGE, 36, 306, 136, 15, INK, True),
    ("", 11): (EDGE, 174, 280, 14, 9, SOFT, False),
    ("", 12): (300, 174, 22, 14, 9, SOFT, False),
    ("", 13): (EDGE, 2, 200, 7, 10, WARN, True),
}
LEVELS = {  # Of each level of a text: points, colour, bold, space before.
    ("Report title", 1): ((20, INK, False, 0), (14, SOFT, False, 8), (14, WARN, True, 8)),
    ("Text", 1): ((15, INK, True, 8), (13, INK, False, 2), (10, SOFT, False, 2)),
}


def slide_type(place: Any, name: str, levels: Any) -> None:
    """Give the levels of a placeholder their type, without bullets."""
    body = place.text_frame._txBody
    listed = body.find(f"{{{DRAWING}}}lstStyle")
    for child in list(listed):
        listed.remove(child)
    for number, (size, colour, bold, before) in enumerate(levels, start=1):
        level = parse_xml(
            f'<a:lvl{number}pPr xmlns:a="{DRAWING}" marL="0" indent="0" algn="l">'
            f'<a:spcBef><a:spcPts val="{before * 100}"/></a:spcBef><a:buNone/>'
            f'<a:defRPr sz="{round(size * 100)}" b="{int(bold)}" cap="none"><a:solidFill>'
            f'<a:srgbClr val="{colour}"/></a:solidFill></a:defRPr></a:lvl{number}pPr>'
        )
        listed.append(level)
    place.name = name
    place.text_frame.word_wrap = True
    place.text_frame.auto_size = MSO_AUTO_SIZE.NONE
    place.text_frame.margin_left = place.text_frame.margin_right = 0


def slides() -> None:
    """Write the template of slides: three layouts, each with named placeholders."""
    show: Any = pptx.Presentation()
    show.slide_width, show.slide_height = SlideMm(WIDE), SlideMm(HIGH)
    theme = show.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    text = theme.blob.decode()
    for number, colour in enumerate(ACCENTS, start=1):
        text = re.sub(rf'(<a:accent{number}><a:srgbClr val=")\w+', rf"\g<1>{colour}", text)
    theme._blob = text.replace('latin typeface="Calibri"', f'latin typeface="{FONT}"').encode()
    for place in show.slide_master.placeholders:
        if place.placeholder_format.type in {PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER}:
            slide_type(place, place.name, ((9, SOFT, False, 0),))
    for layout in list(show.slide_layouts):
        if layout.name not in LAYOUTS:
            show.slide_layouts.remove(layout)
            continue
        layout.name = LAYOUTS[layout.name]
        for place in list(layout.placeholders):
            if place.placeholder_format.idx == 10:  # The date.
                place._element.getparent().remove(place._element)
        mark = copy.deepcopy(layout.placeholders[1]._element)
        mark.nvSpPr.cNvPr.set("id", "90")
        kind = mark.nvSpPr.nvPr.find(qn_slide("p:ph"))
        kind.set("idx", "13")
        kind.set("type", "body")
        layout.placeholders[0]._element.addprevious(mark)
        for place in layout.placeholders:
            index = place.placeholder_format.idx
            found = PLACES.get((layout.name, index)) or PLACES["", index]
            left, top, width, height, size, colour, bold = found
            place.left, place.top = SlideMm(left), SlideMm(top)
            place.width, place.height = SlideMm(width), SlideMm(height)
            name = {11: "Source", 12: "Slide number", 13: "Demonstration"}.get(index, place.name)
            levels = LEVELS.get((layout.name, index), ((size, colour, bold, 0),))
            slide_type(place, name, levels)
            upper = index == 0
            place.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM if upper else MSO_ANCHOR.TOP
    show.save(FOLDER / "slides.pptx")


if __name__ == "__main__":
    word()
    slides()
