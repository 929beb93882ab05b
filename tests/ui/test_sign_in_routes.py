"""Signing in and out by addresses: only from our own pages, only once, only by who may."""

import json
from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ifla_metrics.access import LOCAL, Role
from ifla_metrics.models.people_drafts import PersonDraft
from ifla_metrics.store.current_rights import stored_actor
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.people_keeping import add_person
from ifla_metrics.store.person_language import keep_language
from ifla_metrics.store.sign_in_links import issue_link
from ifla_metrics.ui import reader, service
from ifla_metrics.ui.middleware import MIDDLEWARE
from ifla_metrics.ui.routes import ROUTES
from tests.ui import house

SERVER = "http://127.0.0.1:8501"
OURS = {"origin": SERVER}
FIGURE = "/figures/C-02~2010-2015~2011-2012~now~all~full~all~en.csv"
COOKIE_SECRET = "k" * 40


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    url = house.copy_of_an_empty_log(tmp_path_factory.mktemp("people") / "log.db")
    yield url
    engine_of(url).dispose()


@pytest.fixture
def engine(database, monkeypatch):
    monkeypatch.setenv("IFLA_DATABASE_URL", database)
    return engine_of(database)


@pytest.fixture
def client(engine, monkeypatch):
    """A client of a server to which people sign in by links."""
    monkeypatch.setenv("IFLA_SIGN_IN", "links")
    return TestClient(
        Starlette(routes=ROUTES, middleware=MIDDLEWARE), base_url=SERVER, follow_redirects=False
    )


@pytest.fixture
def thandi(engine):
    said = PersonDraft(name="Thandi", role=Role.EDITOR, groups={"ALP"})
    return add_person(engine, said, actor=LOCAL).uid


@pytest.fixture
def link(engine, thandi):
    return f"/sign-in/link/{issue_link(engine, thandi, actor=LOCAL).secret}"


