"""Find Chromium and pdftotext for the tests, or install them as root on Debian."""

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
    """Return the path of a Chromium that is not a snap, because snaps see no temporary folder."""
    paths = (path for name in CHROMIUMS if (path := shutil.which(name)))
    return next((path for path in paths if not _is_snap(Path(path))), None)


def _is_snap(path: Path) -> bool:
    """Return whether this is a link to `snap`, or Ubuntu's script that calls one."""
    if path.resolve().name == "snap" or "/snap/" in str(path.resolve()):
        return True
    with path.open("rb") as file:
        start = file.read(4096)
    return start.startswith(b"#!") and b"/snap/bin/" in start


def install(package: str) -> None:
    """Install a Debian package as root; print an error if that fails."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print(f"Installing {package} from the system's packages", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for args in (["update"], ["install", "-y", "--no-install-recommends", package]):
        command = ["apt-get", "-q", *args]
        result = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False
        )
        if result.returncode:
            print((result.stderr or result.stdout).strip()[-2000:], file=sys.stderr)
            return


def main() -> int:
    """Install both if missing; print a message and return 1 if one remains missing."""
    pdftotext_missing = "The tests need pdftotext: install the package 'poppler-utils'."
    for find, package, message in (
        (chromium, "chromium", MISSING),
        (lambda: shutil.which("pdftotext"), "poppler-utils", pdftotext_missing),
    ):
        if find() is None:
            install(package)
        if find() is None:
            print(message, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
