"""Templates survive a round trip, and reports contain the numbers of their figures."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics.errors import Refused
from ifla_metrics.exports import templates
from ifla_metrics.exports.document import Grid, Heading, Text
from ifla_metrics.exports.printed_text import has_font, replace_unprintable
from ifla_metrics.exports.templates import KINDS, Block, Template
from ifla_metrics.i18n import translate
from ifla_metrics.metrics.status import ON_COURSE
from ifla_metrics.text import clean, clean_line, one_line
from tests.exports.conftest import build_report

EN = translate("en")


def blocks_of(document, kind):
    return [block for block in document.blocks if kind in (block.kind, type(block))]


@pytest.mark.parametrize(("name", "language"), [("board-paper", "fr"), ("annual-report", "en")])
def test_every_cell_of_a_printed_table_is_a_cell_of_its_figures_table(make, name, language):
    document, figures = make(name, language)
    by_id = {figure.id: figure for figure in figures}
    for grid in blocks_of(document, Grid):
        table = by_id[grid.id].table
        titles = [one_line(column.title) for column in table.columns]
        places = [titles.index(title) for title in grid.titles]
        shown = [[one_line(row[i]) for i in places] for row in table.text_rows(translate(language))]
        assert all(row in shown for row in grid.rows)


def test_the_key_numbers_are_those_of_the_tables_behind_them(make):
    document, figures = make("board-paper")
    by_name = {figure.name: figure for figure in figures}
    numbers = blocks_of(document, "key_numbers")[0].items
    values = {n["label"]: n["value"] for n in numbers}
    notes = {n["label"]: n["note"] for n in numbers}

    tables = {figure.name: figure.table.frame for figure in figures}
    course = tables["element-progress"]["status"].isin(ON_COURSE)
    women = tables["women-share"].iloc[0]
    priority = tables["priority-countries"][["reached", "listed"]].sum().astype(int)
    participations = tables["participation-over-time"]["participations"].sum()
    assert values == {
        "on course": f"{course.sum()} of {len(course)}",
        "participations": EN.number(int(participations)),
        "countries reached": EN.number(int(tables["coverage-by-region"]["reached"].sum())),
        "priority countries": f"{priority['reached']} of {priority['listed']}",
        "associations": str(len(tables["associations-taking-part"])),
        "women": EN.percent(women["women"] / women["known"]),
    }
    assert values["participations"] in by_name["participation-over-time"].title
    assert notes["participations"] == "32 of 105 activities have no count"
    assert f"(n = {women['known']:.0f})" in notes["women"].replace("\u00a0", " ")


def test_what_owners_ask_is_a_decision_and_asking_nothing_is_not(make):
    decisions = blocks_of(make("board-paper")[0], "decisions")[0].items
    asks = [item["title"] for item in decisions]

    assert "Please decide who leads the taskforce in 2013." in asks
    assert not [ask for ask in asks if ask.startswith("Nothing")]
    assert len(asks) == len({item["subject"] for item in decisions})


def test_parts_are_below_a_section_or_sections_themselves(read):
    parts, section = Block("each_initiative", figures=("indicators",)), Block("heading", text="One")
    for blocks, levels in (((parts,), {1}), ((section, parts), {1, 2})):
        document, _figures = build_report(Template("x", "X", blocks), read, EN)
        assert {block.level for block in blocks_of(document, Heading)} == levels


def test_stories_are_complete_and_the_codes_of_sources_are_explained(make, read):
    texts = blocks_of(make("annual-report")[0], Text)
    stories = blocks_of(make("annual-report")[0], "stories")[0].items
    known = read.lists["sources"]
    codes = set(re.findall(r"\bS\d+", " ".join(story["source"] for story in stories)))
    notes = " ".join(block.text for block in texts if block.lead == "Source")

    assert (len(stories), len(codes) > 5) == (7, True)
    assert {story["title"] for story in stories} <= set(read.frames["stories"]["title"])
    assert all(story["text"] and story["about"] for story in stories)
    assert all(f"{code}: {known[code].title}" in notes for code in codes)


@given(st.text(max_size=80))
def test_printable_text_has_only_characters_that_a_font_has(words):
    assert all(has_font(letter) or letter == "\n" for letter in replace_unprintable(words, EN))


def test_direction_marks_are_removed_and_characters_without_a_font_are_boxes():
    assert replace_unprintable(["\u202eall \ud83d\ude00well\u202c", "ไ"], EN) == ["all well", "□"]


TEXT = st.text(max_size=60)


@pytest.mark.parametrize("name", templates.TITLES)
def test_a_shipped_template_survives_a_round_trip(name):
    template = templates.load_shipped(name)

    assert template.name == name
    assert template.title == templates.TITLES[name]
    assert templates.from_toml(templates.to_toml(template)) == template


@given(text=TEXT, kind=st.sampled_from(list(KINDS)), title=TEXT)
def test_typed_text_survives_a_round_trip(text, kind, title):
    block = Block(kind, clean(text), ("coverage-map",), half=True)
    template = Template("mine", clean_line(title) or "Report", (block,), compact=True)

    assert templates.from_toml(templates.to_toml(template)).blocks == (block,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("not = [toml", "cannot be read"),
        ("blocks = [1]", "blocks 1: "),
        ("[[blocks]]\nkind = 'headin'", "blocks 1 kind: .*It must be one of heading, text"),
        ("[[blocks]]\nkind = 'figure'", "blocks 1: .* It names no figure"),
        (
            "[[blocks]]\nkind = 'figure'\nfigures = [1]",
            "blocks 1 figures 1: Input should be a valid string",
        ),
        ("[[blocks]]\nkind = 'text'\nfigure = []", "blocks 1 figure: .* Did you mean 'figures'"),
        ("compact = 'many'\n[[blocks]]\nkind = 'text'", "compact: Input should be a valid boolean"),
    ],
)
def test_an_invalid_template_is_refused_with_the_place_of_its_fault(text, said):
    with pytest.raises(Refused, match=said):
        templates.from_toml(text)
