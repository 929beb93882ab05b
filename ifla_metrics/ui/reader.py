"""Who is reading: asked of the database on every rerun, because a right may have gone meanwhile.

A page knows its reader from the websocket's cookies, a route from its request's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import streamlit as st

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.errors import NotReady, n_
from ifla_metrics.settings import database_url, reader_domains, trusted_email
from ifla_metrics.text import clean_line
from ifla_metrics.ui.service import Mode, by_provider, claims_of, mode

if TYPE_CHECKING:
    from starlette.requests import Request

    from ifla_metrics.store.sessions import Account

SESSION_COOKIE = "ifla_session"
ACTING_COOKIE = "ifla_acting"
"""On this computer alone: the code of the person whose rights are tried out."""
STRANGER = Actor("nobody", Role.STRANGER)
VISITOR = Actor("visitor", Role.PUBLIC)


def actor() -> Actor:
    """Return the person whose page run this is; raises NotReady when the database fails."""
    claims = claims_of(st.user.to_dict()) if by_provider() else {}
    return _actor(st.context.cookies, claims)


def actor_of(request: Request) -> Actor:
    """Return the person whose request this is; raises NotReady when the database fails."""
    claims = claims_of(signed(request.cookies)) if by_provider() else {}
    return _actor(request.cookies, claims)


def account_of(claims: Mapping[str, Any]) -> Account | None:
    """Return what a provider confirmed; None when it is not enough to know somebody by.

    An address that the provider says it has not verified could be anybody's. A moment that is no
    whole number of seconds is none.
    """
    from ifla_metrics.store.sessions import Account

    issuer, subject = _text(claims, "iss"), _text(claims, "sub")
    moment = _moment(claims.get("iat"))
    if not issuer or not subject or moment is None or is_unverified(claims):
        return None
    verified = claims.get("email_verified") is True or trusted_email()
    return Account(
        issuer=issuer,
        subject=subject,
        confirmed_at=moment,
        email=_text(claims, "email") if verified else "",
        name=_text(claims, "name"),
    )


def _text(claims: Mapping[str, Any], name: str) -> str:
    """Return a claim that is plain text on one line, which every database carries; else ""."""
    said = claims.get(name)
    return said if isinstance(said, str) and said == clean_line(said) else ""


def _moment(said: object) -> datetime | None:
    if not isinstance(said, int) or isinstance(said, bool):
        return None
    try:
        return datetime.fromtimestamp(said, tz=UTC)
    except (OverflowError, OSError, ValueError):
        return None


def is_unverified(claims: Mapping[str, Any]) -> bool:
    """Say whether the provider says that it has not verified the address."""
    return claims.get("email_verified", True) in (False, "false")


def cookie(cookies: Mapping[str, str], name: str) -> str:
    """Return a cookie; "" when there is none. A page run without a browser has others than text."""
    value = cookies.get(name, "")
    return value if isinstance(value, str) else ""


def _actor(cookies: Mapping[str, str], claims: Mapping[str, Any]) -> Actor:
    found = mode()
    if found is Mode.READ_ONLY:
        return VISITOR
    if found is Mode.LOCAL:
        acting = cookie(cookies, ACTING_COOKIE)
        return _acting(acting) if acting else LOCAL
    session = cookie(cookies, SESSION_COOKIE)
    account = account_of(claims) if claims else None
    if not session and account is None:
        return STRANGER
    from ifla_metrics.store.database import FAULTS, engine_of
    from ifla_metrics.store.sessions import actor_of_account, actor_of_session

    try:
        engine = engine_of(database_url())
        known = actor_of_session(engine, session) if session else STRANGER
        if known.role is Role.STRANGER and account is not None:
            known = actor_of_account(engine, account, domains=reader_domains())
    except FAULTS as fault:
        raise _not_ready() from fault
    return known


def _acting(code: str) -> Actor:
    from ifla_metrics.store.current_rights import stored_actor
    from ifla_metrics.store.database import FAULTS, engine_of, reading
    from ifla_metrics.store.person_names import ACTING

    try:
        with reading(engine_of(database_url())) as connection:
            person = stored_actor(connection, code)
    except FAULTS as fault:
        raise _not_ready() from fault
    return LOCAL if person.role is Role.STRANGER else replace(person, name=ACTING + code)


def _not_ready() -> NotReady:
    return NotReady(n_("The database does not answer."))


def signed(cookies: Mapping[str, str]) -> Mapping[str, Any]:
    """Return what Streamlit's own signed cookie says; nothing when it is not signed by us."""
    from streamlit.auth_util import get_cookie_with_chunks
    from streamlit.web.server.server_util import get_cookie_secret
    from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
    from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

    def one(name: str) -> bytes | None:
        value = cookies.get(name)
        if value is None:
            return None
        return decode_signed_value(get_cookie_secret(), name, value.encode("latin-1"))

    signed = get_cookie_with_chunks(one, USER_COOKIE_NAME)
    try:
        found = json.loads(signed) if signed else {}
    except ValueError:  # A number of thousands of digits.
        return {}
    return found if isinstance(found, dict) else {}
