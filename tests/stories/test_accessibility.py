"""axe-core looks at each page of the menu, in light and dark, as an automatic reader can.

What it cannot judge (words inside a drawing, the canvas of the table of rows, a screen reader in
use) is judged by eye: docs/decisions/0008-words-of-the-widgets.md.
"""

import json
import os
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import expect

from ifla_metrics.ui.navigation import MENU

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
GRAVE = ("serious", "critical")
LISTED = [entry.address for entry in MENU if entry.listed]
NIGHT = bool(os.environ.get("IFLA_NIGHT"))
LIGHT, DARK = (LISTED, LISTED) if NIGHT else (LISTED[::2], LISTED[1::2])
"""By day each page is looked at once, in light or in dark; at night in both."""


@pytest.fixture(scope="module")
def screen(browser, address):
    """A page of the browser that stays open while the pages of the tool pass by."""
    context = browser.new_context(
        reduced_motion="reduce",
        bypass_csp=True,  # axe comes in through the driver; our own policy would refuse it.
    )
    yield context.new_page()
    context.close()


def faults(page):
    """The grave faults of what is shown: rule, how many times, and the first place."""
    page.evaluate(AXE)
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    assert found["passes"], "axe looked at nothing"
    return [
        f"{fault['id']} ({len(fault['nodes'])}): {json.dumps(fault['nodes'][0]['target'])}"
        for fault in found["violations"]
        if fault["impact"] in GRAVE
    ]


def opened(page, address, *, colours, width):
    """Open a page and wait until it is drawn: its script rests, its charts have marks."""
    page.emulate_media(color_scheme=colours)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    expect(page.locator("h1").first).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    for chart in page.locator(".stVegaLiteChart").all():
        expect(chart.locator("svg").first).to_be_visible()


@pytest.mark.parametrize("where", LIGHT)
def test_a_page_has_no_grave_fault_and_its_headings_go_down_step_by_step(screen, address, where):
    opened(screen, f"{address}/{where}?language=en", colours="light", width=1440)
    levels = screen.evaluate(
        "() => [...document.querySelectorAll('h1, h2, h3, h4')].map(h => Number(h.tagName[1]))"
    )

    assert faults(screen) == []
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("where", DARK)
def test_a_page_has_no_grave_fault_in_the_dark_on_a_telephone(screen, address, where):
    opened(screen, f"{address}/{where}?language=fr", colours="dark", width=390)

    assert screen.evaluate("() => document.documentElement.lang") == "fr"
    assert faults(screen) == []


def test_a_keyboard_skips_the_menu_or_walks_it_and_sees_where_it_is(screen, address):
    opened(screen, f"{address}/overview?language=fr", colours="light", width=1440)
    screen.keyboard.press("Tab")
    assert screen.evaluate("() => document.activeElement.dataset.testid") == "stSkipToContent"
    for _ in range(3):
        screen.keyboard.press("Tab")
        said = screen.evaluate(
            "() => [document.activeElement.dataset.testid,"
            " getComputedStyle(document.activeElement).outlineStyle]"
        )
        assert said == ["stTopNavLink", "solid"]
    assert screen.title() == "Vue d’ensemble · IFLA Metrics"


def test_a_fault_would_be_found(screen, address):
    opened(screen, f"{address}/stories?language=en", colours="light", width=1440)
    screen.evaluate(
        "() => { document.querySelector('h1').style.color = '#ddd';"
        " document.body.append(document.createElement('img')); }"
    )

    assert [found.split()[0] for found in faults(screen)] == ["color-contrast", "image-alt"]
