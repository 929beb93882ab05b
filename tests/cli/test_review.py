"""Review and people by command: the same decisions, refusals and lists as on the page."""

import json
import re

import pytest

from ifla_metrics.access import Actor, Role
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.entries import record
from tests.store.conftest import draft

NOTHING = (0, "", "There is nothing to show.\n")
PLAN = ("--framework", "2010-2015")
THANDI = Actor("Thandi", Role.EDITOR, frozenset({"ALP"}))


@pytest.fixture
def log(empty_log):
    return record(engine_of(empty_log), draft(title="Workshop in Lima"), actor=THANDI).uid


def test_what_waits_is_listed_approved_and_gone(log, run):
    assert run("review", "list", "--group", "OA-TF") == NOTHING
    code, out, _ = run("review", "list", "--json")
    [entry] = json.loads(out)
    assert (code, entry["entry"], entry["groups"]) == (0, f"activity:{log}:1", ["ALP"])

    assert run("review", "approve", entry["entry"]) == (0, "1 entry approved.\n", "")
    assert run("review", "list") == NOTHING
    assert run("review", "approve", entry["entry"])[1] == "0 entries approved.\n"
    assert "was changed by local" in run("review", "approve", f"activity:{log}:7")[2]


def test_a_period_is_locked_opened_listed_and_unlocked(log, run):
    why = ("--reason", "printed")
    assert run("review", "lock", "2011", *PLAN, *why)[0] == 0
    code, _, err = run("review", "approve", f"activity:{log}:1")
    assert (code, err.startswith("2011 is locked: printed.")) == (2, True)
    opening = ("--group", "ALP", "--until", "2099-01-01")
    assert run("review", "open", "2011", *PLAN, *opening, *why)[0] == 0
    assert run("review", "locks")[1] == "2010-2015\t2011\tprinted\tALP until 2099-01-01\n"
    assert run("review", "approve", f"activity:{log}:1")[0] == 0
    assert run("review", "unlock", "2011", *PLAN, *why)[0] == 0
    assert run("review", "locks") == NOTHING


def test_due_reports_reminders_and_the_calendar_agree(log, run, tmp_path):
    group = ("--group", "OA-TF", *PLAN, "--period", "2012")
    code, out, _ = run("review", "due", "--json", *group)
    late = [row for row in json.loads(out) if row["state"] == "overdue"]
    assert (code, {row["group"] for row in late}) == (0, {"OA-TF"})

    code, out, _ = run("review", "remind", "--language", "fr", *group)
    assert (code, "Chers collègues" in out) == (0, True)
    assert out.count("\n- ") == len(late)
    target = tmp_path / "due.ics"
    assert run("review", "calendar", "--out", str(target), *group)[0] == 0
    said, days = target.read_text("utf-8"), {row["due_on"] for row in late}
    assert all(day.replace("-", "") in said for day in days)
    assert said.count("BEGIN:VEVENT") == len(days)


def test_what_counts_is_said_and_changed(log, run):
    assert run("review", "settings", *PLAN)[1].startswith("counts sent; due after 30 days")
    code, out, _ = run("review", "settings", *PLAN, "--counts", "approved", "--due-days", "45")
    assert (code, out) == (0, "counts approved; due after 45 days; asked from -\n")
    assert run("verify")[1].startswith("0 differences between summaries and log\n")


def test_a_change_leaves_what_was_not_said(run, empty_log):
    details = "--email Thandi@Example.org --role editor --group ALP"
    _, out, _ = run("people", "add", "Thandi Mokoena", *details.split())
    thandi = re.search(r"p-[0-9a-f]+", out).group()

    assert run("people", "change", "thandi@example.org", "--name", "Thandi M.")[0] == 0
    assert run("people", "list")[1] == (
        f"{thandi}\teditor\tALP\tThandi M.\tthandi@example.org\tactive\n"
    )

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

    assert "not active" in run("people", "link", thandi)[2]
    run("people", "add", "Nobody")  # Without an address: no empty word means this person.
    assert run("people", "remove", "")[0] == 2
    assert run("people", "remove", run("people", "list")[1].split()[0])[0] == 0
    assert run("people", "remove", thandi)[0] == 0
    assert run("people", "list") == NOTHING
    assert run("people", "list", "--json") == (0, "[]\n", "")
