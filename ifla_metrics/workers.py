"""Worker processes for all that may end or hang a process: drawing, composing, reading a file.

A job has a process alone, and its time limit starts with the job. A worker that dies, exceeds the
limit or its memory fails its own job and is replaced. Workers are plain child processes with one
pipe: `multiprocessing` would import the main script again in every child, and under Streamlit the
main script is a page.
"""

import atexit
import os
import queue
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any, TypeVar, cast

from ifla_metrics.errors import IflaMetricsError, JobFailed, n_
from ifla_metrics.settings import FONTS_FIRST, ROOT

TIME_LIMIT = 120.0
"""Seconds that one job may take, on a busy machine too; a usual figure takes less than one."""
QUEUE_TIMEOUT = 600.0
"""Seconds that a job may wait for a free worker."""
MEMORY = 3 * 2**30
"""Bytes that a worker may ask for; the renderer reserves 0.6 GB before it draws."""
_POLL = 0.1
"""Seconds between two calls of whoever waits."""
JOBS_PER_WORKER = 400
"""After so many jobs a worker is replaced, so that memory the renderer keeps cannot pile up."""
Result = TypeVar("Result")


class Worker:
    """One child process, started with its first job and again after its death."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self._jobs = 0

    def run(
        self, job: Any, limit: float, *, while_waiting: Callable[[], object] | None = None
    ) -> tuple[Any, Any]:
        """Return what a job, a function with its arguments, returned, and why it failed or None.

        `while_waiting` is called now and then; what it raises ends the process.

        Raises:
            TimeoutError: It took longer than `limit` seconds; the process is ended.
            EOFError: The process died, or was stopped by another thread.
        """
        if self._jobs >= JOBS_PER_WORKER:
            self.stop()
        if self.process is None:
            self._start()
        self._jobs += 1
        try:
            self._pipe.send(job)
            deadline = time.monotonic() + limit
            while not self._pipe.poll(_POLL if while_waiting else limit):
                if time.monotonic() >= deadline:
                    raise TimeoutError
                if while_waiting:
                    while_waiting()
            result, fault = self._pipe.recv()
            return result, fault
        except TimeoutError:
            self.stop()
            raise
        except OSError as closed:
            self.stop()
            raise EOFError from closed
        except BaseException:
            self.stop()  # What it still answers would be taken for the next job's result.
            raise

    def _start(self) -> None:
        self._pipe, theirs = Pipe()
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ifla_metrics.workers", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            # Fontconfig reads its file once: our fonts come before the machine's.
            env={**os.environ, "PYTHONPATH": path, "FONTCONFIG_FILE": str(FONTS_FIRST)},
        )
        theirs.close()
        self._jobs = 0

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        process, self.process = self.process, None
        if process is not None:
            process.kill()
            process.wait()
            self._pipe.close()


class Workers:
    """The workers of this server and the queue for them; `run` is their use."""

    def __init__(self, number: int) -> None:
        self.all = tuple(Worker() for _ in range(number))
        self._free: queue.LifoQueue[Worker] = queue.LifoQueue()
        for worker in reversed(self.all):
            self._free.put(worker)
        # Whoever holds it takes the next free worker: without it the figures of a report, which
        # give a worker back and ask for one at once, would let no other reader in.
        self._next = threading.Lock()

    def run(
        self,
        function: Callable[..., Result],
        *args: Any,
        name: str = "",
        limit: float = TIME_LIMIT,
        queue_timeout: float = QUEUE_TIMEOUT,
    ) -> Result:
        """Return `function(*args)` from a worker process.

        A job whose worker died is tried once more, for the worker may have died before it.

        Function, arguments and result are pickled. `name` says in messages what is made; `limit`
        and `queue_timeout` are in seconds.

        Raises:
            JobFailed: It waited or took too long, its process died twice, or it failed.
            IflaMetricsError: What the job raised on purpose.
        """
        with self._next:
            try:
                worker = self._free.get(timeout=queue_timeout)
            except queue.Empty:
                raise JobFailed(
                    n_(
                        "'{name}' waited too long because the server is busy. Try again in a "
                        "minute."
                    ),
                    name=name,
                ) from None
        try:
            try:
                result, fault = worker.run((function, args), limit)
            except EOFError:
                result, fault = worker.run((function, args), limit)
        except TimeoutError:
            words = n_("'{name}' took longer than {seconds} seconds to make.")
            raise JobFailed(words, name=name, seconds=f"{limit:g}") from None
        except EOFError:
            words = n_("'{name}' could not be made: its process stopped.")
            raise JobFailed(words, name=name) from None
        finally:
            self._free.put(worker)
        if isinstance(fault, IflaMetricsError):
            raise fault
        if fault is not None:
            words = n_("'{name}' could not be made: {reason}")
            raise JobFailed(words, name=name, reason=fault)
        return cast(Result, result)

    def stop(self) -> None:
        """End all worker processes, whatever they are doing."""
        for worker in self.all:
            worker.stop()


def limit_memory(more: int) -> None:
    """Let this process take so many bytes more than it has now."""
    size = Path("/proc/self/statm")
    own = int(size.read_text().split()[5]) * resource.getpagesize() if size.exists() else 0
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (own + more, most))


def serve(pipe: Connection) -> None:
    """Run the jobs that come in until the pipe is closed. A job that fails ends the process."""
    limit_memory(MEMORY)
    while True:
        try:
            function, args = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send((function(*args), None))
        except IflaMetricsError as fault:
            pipe.send((None, fault))
        except Exception as fault:
            # A reader sees it: without the places of this machine that an OSError names.
            reason = fault.strerror if isinstance(fault, OSError) else fault
            words = f"{type(fault).__name__}: {reason}".encode(errors="replace")[:2000]
            pipe.send((None, words.decode(errors="replace")))
            raise


workers = Workers(max(1, min(2, os.cpu_count() or 1)))
atexit.register(workers.stop)

if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))
