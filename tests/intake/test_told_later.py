"""Of two records of one fact the same one stands in every log that a whole log is imported into."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from ifla_metrics.access import LOCAL
from ifla_metrics.choices import NOW
from ifla_metrics.metrics.values import by_recording
from ifla_metrics.models.base import table_of
from ifla_metrics.models.log_tables import ObservationRow
from ifla_metrics.store.activities import log_activity
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.import_stored import owned
from ifla_metrics.store.records import record
from ifla_metrics.store.summary_cells import verify
from tests.intake.test_round_trip import edited
from tests.intake.test_whole_log import exported, filled
from tests.store.conftest import close, draft, prepare_empty
from tests.store.test_records import SAID
from tests.store.whole import read_whole

FACT = SAID["observation"]
BEGIN = datetime(2019, 1, 9, 8, 30, tzinfo=UTC)
LATER = 3
"""The number that was said last; by group and by size others would come after it."""


@pytest.fixture
def two(database_from):
    urls = [database_from(prepare_empty) for _ in range(2)]
    yield [engine_of(url) for url in urls]
    for url in urls:
        close(url)


def say(engine, monkeypatch, *said, log=True):
    """Record values of one fact, each a day after the one before: (group, value)."""
    uids = []
    with monkeypatch.context() as patch:
        for days, (group, value) in enumerate(said):
            patch.setattr(
                "ifla_metrics.store.versions.now", lambda days=days: BEGIN + timedelta(days=days)
            )
            told = FACT.model_copy(update={"group": group, "value": value})
            uids.append(record(engine, told, actor=LOCAL).uid)
    if log:
        log_activity(engine, draft(title="An activity of the log"), actor=LOCAL)
    return uids


def in_order(engine):
    """The values of the fact, what stands last."""
    frame = by_recording(read_whole(engine, NOW).frames["values"], "as_of")
    return frame.loc[frame["indicator"] == FACT.indicator, "value"].tolist()


def moments_of(engine):
    with reading(engine) as connection:
        return {
            (kind, uid): one.recorded_at
            for kind, entries in owned(connection, None).items()
            for uid, one in entries.items()
        }


@pytest.mark.parametrize(
    "said",
    [
        [("OA-TF", 9), ("ALP", LATER)],
        [("ALP", 9), ("ALP", LATER)],
        [("OA-TF", 5), ("ALP", 9), ("ALP", LATER)],
    ],
)
def test_what_was_recorded_later_stands_in_a_log_that_holds_something(two, monkeypatch, said):
    one, other = two
    say(one, monkeypatch, *said)
    log_activity(other, draft(title="Already here"), actor=LOCAL)
    filled(other, exported(one))

    assert in_order(other) == in_order(one)
    assert in_order(other)[-1] == LATER
    assert verify(other) == []


def test_what_was_recorded_at_one_moment_is_so_again(two, monkeypatch):
    one, other = two
    say(one, monkeypatch, ("ALP", 7))
    with monkeypatch.context() as patch:
        patch.setattr("ifla_metrics.store.versions.now", lambda: BEGIN)
        for value in (4, 9):
            told = FACT.model_copy(update={"value": value})
            record(one, told, actor=LOCAL)
    log_activity(other, draft(title="Already here"), actor=LOCAL)
    filled(other, exported(one))

    then, now = moments_of(one), moments_of(other)
    assert in_order(other) == in_order(one)
    for a in then:
        for b in then:
            assert (then[a] < then[b]) == (now[a] < now[b])


def test_what_was_written_into_the_file_since_comes_last(two, monkeypatch):
    one, other = two
    say(one, monkeypatch, ("OA-TF", 9), ("OA-TF", 7))
    log_activity(other, draft(title="Already here"), actor=LOCAL)
    cells = {
        "Working group": "ALP",
        "Indicator": FACT.indicator,
        "As of": FACT.as_of,
        "Period": FACT.period,
        "Country": FACT.country,
        "Value": LATER,
    }
    told = {(4, name): value for name, value in cells.items()}
    filled(other, edited(exported(one), Observations=told))
    assert in_order(other) == [9, 7, LATER]


def test_a_version_ends_when_the_change_that_came_with_new_rows_begins(two, monkeypatch):
    one, other = two
    [uid] = say(one, monkeypatch, ("ALP", 9))
    log_activity(other, draft(title="Already here"), actor=LOCAL)
    filled(other, exported(one))
    say(one, monkeypatch, ("OA-TF", 4), ("OA-TF", 8), log=False)
    changed = edited(exported(one), Observations={(2, "Value"): LATER})
    filled(other, changed, key="again")
    with reading(other) as connection:
        c = table_of(ObservationRow).c
        old, new = connection.execute(
            sa.select(c.recorded_at, c.superseded_at).where(c.uid == uid).order_by(c.version)
        ).all()
    assert old.superseded_at == new.recorded_at
    assert in_order(other)[-1] == LATER
    assert verify(other) == []
