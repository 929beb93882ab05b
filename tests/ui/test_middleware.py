import base64
import hashlib
import re

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from ifla_metrics.ui import style
from ifla_metrics.ui.middleware import MIDDLEWARE, language_of

PAGE = (
    '<!DOCTYPE html><html lang="en"><head><title>Streamlit</title>'
    '<link rel="shortcut icon" href="./favicon.png" />'
    '<link rel="preload" href="./static/SourceSansVF.woff2" as="font">'
    "<script>window.prerenderReady = false</script></head><body></body></html>"
)
HTML = {"accept": "text/html"}
SANDBOX = {"content-security-policy": "sandbox; default-src 'none'"}


@pytest.fixture
def client():
    routes = [
        Route("/", lambda _request: HTMLResponse(PAGE)),
        Route("/text", lambda _request: PlainTextResponse("plain")),
        Route("/file", lambda _request: PlainTextResponse("x", headers=SANDBOX)),
    ]
    return TestClient(Starlette(routes=routes, middleware=MIDDLEWARE))


def test_the_page_names_the_language_that_was_asked_for_and_keeps_it(client):
    answer = client.get("/?language=fr", headers=HTML)

    assert '<html lang="fr">' in answer.text
    assert "ifla_language=fr" in answer.headers["set-cookie"]
    assert '<html lang="fr">' in client.get("/", headers=HTML).text


def test_an_unknown_language_is_not_written_into_the_page(client):
    answer = client.get('/?language="><script>', headers=HTML)

    assert '<html lang="en">' in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("asked", "cookie", "accepted", "read"),
    [
        ("fr", "en", "en", "fr"),
        ("", "fr", "en", "fr"),
        ("", "", "fr-CA,en;q=0.5", "fr"),
        ("", "", "de,fr;q=0.5", "fr"),
        ("", "", "de", "en"),
        ("xx", "yy", "", "en"),
    ],
)
def test_the_address_comes_before_what_was_kept_and_that_before_the_browser(
    asked, cookie, accepted, read
):
    assert language_of(asked=asked, cookie=cookie, accepted=accepted) == read


def test_only_the_pages_own_inline_script_may_run(client):
    answer = client.get("/", headers=HTML)
    policy = answer.headers["content-security-policy"]
    script = re.search(r"<script>(.*?)</script>", answer.text).group(1)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()

    assert f"'sha256-{digest}'" in policy
    assert "unsafe-eval'" not in policy.replace("'wasm-unsafe-eval'", "")
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]


def test_the_page_has_our_icon_title_and_sheet_and_not_anothers_font(client):
    page = client.get("/", headers=HTML).text

    assert 'href="/assets/icon.png"' in page
    assert "<title>IFLA Metrics</title>" in page
    assert style.address() in page
    assert "SourceSans" not in page


def test_the_length_is_that_of_the_page_that_was_sent(client):
    answer = client.get("/", headers=HTML)

    assert int(answer.headers["content-length"]) == len(answer.content)


def test_other_answers_go_through_as_they_are_with_the_headers_of_all(client):
    answer = client.get("/text")

    assert answer.text == "plain"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_no_answer_can_be_framed_by_another_site_and_a_stricter_policy_stays(client):
    for address, headers in (("/", HTML), ("/text", {}), ("/text", HTML), ("/none", {})):
        assert (
            "frame-ancestors 'self'"
            in client.get(address, headers=headers).headers["content-security-policy"]
        )
    for headers in ({}, HTML):
        kept = client.get("/file", headers=headers).headers.get_list("content-security-policy")
        assert kept == [SANDBOX["content-security-policy"]]
