"""Our own style sheet and script, each served under an address that changes with its content.

The sheet also holds the words that Streamlit writes in English into its own widgets and that cannot
be set from Python: `styles/words.css` draws ours in their place, by the language of the page, and
`scripts/widgets.js` mends what only a screen reader hears.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from ifla_metrics.errors import n_
from ifla_metrics.i18n import LANGUAGES, Translate, translate

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

WORDS = {
    "upload": n_("Choose a file"),
    "more": n_("More"),
    "skip": n_("Skip to the page"),
    "open": n_("Open the list"),
    "calendar": n_("Choose a day"),
    "increment": n_("One more"),
    "decrement": n_("One less"),
    "menu": n_("Open the menu"),
    "close": n_("Close the menu"),
    "clear": n_("Clear"),
    "drawn": n_("Preparing the file …"),
    "away": n_("The file did not arrive: the server is busy or away. Try again in a minute."),
}
"""The variable of the style sheet, without `--word-`, and what it says."""


@cache
def content(name: str) -> bytes:
    """Return the whole style sheet (`style.css`) or script (`page.js`)."""
    if name == "style.css":
        return b"\n".join([*((FOLDER / sheet).read_bytes() for sheet in SHEETS), _variables()])
    parts = ((HERE / "scripts" / script).read_bytes() for script in SCRIPTS)
    return b"\n".join(b"{\n" + part + b"}" for part in parts)  # Each has names of its own.


@cache
def address(name: str) -> str:
    """Return where one of them is served; a changed one has another address."""
    kind, ending = name.split(".")
    return f"/assets/{kind}.{hashlib.sha256(content(name)).hexdigest()[:12]}.{ending}"


def _variables() -> bytes:
    """Return the variables of the style sheet that hold the words, for every language."""
    return b"\n".join(_variables_of(translate(language)) for language in LANGUAGES)


def _variables_of(t: Translate) -> bytes:
    words = {name: t(message) for name, message in WORDS.items()}
    held = " ".join(
        f"--word-{name}: {json.dumps(word, ensure_ascii=False)};" for name, word in words.items()
    )
    return f":root:lang({t.language}) {{ {held} }}".encode()
