"""The palettes of paper: four inks can print them, one ink keeps them apart."""

from dataclasses import fields
from itertools import combinations

import numpy as np
import pytest

from ifla_metrics.charts.theme import GREY, LIGHT, PRINT, Palette
from tests.charts.eyes import lab

SOLIDS = np.array(
    [(55, -37, -50), (24, 22, -46), (48, 74, -3), (47, 68, 48), (89, -5, 93), (50, -65, 27)]
)
"""Lab of cyan, blue, magenta, red, yellow and green printed solid: ISO 12647-2, coated paper."""
WHITE, BLACK = np.array((95, 0, -2)), np.array((16, 0, 0))
NEUTRAL = 6
"""Chroma below which a colour is a grey: black ink alone prints it."""


def printable(colour: str, *, greyer: float = 0.9) -> bool:
    """Whether a colour lies in a body that the inks of a press surely reach.

    Six tetrahedra around the axis from black to paper, each with the solids of two neighbouring
    inks, these a tenth nearer to grey: smaller than the gamut of any common coated paper.
    """
    here = lab(colour)
    if np.hypot(here[1], here[2]) < NEUTRAL:
        return True
    corners = SOLIDS * (1, greyer, greyer)
    for one, other in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        sides = np.array([WHITE - BLACK, one - BLACK, other - BLACK]).T
        parts = np.linalg.solve(sides, here - BLACK)
        if parts.min() >= 0 and parts.sum() <= 1:
            return True
    return False


def test_the_measure_refuses_what_no_press_prints_and_takes_what_all_do():
    assert not printable("#00ff00")
    assert not printable("#0000ff")
    assert not printable("#ff6600")
    assert printable("#5c8967")
    assert printable("#808080")


@pytest.mark.parametrize("token", [f.name for f in fields(Palette)])
def test_every_colour_for_the_press_can_be_printed_with_four_inks(token):
    assert printable(getattr(PRINT, token))


@pytest.mark.parametrize("token", [f.name for f in fields(Palette)])
def test_every_grey_is_a_grey(token):
    red, green, blue = (getattr(GREY, token)[i : i + 2] for i in (1, 3, 5))

    assert red == green == blue


@pytest.mark.parametrize("palette", [LIGHT, PRINT, GREY], ids=["colour", "print", "grey"])
def test_the_classes_of_the_map_stay_apart_in_grey(palette):
    """The two palest classes are told apart by their words in colour; in grey by lightness too."""
    classes = [palette.accent, palette.warn, palette.faint]
    if palette is GREY:
        classes += [palette.tint, palette.land]

    for one, other in combinations(classes, 2):
        assert abs(lab(one, "greyscale")[0] - lab(other, "greyscale")[0]) >= 8, (one, other)
