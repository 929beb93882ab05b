"""Databases with the shipped history, or with an empty log, created once per test process."""

import atexit
import shutil
import sqlite3
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path

from ifla_metrics.settings import DATA
from ifla_metrics.store.operations.initialise import initialise


@cache
def _create(*, empty: bool) -> str:
    folder = Path(tempfile.mkdtemp(prefix="ifla-history-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    url = f"sqlite:///{folder / 'history.db'}"
    initialise(url, data=DATA, empty=empty)
    return url


def history_url() -> str:
    """Return the URL of a database with the shipped history. Never write to it."""
    return _create(empty=False)


def empty_url() -> str:
    """Return the URL of a database with an empty log. Never write to it."""
    return _create(empty=True)


def copy_history(target: Path) -> str:
    """Copy the database with the shipped history to `target`, for writing; return its URL."""
    return _copy(history_url(), target)


def copy_empty_log(target: Path) -> str:
    """Copy the database with an empty log to `target`, for writing; return its URL."""
    return _copy(empty_url(), target)


def _copy(url: str, target: Path) -> str:
    source = url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(target)) as copy:
        original.backup(copy)
    return f"sqlite:///{target}"
