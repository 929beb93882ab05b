"""Charts on a page: their width, tooltips and clicks."""

import pytest
from playwright.sync_api import expect

from tests.stories.conftest import CHART, wait_until_loaded

pytestmark = pytest.mark.browser

QUERY = "framework=2010-2015&period=2011-2012&known_on=2012-12"
CHARTS_FIT = """() => [...document.querySelectorAll(".stVegaLiteChart")].every((chart) => {
  const outer = chart.getBoundingClientRect();
  return [...chart.querySelectorAll("svg.marks, text")].every((element) => {
    const box = element.getBoundingClientRect();
    return box.right <= outer.right + 2 && box.left >= outer.left - 2;
  });
})"""


def test_charts_fit_their_width_and_countries_have_tooltips(page, address):
    for path, charts in (("participation", 4), ("coverage", 3)):
        page.set_viewport_size({"width": 1024, "height": 900})
        page.goto(f"{address}/{path}?{QUERY}")
        expect(page.locator(CHART)).to_have_count(charts)
        page.wait_for_function(CHARTS_FIT, timeout=20_000)
        page.set_viewport_size({"width": 390, "height": 844})
        page.wait_for_function(CHARTS_FIT, timeout=20_000)

    page.locator("svg.marks path[aria-label*='Botswana']").first.hover()
    expect(page.locator("#vg-tooltip-element")).to_contain_text("Botswana")


def test_an_indicator_row_has_a_tooltip_and_opens_repeatedly(page, address):
    page.goto(f"{address}/progress?{QUERY}")
    wait_until_loaded(page)
    first_row = {"x": 100, "y": 55}
    page.locator(CHART).hover(position=first_row)
    tooltip = page.locator("#vg-tooltip-element")
    for text in ("Country projects started", "Target3", "Last report", "behind"):
        expect(tooltip).to_contain_text(text)

    for _ in range(2):
        expect(page.locator(CHART)).to_have_count(1)  # A rerun can show two for a moment.
        wait_until_loaded(page)
        page.locator(CHART).click(position=first_row)
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("Country projects started")
        dialog.get_by_label("Close").click()
        expect(dialog).to_have_count(0)
