"""Small pieces of HTML. Text is escaped here and nowhere else.

Not called `html`: the folder of the main script comes first where Python looks for modules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from urllib.parse import quote, urlsplit

from ifla_metrics.i18n import Translate

IN_ADDRESSES = ":/?#[]@!$&'()*+,;=%~"
"""Signs that an address may have; all others are written as percent signs and numbers."""

KEPT = "evidence:"
"""What the address of a kept file begins with (store.evidence_files)."""

Attribute = str | int | float | bool | None


class Html(str):
    """Text that is sent as it is: made by `tag` and `join` from escaped words."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        """Return it for `st.html`, which looks through all lines of other text for an indent."""
        return str(self)


def join(parts: Iterable[str], between: str = "") -> Html:
    """Return the parts one after the other; plain text among them is escaped."""
    return Html(_safe(between).join(_safe(part) for part in parts))


def tag(name: str, *inside: str, **attributes: Attribute) -> Html:
    """Return an element: `tag("p", title, class_="im-sub")`. Plain text inside is escaped.

    An attribute that is None or False is left out, one that is True stands alone; an underscore at
    the end of its name goes, one inside becomes a hyphen.
    """
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}"
        + ("" if value is True else f'="{escape(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return Html(f"<{name}{written}>{join(inside)}</{name}>")


BEGINS_A_LINK = re.compile(r"(https?:)(?=//)|(www)(?=\.)", re.IGNORECASE)
"""What Streamlit makes a link of even where each mark is escaped."""
WORD_JOINER = "\u2060"


def as_markdown(words: str) -> str:
    """Return words for an element of Streamlit that reads Markdown, each mark of it escaped.

    A sign without width keeps an address that somebody typed from becoming a link.
    """
    parted = BEGINS_A_LINK.sub(rf"\g<0>{WORD_JOINER}", words)
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", parted)


def markdown_link(words: str, address: str) -> str:
    """Return a link in Markdown that no sign in its words or its address can end."""
    return f"[{as_markdown(words)}](<{quote(address, safe=IN_ADDRESSES)}>)"


def evidence_href(address: str) -> str:
    """Return where a kept file or a web page is opened; "" for what is neither."""
    if address.startswith(KEPT):
        return f"/evidence/{quote(address.removeprefix(KEPT), safe='')}"
    return address if _is_web(address) else ""


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


def _safe(text: str) -> str:
    return text if isinstance(text, Html) else escape(text)
