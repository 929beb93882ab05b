"""The gate: whom an unguarded tool speaks to, where a sign-in leads, what https alone carries."""

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from ifla_metrics.ui import gate
from ifla_metrics.ui.gate import GATE, own_address, own_page
from ifla_metrics.ui.service import Mode


def callback(request):
    answer = RedirectResponse("/", status_code=302)
    if "ok" in request.query_params:
        answer.set_cookie("_streamlit_user", "signed")
    return answer


async def socket(websocket):
    await websocket.accept()
    await websocket.close()


ROUTES = [
    Route("/_stcore/metrics", lambda _request: PlainTextResponse("memory")),
    Route("/", lambda _request: PlainTextResponse("read")),
    Route("/auth/login", lambda _request: RedirectResponse("https://id.example/authorize")),
    Route("/oauth2callback", callback),
    WebSocketRoute("/stream", socket),
]


@pytest.fixture
def knock(monkeypatch):
    """Gives a client of a server in a mode, from an address, by a name."""

    def client(mode=Mode.SIGN_IN, *, by="http://127.0.0.1:8501", peer="127.0.0.1"):
        monkeypatch.setattr(gate, "mode", lambda: mode)
        return TestClient(
            Starlette(routes=ROUTES, middleware=GATE),
            base_url=by,
            client=(peer, 50000),
            follow_redirects=False,
        )

    return client


@pytest.mark.parametrize("by", ["http://127.0.0.1:8501", "http://localhost", "http://[::1]:8501"])
def test_without_a_sign_in_this_computer_is_served_by_its_own_names(knock, by):
    assert knock(Mode.LOCAL, by=by).get("/").text == "read"


@pytest.mark.parametrize(
    "by",
    [
        "http://rebound.example",
        "http://metrics.ifla.org",
        "http://127.0.0.1.nip.example",
        "http://192.168.1.7:8501",
        "http://localhost.example",
    ],
)
def test_a_page_elsewhere_whose_name_points_to_this_computer_is_refused(knock, by):
    client = knock(Mode.LOCAL, by=by)

    assert client.get("/").status_code == 403
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/stream"):
        pass


def test_without_a_sign_in_another_computer_is_refused_whatever_name_it_uses(knock):
    assert knock(Mode.LOCAL, peer="192.168.1.8").get("/").status_code == 403


@pytest.mark.parametrize("mode", [Mode.SIGN_IN, Mode.READ_ONLY])
def test_with_a_sign_in_or_for_reading_everybody_may_knock(knock, mode):
    assert knock(mode, by="https://metrics.ifla.org", peer="192.168.1.8").get("/").text == "read"


@pytest.mark.parametrize("mode", [Mode.SIGN_IN, Mode.READ_ONLY])
def test_the_statistics_of_the_server_are_for_this_computer_alone(knock, mode):
    assert knock(mode).get("/_stcore/metrics").status_code == 404
    assert knock(Mode.LOCAL).get("/_stcore/metrics").text == "memory"


def test_a_sign_in_leads_back_to_the_page_that_was_asked(knock):
    client = knock()
    client.get("/auth/login", headers={"referer": "http://127.0.0.1:8501/coverage?period=2012"})
    answer = client.get("/oauth2callback?ok=1")

    assert answer.headers["location"] == "/coverage?period=2012"
    assert client.get("/oauth2callback?ok=1").headers["location"] == "/"


def test_a_sign_in_that_failed_leads_nowhere_else(knock):
    client = knock()
    client.get("/auth/login", headers={"referer": "http://127.0.0.1:8501/coverage"})

    assert client.get("/oauth2callback").headers["location"] == "/"


@pytest.mark.parametrize(
    "referer",
    [
        "https://evil.example/coverage",
        "http://127.0.0.1:8501//evil.example",
        "",
        "junk",
        "http://127.0.0.1:8501/auth/logout",
        "http://127.0.0.1:8501/sign-in/out",
    ],
)
def test_a_sign_in_never_leads_to_another_server_or_out_again(knock, referer):
    client = knock()
    client.get("/auth/login", headers={"referer": referer})

    assert client.get("/oauth2callback?ok=1").headers["location"] == "/"


@pytest.mark.parametrize(
    "asked",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "evil",
        "",
        "/a\r\nset-cookie: x",
        "/é",
        "/" + "a" * 3000,
        "/oauth2callback?x",
        "/sign-in/link/x",
    ],
)
def test_an_address_that_is_not_a_page_of_ours_is_dropped(asked):
    assert own_address(asked) == ""


def test_a_page_of_another_port_is_not_ours():
    assert own_page("http://127.0.0.1:8502/coverage", host="127.0.0.1:8501") == ""


def test_cookies_are_for_https_alone_as_soon_as_https_is_spoken(knock):
    assert "Secure" not in knock().get("/oauth2callback?ok=1").headers["set-cookie"]
    answer = knock(by="https://metrics.ifla.org").get("/oauth2callback?ok=1")

    assert answer.headers["set-cookie"].count("Secure") == 1
