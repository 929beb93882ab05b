"""Charts on a page: as wide as their place, named for who cannot see them, and they answer."""

import time

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

CHOSEN = "framework=2010-2015&period=2011-2012&known_on=2012-12"
CHART = ".stVegaLiteChart svg.marks"
OUTSIDE = """() => [...document.querySelectorAll(".stVegaLiteChart")].filter((place) => {
  const within = place.getBoundingClientRect();
  return [...place.querySelectorAll("svg.marks, text")].some((part) => {
    const box = part.getBoundingClientRect();
    return box.right > within.right + 2 || box.left < within.left - 2;
  });
}).length"""


def until(page, script, wanted):
    """Asks the page until it says so: our policy lets no page wait for a script of its own."""
    for _ in range(200):
        if page.evaluate(script) == wanted:
            return
        time.sleep(0.1)
    assert page.evaluate(script) == wanted


@pytest.fixture
def opened(page, address):
    """Opens a page and waits until its charts are drawn; gives them."""

    def to(where, count):
        page.goto(f"{address}/{where}?{CHOSEN}")
        charts = page.locator(CHART)
        expect(charts).to_have_count(count)
        return charts

    return to


@pytest.mark.parametrize(
    ("where", "count"), [("participation", 3), ("coverage", 3), ("progress", 1)]
)
def test_a_chart_follows_the_width_of_its_place_and_nothing_of_it_is_cut(
    page, opened, where, count
):
    page.set_viewport_size({"width": 1024, "height": 900})
    opened(where, count)
    until(page, OUTSIDE, 0)

    page.set_viewport_size({"width": 390, "height": 844})

    until(page, OUTSIDE, 0)


def test_a_country_says_what_it_is_where_the_pointer_rests(page, opened):
    opened("coverage", 3)

    # A country whose middle is its own: that of a long one may lie in a neighbour.
    page.locator("svg.marks path[aria-label*='Botswana']").first.hover()

    expect(page.locator("#vg-tooltip-element")).to_contain_text("Botswana")


def test_a_row_says_value_target_and_last_report_and_opens_its_detail_twice(page, opened):
    [chart] = opened("progress", 1).all()
    first_row = {"x": 100, "y": 55}
    chart.hover(position=first_row)
    hint = page.locator("#vg-tooltip-element")
    for words in ("Country projects started", "2 of 3", "Last report", "behind"):
        expect(hint).to_contain_text(words)

    for _ in range(2):
        expect(page.locator(CHART)).to_have_count(1)  # A rerun may show the old one beside it.
        page.locator(CHART).click(position=first_row)
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("Country projects started")
        dialog.get_by_label("Close").click()
        expect(dialog).to_have_count(0)
