"""Charts on a page: each drawn once, as wide as its place, named for who cannot see it."""

import time

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

CHOSEN = "framework=2010-2015&period=2011-2012&known_on=2012-12"
COUNTED = """
window.drawn = 0;
new MutationObserver((changes) => {
  for (const { addedNodes } of changes) {
    for (const node of addedNodes) if (node.matches?.("svg.marks")) window.drawn += 1;
  }
}).observe(document, { childList: true, subtree: true });
"""
LEADING = 6
"""Pixels that the box of a word is lower than its letters."""
OUTSIDE = f"""() => [...document.querySelectorAll(".im-chart")].filter((place) => {{
  const within = place.getBoundingClientRect();
  return [...place.querySelectorAll("svg.marks, text")].some((part) => {{
    const box = part.getBoundingClientRect();
    return box.right > within.right + 1 || box.left < within.left - 1
      || box.bottom > within.bottom + {LEADING};
  }});
}}).map((place) => place.getAttribute("aria-label"))"""


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
        charts = page.locator(".im-chart svg.marks")
        expect(charts).to_have_count(count)
        return charts

    return to


def test_each_chart_is_drawn_once_and_stays_while_others_change(page, opened):
    page.add_init_script(COUNTED)
    charts = opened("progress", 6)
    assert page.evaluate("window.drawn") == 6
    page.evaluate("document.querySelectorAll('svg.marks').forEach(one => one.marked = true)")

    page.get_by_label("One indicator over time").click()
    page.get_by_role("option").nth(3).click()
    until(page, "window.drawn", 7)

    expect(charts).to_have_count(6)
    kept = page.evaluate("[...document.querySelectorAll('svg.marks')].filter(o => o.marked).length")
    assert kept == 5


@pytest.mark.parametrize(("where", "count"), [("participation", 6), ("coverage", 4)])
def test_a_chart_follows_the_width_of_its_place_and_nothing_of_it_is_cut(
    page, opened, where, count
):
    page.set_viewport_size({"width": 1024, "height": 900})
    first = opened(where, count).first
    until(page, OUTSIDE, [])

    page.set_viewport_size({"width": 390, "height": 844})

    until(page, OUTSIDE, [])
    assert 300 < first.bounding_box()["width"] < 390


def test_a_chart_waits_for_its_letters(page, opened):
    def late(route):
        time.sleep(2)
        route.continue_()

    page.route("**/*.ttf", late)
    page.set_viewport_size({"width": 1024, "height": 900})
    opened("coverage", 4)
    page.evaluate("document.fonts.ready.then(() => true)")

    until(page, OUTSIDE, [])


def test_a_chart_says_what_it_shows(page, opened):
    opened("participation", 6)

    said = page.locator(".im-chart[role=graphics-document]")
    expect(said).to_have_count(6)
    assert all(len(one.get_attribute("aria-label")) > 40 for one in said.all())


def test_a_country_says_what_it_is_where_the_pointer_rests(page, opened):
    opened("coverage", 4)
    told = page.locator("#vg-tooltip-element")

    # A country whose middle is its own: that of a long one may lie in a neighbour.
    page.locator("svg.marks path[aria-label*='Botswana']").first.hover()

    expect(told).to_be_visible()
    expect(told).to_contain_text("Botswana")
