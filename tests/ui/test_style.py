import re
from dataclasses import asdict

import pytest

from ifla_metrics.charts.theme import DARK, LIGHT
from ifla_metrics.ui import style, widget_words

PAGE = (style.FOLDER / "page.css").read_text()
USED = set(re.findall(r"var\(--([a-z0-9-]+)", style.sheet().decode()))


def variables(block):
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", block))


LIGHT_VARIABLES = variables(PAGE.split("@media (prefers-color-scheme: dark)")[0])
DARK_VARIABLES = variables(PAGE.split("@media (prefers-color-scheme: dark)")[1])


@pytest.mark.parametrize(("palette", "written"), [(LIGHT, LIGHT_VARIABLES), (DARK, DARK_VARIABLES)])
def test_the_page_has_the_colours_of_the_charts(palette, written):
    colours = {name.replace("_", "-"): colour for name, colour in asdict(palette).items()}
    own = {"paper", "card"}

    shared = {name: colour for name, colour in written.items() if name not in own}
    assert shared == {name: colours[name] for name in shared}


def test_every_colour_of_the_sheet_has_a_dark_one():
    assert set(LIGHT_VARIABLES) == set(DARK_VARIABLES)


def test_the_sheet_uses_no_colour_that_is_not_declared():
    words = {f"word-{name}" for name in (*widget_words.WORDS, "largest")}

    assert USED - {"c"} - words <= set(LIGHT_VARIABLES)


def test_the_sheet_fetches_nothing_from_elsewhere():
    assert set(re.findall(r"url\(\"?([^)\"]+)", style.sheet().decode())) == {
        "/assets/fonts/NotoSans-SemiBold.ttf"
    }


@pytest.mark.parametrize(
    "colour", ["ink", "soft", "accent", "good-ink", "warn-ink", "bad", "worst"]
)
@pytest.mark.parametrize("written", [LIGHT_VARIABLES, DARK_VARIABLES], ids=["light", "dark"])
def test_words_stand_out_from_the_paper(colour, written):
    def luminance(value):
        parts = [int(value[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted(
        (luminance(written[colour]), luminance(written["paper"])), reverse=True
    )
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5
