"""A report that is made again draws only what changed; one that cannot be made says why."""

from dataclasses import replace

import pytest

from ifla_metrics.errors import NotDrawn
from ifla_metrics.i18n import translate
from ifla_metrics.report.book import contents, drawings, press, templates
from ifla_metrics.report.book.asked import Asked
from ifla_metrics.report.book.blocks import Block
from ifla_metrics.report.book.facts import facts_of
from tests.report import specimens

EN = translate("en")
BLOCKS = (Block("figure", figures=("a",)), Block("figure", figures=("b",)))
TEMPLATE = templates.Template("two", "Two figures", BLOCKS)


def two(first="First"):
    a = specimens.charted(id="a", chart=specimens.chart(specimens.frame(first)))
    return {Asked("a"): a, Asked("b"): specimens.charted(id="b")}


def made(read, figures, file_format="pdf", **how):
    book = contents.build(TEMPLATE, figures, facts_of(read, EN), EN)
    return press.write(book, file_format, figures, EN, **how)


def test_after_one_edit_one_picture_is_drawn_anew(read):
    drawings.forget()
    before = dict(drawings.drawn)
    made(read, two())
    made(read, two("Changed"))

    assert drawings.drawn["pictures"] - before["pictures"] == 3
    assert drawings.drawn["kept"] - before["kept"] == 1


def test_it_tells_how_far_it_is(read):
    told = []
    made(read, two(), progress=lambda done, of: told.append((done, of)))

    assert told == [(1, 2), (2, 2)]


def test_a_report_that_takes_too_long_is_given_up_and_the_next_is_made(read):
    with pytest.raises(NotDrawn, match=r"longer than 0.01 seconds"):
        made(read, two(), limit=0.01)

    assert made(read, two()).startswith(b"%PDF")


def test_a_report_that_cannot_be_set_says_why_and_the_next_is_made(read):
    figures = two()
    book = contents.build(TEMPLATE, figures, facts_of(read, EN), EN)
    broken = replace(book, parts=(replace(book.pictures[0], alt=""),))

    with pytest.raises(NotDrawn, match="alt"):
        press.write(broken, "pdf", figures, EN)
    assert press.write(book, "pdf", figures, EN).startswith(b"%PDF")
