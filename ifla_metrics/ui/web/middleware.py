"""Middleware for every request: who may connect, and the headers of every answer.

Without a sign-in the tool speaks to this computer alone, whatever name a web page gave its address
(a page elsewhere may let its own name point to 127.0.0.1), and to no proxy that says it is one.
With a sign-in, cookies are for https only as soon as https is spoken.
"""

from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from ifla_metrics.ui import auth
from ifla_metrics.ui.auth import Mode, is_loopback
from ifla_metrics.ui.web import pages
from ifla_metrics.ui.web.uploads import UploadRule

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

NON_PAGE_PREFIXES = (
    *("/_stcore/", "/static/", "/media/", "/component/", "/app/static/", "/auth/"),
    *("/oauth2callback", "/assets/", "/api/", "/figures/", "/board/", "/data/", "/evidence/"),
    *("/sign-in/", "/review/", "/audit.csv", "/backup"),
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
        await app(scope, receive, _completed(scope, send))


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


def _completed(scope: Scope, send: Send) -> Send:
    """Return `send` with the security headers, cookies for https alone where it is used."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer = MutableHeaders(raw=list(message["headers"]))
            answer.update(SECURITY_HEADERS)
            answer.setdefault("content-security-policy", "frame-ancestors 'self'")
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


MIDDLEWARE = [
    Middleware(GZipMiddleware, minimum_size=1000, compresslevel=6),
    Middleware(AccessAndHeadersMiddleware),
    Middleware(UploadRule),
]
"""The outermost first."""
