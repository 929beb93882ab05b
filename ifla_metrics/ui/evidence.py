"""Evidence on the screen: a link to a page elsewhere, or to a kept file."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, urlsplit

from ifla_metrics.i18n import Translate
from ifla_metrics.ui.markup import Html, as_markdown, join, markdown_link, tag

KEPT = "evidence:"
"""What the address of a kept file begins with (store.evidence_files)."""
WEB = ("http", "https")


def links(addresses: Iterable[str], t: Translate) -> Html:
    """Return addresses as a list of links; what is neither a web page nor a file stays text."""
    return tag("ul", *(tag("li", link(address, t)) for address in addresses))


def href(address: str) -> str:
    """Return where a kept file or a web page is opened; "" for what is neither."""
    if address.startswith(KEPT):
        return f"/evidence/{quote(address.removeprefix(KEPT), safe='')}"
    return address if is_web(address) else ""


def link(address: str, t: Translate) -> Html:
    """Return one address as a link where it is one."""
    if address.startswith(KEPT):
        return tag("a", t("Evidence file"), href=href(address), download=True)
    if is_web(address):
        return tag("a", address, href=address, target="_blank", rel="noopener noreferrer")
    return join((address,))


def is_web(address: str) -> bool:
    """Say whether an address is that of a web page, and nothing that a browser would run."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in WEB and bool(parts.netloc)


def as_list(addresses: Iterable[str], t: Translate) -> str:
    """Return addresses as a Markdown list of links; what is neither page nor file stays text."""
    lines = []
    for address in addresses:
        label = t("Evidence file") if address.startswith(KEPT) else address
        target = href(address)
        lines.append(f"- {markdown_link(label, target) if target else as_markdown(label)}")
    return "\n".join(lines)
