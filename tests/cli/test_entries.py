"""The commands `export` and `import`; the exit code is 0 only if every row was saved."""

import json
from pathlib import Path

import pytest

from ifla_metrics.imports.preview import apply
from ifla_metrics.store.database import write_transaction
from tests.imports.sample_files import GOOGLE_FORMS, edit_workbook, set_cells


@pytest.fixture
def workbook(run, log, tmp_path):
    """The arguments of `import` for an exported workbook: its path and its group."""
    file = str(tmp_path / "ALP.xlsx")
    assert run("export", "--group", "ALP", "--out", file)[0] == 0
    return file, "--group", "ALP"


def edit(path: str, *changes) -> None:
    Path(path).write_bytes(edit_workbook(Path(path).read_bytes(), *changes))


def parse(output: tuple[int, str, str]):
    """Return the exit code, the JSON object, and the verdict of each row that differs."""
    code, out, _ = output
    result = json.loads(out)
    verdicts = {row["row"]: row["verdict"] for row in result["rows"] if row["verdict"] != "same"}
    return code, result, verdicts


def test_an_edited_workbook_is_previewed_and_imported(run, workbook):
    out = run("import", *workbook)[1]
    assert "0 to add, 0 to change, 0 to withdraw" in out
    assert "Nothing was saved." in out
    edit(
        workbook[0],
        set_cells(4, title="Another title"),
        lambda book: book["Activities"].delete_rows(3),
    )

    code, result, verdicts = parse(run("import", *workbook, "--dry-run", "--json"))
    assert (code, result["verdict"], result["kind"]) == (0, "taken", "workbook")
    assert (verdicts, result["applied"], len(result["missing"])) == ({3: "change"}, None, 1)
    assert "A change needs a reason." in run("import", *workbook)[2]
    code, out, _ = run("import", *workbook, "--withdraw-missing", "--reason", "Named")
    assert (code, "Saved as import 1." in out) == (0, True)
    assert result["missing"][0]["title"] in out
    code, result, verdicts = parse(run("import", *workbook, "--json"))
    assert (code, verdicts, result["applied"], result["missing"]) == (0, {}, None, [])
    assert run("verify")[0] == 0


def test_a_wrong_row_stops_the_import_unless_valid_rows_are_taken(run, workbook):
    edit(workbook[0], set_cells(3, title="Another title"), set_cells(4, kind="wrokshop"))

    code, result, verdicts = parse(run("import", *workbook, "--json"))
    assert (code, result["verdict"], result["applied"]) == (1, "refused", None)
    assert verdicts[3] == "change"
    [reason] = next(r["reasons"] for r in result["rows"] if r["row"] == 4 and r["reasons"])
    assert (reason["field"], reason["value"]) == ("kind", "wrokshop")
    assert reason.keys() == {"cell", "field", "value", "code", "text", "suggestion"}

    code, result, _ = parse(run("import", *workbook, "--take-valid", "--reason", "x", "--json"))
    assert (code, result["verdict"], result["applied"]) == (1, "partly", {"import": 1})


def test_a_suggested_mapping_is_completed_and_applied(run, log, tmp_path):
    file, mapping = tmp_path / "forms.csv", tmp_path / "forms.toml"
    file.write_bytes(GOOGLE_FORMS)
    command = ("import", str(file), "--group", "ALP")
    code, result, _ = parse(run(*command, "--json"))
    assert (code, result["kind"]) == (1, "table")
    assert (result["verdict"], result["applied"]) == ("asked", None)
    assert result["mapping"]["title"]["column"] == "C"
    assert {"column": "B", "personal": True}.items() <= result["unmapped"][1].items()
    assert {"mapping", "mapping:lifecycle"} <= {q["key"] for q in result["questions"]}

    assert run(*command, "--suggest-mapping", str(mapping))[0] == 1
    text = mapping.read_text("utf-8")
    assert '\ntitle = {sheet = "forms", column = "C"}' in text
    key = '"mapping:lifecycle" = '
    mapping.write_text(text.replace(f'# {key}""', f'{key}"=completed"'))
    file = file.rename(tmp_path / "forms of May.csv")
    command = ("import", str(file), *command[2:], "--mapping", str(mapping), "--json")
    code, result, verdicts = parse(run(*command))
    assert (code, result["verdict"], {*verdicts.values()}) == (0, "taken", {"add"})
    assert [row["values"]["lifecycle"] for row in result["rows"]] == ["completed"] * 3
    assert parse(run(*command))[::2] == (0, {})


def test_an_interrupted_import_saves_nothing(run, workbook, monkeypatch):
    edit(workbook[0], set_cells(3, title="Another title"))

    def apply_and_interrupt(database, *args, **options):
        with write_transaction(database) as connection:
            apply(connection, *args, **options)
            raise KeyboardInterrupt

    monkeypatch.setattr("ifla_metrics.cli.entries.previews.apply", apply_and_interrupt)
    code, _, err = run("import", *workbook, "--reason", "x")
    assert (code, err) == (130, "")
    _, _, verdicts = parse(run("import", *workbook, "--dry-run", "--json"))
    assert verdicts == {3: "change"}


def test_an_unreadable_file_is_refused_in_json(run, log, tmp_path):
    file = tmp_path / "plan.xlsx"
    file.write_bytes(b"PK\x03\x04 truncated")
    output = run("import", str(file), "--json")
    code, result, _ = parse(output)
    assert (code, result["verdict"], result["rows"], result["applied"]) == (2, "refused", [], None)
    assert result["reasons"][0]["text"] == output[2].strip()
