"""Sign-in modes, and the current reader.

The server is open to one person on this computer, to people who sign in, or for reading only. The
reader is looked up in the database on every rerun and request, because rights can be removed at any
time. A page uses the cookies of its websocket, a route those of its request.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.auth_util import get_secrets_auth_section

from ifla_metrics.access import ANONYMOUS, LOCAL, PUBLIC_READER, Actor, Role
from ifla_metrics.errors import NotReady, n_
from ifla_metrics.i18n import Translate
from ifla_metrics.settings import read_only, reader_domains, sign_in_by_link, trust_unverified_email
from ifla_metrics.text import clean_line
from ifla_metrics.ui import errors
from ifla_metrics.ui.markup import as_markdown

if TYPE_CHECKING:
    from starlette.requests import Request

    from ifla_metrics.store.accounts.sessions import Account

MIN_SECRET_BYTES = 32
EXAMPLE = "replace-this-by-64-random-characters"
"""The cookie secret in docs/sign-in.md, which everybody can read."""
SESSION_COOKIE = "ifla_session"
NAME = "IFLA Metrics"

READER = "reader_of_run"
"""Session key of the reader, during one run of the main script."""


class Mode(Enum):
    """Who may use the server."""

    LOCAL = "local"
    """One person on this computer, without signing in."""
    SIGN_IN = "sign-in"
    """People who sign in, through an identity provider or by a personal link."""
    READ_ONLY = "read-only"
    """Anybody, for reading only."""


ACCESS_NOTICES = {
    Mode.LOCAL: n_(
        "Open to this computer alone, without signing in, with every right. A proxy or tunnel "
        "in front of it opens it to others: first set up a sign-in or set IFLA_READ_ONLY=1 "
        "(docs/sign-in.md)."
    ),
    Mode.SIGN_IN: n_(
        "Open, after they sign in, to people you have added, and for reading to the domains of "
        "IFLA_READER_DOMAINS."
    ),
    Mode.READ_ONLY: n_("Read-only, for everybody who can reach it."),
}


def mode() -> Mode:
    """Return how the server is open.

    An address that others can reach is always SIGN_IN, even if no sign-in is set up: then nobody
    has access.
    """
    if read_only():
        return Mode.READ_ONLY
    if has_provider() or sign_in_by_link() or not is_loopback(address()):
        return Mode.SIGN_IN
    return Mode.LOCAL


@cache
def has_provider() -> bool:
    """Return whether an identity provider was set up at start (`[auth]` in secrets.toml)."""
    return bool(get_secrets_auth_section())


def address() -> str:
    """Return the address that the server listens on; "" means all addresses of this computer."""
    return str(st.get_option("server.address") or "")


def is_loopback(address: str) -> bool:
    """Return whether only this computer can reach an address."""
    if address.lower().rstrip(".") == "localhost":
        return True
    try:
        return ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False


def require_safe() -> None:
    """Raise NotReady if outsiders could change anything or sign in as somebody else."""
    if st.get_option("server.trustedUserHeaders"):
        raise NotReady(
            n_(
                "server.trustedUserHeaders lets anybody sign in as anybody: remove it from "
                "config.toml."
            )
        )
    if not (read_only() or has_provider() or sign_in_by_link() or is_loopback(address())):
        raise NotReady(
            n_(
                "The address {address} can be reached by others and no sign-in is set up. Set one "
                "up (docs/sign-in.md), serve for reading only (IFLA_READ_ONLY=1), or serve this "
                "computer alone (--server.address 127.0.0.1)."
            ),
            address=address() or "0.0.0.0",  # noqa: S104 - what an empty address means.
        )
    if has_provider():
        secret = str(get_secrets_auth_section().get("cookie_secret", ""))
        if len(secret.encode()) < MIN_SECRET_BYTES or secret == EXAMPLE:
            raise NotReady(
                n_(
                    "The cookie_secret in secrets.toml is shorter than {count} bytes or the "
                    "example's: anybody could sign in as anybody. Make one: "
                    "python -c 'import secrets; print(secrets.token_hex())'"
                ),
                count=MIN_SECRET_BYTES,
            )


def begin_run() -> Actor:
    """Look up the reader for one run of the main script; raises NotReady if the database fails."""
    st.session_state.pop(READER, None)
    st.session_state[READER] = actor()
    return actor()


def end_run() -> None:
    """Forget the reader, so that callbacks and fragments after the run look it up again."""
    st.session_state.pop(READER, None)


def actor() -> Actor:
    """Return the reader of the page; raises NotReady if the database fails."""
    reader: Actor | None = st.session_state.get(READER)
    return reader or _actor(st.context.cookies, claims_of())


def actor_of(request: Request) -> Actor:
    """Return the sender of a request; raises NotReady if the database fails."""
    return _actor(request.cookies, claims_of(request))


def _actor(cookies: Mapping[str, str], claims: Mapping[str, Any]) -> Actor:
    match mode():
        case Mode.READ_ONLY:
            return PUBLIC_READER
        case Mode.LOCAL:
            return LOCAL
    session = cookies.get(SESSION_COOKIE, "")
    account = account_of(claims) if claims else None
    if not session and account is None:
        return ANONYMOUS
    from ifla_metrics.store.accounts.sessions import actor_of_account, actor_of_session
    from ifla_metrics.store.database import engine

    reader = actor_of_session(engine(), session) if session else ANONYMOUS
    if reader.role is Role.ANONYMOUS and account is not None:
        reader = actor_of_account(engine(), account, domains=reader_domains())
    return reader


def show_sign_in(t: Translate) -> None:
    """Show the sign-in page, and why an earlier sign-in did not work."""
    st.title(t("Sign in to {name}", name=NAME), anchor=False)
    if reason := _why_not_signed_in(t):
        errors.notice(reason)
    if has_provider():
        section = get_secrets_auth_section().items()
        names = [name for name, value in section if isinstance(value, Mapping) and value]
        for name in names or [""]:  # A single provider can be configured in `[auth]` itself.
            label = t("Sign in with {provider}", provider=name) if len(names) > 1 else t("Sign in")
            if st.button(label, type="primary", key=f"sign_in_{name}"):
                st.login(name or None)
    st.caption(
        t(
            "Without an account, ask the secretariat for a personal link. "
            "It signs you in once, without a password."
        )
    )


def show_reader(reader: Actor, t: Translate) -> None:
    """Show the reader's name and a button to sign out, if readers sign in."""
    if mode() is not Mode.SIGN_IN:
        return
    if reader.display_name:
        st.markdown(f"**{as_markdown(reader.display_name)}**", width="content")
    if st.button(t("Sign out"), type="tertiary", key="sign_out"):
        _sign_out()


