"""Packages of the system that tests need: installed when missing and allowed."""

import os
import shutil
import subprocess
import sys


def install(package: str) -> None:
    """Install a package where this is root on a Debian; say on standard error why it failed."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print(f"Installing {package} from the system's packages", flush=True)
    surroundings = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for words in (
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-y", "-q", "--no-install-recommends", package],
    ):
        done = subprocess.run(words, env=surroundings, capture_output=True, text=True, check=False)
        if done.returncode:
            print((done.stderr or done.stdout).strip()[-2000:], file=sys.stderr)
            return
