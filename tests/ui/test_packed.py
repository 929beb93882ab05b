import gzip

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from ifla_metrics.ui.middleware import MIDDLEWARE
from ifla_metrics.ui.packed import STATIC, packed

LONGEST = max((STATIC / "static" / "js").glob("*.js"), key=lambda path: path.stat().st_size)
ADDRESS = f"/static/js/{LONGEST.name}"


@pytest.fixture
def client():
    behind = [Route("/{path:path}", lambda _request: PlainTextResponse("as it is"))]
    return TestClient(Starlette(routes=behind, middleware=MIDDLEWARE))


def test_a_script_comes_packed_whole_and_stays_with_the_browser(client):
    answer = client.get(ADDRESS, headers={"accept-encoding": "gzip, br"})

    assert answer.content == LONGEST.read_bytes()
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < LONGEST.stat().st_size / 2
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert gzip.decompress(packed(ADDRESS)) == LONGEST.read_bytes()


@pytest.mark.parametrize(
    ("address", "accepted"),
    [
        (ADDRESS, "identity"),
        (ADDRESS, "identity, gzip;q=0"),
        ("/static/js/none.js", "gzip"),
        ("/static/js/..%2f..%2findex.html", "gzip"),
        ("/static/media/none.woff2", "gzip"),
        ("/participation", "gzip"),
    ],
)
def test_everything_else_is_answered_as_before(client, address, accepted):
    assert client.get(address, headers={"accept-encoding": accepted}).text == "as it is"


def test_a_part_of_a_file_is_not_packed(client):
    answer = client.get(ADDRESS, headers={"accept-encoding": "gzip", "range": "bytes=0-9"})

    assert answer.text == "as it is"


@pytest.mark.parametrize(
    "headers",
    [
        {"accept-encoding": "gzip"},
        {"accept-encoding": "identity"},
        {"accept-encoding": "gzip", "range": "bytes=0-9"},
    ],
)
@pytest.mark.parametrize("address", [ADDRESS, "/static/js/none.js", "/static/css/none.css"])
def test_what_lies_between_keeps_packed_and_unpacked_apart(client, address, headers):
    """A cache of a house must not give the packed script to a browser that cannot take it."""
    for asked in (client.get, client.head):
        assert asked(address, headers=headers).headers["vary"] == "Accept-Encoding"


def test_pages_say_nothing_of_packing(client):
    assert "vary" not in client.get("/participation").headers
