"""A file goes out and comes back by command; the exit code says whether all was done."""

import io
import json
from pathlib import Path

import openpyxl
import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.imports.preview import apply
from ifla_metrics.store.database import engine_of, writing
from ifla_metrics.store.import_mappings import KeptMapping, save_mapping
from tests.imports import foreign


@pytest.fixture
def workbook(run, log, tmp_path):
    """The workbook of a group as it was downloaded."""
    file = tmp_path / "ALP.xlsx"
    assert run("export", "--group", "ALP", "--out", str(file))[0] == 0
    return file


def edit(path: Path, *cells: tuple[int, str, object], without: int = 0) -> None:
    """Write cells (row, key of the column, value) of the activities, and delete a row."""
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    sheet = book["Activities"]
    columns = {str(c.value).removeprefix("ifla:activities."): c.column for c in sheet[1]}
    for row, key, value in cells:
        sheet.cell(row, columns[key]).value = value
    if without:
        sheet.delete_rows(without)
    book.save(path)


def verdicts(out: str) -> dict[int, str]:
    """The verdicts of rows that are not unchanged."""
    rows = json.loads(out)["rows"]
    return {row["row"]: row["verdict"] for row in rows if row["verdict"] != "same"}


def test_a_workbook_goes_round_by_command(run, workbook):
    code, out, _ = run("import", str(workbook), "--group", "ALP")
    assert code == 0
    assert "0 to add, 0 to change, 0 to withdraw" in out
    assert "Nothing was saved." in out
    edit(workbook, (3, "title", "Another title"))

    code, out, _ = run("import", str(workbook), "--group", "ALP", "--dry-run", "--json")
    found = json.loads(out)
    assert (code, found["verdict"], found["kind"], found["applied"]) == (
        0,
        "taken",
        "workbook",
        None,
    )
    assert verdicts(out) == {3: "change"}
    assert "A change needs a reason." in run("import", str(workbook), "--group", "ALP")[2]
    code, out, _ = run("import", str(workbook), "--group", "ALP", "--json", "--reason", "Named")
    assert json.loads(out)["applied"] == {"import": 1}
    code, out, _ = run("import", str(workbook), "--group", "ALP", "--json")
    assert (code, verdicts(out), json.loads(out)["applied"]) == (0, {}, None)
    assert run("verify")[0] == 0


def test_a_row_to_correct_keeps_the_others_out_unless_they_are_taken(run, workbook):
    edit(
        workbook,
        (3, "title", "Another title"),
        (4, "kind", "wrokshop"),
        (5, "countries", "Congo"),
    )

    code, out, _ = run("import", str(workbook), "--group", "ALP", "--json")
    found = json.loads(out)
    assert (code, found["verdict"], found["applied"]) == (1, "refused", None)
    assert verdicts(out)[3] == "change"
    [faulty] = [row for row in found["rows"] if row["row"] == 4 and row["reasons"]]
    [reason] = faulty["reasons"]
    assert (reason["field"], reason["value"]) == ("kind", "wrokshop")
    assert reason.keys() == {"cell", "field", "value", "code", "text", "suggestion"}

    code, out, _ = run(
        "import", str(workbook), "--group", "ALP", "--take-valid", "--reason", "x", "--json"
    )
    assert (code, json.loads(out)["verdict"]) == (1, "partly")
    assert json.loads(out)["applied"] == {"import": 1}


def test_what_a_returned_workbook_lacks_is_withdrawn_only_when_asked(run, workbook):
    edit(workbook, without=3)
    code, out, _ = run("import", str(workbook), "--group", "ALP", "--json")
    [missing] = json.loads(out)["missing"]
    assert (code, verdicts(out)) == (0, {})

    words = ("import", str(workbook), "--group", "ALP", "--withdraw-missing", "--reason", "Twice")
    code, out, _ = run(*words)
    assert code == 0
    assert missing["title"] in out
    code, out, _ = run("import", str(workbook), "--group", "ALP", "--json")
    assert json.loads(out)["missing"] == []


