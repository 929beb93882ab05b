"""Report templates as text: read, written, refused with the place of the fault."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics.exports import templates
from ifla_metrics.exports.templates import KINDS, Block, Template, WrongTemplate
from ifla_metrics.text import clean, clean_line

TEXT = st.text(max_size=60)


@pytest.mark.parametrize("name", templates.TITLES)
def test_a_shipped_template_comes_back_as_written_and_its_words_are_in_the_catalogue(name):
    template = templates.shipped(name)

    assert template.name == name
    assert template.title == templates.TITLES[name]
    assert templates.read(templates.write(template)) == template


@given(
    text=TEXT,
    kind=st.sampled_from(list(KINDS)),
    level=st.integers(1, 3),
    left_out=st.booleans(),
    title=TEXT,
)
def test_typed_words_come_back_as_they_were_typed(text, kind, level, left_out, title):
    block = Block(kind, clean(text), ("coverage-map",), level, half=True, left_out=left_out)
    template = Template("mine", clean_line(title) or "Report", (block,), pages=3)

    assert templates.read(templates.write(template)).blocks == (block,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("not = [toml", "cannot be read"),
        ("blocks = [1]", "Block 1"),
        ("[[blocks]]\nkind = 'headin'", "Block 1: 'kind' cannot be 'headin'"),
        ("[[blocks]]\nkind = 'figure'", "Block 1 names no figure"),
        ("[[blocks]]\nkind = 'figure'\nfigures = [1]", r"Block 1: 'figures' cannot be 1"),
        ("pages = 'many'\n[[blocks]]\nkind = 'text'", "'pages' cannot be 'many'"),
        ("x = '" + "a" * templates.MOST_BYTES + "'", "too large"),
    ],
)
def test_what_is_no_template_is_refused_with_its_place(text, said):
    with pytest.raises(WrongTemplate, match=said):
        templates.read(text)
