"""Writers of one process wait in a queue: how long depends on one write, not on how many wait."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from ifla_metrics.access import LOCAL
from ifla_metrics.errors import NotReady
from ifla_metrics.store.activity_log import log_activity
from ifla_metrics.store.database import PRAGMAS, engine_of, reading, writing
from ifla_metrics.store.held_up import plainly
from ifla_metrics.store.revision_row import revision
from ifla_metrics.store.turns import StillWriting, Turns
from tests.store.conftest import draft

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])  # PostgreSQL has its own queue.
PATIENCE = 0.5
WRITERS = 8


@pytest.fixture
def hasty(monkeypatch, url):
    """A database whose writers wait for half a second."""
    monkeypatch.setitem(PRAGMAS, "busy_timeout", str(round(PATIENCE * 1000)))
    engine_of(url).dispose()  # Its connections are made anew.
    return engine_of(url)


def test_writers_whose_writes_are_slow_are_all_served_however_many_wait(hasty):
    """Together they take more than three times as long as anybody is patient."""

    def write(_):
        with writing(hasty):
            time.sleep(PATIENCE * 0.4)

    with reading(hasty) as connection:
        before = revision(connection)
    began = time.monotonic()
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))

    assert time.monotonic() - began > 3 * PATIENCE
    with reading(hasty) as connection:
        assert revision(connection) == before + WRITERS


def test_who_waits_for_one_write_longer_than_patience_is_told_and_nothing_is_written(hasty):
    held, done = threading.Event(), threading.Event()

    def hold():
        with writing(hasty):
            held.set()
            done.wait(60)

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        held.wait(60)
        with pytest.raises(NotReady, match="does not answer now"):
            log_activity(hasty, draft(), actor=LOCAL)
        with pytest.raises(NotReady, match="did not end within"), plainly(hasty, 1), writing(hasty):
            pass
    finally:
        done.set()
        holder.join()
    assert log_activity(hasty, draft(), actor=LOCAL).version == 1


def test_writers_are_served_in_the_order_in_which_they_came(database_kind):
    turns, served = Turns(), []

    def write(number):
        with turns.turn(60):
            served.append(number)

    with turns.turn(60):
        threads = []
        for number in range(WRITERS):
            threads.append(threading.Thread(target=write, args=(number,)))
            threads[-1].start()
            while len(turns._queue) < number + 2:
                time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert served == list(range(WRITERS))


def test_who_gives_up_leaves_the_queue_to_the_others(database_kind):
    turns = Turns()
    with turns.turn(60), pytest.raises(StillWriting), turns.turn(0.01):
        pass
    with turns.turn(0.01):
        assert len(turns._queue) == 1
