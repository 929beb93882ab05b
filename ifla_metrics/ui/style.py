"""Our own style sheet and script, each served under an address that changes with its content."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from ifla_metrics.ui import widget_words

HERE = Path(__file__).parent
FOLDER = HERE / "styles"
SHEETS = (
    "page.css",
    "figures.css",
    "chrome.css",
    "filters.css",
    "forms.css",
    "people.css",
    "records.css",
    "review.css",
    "reports.css",
    "workbook.css",
    "words.css",
    "touch.css",
)
SCRIPTS = ("server.js", "way_back.js", "widgets.js", "files.js")


@cache
def sheet() -> bytes:
    """Return the whole style sheet."""
    sheets = [(FOLDER / name).read_bytes() for name in SHEETS]
    return b"\n".join([*sheets, widget_words.variables()])


@cache
def script() -> bytes:
    """Return the whole script; each part has names of its own."""
    parts = [(HERE / "scripts" / name).read_bytes() for name in SCRIPTS]
    return b"\n".join(b"{\n" + part + b"}" for part in parts)


@cache
def address() -> str:
    """Return where the style sheet is served; a changed sheet has another address."""
    return f"/assets/style.{_mark(sheet())}.css"


@cache
def script_address() -> str:
    """Return where the script is served; a changed script has another address."""
    return f"/assets/page.{_mark(script())}.js"


def _mark(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
