"""What a direction card says of change."""

from dataclasses import replace

import pytest

from ifla_metrics.figures import overview
from ifla_metrics.i18n import translate
from ifla_metrics.ui import sources


@pytest.mark.parametrize(
    ("by", "words"),
    [
        (-1, "−1 activity"),
        (0.5, "+0.5 activities"),
        (0.0000000002, "unchanged"),
    ],
)
def test_a_change_bends_its_word_and_a_fraction_takes_the_plural(history, by, words):
    figure, reading = sources.figure("direction-status", sources.plan().start())
    frame = figure.table.frame
    moved = frame.assign(
        activities=frame["activities_before"] + by,
        countries=frame["countries_before"],
        up=0,
        down=0,
    )
    table = replace(figure.table, frame=moved)
    cards = overview.cards(replace(figure, table=table), reading, translate("en"))

    assert [card.change for card in cards] == [words] * 4
