"""Tables as volunteers keep them: everyday mess, judged before the importer saw it."""

import datetime
from functools import partial

from tests.exchange.corpus.making import (
    ASK,
    BAD,
    OK,
    Case,
    book_case,
    csv_case,
    workbook,
)

JANUARY = datetime.date(2012, 1, 31)
HEAD = ("Activity", "Date", "Country", "Participants")
ONE = ("Workshop one", datetime.date(2012, 1, 5), "Kenya", 30)
TWO = ("Seminar two", datetime.date(2012, 1, 6), "Ghana", 12)
BOTH = {"people": 30}, {"people": 12}
_book, _csv = partial(book_case, group="volunteers"), partial(csv_case, group="volunteers")


def _day(text):
    return datetime.date.fromisoformat(text)


def _total(label, verdict=ASK, people=42, day=JANUARY):
    """A row of totals that has a day, below two activities."""
    return _book(
        f"total with a day {label!r}",
        [HEAD, ONE, TWO, (label, day, "", people)],
        (OK, OK, verdict),
        (*BOTH, {}),
    )


def _left(label, *row):
    """A row below two activities that is left out."""
    return _book(f"left out {label!r}", [HEAD, ONE, TWO, row], (OK, OK), BOTH, left_out=1)


def _titled(title, verdict=ASK, **says):
    return _csv(f"title {title!r}", [HEAD, (title, "2012-01-05", "Kenya", "")], (verdict,), (says,))


def _days_named(title, first, last):
    """Names of the columns of days, in a header of their language."""
    rows = [(title, first, last), ("Workshop one", "2012-01-05", "2012-01-07")]
    says = {"started_on": _day("2012-01-05"), "ended_on": _day("2012-01-07")}
    return _csv(f"days {first}, {last}", rows, (OK,), (says,))


def _shown(name, number_format, values, says):
    """Days in a format of cells."""
    rows = [HEAD, *((f"Workshop {i}", _day(v), "Kenya", 5) for i, v in enumerate(values))]

    def change(book):
        for row in range(2, len(rows) + 1):
            book.active.cell(row, 2).number_format = number_format

    return Case(
        f"volunteers: {name}", "log.xlsx", lambda: workbook(rows, change), (OK,) * len(values), says
    )


def _span(first, last, precision):
    return {"started_on": _day(first), "ended_on": _day(last), "date_precision": precision}


def _country(typed, verdict, *alpha3s):
    says = {"countries": alpha3s} if alpha3s else {}
    return _csv(f"country {typed!r}", [HEAD, (*ONE[:2], typed, 30)], (verdict,), (says,))


def _headed(place, header, verdict=OK, dropped=0, faults=0, **says):
    """A column of a sound row under another name; `place` is 0 for the title, 3 for the people."""
    head = [*HEAD[:place], header, *HEAD[place + 1 :]]
    return _csv(
        f"header {header!r}",
        [head, ONE, TWO],
        (verdict, verdict),
        (says, {}),
        dropped=dropped,
        faults=faults,
    )


def _sheets(name, second, rows, verdicts, says=(), **further):
    """A workbook with the two activities, and another sheet."""

    def change(book):
        page = book.create_sheet(second)
        for row in rows:
            page.append(row)

    return Case(
        f"volunteers: {name}",
        "log.xlsx",
        lambda: workbook([HEAD, ONE, TWO], change),
        verdicts,
        says or BOTH,
        **further,
    )


