"""A static page with the charts of one of ours, drawn by vega-embed: what a browser needs at least."""

from __future__ import annotations

import json
import shutil
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from benchmarks.answers import CHOICES
from benchmarks.databases import FOLDER
from ifla_metrics.charts.dictionary import as_dictionary
from ifla_metrics.figures import registry
from ifla_metrics.ui import sources

PACKAGES = {
    "vega": "build/vega.min.js",
    "vega-lite": "build/vega-lite.min.js",
    "vega-embed": "build/vega-embed.min.js",
}
VERSIONS = {"vega": "6", "vega-lite": "6", "vega-embed": "7"}
HTML = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Static</title>
{scripts}<h1>Overview</h1>{places}
<script>const specs = {specs};
specs.forEach((spec, n) => vegaEmbed("#chart" + n, spec, {{actions: false, renderer: "svg"}}));
</script></html>"""


def specs(page: str) -> list[dict[str, Any]]:
    """Return the charts of the figures of a page as specifications, rows inside."""
    figures = (sources.figure(k.name, CHOICES)[0] for k in registry.figures() if k.page == page)
    return [as_dictionary(figure.chart) for figure in figures if figure.chart is not None]


def write(folder: Path, page: str) -> int:
    """Write `PAGE.html` and its scripts; returns how many charts it shows."""
    folder.mkdir(parents=True, exist_ok=True)
    for package, script in PACKAGES.items():
        shutil.copyfile(_packed(package, script), folder / f"{package}.js")
    drawn = specs(page)
    told = HTML.format(
        scripts="".join(f'<script src="{package}.js"></script>' for package in PACKAGES),
        places="".join(f'<div id="chart{n}" style="width:900px"></div>' for n in range(len(drawn))),
        specs=json.dumps(drawn, default=str),
    )
    (folder / f"{page}.html").write_text(told, encoding="utf-8")
    return len(drawn)


def _packed(package: str, script: str) -> Path:
    kept = FOLDER / "npm" / package
    if not (kept / "package" / script).exists():
        kept.mkdir(parents=True, exist_ok=True)
        wanted = f"{package}@{VERSIONS[package]}"
        done = subprocess.run(
            ["npm", "pack", "--silent", wanted],
            cwd=kept,
            check=True,
            capture_output=True,
            text=True,
        )
        with tarfile.open(kept / done.stdout.split()[-1]) as archive:
            archive.extractall(kept, filter="data")
    return kept / "package" / script


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=3600")
        super().end_headers()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder, with a cache allowed; gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
