"""The programme as IATI 2.03: valid by the schema, in order by the standard ruleset, and true."""

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ifla_metrics.exports.iati import Organisation, percentages, write
from ifla_metrics.i18n import translate
from ifla_metrics.metrics.indicator_status import indicator_status
from ifla_metrics.metrics.selection import records

T = translate("en")
SCHEMA = Path(__file__).parent / "iati_schema"


@pytest.fixture(scope="module")
def root(read):
    return etree.fromstring(write(read, T, Organisation("NL-KVK-12345678")))


def test_the_file_is_valid_by_the_schema_of_2_03(root):
    schema = etree.XMLSchema(etree.parse(str(SCHEMA / "iati-activities-schema.xsd")))

    assert schema.validate(root), schema.error_log


def values(element, path):
    return [str(found if isinstance(found, str) else found.text) for found in element.xpath(path)]


def keeps(element, rule, case):
    """Whether an element keeps one case of the standard ruleset; an unknown rule is a fault."""
    if rule == "date_order":
        less, more = (
            [date.max.isoformat()] if case[key] == "NOW" else values(element, case[key])
            for key in ("less", "more")
        )
        return not less or not more or less[0] <= more[0]
    found = [value for path in case["paths"] for value in values(element, path)]
    return {
        "atleast_one": lambda: any(element.xpath(path) for path in case["paths"]),
        "no_more_than_one": lambda: len(found) <= 1,
        "regex_matches": lambda: all(re.fullmatch(case["regex"], value) for value in found),
        "sum": lambda: sum(map(Decimal, found)) == case["sum"],
    }[rule]()


def test_every_rule_of_the_standard_ruleset_is_kept(root):
    rules = json.loads((SCHEMA / "standard_ruleset.json").read_text(encoding="utf-8"))
    asked = [
        (path, rule, case, keeps(element, rule, case))
        for path, kinds in rules.items()
        for element in root.xpath(path)
        for rule, cases in kinds.items()
        for case in cases["cases"]
    ]

    assert len(asked) > 100
    assert [one for one in asked if not one[-1]] == []


def test_baseline_target_and_actual_are_those_of_the_screen(root, read):
    compared = 0
    for row in records(indicator_status(read)):
        (found,) = root.xpath(f"//indicator[starts-with(title/narrative, '{row['indicator']} ')]")
        if found.find("baseline") is not None:
            assert float(found.find("baseline").get("value")) == row["baseline"]
        for period in found.findall("period"):
            if period.find("period-end").get("iso-date") == str(row["target_due"]):
                assert float(period.find("target").get("value")) == row["target"]
                actual = period.find("actual")
                if actual is not None and row["target_due"] >= read.period.ends_on:
                    assert float(actual.get("value")) == row["actual"]
                    compared += 1
    assert compared > 10


@given(st.dictionaries(st.text("ABC", min_size=1), st.integers(0, 9), min_size=1))
def test_percentages_add_up_to_exactly_100(weights):
    shares = percentages(weights)

    assert not shares or sum(shares.values()) == 100
    assert all(share > 0 for share in shares.values())
