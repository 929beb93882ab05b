"""The first start of a server, with and without a configured database."""

import re
import shutil

import pytest
from playwright.sync_api import expect

from ifla_metrics.settings import ROOT
from ifla_metrics.ui.menu import MENU
from tests.ui import server

pytestmark = pytest.mark.browser

BOARD = [entry.title for entry in MENU if entry.file.startswith(("board/", "framework"))]


def test_a_first_start_loads_the_shipped_data_and_opens_a_deep_link(page, tmp_path):
    for name in ("ifla_metrics", "pages", "data", ".streamlit"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "app.py", tmp_path)
    log = tmp_path / "log"
    with server.serve("", folder=tmp_path, log=log) as address:
        page.goto(f"{address}/participation?framework=2010-2015&known_on=2012-12")
        expect(page.locator("h1")).to_contain_text(re.compile("participations", re.IGNORECASE))
        expect(page.get_by_role("navigation").get_by_role("link")).to_have_text(BOARD)
        known_on = page.locator(".st-key-choice_known_on button")
        expect(known_on).to_contain_text("12 Dec 2012, Governing Board")
    with server.serve("", folder=tmp_path, log=log):
        pass
    created = f"Created the database {tmp_path / 'var' / 'ifla-metrics.db'}"
    assert log.read_text().count(created) == 1


def test_a_configured_database_is_never_created(page, tmp_path):
    url = f"sqlite:///{tmp_path / 'new' / 'named.db'}"
    with server.serve(url, environment={"IFLA_SIGN_IN": "links"}) as address:
        page.context.add_cookies([{"name": "ifla_session", "value": "any", "url": address}])
        page.goto(f"{address}/overview")
        expect(page.get_by_text("python -m ifla_metrics init")).to_be_visible()
    assert list(tmp_path.iterdir()) == []
