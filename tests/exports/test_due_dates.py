"""Due dates leave the house as a calendar that programs take."""

from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar

from ifla_metrics.exports.due_dates import due_calendar as made_calendar
from ifla_metrics.i18n import translate
from ifla_metrics.metrics.due import Report
from tests.metrics import factories

T = translate("en")
NOW = datetime(2012, 7, 15, 9, tzinfo=UTC)
NAMES = {"ALP": "Action; for “Development”, ALP"}
PLAN = factories.framework([factories.indicator(), factories.indicator("I2")])


def owed(ends_on=date(2012, 6, 30), state="due", group="ALP", indicator="I1"):
    begins = ends_on.replace(month=ends_on.month - 2, day=1)
    due_on = ends_on + timedelta(days=30)
    return Report(group, indicator, begins, ends_on, due_on, "", state)


def due_calendar(*reports, t=T):
    return made_calendar(reports, PLAN, t, names=NAMES, made_at=NOW)


def events(*reports, t=T):
    return Calendar.from_ical(due_calendar(*reports, t=t)).walk("VEVENT")


def test_a_due_day_is_a_whole_day_with_a_name_and_a_reminder():
    [event] = events(owed())

    assert (event.decoded("dtstart"), event.decoded("dtend")) == (
        date(2012, 7, 30),
        date(2012, 7, 31),
    )
    assert str(event["summary"]) == "Due: 1 report for 1 indicator, Action; for “Development”, ALP"
    assert "I1 I1" in str(event["description"])
    [alarm] = event.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(days=-7)


def test_reports_of_one_day_are_one_entry_and_what_was_reported_is_in_none():
    states = ["coming", "due", "overdue", "reported", "nothing_to_report"]
    found = events(*(owed(date(2012, i, 28), state) for i, state in enumerate(states, start=3)))
    [event] = events(owed(), owed(indicator="I2"))

    assert len(found) == 3
    assert str(event["summary"]).startswith("Due: 2 reports for 2 indicators, ")
