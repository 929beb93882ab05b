"""A Chromium for the tests: find it, install it when missing and allowed.

Run as a program it only makes sure that one is there. A snap does not do: it sees neither the
profile nor the downloads that a test keeps in the temporary folder.
"""

import shutil
import sys
from pathlib import Path

from tests.provision import packages

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "The browser tests need Chromium: install the package 'chromium' (on Ubuntu, where that is a "
    "snap, 'google-chrome-stable') and run this again."
)


def executable() -> str | None:
    """The path of a Chromium or Chrome that is no snap, or None."""
    found = (path for name in NAMES if (path := shutil.which(name)))
    return next((path for path in found if not _is_snap(Path(path))), None)


def _is_snap(path: Path) -> bool:
    """Snaps are links to `snap`; Ubuntu's package is a script that calls one."""
    if path.resolve().name == "snap" or "/snap/" in str(path.resolve()):
        return True
    with path.open("rb") as file:
        beginning = file.read(4096)
    return beginning.startswith(b"#!") and b"/snap/bin/" in beginning


def main() -> int:
    """Make sure that there is a Chromium; a plain line and 1 when there is none."""
    if executable() is None:
        packages.install("chromium")
    if executable() is None:
        print(MISSING, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
