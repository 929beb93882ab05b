"""A failure is a plain sentence for the reader and one log entry; an empty page leads on."""

import logging

import pytest
import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from ifla_metrics.store.database import engine_of
from ifla_metrics.ui import errors
from ifla_metrics.ui.web.answers import endpoint

BREAKS = ("\n", "\r\n", "\r", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029")
FORGED = "2026-11-24 12:00:00 ERROR the secretariat signed in"


@pytest.mark.parametrize("line_break", BREAKS)
def test_no_word_of_an_error_looks_like_another_entry_of_the_log(line_break, caplog):
    with caplog.at_level(logging.ERROR, logger="ifla_metrics"):
        number = errors.log_error(ValueError(f"title{line_break}{FORGED}"))

    [entry] = caplog.messages
    first, *rest = entry.splitlines()
    assert first == f"Unexpected error {number}"
    assert all(line.startswith("    | ") for line in rest)
    assert FORGED in entry


def test_a_statement_that_fails_says_nothing_of_its_values(history, caplog):
    engine = engine_of(history)
    typed = "-".join(("ca", "na", "ry"))  # A trace shows the lines of this file too.
    with pytest.raises(sa.exc.OperationalError) as failed, engine.connect() as connection:
        connection.execute(sa.text("SELECT * FROM nowhere WHERE a = :a"), {"a": typed})
    errors.log_error(failed.value)

    assert "nowhere" in caplog.text
    assert typed not in caplog.text


def test_an_address_that_is_no_page_says_it_in_a_sentence_and_one_of_ours_is_not_hidden():
    faults = {
        "away": sa.exc.OperationalError("SELECT secret", {}, Exception("away")),
        "ours": ValueError("ours"),
    }

    def fail(request, _reader, _t):
        raise faults[request.path_params["name"]]

    client = TestClient(Starlette(routes=[Route("/{name}", endpoint(fail))]))
    answer = client.get("/away?language=fr")

    assert answer.status_code == 503
    assert answer.text.startswith("La base de données ne répond pas")
    with pytest.raises(ValueError, match="ours"):
        client.get("/ours")
