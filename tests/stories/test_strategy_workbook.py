"""The secretariat adds an indicator with its target in a spreadsheet, and the board sees it."""

import pytest
from playwright.sync_api import expect

from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.ui.import_preview import XLSX
from tests.imports.making import edited
from tests.imports.test_strategy import new_indicator
from tests.store.conftest import entries

pytestmark = pytest.mark.browser


def test_an_indicator_added_in_a_spreadsheet_reaches_the_board(page, own):
    address, url = own
    page.goto(f"{address}/framework?framework=2010-2015&language=en")
    page.get_by_role("tab", name="Edit").click(timeout=150_000)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download this strategy").click()
    data = edited(waiting.value.path().read_bytes(), new_indicator)
    page.locator("input[type=file]").set_input_files(
        {"name": "strategy.xlsx", "mimeType": XLSX, "buffer": data}
    )
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("A change needs a reason.")).to_be_visible()
    page.get_by_label("Why is the strategy changed?").fill("Board decision 7")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("The version before stays")).to_be_visible()

    page.goto(f"{address}/progress?framework=2010-2015&language=en")
    expect(page.get_by_text("Associations with a plan").first).to_be_attached(timeout=90_000)
    with reading(engine_of(url)) as connection:
        assert "Board decision 7" in [entry.reason for entry in entries(connection)]
