"""What every request passes: whom the server speaks to, what its pages and answers carry."""

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
HERE = "http://127.0.0.1:8501"
SANDBOX = {"content-security-policy": "sandbox; default-src 'none'"}


def callback(_request):
    answer = RedirectResponse("/")
    answer.set_cookie("_streamlit_user", "signed")
    return answer


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
def knock(monkeypatch):
    def client(mode=Mode.LOCAL, *, reader=LOCAL, by=HERE, peer="127.0.0.1"):
        monkeypatch.setattr(auth, "mode", lambda: mode)
        monkeypatch.setattr(auth, "actor_of", lambda _request: reader)
        return TestClient(
            Starlette(routes=ROUTES, middleware=MIDDLEWARE),
            base_url=by,
            client=(peer, 50000),
            follow_redirects=False,
        )

    return client


@pytest.mark.parametrize(
    ("by", "served"),
    [
        (HERE, True),
        ("http://[::1]:8501", True),
        ("http://rebound.example", False),
        ("http://192.168.1.7:8501", False),
    ],
)
def test_without_a_sign_in_only_local_host_names_are_served(knock, by, served):
    assert knock(by=by).get("/", headers=HTML).status_code == (200 if served else 403)
    if not served:
        with pytest.raises(WebSocketDisconnect), knock(by=by).websocket_connect("/stream"):
            pass


@pytest.mark.parametrize("name", ["Forwarded", "X-Forwarded-Anything", "X-Real-IP", "Via"])
def test_without_a_sign_in_proxied_requests_are_refused(knock, name):
    own = {name: "203.0.113.9", "origin": HERE, "accept": "text/html"}
    for path in ("/", "/evidence/file", "/_stcore/metrics"):
        assert knock().get(path, headers=own).status_code == 403
        assert knock().post(path, headers=own).status_code == 403
    with pytest.raises(WebSocketDisconnect), knock().websocket_connect("/stream", headers=own):
        pass


def test_other_computers_are_served_only_with_a_sign_in_or_read_only(knock):
    for mode, status in ((Mode.LOCAL, 403), (Mode.SIGN_IN, 200), (Mode.READ_ONLY, 200)):
        assert knock(mode, peer="192.168.1.8").get("/").status_code == status
        statistics = knock(mode).get("/_stcore/metrics").status_code
        assert statistics == (200 if mode is Mode.LOCAL else 404)


def test_cookies_are_secure_over_https(knock):
    plain = knock(Mode.SIGN_IN).get("/oauth2callback")
    assert "Secure" not in plain.headers["set-cookie"]
    answer = knock(Mode.SIGN_IN, by="https://metrics.ifla.org").get("/oauth2callback")

    assert answer.headers["set-cookie"].count("Secure") == 1
    assert "max-age" in answer.headers["strict-transport-security"]


def test_responses_cannot_be_framed_and_keep_a_stricter_policy(knock):
    for headers in ({}, HTML):
        answer = knock().get("/none", headers=headers)
        assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
        kept = knock().get("/evidence/file", headers=headers).headers
        assert kept.get_list("content-security-policy") == [SANDBOX["content-security-policy"]]


def test_a_page_has_the_requested_language_and_a_strict_policy(knock):
    client = knock()
    answer = client.get("/coverage?language=fr", headers=HTML)
    page, policy = answer.text, answer.headers["content-security-policy"]

    assert '<html lang="fr">' in page
    assert answer.headers["set-cookie"].startswith("ifla_language=fr; Max-Age=31536000")
    assert '<html lang="fr">' in client.get("/", headers=HTML).text
    assert '<html lang="en">' in client.get("/?language=en", headers=HTML).text
    accepted = {**HTML, "accept-language": "de,fr-CA;q=0.5"}
    assert '<html lang="fr">' in knock().get("/?language=xx", headers=accepted).text
    assert "<title>IFLA Metrics</title>" in page
    assert pages.asset_address("style.css") in page
    script = re.search(r"<script>(.*?)</script>", page, re.S).group(1)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy
    assert "unsafe-eval'" not in policy.replace("'wasm-unsafe-eval'", "")
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]


def test_an_unknown_page_links_to_the_front_page_in_the_readers_language(knock):
    answer = knock().get("/coverge?language=fr", headers=HTML)

    assert answer.status_code == 404
    assert '<html lang="fr">' in answer.text
    assert '<a href="/?language=fr">Aperçu</a>' in answer.text
    assert "<script>" not in knock().get('/"><script>', headers=HTML).text


def test_a_forbidden_page_says_so(knock):
    for entry in menu.MENU:
        assert "prerenderReady" in knock().get(f"/{entry.url_path}", headers=HTML).text
    closed = knock(reader=Actor("board", Role.VIEWER)).get("/audit", headers=HTML)
    assert closed.status_code == 403
    assert "You do not have access to this page" in closed.text
    assert knock(reader=PUBLIC_READER).get("/records", headers=HTML).status_code == 403
    assert "prerenderReady" in knock(reader=ANONYMOUS).get("/audit", headers=HTML).text
    assert knock(reader=ANONYMOUS).get("/nowhere", headers=HTML).status_code == 404
