"""What one more activity may not do to the rating of a direction: the real case of SD1."""

from datetime import date

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import Choices
from ifla_metrics.figures import catalogue
from ifla_metrics.i18n import translate
from ifla_metrics.metrics.status import CODES, SIGNS, WORDS
from ifla_metrics.store import queries
from ifla_metrics.store.activity_log import log_activity
from ifla_metrics.store.database import engine_of, reading
from tests.store.conftest import draft, people
from tests.ui import house

T = translate("en")


@pytest.fixture(scope="module")
def figure(tmp_path_factory):
    """`direction-status` with one more activity of 36 people in a priority country for 2012."""
    url = house.copy_of_the_history(tmp_path_factory.mktemp("one-more") / "log.db")
    more = draft(
        started_on=date(2012, 11, 5),
        ended_on=date(2012, 11, 6),
        outcomes=("KI2.C.2",),
        directions=("SD1",),
        participation=(people(36),),
    )
    log_activity(engine_of(url), more, actor=LOCAL)
    with reading(engine_of(url)) as connection:
        kind = catalogue.find("direction-status", queries.read_framework(connection, "2010-2015"))
        told = queries.read(
            connection, Choices("2010-2015", "2011-2012"), kind.needs, kind.previous
        )
    return kind.build(told, T)


def test_one_more_activity_does_not_put_a_direction_with_missing_reports_on_track(figure):
    first = figure.table.frame.iloc[0]

    assert (first["direction"], round(first["mean"], 2)) == (
        "1 Equitable access to information",
        0.86,
    )
    assert first["status"] == "behind"


def test_the_counts_of_a_direction_add_up_and_the_limit_says_why(figure):
    first = figure.table.frame.iloc[0]

    assert (first["rated"], first["of"], first["with_value"], first["apart"]) == (5, 8, 4, 3)
    assert sum(first[code] for code in CODES if code in first) == first["of"]
    assert (
        first["apart_words"]
        == f"{SIGNS['kept']} 1 {WORDS['kept']}, {SIGNS['no_target']} 2 no target"
    )
    why = (
        "limited because 5 of 8 due are rated (fewer than 2/3), "
        "4 of 8 due are failing (more than 1/4)"
    )
    assert first["limited"] == why
    assert f"{first['direction']}: {why}" in figure.explanation.formula
    assert "86\u202f%, 5 of 8 rated, 4 in the mean + 3 without a rating" in figure.alt
