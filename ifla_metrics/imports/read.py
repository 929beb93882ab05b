"""From the bytes of a file to its sheets, read in a process of its own that a bad file may end."""

import hashlib
import resource
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from datetime import time as clock_time
from pathlib import PurePath
from typing import Any

from ifla_metrics.errors import IflaMetricsError, n_
from ifla_metrics.imports.rows import Question
from ifla_metrics.text import clean_line
from ifla_metrics.workers import Worker, limit_memory

MEGABYTE = 1024 * 1024


class FileRefused(IflaMetricsError):
    """The file as a whole cannot be taken; nothing of it was read."""


@dataclass(frozen=True)
class Limits:
    """How much a file may ask of the machine; a file that asks more is refused as a whole.

    `seconds` and `memory` (bytes) are what the reading process may take, memory beyond that of its
    own start.
    """

    bytes: int
    rows: int
    columns: int
    unpacked: int
    parts: int
    sheets: int
    seconds: float
    memory: int

    def exceeded(self) -> FileRefused:
        """Return the refusal of a file that is too large, with all that it may have."""
        text = n_(
            "The file is too large. It can have up to {size} MB ({unpacked} MB unpacked), "
            "{sheets} sheets, {rows} rows and {columns} columns. Split it, or send only the "
            "rows that changed."
        )
        sizes = {"size": self.bytes // MEGABYTE, "unpacked": self.unpacked // MEGABYTE}
        counts = {"sheets": self.sheets, "rows": self.rows, "columns": self.columns}
        return FileRefused(text, **sizes, **counts)


HEADINGS = 30
"""Rows above the data (titles, the header) that do not count as rows."""

PAGE = Limits(
    bytes=10 * MEGABYTE,
    rows=20_000,
    columns=200,
    unpacked=60 * MEGABYTE,
    parts=500,
    sheets=40,
    seconds=10.0,
    memory=230 * MEGABYTE,
)
"""An upload on a page."""

COMMAND = replace(
    PAGE,
    bytes=200 * MEGABYTE,
    rows=1_000_000,
    unpacked=2_000 * MEGABYTE,
    seconds=600.0,
    memory=6_000 * MEGABYTE,
)
"""A file given on the command line, by somebody who may use the machine anyway."""


MARKING = replace(PAGE, seconds=20.0, memory=2 * PAGE.memory)
"""A workbook that is written again with its faulty cells marked: all of it, styles too."""

Value = str | int | float | bool | date | datetime | clock_time | None
"""A cell as its file shows it: a day formatted as a month is “3/2012”, 0.5 as per cent “50 %”."""


def is_empty(value: Value) -> bool:
    """Say whether a cell has nothing in it."""
    return value is None or (isinstance(value, str) and not value.strip())


def shown(value: Value) -> str:
    """Return a cell as a person sees it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return "" if value is None else str(value)


@dataclass(frozen=True)
class SheetRow:
    """A row with something in it; `number` as a spreadsheet counts, `values[0]` is column A."""

    number: int
    values: tuple[Value, ...]
    hidden: bool = False


@dataclass(frozen=True)
class Sheet:
    """The filled rows of a sheet. Places are (row, column), both counted from 1.

    `unfinished` are formulas without a stored result, `struck` cells that are struck through,
    `merged` cells that are one over several rows. `is_text` tells a CSV file, whose cells are all
    text.
    """

    name: str
    rows: tuple[SheetRow, ...] = field(repr=False)
    hidden: bool = False
    merged: frozenset[tuple[int, int]] = frozenset()
    unfinished: frozenset[tuple[int, int]] = frozenset()
    struck: frozenset[tuple[int, int]] = frozenset()
    is_text: bool = False


@dataclass(frozen=True)
class Table:
    """A file as read; `questions` are open ones about how to read it (encoding, delimiter)."""

    name: str
    sha256: str
    sheets: tuple[Sheet, ...]
    questions: tuple[Question, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)


_OTHERS = (b"%pdf", b"<", b"{", b"[{", b"[[", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
"""First bytes, in small letters, of files that are no table, of old and of locked workbooks."""
NO_TABLE = n_(
    "This is neither a workbook (.xlsx) nor a CSV file. Open it in a spreadsheet program, save "
    "it as .xlsx without a password and send that."
)
DAMAGED = n_("The file is damaged: open it in a spreadsheet program, save it again and send that.")
TOO_HARD = n_("The file cannot be read: it needs too much memory, or may be harmful.")


def read(
    data: bytes,
    name: str,
    limits: Limits = PAGE,
    *,
    answers: Mapping[str, str] | None = None,
    waiting: Callable[[], object] | None = None,
) -> Table:
    """Return the sheets of an XLSX or CSV file.

    Args:
        data: The bytes of the file.
        name: Its name, which is that of the sheet of a CSV file.
        limits: What the file may ask of the machine.
        answers: `encoding` and `delimiter` of a CSV file, when somebody has said them.
        waiting: Called now and then while it is read; what it raises ends the reading.

    Raises:
        FileRefused: Says why in plain words; nothing of the file was read.
    """
    kind = _kind(data, limits)
    sheet = clean_line(PurePath(name.replace("\\", "/")).stem)[:60] or "CSV"
    how = {key: (answers or {}).get(key, "") for key in ("encoding", "delimiter")}
    args = (data, kind, sheet, limits, how)
    table: Table = run_limited(_parse, *args, limits=limits, waiting=waiting)
    return replace(table, name=name, sha256=hashlib.sha256(data).hexdigest())


def run_limited(
    function: Callable[..., Any],
    *args: Any,
    limits: Limits,
    waiting: Callable[[], object] | None = None,
) -> Any:
    """Return `function(*args)` from a process of its own, which a bad file may end.

    Raises:
        FileRefused: It says so, fails, or takes more seconds or memory than the limits.
    """
    worker = Worker()
    try:
        job = (_limited, (limits, function, args))
        # On a busy machine the seconds of the processor, which it is limited to, take longer.
        result, fault = worker.run(job, 2 * limits.seconds + 5, while_waiting=waiting)
    except TimeoutError:
        text = n_("Reading the file took longer than {seconds} seconds and was stopped.")
        raise FileRefused(text, seconds=f"{limits.seconds:g}") from None
    except EOFError:
        raise FileRefused(TOO_HARD) from None
    finally:
        worker.stop()
    if isinstance(fault, FileRefused):
        raise fault
    if fault is not None:
        raise FileRefused(TOO_HARD if fault.startswith("MemoryError") else DAMAGED)
    return result


def _limited(limits: Limits, function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
    """Return `function(*args)` of this process, which is limited first."""
    limit_memory(limits.memory)
    seconds = int(time.process_time() + limits.seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    return function(*args)


def _kind(data: bytes, limits: Limits) -> str:
    """Return `xlsx` or `csv`, whatever the name says; raises FileRefused for what is neither."""
    if len(data) > limits.bytes:
        raise limits.exceeded()
    if not data.strip(b"\x00 \r\n\t"):
        raise FileRefused(n_("The file is empty."))
    if data.startswith(b"PK"):
        return "xlsx"
    is_text = b"\x00" not in data or data.startswith((b"\xff\xfe", b"\xfe\xff"))
    start = data[:1000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith(_OTHERS) or not is_text:
        raise FileRefused(NO_TABLE)
    return "csv"


def _parse(data: bytes, kind: str, name: str, limits: Limits, answers: Mapping[str, str]) -> Table:
    """Return the sheets of a file; runs in the reading process."""
    from ifla_metrics.imports.read_csv import read_csv
    from ifla_metrics.imports.read_xlsx import read_xlsx

    if kind == "csv":
        return read_csv(data, name, limits, answers)
    return read_xlsx(data, limits)
