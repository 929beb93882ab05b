"""The page "Data quality": what is overdue, and each check with a link to every entry it names."""

import re
from datetime import date, timedelta

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.store.activity_log import log_activity
from tests.pages.forms import Reader
from tests.store.conftest import draft

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


def test_an_entry_that_should_be_looked_at_is_led_to(quality, own_history):
    long_ago = date.today() - timedelta(days=60)  # noqa: DTZ011 - what is over is told by the day.
    said = draft(
        title="A <b>plan</b> of long ago",
        lifecycle="planned",
        started_on=long_ago,
        ended_on=long_ago,
    )
    uid, _ = log_activity(own_history, said, actor=LOCAL)
    never, _, rest = quality().partition("<h2>Never updated")[2].partition("<h2>Without")

    assert f'href="activity?uid={uid}' in never
    assert "A &lt;b&gt;plan&lt;/b&gt; of long ago" in never
    assert uid not in rest
