"""Where nothing is to be drawn, one link leads to the nearest choice that may have something."""

from dataclasses import replace
from urllib.parse import urlencode

import pytest

from ifla_metrics.i18n import translate
from ifla_metrics.ui import sources
from ifla_metrics.ui.way_on import way_on

T = translate("en")


@pytest.fixture
def plan(history):
    return sources.plan()


@pytest.mark.parametrize(
    ("chosen", "words", "kept", "undone"),
    [
        ({"direction": "SD1", "known_on": "2012-12"}, "all directions", "known_on", "direction="),
        ({"known_on": "2009-01-01", "period": "2012"}, "known today", "period=2012", "2009-01-01"),
        ({"documented_only": True}, "demonstration data", "framework=2010-2015", "documented_only"),
        ({"period": "2015-Q4"}, "Look at 2011–2012", "period=2011-2012", "Q4"),
    ],
)
def test_the_narrowest_choice_is_undone_and_the_others_stay(plan, chosen, words, kept, undone):
    label, query = way_on(replace(plan.start(), **chosen), plan, T)

    assert words in label
    assert kept in urlencode(query)
    assert undone not in urlencode(query)


def test_a_strategy_without_data_leads_to_the_one_that_has_some(plan):
    _label, query = way_on(plan.start("2024-2029"), plan, T)

    assert query["framework"] == plan.default


def test_where_nothing_was_chosen_there_is_nothing_to_undo(plan):
    assert way_on(plan.start(), plan, T) is None
