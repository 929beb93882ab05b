"""Open data is complete, valid by its standards, and hides small numbers of people."""

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import frictionless
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ifla_metrics.exports import data_files, iati, open_data
from ifla_metrics.exports.iati import percentages
from ifla_metrics.exports.open_data import data_package
from ifla_metrics.figures import registry
from ifla_metrics.figures.figure import HIDDEN
from ifla_metrics.figures.registry import find_spec
from ifla_metrics.figures.small_numbers import counts_people
from ifla_metrics.i18n import translate
from ifla_metrics.metrics.disclosure import is_small
from ifla_metrics.metrics.indicator_status import indicator_status
from ifla_metrics.metrics.selection import records
from ifla_metrics.store.database import engine_of, read_transaction
from ifla_metrics.store.read import read as read_log
from tests import databases
from tests.exports.conftest import CHOICES

T = translate("en")
HIDDEN_WORDS = ("hidden", "hidden: small numbers", "mean hidden")
WITHHELD = (
    *(("since-activities", "uid"), ("since-corrections", "uid")),
    ("since-corrections", "reason"),
)
"""Columns that are empty for the public: reasons for changes, and entries to open."""


def write(file_format, read, **options):
    return open_data.write(file_format, read, T, reporting_org="NL-KVK-1", **options)


@pytest.fixture(scope="module")
def package(read, public_figures):
    public = replace(read, hide_small=True)
    return data_package(public_figures, public, open_data.about(public, T), T)


@pytest.fixture
def one_figure(monkeypatch):
    spec = registry.find_spec("participation-over-time")
    monkeypatch.setattr(open_data.registry, "specs_for", lambda _framework: [spec])


def test_the_package_is_valid_by_the_rules_of_its_profile(package, public_figures, tmp_path):
    path = tmp_path / "package.zip"
    path.write_bytes(package)
    report = frictionless.validate(str(path), type="package")

    assert report.valid, report.flatten(["name", "type", "note"])[:5]
    assert len(report.tasks) == len(public_figures)


def test_small_numbers_are_hidden_in_the_package_and_marked(package):
    files, marked = zipfile.ZipFile(io.BytesIO(package)), 0
    assert {file.external_attr >> 16 for file in files.infolist()} == {0o644}
    for resource in json.loads(files.read("datapackage.json"))["resources"]:
        people = find_spec(resource["name"]).people
        table = csv.DictReader(io.StringIO(files.read(resource["path"]).decode(), newline=""))
        for row in table if people else []:
            counts = [row[key] for key in people.counts]
            marked += bool(row.get(HIDDEN))
            assert not row.get(HIDDEN) or not any(counts), resource["name"]
            assert not any(is_small(float(count or 0)) for count in counts), resource["name"]
    assert marked


def without_points(cell):
    """Return a cause without its points: "New results: +34"."""
    return re.sub(r": [+−]\d+", "", cell) if isinstance(cell, str) else cell


def test_public_figures_differ_only_in_hidden_numbers(figures, public_figures):
    for before, after in zip(figures, public_figures, strict=True):
        if before.name.startswith("trend-"):
            continue  # Points are left out of a series whole.
        shown = {c.key for c in after.table.data_columns} - {HIDDEN}
        assert shown == {c.key for c in before.table.data_columns}
        for key in shown:
            hidden = ("", *HIDDEN_WORDS) if (before.name, key) in WITHHELD else HIDDEN_WORDS
            old = map(data_files.plain_value, before.table.frame[key])
            new = map(data_files.plain_value, after.table.frame[key])
            for left, right in zip(old, new, strict=True):
                allowed = (left, None, *hidden, without_points(left))
                assert right in allowed, (before.name, key)


@pytest.mark.parametrize("real_only", [False, True], ids=["all rows", "real data only"])
def test_every_format_says_that_rows_are_invented(read, one_figure, real_only):
    if real_only:
        needs = sorted({*open_data.needs("xlsx", read.framework)[0], *iati.NEEDS})
        with read_transaction(engine_of(databases.history_url())) as connection:
            read = read_log(connection, replace(CHOICES, documented_only=True), needs)
    written = {form: write(form, read, hide_small=False) for form in open_data.FORMATS}
    book = openpyxl.load_workbook(io.BytesIO(written["xlsx"]))
    package = zipfile.ZipFile(io.BytesIO(written["package"]))
    tables = zipfile.ZipFile(io.BytesIO(written["csv"]))
    counted = b"76 of 105 activities and 21 of 27 indicator rows are invented"
    says = {
        "xlsx": dict(book["About this file"].values)["Demonstration data"] != "none",
        "csv": b"Demonstration" in tables.read("participation-over-time.csv"),
        "package": counted in package.read("datapackage.json"),
        "activities": b"Demonstration data: " + counted in written["iati"],
        "targets": b"demonstration: invented" in written["iati"],
    }

    assert says == dict.fromkeys(says, not real_only)


