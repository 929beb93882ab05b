"""The palette keeps its promise to every eye, and nothing stays light in the dark."""

import re
from dataclasses import fields

import numpy as np
import pytest

from ifla_metrics.charts.theme import (
    GREY,
    LIGHT,
    PRINT,
    Palette,
    in_mode,
    status_fill,
    status_ink,
    text_on_fill,
)
from ifla_metrics.metrics.status import CODES
from ifla_metrics.ui.web import pages

SHEET = re.findall(
    r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", (pages.UI / "styles" / "page.css").read_text()
)
"""The variables of the style sheet, each with its colour in light and in dark."""
TOKENS = [field.name for field in fields(Palette)]
_dark = {name.replace("-", "_"): dark for name, _, dark in SHEET}
DARK = Palette(**{token: _dark[token] for token in TOKENS})


def luminance(colour: str) -> float:
    """Relative luminance of sRGB (IEC 61966-2-1), as WCAG 2.2 has it."""
    coded = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def contrast(one: str, other: str) -> float:
    light, dark = sorted(map(luminance, (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


PALETTES = {"light": LIGHT, "dark": DARK, "print": PRINT, "grey": GREY}
PAGE = {"light": "#fbfaf7", "dark": "#14181c"}
"""The ground around the cards; the press prints on paper alone."""


@pytest.mark.parametrize("mode", PALETTES)
@pytest.mark.parametrize(
    "name", ["ink", "soft", "accent", "good_ink", "best", "warn_ink", "bad", "worst"]
)
def test_every_colour_of_words_has_a_contrast_of_4_5(mode, name):
    colour = getattr(PALETTES[mode], name)

    assert contrast(colour, PALETTES[mode].paper) >= 4.5
    assert contrast(colour, PAGE.get(mode, PALETTES[mode].paper)) >= 4.5


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
@pytest.mark.parametrize("code", CODES)
def test_every_status_is_legible_as_a_word_and_inside_its_area(palette, code):
    turned = {getattr(LIGHT, token): getattr(palette, token) for token in TOKENS}

    assert contrast(turned[status_ink(code)], palette.paper) >= 4.5
    assert contrast(turned[text_on_fill(code)], turned[status_fill(code)]) >= 4.5


def test_on_screen_every_colour_is_a_variable_of_the_style_sheet():
    light = {f"var(--{name})": colour for name, colour, _ in SHEET}
    for token in TOKENS:
        assert light[in_mode(getattr(LIGHT, token), "screen")] == getattr(LIGHT, token)
    for palette in (LIGHT, DARK):
        assert len({getattr(palette, token) for token in TOKENS}) == len(TOKENS)
