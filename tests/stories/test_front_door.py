"""A deep link opens what it names: first request of a start or not, without looking around."""

import re
import shutil

import pytest
from playwright.sync_api import expect

from ifla_metrics.settings import ROOT
from tests.ui import house

pytestmark = pytest.mark.browser

FOOT = "[class*='st-key-foot_']"


def test_a_deep_link_as_the_first_request_goes_through_the_front_door(page):
    with house.served(house.history_url()) as address:
        page.goto(f"{address}/participation?framework=2010-2015&period=2012&known_on=2012-12")

        expect(page.locator("h1")).to_contain_text(re.compile("participations", re.IGNORECASE))
        expect(page.get_by_role("navigation").get_by_role("link")).to_have_text(
            [
                "Overview",
                "Since last meeting",
                "Participation",
                "Coverage",
                "Progress",
                "Stories",
                "Strategy",
            ]
        )
        expect(page.get_by_label("As known on")).to_have_value("Governing Board, 12 Dec 2012")
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_first_start_loads_what_is_shipped_and_opens_on_a_deep_link(page, tmp_path):
    for name in ("ifla_metrics", "pages", "data", ".streamlit"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "app.py", tmp_path)
    for created in (True, False):
        said = []
        with house.served("", folder=tmp_path, log_to=said) as address:
            page.goto(f"{address}/overview")
            expect(page.locator("h1")).to_contain_text("on course")
            expect(page.locator(FOOT).first).to_be_visible()
        place = tmp_path / "var" / "ifla-metrics.db"
        assert (f"Created the database {place}" in said[0]) is created


def test_a_database_that_is_named_is_never_created(page, tmp_path):
    named = f"sqlite:///{tmp_path / 'new' / 'named.db'}"
    with house.served(named, surroundings={"IFLA_SIGN_IN": "links"}) as address:
        page.context.add_cookies([{"name": "ifla_session", "value": "any", "url": address}])
        page.goto(f"{address}/overview")
        expect(page.get_by_text("python -m ifla_metrics init")).to_be_visible()
    assert list(tmp_path.iterdir()) == []


def test_a_deep_link_opens_its_socket_without_asking_where_the_server_is(page, address):
    asked = []
    page.on("websocket", lambda _socket: asked.append("socket"))
    page.on("response", lambda found: asked.append(found.url.removeprefix(address)))
    wanted = f"{address}/participation?framework=2010-2015"

    # The question brings the cookie by which the socket knows a signed-in reader: it comes first.
    page.goto(wanted)
    expect(page.locator(FOOT)).to_have_count(3)
    assert asked.index("/_stcore/health") < asked.index("socket")

    # From then on nothing waits for it: the page comes though the question is never answered.
    held = []

    def hold(route):
        held.append(route)

    page.route("**/_stcore/health", hold)
    page.goto(wanted)
    expect(page.locator(FOOT)).to_have_count(3)
    assert held
    for question in held:
        question.abort()
    assert not [url for url in asked if url.startswith("/participation/")]
