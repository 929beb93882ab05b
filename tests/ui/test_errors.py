import logging

import pytest
import sqlalchemy as sa

from ifla_metrics.store.database import engine_of
from ifla_metrics.ui import errors

BREAKS = ("\n", "\r\n", "\r", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029")
FORGED = "2026-11-24 12:00:00 ERROR the secretariat signed in"


@pytest.mark.parametrize("line_break", BREAKS)
def test_an_error_message_cannot_forge_a_log_entry(line_break, caplog):
    with caplog.at_level(logging.ERROR, logger="ifla_metrics"):
        number = errors.log_error(ValueError(f"title{line_break}{FORGED}"))

    [message] = caplog.messages
    first, *rest = message.splitlines()
    assert first == f"Unexpected error {number}"
    assert all(line.startswith("    | ") for line in rest)
    assert FORGED in message


def test_the_log_omits_the_values_of_a_failed_statement(history, caplog):
    engine = engine_of(history)
    value = "-".join(("ca", "na", "ry"))  # Not a literal, which the traceback would show.
    with pytest.raises(sa.exc.OperationalError) as failed, engine.connect() as connection:
        connection.execute(sa.text("SELECT * FROM nowhere WHERE a = :a"), {"a": value})
    errors.log_error(failed.value)

    assert "nowhere" in caplog.text
    assert value not in caplog.text
