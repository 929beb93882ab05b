"""Middleware for every request: access control, and headers on every response.

In local mode, only this computer may connect, under one of its own host names (another site could
make its name resolve to 127.0.0.1), and not through a proxy that adds headers. Over https, cookies
are marked Secure.
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
from ifla_metrics.ui.web.uploads import UploadMiddleware

LOCAL_ONLY = (
    "Without a sign-in this is open to this computer alone, and not through a proxy: "
    "see docs/sign-in.md."
)
PROXY_HEADERS = ("x-forwarded", "forwarded", "via", "x-real-ip", "x-client-ip", "cf-connecting-ip")
"""Prefixes of the headers that proxies add. A proxy that adds none cannot be detected."""
STATISTICS = "/_stcore/metrics"
"""Streamlit's statistics on memory and sessions, which outsiders must not see."""
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
"""URL prefixes that are not pages: Streamlit's own, then those of `web.routes`."""


class AccessAndHeadersMiddleware:
    """Reject outside requests in local mode, serve `web.pages`, and add security headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        headers, mode, app = Headers(scope=scope), auth.mode(), self.app
        if mode is Mode.LOCAL and not from_this_computer(scope, headers):
            is_socket = scope["type"] == "websocket"
            app = WebSocketClose(1008) if is_socket else PlainTextResponse(LOCAL_ONLY, 403)
        elif mode is not Mode.LOCAL and scope["path"].rstrip("/").endswith(STATISTICS):
            app = PlainTextResponse("Not found", 404)
        elif is_page(scope, headers):
            app = await run_in_threadpool(pages.page_for, Request(scope))
        await app(scope, receive, _with_headers(scope, send))


def is_page(scope: Scope, headers: Headers) -> bool:
    """Return whether a browser is opening a page."""
    return (
        scope["type"] == "http"
        and scope["method"] == "GET"
        and "text/html" in headers.get("accept", "")
        and not scope["path"].rstrip("/").startswith(NON_PAGE_PREFIXES)
    )


def from_this_computer(scope: Scope, headers: Headers) -> bool:
    """Return whether a request comes from this computer, for its own name and without a proxy."""
    client = scope.get("client")
    try:
        host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
    except ValueError:
        return False
    if any(name.startswith(PROXY_HEADERS) for name in headers):
        return False
    return client is not None and is_loopback(client[0]) and is_loopback(host)


def _with_headers(scope: Scope, send: Send) -> Send:
    """Return `send` with security headers added to responses, and Secure cookies over https."""

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=list(message["headers"]))
            headers.update(SECURITY_HEADERS)
            headers.setdefault("content-security-policy", "frame-ancestors 'self'")
            if scope.get("scheme") in {"https", "wss"}:
                headers["strict-transport-security"] = STRICT_TRANSPORT
                headers.raw[:] = [_secure_cookie(name, value) for name, value in headers.raw]
            message = {**message, "headers": headers.raw}
        await send(message)

    return send_with_headers


def _secure_cookie(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    if name == b"set-cookie" and b"; secure" not in value.lower():
        value += b"; Secure"
    return name, value


MIDDLEWARE = [
    Middleware(GZipMiddleware, minimum_size=1000, compresslevel=6),
    Middleware(AccessAndHeadersMiddleware),
    Middleware(UploadMiddleware),
]
"""From the outermost to the innermost."""
