"""A few worker processes for everything that may end or hang a process: drawing, composing, data.

A job has a process alone, and its time limit starts with the job. A worker that dies or exceeds
the limit fails its own job and is replaced. Workers are plain child processes with one pipe:
`multiprocessing` would import the main script again in every child, and under Streamlit the main
script is a page.
"""

from __future__ import annotations

import atexit
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any, TypeVar, cast

from ifla_metrics.assets import FONTS_FIRST
from ifla_metrics.errors import IflaMetricsError, NotDrawn, n_

LIMIT = 120.0
"""Seconds that one job may take, on a busy machine too; a usual figure takes less than one."""
PATIENCE = 600.0
"""Seconds that a job may wait for a free worker."""
JOBS_PER_WORKER = 400
"""After so many jobs a worker is replaced, so that memory the renderer keeps cannot pile up."""
DONE, REFUSED, FAILED = "done", "refused", "failed"
ROOT = Path(__file__).resolve().parents[2]
Result = TypeVar("Result")


class Worker:
    """One child process, started with its first job and again after its death."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None
        self._jobs = 0
        self.started = 0
        """Processes that were started until now."""

    @property
    def pid(self) -> int | None:
        """The id of the running process; None when there is none."""
        return None if self._process is None else self._process.pid

    def _start(self) -> Connection:
        """Return the pipe to the running process, a new one where there is none."""
        if self._process is not None and (
            self._process.poll() is not None or self._jobs >= JOBS_PER_WORKER
        ):
            self.stop()
        if self._pipe is None:
            self._pipe, theirs = Pipe()
            path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
            self._process = subprocess.Popen(
                [sys.executable, "-m", "ifla_metrics.exports.workers", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                # Fontconfig reads its file once: our fonts come before the machine's.
                env={**os.environ, "PYTHONPATH": path, "FONTCONFIG_FILE": str(FONTS_FIRST)},
            )
            theirs.close()
            self._jobs = 0
            self.started += 1
        return self._pipe

    def run(self, function: Callable[..., Any], args: tuple[Any, ...], limit: float) -> Any:
        """Return how a job ended (DONE, REFUSED or FAILED), and with what.

        Raises:
            TimeoutError: It took longer than `limit` seconds; the process is ended.
            EOFError: The process died, or was stopped by another thread.
        """
        pipe = self._start()
        self._jobs += 1
        try:
            pipe.send((function, args))
            if not pipe.poll(limit):
                raise TimeoutError
            return pipe.recv()
        except TimeoutError:
            self.stop()
            raise
        except OSError as closed:
            self.stop()
            raise EOFError from closed
        except BaseException:
            self.stop()  # What it still answers would be taken for the next job's result.
            raise

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        process, self._process = self._process, None
        pipe, self._pipe = self._pipe, None
        if process is not None and pipe is not None:
            process.kill()
            process.wait()
            pipe.close()


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

    def __len__(self) -> int:
        return len(self.all)

    @property
    def started(self) -> int:
        """Processes that were started until now: more than workers when some died."""
        return sum(worker.started for worker in self.all)

    def run(
        self,
        function: Callable[..., Result],
        *args: Any,
        name: str = "",
        limit: float = LIMIT,
        patience: float = PATIENCE,
    ) -> Result:
        """Return `function(*args)` from a worker process.

        A job whose worker died is tried once more, for the worker may have died before it.

        Args:
            function: A function of a module; it, its arguments and its result are pickled.
            args: Its arguments.
            name: What is made, for messages.
            limit: Seconds that the job may take.
            patience: Seconds that it may wait for a free worker.

        Raises:
            NotDrawn: It waited or took too long, its process died twice, or it failed.
            IflaMetricsError: What the job raised on purpose.
        """
        worker = self._take(patience)
        if worker is None:
            raise NotDrawn(
                n_("'{name}' waited too long, because much is being made. Try again in a minute."),
                name=name,
            )
        try:
            try:
                end, answer = worker.run(function, args, limit)
            except EOFError:
                end, answer = worker.run(function, args, limit)
        except TimeoutError:
            raise NotDrawn(
                n_("'{name}' took longer than {seconds} seconds to make."),
                name=name,
                seconds=f"{limit:g}",
            ) from None
        except EOFError:
            raise NotDrawn(
                n_("'{name}' could not be made: its process ended."), name=name
            ) from None
        finally:
            self._free.put(worker)
        if end == REFUSED:
            raise cast(IflaMetricsError, answer)
        if end == FAILED:
            raise NotDrawn(n_("'{name}' could not be made: {reason}"), name=name, reason=answer)
        return cast(Result, answer)

    def stop(self) -> None:
        """End all worker processes, whatever they are doing."""
        for worker in self.all:
            worker.stop()

    def _take(self, patience: float) -> Worker | None:
        if not self._next.acquire(timeout=patience):
            return None
        try:
            return self._free.get(timeout=patience)
        except queue.Empty:
            return None
        finally:
            self._next.release()


def serve(pipe: Connection) -> None:
    """Run the jobs that come in until the pipe is closed. A job that fails ends the process."""
    while True:
        try:
            function, args = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send((DONE, function(*args)))
        except IflaMetricsError as fault:
            pipe.send((REFUSED, fault))
        except Exception as fault:
            # A reader sees it: without the places of this machine that an OSError names.
            reason = fault.strerror if isinstance(fault, OSError) else fault
            words = f"{type(fault).__name__}: {reason}".encode(errors="replace")[:2000]
            pipe.send((FAILED, words.decode(errors="replace")))
            raise


workers = Workers(max(1, min(2, os.cpu_count() or 1)))
atexit.register(workers.stop)

if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))
