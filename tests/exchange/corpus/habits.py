"""Habits of people who keep lists: hints below headers, two tables on a sheet, and the like."""

import datetime

from tests.exchange.corpus.making import ASK, BAD, OK, Case, csv_bytes, row, table, workbook

HEADER = ("Title", "First day", "Last day", "Country", "Participants")


def _case(name, header, cells, verdicts, says=(), **further):
    rows = [list(header), *[list(c) for c in cells]]
    return Case(f"habit: {name}", "log.xlsx", lambda: workbook(rows), verdicts, says, **further)


CASES = (
    _case(
        "what is to stand in each column, below the header",
        ["Name of activity", "From", "To", "Country", "People"],
        [
            ["(text)", "(dd/mm/yyyy)", "(dd/mm/yyyy)", "(name)", "(number)"],
            ["A seminar", "25/03/2012", "26/03/2012", "Ghana", "40"],
        ],
        (OK,),
        ({"count": 40},),
        left_out=1,
    ),
    _case(
        "a header that says how days are written",
        ["Activity\ntitle *", "Start\n(dd/mm/yyyy)", "End date:", "Country/ies", "% women"],
        [["A seminar", "25/03/2012", "26/03/2012", "Kenya; Uganda", "50"]],
        (OK,),
        ({"countries": ("KEN", "UGA"), "participation": ()},),
        dropped=1,
    ),
    _case(
        "letters in a header that nobody sees",
        ["\ufeffTitle", "First day\u200b", "La\u00adst day", "Country"],
        [["A seminar", "2012-03-05", "", "Kenya"]],
        (OK,),
        ({"countries": ("KEN",)},),
    ),
    _case(
        "a second table with other columns on the sheet",
        HEADER,
        [
            ["A workshop", "2012-03-05", "2012-03-07", "Kenya", 30],
            [],
            ["Title", "First day", "Last day", "Country", "Budget"],
            ["Next year", "2013-03-05", "2013-03-07", "Togo", 4000],
        ],
        (OK, BAD, BAD),
    ),
    _case(
        "women among the participants",
        ["Event", "Begin", "Country", "Attendees", "of which women", "M"],
        [
            ["A workshop", "2012-03-05", "Kenya", 30, 10, 20],
            ["B workshop", "2012-03-05", "Kenya", 30, 10, 21],
        ],
        (OK, BAD),
    ),
    _case(
        "that something does not apply",
        ["Title", "First day", "Country", "Level", "Kind"],
        [
            ["A workshop", "2012-03-05", "NA", "NA", "-"],
            ["B workshop", "2012-03-05", "Kenya", "national", "n/a"],
            ["C workshop", "2012-03-05", "Kenya", "nationalish", "workshop"],
        ],
        (OK, OK, BAD),
        ({"countries": ("NAM",), "level": "", "kind": "meeting"}, {}, {}),
    ),
    _case(
        "yes where a title belongs",
        HEADER,
        [[True, datetime.date(2012, 3, 5), datetime.date(2012, 3, 7), "Kenya", 3]],
        (BAD,),
    ),
    _case(
        "two days that do not follow each other",
        ["Title", "Date", "Country"],
        [
            ["A workshop", "12 & 19 March 2012", "Kenya"],
            ["B workshop", "5 and 6 March 2012", "Peru"],
        ],
        (OK, OK),
        (
            {"date_precision": "month", "date_as_stated": "12 & 19 March 2012"},
            {"date_precision": "day", "ended_on": datetime.date(2012, 3, 6)},
        ),
    ),
    _case(
        "a place beside the country that is none",
        ["Event", "Begin", "Where", "Place"],
        [["A workshop", "2012-03-05", "Kenya", "Nairobi"]],
        (BAD,),
    ),
    Case(
        "habit: serial numbers with marks before thousands",
        "log.csv",
        lambda: csv_bytes(table(row(first="40,980", last="40,981"))),
        (BAD,),
    ),
    Case(
        "habit: a share where a number of women belongs",
        "log.csv",
        lambda: csv_bytes(
            [
                [*HEADER, "Women"],
                ["A workshop", "2012-03-05", "2012-03-07", "Kenya", "40", "50%"],
                ["B workshop", "2012-03-05", "2012-03-07", "Kenya", "40", "0.5"],
            ]
        ),
        (BAD, BAD),
    ),
    _case(
        "a header of two rows, one name over two columns",
        ["Activity", "When", "", "Where", "Participants", "", ""],
        [
            ["", "From", "To", "", "Women", "Men", "Total"],
            ["A workshop", "2012-03-05", "2012-03-07", "Kenya", 10, 5, 15],
            ["B workshop", "2012-03-05", "2012-03-07", "Kenya", 10, 5, 14],
        ],
        (OK, BAD),
        ({"ended_on": datetime.date(2012, 3, 7)}, {}),
    ),
    _case(
        "a header in two languages, one below the other",
        ["Title", "Start date", "Country", "Participants"],
        [
            ["Titre", "Date de début", "Pays", "Nombre de participants"],
            ["A workshop", "2012-03-05", "Kenya", 30],
        ],
        (OK,),
        ({"count": 30},),
    ),
    _case(
        "a first entry whose words are names of columns too",
        ["Title", "First day", "Country", "Mode", "Note"],
        [["Event", "2012-03-05", "Kenya", "online", ""], ["Training", "", "", "", ""]],
        (OK, BAD),
        ({"title": "Event"}, {}),
    ),
    Case(
        "habit: the answers to a form on the web",
        "answers.csv",
        lambda: csv_bytes(
            [
                [
                    "Timestamp",
                    "Email Address",
                    "Title of the activity",
                    "Start date of the activity",
                    "Country where it took place",
                    "How many people took part?",
                    "Your name",
                ],
                [
                    "2012/04/01 10:22:11",
                    "a@example.org",
                    "A workshop",
                    "2012-03-10",
                    "Kenya",
                    "25",
                    "Somebody",
                ],
            ]
        ),
        (OK,),
        ({"count": 25, "countries": ("KEN",)},),
        dropped=3,
    ),
    Case(
        "habit: a header in Russian",
        "log.csv",
        lambda: csv_bytes(
            [
                ["Название", "Дата начала", "Страна", "Участники"],
                ["Семинар", "2012-03-05", "Россия", "20"],
            ]
        ),
        (OK,),
        ({"count": 20, "countries": ("RUS",)},),
    ),
    Case(
        "habit: a header in Chinese",
        "log.csv",
        lambda: csv_bytes(
            [["标题", "日期", "国家", "参加人数"], ["研讨会议", "2012-03-05", "中国", "20"]]
        ),
        (OK,),
        ({"count": 20, "countries": ("CHN",)},),
    ),
    Case(
        "habit: French words for about",
        "log.csv",
        lambda: csv_bytes(
            [
                ["Titre", "Date de début", "Pays", "Participants"],
                ["Un atelier", "2012-03-05", "Sénégal", "env. 40"],
            ]
        ),
        (OK,),
        ({"count": 40, "qualifier": "about"},),
    ),
    Case(
        "habit: a city beside its country",
        "log.csv",
        lambda: csv_bytes(table(row(country="Nairobi, Kenya"), row("A second", country="Africa"))),
        (ASK, BAD),
    ),
)
"""Each of them was met in a file that was not made for this corpus."""
