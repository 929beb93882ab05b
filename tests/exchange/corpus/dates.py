"""Dates as people write them."""

import datetime

from tests.exchange.corpus.making import ASK, BAD, OK, Case, csv_bytes, row, table, workbook

DAY = datetime.date(2012, 3, 5)


def _one(typed, verdict=OK, first=None, last=None, precision=None, *, end=""):
    says = {}
    if first:
        says["started_on"] = datetime.date.fromisoformat(first)
        says["ended_on"] = datetime.date.fromisoformat(last or first)
    if precision:
        says["date_precision"] = precision
        says["date_as_stated"] = typed
    cells = table(row(first=typed, last=end))
    named = f"date: {typed!r}" + (f" to {end!r}" if end else "")
    return Case(named, "log.csv", lambda: csv_bytes(cells), (verdict,), (says,))


def _column(name, firsts, verdicts, starts=()):
    cells = table(*(row(f"Workshop number {i}", d, "") for i, d in enumerate(firsts)))
    says = tuple({"started_on": datetime.date.fromisoformat(s)} if s else {} for s in starts)
    return Case(f"date: {name}", "log.csv", lambda: csv_bytes(cells), verdicts, says)


CASES = (
    _one("2012-03-05", OK, "2012-03-05"),
    _one("5 March 2012", OK, "2012-03-05"),
    _one("March 5, 2012", OK, "2012-03-05"),
    _one("Monday 5th March 2012", OK, "2012-03-05"),
    _one("3-5 March 2012", OK, "2012-03-03", "2012-03-05"),
    _one("28 Feb – 2 Mar 2012", OK, "2012-02-28", "2012-03-02"),
    _one("du 3 au 5 mars 2012", OK, "2012-03-03", "2012-03-05"),
    _one("5. März 2012", OK, "2012-03-05"),
    _one("5 de marzo de 2012", OK, "2012-03-05"),
    _one("5 марта 2012 г.", OK, "2012-03-05"),
    _one("2012年3月5日", OK, "2012-03-05"),
    _one("٥ مارس ٢٠١٢", OK, "2012-03-05"),
    _one("25/03/2012", OK, "2012-03-25"),
    _one("03/25/2012", OK, "2012-03-25"),
    _one("05.03.2012", OK, "2012-03-05"),
    _one("20120305", OK, "2012-03-05"),
    _one("2012-03-05T09:00:00Z", OK, "2012-03-05"),
    _one("March 2012", OK, "2012-03-01", "2012-03-31", "month"),
    _one("mars 2012", OK, "2012-03-01", "2012-03-31", "month"),
    _one("Q3 2012", OK, "2012-07-01", "2012-09-30", "quarter"),
    _one("2011/12", OK, "2011-01-01", "2012-12-31", "year"),
    _one("2012", OK, "2012-01-01", "2012-12-31", "year"),
    _one("April to November 2009", OK, "2009-04-01", "2009-11-30", "month"),
    _one("03/04/2012", ASK),
    _one("5/3/12", ASK),
    _one("2011-12", ASK),
    _one("40973", ASK),
    _one("Mar-12", ASK),
    _one("31 February 2012", BAD),
    _one("30/02/2012", BAD),
    _one("spring 2012", BAD),
    _one("tbc", BAD),
    _one("5 March", BAD),
    _one("2555", BAD),
    _one("", BAD),
    _one("2012-03-05", BAD, end="2012-03-01"),
    _one("2012-03-05", BAD, end="soon"),
    _column(
        "one clear day-first date settles the column",
        ["25/03/2012", "03/04/2012"],
        (OK, OK),
        ("2012-03-25", "2012-04-03"),
    ),
    _column(
        "one clear month-first date settles the column",
        ["03/25/2012", "03/04/2012"],
        (OK, OK),
        ("2012-03-25", "2012-03-04"),
    ),
    _column("both orders in one column", ["25/03/2012", "03/25/2012", "03/04/2012"], (OK, OK, ASK)),
    _column(
        "same day and month", ["03/03/2012", "04/04/2012"], (OK, OK), ("2012-03-03", "2012-04-04")
    ),
    Case(
        "date: real dates of a workbook",
        "log.xlsx",
        lambda: workbook(table(row(first=DAY, last=DAY))),
        (OK,),
        ({"started_on": DAY},),
    ),
    Case(
        "date: the 1904 system",
        "log.xlsx",
        lambda: workbook(table(row(first=DAY, last=DAY)), epoch_1904=True),
        (OK,),
        ({"started_on": DAY},),
    ),
    Case(
        "date: serial number without a format",
        "log.xlsx",
        lambda: workbook(table(row(first=40973, last=40975))),
        (OK,),
        ({"started_on": DAY},),
    ),
    Case(
        "date: serial number, 1904 system",
        "log.xlsx",
        lambda: workbook(table(row(first=39511, last="")), epoch_1904=True),
        (OK,),
        ({"started_on": DAY},),
    ),
    Case(
        "date: date and time",
        "log.xlsx",
        lambda: workbook(table(row(first=datetime.datetime(2012, 3, 5, 9, 30), last=""))),  # noqa: DTZ001
        (OK,),
        ({"started_on": DAY},),
    ),
    Case(
        "date: year as a number",
        "log.xlsx",
        lambda: workbook(table(row(first=2012, last=""))),
        (OK,),
        ({"date_precision": "year"},),
    ),
    Case(
        "date: text beside real dates",
        "log.xlsx",
        lambda: workbook(table(row(first=DAY, last=""), row("Second one", "March 2012", ""))),
        (OK, OK),
    ),
    Case(
        "date: a time where a date belongs",
        "log.xlsx",
        lambda: workbook(table(row(first=datetime.time(9, 30), last=""))),
        (BAD,),
    ),
    Case(
        "date: yes where a date belongs",
        "log.xlsx",
        lambda: workbook(table(row(first=True, last=""))),
        (BAD,),
    ),
)
