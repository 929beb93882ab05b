"""Lists of volunteers who have never seen this tool: in their language, by their habits."""

import datetime

from tests.exchange.corpus.making import (
    ASK,
    BAD,
    OK,
    Case,
    csv_bytes,
    one_csv,
    row,
    table,
    workbook,
)

JAN, MAY, NOV = (datetime.date(2012, month, 3) for month in (1, 5, 11))
CODED = ("Title", "First day", "Country", "Outcomes", "Directions")


def _case(name, header, cells, verdicts, says=(), **further):
    rows = [list(header), *[list(c) for c in cells]]
    return Case(f"untidy: {name}", "log.xlsx", lambda: workbook(rows), verdicts, says, **further)


def _form(language, header, cells, says, dropped=1):
    says |= {"started_on": datetime.date(2012, 3, 25), "ended_on": datetime.date(2012, 3, 26)}
    return Case(
        f"untidy: a form in {language}",
        "answers.csv",
        lambda: csv_bytes([header, cells]),
        (OK,),
        (says,),
        dropped=dropped,
    )


def _directions(typed, verdict, **weights):
    says = {"weights": weights} if weights else {}
    return _case(
        f"directions {typed!r}",
        CODED,
        [["A workshop", "2012-03-05", "Kenya", "", typed]],
        (verdict,),
        (says,),
    )


def _outcomes(typed, verdict, *codes):
    says = {"outcomes": codes} if codes else {}
    cells = ["A workshop", "2012-03-05", "Kenya", typed, "SD2"]
    return _case(f"outcomes {typed!r}", CODED, [cells], (verdict,), (says,))


def _country(typed, verdict=OK, *alpha3s):
    says = {"countries": alpha3s} if alpha3s else {}
    return one_csv(f"country {typed!r}", {"country": typed}, verdict, says, group="untidy")


def _date(typed, verdict=OK, first=None, last=None):
    says = {}
    if first:
        says = {
            "started_on": datetime.date.fromisoformat(first),
            "ended_on": datetime.date.fromisoformat(last or first),
        }
    return one_csv(f"date {typed!r}", {"first": typed, "last": ""}, verdict, says, group="untidy")


def _people(typed, verdict=OK, count=None):
    says = {"count": count} if count is not None else {}
    return one_csv(f"people {typed!r}", {"people": typed}, verdict, says, group="untidy")


