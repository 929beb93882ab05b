"""Reports that are being made, one after the other, apart from any page: nobody has to wait.

A report that is asked for again, with the same blocks, choices and state of the log, is there
already. What is kept is bounded; the oldest goes first.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Literal

from ifla_metrics.errors import IflaMetricsError, NotDrawn, n_
from ifla_metrics.i18n import translate
from ifla_metrics.report.messages import why
from ifla_metrics.ui import errors, report_figures

if TYPE_CHECKING:
    from ifla_metrics.choices import Choices
    from ifla_metrics.report.book.book import Undrawable
    from ifla_metrics.report.book.templates import Template

Wanted = Literal["pages", "pdf", "docx", "pptx", "html"]
KEPT = 12
"""Finished reports that are kept for whoever comes back."""
WAITING = 8
"""Reports that may wait; one more is refused."""


@dataclass
class Job:
    """One report: how far it is, and what came of it. Written by its maker, read by pages."""

    wanted: str
    done: int = 0
    all: int = 0
    """Pictures drawn, of how many; 0 before the figures are read."""
    files: tuple[bytes, ...] = field(default=(), repr=False)
    """The file; of `pages`, a picture for each page."""
    undrawable: tuple[Undrawable, ...] = ()
    error: IflaMetricsError | None = None
    finished: bool = False


_maker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="report")
_jobs: OrderedDict[str, Job] = OrderedDict()
_lock = threading.Lock()


def key_of(template: Template, choices: Choices, wanted: Wanted, revision: int, day: int) -> str:
    """Return what a report depends on, as one short text."""
    from ifla_metrics.report.book import templates

    parts = (templates.write(template), repr(choices), wanted, str(revision), str(day))
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()


def found(key: str) -> Job | None:
    """Return a report that was asked for; None when it never was, or went since."""
    with _lock:
        return _jobs.get(key)


def start(key: str, template: Template, choices: Choices, wanted: Wanted) -> Job:
    """Return the report of a key: as it is already, else begun now.

    Raises:
        NotDrawn: Too many reports wait already.
    """
    return begin(key, wanted, partial(_report, template=template, choices=choices))


def begin(key: str, wanted: str, work: Callable[[Job], None]) -> Job:
    """Return the job of a key: as it is already, else `work` begun now, which fills it.

    Raises:
        NotDrawn: Too many wait already.
    """
    with _lock:
        job = _jobs.get(key)
        if job is not None and job.error is None:
            _jobs.move_to_end(key)
            return job
        if sum(not one.finished for one in _jobs.values()) >= WAITING:
            raise NotDrawn(n_("Many reports are being made; please ask again in a minute."))
        job = _jobs[key] = Job(wanted)
        _jobs.move_to_end(key)
        _forget()
    _maker.submit(_make, job, work)
    return job


def _forget() -> None:
    finished = [key for key, job in _jobs.items() if job.finished]
    for key in finished[: max(0, len(finished) - KEPT)]:
        del _jobs[key]


def _report(job: Job, *, template: Template, choices: Choices) -> None:
    def told(done: int, of: int) -> None:
        job.done, job.all = done, of

    from ifla_metrics.report.book import press

    t = translate(choices.language)
    book, figures = report_figures.read(template, choices)
    job.undrawable = book.undrawable
    if job.wanted == "pages":
        job.files = tuple(press.pages(book, figures, t, progress=told))
    else:
        wanted = next(one for one in press.FORMATS if one == job.wanted)
        job.files = (press.write(book, wanted, figures, t, progress=told),)


def _make(job: Job, work: Callable[[Job], None]) -> None:
    try:
        work(job)
    except IflaMetricsError as error:
        job.error = error
    except Exception as error:
        errors.log_error(error)
        job.error = NotDrawn(n_("The report could not be made: {reason}"), reason=why(error))
        raise
    finally:
        job.finished = True
