"""`report`: the same Board paper and annual report as on screen, from the command line."""

import io

import pikepdf
import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.report.book import templates
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.report_templates import save_template

CHOSEN = ("--period", "2011-2012", "--known-on", "2012-12")


def test_a_board_paper_is_written_in_the_format_its_name_ends_in(ask, tmp_path):
    out = tmp_path / "paper.pdf"
    code, said, err = ask("report", "--template", "board-paper", "--out", str(out), *CHOSEN)

    assert (code, err) == (0, "")
    assert said.strip().endswith("Board paper")
    assert len(pikepdf.open(io.BytesIO(out.read_bytes())).pages) == 4


def test_a_chapter_by_direction_in_french_speaks_french(ask, tmp_path):
    out = tmp_path / "chapter.html"
    code, _said, err = ask(
        "report",
        "--template",
        "annual-report",
        "--by",
        "direction",
        "--language",
        "fr",
        "--out",
        str(out),
        *CHOSEN,
    )
    page = out.read_text("utf-8")

    assert (code, err) == (0, "")
    assert '<html lang="fr" dir="ltr">' in page
    assert "Récits de changement" in page
    assert "1 Accès équitable à l’information" in page


def test_a_template_of_ones_own_is_read_from_its_file(ask, tmp_path):
    mine = tmp_path / "mine.toml"
    mine.write_text('title = "Mine"\n[[blocks]]\nkind = "heading"\ntext = "Only ไทย"\n', "utf-8")
    out = tmp_path / "mine.html"
    code, said, err = ask("report", "--template", str(mine), "--out", str(out), *CHOSEN)

    assert code == 0
    assert said.strip().endswith("Mine")
    assert "no shipped font can draw U+0E44" in err
    assert "Only □□□" in out.read_text("utf-8")


def test_a_template_that_is_kept_for_everybody_is_found_by_its_name(ask, history, tmp_path):
    engine = engine_of(history)
    text = 'title = "Ours"\n[[blocks]]\nkind = "heading"\ntext = "All of us"\n'
    save_template(engine, "Our paper", text, actor=LOCAL)
    out = tmp_path / "ours.html"

    code, said, _err = ask("report", "--template", "Our paper", "--out", str(out), *CHOSEN)
    wrong, _out, err = ask("report", "--template", "Our papre", "--out", str(out), *CHOSEN)

    assert code == 0
    assert said.strip().endswith("Ours")
    assert "All of us" in out.read_text("utf-8")
    assert wrong == 2
    assert "Did you mean 'Our paper'?" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--template", "bord-paper", "--out", "x.pdf"), "Did you mean 'board-paper'?"),
        (("--template", "board-paper", "--out", "x.odt"), "Unknown format 'odt'"),
        (("--out", "x.pdf", "--by", "iniative"), "Did you mean 'initiative'?"),
    ],
)
def test_a_wrong_word_is_named_with_the_nearest_right_one(ask, words, said):
    code, _out, err = ask("report", *words)

    assert code == 2
    assert said in err


def test_the_help_names_the_templates_that_there_are(ask):
    assert all(name in ask("report", "--help")[1] for name in templates.TITLES)
