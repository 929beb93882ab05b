"""Where a reader finds no page, one in their language says so; Streamlit's own never does."""

import pytest

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.i18n import translate
from ifla_metrics.ui import menu, no_page
from ifla_metrics.ui.reader import STRANGER, VISITOR
from tests.ui.test_middleware import HTML, PAGE, client  # noqa: F401  A fixture, used by its name.

T = translate("en")
VIEWER = Actor("board", Role.VIEWER)


def told(path, reader=LOCAL, query=""):
    return no_page.instead(path, query, reader, T, name="IFLA Metrics")


@pytest.mark.parametrize("entry", menu.ENTRIES, ids=lambda entry: entry.address)
def test_the_secretariat_finds_every_page(entry):
    assert told(f"/{entry.address}") is None
    assert told(f"/{entry.address}/") is None


def test_an_address_without_a_page_names_the_one_that_was_likely_meant_with_the_choices():
    answer = told("/coverge", query="period=2012&x=%22%3E%3Cscript%3E")

    assert answer.status == 404
    assert "There is no page at this address" in answer.page
    assert 'href="/coverage?period=2012&amp;x=%22%3E%3Cscript%3E"' in answer.page
    assert "<script>" not in told('/"><script>').page


@pytest.mark.parametrize(
    ("path", "language", "address"),
    [
        ("log-activity", "en", "log"),
        ("Log%20an%20activity", "en", "log"),
        ("annualreport", "en", "annual-report"),
        ("couverture", "fr", "coverage"),
        ("Vue-d'ensemble", "fr", "overview"),
        ("activities-counted", "fr", "entries"),
    ],
)
def test_a_page_is_also_known_by_its_title_in_english_and_in_the_readers_language(
    path, language, address
):
    answer = no_page.instead(f"/{path}", "", LOCAL, translate(language), name="x")

    assert f'href="/{address}"' in answer.page


def test_a_page_that_is_not_open_to_a_reader_says_so_and_is_not_proposed():
    assert told("/audit", VIEWER).status == 403
    assert "This page is not open to you" in told("/records", VISITOR).page
    assert 'href="/audit' not in told("/audits", VIEWER).page


def test_a_stranger_is_asked_to_sign_in_by_the_page_itself():
    assert told("/audit", STRANGER) is None
    assert told("/nowhere", STRANGER).status == 404


def test_the_server_answers_so_in_the_readers_language(client, monkeypatch):  # noqa: F811  The fixture above.
    from starlette.responses import HTMLResponse
    from starlette.routing import Route

    monkeypatch.setattr("ifla_metrics.ui.reader.actor_of", lambda _request: LOCAL)
    client.app.routes.append(Route("/{rest:path}", lambda _request: HTMLResponse(PAGE)))

    answer = client.get("/nulle-part?language=fr", headers=HTML)

    assert answer.status_code == 404
    assert '<html lang="fr">' in answer.text
    assert "Aucune page ne se trouve à cette adresse" in answer.text
    assert 'name="viewport"' in answer.text
    assert client.get("/coverage", headers=HTML).status_code == 200
