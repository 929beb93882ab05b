"""Chromium and pdftotext for the tests, installed when missing and allowed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "The browser tests need Chromium: install the package 'chromium' (on Ubuntu, where that is a "
    "snap, 'google-chrome-stable') and run this again."
)


def chromium() -> str | None:
    """The path of a Chromium that is no snap: a snap sees no temporary folder. None without one."""
    found = (path for name in CHROMIUMS if (path := shutil.which(name)))
    return next((path for path in found if not _is_snap(Path(path))), None)


def _is_snap(path: Path) -> bool:
    """Snaps are links to `snap`; Ubuntu's package is a script that calls one."""
    if path.resolve().name == "snap" or "/snap/" in str(path.resolve()):
        return True
    with path.open("rb") as file:
        beginning = file.read(4096)
    return beginning.startswith(b"#!") and b"/snap/bin/" in beginning


def install(package: str) -> None:
    """Install a package where this is root on a Debian; say on standard error why it failed."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print(f"Installing {package} from the system's packages", flush=True)
    surroundings = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "-y", "--no-install-recommends", package]):
        command = ["apt-get", "-q", *words]
        done = subprocess.run(
            command, env=surroundings, capture_output=True, text=True, check=False
        )
        if done.returncode:
            print((done.stderr or done.stdout).strip()[-2000:], file=sys.stderr)
            return


def main() -> int:
    """Make sure that both are there; a plain line and 1 when one is not."""
    if chromium() is None:
        install("chromium")
    if chromium() is None:
        print(MISSING, file=sys.stderr)
        return 1
    if shutil.which("pdftotext") is None:
        install("poppler-utils")
    if shutil.which("pdftotext") is None:
        print("The tests need pdftotext: install the package 'poppler-utils'.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
