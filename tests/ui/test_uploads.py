"""Files that are sent to the server's memory: by whom, how many, and until when they are there."""

import http.client
import os
import re
import time
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from ifla_metrics.ui.web import uploads
from tests.ui import house, wire

SENT = 60 if os.environ.get("IFLA_NIGHT") else 20
MEGABYTES = 9
XSRF = "_streamlit_xsrf"


def token_of(address):
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    connection.request("GET", "/_stcore/health")
    answer = connection.getresponse()
    answer.read()
    connection.close()
    [cookie] = [c for c in answer.headers.get_all("set-cookie") or () if c.startswith(XSRF)]
    return cookie.partition("=")[2].partition(";")[0]


def send(address, session, number, token):
    """Send a file as a browser does; the status of the answer."""
    start = b'--x\r\ncontent-disposition: form-data; name="a"; filename="a.csv"\r\n\r\n'
    body = start + b"0" * (MEGABYTES * 1024**2) + b"\r\n--x--\r\n"
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    headers = {
        "content-type": "multipart/form-data; boundary=x",
        "cookie": f"{XSRF}={token}",
        "x-xsrftoken": token,
    }
    try:
        connection.request("PUT", f"/_stcore/upload_file/{session}/{number}", body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except ConnectionError:  # It was refused before all of it was sent.
        return 0
    finally:
        connection.close()


def resident(address):
    """The memory of the server in MB."""
    port = str(urlsplit(address).port)
    for process in Path("/proc").glob("[0-9]*"):
        words = (process / "cmdline").read_bytes().decode().split("\0")
        if "streamlit" in words and port in words:
            line = next(
                one for one in (process / "status").read_text().splitlines() if "VmRSS" in one
            )
            return int(line.split()[1]) // 1024
    raise LookupError(port)


def kept(address):
    """The files that the server keeps, in MB, as its own count says."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    connection.request("GET", "/_stcore/metrics")
    told = connection.getresponse().read().decode()
    connection.close()
    found = re.search(r'cache_type="UploadedFileManager"[^}]*} (\d+)', told)
    return int(found[1]) // 1024**2 if found else 0


@pytest.mark.parametrize(
    ("reader", "surroundings", "most"),
    [
        ("a visitor", {"IFLA_READ_ONLY": "1"}, 0),
        ("a stranger", {"IFLA_SIGN_IN": "links"}, 0),
        ("this computer", {}, 30),
    ],
)
def test_no_reader_fills_the_memory_and_files_go_with_their_session(reader, surroundings, most):
    how = "--server.disconnectedSessionTTL", "1"
    with house.served(house.history_url(), *how, surroundings=surroundings) as address:
        with wire.session(address) as session:
            session.ask()
            token = token_of(address)
            before = resident(address)
            told = [send(address, session.id, number, token) for number in range(SENT)]
            after, held = resident(address), kept(address)
        until = time.monotonic() + 20
        while kept(address) and time.monotonic() < until:
            time.sleep(0.2)
        left = kept(address)
        print(
            f"{reader}: {told.count(204)} of {SENT} files of {MEGABYTES} MB taken, {held} MB kept, "
            f"{left} MB after the session; the server's memory {before} MB before, {after} MB after"
        )
    assert (held > 0) is (most > 0)
    assert held <= most
    assert left == 0
    assert after - before < 120
    assert set(told) <= ({204} if most else {403, 0})


@pytest.fixture
def sessions(monkeypatch):
    """Gives `put(session, size)` to a server that takes files of 20 bytes and keeps 100 in all."""
    files, open_now = MemoryUploadedFileManager("/_stcore/upload_file"), {"a", "b", "c"}
    running = SimpleNamespace(uploaded_file_mgr=files, is_active_session=open_now.__contains__)
    told = SimpleNamespace(exists=lambda: True, get_instance=lambda: running)
    monkeypatch.setattr(uploads, "runtime", told)
    options = {"server.maxUploadSize": 20, "server.address": "127.0.0.1"}
    monkeypatch.setattr(uploads.st, "get_option", options.get)
    for name, value in {"MEGABYTE": 1, "BYTES_PER_SESSION": 40, "BYTES_IN_ALL": 100}.items():
        monkeypatch.setattr(uploads, name, value)

    async def keep(request):
        data, count = await request.body(), len(files.file_storage[request.path_params["session"]])
        named = UploadedFileRec(f"{count}-{len(data)}", "a.csv", "text/csv", data)
        files.add_file(request.path_params["session"], named)
        return Response(status_code=204)

    routes = [Route("/_stcore/upload_file/{session}/{file}", keep, methods=["PUT"])]
    client = TestClient(Starlette(routes=routes, middleware=[Middleware(uploads.UploadRule)]))

    def put(session, size):
        return client.put(f"/_stcore/upload_file/{session}/x", content=b"0" * size).status_code

    return SimpleNamespace(put=put, files=files.file_storage, open_now=open_now)


def test_a_session_keeps_its_last_files_and_all_sessions_only_so_many(sessions, monkeypatch):
    assert [sessions.put("a", size) for size in (20, 10, 18, 15)] == [204] * 4
    assert [len(f.data) for f in sessions.files["a"].values()] == [18, 15]
    assert [sessions.put(name, 20) for name in "bbcc"] == [204, 204, 204, 503]

    sessions.open_now.discard("b")  # What nobody is connected to goes first.
    assert sessions.put("c", 20) == 204
    assert set(sessions.files) == {"a", "c"}

    monkeypatch.setattr(uploads, "AT_ONCE", 0)
    assert sessions.put("a", 1) == 503
