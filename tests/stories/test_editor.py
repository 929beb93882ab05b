"""An editor assembles the Board paper, previews it and downloads it."""

import io

import docx
import pytest
from playwright.sync_api import expect

from tests.stories.conftest import wait_until_loaded

pytestmark = pytest.mark.browser
TIMEOUT = 180_000


def test_an_editor_makes_a_report_from_a_template(page, address):
    page.goto(f"{address}/annual-report?framework=2010-2015&period=2011-2012&known_on=2012-12")
    expect(page.locator("h1")).to_have_text("Annual report")
    wait_until_loaded(page)
    grid = page.get_by_test_id("stDataFrame")
    box = grid.bounding_box()
    page.mouse.dblclick(box["x"] + box["width"] * 0.8, box["y"] + 53)
    page.locator("textarea.gdg-input").fill("Where we stand <b>now</b>")
    page.locator("textarea.gdg-input").press("Enter")

    page.get_by_role("button", name="Preview").click()
    expect(page.locator("h2", has_text="4 pages")).to_be_visible(timeout=TIMEOUT)
    expect(page.locator(".st-key-report_pages img")).to_have_count(4)

    page.get_by_role("button", name="Word", exact=True).click()
    with page.expect_download(timeout=TIMEOUT) as download:
        page.get_by_role("button", name="Download: Word").click(timeout=TIMEOUT)
    assert download.value.suggested_filename == "board-paper.docx"
    document = docx.Document(io.BytesIO(download.value.path().read_bytes()))
    assert "Where we stand <b>now</b>" in [p.text for p in document.paragraphs]


@pytest.mark.night
def test_a_busy_server_is_reported_at_the_download_link(page, address):
    message = "Beaucoup de figures sont en cours de dessin."
    page.goto(f"{address}/?framework=2010-2015&period=2011-2012&known_on=2012-12&language=fr")
    link = page.get_by_role("link", name="PDF A4")
    plain = "text/plain; charset=utf-8"
    page.route(
        "**/board/overview.pdf*",
        lambda route: route.fulfill(status=503, content_type=plain, body=message),
    )
    link.click()

    expect(page.get_by_role("alert").filter(has_text=message)).to_be_visible()
    page.unroute("**/board/overview.pdf*")
    with page.expect_download(timeout=TIMEOUT):
        link.click()
    expect(page.get_by_role("alert").filter(has_text=message)).to_have_count(0)