def _sign_out() -> None:
    """End the session in the database, which makes its cookie useless, and at the provider."""
    from ifla_metrics.store.accounts.sessions import end_account, end_session
    from ifla_metrics.store.database import engine

    if session := st.context.cookies.get(SESSION_COOKIE):
        end_session(engine(), session)
    if account := account_of(claims_of()):
        end_account(engine(), account)
        st.logout()
        st.stop()
    st.rerun()


def _why_not_signed_in(t: Translate) -> str:
    claims = claims_of()
    if claims and is_unverified(claims):
        return t("Your provider has not verified your e-mail address, so it cannot be used here.")
    if claims or SESSION_COOKIE in st.context.cookies:
        return t(
            "Your sign-in has ended, or you have no access. Sign in again, or ask the "
            "secretariat to add you."
        )
    return ""


def claims_of(request: Request | None = None) -> Mapping[str, Any]:
    """Return the provider's claims about the reader of the page or the sender of a request."""
    if not has_provider():
        return {}
    user = st.user.to_dict() if request is None else _signed_user(request)
    return user if user.get("is_logged_in") else {}


def account_of(claims: Mapping[str, Any]) -> Account | None:
    """Return the account that a provider confirmed; None if the claims do not identify anybody.

    An unverified e-mail address could be anybody's, so claims with one are rejected.
    """
    from ifla_metrics.store.accounts.sessions import Account

    issuer, subject = _text(claims, "iss"), _text(claims, "sub")
    confirmed_at = _time(claims.get("iat"))
    if not issuer or not subject or confirmed_at is None or is_unverified(claims):
        return None
    verified = claims.get("email_verified") is True or trust_unverified_email()
    return Account(
        issuer=issuer,
        subject=subject,
        confirmed_at=confirmed_at,
        email=_text(claims, "email") if verified else "",
        name=_text(claims, "name"),
    )


def is_unverified(claims: Mapping[str, Any]) -> bool:
    """Return whether the provider says that it has not verified the e-mail address."""
    return claims.get("email_verified", True) in (False, "false")


def _text(claims: Mapping[str, Any], name: str) -> str:
    """Return a claim if it is one line of plain text, which any database can store; else ""."""
    value = claims.get(name)
    return value if isinstance(value, str) and value == clean_line(value) else ""


def _time(seconds: object) -> datetime | None:
    """Return the time of a claim, which must be a whole number of seconds since 1970."""
    if not isinstance(seconds, int) or isinstance(seconds, bool):
        return None
    try:
        return datetime.fromtimestamp(seconds, tz=UTC)
    except (OverflowError, OSError, ValueError):
        return None


def _signed_user(request: Request) -> Mapping[str, Any]:
    """Return the content of Streamlit's signed cookie; empty if its signature is not ours."""
    from streamlit.web.server.starlette.starlette_auth_routes import _get_cookie_value_from_request
    from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

    user = json.loads(_get_cookie_value_from_request(request, USER_COOKIE_NAME) or "{}")
    return user if isinstance(user, dict) else {}