NOT_PEOPLE = (
    "Participants to date",
    "Participation fee",
    "Attendance %",
    "Attendance rate",
    "Participants (cumulative)",
    "Participants per day",
    "Person-days",
    "Expected persons",
    "No. of libraries",
    "Women trainers",
    "Participants under 35",
    "Participants 2",
    "Number of sessions",
    "Women and men",
    "Participant No.",
    "Attendee number",
    "Person #",
    "Participated",
    "Nombre participante",
    "Participant count",
    "Women's attendance",
    "Female participation",
    "Participation des femmes",
    "Asistencia de mujeres",
    "Number attending of all persons trained",
    "Effectif du personnel",
)
MARCH = _span("2012-03-01", "2012-03-31", "month")
CASES = (
    # A total is no activity, also where somebody wrote a day beside it.
    *map(
        _total,
        (
            "Total",
            "TOTAL 2012",
            "Grand total",
            "Total général :",
            "Sous-total",
            "Suma",
            "Gesamt",
            "Итого",
            "المجموع",
            "合计",
            "Average",
            "Total for January",
            "Total participants",
            "GRAND TOTAL (2 workshops)",
            "Total Kenya",
            "Kenya total",
            "T O T A L",
            "Carried forward",
            "Target 2012",
            "Carried over from 2011",
        ),
    ),
    _total("Target groups of libraries", OK, 40),
    _total("Total quality management", OK, 40),
    _total("Summer school", OK),
    _total("Total quality management in Kenya", ASK),
    _total("Meaning of reading", OK),
    _left("Kenya total", "Kenya total", "", "", 42),
    _left("Overall total", "Overall total", "", "", 42),
    _left("Average", "Average", "", "", 21),
    _left("", "", "", "", 42),
    _left("noughts", "", "", "", 0),
    _book("sums without a name", [HEAD, ONE, TWO, ("", "", "", 41)], (OK, OK, BAD), (*BOTH, {})),
    _book(
        "a sum without a name, of women too",
        [
            ("Activity", "Date", "Women", "Participants"),
            ("Workshop one", JANUARY, 10, 30),
            ("Workshop two", JANUARY, 5, 12),
            ("", "", 15, 42),
            ("", "", 0, 0),
        ],
        (OK, OK),
        BOTH,
        left_out=2,
    ),
    # What the title says of its state.
    *map(
        _titled,
        (
            "CANCELLED - Workshop one",
            "Workshop two (cancelled)",
            "Atelier (annulé)",
            "Postponed: workshop",
            "Atelier - reporté",
            "Taller (aplazado hasta mayo)",
            "Workshop three - CANCELLED!",
        ),
    ),
    _titled("Workshop on cancelled subscriptions", OK, lifecycle="completed"),
    _titled("Reporte: bibliotecas", OK, lifecycle="completed"),
    _titled("Workshop: cancelled subscriptions", OK, lifecycle="completed"),
    _titled("Workshop - postponed to May"),
    _titled("Journals cancelled and kept", OK, lifecycle="completed"),
    _csv(
        "a cancelled title beside its state",
        [(*HEAD, "Status"), ("Workshop (cancelled)", "2012-01-05", "Kenya", "", "cancelled")],
        (OK,),
        ({"lifecycle": "cancelled"},),
    ),
    # A spreadsheet keeps “March 2012” as the first of March.
    _shown("Mar-12", "mmm-yy", ["2012-03-01"], (MARCH,)),
    _shown("March 2012", "[$-409]mmmm\\ yyyy;@", ["2012-03-01"], (MARCH,)),
    _shown("03/2012", "mm/yyyy", ["2012-03-01"], (MARCH,)),
    _shown("2012", "yyyy", ["2012-01-01"], (_span("2012-01-01", "2012-12-31", "year"),)),
    _shown(
        "days under a format of months",
        "mmm-yy",
        ["2012-03-01", "2012-04-17"],
        (_span("2012-03-01", "2012-03-01", "day"), _span("2012-04-17", "2012-04-17", "day")),
    ),
    _shown(
        "a format of days",
        "d mmm yyyy",
        ["2012-03-01"],
        (_span("2012-03-01", "2012-03-01", "day"),),
    ),
    _shown(
        "a format of a day with its name",
        "ddd d/m/yy",
        ["2012-03-01"],
        (_span("2012-03-01", "2012-03-01", "day"),),
    ),
    # Names of columns.
    _days_named("Actividad", "Fecha inicio", "Fecha fin"),
    _days_named("Actividad", "Fecha inicial", "Fecha final"),
    _days_named("Atividade", "Data início", "Data fim"),
    _days_named("Titel", "Startdatum", "Enddatum"),
    _days_named("Activity", "Date (start)", "Date (end)"),
    _days_named("Activity", "Begins", "Ends"),
    _days_named("Event", "Begin date", "Finish date"),
    _csv("pax", [("Event", "Date", "Pax"), ("Workshop", "2012-01-05", "30")], (OK,), (BOTH[0],)),
    _csv(
        "several columns of notes",
        [(*HEAD, "Comments", "Remarks"), (*ONE, "good", "again")],
        (OK,),
        ({"note": "good\nagain"},),
    ),
    _csv(
        "women online alone",
        [(*HEAD[:3], "Women (online)", "Men (online)"), (*ONE[:3], 20, 10)],
        (OK,),
        ({"genders": {"woman": 20, "man": 10}, "modes": ("remote", "remote")},),
    ),
    _csv(
        "online and on Zoom",
        [(*HEAD[:3], "Online participants", "Zoom participants"), (*ONE[:3], 20, 10)],
        (OK,),
        ({"participation": ()},),
        dropped=2,
    ),
    # A header of people by all of its words, where no list has it; of nothing else.
    *(
        _headed(3, header, people=30)
        for header in (
            "Nombre total de participants",
            "No. of persons trained",
            "Participants (total number)",
            "# of participants",
            "Trainees",
            "Nº total de asistentes",
            "Anzahl der Teilnehmenden",
            "Number of people attending",
        )
    ),
    *(
        _headed(3, header, genders={"woman": 30})
        for header in (
            "Number of female participants",
            "Total women",
            "Participants (F)",
            "No. of females",
            "Number of women participants",
            "No. of Female",
            "Females trained",
        )
    ),
    _headed(3, "Participants (M)", genders={"man": 30}),
    _headed(3, "Participantes (M)", dropped=1, participation=()),
    *(_headed(3, header, dropped=1, participation=()) for header in NOT_PEOPLE),
    *(
        _headed(0, header, title="Workshop one")
        for header in (
            "Name of workshop",
            "Training name",
            "Name of the training",
            "Workshop name",
            "Course title",
            "Nom de la formation",
            "Nombre del taller",
            "Project title",
        )
    ),
    *(
        _headed(1, header, started_on=_day("2012-01-05"))
        for header in (
            "Date of workshop",
            "When held",
            "Date held",
            "Date and time",
            "Training date",
            "Date de réalisation",
            "Fecha del taller",
        )
    ),
    *(
        _headed(2, header, countries=("KEN",))
        for header in ("Countries covered", "Pays d'intervention", "City, Country", "Venue/Country")
    ),
    *(
        _headed(2, header, dropped=1, countries=())
        for header in (
            "Country of origin",
            "Nationality",
            "Participating countries",
            "Country/Region",
            "Target countries",
        )
    ),
    *(
        _headed(place, header, BAD, dropped=1, faults=1)
        for place, header in (
            (0, "Training course"),
            (0, "Topic of the workshop"),
            (0, "Nombre de formations"),
            (1, "Date / Period"),
            (1, "Project year"),
            (1, "Training month"),
        )
    ),
    _csv(
        "two that may be the title",
        [("Workshop", "Seminar", *HEAD[1:]), ("A", "B", *ONE[1:])],
        (BAD,),
        ({},),
        faults=1,
        dropped=2,
    ),
    _csv(
        "a stronger name beside it",
        [("Workshop", *HEAD), ("yes", *ONE)],
        (OK,),
        (BOTH[0],),
        dropped=1,
    ),
    _csv(
        "numbers of workshops",
        [("Workshops", *HEAD[1:]), (120, *ONE[1:]), (7, *TWO[1:])],
        (BAD, BAD),
        ({}, {}),
        faults=1,
        dropped=1,
    ),
    _csv(
        "when held, yes",
        [("Workshop", "Country", "When held"), (1, "Kenya", "yes")],
        (BAD,),
        ({},),
        faults=1,
        dropped=1,
    ),
    # Further sheets about the same activities.
    _sheets(
        "costs",
        "Budget",
        [("Activity", "Date", "Amount"), (*ONE[:2], 500), (*TWO[:2], 70)],
        (OK, OK),
        left_out=1,
        dropped=1,
    ),
    _sheets(
        "costs and numbers",
        "Budget",
        [("Activity", "Date", "Pax"), (*ONE[:2], 30)],
        (OK, OK, ASK),
        (*BOTH, {}),
    ),
    _sheets(
        "a further activity without a country",
        "More",
        [("Activity", "Date", "Pax"), ("Another", JANUARY, 30)],
        (OK, OK, OK),
        (*BOTH, {}),
    ),
    _sheets(
        "a list of persons",
        "Participants",
        [("Name", "Activity", "Country", "Gender"), ("Ann", ONE[0], "Kenya", "F")],
        (OK, OK),
        left_out=1,
    ),
    # Towns of America, among countries.
    _country("Lebanon, PA, Jordan", ASK),
    _country("Peru, IL, Chile", ASK),
    _country("Kenya, UG, TZ", OK, "KEN", "UGA", "TZA"),
    _country("KE, IL, IN", OK, "KEN", "ISR", "IND"),
    _country("Kenya, Uganda, and Rwanda", OK, "KEN", "UGA", "RWA"),
    _country("Trinidad and Tobago, Barbados, and Guyana", OK, "TTO", "BRB", "GUY"),
    # Names of persons in one cell are dropped; persons one by one are to be counted.
    _csv(
        "lists of names",
        [
            (*HEAD[:3], "Names of participants"),
            (*ONE[:3], "Ann; Bo; Cy"),
            ("Workshop one", "2012-01-05", "Kenya", "Di and Ed"),
        ],
        (OK, ASK),
        ({}, {}),
        dropped=1,
    ),
    _csv(
        "a name a row",
        [(*HEAD[:3], "Names of participants"), (*ONE[:3], "Doe, Ann"), (*ONE[:3], "Roe, Bo")],
        (BAD, BAD),
        ({}, {}),
        dropped=1,
    ),
    # Hints below the names.
    _csv("hints", [HEAD, ("", "", "", "number | comment"), ONE], (OK,), (BOTH[0],), left_out=1),
    _csv("a unit", [HEAD, ("", "", "", "persons"), ONE], (OK,), (BOTH[0],), left_out=1),
    *(
        _csv(f"numbered names {names[0]!r}", [names, ONE], (OK,), (BOTH[0],))
        for names in (
            ("1. Activity", "2. Date", "3. Country", "4. Participants"),
            ("A. Activity", "B. Date", "C. Country", "D. Participants"),
            ("Q1. Name of activity", "Q2: Date", "Q3) Country", "Q4 - No. of participants"),
        )
    ),
    _csv(
        "names with a line below",
        [
            (
                "Activity\nPlease give the full title",
                "Date\n(dd/mm/yyyy)",
                "Country\nUse one name",
                "Participants\nof whom women",
            ),
            ONE,
        ],
        (OK,),
        ({"participation": ()},),
        dropped=1,
    ),
    _csv(
        "a hint each",
        [HEAD, ("free text", "date", "list", "number"), ONE],
        (OK,),
        (BOTH[0],),
        left_out=1,
    ),
)
"""Each was written before the importer saw it; about half of them it had read otherwise."""
