"""Due dates leave the house as a calendar that programs take."""

from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar

from ifla_metrics.exports.due_dates import due_calendar
from ifla_metrics.metrics.due import Report
from tests.exports.specimens import T
from tests.metrics import factories

NAMES = {"ALP": "Action; for “Development”, ALP"}
PLAN = factories.framework([factories.indicator(), factories.indicator("I2")])
STATES = ("coming", "due", "due", "reported", "nothing_to_report")


def test_open_reports_of_one_day_are_one_entry_of_a_whole_day_with_a_reminder():
    days = [date(2012, 7, day) for day in (30, 31, 31, 31, 31)]
    reports = [
        Report("ALP", f"I{1 + number % 2}", date(2012, 4, 1), date(2012, 6, 30), day, "", state)
        for number, (day, state) in enumerate(zip(days, STATES, strict=True))
    ]
    made_at = datetime(2012, 7, 15, 9, tzinfo=UTC)
    written = due_calendar(reports, PLAN, T, names=NAMES, made_at=made_at)
    _coming, event = Calendar.from_ical(written).walk("VEVENT")

    assert event.decoded("dtstart") == date(2012, 7, 31)
    assert event.decoded("dtend") == date(2012, 8, 1)
    assert str(event["summary"]).startswith("Due: 2 reports for 2 indicators, Action; for “Dev")
    assert "I1 I1" in str(event["description"])
    [alarm] = event.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(days=-7)
