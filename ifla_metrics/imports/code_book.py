"""Codes, their labels in every language, and the other names that files use for them.

A country is found by its codes, its names in eight languages, aliases and former names. Ambiguous
and misspelt names, and names of cities, only give candidates to ask about.
"""

import csv
import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import babel
from babel.core import get_global
from rapidfuzz import fuzz, process

from ifla_metrics.errors import n_
from ifla_metrics.framework import Framework
from ifla_metrics.i18n import LANGUAGES, Translate, translate
from ifla_metrics.imports.columns import FIXED_CODES
from ifla_metrics.imports.dates import LANGUAGES as ALL_LANGUAGES
from ifla_metrics.imports.headers import CODE_WORDS
from ifla_metrics.reading import CodeLabel, Codes
from ifla_metrics.settings import ROOT
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.text import folded, without_accents

FRAMEWORK_LISTS = ("outcomes", "directions", "nodes", "indicators", "subjects", "periods")
"""Code lists that each framework defines for itself."""

KNOWN_BY_CODE = (*FRAMEWORK_LISTS, "working_groups")
"""Lists whose labels start with the code, because people know it."""

ORIGINS = {
    "documented": n_("documented"),
    "reported": n_("reported"),
    "synthetic": n_("Demonstration"),
}
"""Labels of the provenance of an entry. They mark demonstration data in every file."""
_LIST_NAMES = {"participation_mode": "mode"}
"""The name of a list in the log where it differs from that of the column."""
_CUTOFF = 60
"""Similarity (0 to 100) from which a code or a title is suggested."""
MAX_TITLE_LENGTH = 60
"""Characters of a title shown beside its code."""
SEPARATORS = set(";,|/\n")
"""Characters that would split a title into several values."""


@dataclass(frozen=True)
class CodeBook:
    """All code lists and frameworks, with original titles and with labels in a language."""

    lists: Mapping[str, Codes]
    """Code lists by name, each in the order in which forms offer its codes."""
    frameworks: Mapping[str, Framework]
    framework: str = ""
    """The framework of rows that name none."""
    _cache: dict[tuple[str, str, str], Mapping[str, str]] = field(
        default_factory=dict, repr=False, compare=False, hash=False
    )

    def codes(self, name: str, framework: str = "", language: str = "") -> Mapping[str, str]:
        """Return the titles of a list by code.

        One of `FRAMEWORK_LISTS` needs a framework, and gives its titles in a language ("" for
        the original).
        """
        key = (name, framework, language)
        if key not in self._cache:
            self._cache[key] = self._codes(*key)
        return self._cache[key]

    def label(self, name: str, code: str, framework: str, t: Translate) -> str:
        """Return the label of a code in the reader's language; empty for an unknown code."""
        if name == "countries":
            country = self.lists[name].get(code)
            return t.country(country.short, country.title) if country else ""
        if name in (*FRAMEWORK_LISTS, "frameworks"):
            return self.codes(name, framework, t.language).get(code, "")
        return t(self.codes(name, framework).get(code, ""))

    def long_label(self, name: str, code: str, framework: str, t: Translate) -> str:
        """Return the label of a code; “SD1 – Title” in the lists of `KNOWN_BY_CODE`."""
        label = self.label(name, code, framework, t)
        return f"{code} – {_short(label)}" if label and name in KNOWN_BY_CODE else label

    def labels(self, name: str, framework: str, t: Translate) -> dict[str, str]:
        """Return the labels of a list by code; a code without a label is its own label."""
        codes = self.codes(name, framework)
        return {code: self.label(name, code, framework, t) or code for code in codes}

    def find(self, name: str, typed: str, framework: str = "") -> str | None:
        """Return the code that a text means: itself, a label in any language, or an alias."""
        if name == "countries":
            return find_country(typed, self.lists[name]).alpha3 or None
        if typed in self.codes(name, framework):
            return typed
        return self._names(name, framework).get(folded(typed))

    def nearest(self, name: str, typed: str, framework: str, t: Translate) -> str:
        """Return the value that is most similar to a text; empty if none is close.

        It is a code if people know the codes of the list, else its label in the reader's language.
        """
        names = self._names(name, framework)
        match = process.extractOne(
            folded(typed[:80]), names.keys(), scorer=fuzz.ratio, score_cutoff=_CUTOFF
        )
        if match is None:
            return ""
        code = names[match[0]]
        label = "" if name in KNOWN_BY_CODE else self.label(name, code, framework, t)
        return label or code

    def _codes(self, name: str, framework: str, language: str) -> Mapping[str, str]:
        terms = self.lists.get(_LIST_NAMES.get(name, name), {})
        if name == "provenance":
            return ORIGINS
        if name in FIXED_CODES:
            return {code: terms[code].title if code in terms else "" for code in FIXED_CODES[name]}
        if name == "frameworks":
            return {code: self._framework(code, language).title for code in self.frameworks}
        if name in FRAMEWORK_LISTS:
            if framework not in self.frameworks:
                return {}
            return self._framework(framework, language).lists[name]
        return {code: term.title for code, term in terms.items()}

    def _framework(self, code: str, language: str) -> Framework:
        framework = self.frameworks[code]
        return framework.in_language(language) if language else framework

    def _names(self, name: str, framework: str) -> Mapping[str, str]:
        """Return the code of each folded name; names that two codes share are left out."""
        key = ("names of " + name, framework, "")
        if key not in self._cache:
            codes_by_name: dict[str, set[str]] = {}
            for spelling, code in self._spellings(name, framework):
                codes_by_name.setdefault(spelling, set()).add(code)
            names = {n: min(codes) for n, codes in codes_by_name.items() if n and len(codes) == 1}
            known_codes = self.codes(name, framework)
            for word, code in CODE_WORDS.get(_LIST_NAMES.get(name, name), {}).items():
                if code in known_codes:
                    names.setdefault(word, code)
            self._cache[key] = names
        return self._cache[key]

    def _spellings(self, name: str, framework: str) -> Iterator[tuple[str, str]]:
        """Yield each folded way to write a code, with the code."""
        terms = self.lists.get(name, {})
        for code, title in self.codes(name, framework).items():
            yield folded(code), code
            yield folded(code.replace("_", " ")), code
            if code in terms:
                for other in (terms[code].short, *terms[code].former_names):
                    yield folded(other), code
            if title:
                for t in map(translate, LANGUAGES):
                    yield folded(self.label(name, code, framework, t)), code
                    yield folded(self.long_label(name, code, framework, t)), code