SCHEMA = Path(__file__).parent / "iati_schema"
ORGANISATION = "NL-KVK-12345678\x01", 'Libraries <b> & "Archives"'


@pytest.fixture(scope="module")
def root(read):
    return etree.fromstring(iati.write(read, T, *ORGANISATION))


def test_the_frames_that_iati_needs_are_enough(read):
    with read_transaction(engine_of(databases.history_url())) as connection:
        own = read_log(connection, CHOICES, *open_data.needs("iati", read.framework))

    written = iati.write(own, T, *ORGANISATION)
    assert all(w in written for w in (b"recipient-country", b">Advisory group of the Internat"))
    assert written == iati.write(read, T, *ORGANISATION)


def test_the_file_is_valid_by_the_schema_of_2_03(root):
    schema = etree.XMLSchema(etree.parse(str(SCHEMA / "iati-activities-schema.xsd")))

    assert schema.validate(root), schema.error_log


def values(element, path):
    return [str(found if isinstance(found, str) else found.text) for found in element.xpath(path)]


def keeps(element, rule, case):
    """Return whether an element meets one case of the standard ruleset."""
    if rule == "date_order":
        less, more = (
            [date.max.isoformat()] if case[key] == "NOW" else values(element, case[key])
            for key in ("less", "more")
        )
        return not less or not more or less[0] <= more[0]
    present = [value for path in case["paths"] for value in values(element, path)]
    return {
        "atleast_one": lambda: any(element.xpath(path) for path in case["paths"]),
        "no_more_than_one": lambda: len(present) <= 1,
        "regex_matches": lambda: all(re.fullmatch(case["regex"], value) for value in present),
        "sum": lambda: sum(map(Decimal, present)) == case["sum"],
    }[rule]()


def test_every_rule_of_the_standard_ruleset_is_kept(root):
    rules = json.loads((SCHEMA / "standard_ruleset.json").read_text(encoding="utf-8"))
    results = [
        (path, rule, case, keeps(element, rule, case))
        for path, kinds in rules.items()
        for element in root.xpath(path)
        for rule, cases in kinds.items()
        for case in cases["cases"]
    ]

    assert len(results) > 100
    assert [one for one in results if not one[-1]] == []


def test_baseline_target_and_actual_are_those_of_the_screen(root, read):
    compared = 0
    for row in records(indicator_status(read)):
        (element,) = root.xpath(f"//indicator[starts-with(title/narrative, '{row['indicator']} ')]")
        if element.find("baseline") is not None:
            assert float(element.find("baseline").get("value")) == row["baseline"]
        for period in element.findall("period"):
            if period.find("period-end").get("iso-date") == str(row["target_due"]):
                assert float(period.find("target").get("value")) == row["target"]
                actual = period.find("actual")
                if actual is not None and row["target_due"] >= read.period.ends_on:
                    assert float(actual.get("value")) == row["actual"]
                    compared += 1
    assert compared > 10


def test_a_value_of_one_region_has_no_target_of_all_regions(read):
    nowhere = {**read.frames, "country_cells": read.frames["country_cells"].head(0)}
    narrowed = replace(read, unfiltered=replace(read, frames=nowhere))
    activities = etree.fromstring(iati.write(narrowed, T, *ORGANISATION))
    [observed] = activities.xpath("//indicator[starts-with(title/narrative, 'A1 ')]")
    [counted] = activities.xpath("//indicator[starts-with(title/narrative, 'A2 ')]")

    assert {"baseline", "target", "actual"} <= {one.tag for one in observed.iter()}
    assert {"baseline", "target", "actual"} & {one.tag for one in counted.iter()} == {"actual"}


def test_no_actual_is_later_than_its_target(root):
    days = [
        (day, period.find("period-end").get("iso-date"))
        for period in root.iter("period")
        for day in re.findall(r"date of the data: ([\d-]+)", "".join(period.itertext()))
    ]

    assert days
    assert all(day <= due for day, due in days)


def test_actuals_that_disclose_few_people_are_not_public(root, read):
    public = etree.fromstring(iati.write(replace(read, hide_small=True), T, "NL-K-1"))

    def few(root):
        paths = [
            f"//indicator[starts-with(title/narrative, '{indicator.code} ')]//actual/@value"
            for indicator in read.framework.indicators
            if counts_people(indicator) and not indicator.ratio
        ]
        return [value for path in paths for value in root.xpath(path) if is_small(float(value))]

    assert few(root)
    assert not few(public)


@given(st.dictionaries(st.text("ABC", min_size=1), st.integers(0, 9), min_size=1))
def test_percentages_add_up_to_exactly_100(weights):
    shares = percentages(weights)

    assert not shares or sum(shares.values()) == 100
    assert all(share > 0 for share in shares.values())
