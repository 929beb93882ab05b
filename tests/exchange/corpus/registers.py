"""Registers of activities under names of their own: projects, periods, towns with countries."""

import datetime
from functools import partial

from tests.exchange.corpus.making import ASK, BAD, OK, Case, book_case, csv_case, workbook

DAY = datetime.date(2012, 3, 5)
HEAD = ("Activity", "Date", "Country", "Participants")
ONE = ("Workshop one", DAY, "Kenya", 12)
TWO = ("Seminar two", datetime.date(2012, 3, 9), "Ghana", 9)
_book, _csv = partial(book_case, group="registers"), partial(csv_case, group="registers")


def _named(header, *cells, verdict=OK, dropped=0, faults=0, **says):
    """One row under a header."""
    return _csv(
        " | ".join(header),
        [header, cells],
        (verdict,),
        (says,) if says else (),
        dropped=dropped,
        faults=faults,
    )


def _span(first, last, precision="day"):
    day = datetime.date.fromisoformat
    return {"started_on": day(first), "ended_on": day(last), "date_precision": precision}


def _place(header, typed, verdict=OK, *alpha3s):
    says = ({"countries": alpha3s},) if alpha3s else ()
    rows = [("Activity", "Date", header, "Participants"), (*ONE[:2], typed, 12)]
    return _csv(f"{header}: {typed}", rows, (verdict,), says)


def _order(header, verdict, says=(), hint=()):
    rows = [("Activity", header, "Country"), *hint, ("Workshop one", "05/03/2012", "Kenya")]
    return _csv(f"order {header!r} {len(hint)}", rows, (verdict,), says, left_out=len(hint))


def _below(name, *rows, left_out=0):
    return _book(name, [HEAD, ONE, *rows], (OK,), left_out=left_out)


def _projects(book):
    page = book.create_sheet("Projects")
    for row in [("Project", "Period", "Country", "Budget"), ("Workshop one", 2012, "Kenya", 500)]:
        page.append(row)


def _other_sheet(book):
    page = book.create_sheet("Costs")
    for row in [("Country", "Participants", "Remarks", "USD"), ("Kenya", 3, "paid", 500)]:
        page.append(row)


