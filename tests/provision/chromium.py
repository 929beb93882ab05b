"""A Chromium for the tests: find it, install it when missing and allowed.

Run as a program it only makes sure that one is there. A snap does not do: it sees neither the
profile nor the downloads that a test keeps in the temporary folder.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

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


def install() -> bool:
    """Install the system's package; False, and what it said on standard error, when it fails."""
    print("Installing Chromium from the system's packages", flush=True)
    surroundings = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for words in (
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium"],
    ):
        done = subprocess.run(words, env=surroundings, capture_output=True, text=True, check=False)
        if done.returncode:
            print((done.stderr or done.stdout).strip()[-2000:], file=sys.stderr)
            return False
    return True


def main() -> int:
    """Make sure that there is a Chromium; a plain line and 1 when there is none."""
    if executable() is None and os.geteuid() == 0 and shutil.which("apt-get"):
        install()
    if executable() is None:
        print(MISSING, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
