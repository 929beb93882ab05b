"""What a few more activities may not do to the rating of a direction: the real case of SD1."""

from datetime import date

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import Choices
from ifla_metrics.figures import registry
from ifla_metrics.i18n import translate
from ifla_metrics.metrics.status import CODES, SIGNS, WORDS
from ifla_metrics.store.catalogue import read_framework
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.entries import record
from ifla_metrics.store.read import read as read_log
from tests.store.conftest import draft, people
from tests.ui import house

T = translate("en")


@pytest.fixture(scope="module")
def figures(tmp_path_factory):
    """`figures(2)("direction-status")`: with two more activities of 36 people, logged too late."""
    url = house.copy_of_the_history(tmp_path_factory.mktemp("more") / "log.db")
    logged = []

    def after(number):
        while len(logged) < number:
            more = draft(
                title=f"Open access day {len(logged) + 1}",
                started_on=date(2012, 11, 5),
                ended_on=date(2012, 11, 6),
                outcomes=("KI2.C.2",),
                directions=("SD1",),
                participation=(people(36),),
            )
            logged.append(record(engine_of(url), more, actor=LOCAL))
        return figure

    def figure(name):
        with reading(engine_of(url)) as connection:
            spec = registry.find_spec(name, read_framework(connection, "2010-2015"))
            choices = Choices("2010-2015", "2011-2012")
            told = read_log(connection, choices, spec.needs, spec.previous)
        return spec.build(told, T)

    return after


def test_one_more_activity_does_not_put_a_direction_with_missing_reports_on_track(figures):
    figure = figures(1)("direction-status")
    first = figure.table.frame.iloc[0]

    assert first["direction"] == "1 Equitable access to information"
    assert (round(first["mean"], 2), first["status"]) == (0.86, "behind")
    assert (first["rated"], first["of"], first["with_value"], first["apart"]) == (5, 8, 4, 3)
    assert sum(first[code] for code in CODES) == first["of"]
    assert first["apart_words"] == ", ".join(
        f"{n} {SIGNS[code]}\u00a0{WORDS[code]}" for code, n in (("kept", 1), ("no_target", 2))
    )
    why = (
        "At most “behind”: 5 of 8 indicators due are rated (minimum: 2/3), "
        "4 of 8 indicators due are failing (limit: 1/4)"
    )
    assert first["limited"] == why
    assert f"{first['direction']}: {why}" in figure.explanation.formula
    assert "86\u202f%, 5 of 8 rated, 4 in the mean + 3 not in the rating" in figure.alt
