"""The palettes of paper: four inks can print them, one ink keeps them apart."""

from dataclasses import fields
from itertools import combinations

import numpy as np
import pytest

from ifla_metrics.charts.theme import GREY, LIGHT, PRINT, Palette
from tests.charts.eyes import lab

WHITE, BLACK = np.array((95, 0, -2)), np.array((16, 0, 0))


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
