"""Word files can be edited further: styles, captions, references, alternative texts."""

import io
import re

import docx
import pytest
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from ifla_metrics.exports.document import Grid, Heading


@pytest.fixture(scope="module")
def word(written):
    return docx.Document(io.BytesIO(written("short", "docx")))


def paragraphs(word):
    return [Paragraph(p, word) for p in word.element.body.iter(qn("w:p"))]


def text_of(element):
    return "".join(t.text or "" for t in element.iter(qn("w:t")))


def fields(word, kind):
    found = word.element.body.iter(qn("w:fldSimple"))
    return [field for field in found if f" {kind} " in field.get(qn("w:instr"))]


def test_headings_and_captions_have_styles_numbers_and_references(word, make):
    document = make("short")[0]
    headings = [p.text for p in word.paragraphs if p.style.name.startswith("Heading")]
    captions = [text_of(p._p) for p in paragraphs(word) if p.style.name == "Caption"]
    grids = [block for block in document.blocks if isinstance(block, Grid)]

    assert headings == [block.text for block in document.blocks if isinstance(block, Heading)]
    assert captions == [
        *(f"Figure {p.number}. {p.title}" for p in document.pictures),
        *(f"Table {g.number}. {g.title}" for g in grids),
    ]
    assert len(fields(word, "SEQ")) == len(captions)
    names = [b.get(qn("w:name")) for b in word.element.body.iter(qn("w:bookmarkStart"))]
    references = [f.get(qn("w:instr")).split()[1] for f in fields(word, "REF")]
    assert len(names) == len(set(names))
    assert len(references) > 4
    assert set(references) <= set(names)


def test_every_picture_has_alternative_text_and_300_dots_per_inch(word, make):
    descriptions = [picture.get("descr") for picture in word.element.body.iter(qn("wp:docPr"))]

    assert list(dict.fromkeys(descriptions)) == [p.alt for p in make("short")[0].pictures]
    for shape in word.inline_shapes:
        part = word.part.related_parts[shape._inline.graphic.graphicData.pic.blipFill.blip.embed]
        assert part.image.px_width / shape.width.inches >= 299


def test_a_caption_stays_on_the_page_of_its_picture_or_table(word):
    for paragraph in paragraphs(word):
        if paragraph.style.name in ("Caption", "Figure subtitle", "Figure"):
            row = next(paragraph._p.iterancestors(qn("w:tr")), None)
            assert paragraph.style.paragraph_format.keep_with_next
            assert row is None or row.trPr.find(qn("w:cantSplit")) is not None


def test_tables_have_their_cells_and_a_repeated_header(word, make):
    grids = [block for block in make("short")[0].blocks if isinstance(block, Grid)]
    tables = [table for table in word.tables if table.style.name == "Report table"]

    for table, grid in zip(tables, grids, strict=True):
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        cells = [[cell.text for cell in row.cells] for row in table.rows]
        assert cells == [grid.titles, *grid.rows]


def test_the_file_states_its_language_and_that_it_is_a_demonstration(written, make):
    french = docx.Document(io.BytesIO(written("board-paper", "docx", "fr")))
    document = make("board-paper", "fr")[0]

    assert french.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "fr-FR"
    assert french.core_properties.title.startswith(document.title)
    assert document.words["demonstration"] in french.sections[0].header.paragraphs[0].text
    assert document.demonstration in [p.text for p in french.paragraphs[:5]]


def test_an_arabic_file_is_right_to_left_with_its_tables_and_pages(written):
    arabic = docx.Document(io.BytesIO(written("board-paper", "docx", "ar")))
    tables = list(arabic.element.body.iter(qn("w:tbl")))

    assert arabic.styles["Normal"].element.pPr.find(qn("w:bidi")) is not None
    assert arabic.sections[0]._sectPr.find(qn("w:bidi")) is not None
    assert len(tables) > 1
    files = [rel.target_part for rel in arabic.part.rels.values() if not rel.is_external]
    [footer] = [part.element for part in files if "/footer" in part.partname]
    assert {p.pPr.find(qn("w:bidi")).get(qn("w:val")) for p in footer.iter(qn("w:p"))} == {"0"}
    assert all(table.tblPr.find(qn("w:bidiVisual")) is not None for table in tables)
    for run in arabic.element.body.iter(qn("w:r")):
        if re.search("[\u0621-\u064a]", text_of(run)):
            assert run.rPr.find(qn("w:rtl")) is not None
        assert not re.search("[\u0621-\u064a]\u200f", text_of(run))
