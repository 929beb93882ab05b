"""Due dates leave the house: as a calendar that programs take, as a letter that people read."""

from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar

from ifla_metrics.i18n import translate
from ifla_metrics.models.due import Due
from ifla_metrics.report.calendar import due_calendar
from ifla_metrics.report.reminder import reminder

T = translate("en")
NOW = datetime(2012, 7, 15, 9, tzinfo=UTC)
NAMES = {"ALP": "Action; for “Development”, ALP"}


def owed(period="2012-Q2", state="due", group="ALP", due_on=date(2012, 7, 30)):
    ends = due_on - timedelta(days=30)
    return Due(group, "2010-2015", period, period.replace("-", " "), ends, due_on, state, 0, 0)


def events(*dues, t=T):
    content = due_calendar(dues, t, names=NAMES, made_at=NOW)
    return Calendar.from_ical(content).walk("VEVENT")


def test_a_due_day_is_a_whole_day_with_a_name_and_a_reminder():
    [event] = events(owed())

    assert (event.decoded("dtstart"), event.decoded("dtend")) == (
        date(2012, 7, 30),
        date(2012, 7, 31),
    )
    assert str(event["summary"]) == "Report due: 2012 Q2, Action; for “Development”, ALP"
    [alarm] = event.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(days=-7)


def test_what_was_reported_is_not_in_the_calendar():
    states = ["coming", "due", "overdue", "reported", "nothing_to_report"]
    found = events(*(owed(f"2012-Q{i}", state) for i, state in enumerate(states)))

    assert len(found) == 3


def test_an_entry_keeps_its_id_so_that_it_is_not_doubled():
    assert [e["uid"] for e in events(owed())] == [e["uid"] for e in events(owed(state="overdue"))]
    assert len({str(e["uid"]) for e in events(owed(), owed("2012-Q1"), owed(group="X"))}) == 3


def test_every_line_of_the_file_is_as_short_as_the_standard_asks():
    content = due_calendar([owed(), owed("2012-Q1")], T, names=NAMES, made_at=NOW)

    assert content.endswith(b"END:VCALENDAR\r\n")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75


def test_a_reminder_names_what_is_overdue_first_and_ends_with_the_way_out():
    text = reminder(
        [owed(), owed("2012-Q1", "overdue", due_on=date(2012, 4, 30)), owed("2011-Q4", "reported")],
        T,
        group="ALP",
        on=NOW.date(),
    )

    assert text.index("2012 Q1: due on 30 April 2012") < text.index("2012 Q2: due on 30 July 2012")
    assert "2011 Q4" not in text
    assert "nothing to report" in text


def test_a_group_that_owes_nothing_gets_no_letter_unless_something_was_returned():
    assert reminder([owed(state="reported")], T, group="ALP", on=NOW.date()) == ""
    text = reminder([], T, group="ALP", on=NOW.date(), returned=2)
    assert "2 entries were returned to you with comments." in text
    assert "nothing to report" not in text


def test_a_reminder_is_written_in_the_language_that_was_chosen():
    assert "juillet" in reminder([owed()], translate("fr"), group="ALP", on=NOW.date())
