"""Templates as text: read, written, refused with the place of the fault."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics.errors import UnknownCode
from ifla_metrics.report.book import templates
from ifla_metrics.report.book.blocks import KINDS, Block, WrongTemplate
from ifla_metrics.text import clean, clean_line

TEXT = st.text(max_size=60)


def toml(*lines):
    return "\n".join(["[[blocks]]", *lines])


@pytest.mark.parametrize("name", templates.TITLES)
def test_a_shipped_template_is_what_it_is_after_writing_and_reading(name):
    template = templates.shipped(name)

    assert template.name == name
    assert templates.read(templates.write(template)) == template


@pytest.mark.parametrize("name", templates.TITLES)
def test_the_words_of_a_shipped_template_are_messages_of_the_catalogue(name):
    template = templates.shipped(name)
    words = {block.text for block in template.blocks if block.text}

    assert template.title == templates.TITLES[name]
    assert words <= set(templates.SHIPPED_WORDS)


def test_no_word_of_the_shipped_templates_is_kept_for_nothing():
    words = {b.text for name in templates.TITLES for b in templates.shipped(name).blocks}

    assert set(templates.SHIPPED_WORDS) <= words


@given(
    text=TEXT,
    kind=st.sampled_from(["heading", "text"]),
    level=st.integers(1, 3),
    left_out=st.booleans(),
    title=TEXT,
)
def test_typed_words_come_back_as_they_were_typed(text, kind, level, left_out, title):
    block = Block(kind, text=clean(text), level=level, left_out=left_out)
    template = templates.Template("mine", clean_line(title) or "Report", (block,))
    found = templates.read(templates.write(template))

    assert found.blocks == (block,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("not = [toml", "cannot be read"),
        ("name = 'x'", "between 1 and 200 blocks"),
        ("blocks = [1]", "Block 1 is not a block"),
        (toml("kind = 'headin'"), "Block 1.*Did you mean 'heading'"),
        (toml("kind = 'figure'"), "Block 1 names no figure"),
        (toml("kind = 'figure'", "figures = [1]"), "Block 1: figures are a list of names"),
        (toml("kind = 'each'", "figures = ['ladder']", "by = 'x'"), "'by' is one of initiative"),
        (toml("kind = 'text'", "rows = -1"), "-1 is not a number from 0 to 1000"),
        (toml("kind = 'text'", "level = true"), "True is not a number"),
        ("x = '" + "a" * templates.LARGEST + "'", "too large"),
    ],
)
def test_what_is_no_template_is_refused_with_its_place(text, said):
    with pytest.raises(WrongTemplate, match=said):
        templates.read(text)


def test_an_unknown_template_is_named_with_the_nearest_one():
    with pytest.raises(UnknownCode, match="Did you mean 'board-paper'"):
        templates.shipped("board-papers")


def test_a_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(WrongTemplate, match="UTF-8"):
        templates.file(path)


def test_every_kind_of_block_can_be_written_and_read():
    for kind in KINDS:
        block = Block(kind, text="a", figures=("coverage-map", "ladder"), rows=3, half=True)
        found = templates.read(templates.write(templates.Template("x", "X", (block,))))

        assert found.blocks == (block,)
        assert tomllib.loads(templates.write(found))
