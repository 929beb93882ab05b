"""Open data is complete, valid against its standards, and hides small numbers of people."""

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
from ifla_metrics.figures.figure import HIDDEN
from ifla_metrics.figures.registry import find_spec
from ifla_metrics.figures.small_numbers import counts_people
from ifla_metrics.i18n import translate
from ifla_metrics.metrics.indicator_status import indicator_status
from ifla_metrics.metrics.selection import records
from ifla_metrics.metrics.small_numbers import is_small
from ifla_metrics.store.database import engine_of, read_transaction
from ifla_metrics.store.read.reading import read as read_log
from tests import databases
from tests.exports.conftest import CHOICES

T = translate("en")
HIDDEN_WORDS = ("hidden", "hidden: small numbers", "mean hidden")
MAY_BE_EMPTY = {"since-activities": {"uid"}, "since-corrections": {"uid", "reason"}}
"""Columns that the public may see empty: links to entries and reasons for changes."""


@pytest.fixture(scope="module")
def package(reading, public_figures):
    public = replace(reading, hide_small=True)
    return data_package(public_figures, public, T)


def test_the_package_is_a_valid_data_package(package, public_figures, tmp_path):
    path = tmp_path / "package.zip"
    path.write_bytes(package)
    report = frictionless.validate(str(path), type="package")

    assert report.valid, report.flatten(["name", "type", "note"])[:5]
    assert len(report.tasks) == len(public_figures)


def test_small_numbers_are_hidden_in_the_package_and_marked(package):
    files, hidden_rows = zipfile.ZipFile(io.BytesIO(package)), 0
    for resource in json.loads(files.read("datapackage.json"))["resources"]:
        people = find_spec(resource["name"]).people
        table = csv.DictReader(io.StringIO(files.read(resource["path"]).decode(), newline=""))
        for row in table if people else []:
            counts = [row[key] for key in people.counts]
            hidden_rows += bool(row.get(HIDDEN))
            assert not row.get(HIDDEN) or not any(counts), resource["name"]
            assert not any(is_small(float(count or 0)) for count in counts), resource["name"]
    assert hidden_rows


def without_points(cell):
    """Return a cause such as "New results: +34" without its points."""
    return re.sub(r": [+−]\d+", "", cell) if isinstance(cell, str) else cell


def test_public_figures_differ_only_in_hidden_numbers(figures, public_figures):
    for before, after in zip(figures, public_figures, strict=True):
        if before.name.startswith("trend-"):
            continue  # A series loses whole rows.
        keys = {c.key for c in after.table.data_columns} - {HIDDEN}
        assert keys == {c.key for c in before.table.data_columns}
        for key in keys:
            may_be_empty = key in MAY_BE_EMPTY.get(before.name, ())
            full = map(data_files.plain_value, before.table.frame[key])
            public = map(data_files.plain_value, after.table.frame[key])
            for value, public_value in zip(full, public, strict=True):
                allowed = (value, None, *HIDDEN_WORDS, without_points(value))
                is_empty = may_be_empty and public_value == ""
                assert is_empty or public_value in allowed, (before.name, key)


@pytest.mark.parametrize("real_only", [False, True], ids=["all rows", "real data only"])
def test_every_format_says_that_rows_are_invented(reading, monkeypatch, real_only):
    spec = find_spec("participation-over-time")
    monkeypatch.setattr(open_data.registry, "specs_for", lambda _framework: [spec])
    if real_only:
        needs = sorted({*open_data.needs("xlsx", reading.framework)[0], *iati.NEEDS})
        with read_transaction(engine_of(databases.history_url())) as connection:
            reading = read_log(connection, replace(CHOICES, documented_only=True), needs)
    options = {"reporting_org": "NL-KVK-1", "hide_small": False}
    files = {name: open_data.write(name, reading, T, **options) for name in open_data.FORMATS}
    book = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))
    package = zipfile.ZipFile(io.BytesIO(files["package"]))
    tables = zipfile.ZipFile(io.BytesIO(files["csv"]))
    counts = b"76 of 105 activities and 21 of 27 indicator values are invented"
    is_marked = {
        "xlsx": dict(book["About this file"].values)["Demonstration data"] != "none",
        "csv": b"Demonstration" in tables.read("participation-over-time.csv"),
        "package": counts in package.read("datapackage.json"),
        "activities": b"Demonstration data: " + counts in files["iati"],
        "targets": b"demonstration: invented" in files["iati"],
    }

    assert is_marked == dict.fromkeys(is_marked, not real_only)


