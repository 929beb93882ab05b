"""Navigation to the last chart drawn in Chromium, against a static page with the same charts."""

from __future__ import annotations

import os
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from benchmarks import static_page
from benchmarks.databases import FOLDER, made, url_of
from benchmarks.measuring import Report
from benchmarks.overview_rerun import QUERY
from benchmarks.servers import serving
from ifla_metrics.settings import ROOT
from tests.provision import chromium

ROUNDS = 7
GOAL = 3.0
DRAWN = """([charts, feet]) => new Promise((done, lost) => {
  const shown = element => element && element.getBoundingClientRect().height > 20;
  const look = () => {
    if (performance.now() > 60000) lost(new Error("Not drawn after a minute"));
    const drawn = [...document.querySelectorAll("canvas.marks, svg.marks")].filter(shown);
    if (drawn.length >= charts && document.querySelectorAll("[class*='st-key-foot_']").length >= feet) {
      done(performance.now());
    } else requestAnimationFrame(look);
  };
  look();
})"""


class _Page(NamedTuple):
    """Where it is, how many charts there must be, and how many figures with their sources."""

    name: str
    address: str
    charts: int
    feet: int = 0


def run(sizes: Sequence[int]) -> Report:
    """Open the pages in turn: each first with an empty cache, then again and again with a full one."""
    report = Report("First page in a browser")
    url = url_of(made(max(sizes)))
    os.environ["IFLA_DATABASE_URL"] = url
    folder = FOLDER / "static"
    charts = {name: static_page.write(folder, name) for name in ("overview", "participation")}
    with (
        serving(ROOT / "app.py", env={"IFLA_DATABASE_URL": url}) as server,
        static_page.served(folder) as static,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=chromium.executable(), args=["--no-sandbox"]
        )
        ours = f"http://127.0.0.1:{server.port}"
        pages = [
            _Page("Overview", f"{ours}/?{QUERY}", 0, 3),
            _Page("static Overview", f"{static}overview.html", charts["overview"]),
            _Page("Participation", f"{ours}/participation?{QUERY}", charts["participation"], 6),
            _Page("static Participation", f"{static}participation.html", charts["participation"]),
        ]
        for page in pages:
            _cold(browser, page)  # The server's own first run is not the browser's.
        cold = {page.name: median(_cold(browser, page) for _ in range(3)) for page in pages}
        warm = _warm(browser, pages)
        browser.close()
    for what, found in (("warm", warm), ("cold", cold)):
        for name, seconds in found.items():
            report.time(f"{name}, {what} cache", seconds)
    for name in ("Overview", "Participation"):
        report.ratio(f"warm: {name} / static", warm[name] / warm[f"static {name}"], GOAL)
        report.ratio(f"cold: {name} / static", cold[name] / cold[f"static {name}"])
    report.notes.append(
        "The Overview writes its figures as HTML and is done when the last is on the page; the static "
        f"one draws their {charts['overview']} charts. Participation draws the same "
        f"{charts['participation']} charts on both sides."
    )
    return report


def _open(context: BrowserContext, page: _Page) -> float:
    tab = context.new_page()
    tab.goto(page.address, wait_until="commit")
    milliseconds = float(tab.evaluate(DRAWN, [page.charts, page.feet]))
    tab.close()
    return milliseconds / 1000


def _context(browser: Browser) -> BrowserContext:
    return browser.new_context(viewport={"width": 1440, "height": 900})


def _cold(browser: Browser, page: _Page) -> float:
    context = _context(browser)
    try:
        return _open(context, page)
    finally:
        context.close()


def _warm(browser: Browser, pages: Sequence[_Page]) -> dict[str, float]:
    context = _context(browser)
    found: dict[str, list[float]] = {page.name: [] for page in pages}
    for turn in range(ROUNDS + 1):
        for page in pages:
            seconds = _open(context, page)
            if turn:
                found[page.name].append(seconds)
    context.close()
    return {name: median(times) for name, times in found.items()}
