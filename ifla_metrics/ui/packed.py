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
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import Response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

STATIC = Path(streamlit.__file__).parent / "static"
"""What the front end's addresses are relative to."""
TYPES = {".js": "text/javascript", ".css": "text/css"}
WORTH = 1000
"""Bytes from which packing pays."""
_PATH = re.compile(r"/static/(js|css)/[\w.-]+\.(js|css)")


class Packed:
    """Wraps the server: answers for the files of the front end, whose names change with them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "GET" and _PATH.fullmatch(scope["path"]):
            headers = Headers(scope=scope)
            if _takes_gzip(headers.get("accept-encoding", "")) and "range" not in headers:
                content = await to_thread.run_sync(packed, scope["path"])
                if content is not None:
                    await _answer(scope["path"], content)(scope, receive, send)
                    return
        await self.app(scope, receive, send)


@lru_cache(maxsize=512)
def packed(path: str) -> bytes | None:
    """Return a file of the front end, packed; None when there is none or it is too short."""
    file = STATIC / path.removeprefix("/")
    if not file.is_file() or file.stat().st_size < WORTH:
        return None
    return gzip.compress(file.read_bytes(), mtime=0)


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
            "vary": "Accept-Encoding",
            "cache-control": "public, immutable, max-age=31536000",
        },
    )


PACKED = [Middleware(Packed)]
