"""The contrast of every palette, and the colours of the style sheet."""

import re
from dataclasses import fields
from itertools import pairwise

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

STYLE_SHEET = re.findall(
    r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", (pages.UI / "styles" / "page.css").read_text()
)
"""The variables of the style sheet, each with its light and dark colour."""
NAMES = [field.name for field in fields(Palette)]
dark_colours = {name.replace("-", "_"): dark for name, _, dark in STYLE_SHEET}
DARK = Palette(**{name: dark_colours[name] for name in NAMES})
PALETTES = {"light": LIGHT, "dark": DARK, "print": PRINT, "grey": GREY}
BACKGROUNDS = {"light": "#fbfaf7", "dark": "#14181c"}
"""The background of the page, around the cards."""


def luminance(colour):
    """Return the relative luminance of an sRGB colour (IEC 61966-2-1), as in WCAG 2.2."""
    coded = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def contrast(*colours):
    dark, light = sorted(map(luminance, colours))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", PALETTES)
def test_text_has_a_contrast_of_4_5_and_the_shades_of_the_map_differ(mode):
    palette = PALETTES[mode]
    for name in ("ink", "soft", "accent", "good", "best", "warn_ink", "bad", "worst"):
        for background in (palette.paper, BACKGROUNDS.get(mode, palette.paper)):
            assert contrast(getattr(palette, name), background) >= 4.5, name
    shades = (palette.accent, palette.tint, palette.faint, palette.land)
    assert min(contrast(*pair) for pair in pairwise(shades)) >= 1.25


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
@pytest.mark.parametrize("status", CODES)
def test_every_status_is_legible_as_text_and_on_its_fill(palette, status):
    in_palette = {getattr(LIGHT, name): getattr(palette, name) for name in NAMES}

    assert contrast(in_palette[status_ink(status)], palette.paper) >= 4.5
    assert contrast(in_palette[text_on_fill(status)], in_palette[status_fill(status)]) >= 4.5


def test_every_colour_on_screen_is_a_variable_of_the_style_sheet():
    light_colours = {f"var(--{name})": colour for name, colour, _ in STYLE_SHEET}
    for name in NAMES:
        assert light_colours[in_mode(getattr(LIGHT, name), "screen")] == getattr(LIGHT, name)
    for palette in (LIGHT, DARK):
        assert len({getattr(palette, name) for name in NAMES}) == len(NAMES)
