"""What stands in a report: the numbers of the figures' tables, in the order of the template."""

import json
import re
import subprocess
from dataclasses import replace

import pytest
from lxml import html

from ifla_metrics.errors import UnknownCode
from ifla_metrics.exports import data_files
from ifla_metrics.i18n import translate
from ifla_metrics.metrics.status import ON_COURSE
from ifla_metrics.report.book import asked, contents, templates
from ifla_metrics.report.book.blocks import Block
from ifla_metrics.report.book.book import Book
from ifla_metrics.report.book.facts import facts_of
from ifla_metrics.report.book.parts import (
    Decisions,
    Grid,
    Heading,
    KeyNumbers,
    Listing,
    Paragraph,
    Picture,
    Stories,
)
from ifla_metrics.report.passport import one_line

EN = translate("en")


def of(book, kind):
    return [part for part in book.parts if isinstance(part, kind)]


def plain(text):
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("name", ["board-paper", "annual-report"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_cell_of_a_printed_table_is_a_cell_of_its_figures_table(make, name, language):
    book, figures = make(name, language)
    by_id = {f.id: f for f in figures.values()}
    for part in of(book, Grid):
        shown = [
            [one_line(c) for c in row] for row in by_id[part.id].table.shown(translate(language))
        ]
        if part.titles[-1] == translate(language)("Change"):
            continue  # Made from two columns; the next test has it.
        titles = [one_line(c.title) for c in by_id[part.id].table.columns]
        places = [titles.index(title) for title in part.titles]
        rows = [[row[i] for i in places] for row in shown]
        assert all(row in rows for row in part.rows)


def test_a_change_since_the_meeting_before_is_the_difference_of_two_columns(make):
    book, figures = make("board-paper")
    table = figures[asked.Asked("direction-status")].table.frame
    part = of(book, Grid)[0]

    for cells, row in zip(part.rows, table.to_dict("records"), strict=True):
        was, now, change = (float(c.replace("−", "-")) for c in cells[1:4])
        assert (was, now) == (row["activities_before"], row["activities"])
        assert change == now - was


def test_the_key_numbers_are_those_of_the_tables_behind_them(make):
    book, figures = make("board-paper")
    values = {n.label: n.value for n in of(book, KeyNumbers)[0].items}

    def table(name):
        return figures[asked.Asked(name)].table.frame

    course = table("element-progress")["status"].isin(ON_COURSE)
    women = table("women-share").iloc[0]
    assert values == {
        "on course": f"{course.sum()} of {len(course)}",
        "participations": EN.number(int(table("participation-over-time")["participations"].sum())),
        "countries reached": EN.number(int(table("coverage-by-region")["reached"].sum())),
        "priority countries": "{:.0f} of {:.0f}".format(
            *table("priority-countries")[["reached", "listed"]].sum()
        ),
        "associations": str(len(table("associations-taking-part"))),
        "women": EN.percent(women["women"] / women["known"]),
    }


def test_a_key_number_says_what_the_title_of_its_figure_says(make):
    book, figures = make("board-paper")
    values = {n.label: n.value for n in of(book, KeyNumbers)[0].items}

    assert values["participations"] in figures[asked.Asked("participation-over-time")].title
    assert values["on course"] in figures[asked.Asked("element-progress")].title
    assert values["priority countries"] in figures[asked.Asked("priority-countries")].title


def test_the_same_numbers_stand_in_every_format(make, written):
    book = make("board-paper")[0]
    cells = {plain(cell) for part in of(book, Grid) for row in part.rows for cell in row if cell}
    numbers = {plain(n.value) for part in of(book, KeyNumbers) for n in part.items}
    pdf = subprocess.run(
        ["pdftotext", "-raw", "-", "-"],
        input=written("board-paper", "pdf"),
        capture_output=True,
        check=True,
    ).stdout.decode()
    page = html.fromstring(written("board-paper", "html")).text_content()

    for text in (plain(pdf), plain(page)):
        assert not [cell for cell in cells | numbers if cell not in text]


def test_a_record_holds_every_number_and_can_be_opened_again(make):
    book, figures = make("annual-report")
    record = json.loads(json.dumps(book.record()))

    assert Book.unpacked(record).parts == book.parts
    assert set(record["figures"]) <= {f.id for f in figures.values()}
    for figure in figures.values():
        assert record["tables"][figure.id]["rows"] == data_files.rows(figure)


def test_figures_and_tables_are_numbered_in_the_order_of_reading(make):
    book = make("annual-report")[0]

    assert [p.number for p in of(book, Picture)] == [*range(1, len(of(book, Picture)) + 1)]
    assert [p.number for p in of(book, Grid)] == [*range(1, len(of(book, Grid)) + 1)]


def test_what_owners_ask_is_a_decision_and_asking_nothing_is_not(make, read):
    decisions = of(make("board-paper")[0], Decisions)[0].items
    asks = [d.ask for d in decisions]

    assert "Please decide who leads the taskforce in 2013." in asks
    assert not [ask for ask in asks if ask.startswith("Nothing")]
    assert len(asks) == len({d.subject for d in decisions})


def test_what_is_new_since_the_meeting_before_is_listed(make, read):
    found = {part.title: part.items for part in of(make("board-paper")[0], Listing)}
    since = read.previous.moment.known_on
    stories = read.frame("stories")
    new = [d for d in stories["as_of"] if since < d <= read.on]

    assert found[f"{len(new)} new stories of change"]
    assert any(title.endswith("milestones were reached") for title in found)


def test_a_report_without_a_meeting_before_says_so(read):
    facts = replace(facts_of(read, EN), since=None)
    figures = {a: contents_figure(a.name, read) for a in map(asked.Asked, asked.SINCE)}
    template = templates.Template("x", "X", (Block("since"),))
    book = contents.build(template, figures, facts, EN)

    assert [p.text for p in book.parts] == [
        "No earlier meeting is on record since this strategy began."
    ]


def contents_figure(name, read):
    from ifla_metrics.figures import registry

    return registry.build(name, read, EN)


def test_a_heading_never_skips_a_level(read):
    blocks = (Block("heading", text="One"), Block("heading", text="Deep", level=3))
    book = contents.build(templates.Template("x", "X", blocks), {}, facts_of(read, EN), EN)

    assert [(p.text, p.level) for p in of(book, Heading)] == [("One", 1), ("Deep", 2)]


def test_a_block_that_is_left_out_is_not_printed_and_not_asked_for(read):
    blocks = (
        Block("heading", text="One"),
        Block("figure", figures=("coverage-map",), left_out=True),
    )
    template = templates.Template("x", "X", blocks)

    assert asked.Asked("coverage-map") not in asked.asked(template, read.framework, read.choices)
    assert len(contents.build(template, {}, facts_of(read, EN), EN).parts) == 1


def test_an_unknown_figure_is_named_with_the_nearest_one(read):
    template = templates.Template("x", "X", (Block("figure", figures=("coverage-mop",)),))

    with pytest.raises(UnknownCode, match="Did you mean 'coverage-map'"):
        asked.asked(template, read.framework, read.choices)


def test_a_report_by_direction_asks_for_the_figures_of_each(read):
    template = templates.shipped("annual-report").by("direction")
    found = asked.asked(template, read.framework, read.choices)

    assert {a.direction for a in found} == {"", "SD1", "SD2", "SD3", "SD4"}
    assert not [a for a in found if a.name.startswith("indicators-")]


def test_the_codes_of_the_sources_of_stories_are_told_by_their_titles(make, read):
    book = make("annual-report", "fr")[0]
    titles = dict(zip(read.frame("sources")["id"], read.frame("sources")["title"], strict=True))
    sources = " ".join(story.source for story in of(book, Stories)[0].items)
    codes = set(re.findall(r"\bS\d+", sources))
    notes = [part.text for part in of(book, Paragraph) if part.lead == "Source"]

    assert len(codes) > 5
    for code in codes:
        assert any(f"{code}\u00a0: {titles[code]}" in note for note in notes), code


def test_stories_are_told_whole(make, read):
    stories = of(make("annual-report")[0], Stories)[0].items
    titles = set(read.frame("stories")["title"])

    assert len(stories) == 7
    assert {story.title for story in stories} <= titles
    assert all(story.change and story.about for story in stories)
