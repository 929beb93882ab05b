"""Typed text stays text in every file: it crashes no process or export, and never runs."""

import os
import random

import pandas as pd
import pytest

from ifla_metrics.exports.figure_files import FORMATS, figure_file
from ifla_metrics.exports.sizes import DEFAULT_SIZE, SIZES
from ifla_metrics.i18n import translate
from ifla_metrics.workers import workers
from tests.exports import specimens

HOSTILE = (
    "".join(map(chr, range(32))) + "all controls",
    "a soft return\x0bof a word processor",
    "\ufffe\uffff\ufdd0",
    "\ud800 half a letter \udfff",
    "\u202eright to left\u202c \u2066isolated\u2069",
    "x" * 20_000,
    "\u0301" * 500,
    '=HYPERLINK("http://example.org","click")',
    "</script><script>alert(1)</script><img src=x onerror=alert(1)>",
    "&amp;&#0;&bogus;",
    "<!DOCTYPE x [<!ENTITY y 'z'>]>",
    "javascript:alert(1)",
    "{name} {0} %s %(x)s ${x}",
    '#read("/etc/passwd") \\ $x$ *b* _i_ @a <b> "',
    "\U0001f469\u200d\U0001f4bb \U000e0001",
    "مكتبات الأطفال",
    "图书馆与信息" * 40,
    "",
    "a\u2028b\u2029c\x85d",
)
PLACES = (DEFAULT_SIZE, *SIZES.values())


def titles(number: int) -> list[str]:
    chosen = random.Random(20121212)
    letters = [letter for text in HOSTILE for letter in text[:300]]
    mixed = ("".join(chosen.choices(letters, k=chosen.randint(1, 900))) for _ in range(number))
    return [*HOSTILE, *mixed]


def figure_of(text: str, *, chart: bool):
    storable = text.encode("utf-8", "ignore").decode()
    table = pd.DataFrame(
        {
            "element": [storable, "Another"],
            "participations": [3, 5],
            "progress": [0.5, None],
            "address": ["javascript:alert(1)", storable],
        }
    )
    words = dict.fromkeys(("title", "subtitle", "source", "alt", "id", "name"), text)
    return specimens.charted(
        **words,
        table=specimens.Table(table, specimens.COLUMNS),
        chart=specimens.chart(table).encode(href="address:N", color="element:N") if chart else None,
    )


@pytest.mark.parametrize("number", [0, pytest.param(300, marks=pytest.mark.night)])
def test_no_title_crashes_a_worker_or_an_export(number):
    workers.stop()  # A process is replaced after some hundred jobs: they begin here.
    processes = [workers.run(os.getpid)]
    for n, text in enumerate(titles(number)):
        t = translate("ar" if n % 5 == 0 else "en")
        figure = figure_of(text, chart=n % 3 > 0)
        assert figure_file(figure, FORMATS[n % len(FORMATS)], t, size=PLACES[n % len(PLACES)])
    processes.append(workers.run(os.getpid))
    assert len(set(processes)) == 1  # One after the other, all are drawn by one that none ended.


@pytest.mark.parametrize("text", [words for words in HOSTILE if "<" in words or ":" in words])
def test_markup_in_a_title_stays_text(text):
    for chart in (True, False):
        written = figure_file(figure_of(text, chart=chart), "svg", translate("en")).decode()
        assert not [mark for mark in ("<script", "<img", "<!ENTITY", 'href="j') if mark in written]
        assert "javascript:" not in written or "javascript:" in text
