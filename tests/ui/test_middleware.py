"""The middleware of every request: access, language, headers and cookies."""

import base64
import hashlib
import re

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from ifla_metrics.access import ANONYMOUS, LOCAL, PUBLIC_READER, Actor, Role
from ifla_metrics.ui import auth, menu
from ifla_metrics.ui.auth import Mode
from ifla_metrics.ui.web import pages
from ifla_metrics.ui.web.middleware import MIDDLEWARE

HTML = {"accept": "text/html"}
LOCAL_URL = "http://127.0.0.1:8501"
SANDBOX = {"content-security-policy": "sandbox; default-src 'none'"}


def callback(_request):
    response = RedirectResponse("/")
    response.set_cookie("_streamlit_user", "signed")
    return response


async def socket(websocket):
    await websocket.accept()
    await websocket.close()


ROUTES = [
    Route("/_stcore/metrics", lambda _request: PlainTextResponse("memory")),
    Route("/oauth2callback", callback),
    Route("/evidence/file", lambda _request: PlainTextResponse("x", headers=SANDBOX)),
    Route("/{path:path}", lambda _request: PlainTextResponse("read")),
    WebSocketRoute("/stream", socket),
]


@pytest.fixture
def connect(monkeypatch):
    def connect(mode=Mode.LOCAL, *, reader=LOCAL, url=LOCAL_URL, peer="127.0.0.1"):
        monkeypatch.setattr(auth, "mode", lambda: mode)
        monkeypatch.setattr(auth, "actor_of", lambda _request: reader)
        return TestClient(
            Starlette(routes=ROUTES, middleware=MIDDLEWARE),
            base_url=url,
            client=(peer, 50000),
            follow_redirects=False,
        )

    return connect


@pytest.mark.parametrize(
    ("url", "served"),
    [
        (LOCAL_URL, True),
        ("http://[::1]:8501", True),
        ("http://rebound.example", False),
        ("http://192.168.1.7:8501", False),
    ],
)
def test_without_a_sign_in_only_local_host_names_are_served(connect, url, served):
    assert connect(url=url).get("/", headers=HTML).status_code == (200 if served else 403)
    if not served:
        with pytest.raises(WebSocketDisconnect), connect(url=url).websocket_connect("/stream"):
            pass


@pytest.mark.parametrize("name", ["Forwarded", "X-Forwarded-Anything", "X-Real-IP", "Via"])
def test_without_a_sign_in_proxied_requests_are_refused(connect, name):
    headers = {name: "203.0.113.9", "origin": LOCAL_URL, "accept": "text/html"}
    for path in ("/", "/evidence/file", "/_stcore/metrics"):
        assert connect().get(path, headers=headers).status_code == 403
        assert connect().post(path, headers=headers).status_code == 403
    with (
        pytest.raises(WebSocketDisconnect),
        connect().websocket_connect("/stream", headers=headers),
    ):
        pass


def test_other_computers_are_served_only_with_a_sign_in_or_read_only(connect):
    for mode, status in ((Mode.LOCAL, 403), (Mode.SIGN_IN, 200), (Mode.READ_ONLY, 200)):
        assert connect(mode, peer="192.168.1.8").get("/").status_code == status
        statistics = connect(mode).get("/_stcore/metrics").status_code
        assert statistics == (200 if mode is Mode.LOCAL else 404)


def test_cookies_are_secure_over_https(connect):
    plain = connect(Mode.SIGN_IN).get("/oauth2callback")
    assert "Secure" not in plain.headers["set-cookie"]
    secure = connect(Mode.SIGN_IN, url="https://metrics.ifla.org").get("/oauth2callback")

    assert secure.headers["set-cookie"].count("Secure") == 1
    assert "max-age" in secure.headers["strict-transport-security"]


def test_responses_cannot_be_framed_and_keep_a_stricter_policy(connect):
    for headers in ({}, HTML):
        page = connect().get("/none", headers=headers).headers
        assert "frame-ancestors 'self'" in page["content-security-policy"]
        evidence = connect().get("/evidence/file", headers=headers).headers
        assert evidence.get_list("content-security-policy") == [SANDBOX["content-security-policy"]]


def test_a_page_has_the_requested_language_and_a_strict_policy(connect):
    client = connect()
    response = client.get("/coverage?language=fr", headers=HTML)
    page, policy = response.text, response.headers["content-security-policy"]

    assert '<html lang="fr">' in page
    assert response.headers["set-cookie"].startswith("ifla_language=fr; Max-Age=31536000")
    assert '<html lang="fr">' in client.get("/", headers=HTML).text
    assert '<html lang="en">' in client.get("/?language=en", headers=HTML).text
    accepted = {**HTML, "accept-language": "de,fr-CA;q=0.5"}
    assert '<html lang="fr">' in connect().get("/?language=xx", headers=accepted).text
    assert "<title>IFLA Metrics</title>" in page
    assert pages.asset_address("style.css") in page
    script = re.search(r"<script>(.*?)</script>", page, re.S).group(1)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy
    assert "unsafe-eval'" not in policy.replace("'wasm-unsafe-eval'", "")
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]


def test_an_unknown_page_links_to_the_front_page_in_the_readers_language(connect):
    response = connect().get("/coverge?language=fr", headers=HTML)

    assert response.status_code == 404
    assert '<html lang="fr">' in response.text
    assert '<a href="/?language=fr">Aperçu</a>' in response.text
    assert "<script>" not in connect().get('/"><script>', headers=HTML).text


def test_a_forbidden_page_says_so(connect):
    for entry in menu.MENU:
        assert "prerenderReady" in connect().get(f"/{entry.url_path}", headers=HTML).text
    forbidden = connect(reader=Actor("board", Role.VIEWER)).get("/audit", headers=HTML)
    assert forbidden.status_code == 403
    assert "You do not have access to this page" in forbidden.text
    assert connect(reader=PUBLIC_READER).get("/records", headers=HTML).status_code == 403
    assert "prerenderReady" in connect(reader=ANONYMOUS).get("/audit", headers=HTML).text
    assert connect(reader=ANONYMOUS).get("/nowhere", headers=HTML).status_code == 404
