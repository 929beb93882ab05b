"""A folder in memory for what tests write: a disk makes each copy of a database many times dearer.

PostgreSQL copies some hundred files for a test, and every log is written with care to the disk.
Linux keeps /dev/shm in memory; where there is none, or too little, the usual folder serves. Who
names a folder (TMPDIR) gets that one, and finds there afterwards what a failed test left.
"""

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 3 * 2**30
"""Bytes: several times of what a whole run has in it at once."""
PREFIX = "ifla-tests-"


def begin() -> Path | None:
    """Have this process and its children write to a new folder in memory; None when they do not."""
    if os.environ.get("TMPDIR") or not MEMORY.is_dir():
        return None
    _sweep()
    if shutil.disk_usage(MEMORY).free < ROOM or os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
        return None  # A container may give little of it, or let no program be run from there.
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=MEMORY))
    folder.chmod(0o711)  # PostgreSQL passes through as a user of its own.
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    return folder


def end(folder: Path) -> None:
    """Remove the folder."""
    os.environ.pop("TMPDIR")
    tempfile.tempdir = None
    shutil.rmtree(folder, ignore_errors=True)


def _sweep() -> None:
    """Remove what runs that were killed have left."""
    for left in MEMORY.glob(f"{PREFIX}*"):
        if not Path("/proc", left.name.removeprefix(PREFIX).partition("-")[0]).exists():
            shutil.rmtree(left, ignore_errors=True)
