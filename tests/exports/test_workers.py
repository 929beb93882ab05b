"""A job may die, hang, fail or ask for too much memory: it fails alone, and the next is done."""

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from ifla_metrics.errors import NotDrawn, UnknownCode
from ifla_metrics.exports.workers import Workers
from tests.exports import jobs


@pytest.fixture(scope="module")
def workers():
    made = Workers(2)
    yield made
    made.stop()


def test_a_bad_job_takes_no_other_with_it(workers):
    bad = {
        jobs.die: "ended",
        jobs.hang: "longer than 10 s",
        jobs.fail: "nothing to divide",
        jobs.hoard: "MemoryError",
    }
    with ThreadPoolExecutor(8) as threads:
        good = [threads.submit(workers.run, jobs.double, n) for n in range(6)]
        failing = {
            threads.submit(workers.run, job, name="a chart", limit=10): words
            for job, words in bad.items()
        }
        good += [threads.submit(workers.run, jobs.double, n) for n in range(6, 12)]

        assert [one.result() for one in good] == [2 * n for n in range(12)]
        for one, words in failing.items():
            with pytest.raises(NotDrawn, match=f"a chart.*{words}"):
                one.result()


def test_what_a_job_refuses_on_purpose_is_raised_as_it_is(workers):
    with pytest.raises(UnknownCode, match="Unknown part '9'"):
        workers.run(jobs.refuse)


def test_a_job_whose_worker_died_is_tried_once_more(workers, tmp_path):
    assert workers.run(jobs.is_there, str(tmp_path / "mark"))

    os.kill(workers.run(jobs.process_id), signal.SIGKILL)
    assert workers.run(jobs.double, 2) == 4


def test_a_job_that_waits_too_long_says_so_and_one_is_let_in_between_the_figures_of_a_report():
    workers, done, stop = Workers(1), [], threading.Event()

    def report() -> None:
        while not stop.is_set():
            done.append(workers.run(jobs.double, 1))

    with ThreadPoolExecutor(1) as threads:
        threads.submit(report)
        while not done:
            time.sleep(0.01)
        before = len(done)
        workers.run(jobs.double, 2)
        assert len(done) - before < 50
        stop.set()
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(workers.run, jobs.hang, limit=2)
        time.sleep(0.3)
        with pytest.raises(NotDrawn, match="waited too long"):
            workers.run(jobs.double, 1, patience=0.2)
        with pytest.raises(NotDrawn):
            first.result()
    workers.stop()
