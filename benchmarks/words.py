"""Words, pixels and charts of each page of the board before anything is opened.

Words have two letters or more and are visible in the main area, those of charts too; the filter bar
and the canvas of a table are left out.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from playwright.sync_api import Page, sync_playwright

from benchmarks.measuring import Report
from benchmarks.overview_rerun import QUERY
from benchmarks.servers import serving
from ifla_metrics.settings import ROOT
from tests.provision import chromium
from tests.ui.house import history_url

PAGES = ("overview", "since-last-meeting", "participation", "coverage", "progress", "stories")
WIDTHS = (1440, 1024, 390)
MOST_WORDS, MOST_PX = 250, 1600
TIGHTER = {("overview", 1440): 900, ("progress", 390): 3500}
RESTS = "() => !document.querySelector('[data-test-script-state=running]')"
SEEN = """() => {
  const main = document.querySelector("[data-testid=stMain]");
  const words = (node) => {
    if (node.nodeType === 3) return [...node.textContent.matchAll(/[\\p{L}][\\p{L}’'-]+/gu)].length;
    const left = "canvas, style, script, .st-key-filters, .st-key-chips";
    if (node.nodeType !== 1 || node.matches(left) || !node.checkVisibility()) return 0;
    if (getComputedStyle(node).fontSize === "0px") return 0;
    const inside = node.matches("details:not([open])") ? node.querySelectorAll(":scope > summary") : node.childNodes;
    return [...inside].reduce((sum, child) => sum + words(child), 0);
  };
  const body = document.querySelector("[data-testid=stMainBlockContainer]");
  return [words(main), Math.round(body.getBoundingClientRect().height),
    main.querySelectorAll("svg.marks").length, main.scrollWidth - main.clientWidth];
}"""


def run(_sizes: Sequence[int]) -> Report:
    """Open each page at each width, as the shipped history shows it."""
    report = Report("Words and pixels of the board's pages")
    with (
        serving(ROOT / "app.py", env={"IFLA_DATABASE_URL": history_url()}) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=chromium.executable(), args=["--no-sandbox"]
        )
        for width in WIDTHS:
            page = browser.new_page(viewport={"width": width, "height": 900})
            for name in PAGES:
                words, height, charts, sideways = _seen(
                    page, f"http://127.0.0.1:{server.port}/{name}?{QUERY}"
                )
                where = f"{name} at {width}"
                report.notes.append(
                    f"{where}: {words} words, {height} px, {charts} charts, {sideways} px sideways"
                )
                most = TIGHTER.get((name, width), MOST_PX if width == WIDTHS[0] else None)
                if width == WIDTHS[0]:
                    report.ratio(f"words of {where}", words, MOST_WORDS)
                if most:
                    report.ratio(f"px of {where}", height, most)
        browser.close()
    return report


def _seen(page: Page, address: str) -> list[int]:
    page.goto(address)
    page.wait_for_selector("h1")
    for _ in range(100):
        if page.evaluate(RESTS):
            break
        time.sleep(0.1)
    time.sleep(3)  # Charts are drawn after the script has ended.
    found: list[int] = page.evaluate(SEEN)
    return found
