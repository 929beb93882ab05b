"""How people write the codes of a strategy: “SD 2”, “KI-2.A.1”, “Strategic Direction 2”, “2”."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ifla_metrics.framework import Framework
from ifla_metrics.i18n import LANGUAGES, translate
from ifla_metrics.text import folded

LABEL = re.compile(r"\s+[–—-]\s+|:\s+")
"""What stands between a code and its words: “SD1 – Title”, as a list may show it."""
_BARE = re.compile(r"[\s._–—-]+")
_APART = re.compile(r"[\s·,;|/]+")
_NUMBERED = re.compile(r"([A-Za-z]+)0*(\d+)")
_CALLED = ("direction", "axe", "eje", "направление")
"""What a direction is called beside the name of its level."""


def bare(text: str) -> str:
    """Return a code without the marks that people leave out or put in; empty for no such code.

    Both letters and digits are in it: “44” is not “4.4”.
    """
    short = _BARE.sub("", text.casefold())
    return short if re.search(r"\d", short) and re.search(r"[^\W\d_]", short) else ""


def spellings(
    name: str, codes: Mapping[str, str], framework: Framework | None
) -> Iterator[tuple[str, str]]:
    """Yield other ways to write the codes of a list of a strategy, each with its code."""
    if framework is None:
        return
    levels = {level.key: level.name for level in framework.levels}
    parts = {node.code: node for node in framework.nodes}
    for code in codes:
        yield bare(code), code
        yield bare(re.sub(r"^[A-Za-z]+", "", code)), code
        numbered = _NUMBERED.fullmatch(code)
        if numbered is None or code not in parts:
            continue
        called = levels.get(parts[code].level, "")
        own = {folded(translate(language)(called)) for language in LANGUAGES} if called else set()
        if name == "directions":
            yield numbered[2], code
            own |= set(_CALLED)
        for word in own:
            yield f"{word} {numbered[2]}", code


def says_otherwise(words: str, code: str, names: Mapping[str, str], *, whole: bool) -> bool:
    """Say whether the words beside a code are not those of it alone.

    Args:
        words: What stands after the code; a list may cut it short.
        code: The code.
        names: Of every name of the list, without accents and case, its code.
        whole: Whether the code was written; “Axe 2: formation” may be of another plan.
    """
    short = _plain(folded(words).rstrip("….,;: "))
    own = [_plain(name) for name, meant in names.items() if meant == code]
    if any(name.startswith(short) or short.startswith(name) for name in own if name):
        return False
    if not whole or re.search(r"\d", short):  # Further codes, or weights.
        return True
    others = (_plain(name) for name, meant in names.items() if meant != code)
    return any(n == short or (len(short) >= 12 and n.startswith(short)) for n in others)


def _plain(text: str) -> str:
    """Return words without the marks that a list of several values cannot hold."""
    return _APART.sub(" ", text)
