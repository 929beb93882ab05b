"""Rows that are called totals or cancelled: asked about where they may be so, and nowhere else."""

import datetime
from functools import partial

from tests.exchange.corpus.making import ASK, BAD, OK, Case, book_case, csv_case, one_csv, workbook

DAY = "2012-03-05"
LAST = "2012-03-31"
HEAD = ("Title", "Country", "Date", "Participants")
SEXES = ("Title", "Country", "Date", "Women", "Men")
_csv, _book = partial(csv_case, group="called"), partial(book_case, group="called")


def _rows(name, header, *rows, **further):
    """Rows of a title, numbers and a verdict: activities have a country, totals the last day."""
    cells = [
        (title, "Kenya" if verdict == OK else "", DAY if verdict == OK else LAST, *numbers)
        for title, numbers, verdict in rows
    ]
    return _csv(name, [header, *cells], tuple(verdict for *_, verdict in rows), **further)


def _titled(verdict, title):
    says = {"lifecycle": "completed"} if verdict == OK else {}
    return _csv(f"{title!r}", [HEAD, (title, "Kenya", DAY, 3)], (verdict,), (says,))


def _linked():
    rows = [("Title", "Date", "Evidence"), *((f"Lecture {n}", DAY, "report") for n in "ABC")]

    def change(book):
        cell = book.active["C2"]
        cell.hyperlink = "https://a.example/r"
        cell.hyperlink.ref = "C2:C3"

    both = {"evidence": ("report", "https://a.example/r")}
    return Case(
        "called: an address behind several cells",
        "log.xlsx",
        lambda: workbook(rows, change),
        (OK,) * 3,
        (both, both, {"evidence": ("report",)}),
    )


def _many_formats(count=210):
    """Each month in a format of its own: the names beside it differ."""
    month = datetime.date(2012, 3, 1)
    rows = [("Title", "Date"), *((f"Lecture {n}", month) for n in range(count))]

    def change(book):
        for n in range(count):
            book.active.cell(n + 2, 2).number_format = f'mmm yyyy "plan {n}"'

    return Case(
        "called: months in many formats",
        "log.xlsx",
        lambda: workbook(rows, change),
        (OK,) * count,
        ({"date_precision": "month"},) * count,
    )


CASES = (
    # The sums of rows of which some hold nothing in a column.
    _rows(
        "a total of women and men, one of them once",
        SEXES,
        ("Workshop A", (30, 0), OK),
        ("Seminar B", (12, 5), OK),
        ("Kenya total", (42, 5), ASK),
    ),
    _rows(
        "a total of three columns",
        (*SEXES, "Participants"),
        ("Workshop A", (30, 10, 40), OK),
        ("Seminar B", (12, "", 20), OK),
        ("Kenya total", (42, 10, 60), ASK),
    ),
    _rows(
        "totals of one row and of two",
        HEAD,
        ("Workshop A", (30,), OK),
        ("Kenya total", (30,), ASK),
        ("Seminar B", (12,), OK),
        ("Course C", (10,), OK),
        ("Ghana total", (22,), ASK),
    ),
    _rows(
        "a total of rows of which one counts",
        HEAD,
        ("Workshop A", (30,), OK),
        ("Seminar B", ("",), OK),
        ("Total Kenya", (30,), ASK),
    ),
    _rows(
        "totals that stand together",
        HEAD,
        ("Workshop A", (30,), OK),
        ("Seminar B", ("n/a",), OK),
        ("Seminar C", (12,), OK),
        ("Seminar D", (13,), OK),
        ("Total Kenya", (30,), ASK),
        ("Total Ghana", (25,), ASK),
    ),
    _rows(
        "a total of what is called like one",
        HEAD,
        ("Workshop A", (30,), OK),
        ("Total quality management", (25,), OK),
        ("Kenya total", (55,), ASK),
    ),
    _rows(
        "a mean of the year",
        HEAD,
        ("Workshop A", (30,), OK),
        ("Seminar B", (12,), OK),
        ("Moyenne annuelle", (21,), ASK),
        ("Monthly average", (21,), ASK),
    ),
    _csv(
        "a total without a day",
        [
            HEAD,
            ("Workshop A", "Kenya", DAY, 30),
            ("Seminar B", "Kenya", DAY, 12),
            ("Kenya total", "", "", 42),
        ],
        (OK, OK),
        left_out=1,
    ),
    _csv(
        "a total without a day, beside a country",
        [
            HEAD,
            ("Workshop A", "Kenya", DAY, 30),
            ("Seminar B", "Kenya", DAY, 12),
            ("Kenya total", "Kenya", "", 42),
        ],
        (OK, OK, BAD),
    ),
    _book(
        "a title of one blank",
        [
            HEAD,
            ("Workshop A", "Kenya", DAY, 30),
            ("Seminar B", "Kenya", DAY, 12),
            (" ", None, None, 42),
        ],
        (OK, OK),
        left_out=1,
    ),
    _book(
        "a sum of women and men without a name",
        [
            SEXES,
            ("Workshop A", "Kenya", DAY, 30, 0),
            ("Seminar B", "Kenya", DAY, 12, 5),
            ("", None, None, 42, 5),
        ],
        (OK, OK),
        left_out=1,
    ),
    _book(
        "women of one row without a name",
        [
            SEXES,
            ("Workshop A", "Kenya", DAY, 30, 0),
            ("Seminar B", "Kenya", DAY, 0, 5),
            ("", None, None, 30, ""),
        ],
        (OK, OK, BAD),
    ),
    # What did not take place says so at an end of its title, not in running text.
    *map(
        partial(_titled, ASK),
        (
            "CANCELLED Workshop B",
            "Workshop C CANCELLED",
            "Workshop D, cancelled",
            "Taller cancelado",
            "ANNULÉ Atelier",
            "Workshop (rescheduled)",
            "Workshop on law cancelled",
            "Cancelled workshop on law",
            "Storytime CANCELLED due to rain",
            "WORKSHOP B CANCELLED",
            "Atelier de reliure annulé",
            "Lecture by Ann, postponed to May",
            "Семинар отменён",
            "研讨会取消",
        ),
    ),
    *map(
        partial(_titled, OK),
        (
            "Open access - cancelled journals",
            "Big deals: cancelled or kept?",
            "Journals: postponed publication and its effects",
            "Course - cancelled stock",
            "Atelier sur les abonnements annulés",
            "Taller sobre revistas canceladas",
            "Workshop: why journals are cancelled",
            "CANCELLED JOURNALS AND LIBRARIES",
            "Workshop on journals kept or cancelled",
            "Conference about the postponed law",
        ),
    ),
    # Codes of countries that are codes of states too.
    *(
        one_csv(f"countries {typed!r}", {"country": typed}, verdict, says, group="called")
        for typed, verdict, says in (
            ("France, DE, UK", OK, {"countries": ("FRA", "DEU", "GBR")}),
            ("France, DE, NL", OK, {"countries": ("FRA", "DEU", "NLD")}),
            ("Kenya, Lebanon, PA", ASK, {}),
            ("Lebanon, PA, US", ASK, {}),
        )
    ),
    _linked(),
    _many_formats(),
)
"""A total that was taken counted everybody twice; a cancelled lecture counted at all."""
