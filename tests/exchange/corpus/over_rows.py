"""Rows as library associations keep them: under countries, under one number, one for a person."""

import datetime
from functools import partial

from tests.exchange.corpus.making import ASK, BAD, OK, book_case, csv_case

MAY = datetime.date(2012, 5, 14)
JUNE = datetime.date(2012, 6, 4)
HEAD = ("Activity", "Date", "Country")
CLINIC = ("Cataloguing clinic", MAY, "Kenya")
SHORT = ("Activity", "Date", "Participants")
KENYA, GHANA, NONE = ({"countries": c} for c in (("KEN",), ("GHA",), ()))


_book, _csv = partial(book_case, group="over rows"), partial(csv_case, group="over rows")


CASES = (
    # One number over several rows is none of theirs.
    _book(
        "a number merged over rows",
        [
            (*HEAD, "Participants"),
            (*CLINIC, 39),
            ("Book repair", JUNE, "Kenya", None),
            ("Story hour", JUNE, "Ghana", 9),
        ],
        (BAD, BAD, OK),
        ({}, {}, {"count": 9}),
        ("D2:D3",),
    ),
    # Countries that stand over rows, over a sheet, across the header.
    _csv(
        "countries as sections",
        [
            ("Activity", "Date", "Participants"),
            ("KENYA", "", ""),
            ("A clinic", "2012-05-14", "25"),
            ("Ghana:", "", ""),
            ("Book repair", "2012-05-21", "14"),
            ("Total Ghana", "", "14"),
        ],
        (OK, OK),
        ({"countries": ("KEN",)}, {"countries": ("GHA",)}),
        left_out=3,
    ),
    _book(
        "merged countries as sections",
        [
            ("Date", "Activity", "Women", "Men"),
            ("Sénégal",),
            (MAY, "Formation", 12, 8),
            ("Mali",),
            (JUNE, "Atelier de reliure", 6, 4),
            ("Total Mali", "", 6, 4),
        ],
        (OK, OK),
        ({"countries": ("SEN",)}, {"countries": ("MLI",)}),
        ("A2:D2", "A4:D4"),
        left_out=3,
    ),
    _csv(
        "a section that is no country",
        [
            ("Activity", "Date", "Participants"),
            ("Kenya", "", ""),
            ("A clinic", "2012-05-14", "25"),
            ("Other places", "", ""),
            ("Story hour", "2012-06-04", "9"),
        ],
        (OK, BAD, OK),
        ({"countries": ("KEN",)}, {}, {"countries": ()}),
        left_out=1,
    ),
    _csv(
        "a section over rows with countries",
        [
            (*HEAD, "Participants"),
            ("Kenya", "", "", ""),
            ("A clinic", "2012-05-14", "", "25"),
            ("Story hour", "2012-06-04", "Uganda", "9"),
        ],
        (OK, OK),
        ({"countries": ("KEN",)}, {"countries": ("UGA",)}),
        left_out=1,
    ),
    _csv(
        "sums of countries below their rows",
        [
            ("Country", "Activity", "Date", "Participants"),
            ("Kenya", "A clinic", "2012-05-14", "20"),
            ("Kenya", "", "", "20"),
            ("Ghana", "Story hour", "2012-06-04", "14"),
            ("", "Reading day", "2012-06-05", "9"),
        ],
        (OK, OK, OK),
        ({"countries": ("KEN",)}, {"countries": ("GHA",)}, {"countries": ()}),
        left_out=1,
    ),
    _csv(
        "countries with sums above their rows",
        [
            ("Country", "Activity", "Date", "Participants"),
            ("Kenya", "", "", "20"),
            ("", "A clinic", "2012-05-14", "20"),
            ("Ghana", "", "", "14"),
            ("", "Story hour", "2012-06-04", "14"),
        ],
        (OK, OK),
        ({"countries": ("KEN",)}, {"countries": ("GHA",)}),
        left_out=2,
    ),
    _csv(
        "a month as section, and days without one",
        [("Date", "Activity", "Country"), ("March 2012", "", ""), ("5", "A clinic", "Kenya")],
        (BAD,),
        left_out=1,
    ),
    _book(
        "a sheet called as a country",
        [("Activity", "Date", "Participants"), ("A clinic", MAY, 20)],
        (OK,),
        ({"countries": ("GHA",)},),
        sheet="Ghana",
    ),
    _csv(
        "countries across the header",
        [
            ("Activity", "Date", "Kenya", "Uganda", "Total"),
            ("A clinic", "2012-05-14", "12", "8", "20"),
            ("Story hour", "2012-06-04", "", "", ""),
        ],
        (BAD, OK),
        dropped=3,
    ),
    _csv(
        "months across the header",
        [("Activity", "Country", "Jan 2012", "Feb 2012"), ("A clinic", "Kenya", "12", "")],
        (BAD,),
        faults=1,
        dropped=2,
    ),
    _book(
        "a number merged over rows in a second column of one meaning",
        [
            (*HEAD, "Women (onsite)", "Women (online)"),
            (*CLINIC, 12, 5),
            ("Book repair", JUNE, "Kenya", 6, None),
        ],
        (BAD, BAD),
        (),
        ("E2:E3",),
    ),
    _book(
        "a number merged over rows in a column that says the same",
        [
            (*HEAD, "Participants", "Number of participants"),
            (*CLINIC, 25, 25),
            ("Book repair", JUNE, "Kenya", 25, None),
        ],
        (BAD, BAD),
        (),
        ("E2:E3",),
    ),
    # Rows that are not whole are no headings.
    _csv(
        "further countries of one entry",
        [
            (*HEAD, "Participants"),
            ("Regional clinic", "2012-05-14", "Kenya", "20"),
            ("", "", "Uganda", "15"),
            ("", "", "Ghana", "10"),
            ("Book repair", "2012-05-21", "", "14"),
        ],
        (OK, BAD, BAD, OK),
        (KENYA, {}, {}, NONE),
    ),
    _csv(
        "further countries of one entry, without numbers",
        [
            HEAD,
            ("Regional clinic", "2012-05-14", "Kenya"),
            ("", "", "Uganda"),
            ("", "", "Ghana"),
            ("Book repair", "2012-05-21", ""),
        ],
        (OK, BAD, BAD, OK),
        (KENYA, {}, {}, NONE),
    ),
    _csv(
        "a number beside a country that is no sum",
        [(*HEAD, "Participants"), ("", "", "Kenya", "20"), ("Story hour", "2012-06-04", "", "14")],
        (BAD, OK),
        ({}, NONE),
    ),
    _csv(
        "a country alone in a table with ids",
        [
            ("Id", *HEAD, "Participants"),
            ("", "", "", "Kenya", ""),
            ("", "A clinic", "2012-05-14", "", "12"),
        ],
        (BAD, OK),
        ({}, NONE),
    ),
    _csv(
        "a country in a note",
        [
            ("Activity", "Date", "Participants", "Note"),
            ("", "", "", "Kenya"),
            ("A clinic", "2012-05-14", "12", ""),
        ],
        (BAD, OK),
        ({}, NONE),
    ),
    _csv(
        "a title like a country, beside columns that are not read",
        [
            ("Activity", "Date", "Budget", "Venue"),
            ("Jordan", "", "300", "Main hall"),
            ("A clinic", "2012-05-14", "12", ""),
        ],
        (BAD, OK),
        ({}, NONE),
        dropped=2,
    ),
    _csv(
        "a title like a country, below entries",
        [
            ("Activity", "Date", "Budget"),
            ("A clinic", "2012-05-14", ""),
            ("Jordan", "", ""),
            ("Story hour", "2012-06-04", ""),
        ],
        (OK, BAD, OK),
        (NONE, {}, NONE),
        dropped=1,
    ),
    _csv(
        "the word for a meeting over rows",
        [
            ("Activité", "Date", "Participants"),
            ("Réunion", "", ""),
            ("Assemblée générale", "2012-06-04", "9"),
        ],
        (BAD, OK),
        ({}, NONE),
    ),
    _book(
        "a sheet called Réunion", [SHORT, ("A clinic", MAY, 20)], (OK,), (NONE,), sheet="Réunion"
    ),
    _book("a sheet called Island", [SHORT, ("A clinic", MAY, 20)], (OK,), (NONE,), sheet="Island"),
    # Where the rows of a country end.
    _book(
        "merged headings of which one is no country",
        [
            (*SHORT, "Kind"),
            ("Kenya",),
            ("A clinic", MAY, 20, "training"),
            ("Other places",),
            ("Story hour", JUNE, 9, "meeting"),
            ("USA",),
            ("Book repair", JUNE, 5, "training"),
        ],
        (OK, OK, OK),
        (KENYA, NONE, {"countries": ("USA",)}),
        ("A2:D2", "A4:D4", "A6:D6"),
        left_out=3,
    ),
    _book(
        "a merged heading that begins in the column of days",
        [
            ("Date", "Activity", "Women", "Men"),
            ("Mali",),
            (MAY, "Formation", 12, 8),
            ("Ailleurs",),
            (JUNE, "Atelier", 6, 4),
        ],
        (OK, BAD, OK),
        ({"countries": ("MLI",)}, {}, NONE),
        ("A2:D2", "A4:D4"),
        left_out=1,
    ),
    _book(
        "months inside the rows of a country",
        [
            (*SHORT, "Kind"),
            ("Kenya",),
            ("May 2012",),
            ("A clinic", MAY, 20, "training"),
            ("June 2012",),
            ("Story hour", JUNE, 9, "meeting"),
        ],
        (OK, OK),
        (KENYA, KENYA),
        ("A2:D2", "A3:D3", "A5:D5"),
        left_out=3,
    ),
    _csv(
        "a total ends the rows of a country",
        [
            SHORT,
            ("KENYA", "", ""),
            ("A clinic", "2012-05-14", "20"),
            ("Total Kenya", "", "20"),
            ("", "", ""),
            ("Regional meeting", "2012-06-04", "9"),
        ],
        (OK, OK),
        (KENYA, NONE),
        left_out=2,
    ),
    _csv(
        "a sum under another spelling of the country",
        [
            ("Country", "Activity", "Date", "Participants"),
            ("Kenya ", "A clinic", "2012-05-14", "20"),
            ("KENYA", "", "", "20"),
            ("", "Online day", "2012-06-04", "9"),
        ],
        (OK, OK),
        (KENYA, NONE),
        left_out=1,
    ),
    _csv(
        "a heading in a column that is not read",
        [
            ("Region", "Activity", "Date"),
            ("", "Kenya", ""),
            ("", "A clinic", "2012-05-14"),
            ("Elsewhere", "", ""),
            ("", "Story hour", "2012-06-04"),
        ],
        (OK, OK),
        (KENYA, NONE),
        left_out=2,
        dropped=1,
    ),
    *(
        _csv(
            f"a country over rows of which one says {said!r}",
            [
                (*HEAD, "Participants"),
                ("Kenya", "", "", ""),
                ("A clinic", "2012-05-14", "", "20"),
                ("Book repair", "2012-05-21", said, "14"),
                ("Story hour", "2012-06-04", "", "9"),
            ],
            (OK, verdict, OK),
            (KENYA, {}, countries),
            left_out=1,
        )
        for said, verdict, countries in (
            ("Kenya (Nairobi)", ASK, KENYA),
            ("Keniya", BAD, KENYA),
            ("Kenya; Uganda", OK, KENYA),
            ("Uganda", OK, NONE),
        )
    ),
    *(
        _csv(
            f"sums above their rows with a column that is not read: {total}",
            [
                ("Country", "Title", "Date", "Women", "Men", "Total", "Cost"),
                ("Kenya", "", "", *total),
                ("", "A clinic", MAY, 10, 2, 12, 100),
                ("", "Story hour", JUNE, 5, 3, 8, 200),
            ],
            verdicts,
            says,
            left_out=left_out,
            dropped=1,
        )
        for total, verdicts, says, left_out in (
            ((15, 5, 20, 300), (OK, OK), (KENYA, KENYA), 1),
            ((16, 5, 21, 300), (BAD, OK, OK), ({}, NONE, NONE), 0),
            ((15, 5, 20, "paid"), (BAD, OK, OK), ({}, NONE, NONE), 0),
        )
    ),
    _csv(
        "a country over no rows",
        [SHORT, ("Kenya", "", ""), ("Ghana", "", ""), ("A clinic", "2012-05-14", "20")],
        (OK,),
        (GHANA,),
        left_out=2,
    ),
    _csv(
        "countries in Chinese over rows",
        [("活动", "日期", "人数"), ("中国", "", ""), ("编目培训班", "2012-05-14", "20")],
        (OK,),
        ({"countries": ("CHN",)},),
        left_out=1,
    ),
    # Persons are counted, and are no activities.
    _book(
        "persons who took part",
        [
            ("Event", "Date", "Name", "Gender", "Country"),
            ("A clinic", MAY, "Ann", "F", "Kenya"),
            ("A clinic", MAY, "Ben", "M", "Ghana"),
        ],
        (BAD, BAD),
        dropped=2,
    ),
    _book(
        "persons without a sex",
        [
            ("Event", "Date", "First name", "E-mail"),
            ("A clinic", MAY, "Ann", "a@example.org"),
            ("A clinic", MAY, "Ben", "b@example.org"),
            ("B clinic", JUNE, "Di", "d@example.org"),
        ],
        (BAD, BAD, BAD),
        dropped=2,
    ),
    _book(
        "activities with whom to ask",
        [(*HEAD, "Contact person"), (*CLINIC, "Ann"), ("A clinic", MAY, "Ghana", "Ben")],
        (OK, OK),
        dropped=1,
    ),
    _csv(
        "persons with one each",
        [
            ("Event", "Date", "Country", "Name", "Attended"),
            ("A clinic", "2012-05-14", "Kenya", "Ann", "1"),
            ("A clinic", "2012-05-14", "Ghana", "Ben", "1"),
        ],
        (BAD, BAD),
        dropped=1,
    ),
    _csv(
        "persons with a one under their sex",
        [
            ("Event", "Date", "Country", "Full name", "Women", "Men"),
            ("A clinic", "2012-05-14", "Kenya", "Ann", "1", ""),
            ("A clinic", "2012-05-14", "Ghana", "Ben", "", "1"),
        ],
        (BAD, BAD),
        dropped=1,
    ),
    _csv(
        "persons of several countries at one event",
        [
            ("Event", "Date", "Country", "First name"),
            ("A clinic", "2012-05-14", "Kenya", "Ann"),
            ("A clinic", "2012-05-14", "Ghana", "Ben"),
        ],
        (BAD, BAD),
        dropped=1,
    ),
    *(
        _csv(
            f"one day in several countries, and {header}",
            [
                (*HEAD, header),
                ("World Book Day", "2012-04-23", "Kenya", said),
                ("World Book Day", "2012-04-23", "Ghana", said),
            ],
            (OK, OK),
            (KENYA, GHANA),
            dropped=1,
        )
        for header, said in (
            ("E-mail", "a@example.org"),
            ("Address", "1 Main Street"),
            ("Phone", "555 123"),
            ("Coordinator name", "Ann"),
            ("Name", "Ann"),
        )
    ),
    _csv(
        "one activity of few, and whom to write to",
        [
            (*HEAD, "Participants", "E-mail"),
            ("A talk", "2012-05-14", "Kenya", "1", "a@example.org"),
            ("B talk", "2012-05-15", "Kenya", "1", "a@example.org"),
        ],
        (OK, OK),
        dropped=1,
    ),
    _csv(
        "one activity twice, and whom to write to",
        [
            (*HEAD, "E-mail"),
            ("A clinic", "2012-05-14", "Kenya", "a@example.org"),
            ("A clinic", "2012-05-14", "Kenya", "b@example.org"),
        ],
        (OK, ASK),
        dropped=1,
    ),
)
"""Rows that were taken for something else than they are, or given what is not theirs."""
