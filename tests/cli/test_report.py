"""`report` and `data`: what leaves as a document or as open data, by command."""

import io
import zipfile

import openpyxl
import pikepdf
import pytest
from lxml import etree

from ifla_metrics.access import LOCAL
from ifla_metrics.exports import document, templates
from ifla_metrics.exports.templates import BY
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.report_templates import save_template

CHOSEN = ("--period", "2011-2012", "--known-on", "2012-12")


def test_a_board_paper_is_written_in_the_format_its_name_ends_in(ask, tmp_path):
    out = tmp_path / "paper.pdf"
    code, said, err = ask("report", "--template", "board-paper", "--out", str(out), *CHOSEN)

    assert (code, err, said) == (0, "", f"{out}: Board paper\n")
    assert len(pikepdf.open(io.BytesIO(out.read_bytes())).pages) == 4


def test_a_chapter_by_direction_in_french_speaks_french(ask, tmp_path):
    out = tmp_path / "chapter.html"
    asked = ("--template", "annual-report", "--by", "direction", "--language", "fr")
    code, _said, err = ask("report", *asked, "--out", str(out), *CHOSEN)
    page = out.read_text("utf-8")

    assert (code, err) == (0, "")
    assert '<html lang="fr" dir="ltr">' in page
    assert "1 Accès équitable à l’information" in page


def test_a_template_is_read_from_a_file_or_by_the_name_it_is_kept_under(ask, history, tmp_path):
    text = 'title = "Ours"\n[[blocks]]\nkind = "heading"\ntext = "Only ไทย"\n'
    mine, out = tmp_path / "mine.toml", tmp_path / "ours.html"
    mine.write_text(text, "utf-8")
    save_template(engine_of(history), "Our paper", text, actor=LOCAL)

    for name in (str(mine), "Our paper"):
        code, said, err = ask("report", "--template", name, "--out", str(out), *CHOSEN)
        assert (code, said) == (0, f"{out}: Ours\n")
        assert "No shipped font can draw U+0E44" in err
        assert "Only □□□" in out.read_text("utf-8")
    code, _, err = ask("report", "--template", "Our papre", "--out", str(out), *CHOSEN)
    assert (code, "Did you mean 'Our paper'?" in err) == (2, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--template bord-paper --out x.pdf", "Did you mean 'board-paper'?"),
        ("--template board-paper --out x.odt", "Unknown format 'odt'"),
        ("--out x.pdf --by iniative", "Unknown by 'iniative'. Did you mean 'initiative'?"),
    ],
)
def test_a_wrong_word_is_named_with_the_nearest_right_one(ask, words, said):
    code, _out, err = ask("report", *words.split())

    assert (code, said in err) == (2, True)


def test_the_help_names_the_templates_formats_and_parts_that_there_are(run):
    words = run("report", "--help")[1]

    assert all(
        name in words for name in (*templates.TITLES, "|".join(document.FORMATS), "|".join(BY))
    )


def open_data(ask, tmp_path, file_format, *further):
    out = tmp_path / "out"
    assert ask("data", "--format", file_format, "--out", str(out), *CHOSEN, *further)[0] == 0
    return out.read_bytes()


def test_all_figures_leave_as_a_package_and_as_a_workbook_without_formulas(ask, tmp_path):
    with zipfile.ZipFile(io.BytesIO(open_data(ask, tmp_path, "package"))) as package:
        names = package.namelist()
    book = openpyxl.load_workbook(io.BytesIO(open_data(ask, tmp_path, "xlsx")))

    assert "datapackage.json" in names
    assert len([name for name in names if name.endswith(".csv")]) >= 20
    assert len(book.sheetnames) >= 20
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    assert all(cell.data_type != "f" for cell in cells)


def test_results_leave_as_iati_only_under_an_identifier_of_the_organisation(ask, tmp_path):
    org = "NL-KVK-12345678"
    found = etree.fromstring(open_data(ask, tmp_path, "iati", "--reporting-org", org))

    ids = [one.findtext("iati-identifier") for one in found.findall("iati-activity")]
    assert len(set(ids)) == len(ids) >= 6
    assert all(one.startswith(f"{org}-") for one in ids)
    wrong = ("data", "--format", "iati", "--out", "-", "--reporting-org", "nobody", *CHOSEN)
    assert ask(*wrong)[0] == 2
