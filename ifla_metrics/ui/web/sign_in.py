"""Signing in by a personal link.

An address that is only looked at (a mail scanner does) changes nothing: a button sends it. What is
sent must come from a page of ours, so that nobody signs another in.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from ifla_metrics.access import Actor
from ifla_metrics.errors import NotAllowed
from ifla_metrics.i18n import Translate
from ifla_metrics.store.database import engine, read_transaction
from ifla_metrics.store.sessions import is_link_valid, use_link
from ifla_metrics.ui import auth
from ifla_metrics.ui.auth import NAME, SESSION_COOKIE, Mode
from ifla_metrics.ui.web.pages import small_page

NEVER_KEPT = {"cache-control": "no-store", "x-robots-tag": "noindex, nofollow"}


def link(request: Request, _reader: Actor, t: Translate) -> Response:
    """Show what a personal link does, with the button that uses it; sign in when it was pressed."""
    if auth.mode() is not Mode.SIGN_IN:
        return PlainTextResponse("Not found", status_code=404)
    secret = request.path_params["secret"]
    if request.method == "POST":
        try:
            session = use_link(engine(), secret)
        except NotAllowed:  # The page that shows the link says so.
            return _redirect(request.url.path)
        answer = _redirect("/")
        answer.set_cookie(
            SESSION_COOKIE,
            session.secret,
            expires=session.expires_at,
            httponly=True,
            samesite="lax",
        )
        return answer
    title = t("Sign in to {name}", name=NAME)
    with read_transaction(engine()) as connection:
        if not is_link_valid(connection, secret):
            words = t("This link is no longer valid. Ask the secretariat for a new one.")
            return _page(title, t, lines=[words], status=410)
    return _page(
        title,
        t,
        lines=[t("This link is yours alone and works once.")],
        button=t("Sign in"),
        action=request.url.path,
    )


def _page(title: str, t: Translate, **parts: Any) -> Response:
    answer = small_page(title, t, **parts)
    answer.headers.update(NEVER_KEPT)
    return answer


def _redirect(address: str) -> Response:
    return RedirectResponse(address, status_code=303, headers=NEVER_KEPT)
