"""The addresses of signing in and out that are not pages: links, sign-out, acting as a person.

A link that is only looked at (a mail scanner does) stays unused: a button sends it. What is sent
must come from a page of ours, so that nobody signs another in or out.
"""

from __future__ import annotations

from contextlib import suppress
from http.cookies import CookieError
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from ifla_metrics.errors import NotAllowed
from ifla_metrics.i18n import Translate
from ifla_metrics.settings import database_url
from ifla_metrics.ui import door, reader
from ifla_metrics.ui.gate import own_address
from ifla_metrics.ui.markup import Html, tag
from ifla_metrics.ui.middleware import NAME
from ifla_metrics.ui.refused import words_of
from ifla_metrics.ui.service import Mode, by_provider, claims_of, mode

if TYPE_CHECKING:
    from starlette.requests import Request

FORM_LIMIT = 4096
NEVER_KEPT = {"cache-control": "no-store", "x-robots-tag": "noindex, nofollow"}


async def link(request: Request) -> Response:
    """Show what a personal link does; when its button is pressed, use it and sign in."""
    if mode() is not Mode.SIGN_IN:
        return PlainTextResponse("Not found", status_code=404)
    secret = request.path_params["secret"]
    if request.method == "POST":
        return await _use(request, secret)
    return await run_in_threadpool(_look, request, secret)


async def sign_out(request: Request) -> Response:
    """End the sign-in of this browser, here and at the provider."""
    if not is_from_us(request):
        return _foreign(request)
    await run_in_threadpool(_end, request)
    if by_provider():
        # A page and no redirect: the policy of the page that sent the form keeps it on this server.
        answer: Response = HTMLResponse(_page(words_of(request), Html(""), away="/auth/logout"))
    else:
        answer = RedirectResponse("/", status_code=303)
    answer.delete_cookie(reader.SESSION_COOKIE, path="/", httponly=True, samesite="lax")
    answer.headers.update(NEVER_KEPT)
    return answer


async def act_as(request: Request) -> Response:
    """On this computer alone: read and write with the rights of a person, or stop doing so."""
    if mode() is not Mode.LOCAL or not is_from_us(request):
        return _foreign(request)
    form = await _form(request)
    answer = RedirectResponse(own_address(form.get("to", "")) or "/", status_code=303)
    code = form.get("person", "")
    if code.startswith("p-") and code.removeprefix("p-").isalnum() and code.isascii():
        answer.set_cookie(reader.ACTING_COOKIE, code, path="/", httponly=True, samesite="strict")
    else:
        answer.delete_cookie(reader.ACTING_COOKIE, path="/", httponly=True, samesite="strict")
    return answer


def is_from_us(request: Request) -> bool:
    """Say whether a form was sent by a page of this server: browsers name the sender's origin."""
    origin = request.headers.get("origin", "")
    return bool(origin) and urlsplit(origin).netloc == request.headers.get("host")


async def _use(request: Request, secret: str) -> Response:
    if not is_from_us(request):
        return _foreign(request)
    from ifla_metrics.store.database import engine_of
    from ifla_metrics.store.sign_in_links import use_link

    try:
        session = await run_in_threadpool(use_link, engine_of(database_url()), secret)
    except NotAllowed:  # The page that looks at the link says so.
        return RedirectResponse(request.url.path, status_code=303, headers=NEVER_KEPT)
    to = own_address((await _form(request)).get("to", "")) or "/"
    answer = RedirectResponse(to, status_code=303, headers=NEVER_KEPT)
    answer.set_cookie(
        reader.SESSION_COOKIE,
        session.secret,
        path="/",
        expires=session.expires_at,
        httponly=True,
        samesite="lax",
    )
    return answer


def _look(request: Request, secret: str) -> Response:
    from ifla_metrics.store.database import engine_of, reading
    from ifla_metrics.store.sign_in_links import is_open

    t = words_of(request)
    with reading(engine_of(database_url())) as connection:
        good = is_open(connection, secret)
    if not good:
        words = t("This link is no longer valid. Ask the secretariat for a new one.")
        told = tag("p", words, class_="im-notice")
        return HTMLResponse(_page(t, told), status_code=410, headers=NEVER_KEPT)
    to = own_address(request.query_params.get("to", ""))
    body: str = tag("p", t("This link is yours alone and works once.")) + tag(
        "form",
        tag("input", type="hidden", name_="to", value=to),
        tag("button", t("Sign in"), type="submit", class_="im-button"),
        method="post",
        action=request.url.path,
    )
    return HTMLResponse(_page(t, Html(body)), headers=NEVER_KEPT)


def _end(request: Request) -> None:
    from ifla_metrics.store.database import engine_of
    from ifla_metrics.store.sessions import end_account, end_session

    engine = engine_of(database_url())
    session = request.cookies.get(reader.SESSION_COOKIE)
    if session:
        end_session(engine, session)
    claims = claims_of(reader.signed(request.cookies)) if by_provider() else {}
    account = reader.account_of(claims) if claims else None
    if account is not None:
        end_account(engine, account)


def _page(t: Translate, body: Html, *, away: str = "") -> str:
    return door.page(t("Sign in to {name}", name=NAME), body, name=NAME, away=away)


def _foreign(request: Request) -> Response:
    t = words_of(request)
    return PlainTextResponse(t("You may not do this from here."), status_code=403)


async def _form(request: Request) -> dict[str, str]:
    """Return the fields of a small form; nothing of one that is too long or not text."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_LIMIT:
            return {}
    with suppress(UnicodeDecodeError, CookieError):
        return {key: values[-1] for key, values in parse_qs(body.decode()).items()}
    return {}


SIGN_IN_ROUTES = [
    Route("/sign-in/link/{secret}", link, methods=["GET", "POST"]),
    Route("/sign-in/out", sign_out, methods=["POST"]),
    Route("/sign-in/act", act_as, methods=["POST"]),
]
