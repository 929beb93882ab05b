"""Words as Markdown and HTML: what somebody typed stays text, and addresses become links."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from ifla_metrics.i18n import Translate

if TYPE_CHECKING:
    import jinja2

TEMPLATES = Path(__file__).parent / "templates"

IN_ADDRESSES = ":/?#[]@!$&'()*+,;=%~"
"""Signs that an address may have; all others are written as percent signs and numbers."""

KEPT = "evidence:"
"""What the address of a kept file begins with (store.evidence_files)."""

BEGINS_A_LINK = re.compile(r"(https?:)(?=//)|(www)(?=\.)", re.IGNORECASE)
"""What Streamlit makes a link of even where each mark is escaped."""
WORD_JOINER = "\u2060"
SIGNS = re.compile(r"[\\`*_\[\]<>~$:&@|#]|^\s*\d*[-+=.)]", re.MULTILINE)
"""What Markdown and Streamlit read as more than text: anywhere, or at the start of a line."""


def as_markdown(words: str) -> str:
    """Return words for an element of Streamlit that reads Markdown, each mark of it escaped.

    A sign without width keeps an address that somebody typed from becoming a link.
    """
    parted = BEGINS_A_LINK.sub(rf"\g<0>{WORD_JOINER}", words)
    return SIGNS.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", parted)


def markdown_link(words: str, address: str) -> str:
    """Return a link in Markdown that no sign in its words or its address can end."""
    return f"[{as_markdown(words)}](<{quote(address, safe=IN_ADDRESSES)}>)"


def html(template: str, **parts: Any) -> str:
    """Return the HTML of a template of `templates/` with its parts, each escaped."""
    return _templates().get_template(f"{template}.html").render(parts)


@cache
def _templates() -> jinja2.Environment:
    import jinja2  # After the first answer of the server.

    return jinja2.Environment(autoescape=True, loader=jinja2.FileSystemLoader(TEMPLATES))


def evidence_href(address: str) -> str:
    """Return where a kept file or a web page is opened; "" for what is neither."""
    if address.startswith(KEPT):
        return f"/evidence/{quote(address.removeprefix(KEPT), safe='')}"
    return address if _is_web(address) else ""


def source_link(title: str, address: str) -> str:
    """Return the title of a source as a link to it in Markdown, where it can be opened."""
    href = evidence_href(address)
    return markdown_link(title, href) if href else as_markdown(title)


def evidence_list(addresses: Iterable[str], t: Translate) -> str:
    """Return addresses as a Markdown list of links; what is neither page nor file stays text."""
    lines = []
    for address in addresses:
        label = t("Evidence file") if address.startswith(KEPT) else address
        target = evidence_href(address)
        lines.append(f"- {markdown_link(label, target) if target else as_markdown(label)}")
    return "\n".join(lines)


def _is_web(address: str) -> bool:
    """Say whether an address is that of a web page, and nothing that a browser would run."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
