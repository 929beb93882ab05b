"""People who are counted crosswise: sums, sexes in one cell, groups and parts of columns."""

import datetime

from tests.exchange.corpus.making import ASK, BAD, OK, Case, csv_bytes, one_csv, workbook

MAY = datetime.date(2012, 5, 14)
HEAD = ("Title", "Date", "Country")
GONE = ("", "", "")
CLINIC = ("A clinic", MAY, "Kenya")
STORY = ("Story hour", MAY, "Kenya")
NONE = {"genders": {}}
PAIRS = ("Women", "Men", "Women", "Men")


def _book(name, rows, verdicts, says=(), merged=(), **further):
    def change(book):
        for area in merged:
            book.active.merge_cells(area)

    rows = [list(r) for r in rows]
    return Case(
        f"counted: {name}", "log.xlsx", lambda: workbook(rows, change), verdicts, says, **further
    )


def _csv(name, rows, verdicts, says=(), **further):
    rows = [list(r) for r in rows]
    return Case(f"counted: {name}", "log.csv", lambda: csv_bytes(rows), verdicts, says, **further)


def _total(columns, cells, **genders):
    """A total beside other columns; without `genders` nobody is counted."""
    dropped = 0 if genders else len(columns) + 1
    return _csv(
        f"a total beside {', '.join(columns)}: {cells}",
        [(*HEAD, *columns, "Total"), (*CLINIC, *cells)],
        (OK,),
        ({"genders": genders},),
        dropped=dropped,
    )


def _people(typed, verdict=BAD, **genders):
    says = {"genders": genders} if genders else {}
    return one_csv(f"people {typed!r}", {"people": typed}, verdict, says, group="counted")


