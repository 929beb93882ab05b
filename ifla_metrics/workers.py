"""Worker processes for jobs that may crash or hang: rendering figures and reading files.

A worker runs one job at a time. If it dies, times out or runs out of memory, only that job fails
and the worker is replaced. Workers are plain child processes with a pipe, because `multiprocessing`
imports the main script in every child, and under Streamlit the main script is a page.
"""

import atexit
import os
import queue
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any, TypeVar, cast

from ifla_metrics.errors import IflaMetricsError, JobFailed, n_
from ifla_metrics.settings import FONTCONFIG_FILE, ROOT

TIME_LIMIT = 120.0
"""Seconds a job may take; most figures take less than one."""
MEMORY = 3 * 2**30
"""Bytes a worker may allocate; the renderer reserves 0.6 GB at the start."""
POLL_INTERVAL = 0.1
"""Seconds between two calls of `while_waiting`."""
JOBS_PER_WORKER = 400
"""A worker is replaced after this many jobs, because the renderer leaks memory."""
Result = TypeVar("Result")


class Worker:
    """One child process, started with its first job and restarted after it dies."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self._jobs = 0

    def run(
        self, job: Any, limit: float, *, while_waiting: Callable[[], object] | None = None
    ) -> tuple[Any, Any]:
        """Run a job, a function with its arguments; return its result and its error or None.

        `while_waiting` is called repeatedly; if it raises, the process is stopped.

        Raises:
            TimeoutError: The job took longer than `limit` seconds; the process is stopped.
            EOFError, OSError: The process died, or another thread stopped it.
        """
        died = self.process is not None and self.process.poll() is not None
        if died or self._jobs >= JOBS_PER_WORKER:
            self.stop()
        if self.process is None:
            self._start()
        self._jobs += 1
        try:
            self._pipe.send(job)
            deadline = time.monotonic() + limit
            while not self._pipe.poll(POLL_INTERVAL):
                if time.monotonic() >= deadline:
                    raise TimeoutError
                if while_waiting:
                    while_waiting()
            result, error = self._pipe.recv()
        except BaseException:
            self.stop()  # Otherwise the next job would receive this job's result.
            raise
        if isinstance(error, str):  # The job failed unexpectedly, perhaps for want of memory.
            self.stop()
        return result, error

    def _start(self) -> None:
        self._pipe, child_pipe = Pipe()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ifla_metrics.workers", str(child_pipe.fileno())],
            pass_fds=[child_pipe.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env={**os.environ, "FONTCONFIG_FILE": str(FONTCONFIG_FILE)},
        )
        child_pipe.close()
        self._jobs = 0

    def stop(self) -> None:
        """Kill the process, if there is one."""
        process, self.process = self.process, None
        if process is not None:
            process.kill()
            process.wait()
            self._pipe.close()


class Workers:
    """A pool of workers with a queue; use `run`."""

    def __init__(self, number: int) -> None:
        self.all = tuple(Worker() for _ in range(number))
        self._free: queue.LifoQueue[Worker] = queue.LifoQueue()
        for worker in reversed(self.all):
            self._free.put(worker)

    def run(
        self,
        function: Callable[..., Result],
        *args: Any,
        name: str = "",
        limit: float = TIME_LIMIT,
    ) -> Result:
        """Return `function(*args)`, called in a worker process when one is free.

        Function, arguments and result are pickled. `name` describes the job in messages; `limit` is
        in seconds.

        Raises:
            JobFailed: The job failed, timed out, or its process died.
            IflaMetricsError: Raised by the job itself.
        """
        worker = self._free.get()
        try:
            result, error = worker.run((function, args), limit)
        except TimeoutError:
            message = n_("'{name}' took longer than {seconds} seconds to make.")
            raise JobFailed(message, name=name, seconds=f"{limit:g}") from None
        except (EOFError, OSError):
            message = n_("'{name}' could not be made: its process stopped.")
            raise JobFailed(message, name=name) from None
        finally:
            self._free.put(worker)
        if isinstance(error, IflaMetricsError):
            raise error
        if error is not None:
            message = n_("'{name}' could not be made: {reason}")
            raise JobFailed(message, name=name, reason=error)
        return cast(Result, result)

    def stop(self) -> None:
        """Kill all worker processes."""
        for worker in self.all:
            worker.stop()


def limit_memory(extra: int) -> None:
    """Limit this process to `extra` bytes more than it uses now."""
    statm = Path("/proc/self/statm")
    used = int(statm.read_text().split()[5]) * resource.getpagesize() if statm.exists() else 0
    _, hard_limit = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (used + extra, hard_limit))


def serve(pipe: Connection) -> None:
    """Run the jobs sent through the pipe until it is closed, or until a job fails."""
    limit_memory(MEMORY)
    while True:
        try:
            function, args = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send((function(*args), None))
        except IflaMetricsError as error:
            pipe.send((None, error))
        except Exception as error:
            # Shown to readers: omit the paths that an OSError contains.
            reason = error.strerror if isinstance(error, OSError) else error
            message = f"{type(error).__name__}: {reason}".encode(errors="replace")[:2000]
            pipe.send((None, message.decode(errors="replace")))
            raise


workers = Workers(max(1, min(2, os.cpu_count() or 1)))
atexit.register(workers.stop)

if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))
