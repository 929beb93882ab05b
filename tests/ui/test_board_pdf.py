"""Board pages as A4 PDF: by their address, with the choices that it carries."""

import io

import pikepdf
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ifla_metrics.choices import Choices
from ifla_metrics.ui.web.routes import BOARD_PAGES, MOST_PAGES, ROUTES, board_pdf

CHOSEN = {"framework": "2010-2015", "period": "2011-2012", "known_on": "2012-12"}


@pytest.fixture
def client(history):
    return TestClient(Starlette(routes=ROUTES))


@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.night), "fr"])
def test_the_overview_takes_one_page(client, language):
    answer = client.get("/board/overview.pdf", params={**CHOSEN, "language": language})
    document = pikepdf.open(io.BytesIO(answer.content))

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert len(document.pages) == 1
    assert str(document.Root.Lang).startswith(language)
    assert [round(float(v)) for v in document.pages[0].MediaBox[2:]] == [595, 842]


@pytest.mark.night
@pytest.mark.parametrize("page", BOARD_PAGES)
def test_a_page_takes_no_more_pages_than_it_may(history, page):
    document = pikepdf.open(io.BytesIO(board_pdf(page, Choices(**CHOSEN))))

    assert len(document.pages) <= MOST_PAGES.get(page, 10)
