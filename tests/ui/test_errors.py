"""A failure is a plain sentence for the reader and one log entry; an empty page leads on."""

import logging
import sqlite3

import psycopg
import pytest
import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from ifla_metrics.i18n import translate
from ifla_metrics.store.database import engine_of
from ifla_metrics.ui import errors
from ifla_metrics.ui.web.answers import endpoint

BREAKS = ("\n", "\r\n", "\r", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029")
FORGED = "2026-11-24 12:00:00 ERROR the secretariat signed in"
T = translate("en")


@pytest.mark.parametrize("line_break", BREAKS)
def test_no_word_of_an_error_looks_like_another_entry_of_the_log(line_break, caplog):
    with caplog.at_level(logging.ERROR, logger="ifla_metrics"):
        try:
            raise ValueError(f"title{line_break}{FORGED}")
        except ValueError as error:
            number = errors.log_error(error)

    [entry] = caplog.messages
    first, *rest = entry.splitlines()
    assert first == f"Unexpected error {number}"
    assert all(line.startswith("    | ") for line in rest)
    assert FORGED in entry


def test_a_statement_that_fails_says_nothing_of_its_values(tmp_path, caplog):
    (path := tmp_path / "log.db").touch()
    engine = engine_of(f"sqlite:///{path}")
    typed = "-".join(("ca", "na", "ry"))  # A trace shows the lines of this file too.
    with pytest.raises(sa.exc.OperationalError) as failed, engine.connect() as connection:
        connection.execute(sa.text("SELECT * FROM nowhere WHERE a = :a"), {"a": typed})
    engine.dispose()
    errors.log_error(failed.value)

    assert "nowhere" in caplog.text
    assert typed not in caplog.text


@pytest.mark.parametrize(
    ("error", "database"),
    [
        (sa.exc.OperationalError("SELECT", {}, Exception("locked")), True),
        (sa.exc.DatabaseError("SELECT", {}, Exception("malformed")), True),
        (sa.exc.TimeoutError("no connection in the pool"), True),
        (sqlite3.OperationalError("disk is full"), True),
        (psycopg.OperationalError("server closed"), True),
        (psycopg.errors.DeadlockDetected("deadlock"), True),
        (psycopg.errors.AdminShutdown("terminating connection"), True),
        (psycopg.errors.DataCorrupted("invalid page"), True),
        (psycopg.errors.UniqueViolation("unique"), False),
        (psycopg.errors.UndefinedTable("no such table"), False),
        (type("OurOperationalError", (ValueError,), {})(), False),
        (sa.exc.IntegrityError("INSERT", {}, Exception("unique")), False),
        (sa.exc.ProgrammingError("SELCT", {}, Exception("syntax")), False),
        (ValueError(), False),
    ],
)
def test_a_fault_of_the_database_is_told_from_one_of_ours(error, database):
    assert errors.is_database_fault(error) is database


def test_an_address_that_is_no_page_says_it_in_a_sentence_and_one_of_ours_is_not_hidden():
    def away(_request, _reader, _t):
        raise sa.exc.OperationalError("SELECT secret", {}, Exception("away"))

    def ours(_request, _reader, _t):
        raise ValueError("ours")

    client = TestClient(
        Starlette(routes=[Route("/away", endpoint(away)), Route("/ours", endpoint(ours))])
    )
    answer = client.get("/away?language=fr")

    assert answer.status_code == 503
    assert answer.text.startswith("La base de données ne répond pas")
    with pytest.raises(ValueError, match="ours"):
        client.get("/ours")
