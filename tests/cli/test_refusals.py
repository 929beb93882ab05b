"""A refused command prints one line with a suggestion, exits with 2 and changes nothing."""

import os
import shlex
import subprocess
import sys

import pytest

from ifla_metrics.settings import ROOT

ID = "C-03~2010-2015~2011-2012~2012-12~all~full~all~en"


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("", "Missing command. (see 'python -m ifla_metrics --help')"),
        ("verfy", "No such command 'verfy'. Did you mean 'verify'? (see 'python"),
        ("audit list --since 2012-13", "'--since': a day is written as in 2012-06-30. (see"),
        ("restore cut.zip", "'cut.zip' is not a backup made by this program, or it is damaged"),
        ("restore none.zip", "No such file or directory: none.zip"),
        ("backup", "exactly one of these: --out, --check"),
        ("copy --to mysql://127.0.0.1/x", "The database cannot be used: No module named"),
        ("figure data coverage-mp", "Unknown figure 'coverage-mp'. Did you mean 'coverage-map'?"),
        ("review list --group 'no such table'", "Unknown working group 'no such table'"),
        ("figure data women-share --all", "Give exactly one of these: NAME, --all."),
        ("figure data --all --format csv", "--all can only be written as jsonl."),
        (f"figure reopen {ID[:-3]}~xx --out x.svg", "is not the id of a figure"),
        (f"figure reopen {ID.replace('-2012~2012', '-2013~2012')} --out x.svg", "2011-2013"),
        ("import cut.zip --group ALQ", "Did you mean 'ALP'?"),
        ("import cut.zip --mapping cut.zip", "cut.zip is not a mapping"),
        ("export --out e.xls", "the name of the file must end in .xlsx, .csv. (see"),
        ("report --template bord-paper --out x.pdf", "Did you mean 'board-paper'?"),
        ("report --out x.pdf --counting ful", "'ful' is not one of full, fractional, primary."),
        ("review calendar --out /dev/full", "No space left on device: /dev/full"),
        ("figure list --framework 2010", "Did you mean '2010-2015'?"),
        ("report --out no/x.pdf", "Could not open file 'no/x.pdf': No such file or directory (see"),
        ("data --format iati --out x.xml --reporting-org nobody", "nobody"),
        ("people add Jorge --role editor", "A person who reports needs a working group"),
        ("review return activity:3f2a:1", "--comment"),
        ("review approve 3f2a", "KIND:ID:VERSION"),
    ],
)
@pytest.mark.usefixtures("history")
def test_a_wrong_command_is_refused_in_one_line(run, tmp_path, monkeypatch, command, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cut.zip").write_bytes(b"PK\x03\x04")
    code, out, err = run(*shlex.split(command))

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert message in err
    assert [file.name for file in tmp_path.iterdir()] == ["cut.zip"]


@pytest.mark.parametrize(
    "command", ["verify", "rebuild", "backup --out x.zip", "copy --to sqlite:///copy.db"]
)
def test_without_a_database_no_file_is_written(run, new_file, tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    code, out, err = run(*command.split())

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "python -m ifla_metrics init" in err
    assert not list(tmp_path.iterdir())


def test_a_real_process_reports_an_unreachable_database_in_one_line():
    """In the other tests pytest captures what the libraries log."""
    environment = {**os.environ, "IFLA_DATABASE_URL": "postgresql://127.0.0.1:1/ifla"}
    command = [sys.executable, "-m", "ifla_metrics", "verify"]
    process = subprocess.run(command, env=environment, capture_output=True, cwd=ROOT, check=False)
    assert (process.returncode, process.stderr.count(b"\n")) == (2, 1)


def test_a_closed_pipe_prints_no_error(history):
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "ifla_metrics", "audit", "list"]
    process = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, cwd=ROOT, check=False)
    os.close(write)

    assert (process.returncode, process.stderr) == (1, b"")
