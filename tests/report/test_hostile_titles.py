"""What somebody typed is text in every file: it ends no process, no export, and runs nowhere."""

import os
import random
import time

import pandas as pd
import pytest

from ifla_metrics.i18n import translate
from ifla_metrics.report.rendering import FORMATS, render
from ifla_metrics.report.workers import workers
from tests.report import specimens

T = translate("en")
EXPORTS = 1000 if os.environ.get("IFLA_NIGHT") else 100
SECONDS = 10
"""Of the processor, that an export may take of either process, however busy the machine is."""

HOSTILE = (
    "".join(map(chr, range(32))) + "all controls",
    "\x0b",
    "a soft return\x0bof a word processor",
    "\ufffe\uffff\ufdd0",
    "\ud800 half a letter \udfff",
    "\u202eright to left\u202c \u2066isolated\u2069",
    "x" * 20_000,
    "word " * 4_000,
    "\u0301" * 500,
    '=HYPERLINK("http://example.org","click")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "=cmd|' /C calc'!A0",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "]]><!--",
    "&amp;&#0;&bogus;",
    "<!DOCTYPE x [<!ENTITY y 'z'>]>",
    "javascript:alert(1)",
    "data:text/html,<b>",
    "https://example.org/\x00",
    "{name} {0} %s %(x)s ${x}",
    "datum.a ? 1 : 2",
    "'; DROP TABLE activities; --",
    "\U0001f469\u200d\U0001f4bb \U000e0001",
    "مكتبات الأطفال",
    "图书馆与信息" * 40,
    "ห้องสมุด",
    "\U0001f469\u200d\U0001f4bb" * 120,
    "𝔉𝔬𝔯𝔪 " * 60,
    "",
    " ",
    "\n\n\n",
    "a\u2028b\u2029c\x85d",
)


def storable(text: str) -> str:
    """Text as a frame can hold it: half a letter is refused before it gets there."""
    return "".join(letter for letter in text if not "\ud800" <= letter <= "\udfff")


def figure_of(text: str, *, chart: bool):
    table = pd.DataFrame(
        {
            "element": [storable(text), "Another"],
            "participations": [3, 5],
            "progress": [0.5, None],
            "address": ["javascript:alert(1)", storable(text)],
        }
    )
    words = {"title": text, "subtitle": text, "source": text, "alt": text, "id": text, "name": text}
    return specimens.charted(
        **words,
        table=specimens.Table(table, specimens.COLUMNS),
        chart=specimens.chart(table).encode(href="address:N", color="element:N") if chart else None,
    )


def exports() -> list[tuple[str, str, bool]]:
    chosen = random.Random(20121212)
    fixed = [(text, FORMATS[n % len(FORMATS)], n % 3 > 0) for n, text in enumerate(HOSTILE)]
    while len(fixed) < EXPORTS:
        mixed = "".join(chosen.choice(HOSTILE)[:300] for _ in range(chosen.randint(1, 4)))
        letters = list(mixed)
        chosen.shuffle(letters)
        fixed.append(("".join(letters), chosen.choice(FORMATS), chosen.random() < 0.6))
    return fixed[:EXPORTS]


def test_no_title_ends_the_drawing_process_or_an_export(capsys):
    render(specimens.charted(), "svg", T)
    deaths, slowest = workers.deaths, 0.0

    for text, file_format, chart in exports():
        begun = time.process_time()
        assert render(figure_of(text, chart=chart), file_format, T, limit=SECONDS)
        slowest = max(slowest, time.process_time() - begun)

    assert slowest < SECONDS
    assert workers.deaths == deaths
    with capsys.disabled():
        print(f"\n{EXPORTS} exports, 0 deaths, 0 failures, slowest to prepare {slowest:.1f} s")


@pytest.mark.parametrize("text", [h for h in HOSTILE if "script" in h or "<" in h])
def test_markup_in_a_title_stays_text_in_an_svg(text):
    written = render(figure_of(text, chart=True), "svg", T).decode()

    assert "<script" not in written
    assert "<img" not in written
    assert "<!ENTITY" not in written
    assert "href" not in written
