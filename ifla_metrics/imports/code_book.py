"""Codes with their names in every language, and every name by which a file may write one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ifla_metrics.errors import n_, nearest
from ifla_metrics.framework import Framework, Indicator, Node
from ifla_metrics.i18n import LANGUAGES, Translate, translate
from ifla_metrics.imports.columns import FIXED
from ifla_metrics.imports.headers import vocabulary
from ifla_metrics.store.catalogue import Codes, catalogue
from ifla_metrics.text import folded

OF_FRAMEWORK = ("outcomes", "directions", "nodes", "indicators", "subjects", "periods")
"""Lists that each framework has for itself."""

ORIGINS = {
    "documented": n_("documented"),
    "reported": n_("reported"),
    "synthetic": n_("Demonstration"),
}
"""Titles of where an entry comes from: the mark of what is invented in every file."""
_TERMS_OF = {"participation_mode": "mode"}
_LABEL = re.compile(r"\s+[–—-]\s+|:\s+")


@dataclass(frozen=True)
class CodeBook:
    """Codes and their names. Titles are the original ones; `title` gives them in a language."""

    lists: Mapping[str, Codes]
    """By name, each in the order in which its codes are offered."""
    frameworks: Mapping[str, Framework]
    framework: str = ""
    """The one that is meant where a file does not say."""
    _cache: dict[tuple[str, str, str], Mapping[str, str]] = field(
        default_factory=dict, repr=False, compare=False, hash=False
    )

    @cached_property
    def countries(self) -> dict[str, tuple[str, str]]:
        """(alpha-2, name) by alpha-3, as `imports.countries` asks for it."""
        return {code: (named.short, named.title) for code, named in self.lists["countries"].items()}

    def codes(self, name: str, framework: str = "") -> Mapping[str, str]:
        """Return the codes of a list with their titles; `framework` for a list of its own."""
        key = ("codes", name, framework)
        if key not in self._cache:
            self._cache[key] = self._codes(name, framework)
        return self._cache[key]

    def title(self, name: str, code: str, framework: str, t: Translate) -> str:
        """Return the title of a code in a language; empty for an unknown one."""
        chosen = self.frameworks.get(framework)
        if name == "frameworks" and code in self.frameworks:
            return self.frameworks[code].in_language(t.language).title
        if name not in OF_FRAMEWORK or chosen is None:
            return t(self.codes(name, framework).get(code, ""))
        key = (f"titles in {t.language}", name, framework)
        if key not in self._cache:
            self._cache[key] = _framework_codes(name, chosen.in_language(t.language))
        return self._cache[key].get(code, "")

    def titles(self, name: str, framework: str, t: Translate) -> dict[str, str]:
        """Return the codes of a list with their titles in a language, or the code."""
        codes = self.codes(name, framework)
        return {code: self.title(name, code, framework, t) or code for code in codes}

    def find(self, name: str, typed: str, framework: str = "") -> str | None:
        """Return the code that `typed` means: a code, its title in a language, or another name.

        “SD1 – Title” is SD1, unless the words are those of another code.
        """
        codes = self.codes(name, framework)
        if typed in codes:
            return typed
        names = self._names(name, framework)
        short = folded(typed)
        found = names.get(short)
        if found is None and short.endswith("s"):  # Workshops
            found = names.get(short[:-1])
        label = _LABEL.search(typed)
        if found is not None or label is None:
            return found
        code = self.find(name, typed[: label.start()].strip(), framework)
        words = folded(typed[label.end() :].rstrip("….,;: "))
        titles = [n for n, meant in names.items() if meant == code]
        if code and any(n.startswith(words) or words.startswith(n) for n in titles):
            return code
        return None

    def nearest(self, name: str, typed: str, framework: str = "") -> str:
        """Return the code, or else the title, that is most like `typed`; empty for none."""
        codes = self.codes(name, framework)
        short = typed[:80]
        upper = {code.casefold(): code for code in codes}
        found = nearest(short.casefold(), upper)
        if found:
            return upper[found]
        return nearest(short, [title for title in codes.values() if title]) or ""

    def _codes(self, name: str, framework: str) -> Mapping[str, str]:
        listed = self.lists.get(_TERMS_OF.get(name, name), {})
        if name == "provenance":
            return ORIGINS
        if name in FIXED:
            return {code: listed[code].title if code in listed else "" for code in FIXED[name]}
        if name == "frameworks":
            return {code: found.title for code, found in self.frameworks.items()}
        if name in OF_FRAMEWORK:
            chosen = self.frameworks.get(framework)
            return _framework_codes(name, chosen) if chosen else {}
        return {code: named.title for code, named in listed.items()}

    def _names(self, name: str, framework: str) -> Mapping[str, str]:
        """Return each folded name and its code; none that two codes share."""
        key = ("names", name, framework)
        if key not in self._cache:
            several: dict[str, set[str]] = {}
            for written, code in self._written(name, framework):
                several.setdefault(written, set()).add(code)
            names = {w: codes.pop() for w, codes in several.items() if w and len(codes) == 1}
            codes = self.codes(name, framework)
            for word, code in vocabulary().words.get(_TERMS_OF.get(name, name), {}).items():
                if code in codes:
                    names.setdefault(word, code)
            self._cache[key] = names
        return self._cache[key]

    def _written(self, name: str, framework: str) -> Iterator[tuple[str, str]]:
        """Yield the ways to write each code, folded."""
        listed = self.lists.get(name, {})
        for code, title in self.codes(name, framework).items():
            yield folded(code), code
            yield folded(code.replace("_", " ")), code
            if code in listed and name != "countries":
                for other in (listed[code].short, *listed[code].others):
                    yield folded(other), code
            if title:
                for language in LANGUAGES:
                    yield folded(self.title(name, code, framework, translate(language))), code
        chosen = self.frameworks.get(framework)
        for translated in map(chosen.in_language, LANGUAGES) if chosen else ():
            parts: tuple[Node | Indicator, ...] = (*translated.nodes, *translated.indicators)
            yield from (
                (folded(part.short_title), part.code)
                for part in parts
                if part.code in self.codes(name, framework)
            )


def load_code_book(connection: Any, framework: str = "") -> CodeBook:
    """Return all codes, retired ones among them: what files may name."""
    known = catalogue(connection)
    return CodeBook(known.lists, known.frameworks, framework or next(iter(known.frameworks), ""))


def _framework_codes(name: str, framework: Framework) -> dict[str, str]:
    directions = {node.code: node.title for node in framework.directions}
    nodes = {node.code: node.title for node in framework.nodes}
    indicators = {i.code: i.title for i in framework.indicators}
    if name == "directions":
        return directions
    if name == "outcomes":
        return {code: title for code, title in nodes.items() if code not in directions}
    if name == "nodes":
        return nodes
    if name == "indicators":
        return indicators
    if name == "periods":
        return {period.code: period.title for period in framework.periods}
    return {**nodes, **indicators}
