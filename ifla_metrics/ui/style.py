"""Our own style sheet and script, each served under an address that changes with its content."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
FOLDER = HERE / "styles"
SHEETS = (
    "page.css", "figures.css", "chrome.css", "forms.css", "people.css", "records.css", "review.css",
    "reports.css",
    "workbook.css",
)  # fmt: skip
SCRIPT = HERE / "scripts" / "way_back.js"


@cache
def sheet() -> bytes:
    """Return the whole style sheet."""
    return b"\n".join((FOLDER / name).read_bytes() for name in SHEETS)


@cache
def script() -> bytes:
    """Return the script that keeps the way back short."""
    return SCRIPT.read_bytes()


@cache
def address() -> str:
    """Return where the style sheet is served; a changed sheet has another address."""
    return f"/assets/style.{_mark(sheet())}.css"


@cache
def script_address() -> str:
    """Return where the script is served; a changed script has another address."""
    return f"/assets/way_back.{_mark(script())}.js"


def _mark(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
