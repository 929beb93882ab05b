"""What a card of the Overview says in words."""

import re
from dataclasses import replace

import pytest

from ifla_metrics.i18n import translate
from ifla_metrics.ui import cards, sources
from tests.ui import house


@pytest.fixture
def drawn(monkeypatch):
    """The direction cards, each with so many activities more than at the meeting before."""
    monkeypatch.setenv("IFLA_DATABASE_URL", house.history_url())
    figure, reading = sources.figure("direction-status", sources.plan().start())

    def changed(by):
        frame = figure.table.frame
        moved = frame.assign(
            activities=frame["activities_before"] + by,
            countries=frame["countries_before"],
            up=0,
            down=0,
        )
        told = replace(figure, table=replace(figure.table, frame=moved))
        return cards.direction_cards(told, reading, translate("en"))

    return changed


@pytest.mark.parametrize(
    ("by", "said"),
    [
        (1, "+1 activity<"),
        (-1, "−1 activity<"),
        (2, "+2 activities<"),
        (1.5, "+1.5 activities<"),
        (0.5, "+0.5 activities<"),
        (1.0000000002, "+1 activity<"),
        (0, "unchanged<"),
        (0.0000000002, "unchanged<"),
    ],
)
def test_a_change_bends_its_word_and_a_fraction_takes_the_plural(drawn, by, said):
    told = re.findall(r": ([^:<]*<)", drawn(by))

    assert told.count(said) == 4
