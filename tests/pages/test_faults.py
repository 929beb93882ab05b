"""The database is locked, full, read-only, away or damaged: a plain sentence, nothing half written,
and all works again, without a restart, when the fault ends.
"""

import os
import re
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ifla_metrics.store import database
from ifla_metrics.store.database import engine_of, read_transaction
from ifla_metrics.ui.web.routes import ROUTES
from tests.conftest import BOTH_BY_DAY
from tests.pages.forms import Reader, log
from tests.store.conftest import close, prepare_history

SAID = ("database is not responding", "database cannot be read", "was moved, deleted or replaced")
TITLE = "Course for new members"
LONG = "Every word of it needs its room in the file. " * 100
SOON = 200
"""Milliseconds: here nobody waits ten seconds for a lock."""


@contextmanager
def locked(url):
    path = url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def full(url):
    engine = engine_of(url)
    engine.dispose()

    def limit(driver, _record):
        cursor = driver.cursor()
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count={pages}")
        cursor.close()

    database.sa.event.listen(engine, "connect", limit)
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as other:
        other.execute("VACUUM")
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    yield
    database.sa.event.remove(engine, "connect", limit)
    engine.dispose()


@contextmanager
def missing(url):
    path = Path(url.removeprefix("sqlite:///"))
    away = path.rename(path.with_name("away"))
    yield
    assert not path.exists()
    away.rename(path)


@contextmanager
def damaged(url):
    close(url)
    path = Path(url.removeprefix("sqlite:///"))
    whole = path.read_bytes()
    path.write_bytes(b"\0" * 4096 + whole[4096:])
    yield
    close(url)
    path.write_bytes(whole)


def _administer(url, *statements):
    place = database.sa.make_url(url)
    server = place.set(drivername="postgresql", database="postgres")
    with psycopg.connect(
        server.render_as_string(hide_password=False), autocommit=True
    ) as connection:
        for statement in statements:
            connection.execute(statement.format(name=place.database))


KICK = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"


@contextmanager
def cut_off(url):
    _administer(url, KICK)
    yield


@contextmanager
def away(url):
    _administer(url, 'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false', KICK)
    yield
    _administer(url, 'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


@contextmanager
def read_only(url):
    _administer(url, 'ALTER DATABASE "{name}" SET default_transaction_read_only = on', KICK)
    yield
    _administer(url, 'ALTER DATABASE "{name}" RESET default_transaction_read_only', KICK)


FAULTS = {"sqlite": (locked, missing, full, damaged), "postgresql": (cut_off, away, read_only)}
NIGHT = bool(os.environ.get("IFLA_NIGHT"))
FIGURE = "/figures/C-02~2010-2015~2011-2012~now~all~full~all~en.csv"


@pytest.fixture
def url(database_from, monkeypatch, tmp_path):
    monkeypatch.setattr(database, "LOCK_TIMEOUT", SOON)
    found = database_from(prepare_history)
    monkeypatch.setenv("IFLA_DATABASE_URL", found)
    yield found
    close(found)


def activities(url):
    with read_transaction(engine_of(url)) as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM activity_version").scalar_one()


def plain(words):
    assert not {"Traceback", "SELECT", "sqlite3"} & set(re.findall(r"\w+", words))
    return words


def page(name):
    reader = Reader(name)
    words = plain(reader.html)
    return bool(reader.app.title) and not any(said in words for said in SAID)


@BOTH_BY_DAY
def test_each_fault_is_a_sentence_and_ends_without_a_restart(url, database_kind):
    client = TestClient(Starlette(routes=ROUTES))

    def answers():
        """What can be asked, each as 200 or with the whole page when nothing is wrong."""
        for method, address in (
            ("GET", "/api/ready"),
            ("GET", FIGURE),
            ("GET", "/audit.csv?kind=story"),
            ("POST", "/backup"),
        ):
            answer = client.request(method, address, headers={"origin": "http://testserver"})
            plain(answer.text if answer.status_code != 200 else "")
            assert answer.status_code in (200, 403, 503), (address, answer.status_code)
            yield answer.status_code == 200
        yield from map(page, ("coverage", "audit"))

    for month, fault in enumerate(FAULTS[database_kind][: None if NIGHT else 2], start=1):
        title = f"{TITLE} {fault.__name__}"
        form = log(title=title, description=LONG, when=f"2011-{month:02}-07")
        before = activities(url)
        with fault(url):
            list(answers())
            said = plain(form.click("save").html)
        if fault is not cut_off:  # After a cut connection the next one is used: nothing fails.
            assert any(words in said for words in SAID), said
            assert activities(url) == before
            assert form.run().field("title").value == title
            form.click("save")
        assert activities(url) == before + 1
        assert all(answers()), fault.__name__
