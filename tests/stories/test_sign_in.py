"""People sign in through a provider or by a link, and sign out."""

import re

import pytest
from playwright.sync_api import expect

from ifla_metrics.access import LOCAL, Role
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.store.accounts.people import add_person, change_person
from ifla_metrics.store.accounts.sessions import issue_link
from ifla_metrics.store.database import engine_of
from tests import databases
from tests.ui import identity_provider, server

pytestmark = pytest.mark.browser

DEEP_LINK = "/coverage?framework=2010-2015&period=2012&known_on=2012-12"
THANDI = PersonDraft(
    name="Thandi Mokoena", email="thandi@example.org", role=Role.EDITOR, groups={"ALP"}
)


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    url = databases.copy_history(tmp_path_factory.mktemp("people") / "history.db")
    add_person(engine_of(url), THANDI, actor=LOCAL)
    yield url
    engine_of(url).dispose()


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return tmp_path_factory.mktemp("log") / "server.log"


@pytest.fixture(scope="module")
def address(database, log, tmp_path_factory):
    port = server.free_port()
    file = tmp_path_factory.mktemp("secrets") / "secrets.toml"
    with identity_provider.serve() as provider:
        file.write_text(identity_provider.secrets_toml(provider, server=f"http://127.0.0.1:{port}"))
        options, domains = (f"--secrets.files={file}",), {"IFLA_READER_DOMAINS": "example.net"}
        with server.serve(database, *options, port=port, environment=domains, log=log) as address:
            yield address


def sign_in(page, address, email):
    page.goto(address + DEEP_LINK)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Continue").click()


def sign_out(page):
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_an_editor_signs_in_to_the_requested_page_and_out(page, address):
    sign_in(page, address, THANDI.email)
    expect(page.locator("h1")).to_contain_text(re.compile(r"countr", re.IGNORECASE))
    expect(page).to_have_url(re.compile("/coverage.*known_on=2012-12"))
    expect(page.locator(".st-key-reader")).to_contain_text(THANDI.name)
    expect(page.get_by_role("navigation").first).to_contain_text("Working groups")
    sign_out(page)


def test_a_withdrawn_right_is_refused_at_the_next_rerun(page, address, database):
    engine = engine_of(database)
    draft = PersonDraft(name="By Link", role=Role.EDITOR, groups={"ALP"})
    code = add_person(engine, draft, actor=LOCAL).uid
    secret, _ = issue_link(engine, code, actor=LOCAL)
    page.goto(f"{address}/sign-in/link/{secret}")
    page.get_by_role("button", name="Sign in").click()
    menu = page.get_by_role("navigation").first
    expect(menu).to_contain_text("Working groups")
    viewer = draft.model_copy(update={"role": "viewer", "groups": frozenset()})
    change_person(engine, code, viewer, base_version=1, actor=LOCAL)

    menu.get_by_role("link", name="Coverage").click()
    expect(page.locator("h1")).to_contain_text(re.compile(r"countr", re.IGNORECASE))
    expect(menu).not_to_contain_text("Working groups")

    inactive = viewer.model_copy(update={"active": False})
    change_person(engine, code, inactive, base_version=2, actor=LOCAL)
    menu.get_by_role("link", name="Participation").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("you have no access")


def test_the_server_log_contains_no_secret(page, address, database, log):
    code = add_person(engine_of(database), PersonDraft(name="Viewer"), actor=LOCAL).uid
    secret, _ = issue_link(engine_of(database), code, actor=LOCAL)
    sign_in(page, address, "reader@example.net")
    expect(page.locator(".st-key-reader")).to_contain_text("Reader")
    expect(page.get_by_role("navigation").first).not_to_contain_text("Working groups")
    cookies = [c["value"] for c in page.context.cookies() if len(c["value"]) > 20]
    sign_out(page)
    page.goto(f"{address}/sign-in/link/{secret}")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".st-key-reader")).to_contain_text("Viewer")
    cookies += [c["value"] for c in page.context.cookies() if len(c["value"]) > 20]

    logged = log.read_text(errors="replace")
    assert "to people you have added" in logged
    assert len(cookies) > 1
    for canary in (*cookies, secret, identity_provider.CLIENT_SECRET, "canary-cookie-secret"):
        assert canary not in logged
