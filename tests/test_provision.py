"""The databases of the tests are apart, and the locks are whole."""

import sqlite3
from contextlib import closing
from importlib import metadata

import psycopg
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ifla_metrics.settings import ROOT


def connect(url):
    if url.startswith("sqlite"):
        return sqlite3.connect(url.removeprefix("sqlite:///"))
    return psycopg.connect(url)


def prepared(url):
    with closing(connect(url)) as connection:
        connection.execute("CREATE TABLE direction (code text)")
        connection.execute("INSERT INTO direction VALUES ('SD1')")
        connection.commit()


def codes(url):
    with closing(connect(url)) as connection:
        return [code for (code,) in connection.execute("SELECT code FROM direction ORDER BY 1")]


def test_what_one_copy_writes_the_next_does_not_see(database_from):
    first = database_from(prepared)
    with closing(connect(first)) as connection:
        connection.execute("INSERT INTO direction VALUES ('SD2')")
        connection.commit()

    assert codes(first) == ["SD1", "SD2"]
    assert codes(database_from(prepared)) == ["SD1"]


def pins(lock):
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    found = [
        Requirement(line.partition(" \\")[0]) for line in lines if "==" in line.partition(";")[0]
    ]
    return {canonicalize_name(pin.name): pin.extras for pin in found}


def test_the_locks_pin_every_extra_that_an_installed_package_asks_for():
    asked, missing = 0, []
    for lock in ("requirements.txt", "requirements-dev.txt"):
        pinned = pins(lock)
        for name, extras in pinned.items():
            try:
                requirements = metadata.requires(name) or []
            except metadata.PackageNotFoundError:
                continue  # Pinned for another system.
            for wanted in map(Requirement, requirements):
                if wanted.extras and (
                    wanted.marker is None
                    or any(wanted.marker.evaluate({"extra": extra}) for extra in ("", *extras))
                ):
                    asked += 1
                    if not wanted.extras <= pinned[canonicalize_name(wanted.name)]:
                        missing.append(f"{lock}: {name} asks for {wanted}")

    assert asked > 0
    assert missing == []
