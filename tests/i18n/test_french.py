"""French is set as French is: no line breaks before : ; ? ! » % nor after «."""

import pytest

from tests.i18n import words
from tests.i18n.french import breaking, set_well

WIDE, NARROW = "\u00a0", "\u202f"


def test_no_line_breaks_before_a_mark_in_the_french_catalogue():
    found = [
        place
        for message in words.written("fr")
        if message.id
        for form in words.forms(message.string)
        for place in breaking(form)
    ]

    assert not found, "run `make words`"


@pytest.mark.parametrize(
    ("typed", "as_set"),
    [
        ("Pour qui ?", f"Pour qui{NARROW}?"),
        ("la part : 56 % ; oui", f"la part{WIDE}: 56{NARROW}%{NARROW}; oui"),
        ("« {email} »", f"«{WIDE}{{email}}{WIDE}»"),
        (f"déjà{WIDE}; bien{NARROW}:", f"déjà{NARROW}; bien{WIDE}:"),
        ("https://ifla.org, 12:30, (16:9)", "https://ifla.org, 12:30, (16:9)"),
    ],
)
def test_marks_are_set_with_the_space_that_french_has(typed, as_set):
    assert set_well(typed) == as_set
    assert breaking(as_set) == []
