"""The drawing process may die or hang; the next picture is drawn all the same."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from ifla_metrics.assets import FONTS
from ifla_metrics.errors import NotDrawn
from ifla_metrics.i18n import translate
from ifla_metrics.report import children
from ifla_metrics.report.rendering import sheet_of
from ifla_metrics.report.sheet import Sheet
from ifla_metrics.report.worker import Worker
from tests.report import specimens

T = translate("en")


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker()
    yield made
    made.stop()


def sheet(**changed: object) -> Sheet:
    return sheet_of(specimens.charted(**changed), "svg", T)


def deadly() -> Sheet:
    """A sheet that nobody cleaned: the renderer ends its process on a vertical tab."""
    spec = {
        "data": {"values": [{"a": "x\x0by", "b": 1}]},
        "mark": "bar",
        "encoding": {"y": {"field": "a"}, "x": {"field": "b", "type": "quantitative"}},
    }
    drawn = sheet()
    return Sheet(format="png", passport=drawn.passport, fonts=drawn.fonts, spec=spec)


def endless() -> Sheet:
    """A sheet that takes far longer than a second."""
    drawn = sheet()
    spec = {
        "data": {"sequence": {"start": 0, "stop": 3_000_000, "as": "n"}},
        "mark": "point",
        "encoding": {"x": {"field": "n", "type": "quantitative"}},
    }
    return Sheet(format="png", passport=drawn.passport, fonts=drawn.fonts, spec=spec)


def test_a_process_that_was_begun_ahead_draws_the_first_sheet(worker):
    worker.begin()
    begun = worker.pid

    assert begun is not None
    assert b"<svg" in worker.draw(sheet())
    assert (worker.pid, worker.deaths) == (begun, 0)


def test_a_font_of_the_same_name_on_the_machine_is_not_taken(worker, tmp_path, monkeypatch):
    """Its letters may be others, and it lacks the signs of the ratings."""
    theirs = tmp_path / "fonts"
    theirs.mkdir()
    ours = (FONTS / "NotoSans-Regular.ttf").read_bytes()
    name, other = "NotoSans-Regular", "NotoSans-Foreign"
    for encoding in ("ascii", "utf-16-be"):
        ours = ours.replace(name.encode(encoding), other.encode(encoding))
    (theirs / "NotoSans-Regular.ttf").write_bytes(ours)
    settings = tmp_path / "fonts.conf"
    settings.write_text(f"<fontconfig><dir>{theirs}</dir></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(settings))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

    drawn = worker.draw(replace(sheet(), format="pdf"))

    assert b"NotoSans-Regular" in drawn
    assert b"NotoSans-Foreign" not in drawn


def test_a_sheet_that_kills_the_process_is_an_error_and_the_next_one_is_drawn(worker):
    with pytest.raises(NotDrawn, match="'plan-versus-actual' could not be drawn"):
        worker.draw(deadly())
    assert worker.deaths == 2

    assert b"<svg" in worker.draw(sheet())


def test_a_process_killed_in_the_middle_of_a_picture_costs_no_picture(worker):
    worker.draw(sheet())
    first = worker.pid
    answers: list[bytes] = []
    drawing = threading.Thread(target=lambda: answers.append(worker.draw(busy())))
    drawing.start()
    time.sleep(0.1)
    os.kill(first, signal.SIGKILL)
    drawing.join()

    assert worker.pid != first
    assert b"<svg" in answers[0]
    assert b"<svg" in worker.draw(sheet())


def busy() -> Sheet:
    """A sheet that takes about a second."""
    drawn = sheet()
    spec = {
        "data": {"sequence": {"start": 0, "stop": 60_000, "as": "n"}},
        "mark": "point",
        "encoding": {"x": {"field": "n", "type": "quantitative"}},
    }
    return Sheet(format="svg", passport=drawn.passport, fonts=drawn.fonts, spec=spec)


def test_an_answer_that_could_not_be_read_is_not_taken_for_the_next_picture(worker, monkeypatch):
    def unread(_stream):
        monkeypatch.undo()
        raise MemoryError

    worker.draw(sheet())
    monkeypatch.setattr(children, "receive", unread)
    with pytest.raises(MemoryError):
        worker.draw(sheet(title="The one before"))

    assert b"The next one" in worker.draw(sheet(title="The next one"))


def test_a_picture_that_takes_too_long_is_given_up_and_the_next_one_is_drawn(worker):
    worker.draw(sheet())

    with pytest.raises(NotDrawn, match=r"took longer than 0\.5 seconds"):
        worker.draw(endless(), limit=0.5)

    assert b"<svg" in worker.draw(sheet())


def test_a_process_that_gets_no_turn_has_as_long_as_before(worker):
    """A busy machine is no fault of the picture: only the time of the process counts."""
    worker.draw(sheet())
    os.kill(worker.pid, signal.SIGSTOP)
    again = threading.Timer(2.5, os.kill, (worker.pid, signal.SIGCONT))
    again.start()

    assert b"<svg" in worker.draw(sheet(), limit=2)
    assert worker.deaths == 0


def test_a_process_that_waits_for_ever_is_given_up_in_the_end(worker, monkeypatch):
    worker.draw(sheet())
    monkeypatch.setattr(children, "BACKSTOP", 0.5)
    os.kill(worker.pid, signal.SIGSTOP)

    with pytest.raises(NotDrawn, match="took longer than 30 seconds"):
        worker.draw(sheet())

    monkeypatch.undo()
    assert b"<svg" in worker.draw(sheet())


def test_a_specification_that_means_nothing_is_an_error_that_spares_the_process(worker):
    worker.draw(sheet())
    first = worker.pid
    drawn = sheet()

    with pytest.raises(NotDrawn, match="could not be drawn: "):
        worker.draw(
            Sheet(format="svg", passport=drawn.passport, fonts=drawn.fonts, spec={"mark": 7})
        )

    assert worker.pid == first
