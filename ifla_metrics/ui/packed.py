"""Streamlit's scripts and sheets sent packed: 3.4 MB become 1 MB on a slow line.

Streamlit leaves that to a proxy, because it would pack anew for every reader. Here each file is
packed once for the process and kept.
"""

from __future__ import annotations

import gzip
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit
from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import Response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

STATIC = Path(streamlit.__file__).parent / "static"
"""What the front end's addresses are relative to."""
TYPES = {".js": "text/javascript", ".css": "text/css"}
VARY = "Accept-Encoding"
WORTH = 1000
"""Bytes from which packing pays."""
_PATH = re.compile(r"/static/(js|css)/[\w.-]+\.(js|css)")


class Packed:
    """Wraps the server: answers for the files of the front end, whose names change with them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = scope["method"] if scope["type"] == "http" else ""
        if asked in ("GET", "HEAD") and _PATH.fullmatch(scope["path"]):
            headers = Headers(scope=scope)
            taken = asked == "GET" and "range" not in headers
            if taken and _takes_gzip(headers.get("accept-encoding", "")):
                content = await to_thread.run_sync(packed, scope["path"])
                if content is not None:
                    await _answer(scope["path"], content)(scope, receive, send)
                    return
            send = _varied(send)
        await self.app(scope, receive, send)


@lru_cache(maxsize=512)
def packed(path: str) -> bytes | None:
    """Return a file of the front end, packed; None when there is none or it is too short."""
    file = STATIC / path.removeprefix("/")
    if not file.is_file() or file.stat().st_size < WORTH:
        return None
    return gzip.compress(file.read_bytes(), mtime=0)


def _varied(send: Send) -> Send:
    """Say of an answer that is not packed that it hangs on what the browser takes, too."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).add_vary_header(VARY)
        await send(message)

    return sending


def _takes_gzip(accepted: str) -> bool:
    """Say whether a browser takes packed answers; `gzip;q=0` refuses them."""
    for one in accepted.split(","):
        name, _, quality = one.replace(" ", "").lower().partition(";q=")
        if name == "gzip":
            return not quality or quality.strip("0.") != ""
    return False


def _answer(path: str, content: bytes) -> Response:
    return Response(
        content,
        media_type=TYPES[Path(path).suffix],
        headers={
            "content-encoding": "gzip",
            "vary": VARY,
            "cache-control": "public, immutable, max-age=31536000",
        },
    )


PACKED = [Middleware(Packed)]
