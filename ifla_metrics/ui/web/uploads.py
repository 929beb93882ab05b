"""Files that are sent to the server: who may send them, how many are kept, and until when.

Streamlit keeps every file that is sent for an open session in memory, whoever sends it, whether a
page asked for it or not.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from streamlit import runtime

from ifla_metrics.access import Right, allowed
from ifla_metrics.errors import IflaMetricsError
from ifla_metrics.ui.auth import actor_of
from ifla_metrics.ui.web.answers import later, refused, words_of

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send
    from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

UPLOADS = "/_stcore/upload_file/"
MEGABYTE = 1024**2
FILES_PER_SESSION = 5
"""A further file takes the place of the oldest."""
BYTES_PER_SESSION = 30 * MEGABYTE
BYTES_IN_ALL = 200 * MEGABYTE


class UploadRule:
    """Refuses files of readers who may send none, and those for which there is no room."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.arriving: list[tuple[str, int]] = []
        """Session and size of each file that is on its way."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            try:
                await self.app(scope, receive, send)
            finally:
                _forget_when_sessions_end()
            return
        if scope["type"] != "http" or UPLOADS not in scope["path"] or scope["method"] == "OPTIONS":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        refusal = await run_in_threadpool(_refusal, request)
        if refusal is not None or scope["method"] != "PUT":
            await (refusal or self.app)(scope, receive, send)
            return
        file = (scope["path"].partition(UPLOADS)[2].partition("/")[0], _size(request))
        if not self._make_room(*file):
            full = later(words_of(request)("Too many uploads at once. Please try again later."))
            await full(scope, receive, send)
            return
        self.arriving.append(file)
        try:
            await self.app(scope, receive, send)
        finally:
            self.arriving.remove(file)

    def _make_room(self, session: str, size: int) -> bool:
        """Drop the oldest files of a session for a further one; say whether there is room."""
        kept = _manager()
        own = [other for one, other in self.arriving if one == session]
        if len(own) >= FILES_PER_SESSION or sum(own) + size > BYTES_PER_SESSION:
            return False
        files = kept.file_storage.get(session, {})
        stays = {name: len(file.data) for name, file in [*files.items()]}
        goes: dict[str, int] = {}
        while stays and (
            len(stays) + len(own) >= FILES_PER_SESSION
            or sum(stays.values()) + sum(own) + size > BYTES_PER_SESSION
        ):
            oldest = next(iter(stays))
            goes[oldest] = stays.pop(oldest)
        more = sum(other for _, other in self.arriving) + size - sum(goes.values())
        if _bytes_kept(kept) + more > BYTES_IN_ALL:
            _forget([left for left in _left() if left != session])
        if _bytes_kept(kept) + more > BYTES_IN_ALL:
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
    except IflaMetricsError as reason:
        return refused(reason, t)
    return PlainTextResponse(t("You cannot upload files."), status_code=403)


def _size(request: Request) -> int:
    """Return how much a file takes at most: as it says, else as much as Streamlit lets through."""
    most = int(st.get_option("server.maxUploadSize")) * MEGABYTE
    length = request.headers.get("content-length", "")
    return min(int(length), most) if length.isdecimal() else most


def _manager() -> MemoryUploadedFileManager:
    return cast("MemoryUploadedFileManager", runtime.get_instance().uploaded_file_mgr)


def _bytes_kept(kept: MemoryUploadedFileManager) -> int:
    return sum(
        len(file.data) for files in [*kept.file_storage.values()] for file in [*files.values()]
    )


def _left() -> list[str]:
    """Return the sessions with files that nobody is connected to."""
    now = runtime.get_instance()
    return [one for one in [*_manager().file_storage] if not now.is_active_session(one)]


def _forget_when_sessions_end() -> None:
    """Forget the files of sessions that have ended, once they cannot be taken up again."""
    if runtime.exists() and (left := _left()):
        after = int(st.get_option("server.disconnectedSessionTTL"))
        asyncio.get_running_loop().call_later(after, _forget, left)


def _forget(sessions: list[str]) -> None:
    for session in set(_left()) & set(sessions) if runtime.exists() else ():
        _manager().remove_session_files(session)
