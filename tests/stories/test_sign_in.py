"""People sign in through a real provider or by a link, in a real browser; and out again."""

import re

import pytest
from playwright.sync_api import expect

from ifla_metrics.access import LOCAL, Role
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.people import add_person, change_person, person
from ifla_metrics.store.sessions import issue_link
from tests.ui import house, provider

pytestmark = pytest.mark.browser

DEEP = "/coverage?framework=2010-2015&period=2012&known_on=2012-12"
THANDI = PersonDraft(
    name="Thandi Mokoena", email="thandi@example.org", role=Role.EDITOR, groups={"ALP"}
)


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """A copy of the history that people may be added to."""
    url = house.copy_of_the_history(tmp_path_factory.mktemp("people") / "history.db")
    yield url
    engine_of(url).dispose()


@pytest.fixture(scope="module")
def address(database, tmp_path_factory):
    """The address of a server that signs people in through the provider."""
    port = house.free_port()
    file = tmp_path_factory.mktemp("secrets") / "secrets.toml"
    with provider.provided() as found:
        server = f"http://127.0.0.1:{port}"
        file.write_text(provider.secrets_of(found, server=server))
        with house.served(database, f"--secrets.files={file}", port=port) as serving:
            yield serving


@pytest.fixture
def thandi(database):
    """An editor; withdrawn after the test, so that the next one begins anew."""
    engine = engine_of(database)
    code = add_person(engine, THANDI, actor=LOCAL).uid
    yield code
    with reading(engine) as connection:
        stands = person(connection, code)
    gone = stands.draft.model_copy(update={"email": ""})
    change_person(engine, code, gone, base_version=stands.version, actor=LOCAL, unbind=True)


def sign_in(page, address, email, path=DEEP):
    page.goto(address + path)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Continue").click()


def test_an_editor_signs_in_comes_back_to_the_page_that_was_asked_and_signs_out(
    page, address, thandi
):
    sign_in(page, address, "thandi@example.org")

    expect(page.locator("h1")).to_contain_text(re.compile(r"countr", re.IGNORECASE))
    assert "/coverage" in page.url
    assert "known_on=2012-12" in page.url
    expect(page.locator(".st-key-reader")).to_contain_text("Thandi Mokoena")
    menu = page.get_by_role("navigation").first
    expect(menu).to_contain_text("Working groups")

    kept = page.context.cookies()
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()

    page.context.add_cookies(kept)
    page.goto(address + DEEP)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("Your sign-in has ended")
    answer = page.request.get(f"{address}/figures/C-02~2010-2015~2011-2012~now~all~full~all~en.csv")
    assert answer.status == 403


def test_whose_right_is_withdrawn_is_refused_at_the_next_rerun(page, address, database, thandi):
    sign_in(page, address, "thandi@example.org")
    expect(page.locator(".st-key-reader")).to_contain_text("Thandi Mokoena")
    engine = engine_of(database)
    viewer = THANDI.model_copy(update={"role": "viewer", "groups": frozenset()})
    change_person(engine, thandi, viewer, base_version=1, actor=LOCAL)

    menu = page.get_by_role("navigation").first
    menu.get_by_role("link", name="Participation").click()
    expect(page.locator("h1")).to_contain_text(re.compile("participation", re.IGNORECASE))
    expect(menu).not_to_contain_text("Working groups")

    gone = viewer.model_copy(update={"active": False})
    change_person(engine, thandi, gone, base_version=2, actor=LOCAL)
    menu.get_by_role("link", name="Coverage").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("you have no access")


def test_somebody_whom_nobody_added_reads_nothing(page, address):
    sign_in(page, address, "board@example.org")

    expect(page.get_by_role("alert")).to_contain_text("ask the secretariat to add you")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


