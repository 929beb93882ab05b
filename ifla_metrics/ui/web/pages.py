"""The HTML pages of the server: Streamlit's page with our changes, and small pages of our own.

Streamlit serves the same page at every URL, in English, with its own font and icon. This module
adds the reader's language, our style sheet and our script. For an unknown URL, or a page that the
reader may not open, it returns a small page that says so.

Streamlit's widgets contain English words that Python cannot set. The style sheet holds their
translations: `styles/page.css` shows these instead, and `scripts/widgets.js` sets those that only
screen readers use.
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
from ifla_metrics.ui.web.responses import LANGUAGE_COOKIE, translate_for

ONE_YEAR = 365 * 24 * 3600
POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' {hashes}; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' ws: wss:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
)
SKELETON = (
    '<div class="im-skeleton" aria-hidden="true"><header></header><div></div><h6></h6><p></p></div>'
)
"""Placeholders of menu, filters and title, shown until Streamlit's scripts have loaded."""
UI = Path(__file__).parents[1]
STYLES = ("page.css", "figures.css", "chrome.css", "forms.css")
SCRIPTS = ("server.js", "history.js", "typed.js", "widgets.js", "files.js")

WIDGET_WORDS = {
    "upload": n_("Choose a file"),
    "refused": n_("Not accepted: the file is too large, or its type does not fit here."),
    "more": n_("More"),
    "empty": n_("No results"),
    "day": n_("dd"),
    "year": n_("yyyy"),
    "skip": n_("Skip to the page"),
    "open": n_("Open the list"),
    "calendar": n_("Choose a day"),
    "increment": n_("One more"),
    "decrement": n_("One less"),
    "menu": n_("Open the menu"),
    "close": n_("Close the menu"),
    "shut": n_("Close"),
    "clear": n_("Clear"),
    "fullscreen": n_("Full screen"),
    "columns": n_("Show or hide columns"),
    "row": n_("Add a row"),
    "search": n_("Search"),
    "working": n_("Calculating the figures on this page …"),
    "preparing": n_("Preparing the file …"),
    "unavailable": n_(
        "The file was not received: the server is busy or cannot be reached. Try again in a minute."
    ),
}
"""Words of Streamlit's widgets, our scripts and styles, by CSS variable without `--word-`."""
_INLINE = re.compile(r"<script>(.*?)</script>", re.S)


def page_for(request: Request) -> Response:
    """Return Streamlit's page in the reader's language, or a small page that says why not.

    A reader who is not signed in gets Streamlit's page, which shows the sign-in.
    """
    try:
        reader = auth.actor_of(request)
    except IflaMetricsError:  # The page itself shows what is wrong with the database.
        reader = ANONYMOUS
    t = translate_for(request)
    entry = menu.BY_URL_PATH.get(request.url.path.strip("/"))
    first = t(menu.MENU[0].title)
    if entry is None:
        response = small_page(t("There is no page at this address"), t, first=first, status=404)
    elif reader.role is Role.ANONYMOUS or allowed(reader, entry.right, reader.groups):
        response = _html(streamlit_page(t.language))
    else:
        response = small_page(t("You do not have access to this page"), t, first=first, status=403)
    if request.query_params.get("language") == t.language:
        response.set_cookie(LANGUAGE_COOKIE, t.language, max_age=ONE_YEAR, samesite="lax")
    return response


def small_page(title: str, t: Translate, *, status: int = 200, **parts: Any) -> Response:
    """Return a small page with a title.

    `parts` can be `lines` (paragraphs), `first` (label of a link to the first page), and `button`
    (label of a button that posts to `action`).
    """
    common = {"language": t.language, "name": NAME, "sheet": asset_address("style.css")}
    return _html(html("small_page", title=title, **common, **parts), status)


@cache
def streamlit_page(language: str) -> str:
    """Return Streamlit's page in a language, with our title, icon, script and style sheet."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    page = page.replace('<html lang="en">', f'<html lang="{language}">', 1)
    page = page.replace("<title>Streamlit</title>", f"<title>{NAME}</title>", 1)
    page = page.replace('href="./favicon.png"', 'href="/assets/icon.png"', 1)
    page = page.replace('<div id="root"></div>', f'<div id="root">{SKELETON}</div>', 1)
    script = f'<head><script src="{asset_address("page.js")}"></script>'
    sheet = f'<link rel="stylesheet" href="{asset_address("style.css")}"></head>'
    return page.replace("<head>", script, 1).replace("</head>", sheet, 1)


def _html(page: str, status: int = 200) -> Response:
    """Return a page as a response; its policy allows only its own inline scripts, by hash."""
    digests = (hashlib.sha256(script.encode()).digest() for script in _INLINE.findall(page))
    hashes = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    headers = {
        "content-security-policy": POLICY.format(hashes=hashes),
        "cache-control": "no-cache",
        "vary": "Accept-Language, Cookie",
    }
    return HTMLResponse(page, status_code=status, headers=headers)


@cache
def asset(name: str) -> bytes:
    """Return the content of `style.css` or `page.js`, joined from their source files."""
    if name == "style.css":
        styles = [(UI / "styles" / style).read_bytes() for style in STYLES]
        return b"\n".join([*styles, *(_word_variables(translate(code)) for code in LANGUAGES)])
    scripts = ((UI / "scripts" / script).read_bytes() for script in SCRIPTS)
    return b"\n".join(b"{\n" + script + b"}" for script in scripts)  # A scope for each.


@cache
def asset_address(name: str) -> str:
    """Return the URL of an asset, which changes with its content so that it can be cached."""
    kind, ending = name.split(".")
    return f"/assets/{kind}.{hashlib.sha256(asset(name)).hexdigest()[:12]}.{ending}"


def _word_variables(t: Translate) -> bytes:
    """Return CSS that sets the variables of the widget words for a language."""
    variables = " ".join(
        f"--word-{name}: {json.dumps(t(message), ensure_ascii=False)};"
        for name, message in WIDGET_WORDS.items()
    )
    return f":root:lang({t.language}) {{ {variables} }}".encode()
