"""What a too clever rule took, or left out, without a word: now told, asked about or refused."""

import datetime
from functools import partial

from tests.exchange.corpus.making import ASK, BAD, OK, Case, book_case, csv_case, workbook

DAY = datetime.date(2012, 3, 5)
HEAD = ("Activity", "Date", "Country", "Participants")
ONE = ("Workshop one", DAY, "Kenya", 12)
TWO = ("Seminar two", datetime.date(2012, 3, 9), "Ghana", 9)
THREE = ("Course three", datetime.date(2012, 3, 12), "Togo", 7)
FOUR = ("Book fair", datetime.date(2012, 5, 2), "Mali", 8)
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

    return Case(
        f"weighed: a sheet of {' | '.join(header)}",
        "log.xlsx",
        lambda: workbook([HEAD, ONE], change),
        (OK,),
        ({"people": 12},),
        left_out=1,
    )


def _country(typed, verdict, *alpha3s):
    says = ({"countries": alpha3s},) if alpha3s else ()
    return _csv(f"country {typed!r}", [HEAD, (*ONE[:2], typed, 12)], (verdict,), says)


def _organised(by, verdict=OK):
    """Who organised it: a unit that is not known, or somebody else."""
    return _csv(f"organised by {by}", [(*HEAD, "Organised by"), (*ONE, by)], (verdict,))


def _results(typed, verdict=OK):
    return _csv(f"results {typed}", [(*HEAD, "Outcomes"), (*ONE, typed)], (verdict,))


EXACT, ABOUT = {"count": 12, "qualifier": "exact"}, {"count": 12, "qualifier": "about"}
CASES = (
    # A name that means title or day only by its cells is none where they do not fit.
    _weak(("Project", "Country", "Participants"), "P-1", "Kenya", 12),
    _weak(("Project", "Country", "Participants")),
    _weak(("Month", "Country", "Participants"), "March", "Kenya", 12),
    _weak(("Period", "Country", "Participants"), "Spring", "Kenya", 12),
    _weak(("Project", "Period", "Country"), "ALP", "Spring", "Kenya"),
    _beside_a_sheet(("Country", "Events", "Participants"), ("Kenya", 12, 120)),
    _beside_a_sheet(("Month", "Country", "Participants"), ("March 2012", "Kenya", 12)),
    _beside_a_sheet(
        ("Period", "Activities", "Participants"), ("March 2012", 3, 12), ("April 2012", 4, 20)
    ),
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
    # One text in a column without a name says nothing of the numbers in other rows.
    _book(
        "numbers without a name, and a text",
        [(*HEAD, ""), (*ONE, 7), (*TWO, "see list"), (*THREE, "8?")],
        (BAD, OK, BAD),
    ),
    # Where the only people stand behind a gap, no row comes in without them.
    _csv(
        "people behind a gap and a day",
        [
            ("Date", "Activity", "Country", "", "Date", "Participants"),
            (DAY, "Workshop one", "Kenya", "", DAY, 25),
        ],
        (BAD,),
    ),
    _csv(
        "people behind a gap and a country",
        [
            (*HEAD[:3], "", "Country", "Participants"),
            (*ONE[:3], "", "Kenya", 25),
            (*TWO[:3], "", "", ""),
        ],
        (BAD, OK),
    ),
    *(
        _csv(
            f"people behind a gap: {people}",
            [(*HEAD[:3], "", "Country", people), (*ONE[:3], "", "Kenya", 25)],
            (BAD,),
        )
        for people in ("No. of persons trained", "Participants (online)", "Girls")
    ),
    _csv(
        "sums behind a gap",
        [(*HEAD, "", "Country", "Participants"), (*ONE, "", "Kenya", 12), (*TWO, "", "Ghana", 9)],
        (OK, OK),
        ({"people": 12}, {"people": 9}),
    ),
    # How exact a number is, its own column says.
    _csv(
        "an exact and another number",
        [
            (*HEAD, "Participants (approx.)"),
            (*ONE[:3], "", 12),
            (*TWO[:3], 12, ""),
            (*THREE[:3], 12, 12),
            (*FOUR[:3], 12, 15),
        ],
        (OK, OK, OK, BAD),
        (ABOUT, EXACT, EXACT, {}),
    ),
    _csv(
        "another and an exact number",
        [
            (*HEAD[:3], "Participants (approx.)", "Participants"),
            (*ONE[:3], 12, ""),
            (*TWO[:3], "", 12),
        ],
        (OK, OK),
        (ABOUT, EXACT),
    ),
    # The country of a partner does not stand in for that of the activity.
    _csv(
        "a country far behind, alone",
        [
            (*HEAD, "Partner", "Country"),
            ("Workshop one", DAY, "", 5, "BL", "United Kingdom"),
            (*TWO, "BL", ""),
        ],
        (BAD, OK),
        ({}, {"countries": ("GHA",)}),
        dropped=1,
    ),
    _csv(
        "two countries beside each other",
        [(*HEAD[:3], "Country", "Participants"), ("Workshop one", DAY, "", "Kenya", 5)],
        (OK,),
        ({"countries": ("KEN",)},),
    ),
    _csv(
        "a second country of a series",
        [
            (*HEAD[:2], "Country 1", "Participants", "Country 2"),
            ("Workshop one", DAY, "", 5, "Kenya"),
        ],
        (OK,),
        ({"countries": ("KEN",)},),
    ),
    # A unit of IFLA that is not known is not taken for somebody else.
    *(
        _organised(unit, BAD)
        for unit in (
            "CPDWL",
            "FAIFE",
            "Africa Section",
            "Section on Education and Training",
            "Comité permanent",
            "Oficina regional",
            "Libraries for Children (C&YA, SCLYA)",
        )
    ),
    *(_organised(other) for other in ("British Library", "the ministry", "Kenya Library, KEN")),
    # A number within a sentence makes no code of it.
    *(_results(words) for words in ("Formed a group of 25 members", "In 2012 a law was passed")),
    *(
        _results(words, BAD)
        for words in (
            "KI9.Z.1 was done well",
            "SD 9 and what it asks for",
            "IA01 of another strategy",
        )
    ),
    # A title may begin like the foot of a form.
    _csv(
        "titles like the foot of a form, and feet",
        [
            HEAD,
            ("Reviewed by peers", "", "", ""),
            ("Approved by all members", "", "Kenya", ""),
            ONE,
            ("Reviewed by peers", "", "Kenya", ""),
            ("Approved by the board", "", "", ""),
        ],
        (BAD, BAD, OK, BAD),
        left_out=1,
    ),
)
