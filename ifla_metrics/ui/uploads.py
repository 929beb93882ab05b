"""Files that are sent to the server: who may send them, how many are kept, and until when.

Streamlit keeps every file that is sent for an open session in memory, whoever sends it, whether a
page asked for it or not.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from streamlit import runtime

from ifla_metrics.access import Right, allowed
from ifla_metrics.errors import NotReady
from ifla_metrics.ui.reader import actor_of
from ifla_metrics.ui.refused import later, refused, words_of

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send
    from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

PLACE = "/_stcore/upload_file/"
MEGABYTE = 1024**2
FILES = 5
"""Kept for a session; a further one takes the place of the oldest."""
OF_SESSION = 30 * MEGABYTE
OF_ALL = 200 * MEGABYTE


class Uploads:
    """Wraps the server."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.arriving: dict[str, list[int]] = {}
        """Sizes of the files that are on their way, by session."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            try:
                await self.app(scope, receive, send)
            finally:
                _forget_later()
            return
        if scope["type"] != "http" or PLACE not in scope["path"] or scope["method"] == "OPTIONS":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        refusal = await run_in_threadpool(_refusal, request)
        if refusal is not None or scope["method"] != "PUT":
            await (refusal or self.app)(scope, receive, send)
            return
        session, size = scope["path"].partition(PLACE)[2].partition("/")[0], _size(request)
        if not self._has_room(session, size):
            t = words_of(request)
            full = later(t("Too many uploads at once. Please try again later."))
            await full(scope, receive, send)
            return
        self.arriving.setdefault(session, []).append(size)
        try:
            await self.app(scope, receive, send)
        finally:
            self.arriving[session].remove(size)
            if not self.arriving[session]:
                del self.arriving[session]

    def _has_room(self, session: str, size: int) -> bool:
        """Make room for a file of a session; say whether there is any."""
        kept, own = _files(), self.arriving.get(session, [])
        if len(own) >= FILES or sum(own) + size > OF_SESSION:
            return False
        sizes = {name: len(f.data) for name, f in list(kept.file_storage.get(session, {}).items())}
        goes: dict[str, int] = {}
        for oldest in list(sizes):
            stays = sizes.values()
            if len(stays) + len(own) < FILES and sum(stays) + sum(own) + size <= OF_SESSION:
                break
            goes[oldest] = sizes.pop(oldest)
        more = sum(map(sum, self.arriving.values())) + size - sum(goes.values())
        if _all(kept) + more > OF_ALL:
            _forget([left for left in _left() if left != session])
        if _all(kept) + more > OF_ALL:
            return False
        for oldest in goes:
            kept.remove_file(session, oldest)
        return True


def _refusal(request: Request) -> Response | None:
    """Return the answer for who may send no file; None for who may.

    Every reader who was let in may: a viewer checks a draft or opens a template of a report.
    """
    t = words_of(request)
    try:
        if allowed(actor_of(request), Right.READ_ENTRY):
            return None
    except NotReady as reason:
        return refused(reason, t)
    return PlainTextResponse(t("You cannot upload files."), status_code=403)


def _size(request: Request) -> int:
    """Return how much a file takes at most: as it says, else as much as Streamlit lets through."""
    most = int(st.get_option("server.maxUploadSize")) * MEGABYTE
    said = request.headers.get("content-length", "")
    return min(int(said), most) if said.isdecimal() else most


def _files() -> MemoryUploadedFileManager:
    return runtime.get_instance().uploaded_file_mgr  # type: ignore[return-value]


def _sizes(kept: MemoryUploadedFileManager, session: str) -> list[int]:
    return [len(file.data) for file in list(kept.file_storage.get(session, {}).values())]


def _all(kept: MemoryUploadedFileManager) -> int:
    return sum(sum(_sizes(kept, session)) for session in list(kept.file_storage))


def _left() -> list[str]:
    """Return the sessions with files that nobody is connected to."""
    now = runtime.get_instance()
    return [
        session for session in list(_files().file_storage) if not now.is_active_session(session)
    ]


def _forget_later() -> None:
    """Forget the files of sessions that have ended, once they cannot be taken up again."""
    if runtime.exists() and (left := _left()):
        after = int(st.get_option("server.disconnectedSessionTTL"))
        asyncio.get_running_loop().call_later(after, _forget, left)


def _forget(sessions: list[str]) -> None:
    still = set(_left()) if runtime.exists() else set()
    for session in still & set(sessions):
        _files().remove_session_files(session)


UPLOADS = [Middleware(Uploads)]
