"""How the tool is served: to one person on this computer, to people who sign in, or for reading.

Decided from the surroundings at every question, and checked once at the start: a tool that anybody
could reach and nobody had to sign in to does not start.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from ipaddress import ip_address
from typing import Any

import streamlit as st
from streamlit.auth_util import get_secrets_auth_section

from ifla_metrics.errors import NotReady, n_
from ifla_metrics.i18n import Translate
from ifla_metrics.settings import by_links, read_only, reader_domains

OLDEST = (1, 61)
"""Streamlit before this resumed a session for another reader's cookie."""
SECRET_BYTES = 32
EXAMPLE = "replace-this-by-64-random-characters"
"""The cookie secret of docs/sign-in.md: known to everybody."""
once_found = threading.Event()
"""A provider was found in the life of this process."""


class Mode(Enum):
    """Who may come in."""

    LOCAL = "local"
    """One person, on a loopback address: no sign-in."""
    SIGN_IN = "sign-in"
    """People who sign in, through a provider or by a personal link."""
    READ_ONLY = "read-only"
    """Anybody, for reading; every write is refused."""


def mode() -> Mode:
    """Return how the tool is served.

    Where nobody can sign in and others may come, everybody is a stranger: at an address that is not
    this computer's own, and after a provider was there, as while secrets.toml is written anew.
    """
    if read_only():
        return Mode.READ_ONLY
    if can_sign_in() or once_found.is_set() or not is_loopback(address()):
        return Mode.SIGN_IN
    return Mode.LOCAL


def can_sign_in() -> bool:
    """Say whether there is a way to sign in."""
    return by_provider() or by_links()


def by_provider() -> bool:
    """Say whether a provider of identities is set up (`[auth]` in secrets.toml).

    Looked for once a second, for all readers together: a page asks eight times, and where there is
    none Streamlit opens every place of the file anew at each question. A provider that is set up
    while the tool is served is obeyed after that second; one that is gone is looked for at every
    question, because all are strangers until it is back.
    """
    return found_in(int(time.monotonic())) or (once_found.is_set() and found_now())


@lru_cache(maxsize=1)
def found_in(_second: int) -> bool:
    """Say whether a provider was found when it was looked for in that second of the process."""
    return found_now()


def found_now() -> bool:
    """Say whether a provider is found, and remember for good that one was."""
    found = bool(get_secrets_auth_section())
    if found:
        once_found.set()
    return found


def address() -> str:
    """Return the address that is served; an empty one is every address of this computer."""
    return str(st.get_option("server.address") or "")


def providers() -> list[str]:
    """Return the names of the providers; an empty list is the one that stands in `[auth]`."""
    section = get_secrets_auth_section()
    return [name for name, value in section.items() if isinstance(value, Mapping) and value]


def require_safe() -> None:
    """Refuse to serve what anybody could reach and change, or sign in to as another.

    Raises:
        NotReady: With what to set up.
    """
    if tuple(int(part) for part in st.__version__.split(".")[:2]) < OLDEST:
        raise NotReady(n_("Streamlit {version} is too old for signing in."), version=st.__version__)
    if st.get_option("server.trustedUserHeaders"):
        raise NotReady(
            n_("server.trustedUserHeaders lets anybody be anybody: take it out of config.toml.")
        )
    if not (read_only() or can_sign_in() or is_loopback(address())):
        raise NotReady(
            n_(
                "The address {address} can be reached by others and no sign-in is set up. Set one "
                "up (docs/sign-in.md), serve for reading only (IFLA_READ_ONLY=1), or serve this "
                "computer alone (--server.address 127.0.0.1)."
            ),
            address=address() or "0.0.0.0",  # noqa: S104 - what an empty address means.
        )
    if by_provider():
        secret = str(get_secrets_auth_section().get("cookie_secret", ""))
        if len(secret.encode()) < SECRET_BYTES or secret == EXAMPLE:
            raise NotReady(
                n_(
                    "The cookie_secret in secrets.toml is shorter than {count} bytes or the "
                    "example's: anybody could sign in as anybody. Make one: "
                    "python -c 'import secrets; print(secrets.token_hex())'"
                ),
                count=SECRET_BYTES,
            )


def who_may_come(t: Translate) -> str:
    """Return what the server says at its start: to whom it is open, and for what."""
    found = mode()
    if found is Mode.READ_ONLY:
        return t("Open for reading only, to everybody who can reach it.")
    if found is Mode.SIGN_IN:
        if by_provider() and reader_domains():
            domains = t(", ").join(sorted(reader_domains()))
            return t(
                "Open to people you have added, and for reading to {domains}.", domains=domains
            )
        return t("Open to people you have added, after they sign in.")
    return t(
        "Open to this computer alone, without signing in, with every right. A proxy or tunnel in "
        "front of it opens it to others: first set up a sign-in or set IFLA_READ_ONLY=1 "
        "(docs/sign-in.md)."
    )


def is_loopback(address: str) -> bool:
    """Say whether an address is reached from this computer alone; an empty one is all of them."""
    if address.lower().rstrip(".") == "localhost":
        return True
    try:
        return ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False


def claims_of(user: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the provider says of who is signed in; empty when nobody is."""
    return dict(user) if user.get("is_logged_in") else {}
