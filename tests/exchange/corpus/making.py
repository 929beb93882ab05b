"""How the files of the corpus are built, and what is expected of each."""

import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field

import openpyxl

OK, BAD, ASK = "accepted", "rejected", "asked"
HEADER = ("Title", "First day", "Last day", "Countries", "Participants", "Kind")


@dataclass(frozen=True)
class Case:
    """A file and its verdict.

    `rows` has a verdict for each row that is read, `says` for each row the fields that its draft
    must have; `refused` is a part of the sentence when the whole file is refused; `left_out`,
    `faults` and `dropped` count what is told besides; `hidden` are parts of what is told of hidden
    rows and columns, and of a file without it nothing of the kind is told.
    """

    name: str
    file: str
    make: Callable[[], bytes] = field(repr=False)
    rows: tuple[str, ...] = ()
    says: tuple[dict, ...] = ()
    refused: str = ""
    left_out: int = 0
    faults: int = 0
    dropped: int = 0
    hidden: tuple[str, ...] = ()


def table(*rows, header=HEADER):
    """A header and rows."""
    return [list(header), *[list(row) for row in rows]]


def text(rows, delimiter=",", ending="\r\n"):
    """CSV text."""
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, lineterminator=ending).writerows(rows)
    return written.getvalue()


def csv_bytes(rows, encoding="utf-8", delimiter=","):
    """A CSV file."""
    return text(rows, delimiter).encode(encoding)


def workbook(rows, change=None, sheet="Activities", *, epoch_1904=False):
    """An XLSX file; `change` is given the book before it is saved."""
    book = openpyxl.Workbook()
    if epoch_1904:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(row)
    if change:
        change(book)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def repacked(data, change, compression=zipfile.ZIP_DEFLATED):
    """An XLSX file with its parts changed: `change` is given a dictionary of parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    change(parts)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression, compresslevel=9) as new:
        for name, part in parts.items():
            new.writestr(name, part)
    return made.getvalue()


def sheet_xml(data, change):
    """An XLSX file with the XML of its first sheet changed as text."""

    def changed(parts):
        name = "xl/worksheets/sheet1.xml"
        parts[name] = change(parts[name].decode()).encode("utf-8", "surrogatepass")

    return repacked(data, changed)


def row(
    title="Library law workshop",
    first="2012-03-05",
    last="2012-03-07",
    country="Kenya",
    people="30",
):
    """A sound row, changed where it matters."""
    return [title, first, last, country, people, "workshop"]


def one_csv(name, cells, verdict, says=None, *, group="csv"):
    """A case of one row in a CSV file."""
    made = row(**cells)
    return Case(
        f"{group}: {name}", "log.csv", lambda: csv_bytes(table(made)), (verdict,), (says or {},)
    )


def book_case(name, rows, verdicts, says=(), merged=(), *, group, sheet="Sheet1", **further):
    """A case of a workbook of one sheet, with areas of merged cells."""
    rows = [list(r) for r in rows]

    def change(book):
        for area in merged:
            book.active.merge_cells(area)

    return Case(
        f"{group}: {name}",
        "log.xlsx",
        lambda: workbook(rows, change, sheet),
        verdicts,
        says,
        **further,
    )


def csv_case(name, rows, verdicts, says=(), *, group, **further):
    """A case of a CSV file of several rows."""
    rows = [list(r) for r in rows]
    return Case(f"{group}: {name}", "log.csv", lambda: csv_bytes(rows), verdicts, says, **further)
