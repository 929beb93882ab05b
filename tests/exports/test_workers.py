"""A job may die, hang or fail: it fails alone, with a message, and the next one is done."""

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from ifla_metrics.errors import NotDrawn, UnknownCode
from ifla_metrics.exports.workers import Workers
from tests.exports import jobs


@pytest.fixture
def workers():
    made = Workers(2)
    yield made
    made.stop()


def test_jobs_that_die_hang_or_fail_take_no_other_with_them(workers):
    bad = {jobs.die: "ended", jobs.hang: "longer than 1 s", jobs.fail: "nothing to divide"}
    with ThreadPoolExecutor(8) as threads:
        good = [threads.submit(workers.run, jobs.double, n) for n in range(6)]
        failing = {
            threads.submit(workers.run, job, name="a chart", limit=1): words
            for job, words in bad.items()
        }
        good += [threads.submit(workers.run, jobs.double, n) for n in range(6, 12)]

        assert [one.result() for one in good] == [2 * n for n in range(12)]
        for one, words in failing.items():
            with pytest.raises(NotDrawn, match=words) as fault:
                one.result()
            assert "a chart" in str(fault.value)


def test_what_a_job_refuses_on_purpose_is_raised_as_it_is(workers):
    with pytest.raises(UnknownCode, match="Unknown part '9'") as fault:
        workers.run(jobs.refuse)

    assert fault.value.kind == "part"


def test_a_job_whose_worker_died_is_tried_once_more(workers, tmp_path):
    assert workers.run(jobs.is_there, str(tmp_path / "mark"))

    os.kill(workers.run(jobs.process_id), signal.SIGKILL)
    assert workers.run(jobs.double, 2) == 4


def test_a_job_that_waits_too_long_says_so():
    workers = Workers(1)
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(workers.run, jobs.hang, limit=3)
        while workers.all[0].pid is None:
            time.sleep(0.01)
        with pytest.raises(NotDrawn, match="waited too long"):
            workers.run(jobs.double, 1, patience=0.2)
        workers.stop()
        with pytest.raises(NotDrawn):
            first.result()
    workers.stop()


def test_a_second_worker_is_started_only_when_the_first_is_busy(workers):
    assert workers.run(jobs.process_id) == workers.run(jobs.process_id)
    assert workers.started == 1


def test_a_reader_is_let_in_between_the_figures_of_a_report():
    workers, done = Workers(1), []
    stop = threading.Event()

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
    workers.stop()
