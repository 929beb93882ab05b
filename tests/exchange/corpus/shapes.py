"""Shapes of tables: titles above, other names and orders of columns, totals, comments, doubles."""

from tests.exchange.corpus.making import ASK, BAD, OK, Case, csv_bytes, row, table, workbook

TWO = [row(), row("Second workshop", country="Uganda")]
FULL = table(*TWO)


def _case(name, rows, verdicts=(OK, OK), says=(), **further):
    return Case(f"shape: {name}", "log.xlsx", lambda: workbook(rows), verdicts, says, **further)


def _headed(name, header, cells, verdicts=(OK,), says=(), **further):
    return _case(name, [list(header), *[list(c) for c in cells]], verdicts, says, **further)


CASES = (
    _case("plain", FULL),
    _case("title rows above", [["Activities of 2012"], ["Group: ALP"], [], *FULL]),
    _case("thirty rows above", [["x"]] * 30 + FULL),
    _case("empty columns before", [["", "", *r] for r in FULL]),
    _case("empty rows between", [FULL[0], [], FULL[1], [], [], FULL[2]]),
    _case("columns in another order", [list(reversed(r)) for r in FULL]),
    _case("a total row", [*FULL, ["Total", "", "", "", 60, ""]], left_out=1),
    _case("a total row in French", [*FULL, ["", "", "", "Somme", 60, ""]], left_out=1),
    _case("a row “Grand total”", [*FULL, ["Grand total 2012", None, None, None, 60]], left_out=1),
    _case("comment rows", [*FULL, ["# to be checked"], ["Note: two more to come"]], left_out=2),
    _case("the header repeated", [*FULL, FULL[0], row("Third workshop")], (OK, OK, OK), left_out=1),
    _case("an equal row", [*FULL, FULL[1]], (OK, OK, ASK)),
    _case("nearly equal rows", [*FULL, row("Library law workshops")], (OK, OK, OK)),
    _case("title too short", table(row("ab")), (BAD,)),
    _case("title too long", table(row("x" * 201)), (BAD,)),
    _case("no title", table(row("")), (BAD,)),
    _case("a number as title", table(row(2012)), (OK,), ({"title": "2012"},)),
    _case(
        "white space around",
        table(row("  Library   law \u00a0 ", country=" Kenya ")),
        (OK,),
        ({"title": "Library law", "countries": ("KEN",)},),
    ),
    _case("only a header", [FULL[0]], ()),
    _case("no header", FULL[1:], (), faults=1),
    _case("an empty sheet", [], (), faults=1),
    _case("a letter to the board", [["Dear board"], ["we did much"]], (), faults=1),
    _headed(
        "English synonyms",
        ["Event name", "Start date", "End date", "Where", "Attendance"],
        [["A workshop", "2012-03-05", "2012-03-06", "Kenya", 30]],
        (OK,),
        ({"count": 30, "countries": ("KEN",)},),
    ),
    _headed(
        "French headers",
        ["Titre", "Date de début", "Date de fin", "Pays", "Femmes"],
        [["Un atelier", "5 mars 2012", "6 mars 2012", "Kenya", 12]],
        (OK,),
        ({"countries": ("KEN",)},),
    ),
    _headed(
        "headers with stars and marks",
        ["TITLE *", "First day:", "Country/ies"],
        [["A workshop", "2012-03-05", "Kenya"]],
        (OK,),
        ({"countries": ("KEN",)},),
    ),
    _headed(
        "technical names",
        ["title", "started_on", "ended_on", "countries"],
        [["A workshop", "2012-03-05", "2012-03-06", "KEN"]],
        (OK,),
    ),
    _headed(
        "a header twice, agreeing",
        ["Title", "First day", "Country", "Countries"],
        [["A workshop", "2012-03-05", "", "Kenya"]],
        (OK,),
        ({"countries": ("KEN",)},),
    ),
    _headed(
        "a header twice, contradicting",
        ["Title", "First day", "Country", "Countries"],
        [["A workshop", "2012-03-05", "Uganda", "Kenya"]],
        (BAD,),
    ),
    _headed(
        "unknown columns",
        ["Title", "First day", "Colour", "Mood"],
        [["A workshop", "2012-03-05", "red", "good"]],
        (OK,),
        dropped=2,
    ),
    _headed(
        "a column without header",
        ["Title", "First day", "", "Kind"],
        [["A workshop", "2012-03-05", "loose", "workshop"]],
        (OK,),
    ),
    _headed(
        "people's data",
        [
            "Title",
            "First day",
            "E-mail",
            "Phone",
            "Passport no.",
            "Participant name",
            "Date of birth",
        ],
        [["A workshop", "2012-03-05", "a@b.org", "123", "P1", "Ann", "1990"]],
        (OK,),
        dropped=5,
    ),
    _headed(
        "people's data in French",
        ["Titre", "Date", "Courriel", "Téléphone", "Prénom"],
        [["Un atelier", "2012-03-05", "a@b.org", "123", "Ann"]],
        (OK,),
        dropped=3,
    ),
    _headed(
        "people's data in Spanish and German",
        ["Título", "Fecha", "Correo electrónico", "Apellidos", "Vorname", "Telefon"],
        [["Un taller", "2012-03-05", "a@b.org", "Paz", "Ann", "1"]],
        (OK,),
        dropped=4,
    ),
    _headed(
        "the needed column missing",
        ["First day", "Countries", "Participants"],
        [["2012-03-05", "Kenya", 3]],
        (BAD,),
        faults=1,
    ),
    _headed(
        "codes by title, case and list",
        ["Title", "First day", "Kind", "On site or remote", "State of work", "Level"],
        [["A workshop", "2012-03-05", "WORKSHOP", "online", "ongoing", "National"]],
        (OK,),
        ({"kind": "workshop", "mode": "remote", "lifecycle": "under_way"},),
    ),
    _headed(
        "an unknown kind",
        ["Title", "First day", "Kind"],
        [["A workshop", "2012-03-05", "workshp"], ["B workshop", "2012-03-05", "zzz"]],
        (BAD, BAD),
    ),
    _headed(
        "outcomes and weights",
        ["Title", "First day", "Outcomes", "Directions"],
        [
            ["A workshop", "2012-03-05", "KI2.A.1; KI2.A.2", "SD1 50; SD2 50"],
            ["B workshop", "2012-03-05", "ki2.a.1", "SD1 33; SD2 33; SD3 33"],
            ["C workshop", "2012-03-05", "KI2.A.1", "SD1, SD2"],
            ["D workshop", "2012-03-05", "KI2.A.1", "SD1 60; SD2 60"],
            ["E workshop", "2012-03-05", "KI9.A.1", "SD1"],
            ["F workshop", "2012-03-05", "", "SD1 50; SD2"],
            ["G workshop", "2012-03-05", "", "SD1 50; SD1 50"],
            ["H workshop", "2012-03-05", "2016-2021:4.4", "2016-2021:SD1 100"],
        ],
        (OK, OK, OK, BAD, BAD, BAD, BAD, OK),
    ),
    _headed(
        "the main direction",
        ["Title", "First day", "Directions", "Main direction"],
        [
            ["A workshop", "2012-03-05", "SD1 50; SD2 50", "SD1"],
            ["B workshop", "2012-03-05", "SD1 50; SD2 50", "SD3"],
            ["C workshop", "2012-03-05", "SD1 50; SD2 50", "SD1; SD2"],
        ],
        (OK, BAD, BAD),
    ),
    _headed(
        "groups",
        ["Title", "First day", "Working groups"],
        [
            ["A workshop", "2012-03-05", "ALP; HQ"],
            ["B workshop", "2012-03-05", ""],
            ["C workshop", "2012-03-05", "Nobody"],
        ],
        (OK, OK, BAD),
    ),
    _headed(
        "evidence in one cell",
        ["Title", "First day", "Evidence"],
        [["A workshop", "2012-03-05", "https://a.example https://b.example"]],
        (OK,),
        ({"evidence": ("https://a.example", "https://b.example")},),
    ),
    _headed(
        "ids and versions",
        ["Id", "Version", "Title", "First day", "Withdraw"],
        [
            ["u1", 2, "A workshop", "2012-03-05", "yes"],
            ["u2", "two", "B ws", "2012-03-05", ""],
            ["u1", 2, "A workshop", "2012-03-06", ""],
        ],
        (OK, BAD, BAD),
    ),
    _headed(
        "observations",
        ["Indicator", "As of", "Numerator", "Denominator", "Value"],
        [
            ["A1", "2012-12-31", 1, 3, ""],
            ["A1", "2012", "", "", "1,5"],
            ["A1", "2012-12-31", "", "", ""],
            ["A1", "2012-12-31", 1, 0, ""],
            ["ZZ", "2012-12-31", 1, 2, ""],
            ["A1", "2012-12-31", "", "", "1,234"],
        ],
        (OK, OK, BAD, BAD, BAD, ASK),
    ),
    _headed(
        "milestones",
        ["Title", "Part of the strategy", "Planned for", "Reached on"],
        [["Plan agreed", "KI2.A.1", "March 2012", ""], ["Plan done", "KI2.A", "", "soon"]],
        (OK, BAD),
    ),
    Case(
        "shape: one column of prose",
        "log.csv",
        lambda: b"Dear all\r\nhere is it\r\n",
        (),
        (),
        faults=1,
    ),
    Case(
        "shape: CSV under titles",
        "log.csv",
        lambda: csv_bytes([["Report"], [""], *table(row())]),
        (OK,),
    ),
    Case(
        "shape: text file with tabs", "log.txt", lambda: csv_bytes(FULL, delimiter="\t"), (OK, OK)
    ),
)
