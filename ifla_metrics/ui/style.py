"""The one style sheet: read once, served under an address that changes with its content."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "styles"
SHEETS = ("page.css", "figures.css", "chrome.css")


@cache
def sheet() -> bytes:
    """Return the whole style sheet."""
    return b"\n".join((FOLDER / name).read_bytes() for name in SHEETS)


@cache
def address() -> str:
    """Return where the style sheet is served; a changed sheet has another address."""
    return f"/assets/style.{hashlib.sha256(sheet()).hexdigest()[:12]}.css"