def test_a_link_is_used_by_its_button_and_not_by_being_looked_at(client, link):
    for _ in range(3):
        page = client.get(link, headers={"accept": "text/html"})
        assert page.status_code == 200
        assert "<form" in page.text
    assert client.get(FIGURE).status_code == 403

    answer = client.post(link, headers=OURS, data={"to": "/coverage?period=2012"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/coverage?period=2012")
    assert client.get(FIGURE).status_code == 200


def test_the_cookie_of_a_session_cannot_be_read_by_a_script_or_sent_by_another_site(client, link):
    said = client.post(link, headers=OURS).headers["set-cookie"].lower()

    assert "httponly" in said
    assert "samesite=lax" in said


def test_a_link_works_once_and_then_says_so(client, link):
    client.post(link, headers=OURS)
    client.cookies.clear()
    again = client.post(link, headers=OURS)

    assert "set-cookie" not in again.headers
    assert client.get(again.headers["location"]).status_code == 410


@pytest.mark.parametrize("headers", [{}, {"origin": "https://evil.example"}, {"origin": "null"}])
def test_no_other_site_signs_anybody_in_or_out(client, link, headers):
    assert client.post(link, headers=headers).status_code == 403
    assert client.post("/sign-in/out", headers=headers).status_code == 403
    assert client.get(link).status_code == 200


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil", ""])
def test_a_link_leads_to_no_other_server(client, link, to):
    assert client.post(link, headers=OURS, data={"to": to}).headers["location"] == "/"


def test_what_a_link_is_asked_to_lead_to_is_text_in_its_page(client, link):
    page = client.get(link, params={"to": '/"><script>x</script>'}).text

    assert "<script>x" not in page


def test_who_signed_out_reads_nothing_with_the_old_cookie(client, link):
    client.post(link, headers=OURS)
    kept = client.cookies.get("ifla_session")
    client.post("/sign-in/out", headers=OURS)
    client.cookies.clear()
    client.cookies.set("ifla_session", kept)

    assert client.get(FIGURE).status_code == 403


def test_a_page_is_in_the_language_that_the_person_chose_whatever_the_browser_says(
    client, link, engine, thandi
):
    with reading(engine) as connection:
        keep_language(engine, "fr", actor=stored_actor(connection, thandi))
    english = {"accept": "text/html", "accept-language": "en"}
    assert '<html lang="en">' in client.get(link, headers=english).text

    client.post(link, headers=OURS)
    assert '<html lang="fr">' in client.get(link, headers=english).text
    asked = client.get(link, params={"language": "en"}, headers=english)
    assert '<html lang="en">' in asked.text


def test_links_open_nothing_where_nobody_signs_in(client, link, monkeypatch):
    monkeypatch.delenv("IFLA_SIGN_IN")

    assert client.get(link).status_code == 404
    assert client.post(link, headers=OURS).status_code == 404


# On this computer


@pytest.fixture
def here(client, monkeypatch):
    monkeypatch.delenv("IFLA_SIGN_IN")
    return client


def test_on_this_computer_one_may_act_as_a_person_and_stop(here, thandi):
    here.post("/sign-in/act", headers=OURS, data={"person": thandi})
    actor = reader.actor_of(Asks(here))
    assert (actor.name, actor.person, actor.role) == (f"local/{thandi}", thandi, Role.EDITOR)

    here.post("/sign-in/act", headers=OURS)
    assert reader.actor_of(Asks(here)) == LOCAL


def test_where_people_sign_in_nobody_acts_as_another(client, thandi):
    assert client.post("/sign-in/act", headers=OURS, data={"person": thandi}).status_code == 403
    client.cookies.set(reader.ACTING_COOKIE, thandi)

    assert client.get(FIGURE).status_code == 403


def test_no_other_site_makes_anybody_act_as_a_person(here, thandi):
    assert here.post("/sign-in/act", data={"person": thandi}).status_code == 403


def test_for_reading_only_everybody_reads(client, monkeypatch):
    monkeypatch.setenv("IFLA_READ_ONLY", "1")

    assert client.get(FIGURE).status_code == 200
    assert reader.actor_of(Asks(client)).role is Role.PUBLIC


# Accounts of a provider, in the cookie that Streamlit signs


class Asks:
    """A request, as far as its reader is asked for."""

    def __init__(self, client=None, **cookies):
        self.cookies = {**dict(client.cookies if client else {}), **cookies}


@pytest.fixture
def provider(engine, monkeypatch):
    """Gives the reader of a request whose cookie holds these claims."""
    from streamlit.web.server import server_util
    from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

    monkeypatch.setenv("IFLA_READER_DOMAINS", "example.org")
    monkeypatch.setattr(reader, "by_provider", lambda: True)
    monkeypatch.setattr(service, "by_provider", lambda: True)
    monkeypatch.setattr(server_util, "get_cookie_secret", lambda: COOKIE_SECRET)

    def reading(secret=COOKIE_SECRET, **claims):
        said = {
            "is_logged_in": True,
            "iss": "https://id.example",
            "sub": "7",
            "name": "Somebody",
            "iat": int(datetime.now(UTC).timestamp()),
            "email": "somebody@example.org",
            "email_verified": True,
        } | claims
        signed = create_signed_value(secret, "_streamlit_user", json.dumps(said)).decode()
        return reader.actor_of(Asks(_streamlit_user=signed))

    return reading


def test_who_is_signed_in_through_a_provider_is_known_to_routes_too(provider, engine):
    assert (provider().role, provider().shown) == (Role.VIEWER, "Somebody")
    said = PersonDraft(name="Some Body", email="somebody@example.org", role=Role.SECRETARIAT)
    add_person(engine, said, actor=LOCAL)

    assert (provider().role, provider().shown) == (Role.SECRETARIAT, "Some Body")
    hour = 3600
    for claims in (
        {"secret": "x" * 40},
        {"email_verified": False},
        {"is_logged_in": False},
        {"iat": int(datetime.now(UTC).timestamp()) - 12 * hour - 1},
        {"iat": None},
        {"sub": ""},
        {"iss": None},
        {"sub": "8", "email": "somebody@example.com"},
    ):
        assert provider(**claims).role is Role.STRANGER, claims
    for claims in ({"sub": "8"}, {"iss": "https://other.example"}):
        assert provider(**claims).role is Role.VIEWER, claims


def test_an_address_of_which_nothing_is_said_is_believed_only_where_the_surroundings_say_so(
    provider, engine, monkeypatch
):
    said = PersonDraft(name="Silent", email="silent@example.org", role=Role.SECRETARIAT)
    add_person(engine, said, actor=LOCAL)
    claims = {"sub": "9", "email": "silent@example.org", "email_verified": None}
    assert provider(**claims).role is Role.STRANGER

    monkeypatch.setenv("IFLA_EMAIL_IS_VERIFIED", "1")
    assert provider(**claims).role is Role.SECRETARIAT


def test_no_odd_claim_of_a_token_breaks_a_page_or_is_believed(provider):
    now = int(datetime.now(UTC).timestamp())
    moments = ("x", "", str(now), now + 0.5, float(now), float("nan"), float("inf"), True, [now])
    moments += ({"a": now}, None, 0, -1, -(10**400), 10**18, 10**400, now + 121, now + 10**8)
    names = (7, True, ["7"], {"a": 1}, "", "\x00", "7\n8", "\ud800", None)
    claims = [{"iat": odd} for odd in moments]
    claims += [{name: odd} for name in ("iss", "sub") for odd in names]
    broken, believed = [], []
    for said in claims:
        try:
            if provider(**said).role is not Role.STRANGER:
                believed.append(said)
        except (ArithmeticError, OSError, ValueError) as error:
            broken.append((said, type(error).__name__))
    print(f"{len(claims)} odd claims: {len(broken)} broke a page, {len(believed)} were believed")
    assert not broken
    assert not believed
    for odd in ("\ud800@example.org", "\x00", 7, ["a@example.org"], None):
        assert provider(sub="20", email=odd).role is Role.STRANGER, odd
        assert provider(sub="20", email="a@example.org", name=odd).role is Role.VIEWER, odd
    for skewed in (now, now + 100):
        assert provider(sub="20", iat=skewed).role is Role.VIEWER, skewed