CASES = (
    # A total may be money.
    _csv(
        "a total of money beside participants",
        [
            (*HEAD, "Participants", "Venue cost", "Catering", "Total"),
            (*CLINIC, 25, 300, 150, 450),
            (*STORY, "", 300, 150, 450),
        ],
        (OK, OK),
        ({"people": 25}, NONE),
        dropped=3,
    ),
    _total(["Cost per participant (USD)"], [450]),
    _total(["Coût par participant"], [450]),
    _total(["Participant feedback"], ["good", 450]),
    _total(["Women's rights topic (y/n)"], ["y", 450]),
    _total(["Women-led (y/n)"], ["y", 450]),
    _total(["Budget", "Men involved?"], [300, "y", 450]),
    _total(["List of participants attached"], ["yes", 450]),
    _csv(
        "a total of money beside women and men",
        [
            (*HEAD, "Women", "Men", "Lunch", "Transport", "Total"),
            (*CLINIC, 12, 8, 300, 150, 450),
            (*STORY, 9, 9, 30, 15, 45),
        ],
        (OK, OK),
        ({"genders": {"woman": 12, "man": 8}}, {"genders": {"woman": 9, "man": 9}}),
        dropped=3,
    ),
    _csv(
        "a total of people beside money",
        [(*HEAD, "Women", "Men", "Total", "Budget"), (*CLINIC, 12, 8, 20, 300)],
        (OK,),
        ({"genders": {"woman": 12, "man": 8}},),
        dropped=1,
    ),
    _csv(
        "a total of ages",
        [(*HEAD, "Children", "Adults", "Total"), (*CLINIC, 12, 8, 20)],
        (OK,),
        ({"people": 20},),
        dropped=2,
    ),
    _csv(
        "a total beside on-site and online",
        [(*HEAD, "Participants (onsite)", "Participants (online)", "Total"), (*CLINIC, 12, 8, 20)],
        (OK,),
        ({"people": 20},),
        dropped=2,
    ),
    # Sexes in one cell: no part of a number, no number of something else.
    _people("1,000 women"),
    _people("1 000 women"),
    _people("2 000 femmes"),
    _people("3,000 women, 1 man"),
    _people("12,005 women"),
    _people("12.5 F 3 M"),
    _people("15 + 12 women"),
    _people("25 + 12 femmes"),
    _people("8 women and 12"),
    _people("women 12 + 20"),
    _people("20 and 12 women"),
    _people("20 people and 12 women"),
    _people("15/12 women"),
    _people("12-15 women, 8 men"),
    _people("2012: 12 F 8 M"),
    _people("12 women 2012"),
    _people("30 F 10 M 5"),
    _people("40 F 12 M 8"),
    _people("12 women, 3 h"),
    _people("20 women, 2 h"),
    _people("12 F, 3 h"),
    _people("12 W, 3 H"),
    _people("25 (12 women, 8 men)"),
    _people("12 F, 8 H", OK, woman=12, man=8),
    _people("12 f, 8 h", OK, woman=12, man=8),
    _people("20 people: 12 women, 8 men", OK, woman=12, man=8),
    _people("12 women + 8 men = 20", OK, woman=12, man=8),
    # Groups over names that stand whole in the row below.
    _book(
        "trainers over the same names as participants",
        [(*GONE, "Trainers", "", "Participants", ""), (*HEAD, *PAIRS), (*CLINIC, 2, 1, "", "")],
        (OK,),
        (NONE,),
        ("D1:E1", "F1:G1"),
        dropped=2,
    ),
    _csv(
        "on site and online over the same names",
        [(*GONE, "Onsite", "", "Online", ""), (*HEAD, *PAIRS), (*CLINIC, 12, 8, 12, 8)],
        (OK,),
        ({"genders": {"woman": 24, "man": 16}},),
    ),
    _csv(
        "two days over the same names",
        [(*GONE, "Day 1", "", "Day 2", ""), (*HEAD, *PAIRS), (*CLINIC, 12, 8, 12, 8)],
        (BAD,),
    ),
    _csv(
        "trainers alone over whole names",
        [(*GONE, "Trainers", ""), (*HEAD, "Women", "Men"), (*CLINIC, 2, 1), (*STORY, "", "")],
        (BAD, OK),
        ({}, {"participation": ()}),
        dropped=2,
    ),
    _csv(
        "a title over the same names",
        [("Training report 2012",), (*HEAD, "Participants", "Participants"), (*CLINIC, 12, 12)],
        (OK,),
        ({"people": 12},),
    ),
    _csv(
        "two tables with a title each beside each other",
        [
            ("First half", "", "", "", "Second half"),
            (*HEAD, "", *HEAD),
            (*CLINIC, *["", "", "", ""]),
            (*["", "", "", ""], *STORY),
        ],
        (OK, OK),
    ),
    # Of one group alone nobody knows whether it is all of them.
    _book(
        "two years, one of them empty",
        [
            (*HEAD, "2011", "2012"),
            (*GONE, "Participants", "Participants"),
            (*CLINIC, 30, None),
            (*STORY, None, None),
        ],
        (BAD, OK),
        ({}, NONE),
    ),
    _book(
        "two groups, one of them empty",
        [
            (*HEAD, "Public librarians", "School librarians"),
            (*GONE, "Participants", "Participants"),
            (*CLINIC, 30, None),
        ],
        (BAD,),
    ),
    _csv(
        "online twice, and on site",
        [
            (*HEAD, "Women (online)", "Women (Zoom)", "Women (onsite)"),
            (*CLINIC, 5, 5, 3),
            (*STORY, 5, "", 3),
        ],
        (BAD, OK),
        ({}, {"genders": {"woman": 8}}),
    ),
    _csv(
        "on site, online and on Zoom",
        [(*HEAD, "Women (onsite)", "Women (online)", "Women (Zoom)"), (*CLINIC, 3, 5, 5)],
        (BAD,),
    ),
    # A group ends where its columns do.
    _book(
        "a column beside groups",
        [
            (*HEAD, "Onsite", "", "Online", "", ""),
            (*GONE, *PAIRS, "Outcomes"),
            (*CLINIC, 8, 12, 3, 5, "KI2.A.1"),
        ],
        (OK,),
        ({"outcomes": ("KI2.A.1",), "genders": {"woman": 11, "man": 17}},),
    ),
    _book(
        "a total beside merged groups",
        [
            (*HEAD, "Onsite", "", "Online", "", ""),
            (*GONE, *PAIRS, "Total"),
            (*CLINIC, 12, 8, 5, 3, 28),
        ],
        (OK,),
        ({"genders": {"woman": 17, "man": 11}},),
        ("D1:E1", "F1:G1"),
    ),
    _csv(
        "a total beside groups",
        [
            (*HEAD, "Onsite", "", "Online", "", ""),
            (*GONE, *PAIRS, "Total"),
            (*CLINIC, 12, 8, 5, 3, 30),
        ],
        (OK,),
        ({"genders": {"woman": 17, "man": 11, "not_stated": 2}},),
    ),
    # The parts stand below the name.
    _book(
        "participants over on site and online",
        [(*HEAD, "Participants", ""), (*GONE, "Onsite", "Online"), (*CLINIC, 12, 8)],
        (OK,),
        ({"people": 20},),
        ("D1:E1",),
    ),
    _csv(
        "women and men over on site and online",
        [
            (*HEAD, "Women", "", "Men", ""),
            (*GONE, "Onsite", "Online", "Onsite", "Online"),
            (*CLINIC, 12, 5, 8, 3),
        ],
        (OK,),
        ({"genders": {"woman": 17, "man": 11}},),
    ),
    _csv(
        "participants over registered and attended",
        [(*HEAD, "Participants", ""), (*GONE, "Registered", "Attended"), (*CLINIC, 40, 25)],
        (OK,),
        ({"people": 25},),
        dropped=1,
    ),
    _csv(
        "participants over two days",
        [(*HEAD, "Participants", ""), (*GONE, "Day 1", "Day 2"), (*CLINIC, 40, 25)],
        (BAD,),
    ),
    # When it was answered, and when it was.
    _csv(
        "a list with uuids of its own",
        [
            ("uuid", "Title", "Start date", "End date", "Country"),
            ("aa-bb", "A clinic", "2012-05-14", "2012-05-15", "Kenya"),
        ],
        (OK,),
        ({"started_on": MAY},),
        dropped=1,
    ),
    _csv(
        "a form for phones with days of its own",
        [
            ("start", "end", "Title", "Start date", "End date", "_uuid"),
            (
                "2012-06-11T10:01:00",
                "2012-06-11T10:09:00",
                "A clinic",
                "2012-05-14",
                "2012-05-15",
                "aa-bb",
            ),
        ],
        (OK,),
        ({"started_on": MAY},),
        dropped=3,
    ),
    # A series is told apart by what is not read.
    _csv(
        "a series in two towns",
        [
            (*HEAD, "City", "Participants"),
            ("Story hour", MAY, "Kenya", "Nairobi", 12),
            ("Story hour", MAY, "Kenya", "Mombasa", 20),
            ("Story hour", MAY, "Kenya", "Mombasa", 21),
        ],
        (OK, OK, ASK),
        dropped=1,
    ),
    *(
        _csv(
            f"a series told apart by {header!r}?",
            [
                (*HEAD, header, "Participants"),
                ("Story hour", MAY, "Kenya", one, 12),
                ("Story hour", MAY, "Kenya", other, 20),
            ],
            (OK, verdict),
            dropped=1,
        )
        for header, one, other, verdict in (
            ("Entered by", "Anna", "Ben", ASK),
            ("State of the report", "draft", "final", ASK),
            ("Approved?", "no", "yes", ASK),
            ("Ville", "Nakuru", "Thika", OK),
            ("Library staff member", "Anna", "Ben", ASK),
            ("Branch library", "East", "West", OK),
            ("Schule", "Nord", "West", OK),
        )
    ),
    _csv(
        "a series with running numbers",
        [("Item", *HEAD, "Participants"), (1, *STORY, 12), (2, *STORY, 20)],
        (OK, ASK),
        dropped=1,
    ),
)
"""What was added, taken for people or taken for all of them, though nobody had said so."""
