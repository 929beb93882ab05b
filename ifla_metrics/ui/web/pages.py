"""The pages of HTML that the server sends: Streamlit's one page, and small ones beside it.

Streamlit serves the same page at every address, in English, with its own font and icon. The one
that leaves here names the reader's language and brings our style sheet and script, each under an
address that changes with its content. Where there is no page, or none for this reader, a small page
of ours says so.

The sheet also holds the words that Streamlit writes in English into its own widgets and that cannot
be set from Python: `styles/page.css` draws ours in their place, and `scripts/widgets.js` mends what
only a screen reader hears.
"""

import base64
import hashlib
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import streamlit
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ifla_metrics.access import ANONYMOUS, Role, allowed
from ifla_metrics.errors import IflaMetricsError, n_
from ifla_metrics.i18n import LANGUAGES, Translate, translate
from ifla_metrics.ui import auth, menu
from ifla_metrics.ui.auth import NAME
from ifla_metrics.ui.markup import html
from ifla_metrics.ui.web.answers import LANGUAGE_COOKIE, words_of

A_YEAR = 365 * 24 * 3600
POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' {hashes}; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' ws: wss:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
)
SKELETON = (
    '<div class="im-skeleton" aria-hidden="true"><header></header><div></div><h6></h6><p></p></div>'
)
"""What is painted before Streamlit's scripts are there: the places of menu, filters and title."""
UI = Path(__file__).parents[1]
SHEETS = ("page.css", "figures.css", "chrome.css", "forms.css")
SCRIPTS = ("server.js", "history.js", "widgets.js", "files.js")

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
    "shut": n_("Close"),
    "clear": n_("Clear"),
    "working": n_("Calculating the figures on this page …"),
    "drawn": n_("Preparing the file …"),
    "away": n_(
        "The file was not received: the server is busy or cannot be reached. Try again in a minute."
    ),
}
"""The variable of the style sheet, without `--word-`, and what it says."""
_INLINE = re.compile(r"<script>(.*?)</script>", re.S)
_FONT_PRELOAD = re.compile(r"<link\s+rel=\"preload\"[^>]*SourceSans[^>]*>")


def page_for(request: Request) -> Response:
    """Return Streamlit's page in the reader's language, or one that says why there is none.

    A stranger to whom a page would be open after the sign-in is asked to sign in, by the page.
    """
    try:
        reader = auth.actor_of(request)
    except IflaMetricsError:  # The page itself says what is wrong with the database.
        reader = ANONYMOUS
    t = words_of(request)
    entry = menu.BY_URL_PATH.get(request.url.path.strip("/"))
    first = t(menu.MENU[0].title)
    if entry is None:
        answer = small_page(t("There is no page at this address"), t, first=first, status=404)
    elif reader.role is Role.ANONYMOUS or allowed(reader, entry.right, reader.groups):
        answer = _html(streamlit_page(t.language))
    else:
        answer = small_page(t("You do not have access to this page"), t, first=first, status=403)
    if request.query_params.get("language") == t.language:
        answer.set_cookie(LANGUAGE_COOKIE, t.language, max_age=A_YEAR, samesite="lax")
    return answer


def small_page(title: str, t: Translate, *, status: int = 200, **parts: Any) -> Response:
    """Return a page beside Streamlit's: a title and a few words.

    Args:
        title: Of the page.
        t: The reader's words.
        status: Of the answer.
        **parts: `lines` (paragraphs), `first` (the words of a link to the first page), `button` (of
            a form that is sent to `action`).
    """
    of_all = {"language": t.language, "name": NAME, "sheet": asset_address("style.css")}
    return _html(html("small_page", title=title, **of_all, **parts), status)


@cache
def streamlit_page(language: str) -> str:
    """Return Streamlit's page with our language, title, icon, script and style sheet."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    page = page.replace('<html lang="en">', f'<html lang="{language}">', 1)
    page = page.replace("<title>Streamlit</title>", f"<title>{NAME}</title>", 1)
    page = page.replace('href="./favicon.png"', 'href="/assets/icon.png"', 1)
    page = _FONT_PRELOAD.sub("", page, count=1)
    page = page.replace('<div id="root"></div>', f'<div id="root">{SKELETON}</div>', 1)
    script = f'<head><script src="{asset_address("page.js")}"></script>'
    sheet = f'<link rel="stylesheet" href="{asset_address("style.css")}"></head>'
    return page.replace("<head>", script, 1).replace("</head>", sheet, 1)


def _html(page: str, status: int = 200) -> Response:
    """Return an answer whose policy allows the page's own inline scripts alone, by their hash."""
    hashes = (hashlib.sha256(script.encode()).digest() for script in _INLINE.findall(page))
    own_scripts = " ".join(f"'sha256-{base64.b64encode(one).decode()}'" for one in hashes)
    headers = {
        "content-security-policy": POLICY.format(hashes=own_scripts),
        "cache-control": "no-cache",
        "vary": "Accept-Language, Cookie",
    }
    return HTMLResponse(page, status_code=status, headers=headers)


@cache
def asset(name: str) -> bytes:
    """Return the whole style sheet (`style.css`) or script (`page.js`)."""
    if name == "style.css":
        sheets = [(UI / "styles" / sheet).read_bytes() for sheet in SHEETS]
        return b"\n".join([*sheets, *(_words_of(translate(one)) for one in LANGUAGES)])
    parts = ((UI / "scripts" / script).read_bytes() for script in SCRIPTS)
    return b"\n".join(b"{\n" + part + b"}" for part in parts)  # Each has names of its own.


@cache
def asset_address(name: str) -> str:
    """Return where one of them is served; a changed one has another address."""
    kind, ending = name.split(".")
    return f"/assets/{kind}.{hashlib.sha256(asset(name)).hexdigest()[:12]}.{ending}"


def _words_of(t: Translate) -> bytes:
    """Return the variables of the style sheet that hold the words of a language."""
    words = {name: t(message) for name, message in WORDS.items()}
    held = " ".join(
        f"--word-{name}: {json.dumps(word, ensure_ascii=False)};" for name, word in words.items()
    )
    return f":root:lang({t.language}) {{ {held} }}".encode()
