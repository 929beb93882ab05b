"""Hostile text in a figure crashes no export and never becomes markup."""

import os
import random

import pandas as pd
import pytest

from ifla_metrics.exports.figure_files import FORMATS, figure_file
from ifla_metrics.exports.sizes import SIZES
from ifla_metrics.i18n import translate
from ifla_metrics.workers import workers
from tests.exports import samples

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
ALL_SIZES = tuple(SIZES.values())


def hostile_titles(random_count: int) -> list[str]:
    generator, letters = random.Random(20121212), "".join(text[:300] for text in HOSTILE)
    lengths = [generator.randint(1, 900) for _ in range(random_count)]
    return [*HOSTILE, *("".join(generator.choices(letters, k=length)) for length in lengths)]


def figure_of(text: str, *, chart: bool):
    valid_text = text.encode("utf-8", "ignore").decode()
    table = pd.DataFrame(
        {
            "element": [valid_text, "Another"],
            "participations": [3, 5],
            "progress": [0.5, None],
        }
    )
    texts = dict.fromkeys(("title", "source", "alt", "id", "name"), text)
    return samples.chart_figure(
        **texts,
        lines=[text],
        table=samples.Table(table, samples.COLUMNS),
        chart=samples.chart(table).encode(color="element:N") if chart else None,
    )


@pytest.mark.parametrize("random_count", [0, pytest.param(300, marks=pytest.mark.night)])
def test_no_title_crashes_a_worker_or_an_export(random_count):
    workers.stop()  # Start with a new process: it is replaced after some hundred jobs.
    processes = [workers.run(os.getpid)]
    for n, text in enumerate(hostile_titles(random_count)):
        t = translate("ar" if n % 5 == 0 else "en")
        figure = figure_of(text, chart=n % 3 > 0)
        assert figure_file(figure, FORMATS[n % len(FORMATS)], t, size=ALL_SIZES[n % len(ALL_SIZES)])
    processes.append(workers.run(os.getpid))
    assert len(set(processes)) == 1


@pytest.mark.parametrize("text", [text for text in HOSTILE if "<" in text or ":" in text])
def test_markup_in_a_title_stays_text(text):
    for chart in (True, False):
        svg = figure_file(figure_of(text, chart=chart), "svg", translate("en")).decode()
        assert not [mark for mark in ("<script", "<img", "<!ENTITY", 'href="j') if mark in svg]
        assert "javascript:" not in svg or "javascript:" in text
