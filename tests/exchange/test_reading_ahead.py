"""A file that is read ahead is that file; who leaves before ends the reading at once."""

import subprocess
import time

import pytest

from ifla_metrics.exchange.files import read_file
from ifla_metrics.exchange.limits import PAGE
from ifla_metrics.exchange.reading_ahead import read_ahead
from ifla_metrics.exchange.sheets import FileRefused

TEXT = b"Title,First day\nA workshop,2012-03-01\n"


def test_what_is_read_ahead_is_what_is_read():
    told = []
    with read_ahead(TEXT, "log.csv", PAGE) as read:
        assert read(lambda: told.append(1)) == read_file(TEXT, "log.csv", PAGE)
    assert told


def test_a_refusal_comes_when_the_file_is_asked_for():
    with (
        read_ahead(b"%PDF-1.7", "log.csv", PAGE) as read,
        pytest.raises(FileRefused, match="PDF"),
    ):
        read(lambda: None)


def test_what_waiting_raises_ends_it():
    def stop():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), read_ahead(TEXT, "log.csv", PAGE) as read:
        read(stop)


def test_left_before_it_is_read_the_reading_process_is_ended(monkeypatch):
    """A reader that takes for ever does not hold up who found out that nothing is to be read."""
    begin = subprocess.Popen
    monkeypatch.setattr(
        subprocess, "Popen", lambda _words, **further: begin(["/bin/sleep", "60"], **further)
    )
    begun = time.monotonic()
    with pytest.raises(LookupError), read_ahead(TEXT, "log.csv", PAGE):
        raise LookupError
    assert time.monotonic() - begun < 5
