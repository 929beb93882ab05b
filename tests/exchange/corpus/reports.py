"""Reports as secretaries of associations write them, judged before the importer saw them."""

import datetime
import io
from functools import partial

import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from tests.exchange.corpus.making import ASK, BAD, OK, Case, book_case, csv_case, workbook

DAY = datetime.date(2012, 3, 5)
HEAD = ("Activity", "Date", "Country", "Participants")
ONE = ("Workshop one", DAY, "Kenya", 12)
TWO = ("Seminar two", datetime.date(2012, 3, 9), "Ghana", 9)
NOBODY = {"participation": ()}
_book, _csv = partial(book_case, group="reports"), partial(csv_case, group="reports")


def _struck(name, cells, verdicts, says=()):
    """Two activities of which some cells are struck through."""

    def change(book):
        for cell in cells:
            book.active[cell].font = Font(strike=True)

    return Case(
        f"reports: {name}", "log.xlsx", lambda: workbook([HEAD, ONE, TWO], change), verdicts, says
    )


def _struck_in_part(book):
    struck = TextBlock(InlineFont(strike=True), "in Accra")
    book.active["A2"] = CellRichText("Workshop one ", struck)


def _struck_text():
    """A workbook that keeps its texts in one place, as spreadsheet programs write it."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        page, struck = book.add_worksheet(), book.add_format({"font_strikeout": True})
        for i, row in enumerate([HEAD, ONE, TWO]):
            page.write_row(i, 0, [str(cell) for cell in row])
        page.write_rich_string(1, 0, "Workshop one ", struck, "in Accra")
    return data.getvalue()


def _titles(verdict, *titles):
    rows = [(title, DAY.replace(day=i + 1), "Kenya", "") for i, title in enumerate(titles)]
    return _csv(f"titles {verdict} {titles[0]!r}", [HEAD, *rows], (verdict,) * len(rows))


def _again(name, title, verdict=ASK):
    """An activity once more, its title spelt otherwise."""
    return _csv(f"again {name}", [HEAD, ONE, (title, *ONE[1:])], (OK, verdict))


def _beside(name, header, *rows, verdicts=(OK, OK), says=()):
    """A table of sums to the right of the activities."""
    own = [
        (*HEAD[:3], None, *header),
        *((*a[:3], None, *r) for a, r in zip((ONE, TWO), rows, strict=True)),
    ]
    return _book(name, own, verdicts, says)


def _last(header, verdicts, *cells):
    """A further column of two activities."""
    rows = [(*one, cell) for one, cell in zip((ONE, TWO), cells, strict=True)]
    unread = int(header != "Remarks")
    return _csv(f"{header} {cells}", [(*HEAD, header), *rows], verdicts, dropped=unread)


def _countries(header, *pairs):
    rows = [
        (f"Workshop no. {i}", DAY.replace(day=i + 1), typed, 5)
        for i, (typed, _) in enumerate(pairs)
    ]
    found = [meant for _, meant in pairs]
    says = tuple({} if m in (ASK, BAD) else {"countries": tuple(m.split())} for m in found)
    verdicts = tuple(m if m in (ASK, BAD) else OK for m in found)
    return _csv(f"countries under {header}", [(*HEAD[:2], header, HEAD[3]), *rows], verdicts, says)


CASES = (
    # What is struck through was cancelled or corrected.
    _struck("a row struck through", ("A3", "B3", "C3", "D3"), (OK, ASK), ({"people": 12}, {})),
    _struck("a title struck through", ("A2",), (ASK, OK)),
    Case(
        "reports: a title struck through in part",
        "log.xlsx",
        lambda: workbook([HEAD, ONE, TWO], _struck_in_part),
        (ASK, OK),
    ),
    Case("reports: a shared title struck through in part", "log.xlsx", _struck_text, (ASK, OK)),
    _struck("a number struck through", ("D3",), (OK, OK), ({"people": 12}, {"people": 9})),
    # A table beside the activities says nothing of them; people whom it alone counts are refused.
    _beside(
        "sums of people beside",
        ("Country", "Participants"),
        ("Kenya", 35),
        ("Ghana", 40),
        verdicts=(BAD, BAD),
    ),
    _beside(
        "sums of countries beside",
        ("Country", "Total"),
        ("Kenya", 35),
        ("Togo", 40),
        says=({"countries": ("KEN",)}, {"countries": ("GHA",)}),
    ),
    _beside(
        "an empty column among the activity's own",
        ("Participants", "Women"),
        (35, 20),
        (40, 21),
        says=({"people": 35}, {"people": 40}),
    ),
    # Case, accents and points make no other activity.
    _again("in capitals", "WORKSHOP ONE"),
    _again("with a point", " Workshop  one."),
    _again("with an accent", "Wórkshop one"),
    _again("with a number", "Workshop one 2", OK),
    # What says that it was not held.
    _titles(
        ASK,
        "CANCELLED LIBRARY WORKSHOP",
        "Cancelled library workshop",
        "CANCELLED",
        "Postponed regional advocacy seminar",
        "ANNULÉE FORMATION DES FORMATEURS",
    ),
    _titles(OK, "CANCELLED JOURNALS IN AFRICA", "WORKSHOP ON CANCELLED SUBSCRIPTIONS"),
    _last("Remarks", (ASK, ASK), "Cancelled for lack of funds", "postponed to 2013"),
    _last("Remarks", (OK, OK), "Two people cancelled", "postponed from May 2011"),
    _last("Held?", (OK, ASK), "Yes", "No"),
    _last("Implemented (Y/N)", (ASK, OK), "n", "y"),
    _last("Réalisée (oui/non)", (OK, ASK), "oui", "non"),
    # A number may be the one to phone there: 254 is French Guiana, and Kenya's telephone.
    _countries("Country", ("254", ASK), ("404", ASK), ("Kenya", "KEN"), ("33", BAD)),
    _countries("Country (ISO numeric)", ("404", "KEN"), ("254", "GUF"), ("72", "BWA")),
)
"""Tables beside were taken into the activities' rows, and what was struck through as held."""
