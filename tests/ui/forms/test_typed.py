"""A form that was kept comes back whole."""

import pytest

from ifla_metrics.ui.forms.participation import Attendance
from ifla_metrics.ui.forms.values import Typed, from_json

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
