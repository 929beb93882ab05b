"""What every answer of the server carries: the reader's language, a strict policy, our own head.

Streamlit sends one fixed page: English, with its own font and icon in the head and no security
headers. The page that leaves here names the language that is read, brings our style sheet with
it, and allows nothing that is not ours. Where a reader finds no page, one of ours says so.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request

from ifla_metrics.errors import NotReady
from ifla_metrics.i18n import LANGUAGES, translate
from ifla_metrics.ui import preloads, style
from ifla_metrics.ui.packed import PACKED

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from ifla_metrics.ui.no_page import Answer

LANGUAGE_COOKIE = "ifla_language"
A_YEAR = 365 * 24 * 3600
NAME = "IFLA Metrics"

ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "SAMEORIGIN",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
FRAMED_BY_US = "frame-ancestors 'self'"
"""The policy of an answer that brings none of its own."""
POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' {hashes}; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' ws: wss:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
)
STREAMLITS = b"<title>Streamlit</title>"
"""Stands in the one page of Streamlit alone."""
_LEFT_OUT = (b"accept-encoding", b"if-none-match", b"if-modified-since")
_INLINE = re.compile(rb"<script>(.*?)</script>", re.S)
_FONT_PRELOAD = re.compile(rb"<link\s+rel=\"preload\"[^>]*SourceSans[^>]*>")


class OurPage:
    """Wraps the server: `<html lang>`, style sheet, title and security headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if scope["method"] != "GET" or b"text/html" not in headers.get(b"accept", b""):
            await self.app(scope, receive, _with_headers(send, ALWAYS))
            return
        kept = [(name, value) for name, value in scope["headers"] if name not in _LEFT_OUT]
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("language", [""])[-1]
        language = language_of(
            asked=asked,
            person="" if asked in LANGUAGES else await _of_person(scope, headers),
            cookie=_cookie(headers.get(b"cookie", b"")),
            accepted=headers.get(b"accept-language", b"").decode("latin-1"),
        )
        answer = _Rewritten(send, language, asked, scope)
        await self.app({**scope, "headers": kept}, receive, answer)


def language_of(*, asked: str, cookie: str, accepted: str, person: str = "") -> str:
    """Return the language to read in.

    As asked in the address; else as the person chose, on whatever device; else as this browser was
    last asked for; else as it says itself.
    """
    wished = (part.split(";")[0].strip()[:2].lower() for part in accepted.split(","))
    return next((w for w in (asked, person, cookie, *wished) if w in LANGUAGES), LANGUAGES[0])


async def _of_person(scope: Scope, headers: Mapping[bytes, bytes]) -> str:
    """Return the language of who is signed in; nothing is asked of a browser without a cookie."""
    if b"cookie" not in headers:
        return ""
    from ifla_metrics.ui import reader

    try:
        return (await run_in_threadpool(reader.actor_of, Request(scope))).language
    except NotReady:  # The page itself says so.
        return ""


async def _instead(scope: Scope, language: str) -> Answer | None:
    """Return what to answer where the reader finds no page; nobody is asked who finds one."""
    from ifla_metrics.ui import no_page, reader

    if no_page.is_for_all(scope["path"]):
        return None
    try:
        actor = await run_in_threadpool(reader.actor_of, Request(scope))
    except NotReady:  # The page itself says so.
        return None
    query = scope["query_string"].decode("latin-1")
    return no_page.instead(scope["path"], query, actor, translate(language), name=NAME)


def _cookie(header: bytes) -> str:
    found = SimpleCookie(header.decode("latin-1")).get(LANGUAGE_COOKIE)
    return found.value if found else ""


def _with_headers(send: Send, extra: dict[str, str]) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": _merged(message["headers"], extra.items())}
        await send(message)

    return sending


def _merged(
    headers: Iterable[tuple[bytes, bytes]], extra: Iterable[tuple[str, str]]
) -> list[tuple[bytes, bytes]]:
    ours = [(name.encode(), value.encode()) for name, value in extra]
    names = {name for name, _ in ours}
    merged = [pair for pair in headers if pair[0].lower() not in names] + ours
    if all(name.lower() != b"content-security-policy" for name, _ in merged):
        merged.append((b"content-security-policy", FRAMED_BY_US.encode()))
    return merged


class _Rewritten:
    """Collects a page of HTML and sends it on as ours; other answers go through."""

    def __init__(self, send: Send, language: str, asked: str, scope: Scope) -> None:
        self.send, self.language, self.asked, self.scope = send, language, asked, scope
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            kind = dict(message["headers"]).get(b"content-type", b"")
            if kind.startswith(b"text/html"):
                self.start = message
                return
            message = {**message, "headers": _merged(message["headers"], ALWAYS.items())}
        elif self.start is not None and message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            if message.get("more_body"):
                return
            if STREAMLITS in self.body and (found := await _instead(self.scope, self.language)):
                self.body = found.page.encode()
                self.start = {**self.start, "status": found.status}
            page = ours(self.body, self.language, self.scope["path"])
            await self.send({**self.start, "headers": self._headers(self.start, page)})
            message = {"type": "http.response.body", "body": page}
        await self.send(message)

    def _headers(self, start: Message, page: bytes) -> list[tuple[bytes, bytes]]:
        kept = [pair for pair in start["headers"] if pair[0] not in {b"etag", b"last-modified"}]
        extra = {
            **ALWAYS,
            "content-length": str(len(page)),
            "content-security-policy": policy_of(page),
            "cache-control": "no-cache",
            "vary": "Accept-Language, Cookie",
        }
        if self.asked == self.language:
            extra["set-cookie"] = (
                f"{LANGUAGE_COOKIE}={self.language}; Path=/; Max-Age={A_YEAR}; SameSite=Lax"
            )
        return _merged(kept, extra.items())


def ours(page: bytes, language: str, path: str) -> bytes:
    """Return Streamlit's page with our language, title, icon, script and sheet in its head.

    And with links to what the page at `path` will ask for late.
    """
    page = page.replace(b'<html lang="en">', f'<html lang="{language}">'.encode(), 1)
    page = page.replace(STREAMLITS, f"<title>{NAME}</title>".encode(), 1)
    page = page.replace(b'href="./favicon.png"', b'href="/assets/icon.png"', 1)
    page = _FONT_PRELOAD.sub(b"", page, count=1)
    script = f'<head><script src="{style.script_address()}"></script>'
    early = "".join(
        link for name, link in preloads.links(path).items() if name.encode() not in page
    )
    sheet = f'{early}<link rel="stylesheet" href="{style.address()}"></head>'
    return page.replace(b"<head>", script.encode(), 1).replace(b"</head>", sheet.encode(), 1)


def policy_of(page: bytes) -> str:
    """Return the content security policy of a page: its own inline scripts, by their hash."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
        for script in _INLINE.findall(page)
    )
    return POLICY.format(hashes=hashes)


MIDDLEWARE = [Middleware(OurPage), *PACKED]