@pytest.mark.night
def test_an_address_that_the_provider_has_not_verified_opens_nothing(page, address):
    sign_in(page, address, "liar@example.org")

    expect(page.get_by_role("alert")).to_contain_text("has not verified your e-mail address")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_personal_link_signs_in_once_and_looking_at_it_does_not_use_it(
    page, address, database, thandi
):
    secret, _ = issue_link(engine_of(database), thandi, actor=LOCAL)
    link = f"{address}/sign-in/link/{secret}?to=/participation"
    assert page.request.get(link).ok
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()

    expect(page.locator(".st-key-reader")).to_contain_text("Thandi Mokoena")
    assert "/participation" in page.url
    [session] = [c for c in page.context.cookies() if c["name"] == "ifla_session"]
    assert (session["httpOnly"], session["sameSite"]) == (True, "Lax")

    page.goto(link)
    expect(page.get_by_text("This link is no longer valid.")).to_be_visible()
    page.goto(address)
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_no_secret_stands_in_what_the_server_logged(page, database, tmp_path):
    """Everything is done once more on a server of its own, which is then read."""
    port, logged = house.free_port(), []
    file = tmp_path / "secrets.toml"
    code = add_person(engine_of(database), PersonDraft(name="By Link"), actor=LOCAL).uid
    secret, _ = issue_link(engine_of(database), code, actor=LOCAL)
    with provider.provided() as found:
        file.write_text(provider.secrets_of(found, server=f"http://127.0.0.1:{port}"))
        with house.served(
            database,
            f"--secrets.files={file}",
            port=port,
            surroundings={"IFLA_READER_DOMAINS": "example.org"},
            log_to=logged,
        ) as address:
            sign_in(page, address, "board@example.org")
            expect(page.locator(".st-key-reader")).to_contain_text("Board Member")
            menu = page.get_by_role("navigation").first
            expect(menu.get_by_role("link", name="Coverage")).to_be_visible()
            expect(menu).not_to_contain_text("Working groups")
            page.get_by_role("link", name="Sign out").click()
            page.get_by_role("button", name="Sign out").click()
            expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
            page.goto(f"{address}/sign-in/link/{secret}")
            page.get_by_role("button", name="Sign in").click()
            expect(page.locator(".st-key-reader")).to_contain_text("By Link")
            cookies = [c["value"] for c in page.context.cookies() if len(c["value"]) > 20]
    [said] = logged
    assert cookies
    for canary in (*cookies, secret, provider.CLIENT_SECRET, "canary-cookie-secret"):
        assert canary not in said


@pytest.mark.night
def test_on_this_computer_one_acts_as_a_person_with_a_mark_and_stops(page, database, thandi):
    with house.served(database) as here:
        act_as_thandi(page, here)
        menu = page.get_by_role("navigation").first
        expect(menu).to_contain_text("Working groups")
        expect(menu).not_to_contain_text("Secretariat")

        page.get_by_role("link", name="Stop").click()
        page.get_by_role("button", name="Stop acting as somebody else").click()
        expect(menu).to_contain_text("Secretariat")
        expect(page.locator(".st-key-reader")).not_to_contain_text("Thandi")


def act_as_thandi(page, here):
    page.goto(f"{here}/people")
    page.locator(".st-key-people_chosen").get_by_role("combobox").click()
    page.get_by_role("option", name="Thandi Mokoena").first.click()
    page.get_by_role("link", name="Act as Thandi Mokoena").click()
    page.get_by_role("button", name=re.compile("Thandi Mokoena")).click()
    expect(page.locator(".st-key-reader")).to_contain_text("Thandi Mokoena")


@pytest.mark.night
def test_a_language_chosen_once_is_found_again_on_another_device(
    page, database, thandi, browser, browser_context_args
):
    with house.served(database) as here:
        act_as_thandi(page, here)
        page.get_by_role("button", name="Français").click()
        expect(page.locator("html")).to_have_attribute("lang", "fr")
        expect(page).to_have_url(re.compile("language=fr$"))

        with browser.new_context(**browser_context_args) as elsewhere:
            other = elsewhere.new_page()
            act_as_thandi(other, here)
            expect(other.locator("html")).to_have_attribute("lang", "fr")
            expect(other.locator(".st-key-reader")).to_contain_text("Vous agissez")
            other.goto(f"{here}/overview?language=en")  # A link that was sent opens as it was sent.
            expect(other.locator("html")).to_have_attribute("lang", "en")
            other.goto(f"{here}/overview")
            expect(other.locator("html")).to_have_attribute("lang", "fr")
