"""The pages of HTML that the server sends: Streamlit's one page, and small ones beside it.

Streamlit serves the same page at every address, in English, with its own font and icon. The one
that leaves here names the reader's language and brings our style sheet. Where there is no page, or
none for this reader, a small page of ours says so.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit
from starlette.responses import HTMLResponse, Response

from ifla_metrics.access import STRANGER, Role, allowed
from ifla_metrics.errors import IflaMetricsError
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.ui import auth, menu, style
from ifla_metrics.ui.auth import NAME
from ifla_metrics.ui.web.answers import LANGUAGE_COOKIE, language_of

if TYPE_CHECKING:
    import jinja2
    from starlette.requests import Request

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
TEMPLATE = Path(__file__).parents[1] / "templates" / "small_page.html"
_INLINE = re.compile(r"<script>(.*?)</script>", re.S)
_FONT_PRELOAD = re.compile(r"<link\s+rel=\"preload\"[^>]*SourceSans[^>]*>")


def page(request: Request) -> Response:
    """Return Streamlit's page in the reader's language, or one that says why there is none.

    A stranger to whom a page would be open after the sign-in is asked to sign in, by the page.
    """
    asked = request.query_params.get("language", "")
    try:
        reader = auth.actor_of(request)
    except IflaMetricsError:  # The page itself says what is wrong with the database.
        reader = STRANGER
    language = language_of(
        asked=asked,
        cookie=request.cookies.get(LANGUAGE_COOKIE, ""),
        accepted=request.headers.get("accept-language", ""),
    )
    t = translate(language)
    entry = menu.by_address(request.url.path.strip("/"))
    if entry is None:
        answer = small_page(t("There is no page at this address"), t, way_on=True, status=404)
    elif reader.role is Role.STRANGER or allowed(reader, entry.right, reader.groups):
        answer = _html(streamlit_page(language))
    else:
        answer = small_page(t("This page is not open to you"), t, way_on=True, status=403)
    if asked == language:
        answer.set_cookie(LANGUAGE_COOKIE, language, max_age=A_YEAR, samesite="lax")
    return answer


def small_page(
    title: str,
    t: Translate,
    *,
    lines: Iterable[str] = (),
    way_on: bool = False,
    button: str = "",
    action: str = "",
    fields: Mapping[str, str] | None = None,
    away: str = "",
    status: int = 200,
) -> Response:
    """Return a page beside Streamlit's: a title and a few words.

    Args:
        title: Of the page.
        t: The reader's words.
        lines: Paragraphs.
        way_on: Whether it links to the first page.
        button: Of the form that sends `fields` to `action`; none by default.
        action: Where the form is sent.
        fields: What it sends.
        away: The address to which the browser goes on at once.
        status: Of the answer.
    """
    html = _template().render(
        language=t.language,
        title=title,
        name=NAME,
        sheet=style.address("style.css"),
        lines=lines,
        first=t(menu.ENTRIES[0].title) if way_on else "",
        button=button,
        action=action,
        fields=fields or {},
        away=away,
    )
    return _html(html, status)


@cache
def _template() -> jinja2.Template:
    import jinja2

    return jinja2.Environment(autoescape=True).from_string(TEMPLATE.read_text("utf-8"))


@cache
def streamlit_page(language: str) -> str:
    """Return Streamlit's page with our language, title, icon, script and style sheet."""
    html = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    html = html.replace('<html lang="en">', f'<html lang="{language}">', 1)
    html = html.replace("<title>Streamlit</title>", f"<title>{NAME}</title>", 1)
    html = html.replace('href="./favicon.png"', 'href="/assets/icon.png"', 1)
    html = _FONT_PRELOAD.sub("", html, count=1)
    html = html.replace('<div id="root"></div>', f'<div id="root">{SKELETON}</div>', 1)
    script = f'<head><script src="{style.address("page.js")}"></script>'
    sheet = f'<link rel="stylesheet" href="{style.address("style.css")}"></head>'
    return html.replace("<head>", script, 1).replace("</head>", sheet, 1)


def _html(html: str, status: int = 200) -> Response:
    return HTMLResponse(
        html,
        status_code=status,
        headers={
            "content-security-policy": _policy_of(html),
            "cache-control": "no-cache",
            "vary": "Accept-Language, Cookie",
        },
    )


def _policy_of(html: str) -> str:
    """Return the content security policy of a page: its own inline scripts alone, by their hash."""
    hashes = (hashlib.sha256(script.encode()).digest() for script in _INLINE.findall(html))
    allowed_scripts = " ".join(f"'sha256-{base64.b64encode(one).decode()}'" for one in hashes)
    return POLICY.format(hashes=allowed_scripts)
