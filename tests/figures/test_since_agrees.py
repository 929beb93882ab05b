"""Overview and Since last meeting tell the same status and progress of each part."""

import pytest

from ifla_metrics.figures import registry
from ifla_metrics.i18n import translate

T = translate("en")


def known(numbers):
    return {code: None if number != number else number for code, number in numbers.items()}


@pytest.mark.parametrize("known_on", ["2012-12", "2012-08", "2011-12-31"])
def test_a_part_has_the_same_status_and_progress_on_both_pages(read, known_on):
    reading = read(known_on=known_on)
    elements, directions, causes = (
        registry.build(name, reading, T).table.frame
        for name in ("element-progress", "direction-status", "since-causes")
    )
    causes = causes.set_index("row")

    for parts in (elements.set_index("node"), directions.set_index("node")):
        told = causes.loc[parts.index]
        assert told["status"].to_dict() == parts["status"].to_dict()
        assert known(told["after"]) == pytest.approx(known(parts["mean"]))
    told = known(causes.loc[elements["node"], "before"])
    assert told == pytest.approx(known(elements.set_index("node")["previous"]))
    assert causes.loc[causes["status"] == "too_few_data", "after"].isna().all()
