"""Limits on uploads: who may upload files, and how many stay in memory.

Streamlit holds every upload in memory, from anybody, whether or not a page asked for it, and also
after the session has ended. This middleware checks the reader and deletes old files.
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
from ifla_metrics.ui.web.responses import error_response, translate_for, unavailable

UPLOADS = "/_stcore/upload_file/"
MEGABYTE = 1024**2
FILES_PER_SESSION = 5
"""A further file replaces the oldest. Streamlit limits the size of each."""
MAX_TOTAL_BYTES = 200 * MEGABYTE
RECONNECT_SECONDS = 130.0
"""After this time a disconnected browser cannot resume its session."""


class UploadMiddleware:
    """Reject uploads by readers without the right, and uploads that exceed the total size."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.in_progress = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":  # Open as long as its session's page is.
            try:
                await self.app(scope, receive, send)
            finally:
                loop, sessions = asyncio.get_running_loop(), _disconnected_sessions()
                loop.call_later(RECONNECT_SECONDS, _delete_files_of, sessions)
            return
        if scope["type"] != "http" or UPLOADS not in scope["path"] or scope["method"] == "OPTIONS":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        rejection = await run_in_threadpool(_rejection, request)
        if rejection is None and scope["method"] == "PUT" and not self._has_room():
            t = translate_for(request)
            rejection = unavailable(t("Too many uploads at once. Please try again later."))
        if rejection is not None:
            await rejection(scope, receive, send)
            return
        self.in_progress += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.in_progress -= 1
            _delete_oldest(scope["path"].partition(UPLOADS)[2].partition("/")[0])

    def _has_room(self) -> bool:
        """Return whether one more file of the maximum size fits."""
        max_size = int(st.get_option("server.maxUploadSize")) * MEGABYTE
        stored = [*_manager().file_storage.values()]
        size = sum(len(file.data) for files in stored for file in [*files.values()])
        return size + (self.in_progress + 1) * max_size <= MAX_TOTAL_BYTES


def _rejection(request: Request) -> Response | None:
    """Return the response for a reader who may not upload; None for one who may."""
    t = translate_for(request)
    try:
        reader = actor_of(request)
        if allowed(reader, Right.RECORD, reader.groups):
            return None
    except IflaMetricsError as error:
        return error_response(error, t)
    return PlainTextResponse(t("You cannot upload files."), status_code=403)


def _manager() -> MemoryUploadedFileManager:
    return cast("MemoryUploadedFileManager", runtime.get_instance().uploaded_file_mgr)


def _disconnected_sessions() -> set[str]:
    """Return the sessions that have files but no connection."""
    current = runtime.get_instance()
    return {name for name in [*_manager().file_storage] if not current.is_active_session(name)}


def _delete_files_of(sessions: set[str]) -> None:
    """Delete the files of those sessions that are still disconnected."""
    for session in sessions & _disconnected_sessions():
        _manager().remove_session_files(session)


def _delete_oldest(session: str) -> None:
    for name in [*_manager().file_storage.get(session, {})][:-FILES_PER_SESSION]:
        _manager().remove_file(session, name)
