"""Everything leaves as data with the same numbers as on screen, and says what it is."""

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import datetime

import frictionless
import openpyxl
import pandas as pd
import pytest

from ifla_metrics.figures import registry
from ifla_metrics.figures.figure import Column, Table
from ifla_metrics.figures.small_numbers import HIDDEN
from ifla_metrics.i18n import translate
from ifla_metrics.report import data_files, data_package, xlsx_file
from tests.report import specimens

T = translate("en")
TOLD = ("hidden", "hidden: small numbers")
"""What a cell of words says in place of its number."""
KEPT_BACK = {
    ("since-activities", "uid"),
    ("since-corrections", "uid"),
    ("since-corrections", "reason"),
}
"""What the public is not given at all: no reason given for a change, no entry to open."""
FORMULAS = ('=HYPERLINK("http://example.org")', "+1+2", "-1+2", "@SUM(A1)", "=1", "http://a.b")


@pytest.fixture(scope="module")
def figures(read):
    return [kind.build(read, T) for kind in registry.kinds(read.framework)]


@pytest.fixture(scope="module")
def public(read):
    return replace(read, hide_small=True)


@pytest.fixture(scope="module")
def public_figures(public):
    return [kind.build(public, T) for kind in registry.kinds(public.framework)]


@pytest.fixture(scope="module")
def package(public_figures, public):
    return data_package.write(public_figures, public, T)


@pytest.fixture(scope="module")
def whole(figures, read):
    return data_package.write(figures, read, T)


@pytest.fixture(scope="module")
def workbook(figures, read):
    return xlsx_file.write(figures, read, T)


def opened(written):
    return zipfile.ZipFile(io.BytesIO(written))


def described(written):
    return json.loads(opened(written).read("datapackage.json"))


def numbers(rows):
    return [[cell if isinstance(cell, int | float) else None for cell in row] for row in rows]


def sheet_rows(sheet):
    return [list(row) for row in sheet.iter_rows(min_row=xlsx_file.HEAD + 2, values_only=True)]


def test_every_number_of_every_figure_is_the_same_in_the_workbook(figures, workbook):
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    assert len(book.sheetnames) == len(figures) + 2
    for figure, name in zip(figures, book.sheetnames[1:-1], strict=True):
        wanted = numbers(data_files.rows(figure))
        got = numbers(sheet_rows(book[name]))
        width = len(figure.table.data_columns)
        assert [row[:width] for row in got[: len(wanted)]] == wanted, figure.name
        assert book[name]["A1"].value == figure.title
        assert book[name].freeze_panes == "B6"


def test_every_number_of_every_figure_is_the_same_in_the_package(figures, whole):
    resources = {r["name"]: r for r in described(whole)["resources"]}
    for figure in figures:
        resource = resources[figure.name.lower()]
        text = opened(whole).read(resource["path"]).decode("utf-8")
        head, *rows = csv.reader(io.StringIO(text, newline=""))
        assert head == [column.key for column in figure.table.data_columns]
        for wanted, got in zip(data_files.rows(figure), rows, strict=True):
            for cell, told in zip(wanted, got, strict=True):
                if isinstance(cell, int | float):
                    assert float(told) == cell, figure.name
                elif cell is None:
                    assert not told


def without_points(cell):
    """The words of a cause without the points it made: "New results: +34"."""
    return re.sub(r": [+−]\d+", "", cell) if isinstance(cell, str) else cell


def test_what_is_public_differs_from_what_is_not_in_hidden_numbers_alone(figures, public_figures):
    for before, after in zip(figures, public_figures, strict=True):
        if before.name.startswith("trend-"):
            continue  # Points are left out of a series whole.
        shown = {c.key for c in after.table.data_columns} - {HIDDEN}
        assert shown == {c.key for c in before.table.data_columns}
        for key in shown:
            left = [data_files.value(cell) for cell in before.table.frame[key]]
            right = [data_files.value(cell) for cell in after.table.frame[key]]
            told = ("", *TOLD) if (before.name, key) in KEPT_BACK else TOLD
            other = [
                (before.name, key, old, new)
                for old, new in zip(left, right, strict=True)
                if new not in (old, None, *told, without_points(old))
            ]
            assert not other


def test_the_package_is_valid_by_the_rules_of_its_profile(package, tmp_path):
    place = tmp_path / "package.zip"
    place.write_bytes(package)
    report = frictionless.validate(str(place), type="package")

    assert report.valid, report.flatten(["name", "type", "note"])[:5]
    assert len(report.tasks) == len(described(package)["resources"])


def test_the_package_names_licence_sources_and_the_meaning_of_each_column(package, figures):
    said = described(package)

    assert said["licenses"][0]["name"] == "CC-BY-4.0"
    assert len(said["resources"]) == len(figures)
    assert said["sources"]
    for resource in said["resources"]:
        assert resource["title"]
        assert resource["hash"].startswith("sha256:")
        assert resource["schema"]["missingValues"] == [""]
        assert all(f["description"] and f["title"] for f in resource["schema"]["fields"])
    dictionary = opened(package).read("README.md").decode()
    assert all(f"## {resource['name']}" in dictionary for resource in said["resources"])


def test_small_numbers_are_hidden_in_the_package_and_marked(package):
    text = opened(package).read("data/women-share.csv").decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    hidden = [row for row in rows if row[HIDDEN]]

    assert hidden
    assert all(row["women"] == row["ratio"] == "" for row in hidden)
    assert all(not 0 < int(row["women"]) < 5 for row in rows if row not in hidden)


def test_equal_figures_give_equal_bytes(figures, read, whole, workbook):
    assert data_package.write(figures, read, T) == whole
    assert xlsx_file.write(figures, read, T) == workbook


def test_text_that_looks_like_a_formula_stays_text(read):
    frame = pd.DataFrame({"text": list(FORMULAS)}, dtype=object)
    figure = specimens.charted(table=Table(frame, (Column("text", "=Text()"),)))
    book = openpyxl.load_workbook(io.BytesIO(xlsx_file.write([figure], read, T)))
    sheet = book.worksheets[1]

    assert [row[0] for row in sheet_rows(sheet)] == list(FORMULAS)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    written = opened(data_package.write([figure], read, T))
    name = next(n for n in written.namelist() if n.endswith(".csv"))
    cells = [r[0] for r in csv.reader(io.StringIO(written.read(name).decode(), newline=""))][1:]
    assert not [cell for cell in cells if cell[:1] in "=+-@"]


def test_days_are_days_and_sheets_say_on_what_they_depend(workbook):
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    about = {row[0]: row[1] for row in book["About"].iter_rows(values_only=True)}

    assert about["Log as known on"] == "2012-12-12"
    assert "CC-BY-4.0" in about["Licence"]
    assert any(
        isinstance(cell, datetime) for row in sheet_rows(book["element-progress"]) for cell in row
    )


def test_each_csv_of_the_zip_is_the_csv_of_the_screen(figures):
    written = opened(data_package.csv_files(figures, T))

    assert len(written.namelist()) == len(figures)
    assert written.read("coverage-map.csv") == data_files.as_csv(
        next(f for f in figures if f.name == "coverage-map"), T
    )
