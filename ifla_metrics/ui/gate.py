"""The gate before the server: who may knock at all, and where a sign-in leads back to.

Without a sign-in the tool speaks to this computer alone, whatever name a web page gave its address
(a page elsewhere may let its own name point to 127.0.0.1), and to no proxy that says it is one.
With a sign-in, cookies are for https only as soon as https is spoken, and it ends on the page that
was asked, not on the first one.
"""

from __future__ import annotations

from http.cookies import SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.websockets import WebSocketClose

from ifla_metrics.ui.service import Mode, is_loopback, mode

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

ASKED_COOKIE = "ifla_asked"
TO_PROVIDER = "/auth/login"
FROM_PROVIDER = "/oauth2callback"
ASKED_SECONDS = 600
LONGEST = 2000
A_YEAR = 365 * 24 * 3600
SIGNED_IN = "_streamlit_user="
_NOT_PAGES = ("/auth/", "/sign-in", FROM_PROVIDER)
STATISTICS = "/_stcore/metrics"
"""Where Streamlit tells of its memory and sessions: nothing for strangers."""
CLOSED = (
    "Without a sign-in this is open to this computer alone, and not through a proxy: "
    "see docs/sign-in.md."
)
_FORWARDED = ("x-forwarded", "forwarded", "via", "x-real-ip", "x-client-ip", "cf-connecting-ip")
"""How the names of headers begin that a proxy adds. One that adds none cannot be seen."""


class Gate:
    """Wraps the server."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if mode() is Mode.LOCAL and not _from_this_computer(scope, headers):
            await _refuse(scope, receive, send)
            return
        if scope["path"].rstrip("/").endswith(STATISTICS) and mode() is not Mode.LOCAL:
            await PlainTextResponse("Not found", status_code=404)(scope, receive, send)
            return
        await self.app(scope, receive, _Answer(scope, headers, send))


class _Answer:
    """Sends an answer on, with its cookies and its way back seen to."""

    def __init__(self, scope: Scope, headers: Headers, send: Send) -> None:
        self.scope, self.headers, self.send = scope, headers, send
        self.secure = scope.get("scheme") in {"https", "wss"}

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            answer = MutableHeaders(raw=list(message["headers"]))
            if self.scope["path"] == TO_PROVIDER:
                self._remember(answer)
            elif self.scope["path"] == FROM_PROVIDER:
                self._lead_back(answer)
            if self.secure:
                _for_https_only(answer)
                answer["strict-transport-security"] = f"max-age={A_YEAR}"
            message = {**message, "headers": answer.raw}
        await self.send(message)

    def _remember(self, answer: MutableHeaders) -> None:
        asked = own_page(self.headers.get("referer", ""), host=self.headers.get("host", ""))
        if asked:
            answer.append(
                "set-cookie",
                f"{ASKED_COOKIE}={quote(asked, safe='')}; Path={FROM_PROVIDER}; "
                f"Max-Age={ASKED_SECONDS}; HttpOnly; SameSite=Lax",
            )

    def _lead_back(self, answer: MutableHeaders) -> None:
        found = SimpleCookie(self.headers.get("cookie", "")).get(ASKED_COOKIE)
        asked = own_address(unquote(found.value)) if found else ""
        arrived = any(value.startswith(SIGNED_IN) for value in answer.getlist("set-cookie"))
        if asked and arrived and "location" in answer:
            answer["location"] = asked
            answer.append(
                "set-cookie",
                f"{ASKED_COOKIE}=; Path={FROM_PROVIDER}; Max-Age=0; HttpOnly; SameSite=Lax",
            )


def own_page(address: str, *, host: str) -> str:
    """Return path and query of a page of ours; "" for any other address."""
    parts = urlsplit(address)
    if not host or parts.netloc != host:
        return ""
    return own_address(parts.path + (f"?{parts.query}" if parts.query else ""))


def own_address(asked: str) -> str:
    """Return a path on this server to go to after a sign-in; "" when it is anything else."""
    if (
        not asked.startswith("/")
        or asked.startswith("//")
        or asked.startswith(_NOT_PAGES)
        or len(asked) > LONGEST
        or "\\" in asked
        or not asked.isascii()
        or not asked.isprintable()
    ):
        return ""
    return asked


def _from_this_computer(scope: Scope, headers: Headers) -> bool:
    client = scope.get("client")
    try:
        host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
    except ValueError:
        return False
    if any(name.startswith(_FORWARDED) for name in headers):
        return False
    return client is not None and is_loopback(client[0]) and is_loopback(host)


def _for_https_only(answer: MutableHeaders) -> None:
    answer.raw[:] = [
        (name, value + b"; Secure")
        if name == b"set-cookie" and b"; secure" not in value.lower()
        else (name, value)
        for name, value in answer.raw
    ]


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await WebSocketClose(code=1008)(scope, receive, send)
        return
    await PlainTextResponse(CLOSED, status_code=403)(scope, receive, send)


GATE = [Middleware(Gate)]
