"""A form that was kept comes back whole, whatever wrote it."""

import json

import pytest

from ifla_metrics.ui.forms.typed import Attendance, Typed, from_json

FULL = Typed(
    title="<script>alert(1)</script> **São Tomé**\x0b",
    when="Q3 2012",
    countries=("STP",),
    asked=("Kongo",),
    directions=("SD1",),
    shares=(("SD1", "100"),),
    lines=(Attendance(number="about 30", gender="woman"),),
    evidence="https://ifla.org/a\nhttps://ifla.org/b",
)


def test_a_form_comes_back_as_it_was_typed():
    assert from_json(FULL.as_json()) == FULL
    assert from_json(Typed().as_json()) == Typed()


@pytest.mark.parametrize("kept", ["", "no json", "[]", "null", '"text"'])
def test_what_is_no_form_opens_an_empty_one(kept):
    assert from_json(kept) == Typed()


def test_what_another_version_of_the_program_wrote_is_left_out():
    kept = {
        **json.loads(FULL.as_json()),
        "title": 7,
        "countries": "STP",
        "shares": [["SD1"], 3],
        "lines": ["x", {"number": 3, "gender": "man", "age": "old"}],
        "never": "heard of",
    }
    found = from_json(json.dumps(kept))

    assert found.title == ""
    assert found.countries == ()
    assert found.shares == ()
    assert found.lines == (Attendance(), Attendance(gender="man"))
    assert found.when == "Q3 2012"
