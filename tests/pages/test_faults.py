"""A locked, full, read-only, missing or damaged database: a clear message, no partial write,
and everything works again without a restart.
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
from tests.pages.page import Page, log_form
from tests.store.conftest import close, prepare_history

MESSAGES = (
    "database is not responding",
    "database is damaged",
    "database cannot be read",
    "was moved, deleted or replaced",
)
TITLE = "Course for new members"
LONG = "This text is long enough to need a new page of the file. " * 100
LOCK_TIMEOUT = 200
"""Milliseconds, instead of ten seconds."""


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
    content = path.read_bytes()
    path.write_bytes(b"\0" * 4096 + content[4096:])
    yield
    close(url)
    path.write_bytes(content)


def _administer(url, *statements):
    parsed = database.sa.make_url(url)
    server = parsed.set(drivername="postgresql", database="postgres")
    address = server.render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.format(name=parsed.database))


DISCONNECT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"


@contextmanager
def disconnected(url):
    _administer(url, DISCONNECT)
    yield


@contextmanager
def unavailable(url):
    _administer(url, 'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false', DISCONNECT)
    yield
    _administer(url, 'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


@contextmanager
def read_only(url):
    _administer(url, 'ALTER DATABASE "{name}" SET default_transaction_read_only = on', DISCONNECT)
    yield
    _administer(url, 'ALTER DATABASE "{name}" RESET default_transaction_read_only', DISCONNECT)


FAULTS = {
    "sqlite": (locked, missing, full, damaged),
    "postgresql": (disconnected, unavailable, read_only),
}
NIGHT = bool(os.environ.get("IFLA_NIGHT"))
FIGURE = "/figures/C-02~2010-2015~2011-2012~now~all~full~all~en.csv"


@pytest.fixture
def url(database_from, monkeypatch, tmp_path):
    monkeypatch.setattr(database, "LOCK_TIMEOUT", LOCK_TIMEOUT)
    copy = database_from(prepare_history)
    monkeypatch.setenv("IFLA_DATABASE_URL", copy)
    yield copy
    close(copy)


def activities(url):
    with read_transaction(engine_of(url)) as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM activity_version").scalar_one()


def assert_plain(text):
    assert not {"Traceback", "SELECT", "sqlite3"} & set(re.findall(r"\w+", text))


def has_message(text):
    return any(message in text for message in MESSAGES)


@BOTH_BY_DAY
def test_each_fault_has_a_clear_message_and_ends_without_a_restart(url, database_kind):
    client = TestClient(Starlette(routes=ROUTES))

    def results():
        """Yield, for each request and page, whether it works."""
        for method, path in (
            ("GET", "/api/ready"),
            ("GET", FIGURE),
            ("GET", "/audit.csv?kind=story"),
            ("POST", "/backup"),
        ):
            response = client.request(method, path, headers={"origin": "http://testserver"})
            assert response.status_code in (200, 403, 503), (path, response.status_code)
            if response.status_code != 200:
                assert_plain(response.text)
            yield response.status_code == 200
        for url_path in ("coverage", "audit"):
            page = Page(url_path)
            assert_plain(page.text)
            yield bool(page.app.title) and not has_message(page.text)

    for month, fault in enumerate(FAULTS[database_kind][: None if NIGHT else 2], start=1):
        title = f"{TITLE} {fault.__name__}"
        form = log_form(title=title, description=LONG, when=f"2011-{month:02}-07")
        before = activities(url)
        with fault(url):
            list(results())
            page = Page("coverage")
            text = form.click("save").text
            assert_plain(text)
        if has_message(page.text):
            [try_again] = page.app.button
            assert try_again.click().run().title
        if fault is not disconnected:  # The next connection works.
            assert has_message(text), text
            assert activities(url) == before
            assert form.run().field("title").value == title
            form.click("save")
        assert activities(url) == before + 1
        assert all(results()), fault.__name__
