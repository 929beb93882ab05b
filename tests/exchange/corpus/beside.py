"""What one column means depends on the others beside it: none is read for another one."""

import datetime
from functools import partial

from tests.exchange.corpus.making import BAD, OK, Case, csv_case, workbook

DAY = datetime.date(2012, 3, 5)
HEAD = ("Title", "Date", "Country")
ONE = ("Workshop one", DAY, "Kenya")
TWO = ("Seminar two", datetime.date(2012, 3, 9), "Ghana")
_csv = partial(csv_case, group="beside")


def _named(header, *cells, title, **further):
    """A name of the activity beside another column about it."""
    names, row = (*header, *HEAD[1:]), (*cells, *ONE[1:])
    return _csv(" | ".join(header), [names, row], (OK,), ({"title": title},), **further)


def _counted(header, one, two, dropped, *says):
    """Columns of people, of two activities, and what is said of them."""
    return _csv(
        " | ".join(header),
        [(*HEAD, *header), (*ONE, *one), (*TWO, *two)],
        (OK, OK),
        says,
        dropped=dropped,
    )


def _held(header, one, verdict=OK, faults=0, dropped=1, **says):
    """Columns of days."""
    rows = [("Title", "Country", *header), (ONE[0], ONE[2], *one)]
    return _csv(" | ".join(header), rows, (verdict,), (says,), faults=faults, dropped=dropped)


def _mode_of_lines(book):
    page = book.create_sheet("Participation")
    for row in [("Activity", "Gender", "Number of people"), ("Workshop one", "Women", 30)]:
        page.append(row)


NOBODY = {"participation": ()}
ALL = ({"genders": {"not_stated": 300}}, {"genders": {"not_stated": 500}})
MARCH = {"started_on": DAY, "ended_on": DAY}
CASES = (
    # The one column called like an event names it, where its cells are words and nothing else does.
    _csv(
        "a workshop alone",
        [("Workshop", "Implementation date", "Country"), ONE],
        (OK,),
        ({"title": ONE[0]},),
    ),
    _csv(
        "ticks beside a title",
        [
            ("Title", "Workshop", "Training", "Date", "Country"),
            (ONE[0], "x", "", *ONE[1:]),
            (TWO[0], "", "x", *TWO[1:]),
        ],
        (OK, OK),
        ({"title": ONE[0]}, {"title": TWO[0]}),
        dropped=2,
    ),
    _csv(
        "two events and no title",
        [("Workshop", "Training", "Date", "Country"), (ONE[0], "Open access for all", *ONE[1:])],
        (BAD,),
        dropped=2,
        faults=1,
    ),
    _csv(
        "numbers of workshops",
        [("Workshop", "Date", "Country"), (12, *ONE[1:]), (3, *TWO[1:])],
        (BAD, BAD),
        dropped=1,
        faults=1,
    ),
    # The name of the activity is its title, not what it is about.
    _named(("Training name", "Training topic"), "Nairobi", "Advocacy", title="Nairobi", dropped=1),
    _named(
        ("Workshop name", "Workshop description"),
        "Copyright basics",
        "Two days",
        title="Copyright basics",
    ),
    _named(
        ("Nom de la formation", "Thème de la formation"),
        "Atelier",
        "Plaidoyer",
        title="Atelier",
        dropped=1,
    ),
    _named(("Course name", "Programme"), "RDA basics", "BSLA", title="RDA basics", dropped=1),
    _named(("Course name", "Workshop"), "RDA basics", "yes", title="RDA basics", dropped=1),
    _named(("Nombre del taller", "Tema del taller"), "Taller", "Leyes", title="Taller", dropped=1),
    _named(("Theme", "Name of workshop"), "Law", "WS Accra", title="WS Accra", dropped=1),
    # Those online are all only where nobody else has a column.
    *(
        _counted((other, "Participants (online)"), (120, 45), (80, 60), 2, NOBODY, NOBODY)
        for other in (
            "Participants at venue",
            "In the hall",
            "Attendance in the room",
            "Librarians on the spot",
            "Registered participants",
            "Total at venue",
        )
    ),
    _counted(
        ("Women (hall)", "Men (hall)", "Women (online)", "Men (online)"),
        (12, 4, 1, 2),
        (80, 60, 2, 3),
        4,
        NOBODY,
        NOBODY,
    ),
    _counted(
        ("Participants (in person)", "Participants on YouTube"),
        (30, 500),
        (20, 400),
        2,
        NOBODY,
        NOBODY,
    ),
    _counted(("On site", "Women (online)"), (30, 45), (20, 60), 2, NOBODY, NOBODY),
    *(
        _counted(
            (other, "Participants (online)"), (2, 45), (3, 60), 1, *[{"modes": ("remote",)}] * 2
        )
        for other in ("Duration", "Zoom sessions", "Trainer", "Venue")
    ),
    Case(
        "beside: the lines of another sheet",
        "log.xlsx",
        lambda: workbook(
            [(*HEAD, "Participants (online)"), (*ONE, 30), (*TWO, 12)], _mode_of_lines
        ),
        (OK, OK),
        ({"modes": ("not_stated",)}, {"modes": ("remote",)}),
    ),
    # Shares, and words, are no women.
    _counted(
        ("Participants", "Men's attendance", "Women's attendance"),
        (300, 60, 40),
        (500, 55, 45),
        2,
        *ALL,
    ),
    _counted(("Participants", "Female participation"), (300, 45), (500, 60), 1, *ALL),
    _counted(("Participants", "Participation des femmes"), (300, 45), (500, 60), 1, *ALL),
    _counted(("Participants", "Female attendees"), (300, "most"), (500, 45), 1, *ALL),
    _counted(("Participants", "Women trained"), (300, "40%"), (500, 45), 1, *ALL),
    # A total of money does not stand for the people.
    _counted(("No. of persons trained", "Cost", "Total"), (300, 70, 70), (500, 90, 90), 2, *ALL),
    _counted(
        ("No. of persons trained", "Women", "Cost", "Transport", "Total"),
        (30, 10, 500, 100, 600),
        (20, 5, 700, 100, 800),
        3,
        {"genders": {"woman": 10, "not_stated": 20}},
        {"genders": {"woman": 5, "not_stated": 15}},
    ),
    # The day of the activity, never of its project.
    _held(("Project period", "Activity took place on"), ("2010-2012", DAY), **MARCH),
    _held(("Year", "Date of workshop"), (2012, DAY), **MARCH),
    *(
        _held(header, cells, BAD, 1, 2)
        for header, cells in (
            (("Project year", "Held"), (2012, DAY)),
            (("Year", "Month held"), (2012, "March")),
            (("Training year", "Training month"), (2012, "March")),
            (("Event month", "Event day"), ("March 2012", 5)),
        )
    ),
)
