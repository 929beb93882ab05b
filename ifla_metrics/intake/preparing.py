"""From a file to a preview: read it, compare it with the log, keep the versions it was held to.

Reading is done once a file; comparing again whenever a question has been answered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

from ifla_metrics.errors import n_
from ifla_metrics.exchange.alike_stored import beside_stored
from ifla_metrics.exchange.faults import Fault, Place, Question
from ifla_metrics.exchange.files import read_file
from ifla_metrics.exchange.limits import PAGE, Limits
from ifla_metrics.exchange.merge import Plan, Stored, plan
from ifla_metrics.exchange.rows import ReadFile, ReadRow, read_rows
from ifla_metrics.exchange.sheets import Sheet
from ifla_metrics.exchange.workbook_words import CODES, INSTRUCTIONS
from ifla_metrics.i18n import LANGUAGES, Translate, translate
from ifla_metrics.intake.counterparts import earlier_of, standing_of, taken_before
from ifla_metrics.intake.known_codes import known_of
from ifla_metrics.store.imports import earlier_drafts
from ifla_metrics.store.kinds import ALL_KINDS
from ifla_metrics.store.rights import names as names_of

STEPS = (
    n_("The file is read"),
    n_("The rows are understood"),
    n_("They are compared with the log"),
    n_("They are written"),
)
"""What becomes of a file, in order; the last one only when it is applied."""
READ, UNDERSTOOD, COMPARED, WRITTEN = range(len(STEPS))
Told = Callable[[int], None]
"""Told the step that is being taken, again and again; what it raises ends it: nothing is written
before the last."""


def _nobody(_step: int) -> None:
    """Nobody is told."""


@dataclass(frozen=True)
class OpenedFile:
    """A file that was read, not yet understood."""

    name: str
    hash: str
    """SHA-256 of its bytes, in hexadecimal."""
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True)
class Preview:
    """What a file would do to the log as it stood when it was compared."""

    file: OpenedFile
    group: str
    read: ReadFile
    plan: Plan

    @cached_property
    def waiting(self) -> tuple[ReadRow, ...]:
        """Rows with a fault or an open question."""
        return tuple(row for row in self.read.rows if not is_sound(row))

    @cached_property
    def faults(self) -> list[Fault]:
        """Everything that is wrong: in reading, and against the log."""
        return [*_faults_of(self.read), *_refusals(self.plan)]

    @cached_property
    def questions(self) -> list[Question]:
        """Everything that has to be answered."""
        return [question for row in self.read.rows for question in row.questions]

    def notices(self, t: Translate) -> list[str]:
        """Return what is worth telling: columns and sheets that were not read, what was supplied.

        That our own instructions and lists are not read is not.
        """
        every = [translate(language) for language in LANGUAGES]
        own = {words(name) for words in every for name in (INSTRUCTIONS, CODES)}
        found = [d.words(t) for d in self.read.dropped_columns]
        found += [f.words(t) for f in self.read.left_out if f.place.sheet not in own]
        found += [f.words(t) for f in self.read.notices]
        return found + [f.words(t) for row in self.read.rows for f in row.notices]

    @cached_property
    def is_whole(self) -> bool:
        """Whether every row could be taken: no fault, no question, no conflict."""
        return not (self.faults or self.questions or self.waiting or self.plan.conflicts)

    @property
    def brings(self) -> bool:
        """Whether applying it would write anything."""
        return bool(self.plan.written)


def open_file(data: bytes, name: str, limits: Limits = PAGE, *, told: Told = _nobody) -> OpenedFile:
    """Read a file within limits.

    Raises:
        FileRefused: It cannot be taken; says why.
    """
    told(READ)
    return opened_file(data, name, read_file(data, name, limits, waiting=partial(told, READ)))


def opened_file(data: bytes, name: str, sheets: tuple[Sheet, ...]) -> OpenedFile:
    """Return a file whose sheets were read from its bytes."""
    return OpenedFile(name, hashlib.sha256(data).hexdigest(), sheets)


def compare(
    connection: Any,
    file: OpenedFile,
    t: Translate,
    *,
    group: str,
    framework: str = "",
    answers: Mapping[str, str] | None = None,
    keeps_names: bool = False,
    told: Told = _nobody,
) -> Preview:
    """Say what a file would add, change and withdraw.

    Args:
        connection: A connection that reads.
        file: The file.
        t: The words of its reader.
        group: The group whose file it is; "" takes the rows of all.
        framework: The strategy that is meant where a row does not say.
        answers: To questions that were asked before, by their id.
        keeps_names: An entry whose id the log does not have is added under a new one.
        told: What step is being taken.
    """
    told(UNDERSTOOD)
    known = known_of(connection, framework)
    read = read_rows(
        file.sheets,
        known,
        answers or {},
        group,
        t,
        said_then=lambda kind, versions: earlier_drafts(connection, ALL_KINDS[kind], versions),
    )
    told(COMPARED)
    sound = [row for row in read.rows if is_sound(row)]
    taken = taken_before(connection, file.hash)
    there = standing_of(connection, sound, group, taken.values())
    names = names_of(connection)
    stored = {
        n: Stored(s.version, s.draft, s.withdrawn, names.get(s.recorded_by, s.recorded_by))
        for n, s in there.items()
    }
    if stored:
        rows, left_out = beside_stored(read.rows, stored, taken, answers or {})
        read = replace(read, rows=tuple(rows), left_out=(*read.left_out, *left_out))
        sound = [row for row in rows if is_sound(row)]
    found = plan(
        sound,
        stored,
        earlier_of(connection, sound, there),
        group=group,
        taken=taken,
        keeps_names=keeps_names,
    )
    return Preview(file, group, read, found)


def decided(preview: Preview, plan: Plan) -> Preview:
    """Return the preview with another plan: conflicts that were chosen."""
    return replace(preview, plan=plan)


def faulty_file(preview: Preview, t: Translate) -> bytes:
    """Return the file with its faults coloured and commented."""
    from ifla_metrics.exchange.workbook_faulty import write_faulty  # A file in order needs none.

    return write_faulty(preview.file.sheets, preview.faults, preview.questions, t)


def is_sound(row: ReadRow) -> bool:
    """Say whether a row was read without fault and without an open question."""
    return not row.faults and not row.questions and (row.draft is not None or row.withdraw)


def _faults_of(read: ReadFile) -> Iterable[Fault]:
    """Yield the faults of a file and of its rows; a column that is missing is said once."""
    yield from read.faults
    said = {(fault.place.sheet, fault.reason) for fault in read.faults}
    for row in read.rows:
        yield from (f for f in row.faults if (f.place.sheet, f.reason) not in said)


def _refusals(plan: Plan) -> Iterable[Fault]:
    for planned in plan.refused:
        if planned.reason is not None:
            yield Fault(Place(*planned.place), planned.row.uid, planned.reason)
