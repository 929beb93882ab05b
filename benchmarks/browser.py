"""Pages in Chromium: time to the last chart compared with a static page, and length of pages."""

import json
import os
from pathlib import Path
from statistics import median

import altair as alt
import vl_convert
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from benchmarks.logs import CHOICES, FOLDER, log_of, url_of
from benchmarks.measuring import Report
from benchmarks.servers import PAGES, QUERY, Server, serving
from ifla_metrics.charts.theme import as_dictionary
from ifla_metrics.ui import page_data
from tests.databases import history_url
from tests.provision import programs

FIGURES = {
    "overview": ["direction-status", "element-progress", "participation-over-time"],
    "participation": [
        *("participation-over-time", "participation-by-region"),
        *("women-share", "participation-by-level"),
    ],
}
MAX_WORDS = {1440: 250}
"""Goals by width of the window."""
MAX_HEIGHTS = {1440: 1600, ("", 1440): 900, ("progress", 390): 3500}
"""Goals by width, or by page and width."""
HTML = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Static</title>
<script src="vega.js"></script><h1>{page}</h1>{containers}
<script>const charts = {charts};
charts.forEach((chart, n) => vegaEmbed("#chart" + n, chart, {{actions: false, renderer: "svg"}}));
</script></html>"""
WAIT_FOR_CHARTS = """([charts, ours]) => new Promise((resolve, reject) => {
  const check = () => {
    const drawn = [...document.querySelectorAll("canvas.marks, svg.marks")].filter(
      (mark) => mark.getBoundingClientRect().height > 5).length;
    const ended = !ours || document.querySelector("[data-test-script-state=notRunning] h1");
    if (drawn >= charts && ended) resolve(performance.now());
    else if (performance.now() > 60000) reject(new Error(`${drawn} charts after a minute`));
    else requestAnimationFrame(check);
  };
  check();
})"""
# Number of words visible before opening anything, without the filter bar; height in pixels.
MEASURE_PAGE = """() => {
  const words = (node) => {
    if (node.nodeType === 3) return [...node.textContent.matchAll(/[\\p{L}][\\p{L}’'-]+/gu)].length;
    const ignored = "canvas, style, script, .st-key-filters, .st-key-chips";
    if (node.nodeType !== 1 || node.matches(ignored) || !node.checkVisibility()) return 0;
    if (getComputedStyle(node).fontSize === "0px") return 0;
    const closed = node.matches("details:not([open])");
    const children = closed ? node.querySelectorAll(":scope > summary") : node.childNodes;
    return [...children].reduce((sum, child) => sum + words(child), 0);
  };
  const body = document.querySelector("[data-testid=stMainBlockContainer]");
  return [words(document.querySelector("[data-testid=stMain]")), Math.round(body.clientHeight)];
}"""


def run(report: Report, sizes: list[int]) -> None:
    """Time two pages with the largest log; measure all pages with the shipped history."""
    os.environ["IFLA_DATABASE_URL"] = url_of(log_of(sizes[-1]))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=programs.chromium(), args=["--no-sandbox"]
        )
        with serving(os.environ["IFLA_DATABASE_URL"]) as server:
            _time_pages(report, browser, server)
        with serving(history_url()) as server:
            _measure_pages(report, browser, server)
        browser.close()


def _time_pages(report: Report, browser: Browser, server: Server) -> None:
    """Open our page and the static page in turn, with a warm cache."""
    folder = FOLDER / "static"
    folder.mkdir(exist_ok=True)
    (folder / "vega.js").write_text(vl_convert.javascript_bundle(), encoding="utf-8")
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    for page, names in FIGURES.items():
        charts = _write_static_page(folder, page, names)
        ours, static = list[float](), list[float]()
        for _ in range(8):
            ours.append(_open(context, f"http://{server.address}/{page}?{QUERY}", charts, True))
            static.append(_open(context, f"{folder.as_uri()}/{page}.html", charts, False))
        what = f"{page} / static page with its {charts} charts"
        report.ratio(what, median(ours[1:]), median(static[1:]), 3.7)


def _open(context: BrowserContext, url: str, charts: int, ours: bool) -> float:
    """Open a page in a new tab; return the seconds until all charts are drawn."""
    tab = context.new_page()
    tab.goto(url, wait_until="commit")
    milliseconds = float(tab.evaluate(WAIT_FOR_CHARTS, [charts, ours]))
    tab.close()
    return milliseconds / 1000


def _write_static_page(folder: Path, page: str, names: list[str]) -> int:
    """Write a static page with the charts of figures; return the number of charts."""
    charts = [as_dictionary(chart) for name in names for chart in _charts(name)]
    divs = [f'<div id="chart{n}" style="width:900px"></div>' for n in range(len(charts))]
    html = HTML.format(page=page, containers="".join(divs), charts=json.dumps(charts, default=str))
    (folder / f"{page}.html").write_text(html, encoding="utf-8")
    return len(charts)


def _charts(name: str) -> list[alt.TopLevelMixin]:
    """Return the charts of a figure; `direction-status` has one for each direction."""
    figure, reading = page_data.figure(name, CHOICES)
    if name == "direction-status":
        codes = [direction.code for direction in reading.framework.directions]
        return [page_data.figure(name, CHOICES, direction=code)[0].chart for code in codes]
    return [figure.chart]


def _measure_pages(report: Report, browser: Browser, server: Server) -> None:
    for width in (1440, 390):
        tab = browser.new_page(viewport={"width": width, "height": 900})
        for page in PAGES:
            tab.goto(f"http://{server.address}/{page}?{QUERY}")
            tab.wait_for_selector("h1")
            tab.wait_for_selector("[data-test-script-state=notRunning]")
            tab.wait_for_timeout(3000)  # Charts are drawn after the script has ended.
            words, height = tab.evaluate(MEASURE_PAGE)
            max_height = MAX_HEIGHTS.get((page, width), MAX_HEIGHTS.get(width))
            where = f"{page or 'overview'} at {width}"
            report.amount(where, words, "words", MAX_WORDS.get(width))
            report.amount(where, height, "px", max_height)
