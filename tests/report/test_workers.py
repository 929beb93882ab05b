"""Pictures asked for at once are drawn at once; one after the other they take one process."""

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from ifla_metrics.i18n import translate
from ifla_metrics.report.rendering import sheet_of
from ifla_metrics.report.sheet import Sheet
from ifla_metrics.report.worker import Worker
from ifla_metrics.report.workers import Workers
from tests.report import specimens

T = translate("en")


@pytest.fixture
def workers():
    made = Workers(2)
    yield made
    made.stop()


def sheet(title="A title") -> Sheet:
    return sheet_of(specimens.charted(title=title), "svg", T)


def at_once(workers, number):
    """Ask for pictures at once and return them by their titles."""
    drawn = {}
    titles = [f"Title number {n}" for n in range(number)]
    threads = [
        threading.Thread(target=lambda t=title: drawn.update({t: workers.draw(sheet(t))}))
        for title in titles
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return drawn


def test_pictures_at_once_take_both_processes_and_each_is_the_one_asked_for(workers):
    drawn = at_once(workers, 6)

    assert len(workers.running) == 2
    assert all(title.encode() in picture for title, picture in drawn.items())
    assert len(drawn) == 6


def test_a_process_that_dies_costs_no_picture_and_leaves_the_other(workers):
    at_once(workers, 4)
    first, second = workers.running
    os.kill(first, signal.SIGKILL)

    assert len(at_once(workers, 4)) == 4
    assert second in workers.running
    assert first not in workers.running


def test_stopped_it_leaves_no_process_behind(workers):
    at_once(workers, 4)
    left = workers.running
    workers.stop()

    assert workers.running == ()
    for process in left:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_a_reader_who_asks_during_a_report_has_the_next_turn(monkeypatch):
    workers, drawn = Workers(2), []

    def draw(_worker, asked, **_options):
        time.sleep(0.005)
        drawn.append(asked.passport.title)
        return b""

    monkeypatch.setattr(Worker, "draw", draw)
    report = [sheet(f"Of the report {n}") for n in range(120)]
    with ThreadPoolExecutor(2) as hand:
        begun = [hand.submit(workers.draw, one) for one in report]
        begun[4].result()
        workers.draw(sheet("Of a page"))
        hand.shutdown()

    assert len(drawn) == 121
    assert drawn.index("Of a page") < 60
