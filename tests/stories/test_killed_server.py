"""Kill the server while it saves a form: everything shown as saved must be saved."""

import random
import time

import pytest
from playwright.sync_api import expect

from ifla_metrics.store.database import engine_of
from ifla_metrics.store.summary_cells import verify
from tests import databases
from tests.pages.page import uids_of
from tests.stories.test_group_logs import fill
from tests.ui import server

pytestmark = [pytest.mark.browser, pytest.mark.night]
KILLS = 20


def test_activities_shown_as_saved_survive_a_killed_server(page, tmp_path):
    url, port = databases.copy_history(tmp_path / "log.db"), server.free_port()
    rng = random.Random(1)
    for number in range(KILLS):
        log, environment = tmp_path / "log", {"IFLA_DATABASE_URL": url}
        process = server.start(port, environment=environment, log=log)
        title, day = f"Killed server {number}", f"{2011 + number // 12}-{number % 12 + 1:02}-07"
        fill(page, f"http://127.0.0.1:{port}", title=title)
        page.get_by_label("When?").fill(day)
        page.get_by_label("When?").press("Tab")
        expect(page.get_by_text("14–16 June")).to_have_count(0)
        page.get_by_role("button", name="Log it").click()
        time.sleep(rng.uniform(0, 1.5))
        process.kill()
        process.wait()
        is_shown = page.locator("h1").inner_text() == "It is in the log"
        assert len(uids_of(url, title)) in ((1,) if is_shown else (0, 1)), "shown, but lost"
    assert verify(engine_of(url)) == []
    engine_of(url).dispose()
