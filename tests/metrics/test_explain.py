"""Everything that a number can hang on has its explanation in words."""

from pathlib import Path

import pytest

from ifla_metrics import choices
from ifla_metrics.framework.files import read_folder
from ifla_metrics.metrics import explain, measures

FRAMEWORKS = Path(__file__).parents[2] / "data" / "frameworks"
SHIPPED = sorted(p.parent for p in FRAMEWORKS.glob("*/framework.toml"))


def test_every_measure_and_counting_rule_is_explained():
    assert set(explain.MEASURE) == set(measures.MEASURES)
    assert set(explain.COUNTING) == set(choices.COUNTING)


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda p: p.name)
def test_the_rules_of_every_shipped_indicator_are_explained(folder):
    for indicator in read_folder(folder).indicators:
        assert indicator.time_rule in explain.TIME_RULE
        assert indicator.place_rule in explain.PLACE_RULE
        assert indicator.data_source == measures.OBSERVED or indicator.measure in explain.MEASURE
