"""Files that are sent to the server: who may send them, and how many are kept.

Streamlit keeps every file that is sent for a session in memory, whoever sends it, whether a page
asked for it or not, and after the session has ended: then its files are dropped here.
"""

import asyncio
from typing import cast

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from ifla_metrics.access import Right, allowed
from ifla_metrics.errors import IflaMetricsError
from ifla_metrics.ui.auth import actor_of
from ifla_metrics.ui.web.answers import later, refused, words_of

UPLOADS = "/_stcore/upload_file/"
MEGABYTE = 1024**2
FILES_PER_SESSION = 5
"""A further file takes the place of the oldest; Streamlit bounds the size of each."""
BYTES_IN_ALL = 200 * MEGABYTE
GRACE = 130.0
"""Seconds after which a browser that went away does not find its session again."""


class UploadRule:
    """Refuses files of readers who may send none, and those for which there is no room."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.on_their_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":  # A session, as long as its page is open.
            try:
                await self.app(scope, receive, send)
            finally:
                asyncio.get_running_loop().call_later(GRACE, _drop_files_of, _sessions_away())
            return
        if scope["type"] != "http" or UPLOADS not in scope["path"] or scope["method"] == "OPTIONS":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        refusal = await run_in_threadpool(_refusal, request)
        if refusal is None and scope["method"] == "PUT" and not self._has_room():
            t = words_of(request)
            refusal = later(t("Too many uploads at once. Please try again later."))
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
        """Say whether one more file fits."""
        largest = int(st.get_option("server.maxUploadSize")) * MEGABYTE
        kept = [*_manager().file_storage.values()]
        size = sum(len(file.data) for files in kept for file in [*files.values()])
        return size + (self.on_their_way + 1) * largest <= BYTES_IN_ALL


def _refusal(request: Request) -> Response | None:
    """Return the answer for who may send no file; None for who reports, and so may."""
    t = words_of(request)
    try:
        reader = actor_of(request)
        if allowed(reader, Right.RECORD, reader.groups):
            return None
    except IflaMetricsError as reason:
        return refused(reason, t)
    return PlainTextResponse(t("You cannot upload files."), status_code=403)


def _manager() -> MemoryUploadedFileManager:
    return cast("MemoryUploadedFileManager", runtime.get_instance().uploaded_file_mgr)


def _sessions_away() -> set[str]:
    """Return the sessions with files to which nobody is connected."""
    now = runtime.get_instance()
    return {name for name in [*_manager().file_storage] if not now.is_active_session(name)}


def _drop_files_of(sessions: set[str]) -> None:
    """Drop the files of those sessions that are still away: others may have left just now."""
    for session in sessions & _sessions_away():
        _manager().remove_session_files(session)


def _drop_oldest(session: str) -> None:
    for name in [*_manager().file_storage.get(session, {})][:-FILES_PER_SESSION]:
        _manager().remove_file(session, name)
