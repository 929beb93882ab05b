"""People are kept by command too: the first one must be, before anybody can sign in."""

import json
import re


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

    assert run("people", "remove", thandi)[0] == 0
    assert run("people", "list")[1] == "Nobody has been added yet.\n"
