"""Numbers of people as they are written in number fields."""

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

GENDERED = ("Title", "First day", "Participants", "Women", "Men", "Other")


def _one(typed, verdict=OK, count=None, qualifier="exact"):
    says = {"count": count, "qualifier": qualifier} if verdict == OK else {}
    return one_csv(repr(typed)[:40], {"people": typed}, verdict, says, group="number")


def _cell(value, verdict, count=None):
    says = {"count": count, "qualifier": "exact"} if verdict == OK else {}
    return Case(
        f"number: cell {value!r}",
        "log.xlsx",
        lambda: workbook(table(row(people=value))),
        (verdict,),
        (says,),
    )


def _gendered(name, cells, verdict, says=None):
    return Case(
        f"number: {name}",
        "log.csv",
        lambda: csv_bytes(table(["A workshop", "2012-03-05", *cells], header=GENDERED)),
        (verdict,),
        (says or {},),
    )


CASES = (
    _one("30", OK, 30),
    _one("about 30", OK, 30, "about"),
    _one("~30", OK, 30, "about"),
    _one("environ 30", OK, 30, "about"),
    _one("30+", OK, 30, "at_least"),
    _one("more than 50", OK, 50, "more_than"),
    _one("at least 50", OK, 50, "at_least"),
    _one("almost 50", OK, 50, "almost"),
    _one("n/a", OK, None, "unknown"),
    _one("-", OK, None, "unknown"),
    _one("unknown", OK, None, "unknown"),
    _one("inconnu", OK, None, "unknown"),
    _one("NA", OK, None, "unknown"),
    _one("0", OK, 0),
    _one("1 200", OK, 1200),
    _one("1\u00a0200", OK, 1200),
    _one("1,200", OK, 1200),
    _one("1.200", OK, 1200),
    _one("1'200", OK, 1200),
    _one("30.0", OK, 30),
    _one("３０", OK, 30),
    _one("٣٠", OK, 30),
    _one("30 participants", OK, 30),
    _one("30–40", ASK),
    _one("30 to 40", ASK),
    _one("none", ASK),
    _one("30?", ASK),
    _one("30.000", ASK),
    _one("12,5", BAD),
    _one("12.5", BAD),
    _one("-5", BAD),
    _one("1_000", BAD),
    _one("1e3", BAD),
    _one("thirty", BAD),
    _one("30²", BAD),
    _one("9" * 5000, BAD),
    _one("10000001", BAD),
    _one("=15+15", BAD),
    _one("#N/A", BAD),
    _one("#REF!", BAD),
    _cell(30, OK, 30),
    _cell(30.0, OK, 30),
    _cell(12.5, BAD),
    _cell(-3, BAD),
    _cell(1e300, BAD),
    _cell(True, BAD),
    _gendered("women and men of a total", ["30", "12", "18", ""], OK),
    _gendered("women of a total: the rest is not stated", ["30", "12", "", ""], OK),
    _gendered("parts without a total", ["", "12", "15", "1"], OK),
    _gendered("parts above the total", ["20", "12", "15", ""], BAD),
    _gendered("total not known, parts known", ["n/a", "12", "15", ""], OK),
    _gendered("a range among the parts", ["30", "10-12", "", ""], ASK),
    _gendered("parts not exact in a bounded total", ["30+", "about 12", "", ""], BAD),
)
