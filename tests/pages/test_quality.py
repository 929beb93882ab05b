"""The page "Data quality": what is overdue, and each check with a link to every entry it names."""

import re

import pytest

from tests.pages.forms import Reader

CHECKS = (
    "Never updated",
    "Without evidence",
    "Parts unlike their total",
    "Unlike the group&#x27;s own history",
    "Contradictions",
    "Countries without a region",
)


@pytest.fixture
def quality(own_history):
    return lambda: Reader("quality", framework="2010-2015").html


def test_every_check_has_its_list_and_overdue_groups_lead_to_their_work(quality):
    shown = quality()

    for title in CHECKS:
        assert f"<h2>{title} · " in shown
    assert "is overdue" in shown or "are overdue" in shown
    assert re.search('href="our-work[?][^"]*group=OA-TF"', shown)
