"""Files of several sheets, of which one seems to tell of the activities of another once more."""

import datetime

from tests.exchange.corpus.making import ASK, OK, Case, workbook

DAY = datetime.date(2012, 4, 23)
MAY = datetime.date(2012, 5, 14)
HEAD = ("Title", "Country", "Date", "Participants")
BOOK_DAY = ("World Book Day", "Ghana", DAY, 40)
GHANA, KENYA = {"countries": ("GHA",)}, {"countries": ("KEN",)}


def _sheets(name, second, rows, verdicts, says, **further):
    """A workbook of one activity, and another sheet."""

    def change(book):
        page = book.create_sheet(second)
        for row in rows:
            page.append(row)

    return Case(
        f"sheets: {name}",
        "log.xlsx",
        lambda: workbook([HEAD, BOOK_DAY], change),
        verdicts,
        says,
        **further,
    )


CASES = (
    # The same day in another country is another activity, whatever told the country.
    _sheets(
        "a sheet called like a country",
        "Kenya",
        [("Title", "Date"), BOOK_DAY[::2]],
        (OK, OK),
        (GHANA, KENYA),
    ),
    _sheets(
        "and with a number",
        "Kenya",
        [("Title", "Date", "Participants"), (*BOOK_DAY[::2], 30)],
        (OK, OK),
        (GHANA, {**KENYA, "count": 30}),
    ),
    _sheets(
        "a country over its rows",
        "East Africa",
        [("Title", "Date"), ("Kenya", None), BOOK_DAY[::2]],
        (OK, OK),
        (GHANA, KENYA),
        left_out=1,
    ),
    # A kind is something new.
    _sheets(
        "what kind it was",
        "Types",
        [("Title", "Date", "Type"), (*BOOK_DAY[::2], "training")],
        (OK, ASK),
        (GHANA, {}),
    ),
    # Only where persons are listed is a sheet without days and numbers no sheet of activities.
    _sheets(
        "days under a name that is not known",
        "2011",
        [("Activity", "Country", "Durchführungstag"), ("A course", "Togo", MAY)],
        (OK,),
        (GHANA,),
        dropped=1,
        faults=1,
    ),
    _sheets(
        "a list of persons",
        "Who came",
        [("Activity", "Country", "Participant name"), ("World Book Day", "Ghana", "Ann")],
        (OK,),
        (GHANA,),
        left_out=1,
    ),
)
"""Sheets that were left out although they said something new."""
