"""What docs/reliability.md names as proof is there."""

import re

import pytest

from ifla_metrics.settings import ROOT

TABLE = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)", TABLE)))
PROMISES = [f"P{n}" for n in range(1, 34)] + ["P1b", "P6b"]


def test_every_promise_has_its_row():
    assert sorted(re.findall(r"^\| (P\d+b?) \|", TABLE, re.M)) == sorted(PROMISES)


@pytest.mark.parametrize("name", NAMED, ids="::".join)
def test_a_test_that_is_named_as_proof_is_there(name):
    file, function = name
    assert re.search(rf"^def {function}\(", (ROOT / file).read_text(encoding="utf-8"), re.M)
