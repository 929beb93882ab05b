"""People are kept by command too: the first one must be, before anybody can sign in."""

import json
import re

import pytest


@pytest.fixture
def ask(run, empty_log, monkeypatch):
    """Runs a command on an empty log of its own."""
    monkeypatch.setenv("IFLA_ADDRESS", "https://metrics.example.org/")
    return run


@pytest.fixture
def thandi(ask):
    details = "--email Thandi@Example.org --role editor --group ALP"
    code, out, _ = ask("people", "add", "Thandi Mokoena", *details.split())
    assert code == 0
    return re.search(r"p-[0-9a-f]+", out).group()


def test_a_change_leaves_what_was_not_said(ask, thandi):
    assert ask("people", "change", "thandi@example.org", "--name", "Thandi M.")[0] == 0
    assert ask("people", "list")[1] == (
        f"{thandi}\teditor\tALP\tThandi M.\tthandi@example.org\tactive\n"
    )

    assert ask("people", "change", thandi, "--role", "viewer", "--inactive", "--sign-out")[0] == 0
    assert json.loads(ask("people", "list", "--json")[1]) == [
        {
            "code": thandi,
            "role": "viewer",
            "groups": [],
            "name": "Thandi M.",
            "email": "thandi@example.org",
            "state": "not active",
        }
    ]

    assert ask("people", "remove", thandi)[0] == 0
    assert ask("people", "list")[1] == "Nobody has been added yet.\n"


def test_a_link_is_said_once_with_the_address_of_the_tool(ask, thandi):
    code, out, _ = ask("people", "link", "thandi@example.org", "--days", "2")

    assert code == 0
    assert re.match(r"https://metrics\.example\.org/sign-in/link/[\w-]{43}\n", out)
    assert "For Thandi Mokoena alone, once" in out
