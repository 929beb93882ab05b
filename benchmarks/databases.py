"""The databases that are measured: made once for each size, kept under `var/benchmarks/`.

They carry the documented history and, on top, the generated log. A measurement that writes works on
a copy or leaves what it wrote: the next one takes the size as it is.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from benchmarks.log_generator import fill
from ifla_metrics.settings import DATA, ROOT
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.initialise import initialise

FOLDER = ROOT / "var" / "benchmarks"
SIZES = (10_000, 100_000, 1_000_000)


def url_of(path: Path) -> str:
    """Return the URL of a SQLite file."""
    return f"sqlite:///{path}"


def made(size: int) -> Path:
    """Return the database with `size` generated activities; made when there is none yet."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"log-{size}.db"
    if path.exists():
        initialise(url_of(path), data=DATA)
        return path
    begun = time.perf_counter()
    making = FOLDER / f"making-{size}.db"
    _remove(making)
    initialise(url_of(making), data=DATA)
    fill(url_of(making), size)
    engine_of(url_of(making)).dispose()
    with closing(sqlite3.connect(making)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")
    making.rename(path)
    print(f"Made {path.name} in {time.perf_counter() - begun:.0f} s", flush=True)
    return path


@contextmanager
def copied(size: int, name: str = "copy") -> Iterator[Path]:
    """Give a copy of a database that may be written to, and take it away afterwards."""
    source = made(size)
    copy = FOLDER / f"{name}-{size}.db"
    _remove(copy)
    with closing(sqlite3.connect(source)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(source, copy)
    try:
        yield copy
    finally:
        _remove(copy)


def _remove(path: Path) -> None:
    for file in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        file.unlink(missing_ok=True)
