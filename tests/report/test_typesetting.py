"""Lines are broken where a reader expects it, and never run over the edge."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics.assets import FONTS
from ifla_metrics.report.typesetting import ELLIPSIS, balanced, lines, width

SENTENCE = "Nine in ten participations came through Building Strong Library Associations"


def set_lines(text, *, size=12, measure=200, most=20):
    return lines(text, size, measure, fonts=str(FONTS), most=most)


def measured(line):
    return width(line, 12, fonts=str(FONTS))


def test_a_paragraph_keeps_all_its_words_in_their_order():
    assert " ".join(set_lines(SENTENCE)) == SENTENCE


def test_a_number_with_a_thin_space_is_not_torn_apart():
    found = set_lines("a" * 24 + " 1\u202f312\u202f000 participations", measure=180)

    assert any("1\u202f312\u202f000" in line for line in found)


def test_a_word_longer_than_a_line_breaks_anywhere():
    found = set_lines("x" * 300)

    assert "".join(found) == "x" * 300
    assert len(found) > 5


def test_what_does_not_fit_ends_in_an_ellipsis():
    found = set_lines(SENTENCE * 5, most=2)

    assert len(found) == 2
    assert found[-1].endswith(ELLIPSIS)


@given(st.text(max_size=300), st.floats(30, 400), st.integers(1, 5))
def test_no_line_is_wider_than_its_measure_and_no_text_has_too_many(text, measure, most):
    found = set_lines(text, measure=measure, most=most)

    assert len(found) <= most
    assert all(measured(line) <= measure + 0.01 or len(line) <= 2 for line in found)


@pytest.mark.parametrize("measure", [180, 240, 300, 420])
def test_balanced_lines_are_as_many_as_ordinary_ones_and_more_alike(measure):
    ordinary = set_lines(SENTENCE, measure=measure)
    even = balanced(SENTENCE, 12, measure, fonts=str(FONTS), most=20)

    def spread(found):
        return max(map(measured, found)) - min(map(measured, found))

    assert len(even) == len(ordinary)
    assert spread(even) <= spread(ordinary)
