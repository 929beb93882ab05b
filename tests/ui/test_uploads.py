"""Uploaded files in the server's memory: who may send them, and how many."""

import time
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from ifla_metrics.access import ANONYMOUS, PUBLIC_READER, Actor, Role
from ifla_metrics.ui.web import uploads


@pytest.fixture
def sessions(monkeypatch):
    """A server that accepts files of 20 bytes and keeps 100 bytes, with `put(session, size)`."""
    files, active = MemoryUploadedFileManager("/_stcore/upload_file"), {"a", "b", "c"}
    running = SimpleNamespace(uploaded_file_mgr=files, is_active_session=active.__contains__)
    monkeypatch.setattr(uploads, "runtime", SimpleNamespace(get_instance=lambda: running))
    options = {"server.maxUploadSize": 20, "server.address": "127.0.0.1"}
    monkeypatch.setattr(uploads.st, "get_option", options.get)
    for name, value in {"MEGABYTE": 1, "FILES_PER_SESSION": 2, "MAX_TOTAL_BYTES": 100}.items():
        monkeypatch.setattr(uploads, name, value)

    async def store(request):
        data, session = await request.body(), request.path_params["session"]
        file_id = f"{len(files.file_storage[session])}-{len(data)}"
        files.add_file(session, UploadedFileRec(file_id, "a.csv", "text/csv", data))
        return Response(status_code=204)

    async def connect(websocket):
        await websocket.accept()
        await websocket.receive()

    routes = [
        Route("/_stcore/upload_file/{session}/{file}", store, methods=["PUT"]),
        WebSocketRoute("/_stcore/stream", connect),
    ]
    client = TestClient(Starlette(routes=routes, middleware=[Middleware(uploads.UploadMiddleware)]))

    def put(session, size):
        return client.put(f"/_stcore/upload_file/{session}/x", content=b"0" * size).status_code

    return SimpleNamespace(put=put, files=files.file_storage, active=active, client=client)


def test_files_are_limited_per_session_and_in_all(sessions):
    assert [sessions.put("a", size) for size in (20, 10, 18, 19)] == [204] * 4
    assert [len(f.data) for f in sessions.files["a"].values()] == [18, 19]
    assert [sessions.put(name, 20) for name in "bbcc"] == [204, 204, 204, 503]


def test_files_are_deleted_with_their_session(sessions, monkeypatch):
    monkeypatch.setattr(uploads, "RECONNECT_SECONDS", 0.1)
    with sessions.client:
        assert [sessions.put(name, 1) for name in "ab"] == [204] * 2
        with sessions.client.websocket_connect("/_stcore/stream"):
            sessions.active.discard("b")
        sessions.active.discard("a")  # A phone may reconnect.
        time.sleep(0.3)
        sessions.put("c", 1)

    assert set(sessions.files) == {"a", "c"}


@pytest.mark.parametrize("reader", [ANONYMOUS, PUBLIC_READER, Actor("v", Role.VIEWER)])
def test_strangers_and_readers_cannot_upload(sessions, monkeypatch, reader):
    monkeypatch.setattr(uploads, "actor_of", lambda _request: reader)

    assert sessions.put("a", 1) == 403
    assert not sessions.files
