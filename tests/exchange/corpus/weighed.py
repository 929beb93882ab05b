"""What a too clever rule took, or left out, without a word: now told, asked about or refused."""

import datetime
from functools import partial

from tests.exchange.corpus.making import ASK, BAD, OK, Case, book_case, csv_case, workbook

DAY = datetime.date(2012, 3, 5)
HEAD = ("Activity", "Date", "Country", "Participants")
ONE = ("Workshop one", DAY, "Kenya", 12)
TWO = ("Seminar two", datetime.date(2012, 3, 9), "Ghana", 9)
THREE = ("Course three", datetime.date(2012, 3, 12), "Togo", 7)
_book, _csv = partial(book_case, group="weighed"), partial(csv_case, group="weighed")


def _weak(header, *cells):
    """A header whose one name for title or day has no such cells: nothing is read."""
    rows = [header, cells] if cells else [header]
    return _csv(" | ".join((*header, *map(str, cells))), rows, (), faults=1)


def _beside_a_sheet(header, *cells):
    """A sheet that counts per month or country, beside one of activities."""

    def change(book):
        page = book.create_sheet("Summary")
        for row in (header, *cells):
            page.append(row)

    return Case(f"weighed: a sheet of {' | '.join(header)}", "log.xlsx",
                lambda: workbook([HEAD, ONE], change), (OK,), ({"people": 12},),
                left_out=1)  # fmt: skip


def _country(typed, verdict, *alpha3s):
    says = ({"countries": alpha3s},) if alpha3s else ()
    return _csv(f"country {typed!r}", [HEAD, (*ONE[:2], typed, 12)], (verdict,), says)


CASES = (
    # A name that means title or day only by its cells is none where they do not fit.
    _weak(("Project", "Country", "Participants"), "P-1", "Kenya", 12),
    _weak(("Project", "Country", "Participants")),
    _weak(("Month", "Country", "Participants"), "March", "Kenya", 12),
    _weak(("Period", "Country", "Participants"), "Spring", "Kenya", 12),
    _weak(("Project", "Period", "Country"), "ALP", "Spring", "Kenya"),
    _beside_a_sheet(("Country", "Events", "Participants"), ("Kenya", 12, 120)),
    _beside_a_sheet(("Month", "Country", "Participants"), ("March 2012", "Kenya", 12)),
    _beside_a_sheet(("Period", "Activities", "Participants"), ("March 2012", 3, 12),
                    ("April 2012", 4, 20)),
    # Words between codes are none of them; codes that are words are asked about.
    _country("KEN AND UGA", OK, "KEN", "UGA"),
    _country("KE AND UG", OK, "KEN", "UGA"),
    _country("KEN and UGA", OK, "KEN", "UGA"),
    _country("TGO ET BEN", OK, "TGO", "BEN"),
    _country("TGO BEN Y MLI", OK, "TGO", "BEN", "MLI"),
    _country("KE ET UG", BAD),
    _country("AND UGA", BAD),
    _country("KEN AND AND UGA", BAD),
    _country("TO BE", ASK),
    _country("NO SE DK", ASK),
    _country("AND", OK, "AND"),
)  # fmt: skip
