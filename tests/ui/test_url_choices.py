import pytest

from ifla_metrics.choices import Choices
from ifla_metrics.i18n import translate
from ifla_metrics.ui import page_data, url_choices


@pytest.fixture
def offered(history):
    return page_data.catalogue()


def test_choices_survive_the_url(offered):
    choices = Choices(
        "2010-2015",
        "2012",
        known_on="2012-12",
        direction="SD2",
        counting="primary",
        documented_only=True,
        language="fr",
        since="2012-06-30",
        region="africa",
        group="ALP",
        reviewed_only=True,
    )
    assert url_choices.parse(choices.query(), offered) == (choices, ())


def test_the_previous_meeting_lies_within_the_strategy(offered):
    of_strategy = [url_choices.defaults(offered, code) for code in ("2010-2015", "2024-2029")]
    assert [url_choices.has_previous_meeting(c, offered) for c in of_strategy] == [True, False]


@pytest.mark.parametrize("name", ["known_on", "since"])
@pytest.mark.parametrize("day", ["2099-01-01", "2008-12-31", "2012-11-31", "2012-W26-6"])
def test_a_day_outside_the_calendar_is_reported_and_ignored(offered, name, day):
    choices, faults = url_choices.parse({name: day}, offered)

    assert choices == url_choices.defaults(offered)
    assert [fault.translate(translate("en")).partition(".")[0] for fault in faults] == [
        f"Unknown choice '{name}={day}'"
    ]


@pytest.mark.parametrize(
    ("known_on", "since", "is_earlier"),
    [
        ("now", "2012-12", True),
        ("2012-12", "2012-12-11", True),
        ("2012-12", "2012-12", False),
        ("2012-12-12", "2012-12-13", False),
    ],
)
def test_since_must_be_earlier_than_known_on(offered, known_on, since, is_earlier):
    choices, faults = url_choices.parse({"known_on": known_on, "since": since}, offered)

    assert choices.since == (since if is_earlier else "")
    assert [fault.code for fault in faults] == ([] if is_earlier else [f"since={since}"])
