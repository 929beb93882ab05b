"""Charts on a page: as wide as their place, named for who cannot see them, and they answer."""

import time

import pytest
from playwright.sync_api import expect

from tests.stories.conftest import CHART, at_rest

pytestmark = pytest.mark.browser

CHOSEN = "framework=2010-2015&period=2011-2012&known_on=2012-12"
OUTSIDE = """() => [...document.querySelectorAll(".stVegaLiteChart")].filter((place) => {
  const within = place.getBoundingClientRect();
  return [...place.querySelectorAll("svg.marks, text")].some((part) => {
    const box = part.getBoundingClientRect();
    return box.right > within.right + 2 || box.left < within.left - 2;
  });
}).length"""


def nothing_outside(page):
    until = time.monotonic() + 20
    while page.evaluate(OUTSIDE) and time.monotonic() < until:
        time.sleep(0.1)
    assert page.evaluate(OUTSIDE) == 0


def test_charts_fit_their_width_and_countries_have_tooltips(page, address):
    for where, count in (("participation", 3), ("coverage", 3)):
        page.set_viewport_size({"width": 1024, "height": 900})
        page.goto(f"{address}/{where}?{CHOSEN}")
        expect(page.locator(CHART)).to_have_count(count)
        nothing_outside(page)
        page.set_viewport_size({"width": 390, "height": 844})
        nothing_outside(page)

    page.locator("svg.marks path[aria-label*='Botswana']").first.hover()
    expect(page.locator("#vg-tooltip-element")).to_contain_text("Botswana")


def test_an_indicator_row_has_a_tooltip_and_opens_repeatedly(page, address):
    page.goto(f"{address}/progress?{CHOSEN}")
    at_rest(page)
    first_row = {"x": 100, "y": 55}
    page.locator(CHART).hover(position=first_row)
    hint = page.locator("#vg-tooltip-element")
    for words in ("Country projects started", "Target3", "Last report", "behind"):
        expect(hint).to_contain_text(words)

    for _ in range(2):
        expect(page.locator(CHART)).to_have_count(1)  # A rerun may show the old one beside it.
        at_rest(page)
        page.locator(CHART).click(position=first_row)
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("Country projects started")
        dialog.get_by_label("Close").click()
        expect(dialog).to_have_count(0)
