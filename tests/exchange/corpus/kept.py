"""Tables as library associations keep them for themselves: groups of columns, surveys, cells."""

import datetime
from functools import partial

from tests.exchange.corpus.making import ASK, BAD, OK, book_case, csv_case, one_csv

MAY = datetime.date(2012, 5, 14)
JUNE = datetime.date(2012, 6, 4)
HEAD = ("Activity", "Date", "Country")
CLINIC = ("Cataloguing clinic", MAY, "Kenya")
_book, _csv = partial(book_case, group="kept"), partial(csv_case, group="kept")


def _people(typed, verdict=OK, **genders):
    says = {"genders": genders} if genders else {}
    return one_csv(f"people {typed!r}", {"people": typed}, verdict, says, group="kept")


def _country(typed, verdict=OK, *alpha3s):
    says = {"countries": alpha3s} if alpha3s else {}
    return one_csv(f"country {typed!r}", {"country": typed}, verdict, says, group="kept")


def _date(typed, verdict=OK, first=None, last=None, precision="month"):
    says = {}
    if first:
        says = {
            "started_on": datetime.date.fromisoformat(first),
            "ended_on": datetime.date.fromisoformat(last or first),
            "date_precision": precision,
        }
    return one_csv(f"date {typed!r}", {"first": typed, "last": ""}, verdict, says, group="kept")


BOTH = {"genders": {"woman": 17, "man": 11}}
TWELVE = {"genders": {"woman": 12, "man": 8}}
GROUPED = ("Men", "Women", "Men", "Women")
IN_GROUPS = ("", "", "", *GROUPED)
NUMBERS = (8, 12, 3, 5)
MONKEY = ("Respondent ID", "Start Date", "End Date", "Email Address", "Title of the activity")
ANSWERED = ("1029", "2012-06-11 10:01:00", "2012-06-11 10:09:00", "a@example.org", "A clinic")

