"""Workbooks as they grow in groups: merged cells, hidden sheets, formulas, several sheets."""

import datetime
import re

from tests.exchange.corpus.making import ASK, BAD, HEADER, OK, Case, row, sheet_xml, table, workbook

DAY = datetime.date(2012, 3, 5)
TWO = table(row(), row("Second workshop", country="Uganda"))


def _case(name, change, rows=TWO, verdicts=(OK, OK), says=(), **further):
    return Case(
        f"workbook: {name}", "log.xlsx", lambda: workbook(rows, change), verdicts, says, **further
    )


def _sheet(name, rows, *, hidden=False):
    def change(book):
        page = book.create_sheet(name)
        for cells in rows:
            page.append(cells)
        if hidden:
            page.sheet_state = "hidden"

    return change


def _merged_down(book):
    page = book.active
    page["D3"] = None
    page.merge_cells("D2:D3")


def _heading(book):
    page = book.active
    page.insert_rows(2)
    page["A2"] = "Activities in Africa"
    page.merge_cells("A2:F2")


def _title_above(book):
    page = book.active
    page.insert_rows(1)
    page["A1"] = "Activities of the group in 2012"
    page.merge_cells("A1:F1")


def _far_formatting(book):
    from openpyxl.styles import Font

    for number in range(200, 3000, 7):
        book.active.cell(number, 3).font = Font(bold=True)


def _formula(book):
    book.active["E2"] = "=15+15"


def _error(book):
    book.active["E2"] = "#DIV/0!"


def _comment(book):
    from openpyxl.comments import Comment

    book.active["A2"].comment = Comment("is this right?", "somebody")


def _chart_sheet(book):
    book.create_chartsheet("Chart")


def _filter(book):
    page = book.active
    page.auto_filter.ref = "A1:F3"
    page.row_dimensions[3].hidden = True
    page.freeze_panes = "B2"


def _filter_set(book):
    page = book.active
    page.auto_filter.ref = "A1:F6"
    page.auto_filter.add_filter_column(3, ["Kenya"])
    for number in (3, 4, 6):
        page.row_dimensions[number].hidden = True


def _no_height(data):
    return sheet_xml(data, lambda xml: xml.replace('<row r="2"', '<row ht="0" r="2"'))


def _hidden_header(book):
    for number in (1, 7):
        book.active.row_dimensions[number].hidden = True


def _hidden_columns(book):
    page = book.active
    page["Z1"], page["Z2"] = "Remarks of ours", "x"
    for name in ("D", "E", "Z"):
        page.column_dimensions[name].hidden = True


def _every_second_hidden(book):
    for number in range(2, 42, 2):
        book.active.row_dimensions[number].hidden = True


def _without_numbers(data):
    """A workbook whose rows and cells are not numbered, as some programs write it."""
    return sheet_xml(data, lambda xml: re.sub(r'(<(?:row|c)) r="[A-Z0-9]+"', r"\1", xml))


LANDS = ("Kenya", "Peru", "Fiji", "Chad", "Oman")
FIVE = table(*(row(f"Workshop in {land}", country=land) for land in LANDS))
MANY = table(*(row(f"Workshop number {n}") for n in range(1, 41)))

LINES = [
    ["Activity", "Number of people", "Gender", "Country", "Role"],
    ["Library law workshop", 12, "woman", "Kenya", ""],
    ["Library law workshop", "about 18", "men", "Kenya", "Participant"],
]
NUMBERLESS = table(row(people=""), row("Second workshop", people=""))
CASES = (
    _case("as it comes", lambda book: None),
    _case("cells merged downwards", _merged_down, says=({}, {"countries": ("KEN",)})),
    _case("a merged heading inside", _heading, left_out=1),
    _case("a merged title above", _title_above),
    _case("a hidden sheet", _sheet("Old", TWO, hidden=True), left_out=1),
    _case("a sheet of notes", _sheet("Notes", [["we are fine"]]), left_out=1),
    _case(
        "two sheets of activities",
        _sheet("2013", table(row("Third workshop"), row("Fourth workshop", "x"))),
        verdicts=(OK, OK, OK, BAD),
    ),
    _case("an empty second sheet", _sheet("Sheet2", [])),
    _case("stray formatting far below", _far_formatting),
    _case("a formula without its value", _formula, verdicts=(BAD, OK)),
    _case("an error of the spreadsheet", _error, verdicts=(BAD, OK)),
    _case("comments on cells", _comment),
    _case("a sheet with a chart only", _chart_sheet),
    _case(
        "hidden rows are read and told",
        _filter,
        hidden=("Sheet “Activities”, row 3: Hidden rows were read like all others: 3.",),
    ),
    _case(
        "a filter that hides rows",
        _filter_set,
        rows=FIVE,
        verdicts=(OK,) * 5,
        hidden=("A filter hides rows; they were read like all others: 3–4, 6.",),
    ),
    Case(
        "workbook: a row without height",
        "log.xlsx",
        lambda: _no_height(workbook(TWO)),
        (OK, OK),
        hidden=("like all others: 2.",),
    ),
    _case("hidden rows that hold no entry", _hidden_header),
    _case(
        "hidden columns, one of them not read",
        _hidden_columns,
        dropped=1,
        hidden=("Hidden columns were read like all others: D–E.",),
    ),
    _case(
        "every second row hidden",
        _every_second_hidden,
        rows=MANY,
        verdicts=(OK,) * 40,
        hidden=("2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, … (20).",),
    ),
    Case(
        "workbook: hidden rows without numbers",
        "log.xlsx",
        lambda: _without_numbers(workbook(TWO, _filter)),
        (OK, OK),
        hidden=("like all others: 3.",),
    ),
    _case("a sheet of participation", _sheet("Participation", LINES), rows=NUMBERLESS),
    _case(
        "participation that disagrees with the row",
        _sheet("Participation", LINES),
        rows=table(row(people="31"), row("Second workshop")),
        verdicts=(BAD, OK),
    ),
    _case("participation that agrees with the row", _sheet("Participation", LINES)),
    _case(
        "participation of an unknown activity",
        _sheet("Participation", [LINES[0], ["Nowhere", 1, "", "", ""]]),
        faults=1,
    ),
    _case(
        "participation with a faulty line",
        _sheet("Participation", [*LINES, ["Second workshop", -1, "", "", ""]]),
        rows=NUMBERLESS,
        verdicts=(OK, BAD),
    ),
    _case(
        "participation with a doubtful line",
        _sheet("Participation", [*LINES, ["Second workshop", 5, "", "Congo", ""]]),
        rows=NUMBERLESS,
        verdicts=(OK, ASK),
    ),
    _case(
        "observations beside activities",
        _sheet("Observations", [["Indicator", "As of", "Value"], ["A1", DAY, 5]]),
        verdicts=(OK, OK, OK),
    ),
    Case(
        "workbook: header in row 1, rows far below",
        "log.xlsx",
        lambda: workbook([list(HEADER), *[[]] * 500, row()]),
        (OK,),
    ),
)