SCHEMA = Path(__file__).parent / "iati_schema"
ORGANISATION = "NL-KVK-12345678\x01", 'Libraries <b> & "Archives"'


@pytest.fixture(scope="module")
def root(reading):
    """The IATI file, written from the frames that it declares to need."""
    with read_transaction(engine_of(databases.history_url())) as connection:
        declared = read_log(connection, CHOICES, *open_data.needs("iati", reading.framework))
    return etree.fromstring(iati.write(declared, T, *ORGANISATION))


def test_the_iati_file_is_complete_and_valid_against_schema_2_03(root):
    schema = etree.XMLSchema(etree.parse(str(SCHEMA / "iati-activities-schema.xsd")))

    assert schema.validate(root), schema.error_log
    assert root.xpath("//recipient-country")
    assert "Advisory group of the Internat" in "".join(root.itertext())


def values(element, path):
    return [str(node if isinstance(node, str) else node.text) for node in element.xpath(path)]


def meets(element, rule, case):
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


def test_the_iati_file_meets_every_rule_of_the_standard_ruleset(root):
    rules = json.loads((SCHEMA / "standard_ruleset.json").read_text(encoding="utf-8"))
    checks = [
        (path, rule, case, meets(element, rule, case))
        for path, kinds in rules.items()
        for element in root.xpath(path)
        for rule, cases in kinds.items()
        for case in cases["cases"]
    ]

    assert len(checks) > 100
    assert [check for check in checks if not check[-1]] == []


def test_iati_has_the_baselines_targets_and_actuals_of_the_screen(root, reading):
    compared = 0
    for row in records(indicator_status(reading)):
        (element,) = root.xpath(f"//indicator[starts-with(title/narrative, '{row['indicator']} ')]")
        if element.find("baseline") is not None:
            assert float(element.find("baseline").get("value")) == row["baseline"]
        for period in element.findall("period"):
            if period.find("period-end").get("iso-date") == str(row["target_due"]):
                assert float(period.find("target").get("value")) == row["target"]
                actual = period.find("actual")
                if actual is not None and row["target_due"] >= reading.period.ends_on:
                    assert float(actual.get("value")) == row["actual"]
                    compared += 1
    assert compared > 10


def test_the_actual_of_one_region_is_published_without_the_target_of_all_regions(reading):
    no_cells = {**reading.frames, "country_cells": reading.frames["country_cells"].head(0)}
    narrowed = replace(reading, unfiltered=replace(reading, frames=no_cells))
    activities = etree.fromstring(iati.write(narrowed, T, *ORGANISATION))
    [observed] = activities.xpath("//indicator[starts-with(title/narrative, 'A1 ')]")
    [counted] = activities.xpath("//indicator[starts-with(title/narrative, 'A2 ')]")

    assert {"baseline", "target", "actual"} <= {part.tag for part in observed.iter()}
    assert {"baseline", "target", "actual"} & {part.tag for part in counted.iter()} == {"actual"}


def test_no_actual_is_dated_after_its_target(root):
    dates = [
        (day, period.find("period-end").get("iso-date"))
        for period in root.iter("period")
        for day in re.findall(r"date of the data: ([\d-]+)", "".join(period.itertext()))
    ]

    assert dates
    assert all(day <= due for day, due in dates)


def test_actuals_of_few_people_are_not_public(root, reading):
    public = etree.fromstring(iati.write(replace(reading, hide_small=True), T, "NL-K-1"))

    def small_actuals(root):
        paths = [
            f"//indicator[starts-with(title/narrative, '{indicator.code} ')]//actual/@value"
            for indicator in reading.framework.indicators
            if counts_people(indicator) and not indicator.ratio
        ]
        return [value for path in paths for value in root.xpath(path) if is_small(float(value))]

    assert small_actuals(root)
    assert not small_actuals(public)


@given(st.dictionaries(st.text("ABC", min_size=1), st.integers(0, 9), min_size=1))
def test_percentages_add_up_to_exactly_100(weights):
    shares = percentages(weights)

    assert not shares or sum(shares.values()) == 100
    assert all(share > 0 for share in shares.values())
