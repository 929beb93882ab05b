"""Cells, ratios and shares as rounded text."""

from datetime import date
from decimal import Decimal

import pytest

from ifla_metrics.figures import words
from ifla_metrics.figures.ratings import value_text
from ifla_metrics.i18n import THIN_SPACE, translate

EN, FR = translate("en"), translate("fr")
NAN = float("nan")


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (1285.0, "number", f"1{THIN_SPACE}285"),
        (NAN, "number", "–"),
        (2.675, "number", "2.68"),
        (-0.004, "number", "0"),
        (Decimal("-0.125"), "number", "-0.13"),
        (0.285, "percent", f"29{THIN_SPACE}%"),
        (0.0, "percent", f"0{THIN_SPACE}%"),
        (0.9980710, "percent", f"99.8{THIN_SPACE}%"),
        (0.9999, "percent", f"99.9{THIN_SPACE}%"),
        (1.004, "percent", f"100.4{THIN_SPACE}%"),
        (0.004, "percent", f"0.4{THIN_SPACE}%"),
        (0.0001, "percent", f"0.1{THIN_SPACE}%"),
        (-0.004, "percent", f"-0.4{THIN_SPACE}%"),
        (0.1 + 0.2 + 0.7, "percent", f"100{THIN_SPACE}%"),
        (None, "percent", "–"),
        (date(2012, 12, 12), "date", "12 Dec 2012"),
        (None, "date", "–"),
        ("off_track", "status", "■ off track"),
        (2012.0, "year", "2012"),
        (None, "text", ""),
    ],
)
def test_a_cell_is_formatted_by_its_kind(value, kind, text):
    assert words.cell(value, kind, EN) == text


def test_a_ratio_is_followed_by_its_two_counts():
    def text(value, numerator, denominator, unit, t):
        counts = {"numerator": numerator, "denominator": denominator}
        return value_text({"actual": value, "qualifier": "exact", **counts}, unit, t)

    assert text(22.857, 8.0, 35.0, "%", EN) == f"22.9{THIN_SPACE}% (8 of 35)"
    assert text(1.5, 30, 20, "", EN) == "1.5 (30 ÷ 20)"
    assert text(22.857, NAN, 35, "%", EN) == f"22.9{THIN_SPACE}%"
    assert text(22.857, 8, 35, "%", FR) == f"22,9{THIN_SPACE}% (8/35)"


def test_a_number_is_shown_with_its_qualifier():
    assert words.with_qualifier(50, "more_than", EN) == "more than 50"
    assert words.with_qualifier(150, "almost", EN) == "almost 150"
    assert words.with_qualifier(12, "exact", EN) == "12"
    assert words.with_qualifier(NAN, "about", EN) == "–"
    assert words.with_qualifier(22.917, "at_least", EN, unit="%") == f"at least 22.9{THIN_SPACE}%"


def test_the_shares_of_a_whole_add_up_and_other_ratios_are_rounded_alone():
    eighths, almost_all = [0.125, 0.125, 0.75], [0.9996, 0.0004]
    labels = words.share_labels([*eighths, 0.264, NAN, 0.264], [*"aaabbb"], EN)
    assert labels == [*map(EN.percentage, (13, 12, 75)), EN.percent(0.264), "–", EN.percent(0.264)]
    assert words.share_labels(almost_all, ["a", "a"], EN) == [*map(EN.percent, almost_all)]
