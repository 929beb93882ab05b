"""Read the sheets of an uploaded file, in a worker process with limits on time and memory."""

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
    """The file as a whole cannot be read."""


@dataclass(frozen=True)
class Limits:
    """The limits for a file, which is refused as a whole if it exceeds one.

    `seconds` are of processor time, `memory` is in bytes beyond those of the worker at its start.
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
        """Return the error for a file that is too large, which names the limits."""
        text = n_(
            "The file is too large. It can have up to {size} MB ({unpacked} MB unpacked), "
            "{sheets} sheets, {rows} rows and {columns} columns. Split it, or send only the "
            "rows that changed."
        )
        sizes = {"size": self.bytes // MEGABYTE, "unpacked": self.unpacked // MEGABYTE}
        counts = {"sheets": self.sheets, "rows": self.rows, "columns": self.columns}
        return FileRefused(text, **sizes, **counts)


MAX_HEADING_ROWS = 30
"""Rows allowed above the data (titles, headers), in addition to the limit."""

PAGE_LIMITS = Limits(
    bytes=10 * MEGABYTE,
    rows=20_000,
    columns=200,
    unpacked=60 * MEGABYTE,
    parts=500,
    sheets=40,
    seconds=10.0,
    memory=230 * MEGABYTE,
)
"""Limits for an upload on a page."""

COMMAND_LIMITS = replace(
    PAGE_LIMITS,
    bytes=200 * MEGABYTE,
    rows=1_000_000,
    unpacked=2_000 * MEGABYTE,
    seconds=600.0,
    memory=6_000 * MEGABYTE,
)
"""Limits for a file on the command line, whose user has access to the machine anyway."""

MARKING_LIMITS = replace(PAGE_LIMITS, seconds=20.0, memory=2 * PAGE_LIMITS.memory)
"""Limits for writing a marked copy, which loads the whole workbook with its styles."""

Value = str | int | float | bool | date | datetime | clock_time | None
"""A cell as the file displays it: a date in a month format is “3/2012”, 0.5 as percent “50 %”."""
NO_RESULT = "#RESULT!"
"""The value of a formula whose result is not stored in the file."""


def is_empty(value: Value) -> bool:
    """Return whether a cell is empty or blank."""
    return value is None or (isinstance(value, str) and not value.strip())


def cell_text(value: Value) -> str:
    """Return a cell as text, as a spreadsheet shows it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return "" if value is None else str(value)


@dataclass(frozen=True)
class SheetRow:
    """A row that is not empty. `number` counts from 1, `values[0]` is column A."""

    number: int
    values: tuple[Value, ...]
    hidden: bool = False


@dataclass(frozen=True)
class Sheet:
    """The rows of a sheet that are not empty. Cells are (row, column), both from 1.

    `struck` are cells struck through, `merged` are cells merged over several rows. Columns count
    from 1, too. The cells of a CSV file (`is_csv`) are all text.
    """

    name: str
    rows: tuple[SheetRow, ...] = field(repr=False)
    hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()
    merged: frozenset[tuple[int, int]] = frozenset()
    struck: frozenset[tuple[int, int]] = frozenset()
    is_csv: bool = False


@dataclass(frozen=True)
class Table:
    """The sheets of a file; `questions` are about how to read it (encoding, delimiter)."""

    name: str
    sha256: str
    sheets: tuple[Sheet, ...]
    questions: tuple[Question, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)


_OTHER_STARTS = (b"%pdf", b"<", b"{", b"[{", b"[[", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
"""First bytes, in lower case, of other files, of .xls files and of encrypted workbooks."""
_EMPTY = n_("The file is empty.")
NOT_A_TABLE = n_(
    "This is neither a workbook (.xlsx) nor a CSV file. Open it in a spreadsheet program, save "
    "it as .xlsx without a password and send that."
)
DAMAGED = n_("The file is damaged: open it in a spreadsheet program, save it again and upload it.")
UNREADABLE = n_("The file cannot be read: it needs too much memory, or may be harmful.")


def read(
    data: bytes,
    name: str,
    limits: Limits = PAGE_LIMITS,
    *,
    answers: Mapping[str, str] | None = None,
    while_waiting: Callable[[], object] | None = None,
) -> Table:
    """Return the sheets of an XLSX or CSV file.

    Args:
        data: The bytes of the file.
        name: The name of the file, also used for the sheet of a CSV file.
        limits: The limits for the file.
        answers: May hold `encoding` and `delimiter` of a CSV file.
        while_waiting: Called repeatedly while the file is read. What it raises stops the reading.

    Raises:
        FileRefused: The file cannot be read; the message says why.
    """
    if len(data) > limits.bytes:
        raise limits.exceeded()
    sheet = clean_line(PurePath(name.replace("\\", "/")).stem)[:60] or "CSV"
    options = {key: (answers or {}).get(key, "") for key in ("encoding", "delimiter")}
    args = (data, sheet, limits, options)
    table: Table = run_limited(_parse, *args, limits=limits, while_waiting=while_waiting)
    if not any(sheet.rows for sheet in table.sheets):
        raise FileRefused(_EMPTY)
    return replace(table, name=name, sha256=hashlib.sha256(data).hexdigest())


def run_limited(
    function: Callable[..., Any],
    *args: Any,
    limits: Limits,
    while_waiting: Callable[[], object] | None = None,
) -> Any:
    """Return `function(*args)`, called in a worker process.

    Raises:
        FileRefused: The function raises it, fails, or exceeds the limits of time or memory.
    """
    worker = Worker()
    try:
        job = (_limited, (limits, function, args))
        # On a busy machine, the limit of processor time takes longer in real time.
        result, error = worker.run(job, 2 * limits.seconds + 5, while_waiting=while_waiting)
    except TimeoutError:
        text = n_("Reading the file took longer than {seconds} seconds and was stopped.")
        raise FileRefused(text, seconds=f"{limits.seconds:g}") from None
    except (EOFError, OSError):
        raise FileRefused(UNREADABLE) from None
    finally:
        worker.stop()
    if isinstance(error, FileRefused):
        raise error
    if error is not None:
        raise FileRefused(UNREADABLE if error.startswith("MemoryError") else DAMAGED)
    return result


def _limited(limits: Limits, function: Callable[..., Any], args: tuple[Any, ...]) -> Any:
    """Limit this process, then return `function(*args)`."""
    limit_memory(limits.memory)
    seconds = int(time.process_time() + limits.seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    return function(*args)


def _parse(data: bytes, name: str, limits: Limits, options: Mapping[str, str]) -> Table:
    """Return the sheets of a file, whose content says what it is. Runs in the worker process."""
    from ifla_metrics.imports.read_csv import read_csv
    from ifla_metrics.imports.read_xlsx import read_xlsx

    if data.startswith(b"PK"):
        return read_xlsx(data, limits)
    is_text = b"\x00" not in data or data.startswith((b"\xff\xfe", b"\xfe\xff"))
    start = data[:1000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith(_OTHER_STARTS) or not is_text:
        raise FileRefused(NOT_A_TABLE)
    return read_csv(data, name, limits, options)
