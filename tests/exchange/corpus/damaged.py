"""Files that are broken, are not what their name says, or are of another kind."""

import io
import zipfile

from tests.exchange.corpus.making import OK, Case, csv_bytes, repacked, row, table, workbook

GOOD = table(row())


def _refused(name, file, make, words):
    return Case(f"damaged: {name}", file, make, refused=words)


def _zip(parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, part in parts.items():
            file.writestr(name, part)
    return made.getvalue()


def _without(name):
    return repacked(workbook(GOOD), lambda parts: parts.pop(name))


def _changed(name, part):
    return repacked(workbook(GOOD), lambda parts: parts.__setitem__(name, part))


def _encrypted():
    data = bytearray(workbook(GOOD))
    place = data.find(b"PK\x01\x02")
    while place != -1:
        data[place + 8] |= 1
        place = data.find(b"PK\x01\x02", place + 1)
    return bytes(data)


def _flipped():
    data = bytearray(workbook(table(*[row(f"Workshop {i}") for i in range(50)])))
    for place in range(800, len(data) - 1500, 97):
        data[place] ^= 0xFF
    return bytes(data)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
CASES = (
    _refused("nothing at all", "log.xlsx", lambda: b"", "empty"),
    _refused("only spaces", "log.csv", lambda: b" \r\n\t \n", "empty"),
    _refused("only zero bytes", "log.csv", lambda: b"\x00" * 500, "empty"),
    _refused("cut in half", "log.xlsx", lambda: workbook(GOOD)[:2500], "damaged"),
    _refused("cut at the end", "log.xlsx", lambda: workbook(GOOD)[:-30], "damaged"),
    _refused("bytes flipped", "log.xlsx", _flipped, "damaged"),
    _refused("PK and noise", "log.xlsx", lambda: b"PK\x03\x04" + bytes(range(256)), "damaged"),
    _refused("no workbook part", "log.xlsx", lambda: _without("xl/workbook.xml"), "archive"),
    _refused("no sheet part", "log.xlsx", lambda: _without("xl/worksheets/sheet1.xml"), "damaged"),
    _refused(
        "sheet is no XML",
        "log.xlsx",
        lambda: _changed("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row>"),
        "damaged",
    ),
    _refused("an old .xls", "log.xls", lambda: OLE, "old Excel"),
    _refused("an old .xls named .xlsx", "log.xlsx", lambda: OLE, "old Excel"),
    _refused(
        "a workbook with a password",
        "log.xlsx",
        lambda: OLE + "EncryptedPackage".encode("utf-16-le"),
        "password",
    ),
    _refused("a zip with a password", "log.xlsx", _encrypted, "password"),
    _refused("a binary workbook", "log.xlsb", lambda: _zip({"xl/workbook.bin": b"x"}), ".xlsb"),
    _refused(
        "OpenDocument",
        "log.ods",
        lambda: _zip(
            {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}
        ),
        ".ods",
    ),
    _refused("a Word document", "log.docx", lambda: _zip({"word/document.xml": "<x/>"}), "Word"),
    _refused(
        "a presentation", "log.xlsx", lambda: _zip({"ppt/presentation.xml": "<x/>"}), "presentation"
    ),
    _refused("a Numbers file", "log.numbers", lambda: _zip({"Index/Document.iwa": "x"}), "Numbers"),
    _refused(
        "macros", "log.xlsm", lambda: _changed("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0"), "macros"
    ),
    _refused("a zip of CSV files", "log.zip", lambda: _zip({"a.csv": "x"}), "archive"),
    _refused(
        "a zip in a workbook", "log.xlsx", lambda: _changed("x/a.zip", _zip({"a": "b"})), "archive"
    ),
    _refused("a PDF", "log.pdf", lambda: b"%PDF-1.7\n%x", "PDF"),
    _refused("a PDF named .xlsx", "log.xlsx", lambda: b"%PDF-1.7\n%x", "PDF"),
    _refused(
        "a picture named .csv", "log.csv", lambda: b"\x89PNG\r\n\x1a\n" + b"x" * 99, "picture"
    ),
    _refused(
        "a web page named .xls",
        "log.xls",
        lambda: b"<html><table><tr><td>Title</table>",
        "web page",
    ),
    _refused("XML of 2003", "log.xls", lambda: b'<?xml version="1.0"?><Workbook/>', "XML"),
    _refused("JSON", "log.json", lambda: b'[{"title": "x"}]', "JSON"),
    _refused("CSV named .xlsx", "log.xlsx", lambda: csv_bytes(GOOD), "no workbook"),
    _refused("a workbook named .csv", "log.csv", lambda: workbook(GOOD), "this is a workbook"),
    _refused("an unknown ending", "log.dat", lambda: csv_bytes(GOOD), "not read"),
    _refused("a program", "log.xlsx", lambda: b"MZ\x90\x00" + b"x" * 99, "program"),
    _refused("RTF", "log.csv", lambda: b"{\\rtf1 x}", "text document"),
    _refused("gzip", "log.csv", lambda: b"\x1f\x8b\x08\x00", "archive"),
    Case(
        "damaged: external links are not followed",
        "log.xlsx",
        lambda: _changed(
            "xl/externalLinks/externalLink1.xml",
            b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>',
        ),
        (OK,),
    ),
    Case("damaged: an ending in capitals", "LOG.XLSX", lambda: workbook(GOOD), (OK,)),
    Case("damaged: bytes behind the end", "log.xlsx", lambda: workbook(GOOD) + b"\x00" * 20, (OK,)),
)
