"""The real server: its response headers, its socket and its end."""

import time
from contextlib import ExitStack
from itertools import product
from urllib.parse import urlsplit

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests import databases
from tests.ui import server
from tests.ui.websocket import connect_session

PATHS = (
    *("/", "/coverage", "/overview", "/_stcore/health", "/_stcore/host-config", "/api/ready"),
    *("/assets/icon.png", "/assets/fonts/none.ttf", "/audit.csv?first=x", "/evidence/none"),
    *("/static/none.js", "/figures/none.csv", "/sign-in/link/none"),
)


@pytest.fixture(scope="module")
def address():
    with server.serve(databases.history_url()) as address:
        yield address


def test_every_response_has_security_headers(address):
    for path, accept in product(PATHS, ("text/html", "*/*")):
        headers = httpx.get(address + path, headers={"accept": accept}, timeout=30).headers
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["referrer-policy"] == "same-origin", path
        policy = headers["content-security-policy"]
        assert "frame-ancestors 'self'" in policy or "sandbox" in policy, path
        for cookie in headers.get_list("set-cookie"):
            assert "samesite=lax" in cookie.lower(), path


def test_another_site_cannot_open_a_socket(address):
    stream = f"ws://{urlsplit(address).netloc}/_stcore/stream"
    with pytest.raises(InvalidStatus, match="403"), connect(stream, origin="https://evil.invalid"):
        pass


def test_sigterm_stops_the_server_within_ten_seconds(tmp_path):
    log = tmp_path / "log"
    with ExitStack() as open_page:
        with server.serve(databases.history_url(), log=log) as address:
            open_page.enter_context(connect_session(address))
            stopped_at = time.monotonic()
        assert time.monotonic() - stopped_at < 10
    assert "Open to this computer alone, without signing in" in log.read_text()
