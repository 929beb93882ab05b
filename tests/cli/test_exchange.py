"""A file goes out and comes back by command; the exit code says whether all rows could be taken."""

import io
import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from ifla_metrics.cli.export import SHEETS
from ifla_metrics.imports.columns import FORMATS
from ifla_metrics.settings import ROOT
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.kinds import ACTIVITY_KIND
from ifla_metrics.store.versions import current_versions
from tests.ui import house


@pytest.fixture
def log(tmp_path, monkeypatch):
    """A log of its own with the documented history, in force for commands."""
    monkeypatch.setenv("IFLA_DATABASE_URL", house.copy_of_the_history(tmp_path / "log.db"))
    return tmp_path


def edited(path: Path, cells: dict[str, object]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    for place, value in cells.items():
        book["Activities"][place].value = value
    book.save(path)


def entries(path: Path) -> int:
    """How many rows of a workbook hold an entry of the log; each has its id in the first column."""
    book = openpyxl.load_workbook(path, read_only=True)
    names = [name for name in book.sheetnames if book[name]["A1"].value == "Id"]
    found = sum(1 for name in names for [cell] in book[name].iter_rows(2, max_col=1) if cell.value)
    book.close()
    assert found > 200
    return found


def test_the_sheets_that_help_names_are_those_of_files():
    assert tuple(FORMATS) == SHEETS


def test_a_file_goes_round_by_command(run, log):
    file = log / "ALP.xlsx"
    assert run("export", "--group", "ALP", "--out", str(file))[0] == 0
    code, out, _ = run("import", str(file), "--group", "ALP")
    assert code == 0
    assert f"0 to add, 0 to change, 0 to withdraw, {entries(file)} the same" in out
    assert "Nothing was saved." in out
    edited(file, {"C2": "Another title"})

    code, out, _ = run("import", str(file), "--group", "ALP", "--dry-run", "--json")
    told = json.loads(out)
    assert (code, told["verdict"], told["applied"]) == (0, "accepted", None)
    assert [r["becomes"] for r in told["rows"] if r["becomes"] != "same"] == ["changed"]
    assert told["rows"][0].keys() == {"sheet", "row", "verdict", "becomes", "id", "reasons"}

    assert "A change needs a reason." in run("import", str(file), "--group", "ALP")[2]
    code, out, _ = run("import", str(file), "--group", "ALP", "--json", "--reason", "Corrected")
    assert json.loads(out)["applied"] == {"import": 1, "added": 0, "changed": 1, "withdrawn": 0}
    code, out, _ = run("import", str(file), "--group", "ALP", "--json")
    told = json.loads(out)
    assert (code, told["applied"]) == (0, None)
    assert {row["becomes"] for row in told["rows"]} == {"same"}
    assert run("verify")[0] == 0


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("A workshop,2012-03-01,Kenya\n", "No table was found"),
        ("Title,Kind,Country\nA workshop,workshop,Kenya\n", "The column “First day” is needed"),
    ],
    ids=["no header", "a column that is missing"],
)
def test_what_is_wrong_with_the_whole_file_is_said(run, log, content, reason):
    file = log / "log.csv"
    file.write_text(content, encoding="utf-8")
    code, out, _ = run("import", str(file), "--group", "ALP", "--json")
    told = json.loads(out)
    assert (code, told["verdict"], told["applied"]) == (1, "rejected", None)
    assert [reason in one for one in told["reasons"]] == [True]
    assert reason in run("import", str(file), "--group", "ALP")[1]


def test_short_names_of_groups_and_former_names_of_associations_are_read(run, log):
    file = log / "log.csv"
    file.write_text(
        "Title,First day,Country,Working group,Library association\n"
        "A workshop,2012-03-01,Zambia,Copyright working group,Zambia Library Association\n",
        encoding="utf-8",
    )
    assert run("import", str(file))[0] == 0
    with reading(engine_of(f"sqlite:///{log / 'log.db'}")) as connection:
        stored = [s.draft for _, s in current_versions(connection, ACTIVITY_KIND).items()]
    [kept] = [draft for draft in stored if draft.title == "A workshop"]
    assert (kept.groups, kept.associations) == (("CR-WG",), ("zmb-zla",))


def test_who_looks_on_sees_the_step_that_is_taken_and_nobody_else_does(run, log, monkeypatch):
    file = log / "ALP.xlsx"
    run("export", "--group", "ALP", "--out", str(file))
    edited(file, {"C2": "Another title"})
    assert run("import", str(file), "--group", "ALP", "--dry-run")[2] == ""

    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    shown = run("import", str(file), "--group", "ALP", "--reason", "Corrected")[2]

    places = [
        shown.index(f"{bar} {words} …")
        for bar, words in (
            ("░░░░", "The file is read"),
            ("█░░░", "The rows are understood"),
            ("██░░", "They are compared with the log"),
            ("███░", "They are written"),
        )
    ]
    assert places == sorted(places)
    assert not shown.rpartition("\r")[2]


