"""A tool that anybody could reach and change without signing in does not start."""

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
import streamlit as st

from ifla_metrics.errors import NotReady
from ifla_metrics.i18n import translate
from ifla_metrics.settings import ROOT
from ifla_metrics.ui import reader, service
from ifla_metrics.ui.reader import ACTING_COOKIE
from ifla_metrics.ui.service import Mode, is_loopback, mode, require_safe
from tests.ui import house


@pytest.fixture
def served(monkeypatch):
    """Sets how the tool is served: options of the server, a provider, the surroundings."""

    def by(*, address="127.0.0.1", trusted=None, auth=None, version=None, **surroundings):
        options = {"server.address": address, "server.trustedUserHeaders": trusted}
        monkeypatch.setattr(st, "get_option", lambda name: options[name])
        monkeypatch.setattr(service, "get_secrets_auth_section", lambda: auth or {})
        forget()
        if version:
            monkeypatch.setattr(st, "__version__", version)
        for name, value in surroundings.items():
            monkeypatch.setenv(name, value)

    yield by
    forget()


def forget():
    """Ask anew, as a process that has just begun."""
    service.found_in.cache_clear()
    service.once_found.clear()


GOOD = {"cookie_secret": "k" * 32}


@pytest.mark.parametrize(
    ("surroundings", "found"),
    [
        ({}, Mode.LOCAL),
        ({"auth": GOOD}, Mode.SIGN_IN),
        ({"IFLA_SIGN_IN": "links"}, Mode.SIGN_IN),
        ({"IFLA_READ_ONLY": "1"}, Mode.READ_ONLY),
        ({"IFLA_READ_ONLY": "1", "auth": GOOD}, Mode.READ_ONLY),
        ({"IFLA_READ_ONLY": "0"}, Mode.LOCAL),
    ],
)
def test_the_surroundings_say_who_may_come_in(served, surroundings, found):
    served(**surroundings)

    assert mode() is found


def test_a_provider_set_up_while_the_tool_is_served_is_obeyed_a_second_later(served, monkeypatch):
    served()
    now = 1e9
    monkeypatch.setattr(service, "time", SimpleNamespace(monotonic=lambda: now))
    assert mode() is Mode.LOCAL
    monkeypatch.setattr(service, "get_secrets_auth_section", lambda: GOOD)
    now += 1

    assert mode() is Mode.SIGN_IN


def test_a_provider_that_is_taken_away_leaves_strangers_and_no_reader_with_all_rights(
    served, monkeypatch
):
    """As when secrets.toml is written anew: whoever comes meanwhile is not this computer's user."""
    served(auth=GOOD)
    now = 2e9
    monkeypatch.setattr(service, "time", SimpleNamespace(monotonic=lambda: now))
    assert mode() is Mode.SIGN_IN
    monkeypatch.setattr(service, "get_secrets_auth_section", dict)
    now += 1

    assert mode() is Mode.SIGN_IN
    assert not service.by_provider()
    assert reader.actor_of(SimpleNamespace(cookies={})) == reader.STRANGER
    assert reader.actor_of(SimpleNamespace(cookies={ACTING_COOKIE: "p-1"})) == reader.STRANGER


def test_a_provider_that_is_back_is_found_at_once_for_those_who_had_it(served, monkeypatch):
    served(auth=GOOD)
    now = 3e9
    monkeypatch.setattr(service, "time", SimpleNamespace(monotonic=lambda: now))
    assert service.by_provider()
    monkeypatch.setattr(service, "get_secrets_auth_section", dict)
    now += 1
    assert not service.by_provider()
    monkeypatch.setattr(service, "get_secrets_auth_section", lambda: GOOD)

    assert service.by_provider()


@pytest.mark.parametrize("address", ["", None, "0.0.0.0", "192.168.1.7", "metrics.ifla.org"])
def test_at_an_address_of_others_nobody_is_ever_taken_for_this_computers_user(served, address):
    served(address=address)

    assert mode() is Mode.SIGN_IN
    assert reader.actor_of(SimpleNamespace(cookies={})) == reader.STRANGER


@pytest.mark.parametrize(
    "surroundings",
    [
        {"address": "127.0.0.1"},
        {"address": "::1"},
        {"address": "localhost"},
        {"address": "0.0.0.0", "auth": GOOD},
        {"address": "0.0.0.0", "IFLA_SIGN_IN": "links"},
        {"address": "", "IFLA_READ_ONLY": "1"},
    ],
)
def test_what_is_safe_starts(served, surroundings):
    served(**surroundings)

    require_safe()


@pytest.mark.parametrize(
    ("surroundings", "why"),
    [
        ({"address": ""}, "can be reached by others"),
        ({"address": None}, "can be reached by others"),
        ({"address": "0.0.0.0"}, "can be reached by others"),
        ({"address": "::"}, "can be reached by others"),
        ({"address": "192.168.1.7"}, "can be reached by others"),
        ({"address": "metrics.ifla.org"}, "can be reached by others"),
        ({"auth": {"cookie_secret": "k" * 31}}, "shorter than 32 bytes"),
        ({"auth": {"client_id": "x"}}, "shorter than 32 bytes"),
        ({"auth": {"cookie_secret": service.EXAMPLE}}, "or the example's"),
        ({"trusted": {"X-User": "email"}}, "lets anybody be anybody"),
        ({"version": "1.60.2"}, "too old"),
    ],
)
def test_what_is_not_safe_does_not_start_and_says_what_to_do(served, surroundings, why):
    served(**surroundings)

    with pytest.raises(NotReady, match=why):
        require_safe()


@pytest.mark.parametrize(
    ("surroundings", "said"),
    [
        ({}, "Open to this computer alone, without signing in, with every right. A proxy"),
        ({"auth": GOOD}, "Open to people you have added, after they sign in."),
        (
            {"auth": GOOD, "IFLA_READER_DOMAINS": "@IFLA.org, example.org"},
            "Open to people you have added, and for reading to example.org, ifla.org.",
        ),
        ({"IFLA_READ_ONLY": "1"}, "Open for reading only, to everybody who can reach it."),
    ],
)
def test_the_start_says_to_whom_the_tool_is_open(served, surroundings, said):
    served(**surroundings)

    assert service.who_may_come(translate("en")).startswith(said)


def test_only_the_addresses_of_this_computer_are_its_own():
    for address in ("127.0.0.1", "127.8.9.1", "::1", "[::1]", "localhost", "LOCALHOST."):
        assert is_loopback(address), address
    for address in ("", "0.0.0.0", "::", "10.0.0.1", "localhost.example", "127.0.0.1.example"):
        assert not is_loopback(address), address


def test_the_server_itself_refuses_every_address_when_nobody_has_to_sign_in():
    words = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "app.py",
        "--server.port",
        str(house.free_port()),
        "--server.address",
        "",
    ]
    surroundings = {**os.environ, "IFLA_DATABASE_URL": house.history_url()}
    done = subprocess.run(
        words, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=60, check=False
    )

    assert done.returncode != 0
    assert "The address 0.0.0.0 can be reached by others" in done.stderr + done.stdout
