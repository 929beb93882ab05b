"""The codes that exist, as the caller knows them, and every name by which one may be written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from ifla_metrics.errors import nearest
from ifla_metrics.exchange.code_spellings import LABEL, bare, says_otherwise, spellings
from ifla_metrics.exchange.code_words import CODE_WORDS
from ifla_metrics.framework import Framework, Indicator, Node
from ifla_metrics.i18n import LANGUAGES, Translate, translate
from ifla_metrics.models import drafts
from ifla_metrics.models.columns import (
    Gender,
    Lifecycle,
    Precision,
    Provenance,
    Qualifier,
    Reach,
    ValueState,
)
from ifla_metrics.text import folded


def _words_of(draft: type[drafts.Draft], name: str) -> tuple[str, ...]:
    """Return the words that a field of fixed words takes, without the empty one."""
    return tuple(word for word in get_args(draft.model_fields[name].annotation) if word)


FIXED: dict[str, tuple[str, ...]] = {
    "yes_no": ("yes", "no"),
    "provenance": tuple(Provenance),
    "lifecycle": tuple(Lifecycle),
    "date_precision": tuple(Precision),
    "gender": tuple(Gender),
    "reach": tuple(Reach),
    "qualifier": tuple(Qualifier),
    "observation_state": tuple(ValueState),
    "level": _words_of(drafts.ActivityDraft, "level"),
    "arena": _words_of(drafts.ActivityDraft, "arena"),
    "mode": _words_of(drafts.ActivityDraft, "mode"),
    "participation_mode": _words_of(drafts.ParticipationDraft, "mode"),
    "cohort_stage": _words_of(drafts.CohortCountDraft, "stage"),
    "resource_stage": _words_of(drafts.ResourceStageDraft, "stage"),
    "outcome_kind": _words_of(drafts.AssociationOutcomeDraft, "kind"),
}
"""Lists whose codes are fixed by the drafts; `Known.terms` gives them titles."""

OF_FRAMEWORK = ("outcomes", "directions", "nodes", "indicators", "subjects", "periods")
"""Lists that each framework has for itself."""

_TERMS_OF = {"participation_mode": "mode"}


@dataclass(frozen=True)
class Known:
    """The codes that exist. Titles are the original ones; `title` gives them in a language.

    `framework` is the one that a file means when it does not say.
    """

    countries: Mapping[str, tuple[str, str]]
    """Of each alpha-3 code, the alpha-2 code and the name."""
    groups: Mapping[str, str]
    associations: Mapping[str, str]
    frameworks: Mapping[str, Framework]
    terms: Mapping[str, Mapping[str, str]]
    """Of each list, the title of each code."""
    further: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """Of each list, the other names of each code: short ones, former ones."""
    framework: str = ""
    _kept: dict[tuple[str, str], Any] = field(
        default_factory=dict, repr=False, compare=False, hash=False
    )

    def codes(self, name: str, framework: str = "") -> Mapping[str, str]:
        """Return the codes of a list with their titles; `framework` for a list of its own."""
        key = (name, framework)
        if key not in self._kept:
            self._kept[key] = self._codes(name, framework)
        found: Mapping[str, str] = self._kept[key]
        return found

    def title(self, name: str, code: str, framework: str, t: Translate) -> str:
        """Return the title of a code in a language; empty for an unknown one."""
        chosen = self.frameworks.get(framework)
        if name == "frameworks" and code in self.frameworks:
            return self.frameworks[code].in_language(t.language).title
        if name not in OF_FRAMEWORK or chosen is None:
            return t(self.codes(name, framework).get(code, ""))
        key = (f"{name} in {t.language}", framework)
        if key not in self._kept:
            self._kept[key] = _of_framework(name, chosen.in_language(t.language))
        return str(self._kept[key].get(code, ""))

    def find(self, name: str, typed: str, framework: str = "") -> str | None:
        """Return the code that `typed` means: a code, its title in a language, or another name."""
        code = self.codes(name, framework)
        if typed in code:
            return typed
        names = self._names(name, framework)
        short = folded(typed)
        if short in names:
            return names[short]
        if short.endswith("s") and short[:-1] in names:  # Workshops
            return names[short[:-1]]
        if name not in OF_FRAMEWORK:
            return self._labelled(typed, code, names, {})
        other = self._spelt(name, framework)
        for form in (short, bare(typed)):
            if form in other:
                return other[form]
        return self._labelled(typed, code, names, other)

    @staticmethod
    def _labelled(
        typed: str, code: Mapping[str, str], names: Mapping[str, str], other: Mapping[str, str]
    ) -> str | None:
        """Return the code of “SD1 – Title”, unless the words are those of another one."""
        mark = LABEL.search(typed)
        if mark is None:
            return None
        first = typed[: mark.start()].strip()
        found = first if first in code else other.get(folded(first)) or other.get(bare(first))
        if found is None:
            return None
        whole = first in code or bare(first) == bare(found)
        return None if says_otherwise(typed[mark.end() :], found, names, whole=whole) else found

    def nearest(self, name: str, typed: str, framework: str = "") -> str:
        """Return the code, or else the title, that is most like `typed`; empty for none."""
        code = self.codes(name, framework)
        short = typed[:80]
        upper = {c.casefold(): c for c in code}
        found = nearest(short.casefold(), upper)
        if found:
            return upper[found]
        return nearest(short, [t for t in code.values() if t]) or ""

    def _codes(self, name: str, framework: str) -> Mapping[str, str]:
        terms = self.terms.get(_TERMS_OF.get(name, name), {})
        if name in FIXED:
            return {str(code): terms.get(str(code), "") for code in FIXED[name]}
        if name == "countries":
            return {alpha3: title for alpha3, (_, title) in self.countries.items()}
        if name == "working_groups":
            return self.groups
        if name == "associations":
            return self.associations
        if name == "frameworks":
            return {code: found.title for code, found in self.frameworks.items()}
        if name in OF_FRAMEWORK:
            chosen = self.frameworks.get(framework)
            return _of_framework(name, chosen) if chosen else {}
        return terms

    def _names(self, name: str, framework: str) -> Mapping[str, str]:
        """Return each name without accents and case, and its code; none that two codes share."""
        key = (f"names of {name}", framework)
        if key in self._kept:
            kept: Mapping[str, str] = self._kept[key]
            return kept
        several: dict[str, set[str]] = {}
        for code, title in self.codes(name, framework).items():
            for written in {code, code.replace("_", " ")}:
                several.setdefault(folded(written), set()).add(code)
            if title:
                for language in LANGUAGES:
                    told = self.title(name, code, framework, translate(language))
                    several.setdefault(folded(told), set()).add(code)
            for other in self._further(name, framework).get(code, ()):
                several.setdefault(folded(other), set()).add(code)
        names = {n: next(iter(codes)) for n, codes in several.items() if len(codes) == 1 and n}
        for word, code in CODE_WORDS.get(name, {}).items():
            if code in self.codes(name, framework):
                names.setdefault(folded(word), code)
        self._kept[key] = names
        return names

    def _spelt(self, name: str, framework: str) -> Mapping[str, str]:
        """Return other ways to write the codes of a strategy; none that two codes share."""
        key = (f"spellings of {name}", framework)
        if key not in self._kept:
            several: dict[str, set[str]] = {}
            chosen = self.frameworks.get(framework)
            for spelt, code in spellings(name, self.codes(name, framework), chosen):
                several.setdefault(spelt, set()).add(code)
            self._kept[key] = {s: c.pop() for s, c in several.items() if s and len(c) == 1}
        found: Mapping[str, str] = self._kept[key]
        return found

    def _further(self, name: str, framework: str) -> Mapping[str, tuple[str, ...]]:
        """Return the other names of each code: what lists on the screen are short of room for."""
        chosen = self.frameworks.get(framework)
        if name not in OF_FRAMEWORK or chosen is None:
            return self.further.get(name, {})
        found: dict[str, tuple[str, ...]] = {}
        for told in map(chosen.in_language, LANGUAGES):
            parts: tuple[Node | Indicator, ...] = (*told.nodes, *told.indicators)
            for part in parts:
                found[part.code] = (*found.get(part.code, ()), part.short_title)
        return found


def _of_framework(name: str, framework: Framework) -> dict[str, str]:
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
