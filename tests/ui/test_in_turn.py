"""However many wait for a picture or a board page, the server answers everybody else."""

import pytest
from anyio import create_task_group

from ifla_metrics.report import rendering
from ifla_metrics.ui import board_pdf, in_turn
from ifla_metrics.ui.routes import ROUTES
from tests.ui.crowd import ASKING, Held, answered, client_of, run_apart

ASKED = "framework=2010-2015&period=2011-2012&known_on=2012-12"
DRAWN = {
    "a figure": "/figures/C-02~2010-2015~2011-2012~2012-12~all~full~all~en.png?size=",
    "a board page": f"/board/overview.pdf?{ASKED}",
}


@pytest.fixture
def held(history, monkeypatch):
    drawing = Held()

    def draw(*_args, **_said):
        drawing.came += 1
        drawing.wait()
        return b"drawn"

    monkeypatch.setattr(rendering, "render", draw)
    monkeypatch.setattr(board_pdf, "made", draw)
    yield drawing
    drawing.on.set()


@pytest.mark.parametrize("address", DRAWN.values(), ids=DRAWN)
def test_many_who_wait_for_a_drawing_keep_nobody_else_waiting(held, address):
    others = ("/api/ready", "/assets/fonts/NotoSans-Regular.ttf")
    (ready, font), got = run_apart(answered, held, ROUTES, address, *others)

    assert ready.json()["ready"] is True
    assert font.status_code == 200
    assert {(answer.status_code, answer.content) for answer in got} == {(200, b"drawn")}
    assert len(got) == ASKING


@pytest.mark.parametrize("address", DRAWN.values(), ids=DRAWN)
def test_who_has_waited_too_long_for_a_turn_is_told_when_to_ask_again(held, address, monkeypatch):
    monkeypatch.setattr(in_turn, "PATIENCE", 0.3)
    monkeypatch.setattr(in_turn, "AT_ONCE", 1)

    async def second():
        async with client_of(ROUTES) as client, create_task_group() as group:
            group.start_soon(client.get, address)
            await held.everybody()
            try:
                return await client.get(address, headers={"accept-language": "fr"})
            finally:
                held.on.set()

    answer = run_apart(second)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert answer.text.startswith("Beaucoup")
