"""The palette keeps its promise to every eye, and nothing stays light in the dark."""

from dataclasses import fields
from itertools import combinations

import pytest

from ifla_metrics.charts.theme import (
    DARK,
    GREY,
    LIGHT,
    OTHER_DIRECTION,
    PRINT,
    Palette,
    config,
    direction_colour,
    in_mode,
    number_locale,
    on_fill,
    status_fill,
    status_ink,
    time_locale,
)
from ifla_metrics.i18n import THIN, translate
from ifla_metrics.metrics.status import CODES, SIGNS
from ifla_metrics.ui import style
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


def test_the_measure_of_lightness_is_the_known_one():
    assert lab("#777777")[0] == pytest.approx(50.03, abs=0.05)
    assert lab("#ff0000")[0] == pytest.approx(53.24, abs=0.05)
    assert lab("#ff0000", "protanopia")[0] < 45
    assert contrast("#ffffff", "#000000") == pytest.approx(21)


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


def test_a_status_is_never_told_by_colour_alone():
    for one, other in combinations(CODES, 2):
        if status_fill(one) != status_fill(other):
            assert SIGNS[one] != SIGNS[other], (one, other)


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
    sheet = (style.FOLDER / "page.css").read_text()
    for token in (f.name for f in fields(Palette)):
        variable = in_mode(getattr(LIGHT, token), "screen").removeprefix("var(").removesuffix(")")

        pair = f"light-dark({getattr(LIGHT, token)}, {getattr(DARK, token)})"
        assert f"{variable}: {pair};" in sheet


def test_a_fifth_direction_has_a_colour_that_is_none_of_the_four():
    assert direction_colour(4) == direction_colour(-1) == OTHER_DIRECTION
    assert OTHER_DIRECTION not in LIGHT.directions


def test_axes_write_numbers_and_months_as_the_language_does():
    french = translate("fr")

    assert number_locale(french)["decimal"] == ","
    assert number_locale(translate("en"))["thousands"] == THIN
    assert time_locale(french)["months"][7] == "août"
    assert time_locale(french)["days"][0] == "dimanche"
    assert len(time_locale(french)["shortMonths"]) == 12
    assert config(french)["font"] == "Noto Sans"
