"""What a group is told of its entry is what the cells hold of it."""

from datetime import date

import pytest

from ifla_metrics.figures.counted_in import counted_in
from ifla_metrics.framework.files import read_folder
from ifla_metrics.i18n import translate
from ifla_metrics.models.columns import Lifecycle, Reach
from ifla_metrics.models.drafts import ParticipationDraft
from ifla_metrics.settings import DATA
from tests.store.conftest import draft

T = translate("en")
ROLES = frozenset({"participant", "student"})


@pytest.fixture(scope="module")
def framework():
    return read_folder(DATA / "frameworks" / "2010-2015")


def counted(framework, **changes):
    return counted_in(draft(**changes), framework, T, roles=ROLES)


def test_each_figure_is_named_with_its_page_in_a_period_that_contains_the_activity(framework):
    others = {"count": 3, "role": "staff"}, {"count": 90, "reach": Reach.CASCADE}
    lines = tuple(ParticipationDraft(**line) for line in ({"count": 20}, *others))
    found = counted(framework, participation=lines)

    assert [f"{one.page}: {what}" for one in found for what in one.what] == [
        "overview: Strategic capacity of IFLA and its members",
        "participation: 20 participations, 2011–2012",
        "coverage: BWA",
        "coverage: outcome KI2.A.1 Associations in more countries take part",
    ]
    assert found[0].query["period"] == "2011-2012"
    day = date(2014, 5, 4)
    assert counted(framework, started_on=day, ended_on=day)[0].query["period"] == "2014-Q2"


@pytest.mark.parametrize(
    "changes",
    [
        {"lifecycle": Lifecycle.PLANNED},
        {"lifecycle": Lifecycle.CANCELLED},
        {"started_on": date(2031, 1, 1), "ended_on": date(2031, 1, 1)},
    ],
)
def test_what_has_not_taken_place_or_lies_outside_the_strategy_counts_nowhere(framework, changes):
    assert not [what for one in counted(framework, **changes) for what in one.what]
