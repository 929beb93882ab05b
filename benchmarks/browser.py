"""Pages in Chromium: time to the last chart beside a static page; words and pixels of each."""

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
from ifla_metrics.figures.registry import find_spec
from ifla_metrics.i18n import translate
from ifla_metrics.ui import sources
from tests.provision import programs
from tests.ui.house import history_url

SHOWN = {
    "overview": ["direction-status", "element-progress", "participation-over-time"],
    "participation": ["participation-over-time", "participation-by-region", "women-share"],
}
WORDS = {1440: 250}
HEIGHTS = {1440: 1600, ("", 1440): 900, ("progress", 390): 3500}
HTML = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Static</title>
<script src="vega.js"></script><h1>{page}</h1>{places}
<script>const charts = {charts};
charts.forEach((chart, n) => vegaEmbed("#chart" + n, chart, {{actions: false, renderer: "svg"}}));
</script></html>"""
DRAWN = """([charts, ours]) => new Promise((done, fail) => {
  const look = () => {
    const drawn = [...document.querySelectorAll("canvas.marks, svg.marks")].filter(
      (mark) => mark.getBoundingClientRect().height > 5).length;
    const ended = !ours || document.querySelector("[data-test-script-state=notRunning] h1");
    if (drawn >= charts && ended) done(performance.now());
    else if (performance.now() > 60000) fail(new Error(`${drawn} charts after a minute`));
    else requestAnimationFrame(look);
  };
  look();
})"""
# Words that are visible before anything is opened, without the filter bar; and the height.
SEEN = """() => {
  const words = (node) => {
    if (node.nodeType === 3) return [...node.textContent.matchAll(/[\\p{L}][\\p{L}’'-]+/gu)].length;
    const left = "canvas, style, script, .st-key-filters, .st-key-chips";
    if (node.nodeType !== 1 || node.matches(left) || !node.checkVisibility()) return 0;
    if (getComputedStyle(node).fontSize === "0px") return 0;
    const closed = node.matches("details:not([open])");
    const inside = closed ? node.querySelectorAll(":scope > summary") : node.childNodes;
    return [...inside].reduce((sum, child) => sum + words(child), 0);
  };
  const body = document.querySelector("[data-testid=stMainBlockContainer]");
  return [words(document.querySelector("[data-testid=stMain]")), Math.round(body.clientHeight)];
}"""


def run(report: Report, sizes: list[int]) -> None:
    """Time two pages of the largest log; count words and pixels on all pages of the history."""
    os.environ["IFLA_DATABASE_URL"] = url_of(log_of(sizes[-1]))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=programs.chromium(), args=["--no-sandbox"]
        )
        with serving(os.environ["IFLA_DATABASE_URL"]) as server:
            _time_pages(report, browser, server)
        with serving(history_url()) as server:
            _count_words(report, browser, server)
        browser.close()


def _time_pages(report: Report, browser: Browser, server: Server) -> None:
    """Open each page again and again, ours and the static one in turn, with a warm cache."""
    folder = FOLDER / "static"
    folder.mkdir(exist_ok=True)
    (folder / "vega.js").write_text(vl_convert.javascript_bundle(), encoding="utf-8")
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    for page, names in SHOWN.items():
        charts = _write(folder, page, names)
        ours, other = list[float](), list[float]()
        for _ in range(8):
            ours.append(_open(context, f"http://{server.address}/{page}?{QUERY}", charts, True))
            other.append(_open(context, f"{folder.as_uri()}/{page}.html", charts, False))
        what = f"{page} / static page with its {charts} charts"
        report.ratio(what, median(ours[1:]), median(other[1:]), 3.7)


def _open(context: BrowserContext, address: str, charts: int, ours: bool) -> float:
    tab = context.new_page()
    tab.goto(address, wait_until="commit")
    milliseconds = float(tab.evaluate(DRAWN, [charts, ours]))
    tab.close()
    return milliseconds / 1000


def _write(folder: Path, page: str, names: list[str]) -> int:
    """Write a page with the charts of figures; return their number."""
    charts = [as_dictionary(chart) for name in names for chart in _charts(name)]
    places = "".join(f'<div id="chart{n}" style="width:900px"></div>' for n in range(len(charts)))
    html = HTML.format(page=page, places=places, charts=json.dumps(charts, default=str))
    (folder / f"{page}.html").write_text(html, encoding="utf-8")
    return len(charts)


def _charts(name: str) -> list[alt.TopLevelMixin]:
    """Return the charts of a figure: of the directions' statuses one for each card."""
    figure, reading = sources.figure(name, CHOICES)
    screen_chart = find_spec(name).screen_chart
    if name == "direction-status" and screen_chart:
        codes = [direction.code for direction in reading.framework.directions]
        t = translate(CHOICES.language)
        return [screen_chart(figure, reading, t, direction=code) for code in codes]
    return [figure.chart]


def _count_words(report: Report, browser: Browser, server: Server) -> None:
    for width in (1440, 390):
        tab = browser.new_page(viewport={"width": width, "height": 900})
        for page in PAGES:
            tab.goto(f"http://{server.address}/{page}?{QUERY}")
            tab.wait_for_selector("h1")
            tab.wait_for_selector("[data-test-script-state=notRunning]")
            tab.wait_for_timeout(3000)  # Charts are drawn after the script has ended.
            words, height = tab.evaluate(SEEN)
            where = f"{page or 'overview'} at {width}"
            report.amount(where, words, "words", WORDS.get(width))
            report.amount(where, height, "px", HEIGHTS.get((page, width), HEIGHTS.get(width)))
