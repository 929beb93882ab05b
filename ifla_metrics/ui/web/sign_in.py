"""Sign-in by a personal link.

Opening the link only shows a button, because mail scanners open links too. The button sends a POST
request, which must come from a page of this server: nobody can sign in somebody else.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from ifla_metrics.access import Actor
from ifla_metrics.errors import NotAllowed
from ifla_metrics.i18n import Translate
from ifla_metrics.store.accounts.sessions import is_link_valid, use_link
from ifla_metrics.store.database import engine, read_transaction
from ifla_metrics.ui import auth
from ifla_metrics.ui.auth import NAME, SESSION_COOKIE, Mode
from ifla_metrics.ui.web.pages import small_page

HEADERS = {"cache-control": "no-store", "x-robots-tag": "noindex, nofollow"}


def link(request: Request, _reader: Actor, t: Translate) -> Response:
    """Show a personal link with a button that signs in; on POST, sign in."""
    if auth.mode() is not Mode.SIGN_IN:
        return PlainTextResponse("Not found", status_code=404)
    secret = request.path_params["secret"]
    if request.method == "POST":
        try:
            session = use_link(engine(), secret)
        except NotAllowed:  # The page of the link says why.
            return _redirect(request.url.path)
        response = _redirect("/")
        response.set_cookie(
            SESSION_COOKIE,
            session.secret,
            expires=session.expires_at,
            httponly=True,
            samesite="lax",
        )
        return response
    title = t("Sign in to {name}", name=NAME)
    with read_transaction(engine()) as connection:
        if not is_link_valid(connection, secret):
            line = t("This link is no longer valid. Ask the secretariat for a new one.")
            return _page(title, t, lines=[line], status=410)
    return _page(
        title,
        t,
        lines=[t("This link is yours alone and works once.")],
        button=t("Sign in"),
        action=request.url.path,
    )


def _page(title: str, t: Translate, **parts: Any) -> Response:
    response = small_page(title, t, **parts)
    response.headers.update(HEADERS)
    return response


def _redirect(address: str) -> Response:
    return RedirectResponse(address, status_code=303, headers=HEADERS)
