"""axe-core looks at the pages of the menu, in light and dark, as an automatic reader can.

What it cannot judge (words inside a drawing, the canvas of the table of rows, a screen reader in
use) is judged by eye: docs/decisions/0008-widget-texts.md.
"""

import json
import os
from itertools import pairwise, product
from pathlib import Path

import pytest

from ifla_metrics.ui.menu import MENU
from tests.stories.conftest import at_rest

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
DESKTOP, TELEPHONE = ("light", 1440, "en"), ("dark", 390, "fr")
BY_DAY = [
    *product(("overview", "coverage", "log"), [DESKTOP]),
    *product(("progress", "review"), [TELEPHONE]),
]
AT_NIGHT = [*product((entry.url_path for entry in MENU if entry.listed), (DESKTOP, TELEPHONE))]
HEADINGS = "() => [...document.querySelectorAll('h1, h2, h3, h4')].map(h => Number(h.tagName[1]))"
SIDEWAYS = """() => [...document.querySelectorAll('html, [data-testid=stMain]')].filter(
    (part) => part.scrollWidth > part.clientWidth).length"""


@pytest.fixture(scope="module")
def screen(browser, address):
    context = browser.new_context(
        reduced_motion="reduce",
        bypass_csp=True,  # axe comes in through the driver; our own policy would refuse it.
    )
    yield context.new_page()
    context.close()


def faults(page):
    page.evaluate(AXE)
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    assert found["passes"], "axe looked at nothing"
    return [
        f"{fault['id']} ({len(fault['nodes'])}): {json.dumps(fault['nodes'][0]['target'])}"
        for fault in found["violations"]
        if fault["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize(
    ("where", "look"), AT_NIGHT if os.environ.get("IFLA_NIGHT") else BY_DAY, ids=str
)
def test_a_page_has_no_serious_fault_and_ordered_headings(screen, address, where, look):
    colours, width, language = look
    screen.emulate_media(color_scheme=colours)
    screen.set_viewport_size({"width": width, "height": 900})
    screen.goto(f"{address}/{where}?language={language}")
    at_rest(screen)
    levels = screen.evaluate(HEADINGS)

    assert faults(screen) == []
    assert (levels[0], levels.count(1)) == (1, 1)
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert screen.evaluate("document.documentElement.lang") == language
    assert screen.evaluate(SIDEWAYS) == 0


def test_the_keyboard_can_skip_or_walk_the_menu(screen, address):
    screen.emulate_media(color_scheme="light")
    screen.set_viewport_size({"width": 1440, "height": 900})
    screen.goto(f"{address}/stories?language=fr")
    at_rest(screen)
    screen.keyboard.press("Tab")
    assert screen.evaluate("() => document.activeElement.dataset.testid") == "stSkipToContent"
    for _ in range(3):
        screen.keyboard.press("Tab")
        said = screen.evaluate(
            "() => [document.activeElement.dataset.testid,"
            " getComputedStyle(document.activeElement).outlineStyle]"
        )
        assert said == ["stTopNavLink", "solid"]
    assert screen.title() == "Récits · IFLA Metrics"
