"""Jobs in worker processes: one that dies, hangs, raises or needs too much memory fails alone."""

import operator
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from ifla_metrics.errors import JobFailed, UnknownCode
from ifla_metrics.exports.sizes import find_size
from ifla_metrics.workers import Workers

FAILING = {
    "stopped": (os._exit, 9),
    "longer than 1 s": (time.sleep, 60),
    "invalid literal": (int, "nothing"),
    "MemoryError": (bytes, 4 * 2**30),
}


@pytest.fixture(scope="module")
def workers():
    workers = Workers(2)
    yield workers
    workers.stop()


def test_a_failing_job_does_not_affect_others(workers):
    with ThreadPoolExecutor(8) as threads:
        good = [threads.submit(workers.run, operator.mul, 2, n) for n in range(6)]
        failing = {
            message: threads.submit(
                workers.run, *job, name="a chart", limit=1 if "1 s" in message else 60
            )
            for message, job in FAILING.items()
        }
        good += [threads.submit(workers.run, operator.mul, 2, n) for n in range(6, 12)]

        assert [job.result() for job in good] == [2 * n for n in range(12)]
    for message, job in failing.items():
        with pytest.raises(JobFailed, match=f"a chart.*{message}"):
            job.result()


def test_an_error_of_a_job_is_raised_unchanged(workers):
    with pytest.raises(UnknownCode, match="Unknown size 'x'"):
        workers.run(find_size, "x")


def test_a_worker_killed_between_jobs_is_replaced(workers):
    os.kill(killed := workers.run(os.getpid), signal.SIGKILL)
    next(w for w in workers.all if w.process and w.process.pid == killed).process.wait()

    assert workers.run(operator.mul, 2, 2) == 4
