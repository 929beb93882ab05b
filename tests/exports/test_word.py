"""Word files use the styles, captions, references and alternative texts of Word."""

import io
import re
from dataclasses import replace

import docx
import pytest
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from jinja2 import UndefinedError

from ifla_metrics.exports import word
from ifla_metrics.exports.document import Grid, Heading


@pytest.fixture(scope="module")
def word_file(sample_file):
    return docx.Document(io.BytesIO(sample_file("short", "docx")))


def paragraphs(word_file):
    return [Paragraph(p, word_file) for p in word_file.element.body.iter(qn("w:p"))]


def text_of(element):
    return "".join(t.text or "" for t in element.iter(qn("w:t")))


def fields(word_file, kind):
    simple_fields = word_file.element.body.iter(qn("w:fldSimple"))
    return [field for field in simple_fields if f" {kind} " in field.get(qn("w:instr"))]


def test_headings_and_captions_have_styles_numbers_and_references(word_file, sample_report):
    document = sample_report("short")[0]
    headings = [p.text for p in word_file.paragraphs if p.style.name.startswith("Heading")]
    captions = [text_of(p._p) for p in paragraphs(word_file) if p.style.name == "Caption"]
    grids = [block for block in document.blocks if isinstance(block, Grid)]

    assert headings == [block.text for block in document.blocks if isinstance(block, Heading)]
    assert captions == [
        *(f"Figure {p.number}. {p.title}" for p in document.pictures),
        *(f"Table {g.number}. {g.title}" for g in grids),
    ]
    assert len(fields(word_file, "SEQ")) == len(captions)
    names = [b.get(qn("w:name")) for b in word_file.element.body.iter(qn("w:bookmarkStart"))]
    references = [f.get(qn("w:instr")).split()[1] for f in fields(word_file, "REF")]
    assert len(names) == len(set(names))
    assert len(references) > 4
    assert set(references) <= set(names)


def test_every_picture_has_alternative_text_and_300_dots_per_inch(word_file, sample_report):
    descriptions = [picture.get("descr") for picture in word_file.element.body.iter(qn("wp:docPr"))]

    assert list(dict.fromkeys(descriptions)) == [p.alt for p in sample_report("short")[0].pictures]
    for shape in word_file.inline_shapes:
        assert shape._inline.get("distL") == "0"  # Else LibreOffice moves it.
        part = word_file.part.related_parts[
            shape._inline.graphic.graphicData.pic.blipFill.blip.embed
        ]
        assert part.image.px_width / shape.width.inches >= 299


def test_a_caption_stays_on_the_page_of_its_picture_or_table(word_file):
    for paragraph in paragraphs(word_file):
        if paragraph.style.name in ("Caption", "Figure subtitle", "Figure"):
            row = next(paragraph._p.iterancestors(qn("w:tr")), None)
            assert paragraph.style.paragraph_format.keep_with_next
            assert row is None or row.trPr.find(qn("w:cantSplit")) is not None


def test_tables_have_their_cells_and_a_repeated_header(word_file, sample_report):
    grids = [block for block in sample_report("short")[0].blocks if isinstance(block, Grid)]
    tables = [table for table in word_file.tables if table.style.name == "Report table"]

    for table, grid in zip(tables, grids, strict=True):
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        cells = [[cell.text for cell in row.cells] for row in table.rows]
        assert cells == [grid.titles, *grid.rows]
        assert [c.width for c in table.columns] == [c.width for c in table.rows[0].cells]


def test_the_file_states_its_language_and_that_it_is_a_demonstration(sample_file, sample_report):
    french = docx.Document(io.BytesIO(sample_file("board-paper", "docx", "fr")))
    document = sample_report("board-paper", "fr")[0]

    assert french.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "fr-FR"
    assert french.core_properties.title.startswith(document.title)
    assert document.words["demonstration"] in french.sections[0].header.paragraphs[0].text
    assert document.demonstration in [p.text for p in french.paragraphs[:5]]


def test_an_arabic_file_is_right_to_left_with_its_tables_and_pages(sample_file):
    arabic = docx.Document(io.BytesIO(sample_file("board-paper", "docx", "ar")))
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


def test_a_misspelt_name_in_the_template_is_reported(sample_report, tmp_path, monkeypatch):
    template = docx.Document(word.TEMPLATE)
    template.add_paragraph("{{ d.titel }}")
    template.save(tmp_path / "report.docx")
    monkeypatch.setattr(word, "TEMPLATE", tmp_path / "report.docx")

    with pytest.raises(UndefinedError, match="titel"):
        word.write(replace(sample_report("short")[0], blocks=()))
