"""Words that Streamlit writes in English into its own widgets, in the reader's language.

They cannot be set from Python. The style sheet draws ours in their place, by the language that the
page names (`styles/words.css`); what only a screen reader hears, `scripts/widgets.js` puts right.
What our own scripts say stands here too.
"""

from __future__ import annotations

import json

from streamlit import config

from ifla_metrics.errors import n_
from ifla_metrics.i18n import LANGUAGES, Translate, translate

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
    "drawn": n_("The file is being drawn."),
    "away": n_("It did not come: many ask at once, or the server is away. Ask again in a minute."),
}
"""The variable of the style sheet, without `--word-`, and what it says."""
LARGEST = n_("at most {n} MB")


def variables() -> bytes:
    """Return the variables of the style sheet that hold the words, for every language."""
    return b"\n".join(_of(translate(language)) for language in LANGUAGES)


def _of(t: Translate) -> bytes:
    said = {name: t(message) for name, message in WORDS.items()}
    said["largest"] = t(LARGEST, n=t.number(int(config.get_option("server.maxUploadSize"))))
    held = " ".join(
        f"--word-{name}: {json.dumps(word, ensure_ascii=False)};" for name, word in said.items()
    )
    return f":root:lang({t.language}) {{ {held} }}".encode()