def _short(title: str) -> str:
    """Return a title to stand beside its code: without separators, and cut if it is long."""
    title = "".join(" ·" if letter in SEPARATORS else letter for letter in title)
    is_short = len(title) <= MAX_TITLE_LENGTH
    return title if is_short else title[: MAX_TITLE_LENGTH - 1].rstrip() + "…"


def load_code_book(connection: Any, framework: str = "") -> CodeBook:
    """Return all codes, including retired ones, which files may still name."""
    loaded = read_catalogue(connection)
    default = framework or next(iter(loaded.frameworks), "")
    return CodeBook(loaded.lists, loaded.frameworks, default)


# Countries

_MAX_LENGTH = 120
_SEPARATOR = re.compile(r"\s*[;\n|；、]\s*")
_COMMA = re.compile(r"\s*[,，،]\s*")
_HAVE_NAMESAKES = frozenset({"USA", "ESP", "BRA", "CHN", "FRA", "GBR"})
"""Countries with places named like other countries: “Georgia, USA”, “China, Hong Kong”."""
_PLACES = tomllib.loads((ROOT / "data/imports/places.toml").read_text(encoding="utf-8"))
_NAME_CUTOFF = 84
"""Similarity (0 to 100) from which a country is suggested for a misspelt name."""


@dataclass(frozen=True)
class CountryMatch:
    """What a name means: one country, several candidates, or nothing known."""

    typed: str
    alpha3: str = ""
    candidates: tuple[str, ...] = ()


