"""Lists of persons that look like lists of activities, and activities that name their people."""

from functools import partial

from tests.exchange.corpus.making import BAD, OK, csv_case

_csv = partial(csv_case, group="persons")
HEAD = ("Activity", "Country", "Date")
COUNTRIES = ("Kenya", "Uganda", "Togo")


def _persons(name, header, cells, verdict=BAD, *, further=(), dropped=1):
    """Three rows of one title and day in three countries, with a name in each."""
    rows = [
        ("A clinic", country, "2012-05-14", *cell)
        for country, cell in zip(COUNTRIES, cells, strict=True)
    ]
    return _csv(name, [(*HEAD, header, *further), *rows], (verdict,) * 3, dropped=dropped)


CASES = (
    # Commas, degrees and “y” stand within one name too.
    _persons(
        "names with degrees",
        "Participant name",
        [("Doe, Jane, MLIS",), ("Otieno, Peter, PhD",), ("Wanjiru, Ann, MLIS",)],
    ),
    _persons(
        "names with libraries",
        "Participant name",
        [("Doe, Jane, National Library",), ("Otieno, Peter, Archive",), ("Wu, Ann, NLT",)],
    ),
    _persons(
        "Spanish double names",
        "Nombre del participante",
        [("Ana Ruiz y Soto",), ("José Vega y Gil",), ("Luis Mora e Ibarra",)],
    ),
    # A sex each, or a one each, makes them persons whatever else stands beside the name.
    _persons(
        "names with libraries, and a sex each",
        "Participant name",
        [("Jane Doe; KNLS", "F"), ("Peter O; NLU", "M"), ("Ann W; BNT", "F")],
        further=("Sex",),
        dropped=2,
    ),
    _persons(
        "names with degrees, and a one each",
        "Participant name",
        [("Jane Doe and family", 1), ("Peter O & Co", 1), ("Ann W; BNT", 1)],
        further=("Participants",),
    ),
    # Several names in each row: who was at one activity in several countries.
    _persons(
        "lists of names",
        "Names of participants",
        [("Jane Doe; Al Roe",), ("Peter O and Di Poe",), ("A W, B X, C Y, D Z",)],
        OK,
    ),
)
"""Rows that were taken for activities because a comma in a name was one between names."""
