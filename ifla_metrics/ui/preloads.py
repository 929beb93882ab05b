"""What a page asks of Streamlit's front end late, named in its head so that it comes at once.

The front end fetches the part that shows HTML, and the one that draws charts, when the first such
element has arrived: after its own start, the websocket and the run of the page.
"""

from __future__ import annotations

import re
from functools import cache

from ifla_metrics.ui.packed import STATIC

SCRIPTS = STATIC / "static" / "js"
WORDS, BUTTON, LIBRARY = "Html", "DownloadButton", "loadVegaEmbed"
CHARTS = (LIBRARY, "embed", "vega-interpreter")
"""Parts of the front end, by the beginning of their file's name."""
DRAWN = frozenset({"/participation", "/coverage", "/progress"})
"""Pages that open with charts."""
IMPORTS = 16_000
"""Characters at the beginning of a script in which its imports stand."""
_IMPORT = re.compile(r"(?:from|import)\s*[\"`']\./([\w.-]+\.js)[\"`']")


@cache
def links(path: str) -> dict[str, str]:
    """Return, by script, the links for the head of a page at `path`."""
    parts = (WORDS, BUTTON, *(CHARTS if path in DRAWN else ()))
    names = dict.fromkeys(name for part in parts for name in _with_imports(part))
    return {
        name: f'<link rel="modulepreload" crossorigin href="./static/js/{name}">' for name in names
    }


@cache
def charts() -> str:
    """Return the address of the script that gives vega-embed to scripts/charts.js."""
    return f"/static/js/{_with_imports(LIBRARY)[0]}"


def _with_imports(part: str) -> list[str]:
    """Return the file of a part and all that it imports, each once; none when it is not there."""
    waiting = sorted(path.name for path in SCRIPTS.glob(f"{part}.*.js"))
    found: list[str] = []
    while waiting:
        name = waiting.pop(0)
        if name in found or not (SCRIPTS / name).is_file():
            continue
        found.append(name)
        with (SCRIPTS / name).open(encoding="utf-8") as script:
            waiting += _IMPORT.findall(script.read(IMPORTS))
    return found
