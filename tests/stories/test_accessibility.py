"""axe-core checks the pages of the menu, in light and dark mode.

People check the rest (text in charts, table canvases, screen readers), as described in
docs/decisions/0008-widget-texts.md.
"""

import json
import os
from itertools import pairwise, product
from pathlib import Path

import pytest

from ifla_metrics.ui.menu import MENU
from tests.stories.conftest import wait_until_loaded

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
DESKTOP, PHONE = ("light", 1440, "en"), ("dark", 390, "fr")
BY_DAY = [
    *product(("overview", "coverage", "log"), [DESKTOP]),
    *product(("progress", "review"), [PHONE]),
]
AT_NIGHT = [*product((item.url_path for item in MENU if item.listed), (DESKTOP, PHONE))]
HEADINGS = "() => [...document.querySelectorAll('h1, h2, h3, h4')].map(h => Number(h.tagName[1]))"
SCROLLING_SIDEWAYS = """() => [...document.querySelectorAll('html, [data-testid=stMain]')].filter(
    (element) => element.scrollWidth > element.clientWidth).length"""


@pytest.fixture(scope="module")
def screen(browser, address):
    context = browser.new_context(
        reduced_motion="reduce",
        bypass_csp=True,  # Our policy would refuse axe, which the test injects.
    )
    yield context.new_page()
    context.close()


def faults(page):
    page.evaluate(AXE)
    result = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    assert result["passes"], "axe checked nothing"
    return [
        f"{fault['id']} ({len(fault['nodes'])}): {json.dumps(fault['nodes'][0]['target'])}"
        for fault in result["violations"]
        if fault["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize(
    ("path", "mode"), AT_NIGHT if os.environ.get("IFLA_NIGHT") else BY_DAY, ids=str
)
def test_a_page_has_no_serious_fault_and_ordered_headings(screen, address, path, mode):
    colours, width, language = mode
    screen.emulate_media(color_scheme=colours)
    screen.set_viewport_size({"width": width, "height": 900})
    screen.goto(f"{address}/{path}?language={language}")
    wait_until_loaded(screen)
    levels = screen.evaluate(HEADINGS)

    assert faults(screen) == []
    assert (levels[0], levels.count(1)) == (1, 1)
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert screen.evaluate("document.documentElement.lang") == language
    assert screen.evaluate(SCROLLING_SIDEWAYS) == 0


def test_the_keyboard_can_skip_or_walk_the_menu(screen, address):
    screen.emulate_media(color_scheme="light")
    screen.set_viewport_size({"width": 1440, "height": 900})
    screen.goto(f"{address}/stories?language=fr")
    wait_until_loaded(screen)
    screen.keyboard.press("Tab")
    assert screen.evaluate("() => document.activeElement.dataset.testid") == "stSkipToContent"
    for _ in range(3):
        screen.keyboard.press("Tab")
        focused = screen.evaluate(
            "() => [document.activeElement.dataset.testid,"
            " getComputedStyle(document.activeElement).outlineStyle]"
        )
        assert focused == ["stTopNavLink", "solid"]
    assert screen.title() == "Récits · IFLA Metrics"
