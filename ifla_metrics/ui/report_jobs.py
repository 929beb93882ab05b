"""Reports and data packs that are being made, one after the other, apart from any page.

What is asked for again, with the same blocks, choices and state of the log, is there already.
What is kept is bounded; the oldest goes first.
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
from ifla_metrics.exports.workers import workers
from ifla_metrics.i18n import translate
from ifla_metrics.ui import errors, sources
from ifla_metrics.ui.sources import load_libraries

if TYPE_CHECKING:
    from ifla_metrics.choices import Choices
    from ifla_metrics.exports import open_data
    from ifla_metrics.exports.document import Document
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


LIMIT = 240.0
"""Seconds that a data pack may take; a usual one takes four."""


@dataclass(frozen=True)
class Pack:
    """Everything known as data: a format of a strategy with all choices, and for whom."""

    file_format: open_data.Format
    choices: Choices
    public: bool = True
    organisation: str = ""
    """Of IATI: the identifier of who reports; empty for all else."""

    @property
    def file_name(self) -> str:
        """The name of the file."""
        from ifla_metrics.exports import open_data

        chosen, kind = self.choices, self.file_format
        name = f"ifla-metrics_{chosen.framework}_{chosen.period}_{chosen.known_on}_{kind}"
        return f"{name}.{open_data.ENDINGS[kind]}"


@dataclass
class Job:
    """One file: how far it is, and what came of it. Written by its maker, read by pages."""

    done: int = 0
    all: int = 0
    """Pictures drawn, of how many; 0 before the figures are read."""
    files: tuple[bytes, ...] = field(default=(), repr=False)
    """The file; of `pages`, a picture for each page."""
    error: IflaMetricsError | None = None
    finished: bool = False
    cancelled: bool = False
    readers: int = 1
    """Who asked for it and waits: it is cancelled when none is left."""

    def cancel(self) -> None:
        """Let one reader go; the others still get it."""
        with _lock:
            self.readers -= 1
            self.cancelled = self.readers <= 0

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
    return begin((template, choices, wanted), partial(_write_report, template, choices, wanted))


def start_pack(pack: Pack) -> Job:
    """Return a data pack: the one made since the log was last written to, else begun now.

    Raises:
        InvalidRecord: Of IATI: that is no organisation's identifier; nothing was started.
        NotAllowed: Of the public: a choice that it does not have.
        NotDrawn: Too many files wait already.
    """
    if pack.file_format == "iati":
        from ifla_metrics.exports.iati import Organisation

        Organisation(pack.organisation).checked()
    if pack.public:
        pack.choices.require_public()
    return begin(pack, partial(_write_pack, pack))


def begin(asked: Hashable, work: Callable[[Job], None]) -> Job:
    """Return the job of what is asked for: as it is already, else `work` begun now, which fills it.

    Raises:
        NotDrawn: Too many wait already.
    """
    key = (asked, sources.revision(), datetime.now(UTC).date())
    with _lock:
        job = _jobs.get(key)
        if job is not None and job.error is None and not job.cancelled:
            _jobs.move_to_end(key)
            job.readers += 1
            return job
        if sum(not one.finished for one in _jobs.values()) >= WAITING:
            raise NotDrawn(n_("Many reports are being made; please ask again in a minute."))
        job = _jobs[key] = Job()
        _jobs.move_to_end(key)
        finished = [old for old, one in _jobs.items() if one.finished]
        for old in finished[: max(0, len(finished) - KEPT)]:
            del _jobs[old]
    _maker.submit(_make, job, work)
    return job


def _write_report(template: Template, choices: Choices, wanted: Wanted, job: Job) -> None:
    from ifla_metrics.exports import report

    t = translate(choices.language)
    job.progress(0, 0)
    document, figures = read(template, choices)
    if wanted == "pages":
        job.files = tuple(report.pages(document, figures, t, progress=job.progress))
    else:
        job.files = (report.write(document, wanted, figures, t, progress=job.progress),)


def _write_pack(pack: Pack, job: Job) -> None:
    from ifla_metrics.exports import open_data
    from ifla_metrics.exports.iati import Organisation

    kind, chosen = pack.file_format, pack.choices
    needs, previous = open_data.needs(kind, sources.framework(chosen))
    reading = sources.read_frames(chosen, needs, previous)
    job.progress(0, 0)
    # In a process of its own: every figure is built, and pages would wait for that.
    write = partial(
        open_data.write,
        kind,
        reading,
        translate(chosen.language),
        hide_small=pack.public or reading.hide_small,
        organisation=Organisation(pack.organisation),
    )
    job.files = (workers.run(write, name=pack.file_name, limit=LIMIT),)


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
