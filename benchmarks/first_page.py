"""Navigation to the last chart drawn in Chromium, against a static page with the same charts."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from statistics import median

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from benchmarks import static_page
from benchmarks.databases import FOLDER, made, url_of
from benchmarks.measuring import Report
from benchmarks.overview_rerun import QUERY
from benchmarks.servers import serving
from ifla_metrics.settings import ROOT

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ROUNDS = 7
GOAL = 3.0
DRAWN = """charts => new Promise((done, lost) => {
  const look = () => {
    if (performance.now() > 60000) lost(new Error("No chart after a minute"));
    const drawn = [...document.querySelectorAll("canvas.marks, svg.marks")]
      .filter(c => c.getBoundingClientRect().height > 20);
    if (drawn.length >= charts) done(performance.now()); else requestAnimationFrame(look);
  };
  look();
})"""


def run(sizes: Sequence[int]) -> Report:
    """Open both pages in turn: each first with an empty cache, then again and again with a full one."""
    report = Report("First page in a browser")
    url = url_of(made(max(sizes)))
    os.environ["IFLA_DATABASE_URL"] = url
    folder = FOLDER / "static"
    charts = static_page.write(folder)
    with (
        serving(ROOT / "app.py", env={"IFLA_DATABASE_URL": url}) as server,
        static_page.served(folder) as static,
        sync_playwright() as playwright,
    ):
        executable = next(filter(None, map(shutil.which, CHROMIUM)))
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        pages = {
            "Overview": f"http://127.0.0.1:{server.port}/?{QUERY}",
            "static page": static,
        }
        _cold(
            browser, pages["Overview"], charts
        )  # The server's own first run is not the browser's.
        cold = {
            name: [_cold(browser, address, charts) for _ in range(3)]
            for name, address in pages.items()
        }
        warm = _warm(browser, pages, charts)
        browser.close()
    for what, found in (("cold", cold), ("warm", warm)):
        for name, seconds in found.items():
            report.time(f"{name}, {what} cache", median(seconds))
    report.ratio(
        "warm: Overview / static page", median(warm["Overview"]) / median(warm["static page"]), GOAL
    )
    report.ratio(
        "cold: Overview / static page", median(cold["Overview"]) / median(cold["static page"])
    )
    report.notes.append(f"Charts on each page: {charts}; the static page has no more than these.")
    return report


def _open(context: BrowserContext, address: str, charts: int) -> float:
    page = context.new_page()
    page.goto(address, wait_until="commit")
    milliseconds = float(page.evaluate(DRAWN, charts))
    page.close()
    return milliseconds / 1000


def _context(browser: Browser) -> BrowserContext:
    return browser.new_context(viewport={"width": 1440, "height": 900})


def _cold(browser: Browser, address: str, charts: int) -> float:
    context = _context(browser)
    try:
        return _open(context, address, charts)
    finally:
        context.close()


def _warm(browser: Browser, pages: dict[str, str], charts: int) -> dict[str, list[float]]:
    context = _context(browser)
    found: dict[str, list[float]] = {name: [] for name in pages}
    for turn in range(ROUNDS + 1):
        for name, address in pages.items():
            seconds = _open(context, address, charts)
            if turn:
                found[name].append(seconds)
    context.close()
    return found
