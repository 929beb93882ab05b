"""The tests that docs/reliability.md names exist; documented paths have few, short modules."""

import re

import pytest

from ifla_metrics.settings import ROOT

TABLE = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)", TABLE)))
PROMISES = [f"P{n}" for n in range(1, 34)] + ["P1b", "P6b"]


def test_every_promise_has_a_row():
    assert sorted(re.findall(r"^\| (P\d+b?) \|", TABLE, re.M)) == sorted(PROMISES)


@pytest.mark.parametrize("name", NAMED, ids="::".join)
def test_a_test_named_as_proof_exists(name):
    file, function = name
    assert re.search(rf"^def {function}\(", (ROOT / file).read_text(encoding="utf-8"), re.M)


@pytest.mark.parametrize("heading", ["How a figure is built", "How an activity is saved"])
def test_a_documented_path_has_at_most_eight_short_modules(heading):
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    steps = text.split(f"## {heading}\n")[1].split("\n## ")[0]
    modules = re.findall(r"^\d+\. `(\S+\.py)`", steps, re.M)
    files = [ROOT / ("" if name.startswith("pages") else "ifla_metrics") / name for name in modules]

    assert 0 < len(modules) == len(set(modules)) <= 8
    assert all(len(file.read_text(encoding="utf-8").splitlines()) <= 500 for file in files)
