"""Access by configuration, by a personal link and by an identity provider."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ifla_metrics.access import ANONYMOUS, LOCAL, PUBLIC_READER, Role
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.store.accounts.people import add_person
from ifla_metrics.store.accounts.sessions import issue_link
from ifla_metrics.store.database import engine_of
from ifla_metrics.ui import auth
from ifla_metrics.ui.auth import require_safe
from ifla_metrics.ui.lifespan import lifespan
from ifla_metrics.ui.web.middleware import MIDDLEWARE
from ifla_metrics.ui.web.routes import ROUTES
from tests import databases
from tests.pages.page import open_page

SERVER = "http://127.0.0.1:8501"
SAME_ORIGIN = {"origin": SERVER}
FIGURE = "/figures/C-02~2010-2015~2011-2012~now~all~full~all~en.csv"
COOKIE_SECRET = "k" * 40


def request_with(**cookies):
    return SimpleNamespace(cookies=cookies)


@pytest.fixture
def configure(monkeypatch):
    def configure(*, address="127.0.0.1", trusted=None, auth_section=None, **environment):
        options = {"server.address": address, "server.trustedUserHeaders": trusted}
        monkeypatch.setattr(st, "get_option", lambda name: options[name])
        monkeypatch.setattr(auth, "get_secrets_auth_section", lambda: auth_section or {})
        auth.has_provider.cache_clear()
        for name, value in environment.items():
            monkeypatch.setenv(name, value)

    yield configure
    auth.has_provider.cache_clear()


PUBLIC = {"address": "0.0.0.0"}
PROVIDER = {"auth_section": {"cookie_secret": "k" * 32}}
SIGN_IN_NOTICE = "Open, after they sign in, to people you have added"


@pytest.mark.parametrize(
    ("settings", "reader", "notice"),
    [
        ({}, LOCAL, "Open to this computer alone, without signing in, with every right."),
        ({**PUBLIC, **PROVIDER}, ANONYMOUS, SIGN_IN_NOTICE),
        ({**PUBLIC, "IFLA_SIGN_IN": "links"}, ANONYMOUS, SIGN_IN_NOTICE),
        ({"IFLA_READER_DOMAINS": "@IFLA.org, example.org", **PROVIDER}, ANONYMOUS, SIGN_IN_NOTICE),
        ({"address": "", "IFLA_READ_ONLY": "1"}, PUBLIC_READER, "Read-only, for every"),
    ],
)
def test_the_settings_decide_who_has_access_and_the_start_says_so(
    configure, settings, reader, notice
):
    configure(**settings)

    assert auth.actor_of(request_with()) == reader
    assert auth.ACCESS_NOTICES[auth.mode()].startswith(notice)
    require_safe()


@pytest.mark.parametrize("address", ["", "0.0.0.0", "metrics.ifla.org"])
def test_nobody_is_the_local_user_on_a_public_address(configure, address):
    configure(address=address)

    assert auth.actor_of(request_with()) == ANONYMOUS


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"address": ""}, "can be reached by others"),
        ({"address": "::"}, "can be reached by others"),
        ({"auth_section": {"cookie_secret": "k" * 31}}, "shorter than 32 bytes"),
        ({"auth_section": {"cookie_secret": auth.EXAMPLE}}, "or the example's"),
        ({"trusted": {"X-User": "email"}}, "lets anybody sign in as anybody"),
    ],
)
def test_an_unsafe_configuration_does_not_start(configure, settings, reason):
    configure(**settings)

    with pytest.raises(SystemExit, match=reason):
        lifespan(None).__aenter__().send(None)


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    url = databases.copy_empty_log(tmp_path_factory.mktemp("people") / "log.db")
    yield url
    engine_of(url).dispose()


@pytest.fixture
def engine(database, monkeypatch):
    monkeypatch.setenv("IFLA_DATABASE_URL", database)
    return engine_of(database)


@pytest.fixture
def client(engine, monkeypatch):
    monkeypatch.setenv("IFLA_SIGN_IN", "links")
    app = Starlette(routes=ROUTES, middleware=MIDDLEWARE)
    return TestClient(app, base_url=SERVER, client=("127.0.0.1", 1), follow_redirects=False)


@pytest.fixture
def thandi(engine):
    draft = PersonDraft(name="Thandi", role=Role.EDITOR, groups={"ALP"})
    return add_person(engine, draft, actor=LOCAL).uid


@pytest.fixture
def link(engine, thandi):
    return f"/sign-in/link/{issue_link(engine, thandi, actor=LOCAL).secret}"


def test_a_link_signs_in_once_and_only_by_its_button(client, link):
    for _ in range(3):
        page = client.get(link, headers={"accept": "text/html"})
        assert page.status_code == 200
        assert "<form" in page.text
    assert client.get(FIGURE).status_code == 403

    response = client.post(link, headers=SAME_ORIGIN)
    assert (response.status_code, response.headers["location"]) == (303, "/")
    cookie = response.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert client.get(FIGURE).status_code == 200
    again = client.post(link, headers=SAME_ORIGIN)
    assert client.get(again.headers["location"]).status_code == 410


@pytest.mark.parametrize("headers", [{}, {"origin": "https://evil.example"}, {"origin": "null"}])
def test_another_site_cannot_sign_anybody_in(client, link, headers):
    assert client.post(link, headers=headers).status_code == 403
    assert client.get(link).status_code == 200


def test_the_old_cookie_gives_no_access_after_signing_out(client, link, monkeypatch):
    client.post(link, headers=SAME_ORIGIN)
    monkeypatch.setattr(type(st.context), "cookies", dict(client.cookies))
    app = open_page("log")
    app.button(key="sign_out").click().run()

    assert app.title[0].value == "Sign in to IFLA Metrics"
    assert client.get(FIGURE).status_code == 403


def test_links_do_not_work_on_a_local_server(client, link, monkeypatch):
    monkeypatch.delenv("IFLA_SIGN_IN")
    assert auth.actor_of(request_with()) == LOCAL
    assert client.get(link).status_code == 404
    assert client.post(link, headers=SAME_ORIGIN).status_code == 404


@pytest.fixture
def sign_in(engine, monkeypatch):
    """Return a function that signs in with the claims of a provider and returns the actor."""
    from streamlit.web.server.starlette import starlette_auth_routes
    from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

    monkeypatch.setenv("IFLA_READER_DOMAINS", "example.org")
    monkeypatch.setattr(auth, "has_provider", lambda: True)
    monkeypatch.setattr(starlette_auth_routes, "get_cookie_secret", lambda: COOKIE_SECRET)

    def sign_in(secret=COOKIE_SECRET, **changed_claims):
        claims = {
            "is_logged_in": True,
            "iss": "https://id.example",
            "sub": "7",
            "name": "Somebody",
            "iat": int(datetime.now(UTC).timestamp()),
            "email": "somebody@example.org",
            "email_verified": True,
        } | changed_claims
        cookie = create_signed_value(secret, "_streamlit_user", json.dumps(claims)).decode()
        return auth.actor_of(request_with(_streamlit_user=cookie))

    return sign_in


UNVERIFIED = {"sub": "9", "email": "other@example.org", "email_verified": None}


def test_routes_recognise_a_sign_in_through_a_provider(sign_in, engine, monkeypatch):
    assert (sign_in().role, sign_in().display_name) == (Role.VIEWER, "Somebody")
    draft = PersonDraft(name="Some Body", email="somebody@example.org", role=Role.SECRETARIAT)
    add_person(engine, draft, actor=LOCAL)

    assert (sign_in().role, sign_in().display_name) == (Role.SECRETARIAT, "Some Body")
    for claims in (
        {"secret": "x" * 40},
        {"email_verified": False},
        {"is_logged_in": False},
        {"iat": int(datetime.now(UTC).timestamp()) - 12 * 3600 - 1},
        {"sub": "8", "email": "somebody@example.com"},
        UNVERIFIED,
    ):
        assert sign_in(**claims).role is Role.ANONYMOUS, claims
    for claims in ({"sub": "8"}, {"iss": "https://other.example"}):
        assert sign_in(**claims).role is Role.VIEWER, claims
    monkeypatch.setenv("IFLA_EMAIL_IS_VERIFIED", "1")
    assert sign_in(**UNVERIFIED).role is Role.VIEWER


def test_malformed_claims_give_no_access_and_break_no_page(sign_in):
    now = int(datetime.now(UTC).timestamp())
    times = ("x", "", str(now), now + 0.5, float(now), float("nan"), float("inf"), True, [now])
    times += ({"a": now}, None, 0, -1, -(10**400), 10**18, 10**400, now + 180, now + 10**8)
    names = (7, True, ["7"], {"a": 1}, "", "\x00", "7\n8", "\ud800", None)
    malformed = [{"iat": value} for value in times]
    malformed += [{claim: value} for claim in ("iss", "sub") for value in names]
    for claims in malformed:
        assert sign_in(**claims).role is Role.ANONYMOUS, claims
    for value in ("\ud800@example.org", "\x00", 7, ["a@example.org"], None):
        assert sign_in(sub="20", email=value).role is Role.ANONYMOUS, value
        assert sign_in(sub="20", email="a@example.org", name=value).role is Role.VIEWER, value
    assert sign_in(sub="20", iat=now + 100).role is Role.VIEWER
