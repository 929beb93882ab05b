"""What a group is told of its entry is what the cells hold of it."""

from datetime import date

import pytest

from ifla_metrics.figures.counted_in import counted_in, participations
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


def told(framework, **said):
    found = counted_in(draft(**said), framework, T, roles=ROLES)
    return [f"{one.page.capitalize()}: {what}" for one in found for what in one.what]


def test_each_figure_is_named_with_its_page(framework):
    assert told(framework, participation=(ParticipationDraft(count=20),)) == [
        "Overview: Strategic capacity of IFLA and its members",
        "Participation: 20 participations, 2011–2012",
        "Coverage: BWA",
        "Coverage: outcome KI2.A.1 Associations in more countries take part",
    ]


def test_the_address_opens_a_period_that_contains_the_activity(framework):
    [first, *_] = counted_in(draft(), framework, T, roles=ROLES)
    assert (first.page, first.query["period"]) == ("overview", "2011-2012")
    [early, *_] = counted_in(
        draft(started_on=date(2014, 5, 4), ended_on=date(2014, 5, 4)), framework, T, roles=ROLES
    )
    assert early.query["period"] == "2014-Q2"


@pytest.mark.parametrize(
    "said",
    [
        {"lifecycle": Lifecycle.PLANNED},
        {"lifecycle": Lifecycle.CANCELLED},
        {"started_on": date(2031, 1, 1), "ended_on": date(2031, 1, 1)},
    ],
)
def test_what_has_not_taken_place_or_lies_outside_the_strategy_counts_nowhere(framework, said):
    assert told(framework, **said) == []


def test_staff_and_cascades_are_no_participations():
    lines = (
        ParticipationDraft(count=20),
        ParticipationDraft(count=3, role="staff"),
        ParticipationDraft(count=90, reach=Reach.CASCADE),
    )
    assert participations(draft(participation=lines), ROLES) == 20