CASES = (
    # Names that mean title and day only where nothing else does.
    _named(
        ("Name of project", "Period", "Country", "Number trained"),
        "Books for all",
        "January - March 2012",
        "Lesotho",
        18,
        title="Books for all",
        people=18,
        **_span("2012-01-01", "2012-03-31", "month"),
    ),
    _named(
        ("Activité réalisée", "Période", "Pays", "Participants"),
        "Formation",
        "1er trimestre 2012",
        "Togo",
        12,
        title="Formation",
        **_span("2012-01-01", "2012-03-31", "quarter"),
    ),
    _named(
        ("Nombre del evento", "Periodo", "País"),
        "Un curso",
        "del 5 al 9 de marzo de 2012",
        "Chile",
        title="Un curso",
        **_span("2012-03-05", "2012-03-09"),
    ),
    _named(
        ("Activities", "Month", "Countries"),
        "Launch event",
        "March 2012",
        "Zambia",
        title="Launch event",
        **_span("2012-03-01", "2012-03-31", "month"),
    ),
    _named(
        ("Project", "Activity", "Period", "Date", "Country"),
        "Books",
        "Launch event",
        "2012",
        "2012-03-05",
        "Zambia",
        dropped=2,
        title="Launch event",
        **_span("2012-03-05", "2012-03-05"),
    ),
    _named(
        ("Activity", "Period", "Country"),
        "Launch event",
        "morning",
        "Zambia",
        verdict=BAD,
        dropped=1,
        faults=1,
    ),
    _named(
        ("Activity", "Reporting period", "Country"),
        "Launch event",
        "2012",
        "Zambia",
        verdict=BAD,
        dropped=1,
        faults=1,
    ),
    Case(
        "registers: what projects cost",
        "log.xlsx",
        lambda: workbook([("Project", "Period", "Amount"), ("Books for all", "2012", 5000)]),
        faults=1,
    ),
    _named(
        ("ActivityTitle", "StartDate", "EndDate", "CountryName", "NumberOfParticipants"),
        "Course",
        "2012-03-05",
        "2012-03-07",
        "Viet Nam",
        40,
        people=40,
        countries=("VNM",),
        **_span("2012-03-05", "2012-03-07"),
    ),
    _named(
        ("Title", "Date", "Country", "Participants (approx.)", "Women"),
        "Course",
        "2012-03-05",
        "Kenya",
        30,
        20,
        genders={"woman": 20, "not_stated": 10},
    ),
    _named(
        ("Title", "Date (approx.)", "Country"),
        "Course",
        "2012-03-05",
        "Kenya",
        verdict=BAD,
        dropped=1,
        faults=1,
    ),
    _named(
        ("Title", "Organised by", "Date", "Country"),
        "Course",
        "Kenya Library Association",
        "2012-03-05",
        "Kenya",
        title="Course",
        groups=("ALP",),
    ),
    _named(
        ("Title", "Organized by", "Date", "Country"),
        "Course",
        "Action for Development through Librares",
        "2012-03-05",
        "Kenya",
        verdict=BAD,
    ),
    # Results in words are no outcomes, and “Format” may say whether it was online.
    _named(
        ("Activité", "Date", "Pays", "Résultats"),
        "Un atelier",
        "2012-03-05",
        "Mali",
        "25 bibliothécaires formés",
        countries=("MLI",),
        outcomes=(),
    ),
    _named(
        ("Title", "Date", "Country", "Outcomes"),
        "Course",
        "2012-03-05",
        "Kenya",
        "KI9.Z.1 and more",
        verdict=BAD,
    ),
    _named(
        ("Title", "Date", "Country", "Format"),
        "Course",
        "2012-03-05",
        "Kenya",
        "Face to face",
        mode="on_site",
        kind="meeting",
    ),
    _named(
        ("Title", "Date", "Country", "Axe"),
        "Course",
        "2012-03-05",
        "Kenya",
        "Axe 2 : formation",
        verdict=BAD,
    ),
    # A header, or a row of hints, says whether days come first.
    _order("Date (dd/mm/yyyy)", OK, ({"started_on": DAY},)),
    _order("Date (mm/dd/yyyy)", OK, ({"started_on": datetime.date(2012, 5, 3)},)),
    _order("Date (jj/mm/aaaa)", OK, ({"started_on": DAY},)),
    _order("Date", OK, ({"started_on": DAY},), hint=(("(text)", "(dd/mm/yyyy)", "(list)"),)),
    _order("Date", ASK),
    _csv(
        "a header against a day",
        [
            ("Activity", "Date (mm/dd/yyyy)", "Country"),
            ("Workshop one", "05/03/2012", "Kenya"),
            ("Seminar two", "25/03/2012", "Kenya"),
        ],
        (ASK, OK),
    ),
    # A town beside its country, where the header says that a place stands there.
    _place("Place", "Lima, Peru", OK, "PER"),
    _place("Location", "Bangkok (Thailand)", OK, "THA"),
    _place("Lieu", "Dakar, Sénégal", OK, "SEN"),
    _place("City, Country", "Hilton, Nairobi, Kenya", OK, "KEN"),
    _place("City/Country", "Accra - Ghana", OK, "GHA"),
    _place("Pays / Ville", "Mali, Bamako", OK, "MLI"),
    _place("Place", "Nairobi, Kenya; Kampala, Uganda", OK, "KEN", "UGA"),
    _place("Place", "Georgia, USA", ASK),
    _place("Place", "Atlanta, Georgia", ASK),
    _place("Place", "Kinshasa, Congo", ASK),
    _place("Place", "Salvador, Brazil", ASK),
    _place("Place", "Paris, TX", BAD),
    _place("Place", "Nairobi", BAD),
    _place("Country", "Lima, Peru", ASK),
    _place("Country", "KEN UGA", OK, "KEN", "UGA"),
    _place("Country", "KE UG TZ", OK, "KEN", "UGA", "TZA"),
    _place("Country", "Kenya (3), Uganda (2)", OK, "KEN", "UGA"),
    _place("Country", "السعودية", OK, "SAU"),
    # Rows that are no entries.
    _below("months alone as headings", ("MARCH",), left_out=1),
    _below(
        "a footer of a form",
        ("Date: 31 January 2013",),
        ("Signature",),
        ("Compiled by A. Person",),
        left_out=3,
    ),
    # Persons, a row each, with a number that is none of people.
    _csv(
        "participants by name",
        [
            ("Participant", "Training", "Date", "Country", "Sessions"),
            ("A. Moyo", "BSLA module", DAY, "Kenya", 2),
            ("T. Ncube", "BSLA module", DAY, "Kenya", 3),
            ("R. Dube", "RDA basics", DAY, "Kenya", 3),
        ],
        (BAD,) * 3,
        dropped=2,
    ),
    # One header in three rows; numbers beside people in columns without a name.
    _book(
        "a header in three rows",
        [
            ("Annual report",),
            ("Activity", "When", "", "Where", "Who"),
            ("", "Start", "End", "Country", "Participants"),
            ("", "", "", "", "F", "M", "T"),
            ("Workshop one", DAY, DAY, "Kenya", 5, 6, 11),
        ],
        (OK,),
        ({"genders": {"woman": 5, "man": 6}},),
        dropped=1,
    ),
    _book("numbers without a name", [(*HEAD, "", ""), (*ONE, 6, 11), (*TWO, "", "")], (BAD, OK)),
    _csv("numbers without a name, in CSV", [(*HEAD, "", "", "Remarks"), (*ONE, 6, "", "")], (BAD,)),
    _book("notes without a name", [(*HEAD, ""), (*ONE, "see report")], (OK,), ({"people": 12},)),
    # Others without an end over those who took part.
    _csv(
        "trainers without an end",
        [
            ("Activity", "Date", "Country", "Trainers", "", "", "", ""),
            ("", "", "", "Women", "Men", "Participants", "Female", "Male"),
            ("Workshop one", DAY, "Kenya", 2, 1, 30, 18, 12),
        ],
        (OK,),
        ({"genders": {"woman": 18, "man": 12}},),
        dropped=2,
    ),
    Case(
        "registers: projects beside activities",
        "log.xlsx",
        lambda: workbook([HEAD, ONE], _projects),
        (OK,),
        ({"people": 12},),
        left_out=1,
    ),
    _place("Country", "Niger State, Nigeria", ASK),
    _place("Location", "Niger State, Nigeria", ASK),
    _place("Location", "Nairobi, Kenya and Kampala, Uganda", ASK),
    _place("Location", "Apia (Samoa) and Nuku'alofa (Tonga)", ASK),
    _place("Location", "Port of Spain, Trinidad & Tobago", OK, "TTO"),
    _place("Location", "Jordan University, Amman, Jordan", OK, "JOR"),
    _csv(
        "the country of a partner",
        [
            ("Activity", "Date", "Country", "Partner", "Country"),
            (*ONE[:3], "BMZ", "Germany"),
            (*TWO[:3], "", "Ghana"),
        ],
        (BAD, OK),
        ({}, {"countries": ("GHA",)}),
        dropped=1,
    ),
    _named(
        ("Activity", "Period", "End date", "Country"),
        "Course",
        "2012",
        "2012-03-06",
        "Kenya",
        verdict=BAD,
        dropped=1,
        faults=1,
    ),
    _book(
        "days under Month",
        [("Activity", "Month", "Country"), ("Course", DAY.replace(day=1), "Kenya")],
        (OK,),
        (_span("2012-03-01", "2012-03-31", "month"),),
    ),
    _place("Country", "-", OK),
    # A sheet that names columns, and none that is needed.
    Case(
        "registers: costs by country",
        "log.xlsx",
        lambda: workbook([HEAD, ONE], _other_sheet),
        (OK,),
        ({"people": 12},),
        left_out=1,
    ),
)
"""A title that was not found refused the whole file; a town beside its country was asked about."""