CASES = (
    # Women and men twice side by side: parts of the people are added, others are not read.
    _book(
        "men and women on site and online",
        [(*HEAD, "Onsite", "", "Online", ""), IN_GROUPS, (*CLINIC, *NUMBERS)],
        (OK,),
        (BOTH,),
        ("A1:A2", "D1:E1", "F1:G1"),
    ),
    _book(
        "men and women on site and online, in French",
        [
            ("Activité", "Date", "Pays", "Présentiel", "", "En ligne", ""),
            ("", "", "", "H", "F", "H", "F"),
            ("Un atelier", MAY, "Bénin", *NUMBERS),
        ],
        (OK,),
        (BOTH,),
        ("D1:E1", "F1:G1"),
    ),
    _book(
        "women and men on site and online, in Spanish",
        [
            ("Actividad", "Fecha", "País", "Presencial", "", "En línea", ""),
            ("", "", "", "M", "H", "M", "H"),
            ("Taller", MAY, "Perú", 12, 8, 5, 3),
        ],
        (OK,),
        (BOTH,),
        ("D1:E1", "F1:G1"),
    ),
    _book(
        "a header of three rows",
        [
            (*HEAD, "Participants", "", "", ""),
            ("", "", "", "Onsite", "", "Online", ""),
            IN_GROUPS,
            (*CLINIC, *NUMBERS),
        ],
        (OK,),
        (BOTH,),
        ("A1:A3", "B1:B3", "C1:C3", "D1:G1", "D2:E2", "F2:G2"),
    ),
    _csv(
        "parts in one row of names",
        [
            (*HEAD, "Women (onsite)", "Men (onsite)", "Online women", "Men - online"),
            ("A clinic", "2012-05-14", "Kenya", "12", "8", "5", "3"),
        ],
        (OK,),
        (BOTH,),
    ),
    _csv(
        "parts that are not exact",
        [
            (*HEAD, "Women (onsite)", "Women (online)"),
            ("A clinic", "2012-05-14", "Kenya", "12", "about 5"),
        ],
        (BAD,),
    ),
    _csv(
        "a part beside the whole",
        [
            (*HEAD, "Participants", "Participants online"),
            ("A clinic", "2012-05-14", "Kenya", "20", "8"),
        ],
        (OK,),
        ({"people": 20},),
        dropped=1,
    ),
    _csv(
        "a part alone",
        [(*HEAD, "Online participants"), ("A clinic", "2012-05-14", "Kenya", "8")],
        (OK,),
        ({"people": 8, "modes": ("remote",)},),
    ),
    _csv(
        "a total beside parts that are not read",
        [
            (*HEAD, "Adult women", "Adult men", "Girls", "Boys", "Total"),
            ("A clinic", "2012-05-14", "Kenya", "12", "8", "5", "3", "28"),
        ],
        (OK,),
        ({"people": 28},),
        dropped=4,
    ),
    _csv(
        "a total beside trainers",
        [
            (*HEAD, "Female trainers", "Male trainers", "Total"),
            ("A clinic", "2012-05-14", "Kenya", "1", "2", "3"),
        ],
        (OK,),
        ({"participation": ()},),
        dropped=3,
    ),
    _book(
        "trainers beside participants",
        [
            (*HEAD, "Trainers", "", "Participants", ""),
            ("", "", "", *GROUPED),
            (*CLINIC, 1, 2, 8, 12),
        ],
        (OK,),
        (TWELVE,),
        ("D1:E1", "F1:G1"),
        dropped=2,
    ),
    _book(
        "trainers alone",
        [(*HEAD, "Trainers", ""), ("", "", "", "Women", "Men"), (*CLINIC, 1, 2)],
        (BAD,),
        (),
        ("D1:E1",),
        dropped=2,
    ),
    _book(
        "two days",
        [(*HEAD, "Day 1", "", "Day 2", ""), IN_GROUPS, (*CLINIC, 8, 12, 7, 11)],
        (BAD,),
        (),
        ("D1:E1", "F1:G1"),
    ),
    _book(
        "two days of the same numbers",
        [(*HEAD, "Day 1", "", "Day 2", ""), IN_GROUPS, (*CLINIC, 12, 8, 12, 8)],
        (BAD,),
        (),
        ("D1:E1", "F1:G1"),
    ),
    _book(
        "two years of one name",
        [(*HEAD, "2011", "2012"), ("", "", "", "Participants", "Participants"), (*CLINIC, 20, 14)],
        (BAD,),
    ),
    _book(
        "a name that is not known under a group",
        [
            ("Actividad", "Fechas", "", "País", "Participantes", "", ""),
            ("", "Inicio", "Otra", "", "Hombres", "Mujeres", "Total"),
            ("Taller", "14/05/2012", "x", "Perú", 8, 12, 20),
        ],
        (OK,),
        (TWELVE,),
        ("B1:C1", "E1:G1"),
        dropped=1,
    ),
    _book(
        "day, month and year under a group",
        [
            ("Activity", "Date", "", "", "Country"),
            ("", "Day", "Month", "Year", ""),
            ("A clinic", 14, 5, 2012, "Kenya"),
            ("B clinic", 14, "May", 2012, "Ghana"),
        ],
        (OK, OK),
        ({"started_on": MAY}, {"started_on": MAY}),
        ("B1:D1",),
    ),
    _book(
        "a header of groups once more",
        [
            ("Details", "", "", "People", ""),
            (*HEAD, "Women", "Men"),
            (*CLINIC, 12, 8),
            (*HEAD, "Women", "Men"),
            ("Book repair", JUNE, "Ghana", 6, 4),
        ],
        (OK, OK),
        (TWELVE, {}),
        ("A1:C1", "D1:E1"),
        left_out=1,
    ),
    _book(
        "names over and under, and a row of hints",
        [
            ("Training report 2012",),
            ("Activity", "Period", "", "Country", "Attendance", "", ""),
            ("", "From", "To", "", "Women", "Men", "Total"),
            ("", "dd/mm/yyyy", "dd/mm/yyyy", "", "(number)", "(number)", "(number)"),
            ("A clinic", MAY, MAY, "Kenya", 12, 8, 20),
        ],
        (OK,),
        (TWELVE,),
        ("B2:C2", "E2:G2"),
        left_out=1,
    ),
    # Surveys: when it was answered is not when it took place.
    _csv(
        "a survey with days of its own",
        [
            (*MONKEY, "When did your activity take place?", "Country"),
            ("", "", "", "", "Open-Ended Response", "Open-Ended Response", "Response"),
            (*ANSWERED, "2012-05-14", "Kenya"),
        ],
        (OK,),
        ({"started_on": MAY, "ended_on": MAY},),
        left_out=1,
        dropped=4,
    ),
    _csv(
        "a survey that asked for no day",
        [(*MONKEY, "Country"), (*ANSWERED, "Kenya")],
        (BAD,),
        faults=1,
        dropped=4,
    ),
    _csv(
        "a survey that asked for first and last day",
        [(*MONKEY, "Start date", "End date"), (*ANSWERED, "2012-05-14", "2012-05-15")],
        (OK,),
        ({"started_on": MAY},),
        dropped=4,
    ),
    _csv(
        "a form for phones",
        [
            (
                "start",
                "end",
                "today",
                "Title of activity",
                "Date of activity",
                "Number of women",
                "_uuid",
                "_submission_time",
            ),
            (
                "2012-06-11T10:01:00.000+03:00",
                "2012-06-11T10:09:00.000+03:00",
                "2012-06-11",
                "A clinic",
                "2012-05-14",
                "12",
                "aa-bb",
                "2012-06-11T07:10:00",
            ),
        ],
        (OK,),
        ({"started_on": MAY, "genders": {"woman": 12}},),
        dropped=5,
    ),
    _csv(
        "a form with a time stamp, and days of the activity",
        [
            ("Timestamp", "Title", "Start date", "End date"),
            ("6/1/2012 10:22:31", "A clinic", "5/14/2012", "5/15/2012"),
        ],
        (OK,),
        ({"started_on": MAY},),
        dropped=1,
    ),
    _csv(
        "hours beside a day",
        [
            ("Activity", "Date", "Start", "End", "Country"),
            ("A clinic", "2012-05-14", "09:00", "17:00", "Kenya"),
            ("Book repair", "2012-05-21", "9h", "12h30", "Ghana"),
        ],
        (OK, OK),
        ({"ended_on": MAY}, {}),
        dropped=2,
    ),
    _csv(
        "the same activity, counted twice",
        [
            (*HEAD, "Participants"),
            ("A clinic", "2012-05-14", "Kenya", "20"),
            ("A clinic", "2012-05-14", "Kenya", "21"),
        ],
        (OK, ASK),
    ),
    # Two numbers in one cell.
    _people("F: 12, M: 8", woman=12, man=8),
    _people("12F/8M", woman=12, man=8),
    _people("12 women and 15 men", woman=12, man=15),
    _people("20 (12 women)", woman=12, not_stated=8),
    _people("20 personnes, dont 12 femmes", woman=12, not_stated=8),
    _people("20 F 12 M 8", woman=12, man=8),
    _people("H: 8 F: 12", woman=12, man=8),
    _people("12 M, 8 H", woman=12, man=8),
    _people("8 M + 12 F = 20", woman=12, man=8),
    _people("20 (12F, 9M)", BAD),
    _people("15 women", BAD),
    _people("20 (8 h)", BAD),
    _people("12 women, 8 men, 3 others", BAD),
    _people("40, of whom 60% women", BAD),
    _csv(
        "two numbers in a cell, and none in another",
        [
            (*HEAD, "Participants"),
            ("A clinic", "2012-05-14", "Kenya", "12 F, 8 M"),
            ("B clinic", "2012-05-15", "Kenya", "0"),
            ("C clinic", "2012-05-16", "Kenya", ""),
        ],
        (OK, OK, OK),
        (TWELVE, {"genders": {"not_stated": 0}}, {"genders": {}}),
    ),
    _people("45*", BAD),
    _people("30 registered", BAD),
    # Towns that are called as a country, or lie in a state that has a country's code.
    _country("Lebanon, PA", ASK),
    _country("Lebanon, TN; Kenya", ASK),
    _country("Norway, ME", ASK),
    _country("Granada, Spain", ASK),
    _country("Salvador, Brasil", ASK),
    _country("El Salvador, Brasil", OK, "SLV", "BRA"),
    _country("AL, GA", OK, "ALB", "GAB"),
    _country("Namibia, NA", OK, "NAM"),
    _country("Kenya?", ASK),
    _country("Kenya, UG", OK, "KEN", "UGA"),
    _country("Bosnia and Herzegovina and Serbia", OK, "BIH", "SRB"),
    _country("Trinidad and Tobago and Barbados", OK, "TTO", "BRB"),
    _country("Kenya and Narnia and Uganda", BAD),
    _country("Czech Rep.", OK, "CZE"),
    _country("Moçambique e Brasil", OK, "MOZ", "BRA"),
    # Weeks, and days of the week.
    _date("week of 5 March 2012", OK, "2012-03-05", "2012-03-11"),
    _date("w/c 12 March 2012", OK, "2012-03-12", "2012-03-18"),
    _date("Semaine du 2 avril 2012", OK, "2012-04-02", "2012-04-08"),
    _date("Woche vom 5. bis 9. März 2012", OK, "2012-03-05", "2012-03-09", "day"),
    _date("KW 10/2012", OK, "2012-03-05", "2012-03-11"),
    _date("2012-W10", OK, "2012-03-05", "2012-03-11"),
    _date("last week of March 2012", OK, "2012-03-01", "2012-03-31"),
    _date("week of 5/3/2012", ASK),
    _date("week of March 5-9, 2012", OK, "2012-03-05", "2012-03-09", "day"),
    _date("week 60 2012", BAD),
    _date("Thurs 8 March 2012", OK, "2012-03-08", precision="day"),
    _date("mar. 6 mars 2012", OK, "2012-03-06", precision="day"),
    _date("Mar 6 to Apr 7, 2012", OK, "2012-03-06", "2012-04-07", "day"),
    _date("Tuesday 5 March 2012", ASK),
    _date("lundi 6 mars 2012", ASK),
    _date("Mon 5/3/2012", OK, "2012-03-05", precision="day"),
    _date("5 March 2012 (Mon)", OK, "2012-03-05", precision="day"),
    _date("5 March 2012 (Tue)", ASK),
    _date("10. KW 2012", OK, "2012-03-05", "2012-03-11"),
    _date("S10 2012", OK, "2012-03-05", "2012-03-11"),
    _date("week 10-12 2012", OK, "2012-03-05", "2012-03-25"),
    _date("week 12-10 2012", BAD),
    _date("Mon, 5 Mar 2012 - Fri, 9 Mar 2012", OK, "2012-03-05", "2012-03-09", "day"),
    _date("Mon 05/03 to Fri 09/03/2012", OK, "2012-03-05", "2012-03-09", "day"),
    _date("05/03 to 09/03/2012", ASK),
    _date("Mon 5 - Wed 7 March 2012", OK, "2012-03-05", "2012-03-07", "day"),
    # Names of columns and rows that were not known before.
    _csv(
        "numbers of, in short",
        [
            ("Actividad", "Fecha", "País", "N° de participantes", "Nº mujeres"),
            ("Taller", "2012-05-14", "Perú", "20", "12"),
        ],
        (OK,),
        ({"genders": {"woman": 12, "not_stated": 8}},),
    ),
    _csv(
        "names that begin as a number does",
        [
            (*HEAD, "Nom", "Now", "North", "No. of countries"),
            ("A clinic", "2012-05-14", "Kenya", "Ann", "5", "6", "7"),
        ],
        (OK,),
        ({"participation": (), "countries": ("KEN",)},),
        dropped=4,
    ),
    _csv(
        "an example that says e.g.",
        [HEAD, ("e.g. A clinic", "14/05/2012", "Kenya"), ("B clinic", "21/05/2012", "Ghana")],
        (ASK, OK),
    ),
)
"""What came in wrong, half or not at all when files were written by others than the readers'."""
