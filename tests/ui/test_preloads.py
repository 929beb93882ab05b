import re

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from ifla_metrics.settings import ROOT
from ifla_metrics.ui import preloads
from ifla_metrics.ui.middleware import MIDDLEWARE
from ifla_metrics.ui.packed import STATIC

INDEX = (STATIC / "index.html").read_text(encoding="utf-8")


@pytest.fixture
def head():
    """The head of Streamlit's own page as it leaves the server, by path."""
    pages = [Route("/{path:path}", lambda _request: HTMLResponse(INDEX))]
    client = TestClient(Starlette(routes=pages, middleware=MIDDLEWARE))
    return lambda path: client.get(path, headers={"accept": "text/html"}).text


def scripts(page):
    return re.findall(r"static/js/([\w.-]+\.js)", page)


@pytest.mark.parametrize("path", ["/", "/participation"])
def test_a_page_names_each_script_once_and_all_of_them_are_there(head, path):
    named = scripts(head(path))

    assert len(named) == len(set(named)) > len(scripts(INDEX))
    assert all((preloads.SCRIPTS / name).is_file() for name in named)


@pytest.mark.parametrize("part", [preloads.WORDS, preloads.BUTTON])
def test_what_shows_words_and_files_is_asked_for_at_once_on_every_page(head, part):
    assert any(name.startswith(f"{part}.") for name in scripts(head("/our-work")))


def test_what_draws_charts_is_asked_for_at_once_where_the_page_opens_with_them(head):
    drawn, words = scripts(head("/progress")), scripts(head("/"))

    for part in (*preloads.CHARTS, "cubic"):  # The last one comes along as an import of an import.
        assert any(name.startswith(f"{part}.") for name in drawn)
        assert not any(name.startswith(f"{part}.") for name in words)


def test_every_script_that_one_of_them_imports_is_named_too(head):
    named = set(scripts(head("/coverage")))

    for name in named - set(scripts(INDEX)):
        whole = (preloads.SCRIPTS / name).read_text(encoding="utf-8")
        assert set(re.findall(r"from[\"`']\./([\w.-]+\.js)", whole)) <= named


def test_the_pages_that_open_with_charts_are_pages():
    assert all((ROOT / "pages" / "board" / f"{path[1:]}.py").is_file() for path in preloads.DRAWN)
