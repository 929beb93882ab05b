"""A temporary folder in memory (/dev/shm), where copies of databases take a fraction of the time.

Without enough memory there, the tests use the usual folder. Set TMPDIR to choose a folder, and to
keep the files of a failed test.
"""

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
REQUIRED_BYTES = 3 * 2**30
"""Several times what a whole run stores at once."""
PREFIX = "ifla-tests-"


def begin() -> Path | None:
    """Make a new folder in memory the temporary folder, if possible, and return it."""
    if os.environ.get("TMPDIR") or not MEMORY.is_dir():
        return None
    _remove_leftovers()
    if shutil.disk_usage(MEMORY).free < REQUIRED_BYTES or os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
        return None  # Containers can have little of it, or forbid running programs from it.
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=MEMORY))
    folder.chmod(0o711)  # PostgreSQL runs as another user.
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    return folder


def end(folder: Path) -> None:
    """Remove the folder and restore the usual one."""
    os.environ.pop("TMPDIR")
    tempfile.tempdir = None
    shutil.rmtree(folder, ignore_errors=True)


def _remove_leftovers() -> None:
    """Remove the folders of runs that were killed."""
    for folder in MEMORY.glob(f"{PREFIX}*"):
        if not Path("/proc", folder.name.removeprefix(PREFIX).partition("-")[0]).exists():
            shutil.rmtree(folder, ignore_errors=True)
