"""Reports contain the numbers of their figures; templates are read back unchanged."""

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
from ifla_metrics.text import clean, one_line
from tests.exports.conftest import build_report

EN = translate("en")


def blocks_of(document, kind):
    return [block for block in document.blocks if kind in (block.kind, type(block))]


@pytest.mark.parametrize(("name", "language"), [("board-paper", "fr"), ("annual-report", "en")])
def test_every_row_of_a_printed_table_is_in_the_table_of_its_figure(sample_report, name, language):
    document, figures = sample_report(name, language)
    by_id = {figure.id: figure for figure in figures}
    for grid in blocks_of(document, Grid):
        table = by_id[grid.id].table
        titles = [one_line(column.title) for column in table.columns]
        indexes = [titles.index(title) for title in grid.titles]
        rows = table.text_rows(translate(language))
        expected = [[one_line(row[i]) for i in indexes] for row in rows]
        assert all(row in expected for row in grid.rows)


def test_the_key_numbers_are_those_of_the_figures(sample_report):
    document, figures = sample_report("board-paper")
    numbers = blocks_of(document, "key_numbers")[0].items
    values = {n["label"]: n["value"] for n in numbers}
    notes = {n["label"]: n["note"] for n in numbers}

    tables = {figure.name: figure.table.frame for figure in figures}
    on_course = tables["element-progress"]["status"].isin(ON_COURSE)
    women = tables["women-share"].iloc[0]
    priority = tables["priority-countries"][["reached", "listed"]].sum().astype(int)
    participations = tables["participation-over-time"]["participations"].sum()
    assert values == {
        "on course": f"{on_course.sum()} of {len(on_course)}",
        "participations": EN.number(int(participations)),
        "countries reached": EN.number(int(tables["coverage-by-region"]["reached"].sum())),
        "priority countries": f"{priority['reached']} of {priority['listed']}",
        "associations": str(len(tables["associations-taking-part"])),
        "women": EN.percent(women["women"] / women["known"]),
    }
    assert notes["participations"] == "32 of 105 activities without a count"
    assert f"(n = {women['known']:.0f})" in notes["women"].replace("\u00a0", " ")


def test_only_requests_to_the_board_are_decisions(sample_report):
    decisions = blocks_of(sample_report("board-paper")[0], "decisions")[0].items
    asks = [item["title"] for item in decisions]

    assert "Please decide who leads the taskforce in 2013." in asks
    assert not [ask for ask in asks if ask.startswith("Nothing")]
    assert len(asks) == len({item["subject"] for item in decisions})


def test_initiatives_are_sections_or_subsections_of_the_section_above(reading):
    initiatives = Block("each_initiative", figures=("indicators",))
    section = Block("heading", text="One")
    for blocks, levels in (((initiatives,), {1}), ((section, initiatives), {1, 2})):
        document, _figures = build_report(Template("x", "X", blocks), reading, EN)
        assert {block.level for block in blocks_of(document, Heading)} == levels


def test_stories_are_complete_and_the_codes_of_sources_are_explained(sample_report, reading):
    document = sample_report("annual-report")[0]
    stories = blocks_of(document, "stories")[0].items
    sources = reading.lists["sources"]
    codes = set(re.findall(r"\bS\d+", " ".join(story["source"] for story in stories)))
    texts = blocks_of(document, Text)
    notes = " ".join(block.text for block in texts if block.lead == "Source:")

    assert len(stories) == 7
    assert len(codes) > 5
    assert {story["title"] for story in stories} <= set(reading.frames["stories"]["title"])
    assert all(story["text"] and story["about"] for story in stories)
    assert all(f"{code}: {sources[code].title}" in notes for code in codes)


@given(st.text(max_size=80))
def test_printed_text_has_only_characters_of_the_fonts(text):
    assert all(has_font(letter) or letter == "\n" for letter in replace_unprintable(text, EN))


def test_direction_marks_are_removed_and_characters_without_a_font_are_boxes():
    assert replace_unprintable(["\u202eall \ud83d\ude00well\u202c", "ไ"], EN) == ["all well", "□"]


def test_shipped_templates_have_the_names_and_titles_of_the_list():
    shipped = [templates.load_shipped(name) for name in templates.TITLES]

    assert {template.name: template.title for template in shipped} == templates.TITLES


TEXT = st.text(max_size=60)


@given(text=TEXT, kind=st.sampled_from(list(KINDS)), title=TEXT)
def test_a_template_is_the_same_when_read_back(text, kind, title):
    block = Block(kind, clean(text), ("coverage-map",), half=True)
    template = Template("mine", title, (block,), compact=True)

    assert template.title
    assert templates.from_json(templates.to_json(template)) == template


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("not = [toml", "cannot be read"),
        ("[[blocks]]\nkind = 'headin'", "blocks 1 kind: .*It must be one of heading, text"),
        ("[[blocks]]\nkind = 'figure'", "blocks 1: .* It names no figure"),
        ("[[blocks]]\nkind = 'text'\nfigure = []", "blocks 1 figure: .* Did you mean 'figures'"),
    ],
)
def test_an_invalid_template_is_refused_with_the_place_of_its_fault(text, message):
    with pytest.raises(Refused, match=message):
        templates.from_toml(text)
