"""Escaped text as Markdown and HTML: what people typed stays text, and URLs become links."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ifla_metrics.i18n import Translate
from ifla_metrics.text import EVIDENCE_PREFIX, is_web_address

if TYPE_CHECKING:
    import jinja2

TEMPLATES = Path(__file__).parent / "templates"

URL_CHARACTERS = ":/?#[]@!$&'()*+,;=%~"
"""Characters that `markdown_link` leaves in a URL; it percent-encodes all others."""

AUTOLINK = re.compile(r"https?:(?=//)|www(?=\.)|@", re.IGNORECASE)
"""What Streamlit turns into a link even if every character is escaped."""
WORD_JOINER = "\u2060"
MARKUP = re.compile(r"[\\`*_\[\]<>~$:&@|#]|^\s*\d*[-+=.)]", re.MULTILINE)
"""Characters with a meaning in Markdown or Streamlit: anywhere, or at the start of a line."""


def as_markdown(text: str) -> str:
    """Escape text for Streamlit elements that read Markdown.

    An invisible character (U+2060) keeps URLs in the text from becoming links.
    """
    unlinked = AUTOLINK.sub(rf"\g<0>{WORD_JOINER}", text)
    return MARKUP.sub(lambda match: f"{match[0][:-1]}\\{match[0][-1]}", unlinked)


def markdown_link(text: str, url: str) -> str:
    """Return a Markdown link; neither its text nor its URL can break out of it."""
    return f"[{as_markdown(text)}](<{quote(url, safe=URL_CHARACTERS)}>)"


def html(template: str, **context: Any) -> str:
    """Render a template of `templates/`; every value of the context is escaped."""
    return _environment().get_template(f"{template}.html").render(context)


@cache
def _environment() -> jinja2.Environment:
    import jinja2  # Not needed for the server's first response.

    return jinja2.Environment(autoescape=True, loader=jinja2.FileSystemLoader(TEMPLATES))


def evidence_href(address: str) -> str:
    """Return the URL of an uploaded file or a web page; "" if the address is neither."""
    if address.startswith(EVIDENCE_PREFIX):
        return f"/evidence/{quote(address.removeprefix(EVIDENCE_PREFIX), safe='')}"
    return address if is_web_address(address) else ""


def source_link(title: str, address: str) -> str:
    """Return a Markdown link to a source; only its title if it cannot be opened."""
    href = evidence_href(address)
    return markdown_link(title, href) if href else as_markdown(title)


def evidence_list(addresses: Iterable[str], t: Translate) -> str:
    """Return evidence as a Markdown list; addresses that cannot be opened stay text."""
    lines = []
    for address in addresses:
        label = t("Evidence file") if address.startswith(EVIDENCE_PREFIX) else address
        lines.append(f"- {source_link(label, address)}")
    return "\n".join(lines)
