"""A file goes out and comes back by command; the exit code says whether all was done."""

import json

import openpyxl
import pytest

from ifla_metrics.imports.preview import apply
from ifla_metrics.store.database import write_transaction
from tests.imports import foreign
from tests.imports.making import put


@pytest.fixture
def workbook(run, log, tmp_path):
    """The workbook of a group as it was downloaded, and whose it is, as words of a command."""
    file = str(tmp_path / "ALP.xlsx")
    assert run("export", "--group", "ALP", "--out", file)[0] == 0
    return file, "--group", "ALP"


def edit(path: str, *changes) -> None:
    book = openpyxl.load_workbook(path)
    for change in changes:
        change(book)
    book.save(path)


def result(answer: tuple[int, str, str]):
    code, out, _ = answer
    found = json.loads(out)
    verdicts = {row["row"]: row["verdict"] for row in found["rows"] if row["verdict"] != "same"}
    return code, found, verdicts


def test_a_workbook_goes_round_by_command(run, workbook):
    out = run("import", *workbook)[1]
    assert "0 to add, 0 to change, 0 to withdraw" in out
    assert "Nothing was saved." in out
    edit(workbook[0], put(4, title="Another title"), lambda book: book["Activities"].delete_rows(3))

    code, found, verdicts = result(run("import", *workbook, "--dry-run", "--json"))
    assert (code, found["verdict"], found["kind"]) == (0, "taken", "workbook")
    assert (verdicts, found["applied"], len(found["missing"])) == ({3: "change"}, None, 1)
    assert "A change needs a reason." in run("import", *workbook)[2]
    code, out, _ = run("import", *workbook, "--withdraw-missing", "--reason", "Named")
    assert (code, "Saved as import 1." in out) == (0, True)
    assert found["missing"][0]["title"] in out
    code, found, verdicts = result(run("import", *workbook, "--json"))
    assert (code, verdicts, found["applied"], found["missing"]) == (0, {}, None, [])
    assert run("verify")[0] == 0


def test_a_row_to_correct_keeps_the_others_out_unless_they_are_taken(run, workbook):
    edit(workbook[0], put(3, title="Another title"), put(4, kind="wrokshop"))

    code, found, verdicts = result(run("import", *workbook, "--json"))
    assert (code, found["verdict"], found["applied"]) == (1, "refused", None)
    assert verdicts[3] == "change"
    [reason] = next(r["reasons"] for r in found["rows"] if r["row"] == 4 and r["reasons"])
    assert (reason["field"], reason["value"]) == ("kind", "wrokshop")
    assert reason.keys() == {"cell", "field", "value", "code", "text", "suggestion"}

    code, found, _ = result(run("import", *workbook, "--take-valid", "--reason", "x", "--json"))
    assert (code, found["verdict"], found["applied"]) == (1, "partly", {"import": 1})


def test_a_suggested_mapping_is_checked_and_given_back(run, log, tmp_path):
    file, mapping = tmp_path / "forms.csv", tmp_path / "forms.toml"
    file.write_bytes(foreign.GOOGLE_FORMS)
    words = ("import", str(file), "--group", "ALP")
    code, found, _ = result(run(*words, "--json"))
    assert (code, found["verdict"], found["kind"], found["applied"]) == (1, "asked", "table", None)
    assert found["mapping"]["title"]["column"] == "C"
    assert {"column": "B", "personal": True}.items() <= found["unmapped"][1].items()
    assert {"mapping", "mapping:lifecycle"} <= {q["key"] for q in found["questions"]}

    assert run(*words, "--suggest-mapping", str(mapping))[0] == 1
    text = mapping.read_text("utf-8")
    assert '\ntitle = {sheet = "forms", column = "C"}' in text
    answer = '"mapping:lifecycle" = '
    mapping.write_text(text.replace(f'# {answer}""', f'{answer}"=completed"'))
    file = file.rename(tmp_path / "forms of May.csv")
    words = ("import", str(file), *words[2:], "--mapping", str(mapping), "--json")
    code, found, verdicts = result(run(*words))
    assert (code, found["verdict"], {*verdicts.values()}) == (0, "taken", {"add"})
    assert [row["values"]["lifecycle"] for row in found["rows"]] == ["completed"] * 3
    code, _, verdicts = result(run(*words))
    assert (code, verdicts) == (0, {})


def test_stopped_while_it_saves_an_import_saves_nothing(run, workbook, monkeypatch):
    edit(workbook[0], put(3, title="Another title"))

    def stop(database, *args, **options):
        with write_transaction(database) as connection:
            apply(connection, *args, **options)
            raise KeyboardInterrupt

    monkeypatch.setattr("ifla_metrics.cli.entries.apply", stop)
    code, _, err = run("import", *workbook, "--reason", "x")
    assert (code, err) == (130, "")
    _, _, verdicts = result(run("import", *workbook, "--dry-run", "--json"))
    assert verdicts == {3: "change"}


def test_a_file_that_cannot_be_read_is_refused_in_json_too(run, log, tmp_path):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"PK\x03\x04 and no more")
    answer = run("import", str(path), "--json")
    code, found, _ = result(answer)
    assert (code, found["verdict"], found["rows"], found["applied"]) == (2, "refused", [], None)
    assert found["reasons"][0]["text"] == answer[2].strip()
