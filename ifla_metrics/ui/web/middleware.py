"""Middleware for every request: who may connect, and the headers of every answer.

Without a sign-in the tool speaks to this computer alone, whatever name a web page gave its address
(a page elsewhere may let its own name point to 127.0.0.1), and to no proxy that says it is one.
With a sign-in, cookies are for https only as soon as https is spoken, and it ends on the page that
was asked, not on the first one.
"""

from __future__ import annotations

from http.cookies import SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.websockets import WebSocketClose

from ifla_metrics.ui import auth
from ifla_metrics.ui.auth import Mode, is_loopback
from ifla_metrics.ui.web import pages
from ifla_metrics.ui.web.uploads import UploadRule

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

CLOSED = (
    "Without a sign-in this is open to this computer alone, and not through a proxy: "
    "see docs/sign-in.md."
)
FORWARDED = ("x-forwarded", "forwarded", "via", "x-real-ip", "x-client-ip", "cf-connecting-ip")
"""How the names of headers begin that a proxy adds. One that adds none cannot be seen."""
STATISTICS = "/_stcore/metrics"
"""Where Streamlit tells of its memory and sessions: nothing for strangers."""
SECURITY_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "SAMEORIGIN",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
STRICT_TRANSPORT = "max-age=31536000"

ASKED_COOKIE = "ifla_asked"
ASKED_SECONDS = 600
TO_PROVIDER, FROM_PROVIDER = "/auth/login", "/oauth2callback"
LONGEST_ADDRESS = 2000
NOT_A_RETURN_TARGET = ("/auth/", "/sign-in", FROM_PROVIDER)
"""Addresses that a sign-in does not lead back to."""

NON_PAGE_PREFIXES = (
    *("/_stcore/", "/static/", "/media/", "/component/", "/app/static/", "/auth/", FROM_PROVIDER),
    *("/assets/", "/api/", "/figures/", "/board/", "/data/", "/evidence/", "/sign-in/"),
    *("/review/", "/audit.csv", "/backup"),
)
"""How the addresses begin that are no pages: Streamlit's own, then those of `web.routes`."""


class AccessAndHeadersMiddleware:
    """Rejects requests from outside in local mode, serves pages, adds security headers.

    Streamlit alone would serve its page in English (`web.pages`).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        headers, mode, app = Headers(scope=scope), auth.mode(), self.app
        if mode is Mode.LOCAL and not from_this_computer(scope, headers):
            is_socket = scope["type"] == "websocket"
            app = WebSocketClose(1008) if is_socket else PlainTextResponse(CLOSED, 403)
        elif mode is not Mode.LOCAL and scope["path"].rstrip("/").endswith(STATISTICS):
            app = PlainTextResponse("Not found", 404)
        elif is_page(scope, headers):
            app = await run_in_threadpool(pages.page_for, Request(scope))
        await app(scope, receive, _completed(scope, headers, send))


def is_page(scope: Scope, headers: Headers) -> bool:
    """Say whether a browser opens a page."""
    return (
        scope["type"] == "http"
        and scope["method"] == "GET"
        and "text/html" in headers.get("accept", "")
        and not scope["path"].rstrip("/").startswith(NON_PAGE_PREFIXES)
    )


def from_this_computer(scope: Scope, headers: Headers) -> bool:
    """Say whether a request comes from this computer, to one of its own names, by no proxy."""
    client = scope.get("client")
    try:
        host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
    except ValueError:
        return False
    if any(name.startswith(FORWARDED) for name in headers):
        return False
    return client is not None and is_loopback(client[0]) and is_loopback(host)


def own_address(asked: str) -> str:
    """Return a path on this server to go to after a sign-in; "" when it is anything else."""
    is_ours = (
        asked.startswith("/")
        and not asked.startswith(("//", *NOT_A_RETURN_TARGET))
        and len(asked) <= LONGEST_ADDRESS
        and "\\" not in asked
        and asked.isascii()
        and asked.isprintable()
    )
    return asked if is_ours else ""


def _completed(scope: Scope, asked: Headers, send: Send) -> Send:
    """Return `send` with the security headers, cookies for https alone where it is used."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer = MutableHeaders(raw=list(message["headers"]))
            answer.update(SECURITY_HEADERS)
            answer.setdefault("content-security-policy", "frame-ancestors 'self'")
            if scope["path"] == TO_PROVIDER:
                _remember_page(asked, answer)
            elif scope["path"] == FROM_PROVIDER:
                _lead_back(asked, answer)
            if scope.get("scheme") in {"https", "wss"}:
                answer["strict-transport-security"] = STRICT_TRANSPORT
                answer.raw[:] = [_for_https_only(name, value) for name, value in answer.raw]
            message = {**message, "headers": answer.raw}
        await send(message)

    return sending


def _for_https_only(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    if name == b"set-cookie" and b"; secure" not in value.lower():
        value += b"; Secure"
    return name, value


def _remember_page(asked: Headers, answer: MutableHeaders) -> None:
    """Keep the page from which somebody goes to sign in, until they are back."""
    parts = urlsplit(asked.get("referer", ""))
    page = own_address(parts.path + (f"?{parts.query}" if parts.query else ""))
    if page and parts.netloc and parts.netloc == asked.get("host", ""):
        _set_asked(answer, quote(page, safe=""), ASKED_SECONDS)


def _lead_back(asked: Headers, answer: MutableHeaders) -> None:
    """Lead who has signed in to the page that was kept."""
    kept = SimpleCookie(asked.get("cookie", "")).get(ASKED_COOKIE)
    page = own_address(unquote(kept.value)) if kept else ""
    cookies = answer.getlist("set-cookie")
    has_signed_in = any(cookie.startswith("_streamlit_user=") for cookie in cookies)
    if page and has_signed_in and "location" in answer:
        answer["location"] = page
        _set_asked(answer, "", 0)


def _set_asked(answer: MutableHeaders, value: str, seconds: int) -> None:
    answer.append(
        "set-cookie",
        f"{ASKED_COOKIE}={value}; Path={FROM_PROVIDER}; Max-Age={seconds}; HttpOnly; SameSite=Lax",
    )


MIDDLEWARE = [
    Middleware(GZipMiddleware, minimum_size=1000, compresslevel=6),
    Middleware(AccessAndHeadersMiddleware),
    Middleware(UploadRule),
]
"""The outermost first."""