def find_country(typed: str, countries: Codes) -> CountryMatch:
    """Return the country that a name, or an ISO 3166 code in capitals, means."""
    name = unicodedata.normalize("NFKC", typed.strip())
    if not name or len(name) > _MAX_LENGTH:
        return CountryMatch(typed)
    names, key = _country_names(tuple(countries.items())), _key(name)
    codes = names.get(name) or names.get(key)
    if codes is None:
        return _similar(typed, key, names)
    is_certain = len(codes) == 1 and "?" not in name and name != "NO"
    return CountryMatch(typed, codes[0]) if is_certain else CountryMatch(typed, candidates=codes)


def find_countries(typed: str, countries: Codes) -> tuple[CountryMatch, ...]:
    """Return the countries of a cell, which may list several.

    Semicolons and line breaks separate names; commas only if the parts are surely a list.
    """
    parts = [part for part in _SEPARATOR.split(typed.strip()) if part]
    return tuple(match for part in parts for match in _split_at_commas(part, countries))


def _split_at_commas(part: str, countries: Codes) -> list[CountryMatch]:
    """Return the countries between commas, or one match for the whole text.

    “Lebanon, PA” and “China, Hong Kong” may be one place. A list has only certain countries, none
    of them written as a two-letter code.
    """
    whole = find_country(part, countries)
    names = [name for name in _COMMA.split(part[: 20 * _MAX_LENGTH]) if name]
    if whole.alpha3 or len(names) < 2:
        return [whole]
    matches = [find_country(name, countries) for name in names]
    may_be_place = len(names) == 2 and {match.alpha3 for match in matches} & _HAVE_NAMESAKES
    is_list = all(match.alpha3 and len(match.typed) > 2 for match in matches)
    return matches if is_list and not may_be_place else [whole]


@lru_cache(maxsize=8)
def _country_names(countries: tuple[tuple[str, CodeLabel], ...]) -> Mapping[str, tuple[str, ...]]:
    """Return the alpha-3 codes that an ISO code, or a name (as `_key`), may mean."""
    codes = {code: (alpha3,) for alpha3, name in countries for code in (alpha3, name.short) if code}
    by_key: dict[str, set[str]] = defaultdict(set)
    territories = [babel.Locale.parse(language).territories for language in ALL_LANGUAGES]
    for alpha3, country in countries:
        translations = (names.get(country.short, country.title) for names in territories)
        for name in (country.title, *translations):
            by_key[_key(name)].add(alpha3)
    path = ROOT / "data" / "reference" / "country_names.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key, meanings = _key(row["name"]), set(row["countries"].split("|")) & codes.keys()
            if meanings and (row["kind"] == "ambiguous" or key not in by_key):
                by_key[key] = meanings
    return codes | {key: tuple(sorted(meanings)) for key, meanings in by_key.items()}


@lru_cache(maxsize=1)
def _cities() -> dict[str, str]:
    """Return the alpha-2 codes of capitals and of cities that name a time zone, by `_key`."""
    zones = [babel.Locale.parse(language).time_zones for language in ALL_LANGUAGES]
    cities: dict[str, str] = {}
    for zone, alpha2 in get_global("zone_territories").items():
        names = (names.get(zone, {}).get("city", "") for names in zones)
        cities |= {_key(name): alpha2 for name in (zone.rpartition("/")[2], *names) if name}
    return cities | {_key(city): str(alpha2) for city, alpha2 in _PLACES["capitals"].items()}


def _key(name: str) -> str:
    """Return the letters of a name without accents, punctuation and other ways to write “Saint”."""
    plain = without_accents(name.replace("&", " and ")).replace("ـ", "")
    return re.sub(r"[\W_]+", "", re.sub(r"\b(st|ste|sainte)\b", "saint", plain))


def _similar(typed: str, key: str, names: Mapping[str, tuple[str, ...]]) -> CountryMatch:
    """Return the candidates for an unknown name: of a city, and of similar names."""
    if key in {_key(word) for word in _PLACES["no_country"]["words"]}:
        return CountryMatch(typed)  # “Online”, “Africa”.
    similar = process.extract(key, names.keys(), scorer=fuzz.ratio, score_cutoff=_NAME_CUTOFF)
    likely = [_cities().get(key, ""), *(name for name, *_ in similar)]
    codes = dict.fromkeys(code for name in likely for code in names.get(name, ()))
    return CountryMatch(typed, candidates=tuple(codes))
