"""Lists in which something stands half said, or has a second sense: never taken without a word."""

import datetime

from tests.exchange.corpus.making import ASK, BAD, OK, Case, one_csv, workbook


def _case(name, header, cells, verdicts, says=(), **further):
    rows = [list(header), *[list(c) for c in cells]]
    return Case(f"half said: {name}", "log.xlsx", lambda: workbook(rows), verdicts, says, **further)


def _header(typed, dropped=0, **says):
    """One more column, of twelve: read as what `says` names, or told that it is not read."""
    return _case(
        f"column {typed!r}",
        ["Title", "Date", "Country", typed],
        [["A workshop", "2012-03-05", "Kenya", 12]],
        (OK,),
        (says or {"participation": ()},),
        dropped=dropped,
    )


def _code(column, typed, verdict=BAD, **says):
    return _case(
        f"{column} {typed!r}",
        ["Title", "First day", "Country", column],
        [["A workshop", "2012-03-05", "Kenya", typed]],
        (verdict,),
        (says,),
    )


def _date(typed, verdict=OK, precision="day"):
    says = {"date_precision": precision} if verdict == OK else {}
    cells = {"first": typed, "last": ""}
    return one_csv(f"date {typed!r}", cells, verdict, says, group="half said")


def _country(typed, verdict=OK, *alpha3s):
    says = {"countries": alpha3s} if alpha3s else {}
    return one_csv(f"country {typed!r}", {"country": typed}, verdict, says, group="half said")