def test_a_suggested_mapping_is_checked_and_given_back(run, log, tmp_path):
    file, mapping = tmp_path / "forms.csv", tmp_path / "forms.toml"
    file.write_bytes(foreign.GOOGLE_FORMS)
    code, out, _ = run("import", str(file), "--group", "ALP", "--json")
    found = json.loads(out)
    assert (code, found["verdict"], found["kind"], found["applied"]) == (1, "asked", "table", None)
    assert found["mapping"]["title"]["column"] == "C"
    assert {"column": "B", "personal": True}.items() <= found["unmapped"][1].items()
    assert {"mapping", "mapping:lifecycle"} <= {q["key"] for q in found["questions"]}

    code, _, _ = run("import", str(file), "--group", "ALP", "--suggest-mapping", str(mapping))
    assert code == 1
    text = mapping.read_text("utf-8")
    assert '\ntitle = {sheet = "forms", column = "C"}' in text
    mapping.write_text(
        text.replace("[constants]", '[constants]\nlifecycle = "completed"', 1)
        if "[constants]" in text
        else f'{text}\n[constants]\nlifecycle = "completed"\n'
    )
    words = ("import", str(file), "--group", "ALP", "--mapping", str(mapping), "--json")
    code, out, _ = run(*words)
    assert (code, json.loads(out)["verdict"]) == (0, "taken")
    assert set(verdicts(out).values()) == {"add"}
    assert [row["values"]["lifecycle"] for row in json.loads(out)["rows"]] == ["completed"] * 3
    assert (run(*words)[0], verdicts(run(*words)[1])) == (0, {})


def test_stopped_while_it_saves_an_import_saves_nothing(run, workbook, monkeypatch):
    edit(workbook, (3, "title", "Another title"))

    def stop(database, *args, **options):
        with writing(database) as connection:
            apply(connection, *args, **options)
            raise KeyboardInterrupt

    monkeypatch.setattr("ifla_metrics.cli.entries.apply", stop)
    code, _, err = run("import", str(workbook), "--group", "ALP", "--reason", "x")
    assert (code, err) == (2, "\nStopped. What was not finished was not saved.\n")
    found = run("import", str(workbook), "--group", "ALP", "--dry-run", "--json")[1]
    assert verdicts(found) == {3: "change"}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("import", "none.xlsx", "--group", "ALP"), "none.xlsx"),
        (("import", "LICENSE", "--group", "ALQ"), "Did you mean 'ALP'?"),
        (("import", "LICENSE", "--mapping", "LICENSE"), "cannot be read as a mapping"),
        (("export", "--group", "ALQ", "--out", "x.xlsx"), "Did you mean 'ALP'?"),
        (("export", "--out", "x.xlsx"), "--group"),
        (("export", "--all", "--out", "e.txt"), "Unknown format 'txt'"),
        (("export", "--all", "--out", "e.xls"), "Did you mean 'xlsx'?"),
    ],
)
def test_what_cannot_be_done_is_one_line(run, log, words, says):
    code, _, err = run(*words)

    assert code == 2
    assert says in err
    assert "Traceback" not in err


def test_a_file_with_more_rows_than_allowed_is_refused(run, workbook):
    code, _, err = run("import", str(workbook), "--group", "ALP", "--max-rows", "10")

    assert code == 2
    assert "10 rows" in err


def test_a_sheet_goes_out_as_csv_and_comes_back(run, log, tmp_path):
    file = tmp_path / "milestones.csv"
    assert run("export", "--group", "ALP", "--sheet", "milestones", "--out", str(file))[0] == 0

    assert file.read_bytes().startswith(b"\xef\xbb\xbfifla:milestones.id,")
    code, out, _ = run("import", str(file), "--group", "ALP", "--json")
    assert (code, verdicts(out), json.loads(out)["missing"]) == (0, {}, [])


def test_the_columns_of_a_file_are_known_again(run, log, tmp_path):
    """What the page keeps for a group, the command finds."""
    file = tmp_path / "odk.csv"
    file.write_bytes(foreign.ODK)
    assert run("import", str(file), "--group", "ALP", "--dry-run")[0] == 1
    kept = KeptMapping(
        {"title": "data-title", "started_on": "data-start_date"}, {"lifecycle": "completed"}
    )
    save_mapping(engine_of(log), kept, group="ALP", actor=LOCAL)

    assert run("import", str(file), "--group", "ALP", "--dry-run")[0] == 0


def test_a_file_that_cannot_be_read_is_refused_in_json_too(run, log, tmp_path):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"PK\x03\x04 and no more")
    code, out, err = run("import", str(path), "--json")
    found = json.loads(out)
    assert (code, found["verdict"], found["rows"], found["applied"]) == (2, "refused", [], None)
    assert found["reasons"][0]["text"] == err.strip()
