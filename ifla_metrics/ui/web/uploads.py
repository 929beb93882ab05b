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
AT_ONCE = 8
"""Files on their way at a time; Streamlit bounds the size of each."""
FILES_PER_SESSION = 5
"""A further file takes the place of the oldest."""
BYTES_PER_SESSION = 30 * MEGABYTE
BYTES_IN_ALL = 200 * MEGABYTE


class UploadRule:
    """Refuses files of readers who may send none, and those for which there is no room."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.on_their_way = 0

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
        if refusal is None and scope["method"] == "PUT" and not self._has_room():
            refusal = later(words_of(request)("Too many uploads at once. Please try again later."))
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        self.on_their_way += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.on_their_way -= 1
            _drop_oldest(scope["path"].partition(UPLOADS)[2].partition("/")[0])

    def _has_room(self) -> bool:
        largest = int(st.get_option("server.maxUploadSize")) * MEGABYTE
        arriving = (self.on_their_way + 1) * largest
        if _bytes_kept() + arriving > BYTES_IN_ALL:
            _forget(_left())
        return self.on_their_way < AT_ONCE and _bytes_kept() + arriving <= BYTES_IN_ALL


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


def _manager() -> MemoryUploadedFileManager:
    return cast("MemoryUploadedFileManager", runtime.get_instance().uploaded_file_mgr)


def _sizes(session: str) -> dict[str, int]:
    """Return the sizes of the files of a session, the oldest first."""
    files = _manager().file_storage.get(session, {})
    return {name: len(file.data) for name, file in [*files.items()]}


def _bytes_kept() -> int:
    return sum(sum(_sizes(session).values()) for session in [*_manager().file_storage])


def _drop_oldest(session: str) -> None:
    sizes = _sizes(session)
    while len(sizes) > FILES_PER_SESSION or sum(sizes.values()) > BYTES_PER_SESSION:
        oldest = next(iter(sizes))
        del sizes[oldest]
        _manager().remove_file(session, oldest)


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
