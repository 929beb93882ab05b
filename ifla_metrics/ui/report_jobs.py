"""Reports that are being made, one after the other, apart from any page: nobody has to wait.

A report that is asked for again, with the same blocks, choices and state of the log, is there
already. What is kept is bounded; the oldest goes first.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Literal

from ifla_metrics.errors import IflaMetricsError, NotDrawn, NotReady, n_
from ifla_metrics.i18n import translate
from ifla_metrics.ui import errors, sources
from ifla_metrics.ui.sources import load_libraries

if TYPE_CHECKING:
    from ifla_metrics.choices import Choices
    from ifla_metrics.exports.document import Document, Undrawable
    from ifla_metrics.exports.templates import Template
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.reading import Reading

Wanted = Literal["pages", "pdf", "docx", "pptx", "html"]
KEPT = 12
"""Finished reports that are kept for whoever comes back."""
WAITING = 8
"""Reports that may wait; one more is refused."""
TRIES = 3
"""How often the figures are read anew when somebody writes meanwhile."""


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
    cancelled: bool = False

    def progress(self, done: int, of: int) -> None:
        """Take over how far it is.

        Raises:
            NotDrawn: A reader has cancelled it.
        """
        if self.cancelled:
            raise NotDrawn(n_("The report was cancelled."))
        self.done, self.all = done, of


_maker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="report")
_jobs: OrderedDict[Hashable, Job] = OrderedDict()
_lock = threading.Lock()


def read(template: Template, choices: Choices) -> tuple[Document, list[Figure]]:
    """Return the report of a template and its figures, all from one state of the log.

    Raises:
        UnknownCode: A figure or a choice is unknown.
        NotReady: The log does not keep still, or cannot be read.
    """
    load_libraries()
    from ifla_metrics.exports import report_content

    revisions: set[int] = set()

    def make(name: str, direction: str) -> tuple[Figure, Reading]:
        chosen = replace(choices, direction=direction or choices.direction)
        figure, reading = sources.figure(name, chosen)
        revisions.add(reading.revision)
        return figure, reading

    for _ in range(TRIES):
        revisions.clear()
        found = report_content.build(template, make, translate(choices.language))
        if len(revisions) == 1:
            return found
    raise NotReady(n_("The log is being written to; please ask again."))


def start(template: Template, choices: Choices, wanted: Wanted) -> Job:
    """Return a report: as it is already for this day and state of the log, else begun now.

    Raises:
        NotDrawn: Too many reports wait already.
    """
    return begin((template, choices, wanted), wanted, partial(_report, template, choices))


def begin(asked: Hashable, wanted: str, work: Callable[[Job], None]) -> Job:
    """Return the job of what is asked for: as it is already, else `work` begun now, which fills it.

    Raises:
        NotDrawn: Too many wait already.
    """
    key = (asked, sources.revision(), datetime.now(UTC).date())
    with _lock:
        job = _jobs.get(key)
        if job is not None and job.error is None and not job.cancelled:
            _jobs.move_to_end(key)
            return job
        if sum(not one.finished for one in _jobs.values()) >= WAITING:
            raise NotDrawn(n_("Many reports are being made; please ask again in a minute."))
        job = _jobs[key] = Job(wanted)
        _jobs.move_to_end(key)
        finished = [old for old, one in _jobs.items() if one.finished]
        for old in finished[: max(0, len(finished) - KEPT)]:
            del _jobs[old]
    _maker.submit(_make, job, work)
    return job


def _report(template: Template, choices: Choices, job: Job) -> None:
    from ifla_metrics.exports import report
    from ifla_metrics.exports.document import FORMATS

    t = translate(choices.language)
    job.progress(0, 0)
    document, figures = read(template, choices)
    job.undrawable = document.undrawable
    if job.wanted == "pages":
        job.files = tuple(report.pages(document, figures, t, progress=job.progress))
    else:
        wanted = next(one for one in FORMATS if one == job.wanted)
        job.files = (report.write(document, wanted, figures, t, progress=job.progress),)


def _make(job: Job, work: Callable[[Job], None]) -> None:
    try:
        work(job)
    except IflaMetricsError as error:
        job.error = error
    except Exception as error:
        number = errors.log_error(error)
        job.error = NotDrawn(
            n_("The report could not be made. Please tell the secretariat this number: {number}."),
            number=number,
        )
        raise
    finally:
        job.finished = True
