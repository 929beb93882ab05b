"""Small files that ask much: each is refused within the limits, or harmless."""

import io
import zipfile

from tests.exchange.corpus.making import OK, Case, repacked, row, sheet_xml, table, workbook

GOOD = table(row())
MEGABYTE = 1024 * 1024


def _refused(name, make, words, file="log.xlsx"):
    return Case(f"bomb: {name}", file, make, refused=words)


def _rows_xml(rows):
    def change(xml):
        start = xml.index("<sheetData>") + len("<sheetData>")
        return xml[:start] + rows + xml[start:]

    return sheet_xml(workbook(GOOD), change)


def _at(*cells):
    def change(book):
        for cell in cells:
            book.active[cell] = "x"

    return workbook(GOOD, change)


def _part(name, part):
    return repacked(workbook(GOOD), lambda parts: parts.__setitem__(name, part))


def _lying_sizes():
    """The directory says that a part is short; it is not."""
    data = bytearray(_part("xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * (60 * MEGABYTE)))
    place = data.find(b"PK\x01\x02")
    while place != -1:
        data[place + 24 : place + 28] = (4000).to_bytes(4, "little")
        place = data.find(b"PK\x01\x02", place + 1)
    return bytes(data)


def _laughs(name):
    first = '<!ENTITY l0 "ha">'
    further = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    entities = first + further

    def change(parts):
        parts[name] = (
            '<?xml version="1.0"?><!DOCTYPE x [' + entities + "]>" + parts[name].decode()
        ).encode()

    return repacked(workbook(GOOD), change)


def _outside(parts):
    name = "xl/worksheets/sheet1.xml"
    doctype = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    parts[name] = doctype + parts[name].replace(b"</sheetData>", b"&e;</sheetData>")


def _many_parts():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("xl/workbook.xml", "<workbook/>")
        for i in range(5000):
            file.writestr(f"xl/media/{i}.txt", "")
    return made.getvalue()


def _equal_rows(count):
    cells = '<row><c t="inlineStr"><is><t>Workshop</t></is></c></row>'
    return _rows_xml(cells * count)


def _shared_strings():
    item = b"<si><t>" + b"A" * 1000 + b"</t></si>"
    return _part("xl/sharedStrings.xml", b"<sst>" + item * 40_000 + b"</sst>")


def _varied(megabytes):
    """Text that does not pack well: real size, no ratio."""
    import random

    letters = random.Random(7)
    lines = [f"W{letters.getrandbits(400):x},2012-03-05" for _ in range(megabytes * 9000)]
    return ("Title,First day\n" + "\n".join(lines)).encode()


CASES = (
    _refused("A1 and XFD1048576", lambda: _at("A2", "XFD1048576"), "XFD1048576"),
    _refused("XFD alone", lambda: _at("XFD5"), "columns"),
    _refused("a row far below", lambda: _at("A1048576"), ""),
    _refused("columns without end", lambda: _at("A2", "ZZ3"), "columns"),
    _refused(
        "a gigabyte of spaces",
        lambda: _part(
            "xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * (200 * MEGABYTE) + b"</worksheet>"
        ),
        "larger than",
    ),
    _refused(
        "a ratio of 1000",
        lambda: _part(
            "xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * (40 * MEGABYTE) + b"</worksheet>"
        ),
        "tightly",
    ),
    _refused("sizes that lie", _lying_sizes, ""),
    _refused("ten million empty rows", lambda: _rows_xml("<row/>" * 6_000_000), "tightly"),
    _refused("a million empty rows", lambda: _rows_xml("<row/>" * 1_000_000), "tightly"),
    _refused("half a million equal rows", lambda: _equal_rows(500_000), "tightly"),
    _refused("huge shared strings", _shared_strings, "tightly"),
    _refused(
        "billion laughs in the sheet",
        lambda: _laughs("xl/worksheets/sheet1.xml"),
        "words of its own",
    ),
    _refused(
        "billion laughs in the workbook", lambda: _laughs("xl/workbook.xml"), "words of its own"
    ),
    _refused("a file from outside", lambda: repacked(workbook(GOOD), _outside), "words of its own"),
    _refused("five thousand parts", _many_parts, "parts"),
    _refused(
        "eleven megabytes",
        lambda: b"Title,First day\n" + b"x" * (11 * MEGABYTE),
        "larger than",
        "log.csv",
    ),
    _refused(
        "twenty thousand and one rows",
        lambda: b"Title,First day\n" + b"Ws,2012\n" * 20_001,
        "rows",
        "log.csv",
    ),
    _refused(
        "commas without end", lambda: b"Title,First day\n" + b"," * 9_000_000, "columns", "log.csv"
    ),
    _refused("seven megabytes of rows", lambda: _varied(8), "rows", "log.csv"),
    _refused(
        "quotation marks without end",
        lambda: b"Title,First day\n" + b'"' * 8_000_001,
        "",
        "log.csv",
    ),
    _refused(
        "lines without end", lambda: b"Title,First day\n" + b"\n" * 9_000_000, "rows", "log.csv"
    ),
    _refused(
        "a cell of nine megabytes", lambda: b"Title,First day\n" + b"x" * 9_000_000, "", "log.csv"
    ),
    Case(
        "bomb: XML nested two hundred thousand deep",
        "log.xlsx",
        lambda: _rows_xml("<a>" * 200_000),
        (OK,),
    ),
    Case(
        "bomb: the dimension lies",
        "log.xlsx",
        lambda: sheet_xml(
            workbook(GOOD), lambda xml: xml.replace('ref="A1:F2"', 'ref="A1:XFD1048576"')
        ),
        (OK,),
    ),
)
