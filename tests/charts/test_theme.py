"""The palette keeps its promise to every eye, and nothing stays light in the dark."""

from dataclasses import fields
from itertools import combinations

import pytest

from ifla_metrics.charts.theme import (
    DARK,
    GREY,
    LIGHT,
    PRINT,
    Palette,
    in_mode,
    on_fill,
    status_fill,
    status_ink,
)
from ifla_metrics.metrics.status import CODES
from ifla_metrics.ui.web import pages
from tests.charts.eyes import EYES, contrast, lab

PALETTES = {"light": LIGHT, "dark": DARK, "print": PRINT, "grey": GREY}
PAGE = {"light": "#fbfaf7", "dark": "#14181c"}
"""The ground around the cards; the press prints on paper alone."""
LEAST_APART = 12
"""L* between any two direction colours."""


@pytest.mark.parametrize("mode", PALETTES)
@pytest.mark.parametrize("eye", EYES)
def test_any_two_direction_colours_are_at_least_12_lightness_apart(mode, eye):
    colours = PALETTES[mode].directions

    for one, other in combinations(colours, 2):
        assert abs(lab(one, eye)[0] - lab(other, eye)[0]) >= LEAST_APART, (one, other)


@pytest.mark.parametrize("mode", PALETTES)
@pytest.mark.parametrize(
    "name", ["ink", "soft", "accent", "good_ink", "best", "warn_ink", "bad", "worst"]
)
def test_every_colour_of_words_has_a_contrast_of_4_5(mode, name):
    colour = getattr(PALETTES[mode], name)

    assert contrast(colour, PALETTES[mode].paper) >= 4.5
    assert contrast(colour, PAGE.get(mode, PALETTES[mode].paper)) >= 4.5


@pytest.mark.parametrize("mode", PALETTES)
@pytest.mark.parametrize("code", CODES)
def test_every_status_is_legible_as_a_word_and_inside_its_area(mode, code):
    def shown(colour):
        return str(in_mode(colour, mode))

    assert contrast(shown(status_ink(code)), shown(LIGHT.paper)) >= 4.5
    assert contrast(shown(on_fill(code)), shown(status_fill(code))) >= 4.5


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_no_two_tokens_share_a_colour_so_that_each_can_be_exchanged(palette):
    colours = [getattr(palette, f.name) for f in fields(Palette)]

    assert len(set(colours)) == len(colours)


def test_turning_dark_exchanges_colours_inside_expressions_and_leaves_data_alone():
    spec = {
        "mark": {"color": {"expr": f"datum.x ? '{LIGHT.ink}' : '{LIGHT.paper}'"}},
        "config": {"range": [LIGHT.accent]},
        "datasets": {"rows": [{"note": LIGHT.ink}]},
    }

    assert in_mode(spec, "dark") == {
        "mark": {"color": {"expr": f"datum.x ? '{DARK.ink}' : '{DARK.paper}'"}},
        "config": {"range": [DARK.accent]},
        "datasets": {"rows": [{"note": LIGHT.ink}]},
    }
    assert in_mode(spec, "light") is spec


def test_on_screen_every_colour_is_a_variable_that_the_style_sheet_has_for_light_and_dark():
    sheet = (pages.UI / "styles" / "page.css").read_text()
    for token in (f.name for f in fields(Palette)):
        variable = in_mode(getattr(LIGHT, token), "screen").removeprefix("var(").removesuffix(")")

        pair = f"light-dark({getattr(LIGHT, token)}, {getattr(DARK, token)})"
        assert f"{variable}: {pair};" in sheet