CASES = (
    # What stands beside the name of a column may say that it is another one.
    _header("Participants (number of women)", 1),
    _header("Participants (max capacity)", 1),
    _header("Participants (max.)", 1),
    _header("Participants (number expected)", 1),
    _header("Participants (if known, women)", 1),
    _header("Participants (nombre de femmes)", 1),
    _header("Women (number of trainers)", 1),
    _header("Women (please list staff)", 1),
    _header("Participants (number)", count=12),
    _header("Participants (number of people)", count=12),
    _header("Participants (max. 4 digits)", count=12),
    _header("Participants (required, number only)", count=12),
    _header("Participants (please enter a number)", count=12),
    _header("Participants (e.g. 25)", count=12),
    _header("Participants (nombre de personnes)", count=12),
    # A dash may mean “to” as well as “and”.
    _code("Directions", "SD1 - SD4"),
    _code("Directions", "SD1 – SD4"),
    _code("Directions", "1 - 3"),
    _code("Directions", "SD1 - SD2 - SD4"),
    _code("Outcomes", "KI2.A.1 - KI2.A.4"),
    _code("Working groups", "ALP - HQ"),
    _country("China - Taiwan", ASK),
    _country("Botswana - Zambia", ASK),
    _country("Botswana – Zambia", ASK),
    _country("Kenya; France - Réunion", ASK),
    _country("Kenya, Botswana - Zambia", ASK),
    _country("Georgia, USA", ASK),
    _country("China, Hong Kong", ASK),
    _country("Hong Kong, China", OK, "HKG"),
    _country("China; Hong Kong", OK, "CHN", "HKG"),
    _country("Jordan, Jamaica", OK, "JOR", "JAM"),
    _country("Congo - Kinshasa", OK, "COD"),
    # Days that were not said.
    _case(
        "a day and a quarter, and no month",
        ["Title", "Year", "Quarter", "Day", "Country"],
        [
            ["A workshop", 2012, 2, 5, "Kenya"],
            ["B workshop", 2012, "Q2", 5, "Kenya"],
            ["C workshop", 2012, 2, "", "Kenya"],
        ],
        (BAD, BAD, OK),
        ({}, {}, {"date_precision": "quarter"}),
    ),
    _case(
        "a day, a quarter and a month",
        ["Title", "Year", "Quarter", "Month", "Day", "Country"],
        [["A workshop", 2012, 1, 3, 5, "Kenya"]],
        (OK,),
        ({"started_on": datetime.date(2012, 3, 5)},),
    ),
    _date("12 and 19 March, 2012", precision="month"),
    _date("March 12 and 19, 2012", precision="month"),
    _date("5 March and 12 March, 2012", precision="month"),
    _date("March 5, 2012 & March 12, 2012", precision="month"),
    _date("3, 4 and 5 May, 2012"),
    _date("5 and 6 March, 2012"),
    # “Data” are days in some languages, and anything in English.
    _case(
        "data in English, beside a start",
        ["Title", "Data", "Start", "Country"],
        [["A workshop", "45 books", "2012-03-05", "Kenya"]],
        (OK,),
        dropped=1,
    ),
    _case(
        "data in English, and no day",
        ["Title", "Data", "Country"],
        [["A workshop", "2012", "Kenya"]],
        (BAD,),
        dropped=1,
        faults=1,
    ),
    _case(
        "data that are days, beside words of many languages",
        ["Atividade", "Data", "País", "Participantes", "Status"],
        [["Oficina", "5/3/2012", "Brasil", 20, ""], ["Outra", "25/3/2012", "Angola", 30, ""]],
        (OK, OK),
        ({"started_on": datetime.date(2012, 3, 5)}, {}),
    ),
    _case(
        "data that are days, beside a word of English",
        ["Atividade", "Data", "País", "Outcomes"],
        [["Oficina", "25/3/2012", "Brasil", "KI2.A.1"]],
        (OK,),
    ),
    _case(
        "data that are no days",
        ["Evento", "Data", "País"],
        [["Oficina", "45 livros", "Brasil"], ["Outra", "12 livros", "Angola"]],
        (BAD, BAD),
        dropped=1,
        faults=1,
    ),
    _case(
        "data that are days",
        ["Evento", "Data", "País"],
        [
            ["Oficina", "5/3/2012", "Brasil"],
            ["Outra", "25/3/2012", "Angola"],
            ["Terceira", "em breve", "Angola"],
        ],
        (OK, OK, BAD),
    ),
    # Names of columns that mean one thing beside some columns, and another beside others.
    _case(
        "men and women in Spanish",
        ["Actividad", "Fecha de inicio", "País", "H", "M", "Total"],
        [
            ["Taller", "2012-03-05", "Perú", 10, 10, 20],
            ["Curso", "2012-04-05", "Chile", 5, 9, 14],
            ["TOTAL", "", "", 15, 19, 34],
        ],
        (OK, OK),
        ({"genders": {"woman": 10, "man": 10}}, {"genders": {"woman": 9, "man": 5}}),
        left_out=1,
    ),
    _case(
        "men and women in German",
        ["Titel", "Datum", "Land", "Teilnehmerinnen", "Teilnehmer"],
        [["Ein Kurs", "2012-03-05", "Mali", 12, 8]],
        (OK,),
        ({"genders": {"woman": 12, "man": 8}},),
    ),
    _case(
        "all of them in German",
        ["Titel", "Datum", "Land", "Teilnehmer", "davon Frauen"],
        [["Ein Kurs", "2012-03-05", "Mali", 20, 12]],
        (OK,),
        ({"genders": {"woman": 12, "not_stated": 8}},),
    ),
    _case(
        "men and women by their endings in French",
        ["Titre", "Date", "Pays", "Participants", "Participantes"],
        [["Un atelier", "2012-03-05", "Mali", 8, 12], ["Un autre", "2012-04-05", "Mali", 9, 9]],
        (OK, OK),
        ({"genders": {"woman": 12, "man": 8}}, {"genders": {"woman": 9, "man": 9}}),
    ),
    _case(
        "men and women by their endings, all in French",
        [
            "Titre",
            "Date de début",
            "Lieu",
            "Groupe de travail",
            "Outcomes",
            "Participantes",
            "Participants",
        ],
        [["Un atelier", "2012-03-05", "Mali", "ALP", "KI2.A.1", 9, 9]],
        (OK,),
        ({"genders": {"woman": 9, "man": 9}},),
    ),
    _case(
        "men and women by their endings, beside one name in French",
        ["Titre", "Date", "Participants", "Participantes"],
        [["Un atelier", "2012-03-05", 9, 9]],
        (OK,),
        ({"genders": {"woman": 9, "man": 9}},),
    ),
    _case(
        "one number in Spanish and in English",
        ["Actividad", "Fecha", "País", "Participants", "Participantes"],
        [["Taller", "2012-03-05", "Perú", 20, 20], ["Curso", "2012-04-05", "Perú", 20, 25]],
        (OK, BAD),
        ({"genders": {"not_stated": 20}}, {}),
    ),
    _case(
        "one number in English and in Spanish",
        ["Activity", "Date", "Country", "Participantes", "Participants"],
        [["A workshop", "2012-03-05", "Peru", 20, 20]],
        (OK,),
        ({"genders": {"not_stated": 20}},),
    ),
    _case(
        "one number in a header of two languages",
        ["Activity / Activité", "Date", "Country / Pays", "Participants", "Participantes"],
        [["A workshop", "2012-03-05", "Peru", 20, 25]],
        (BAD,),
    ),
    _case(
        "men and women in German, twice beside each other",
        [
            "Titel",
            "Datum",
            "Land",
            "Teilnehmerinnen",
            "Teilnehmer",
            "",
            "Titel",
            "Datum",
            "Land",
            "Teilnehmerinnen",
            "Teilnehmer",
        ],
        [
            ["Ein Kurs", "2012-03-05", "Mali", 12, 8, "", "", "", "", "", ""],
            ["", "", "", "", "", "", "Noch einer", "2012-09-05", "Peru", 20, 30],
        ],
        (OK, OK),
        ({"genders": {"woman": 12, "man": 8}}, {"genders": {"woman": 20, "man": 30}}),
    ),
    _case(
        "women of all, by a letter",
        ["Activity", "Date", "Country", "Participants", "F"],
        [["A workshop", "2012-03-05", "Kenya", 20, 12]],
        (OK,),
        ({"genders": {"woman": 12, "not_stated": 8}},),
    ),
    _case(
        "women of a total, by a letter",
        ["Activity", "Date", "Country", "Total", "F"],
        [["A workshop", "2012-03-05", "Kenya", 20, 12]],
        (OK,),
        ({"genders": {"woman": 12, "not_stated": 8}},),
    ),
    _case(
        "a letter alone",
        ["Activity", "Date", "Country", "F"],
        [["A workshop", "2012-03-05", "Kenya", 12]],
        (OK,),
        ({"participation": ()},),
        dropped=1,
    ),
    _case(
        "men and hours in English",
        ["Activity", "Date", "Country", "M", "H"],
        [["A workshop", "2012-03-05", "Kenya", 12, 3]],
        (OK,),
        ({"participation": ()},),
        dropped=2,
    ),
    _case(
        "women, men and hours in English",
        ["Activity", "Date", "Country", "F", "M", "H"],
        [["A workshop", "2012-03-05", "Kenya", 12, 8, 3]],
        (OK,),
        ({"genders": {"woman": 12, "man": 8}},),
        dropped=1,
    ),
    _case(
        "men beside women in French",
        ["Titre", "Date", "Pays", "F", "H"],
        [["Un atelier", "2012-03-05", "Mali", 12, 8]],
        (OK,),
        ({"genders": {"woman": 12, "man": 8}},),
    ),
    _case(
        "hours",
        ["Activity", "Date", "Country", "People", "H"],
        [["A workshop", "2012-03-05", "Kenya", 20, 6]],
        (OK,),
        ({"genders": {"not_stated": 20}},),
        dropped=1,
    ),
    _case(
        "hours beside women",
        ["Activity", "Date", "Country", "F", "H"],
        [["A workshop", "2012-03-05", "Kenya", 12, 3]],
        (OK,),
        ({"genders": {"woman": 12}},),
        dropped=1,
    ),
    _case(
        "a total of money",
        ["Activity", "Date", "Country", "Travel", "Hotel", "Total"],
        [["Leadership workshop", "2012-03-05", "Kenya", 1200, 800, 2000]],
        (OK,),
        ({"participation": ()},),
        dropped=3,
    ),
    _case(
        "a running number",
        ["No.", "Activity", "Date", "Country"],
        [[1, "A workshop", "2012-03-05", "Kenya"], [1, "B workshop", "2012-03-06", "Kenya"]],
        (OK, OK),
        dropped=1,
    ),
    _case(
        "a number of anything",
        ["Activity", "Date", "Country", "Number"],
        [["A workshop", "2012-03-05", "Kenya", 25]],
        (OK,),
        dropped=1,
    ),
    _case(
        "two tables beside each other",
        ["Title", "Date", "Country", "", "Title", "Date", "Country"],
        [
            ["A workshop", "2012-03-05", "Kenya", "", "", "", ""],
            ["", "", "", "", "B workshop", "2012-09-05", "Peru"],
            ["C workshop", "2012-03-06", "Kenya", "", "D workshop", "2012-09-06", "Peru"],
        ],
        (OK, OK, BAD),
        ({}, {"title": "B workshop", "countries": ("PER",)}, {}),
    ),
    # A row with data is not left out for its title.
    _case(
        "a first row like an example, with a day",
        ["Title", "Date", "Country"],
        [
            ["Example: how libraries lend", "2012-03-05", "Kenya"],
            ["B workshop", "2012-03-05", "Kenya"],
        ],
        (ASK, OK),
    ),
)
"""What could be read in one sense only by guessing is refused, asked about, or told."""