CASES = (
    # What came in as something else, or half, before.
    _directions("SD2: 33, SD3: 33, SD4: 33", OK, SD2=400, SD3=400, SD4=400),
    _directions("SD2 - 70%, SD4 - 30%", OK, SD2=840, SD4=360),
    _directions("70% SD2, 30% SD4", OK, SD2=840, SD4=360),
    _directions("SD2 70 / SD4 30", OK, SD2=840, SD4=360),
    _directions("SD2 – Profile and standing of the profession", BAD),
    _directions("SD 2", OK, SD2=1200),
    _directions("Strategic Direction 2", OK, SD2=1200),
    _directions("2;4", OK, SD2=600, SD4=600),
    _directions(2, OK, SD2=1200),
    _directions(2.4, BAD),
    _directions("2 1", BAD),
    _directions("SD1-SD4", BAD),
    _outcomes("KI2 A1", OK, "KI2.A.1"),
    _outcomes("KI-2.A.1 and ki2.a.2", OK, "KI2.A.1", "KI2.A.2"),
    _outcomes("KI2.A.1 – Associations take part, KI2.B.2 – Project work", OK, "KI2.A.1", "KI2.B.2"),
    _outcomes("KI2.A.1 – Associations take part KI2.B.2 – Project work", BAD),
    _outcomes("KI2.A.1 – Leaders enter and complete the programme", BAD),
    _outcomes("KI2.A.1 - Associations in more countries take part", OK, "KI2.A.1"),
    _outcomes("KI2.A.1-3", BAD),
    _case(
        "days that a spreadsheet read in the wrong order",
        ["Title", "First day", "Country"],
        [
            ["A workshop", JAN, "Kenya"],
            ["B workshop", MAY, "Peru"],
            ["C workshop", NOV, "Togo"],
            ["D workshop", "13/03/2012", "Mali"],
            ["E workshop", "25/03/2012", "Mali"],
        ],
        (ASK, ASK, ASK, OK, OK),
    ),
    _case(
        "days that it read in the right order",
        ["Title", "First day", "Country"],
        [
            ["A workshop", JAN, "Kenya"],
            ["B workshop", datetime.date(2012, 3, 13), "Peru"],
            ["C workshop", "25/03/2012", "Mali"],
        ],
        (OK, OK, OK),
    ),
    _case(
        "shares of women, one of them the whole",
        ["Title", "Date", "Country", "People", "Women"],
        [
            ["A workshop", "2012-03-05", "Kenya", 20, 0.6],
            ["B workshop", "2012-03-06", "Peru", 20, 1],
            ["C workshop", "2012-03-07", "Peru", 20, 0],
        ],
        (BAD, BAD, OK),
    ),
    _case(
        "one woman",
        ["Title", "Date", "Country", "People", "Women"],
        [["A workshop", "2012-03-05", "Kenya", 20, 1]],
        (OK,),
    ),
    _case(
        "titles that are none yet",
        ["Title", "Date", "Country"],
        [["N/A", "2012-03-05", "Kenya"], ["TBC", "2012-03-06", "Peru"]],
        (BAD, BAD),
    ),
    _case(
        "a row that shows how it is done",
        ["Title", "Date", "Country"],
        [["Example: Workshop in X", "2012-01-01", "France"], ["A workshop", "2012-03-05", "Kenya"]],
        (ASK, OK),
        ({}, {"title": "A workshop"}),
    ),
    _case(
        "a row that shows how it is done, without a day",
        ["Title", "Date", "Country"],
        [
            ["Example: Workshop in X", "(the first day)", "France"],
            ["A workshop", "2012-03-05", "Kenya"],
        ],
        (OK,),
        ({"title": "A workshop"},),
        left_out=1,
    ),
    _case(
        "a first title that begins like an example",
        ["Title", "Date", "Country"],
        [["Beispiel-Bibliotheken stellen sich vor", "2012-03-05", "Germany"]],
        (OK,),
    ),
    _date("until March 2012", BAD),
    one_csv(
        "an end until 7 March",
        {"last": "until 7 March 2012"},
        OK,
        {"ended_on": datetime.date(2012, 3, 7)},
        group="untidy",
    ),
    _country("Papua", ASK),
    _country("Sudan (South)", OK, "SSD"),
    # What a person understands at once.
    _country("Congo, Dem. Rep.", OK, "COD"),
    _country("Korea, Rep.", OK, "KOR"),
    _country("Namibia (NA)", OK, "NAM"),
    _country("Brasil e Portugal", OK, "BRA", "PRT"),
    _country("Россия и Украина", OK, "RUS", "UKR"),
    _country("日本、韩国", OK, "JPN", "KOR"),
    _country("مصر وتونس", OK, "EGY", "TUN"),
    _country("Mali (participants from Niger)", ASK),
    _date("3 a 5 de maio de 2012", OK, "2012-05-03", "2012-05-05"),
    _date("3.-5. Mai 2012", OK, "2012-05-03", "2012-05-05"),
    _date("2012年3月5日-7日", OK, "2012-03-05", "2012-03-07"),
    _date("3, 4 and 5 May 2012", OK, "2012-05-03", "2012-05-05"),
    _date("3, 10, 17 May 2012", OK, "2012-05-03", "2012-05-17"),
    _date("1º de maio de 2012", OK, "2012-05-01"),
    _date("5 March 2012 - 7 March", OK, "2012-03-05", "2012-03-07"),
    _people("Total: 20", OK, 20),
    _people("1.200,00", OK, 1200),
    _people("entre 40 y 50", ASK),
    _case(
        "workshops, in the plural",
        ["Title", "Date", "Country", "Kind"],
        [["A workshop", "2012-03-05", "Kenya", "Workshops"]],
        (OK,),
        ({"kind": "workshop"},),
    ),
    _case(
        "year and month in columns of their own",
        ["Title", "Year", "Month", "Country"],
        [
            ["A workshop", 2012, "March", "Kenya"],
            ["B workshop", 2012, 5, "Peru"],
            ["C workshop", 2012, "", "Peru"],
        ],
        (OK, OK, OK),
        (
            {"date_precision": "month"},
            {"started_on": datetime.date(2012, 5, 1)},
            {"date_precision": "year"},
        ),
    ),
    _case(
        "quarter and year in columns of their own",
        ["Activity", "Quarter", "Year", "Country"],
        [["A review", "Q2", 2012, "Mali"]],
        (OK,),
        ({"date_precision": "quarter", "started_on": datetime.date(2012, 4, 1)},),
    ),
    _case(
        "a header in Portuguese with a stroke",
        ["Evento", "Data", "País/Países", "Mulheres"],
        [["Oficina", "5 a 7 de março de 2012", "Brasil e Angola", "mais de 20"]],
        (OK,),
        ({"countries": ("BRA", "AGO"), "qualifier": "more_than"},),
    ),
    _case(
        "day, month and year in columns of their own",
        ["Title", "Day", "Month", "Year", "Country"],
        [
            ["A workshop", 5, 3, 2012, "Kenya"],
            ["B workshop", "12-14", "March", 2012, "Peru"],
            ["C workshop", 31, 2, 2012, "Peru"],
        ],
        (OK, OK, BAD),
        ({"started_on": datetime.date(2012, 3, 5)}, {"ended_on": datetime.date(2012, 3, 14)}, {}),
    ),
    _case(
        "several columns of countries",
        ["Title", "Date", "Country 1", "Country 2", "Country 3"],
        [["A workshop", "2012-03-05", "Kenya", "Uganda", ""]],
        (OK,),
        ({"countries": ("KEN", "UGA")},),
    ),
    _case(
        "a town beside a country",
        ["Title", "Date", "Place", "Country"],
        [["A workshop", "2012-03-05", "Nairobi", "Kenya"]],
        (OK,),
        ({"countries": ("KEN",)},),
        dropped=1,
    ),
    _case(
        "planned and actual dates",
        ["Title", "Planned date", "Actual date", "Country"],
        [
            ["A workshop", "2012-03-01", "2012-03-05", "Kenya"],
            ["B workshop", "2012-06-01", "", "Peru"],
        ],
        (OK, BAD),
        ({"started_on": datetime.date(2012, 3, 5)}, {}),
    ),
    _case(
        "quarters as headings, and page numbers",
        ["Title", "Date", "Country"],
        [
            ["Q1 2012"],
            ["A workshop", "2012-03-05", "Kenya"],
            ["Page 2 of 3"],
            ["Q2 2012"],
            ["B workshop", "2012-04-05", "Kenya"],
        ],
        (OK, OK),
        left_out=3,
    ),
    _case(
        "how days are written, below the header",
        ["Title", "Date", "Country"],
        [["text", "dd/mm/yyyy", "name"], ["A workshop", "25/03/2012", "Kenya"]],
        (OK,),
        left_out=1,
    ),
    Case(
        "untidy: a table of dashes and strokes",
        "log.txt",
        lambda: b"| Title | Date | Country |\n|---|---|---|\n| A workshop | 2012-03-05 | Kenya |\n",
        (OK,),
        left_out=1,
    ),
    _case(
        "names of columns below one another",
        ["Title", "A workshop", "B workshop"],
        [["First day", "2012-03-05", "2012-03-06"], ["Country", "Kenya", "Peru"]],
        (),
        faults=1,
    ),
    _case(
        "a header in two languages at once",
        [
            "Title / Titre",
            "Start date / Date de début",
            "Country / Pays",
            "Participants / Participants",
        ],
        [["A workshop", "2012-03-05", "Kenya", 20]],
        (OK,),
        ({"count": 20},),
    ),
    _case(
        "what people attended, and how many had registered",
        ["Title", "Date", "Country", "Registered", "Attended"],
        [["A workshop", "2012-03-05", "Kenya", 50, 38]],
        (OK,),
        ({"count": 38},),
        dropped=1,
    ),
    _case(
        "a share beside the numbers",
        ["Title", "Date", "Country", "People", "Women (%)"],
        [["A workshop", "2012-03-05", "Kenya", 20, 60]],
        (OK,),
        ({"count": 20},),
        dropped=1,
    ),
    # Forms on the web.
    _form(
        "English",
        [
            "Timestamp",
            "What is the title of your activity?",
            "When did it start?",
            "When did it end?",
            "In which country or countries did it take place?",
            "How many people participated?",
        ],
        ["11/25/2012 14:03:22", "Training day", "3/25/2012", "3/26/2012", "Kenya, Uganda", "45"],
        {"countries": ("KEN", "UGA"), "count": 45},
    ),
    _form(
        "French",
        [
            "Horodateur",
            "Quel est le titre de l'activité ?",
            "Date de début",
            "Date de fin",
            "Dans quel(s) pays ?",
            "Combien de participants ?",
        ],
        ["25/11/2012 14:03:22", "Atelier", "25/03/2012", "26/03/2012", "Sénégal, Mali", "45"],
        {"countries": ("SEN", "MLI"), "count": 45},
    ),
    _form(
        "Spanish",
        [
            "Marca temporal",
            "Nombre de la actividad",
            "Fecha de inicio",
            "Fecha de término",
            "País o países donde se realizó",
            "Número de participantes",
        ],
        ["25/11/2012 14:03:22", "Taller", "25/03/2012", "26/03/2012", "Perú y Chile", "45"],
        {"countries": ("PER", "CHL"), "count": 45},
    ),
    _form(
        "Portuguese",
        [
            "Carimbo de data/hora",
            "Título da atividade",
            "Data de início",
            "Data de término",
            "País",
            "Número de participantes",
        ],
        ["25/11/2012 14:03:22", "Oficina", "25/03/2012", "26/03/2012", "Brasil, Angola", "45"],
        {"countries": ("BRA", "AGO"), "count": 45},
    ),
    _form(
        "German",
        [
            "Zeitstempel",
            "Titel der Veranstaltung",
            "Beginn",
            "Ende",
            "Land",
            "Anzahl der Teilnehmenden",
        ],
        ["25.11.2012 14:03:22", "Fortbildung", "25.03.2012", "26.03.2012", "Schweiz", "45"],
        {"countries": ("CHE",), "count": 45},
    ),
    _form(
        "Russian",
        [
            "Отметка времени",
            "Название мероприятия",
            "Дата начала",
            "Дата окончания",
            "Страна",
            "Количество участников",
        ],
        ["25.11.2012 14:03:22", "Семинар", "25.03.2012", "26.03.2012", "Украина", "45"],
        {"countries": ("UKR",), "count": 45},
    ),
    _form(
        "Arabic",
        ["طابع زمني", "عنوان النشاط", "تاريخ البداية", "تاريخ النهاية", "البلد", "عدد المشاركين"],
        ["25/11/2012 14:03:22", "ورشة عمل", "25/03/2012", "26/03/2012", "مصر، تونس", "٤٥"],
        {"countries": ("EGY", "TUN"), "count": 45},
    ),
    _form(
        "Chinese",
        ["时间戳", "活动名称", "开始日期", "结束日期", "国家", "参加人数"],
        ["2012/11/25 14:03:22", "研讨会议", "2012/3/25", "2012/3/26", "中国、日本", "45"],
        {"countries": ("CHN", "JPN"), "count": 45},
    ),
    Case(
        "untidy: a grid of a form on the web",
        "answers.csv",
        lambda: csv_bytes(
            [
                [
                    "Activity title",
                    "Start date",
                    "Participants [Women]",
                    "Participants [Men]",
                    "Participants [Total]",
                    "Which outcomes did it contribute to? (tick all)",
                ],
                ["A workshop", "2012-03-05", "12", "8", "20", "KI2.A.1, KI2.A.2"],
            ]
        ),
        (OK,),
        ({"outcomes": ("KI2.A.1", "KI2.A.2"), "people": 20},),
    ),
    Case(
        "untidy: rows of one list, one of them as it should be",
        "log.csv",
        lambda: csv_bytes(table(row(), row("Second one", people="20 (12 libraries)"))),
        (OK, BAD),
    ),
)
"""Each of them was expected first and read then; what was read otherwise was put right."""
