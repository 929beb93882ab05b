"""The id printed under a figure opens the same figure again."""

import os

import pytest

from ifla_metrics.errors import UnknownCode
from ifla_metrics.figures import registry
from ifla_metrics.figures.registry import WrongIdentity, figure_id_of, parse_figure_id
from ifla_metrics.i18n import translate

T = translate("en")
FIGURES = ("participation-over-time", "since-status", "trend-A2", "ladder-KI2.B")


def test_an_id_carries_kind_and_every_choice(read):
    found = read(direction="SD1", documented_only=True, needs=("month_cells",))

    assert figure_id_of("O-02", found) == ("O-02~2010-2015~2011-2012~2012-12~SD1~full~doc~en")


@pytest.mark.parametrize(
    "choices",
    [
        {},
        {"direction": "SD3", "counting": "fractional"},
        {"known_on": "2012-06-30"},
        {"documented_only": True, "language": "fr", "period": "2012"},
        {"since": "2011-12"},
        {"since": "2012-06-30", "known_on": "2012-09-30"},
        {"region": "africa"},
        {"group": "ALP", "reviewed_only": True, "since": "2011-12"},
    ],
)
def test_a_reopened_figure_is_the_same_figure(read, choices):
    for name in FIGURES if os.environ.get("IFLA_NIGHT") else FIGURES[:2]:
        first = registry.build(name, read(**choices), T)
        again, chosen = parse_figure_id(first.id)
        values = {field: getattr(chosen, field) for field in chosen.__dataclass_fields__}
        second = registry.build(again, read(**values), T)

        assert (second.id, second.title, second.source) == (first.id, first.title, first.source)
        assert second.table.shown(T) == first.table.shown(T)


def test_what_is_no_id_is_refused_with_its_reason():
    with pytest.raises(WrongIdentity, match="'O-02' is not the id of a figure"):
        parse_figure_id("O-02")
    with pytest.raises(UnknownCode, match=r"'O-022'.*Did you mean 'O-02'"):
        parse_figure_id("O-022~2010-2015~2011-2012~2012-12~all~full~all~en")
    with pytest.raises(UnknownCode, match=r"'fully'.*Did you mean 'full'"):
        parse_figure_id("O-02~2010-2015~2011-2012~2012-12~all~fully~all~en")
