"""Encodings and dialects of CSV files."""

from tests.exchange.corpus.making import ASK, BAD, OK, Case, csv_bytes, row, table, text

FRENCH = table(row("Atelier à Yaoundé: bibliothèques", country="Côte d’Ivoire"))
SAYS = ({"title": "Atelier à Yaoundé: bibliothèques", "countries": ("CIV",)},)
RUSSIAN = table(row("Семинар о библиотечном праве", country="Кения"))
CHINESE = table(row("图书馆法研讨会", country="肯尼亚"))
ARABIC = table(row("ورشة قانون المكتبات", country="كينيا"))
PLAIN = table(row(), row("Second workshop", country="Uganda"))


def _case(name, make, rows=(OK,), says=(), **further):
    return Case(f"encoding: {name}", "log.csv", make, rows, says, **further)


CASES = (
    *(
        _case(f"French in {e}", lambda e=e: csv_bytes(FRENCH, e), says=SAYS)
        for e in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252")
    ),
    _case(
        "French in latin-9",
        lambda: csv_bytes(table(row("Atelier à Yaoundé", country="Cameroun")), "iso8859-15"),
        says=({"title": "Atelier à Yaoundé", "countries": ("CMR",)},),
    ),
    *(
        _case(f"{name} in {e}", lambda t=t, e=e: csv_bytes(t, e), says=says)
        for name, t, says in (
            ("Russian", RUSSIAN, ({"countries": ("KEN",)},)),
            ("Chinese", CHINESE, ({"countries": ("KEN",)},)),
            ("Arabic", ARABIC, ({"countries": ("KEN",)},)),
        )
        for e in ("utf-8", "utf-16")
    ),
    _case("Russian in cp1251", lambda: csv_bytes(RUSSIAN, "cp1251"), (), refused="not certain"),
    _case("Russian in koi8-r", lambda: csv_bytes(RUSSIAN, "koi8-r"), (), refused="not certain"),
    _case("Chinese in gb18030", lambda: csv_bytes(CHINESE, "gb18030"), (), refused="not certain"),
    _case("Arabic in cp1256", lambda: csv_bytes(ARABIC, "cp1256"), (), refused="not certain"),
    _case(
        "French in mac-roman",
        lambda: csv_bytes(table(row("Atelier à Yaoundé: bibliothèques")), "mac-roman"),
        (),
        refused="not certain",
    ),
    _case(
        "UTF-8 read as cp1252 and saved",
        lambda: csv_bytes(table(row("BibliothÃ¨ques de YaoundÃ©"))),
        (ASK,),
    ),
    _case(
        "UTF-8 read as cp1252 and half repaired",
        lambda: csv_bytes(table(row("BibliothÃ¨ques Š"))),
        (BAD,),
    ),
    _case("letters lost", lambda: csv_bytes(table(row("Biblioth\ufffdques"))), (BAD,)),
    _case(
        "cut in the middle of a letter",
        lambda: csv_bytes(FRENCH)[:-1] + b"\xc3",
        (),
        refused="not certain",
    ),
    *(
        _case(f"cells divided by {d!r}", lambda d=d: csv_bytes(PLAIN, delimiter=d), (OK, OK))
        for d in (",", ";", "\t", "|")
    ),
    _case("sep= line", lambda: b"sep=;\r\n" + csv_bytes(PLAIN, delimiter=";"), (OK, OK)),
    _case(
        "semicolons in a workbook's French dialect, commas in texts",
        lambda: csv_bytes(table(row("Law, ethics, access"), row("Second, further")), "cp1252", ";"),
        (OK, OK),
        ({"title": "Law, ethics, access"}, {}),
    ),
    *(
        _case(f"lines end with {e!r}", lambda e=e: text(PLAIN, ending=e).encode(), (OK, OK))
        for e in ("\n", "\r\n", "\r")
    ),
    _case(
        "line ends inside quotation marks",
        lambda: csv_bytes(table(row("Library\nlaw\r\nworkshop"), row("Second workshop"))),
        (OK, OK),
        ({"title": "Library law workshop"}, {}),
    ),
    _case(
        "quotation marks inside",
        lambda: csv_bytes(table(row('The "best" workshop'))),
        (OK,),
        ({"title": 'The "best" workshop'},),
    ),
    _case(
        "a quotation mark never closed",
        lambda: text(PLAIN).replace("Library", '"Library').encode(),
        (),
        refused="never closed",
    ),
    _case(
        "vertical tab and U+0085 in a cell",
        lambda: csv_bytes(table(row("Library\x0blaw\u0085workshop"), row("Second workshop"))),
        (OK, OK),
    ),
    _case(
        "NUL bytes",
        lambda: csv_bytes(table(row("Library\x00 law workshop"))),
        (OK,),
        ({"title": "Library law workshop"},),
    ),
    _case(
        "an unquoted comma moves the cells",
        lambda: text(PLAIN).replace("Second workshop", "Second workshop, part two").encode(),
        (OK, BAD),
    ),
    _case(
        "a short row", lambda: text(PLAIN).encode() + b"Third workshop,2012-05-01\r\n", (OK, OK, OK)
    ),
    _case(
        "empty lines between and below",
        lambda: text(PLAIN).replace("\r\n", "\r\n\r\n").encode() + b",,,,,\r\n" * 50,
        (OK, OK),
    ),
)