@pytest.mark.parametrize("step", range(4))
def test_stopped_in_any_step_an_import_saves_nothing(run, log, monkeypatch, step):
    file = log / "ALP.xlsx"
    run("export", "--group", "ALP", "--out", str(file))
    edited(file, {"C2": "Another title"})

    class Hand:
        """Presses Ctrl-C when a step is told."""

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def __call__(self, told):
            if told == step:
                raise KeyboardInterrupt

    monkeypatch.setattr("ifla_metrics.cli.import_._bar", lambda *_: Hand())
    code, _, err = run("import", str(file), "--group", "ALP")
    assert (code, err) == (2, "\nStopped. What was not finished was not saved.\n")

    monkeypatch.undo()
    monkeypatch.setenv("IFLA_DATABASE_URL", f"sqlite:///{log / 'log.db'}")
    told = json.loads(run("import", str(file), "--group", "ALP", "--dry-run", "--json")[1])
    assert [r["becomes"] for r in told["rows"] if r["becomes"] != "same"] == ["changed"]


def test_one_faulty_row_keeps_the_others_out_unless_they_are_taken(run, log):
    file = log / "ALP.xlsx"
    run("export", "--group", "ALP", "--out", str(file))
    edited(file, {"C2": "Another title", "D3": "wrokshop", "G4": "Congo"})

    code, out, _ = run("import", str(file), "--group", "ALP", "--json")
    told = json.loads(out)
    verdicts = {row["row"]: row["verdict"] for row in told["rows"] if row["sheet"] == "Activities"}
    assert (code, told["verdict"], told["applied"]) == (1, "rejected", None)
    assert [verdicts[n] for n in (2, 3, 4)] == ["accepted", "rejected", "asked"]
    [faulty] = [row for row in told["rows"] if row["verdict"] == "rejected"]
    assert "wrokshop" in faulty["reasons"][0]
    assert "workshop" in faulty["reasons"][0]

    code, out, _ = run("import", str(file), "--group", "ALP", "--take-valid", "--reason", "x")
    assert code == 1
    assert "Saved as import 1." in out


def test_everything_goes_to_an_empty_log_by_command(run, log, monkeypatch):
    file = log / "all.xlsx"
    assert run("export", "--all", "--out", str(file))[0] == 0
    monkeypatch.setenv("IFLA_DATABASE_URL", f"sqlite:///{log / 'other.db'}")
    assert run("init", "--empty")[0] == 0

    code, out, _ = run("import", str(file))
    assert code == 0
    assert f"\n{entries(file)} to add, 0 to change" in f"\n{out}"
    assert run("verify")[0] == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("import", "none.xlsx", "--group", "ALP"), "none.xlsx"),
        (("import", "LICENSE", "--group", "ALQ"), "Did you mean 'ALP'?"),
        (("export", "--group", "ALQ", "--out", "x.xlsx"), "Did you mean 'ALP'?"),
        (("export", "--out", "x.xlsx"), "--group, --all"),
    ],
)
def test_what_cannot_be_done_is_one_line(run, log, words, says):
    code, _, err = run(*words)

    assert code == 2
    assert says in err
    assert "Traceback" not in err


def test_a_file_with_more_rows_than_allowed_is_refused(run, log):
    file = log / "ALP.xlsx"
    run("export", "--group", "ALP", "--out", str(file))
    code, _, err = run("import", str(file), "--group", "ALP", "--max-rows", "10")

    assert code == 2
    assert "10 rows" in err


def test_a_sheet_goes_out_as_csv(run, log):
    file = log / "milestones.csv"
    assert run("export", "--group", "ALP", "--sheet", "milestones", "--out", str(file))[0] == 0

    assert file.read_bytes().startswith(b"\xef\xbb\xbfId,Version,")
    assert run("import", str(file), "--group", "ALP")[0] == 0


def test_an_import_loads_neither_frames_nor_what_writes_workbooks(log):
    """A large part of the time of a small file was the loading of what it does not need."""
    file = log / "one.csv"
    file.write_text("Title,Kind,First day,Country\nA workshop,workshop,2012-03-01,Kenya\n")
    asked = (
        "import sys; from ifla_metrics.cli.main import main;"
        f" code = main(['import', {str(file)!r}, '--group', 'ALP']);"
        " print(code, sorted({'pandas', 'numpy', 'xlsxwriter', 'openpyxl'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.splitlines()[-1] == "0 []"
