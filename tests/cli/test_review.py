"""The commands `review …` and `people …`."""

import json
import re
from pathlib import Path

import pytest

from ifla_metrics.access import Actor, Role
from ifla_metrics.store.accounts.sessions import use_link
from ifla_metrics.store.database import engine_of, open_connection
from ifla_metrics.store.write.entries import record
from tests.store.conftest import draft

NOTHING = (0, "", "")
FRAMEWORK = ("--framework", "2010-2015")
THANDI = Actor("Thandi", Role.EDITOR, frozenset({"ALP"}))


@pytest.fixture
def uid(empty_log):
    """The uid of the only activity, which waits for review."""
    return record(engine_of(empty_log), draft(title="Workshop in Lima"), actor=THANDI).uid


def test_a_pending_entry_is_listed_and_approved(uid, run):
    assert run("review", "list", "--group", "OA-TF") == NOTHING
    code, out, _ = run("review", "list", "--json")
    [entry] = json.loads(out)
    assert (code, entry["entry"], entry["groups"]) == (0, f"activity:{uid}:1", ["ALP"])

    assert run("review", "approve", entry["entry"]) == (0, "1 entry approved\n", "")
    assert run("review", "list") == NOTHING
    assert run("review", "approve", entry["entry"])[1] == "0 entries approved\n"
    assert "was changed by local" in run("review", "approve", f"activity:{uid}:7")[2]


def test_a_period_is_locked_opened_for_a_group_and_unlocked(uid, run):
    reason = ("--reason", "printed")
    assert run("review", "lock", "2011", *FRAMEWORK, *reason)[0] == 0
    code, _, err = run("review", "approve", f"activity:{uid}:1")
    assert (code, err.startswith("2011 is locked (printed).")) == (2, True)
    opening = ("--group", "ALP", "--until", "2099-01-01")
    assert run("review", "open", "2011", *FRAMEWORK, *opening, *reason)[0] == 0
    assert run("review", "locks")[1] == "2010-2015\t2011\tprinted\tALP until 2099-01-01\n"
    assert run("review", "approve", f"activity:{uid}:1")[0] == 0
    assert run("review", "unlock", "2011", *FRAMEWORK, *reason)[0] == 0
    assert run("review", "locks") == NOTHING


def test_due_reports_reminders_and_the_calendar_agree(uid, run, tmp_path):
    group = ("--group", "OA-TF", *FRAMEWORK, "--period", "2012")
    code, out, _ = run("review", "due", "--json", *group)
    overdue = [row for row in json.loads(out) if row["state"] == "overdue"]
    assert (code, {row["group"] for row in overdue}) == (0, {"OA-TF"})

    code, out, _ = run("review", "remind", "--language", "fr", *group)
    assert (code, "Chères et chers collègues" in out) == (0, True)
    assert out.count("\n- ") == len(overdue)
    file = tmp_path / "due.ics"
    assert run("review", "calendar", "--out", str(file), *group)[0] == 0
    calendar, days = file.read_text("utf-8"), {row["due_on"] for row in overdue}
    assert all(day.replace("-", "") in calendar for day in days)
    assert calendar.count("BEGIN:VEVENT") == len(days)


def test_the_settings_are_shown_and_changed(uid, run):
    assert run("review", "settings", *FRAMEWORK)[1].startswith("counts sent; due after 30 days")
    code, out, _ = run("review", "settings", *FRAMEWORK, "--counts", "approved", "--due-days", "45")
    assert (code, out) == (0, "counts approved; due after 45 days; asked from -\n")
    assert run("verify")[1].startswith("0 differences between summaries and log\n")


def test_a_person_is_added_changed_and_removed(run, empty_log):
    options = "--email Thandi@Example.org --role editor --group ALP"
    _, out, _ = run("people", "add", "Thandi Mokoena", *options.split())
    thandi = re.search(r"p-[0-9a-f]+", out).group()

    assert run("people", "change", "thandi@example.org", "--name", "Thandi M.")[0] == 0
    row = f"{thandi}\teditor\tALP\tThandi M.\tthandi@example.org\tactive\n"
    assert run("people", "list")[1] == row
    secret = run("people", "link", thandi)[1].split()[0].rpartition("/sign-in/link/")[2]
    assert use_link(engine_of(empty_log), secret).secret != secret

    assert run("people", "change", thandi, "--role", "viewer", "--inactive", "--sign-out")[0] == 0
    assert json.loads(run("people", "list", "--json")[1]) == [
        {
            "code": thandi,
            "role": "viewer",
            "groups": [],
            "name": "Thandi M.",
            "email": "thandi@example.org",
            "state": "not active",
        }
    ]

    assert "has no access" in run("people", "link", thandi)[2]
    run("people", "add", "Jorge")
    assert run("people", "remove", "")[0] == 2, "must not match Jorge, who has no address"
    assert run("people", "remove", run("people", "list")[1].split()[0])[0] == 0
    assert run("people", "remove", thandi)[0] == 0
    assert run("people", "list") == NOTHING
    assert run("people", "list", "--json") == (0, "[]\n", "")


def test_people_remove_leaves_no_trace_while_a_server_runs(log, run):
    file = Path(log.removeprefix("sqlite:///"))
    with open_connection(engine_of(log)):
        run("people", "add", "Thandi Mokoena", "--email", "thandi@example.org")
        assert run("people", "remove", "thandi@example.org")[0] == 0
        files = [part.read_bytes() for part in file.parent.glob(f"{file.name}*")]
    assert len(files) > 1
    assert not any(b"thandi@example.org" in content for content in files)
