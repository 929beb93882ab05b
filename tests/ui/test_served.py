"""The real server: what each of its answers carries, who may open a socket, how it ends."""

import http.client
import json
import time
from contextlib import ExitStack, closing
from itertools import product
from urllib.parse import urlsplit

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.ui import house
from tests.ui.wire import session

ADDRESSES = (
    *("/", "/coverage", "/overview", "/_stcore/health", "/_stcore/host-config", "/api/ready"),
    *("/assets/icon.png", "/assets/fonts/none.ttf", "/audit.csv?first=x", "/evidence/none"),
    *("/static/none.js", "/figures/none.csv", "/sign-in/link/none"),
)
SOCKET = {
    "connection": "Upgrade",
    "upgrade": "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
}


@pytest.fixture(scope="module")
def address():
    with house.served(house.history_url()) as found:
        yield found


def ask(address, path, *, method="GET", **headers):
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    connection.request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    with closing(connection):
        return connection.getresponse()


def test_every_answer_says_what_a_browser_may_do_with_it(address):
    for path, accept in product(ADDRESSES, ("text/html", "*/*")):
        headers = ask(address, path, accept=accept).headers
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["referrer-policy"] == "same-origin", path
        policy = headers["content-security-policy"]
        assert "frame-ancestors 'self'" in policy or "sandbox" in policy, path
        for cookie in headers.get_all("set-cookie") or ():
            assert "samesite=lax" in cookie.lower(), path


def test_another_site_opens_no_socket(address):
    for origin, status in ((address, 101), ("https://evil.invalid", 403)):
        assert ask(address, "/_stcore/stream", origin=origin, **SOCKET).status == status, origin


def test_a_server_that_is_told_to_end_does_so_within_ten_seconds(tmp_path):
    log = tmp_path / "log"
    with ExitStack() as open_page:
        with house.served(house.history_url(), log=log) as found:
            open_page.enter_context(session(found))
            told = time.monotonic()
        assert time.monotonic() - told < 10
    assert "Open to this computer alone, without signing in" in log.read_text()


def test_a_press_is_kept_when_a_late_edit_of_the_table_starts_the_page_again(address):
    """A browser sends the last edit of a table 150 ms late: after the press of a button."""

    def edit(words):
        edits = {"edited_rows": {"0": {"title": words}}, "added_rows": [], "deleted_rows": []}
        return WidgetState(id=table, string_value=json.dumps(edits))

    with session(address) as wire:
        page = wire.ask().pages["table"]
        widgets = wire.ask(page=page).widgets
        table = next(one.id for one in widgets if one.kind == "dataframe")
        look = next(one.id for one in widgets if one.id.endswith("table_look"))
        wire.ask(edit("Begun"), page=page)
        wire.begin(edit("Begun"), WidgetState(id=look, trigger_value=True), page=page)
        shown = wire.ask(edit("Finished"), page=page)

    assert [one for one in shown.widgets if one.kind == "button" and "save" in one.id]
