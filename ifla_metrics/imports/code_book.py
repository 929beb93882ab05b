"""Codes with their names in every language, and every name by which a file may write one.

A country has names in eight languages, aliases, former names and codes; what has more than one
reading and a slip of the pen are asked about, and a city only suggests.
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
from ifla_metrics.imports.columns import FIXED
from ifla_metrics.imports.dates import LANGUAGES as ALL_LANGUAGES
from ifla_metrics.imports.headers import CODE_WORDS
from ifla_metrics.reading import CodeLabel, Codes
from ifla_metrics.settings import ROOT
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.text import folded, without_accents

OF_FRAMEWORK = ("outcomes", "directions", "nodes", "indicators", "subjects", "periods")
"""Lists that each framework has for itself."""

ORIGINS = {
    "documented": n_("documented"),
    "reported": n_("reported"),
    "synthetic": n_("Demonstration"),
}
"""Titles of where an entry comes from: the mark of what is invented in every file."""
_TERMS_OF = {"participation_mode": "mode"}
_LIKE = 60
"""Likeness (0 to 100) from which a code or a title is suggested."""
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

    def codes(self, name: str, framework: str = "", language: str = "") -> Mapping[str, str]:
        """Return the codes of a list with their titles; `framework` for a list of its own.

        What a strategy calls its parts is in a `language` where one is given.
        """
        key = (name, framework, language)
        if key not in self._cache:
            self._cache[key] = self._codes(*key)
        return self._cache[key]

    def title(self, name: str, code: str, framework: str, t: Translate) -> str:
        """Return the title of a code in a language; empty for an unknown one."""
        if name == "countries":
            known = self.lists[name]
            return t.country(known[code].short, known[code].title) if code in known else ""
        if name in (*OF_FRAMEWORK, "frameworks"):
            return self.codes(name, framework, t.language).get(code, "")
        return t(self.codes(name, framework).get(code, ""))

    def titles(self, name: str, framework: str, t: Translate) -> dict[str, str]:
        """Return the codes of a list with their titles in a language, or the code."""
        codes = self.codes(name, framework)
        return {code: self.title(name, code, framework, t) or code for code in codes}

    def find(self, name: str, typed: str, framework: str = "") -> str | None:
        """Return the code that `typed` means: a code, its title in a language, or another name.

        “SD1 – Title” is SD1, unless the words are those of another code.
        """
        if name == "countries":
            return find_country(typed, self.lists[name]).alpha3 or None
        codes = self.codes(name, framework)
        if typed in codes:
            return typed
        names = self._names(name, framework)
        short = folded(typed)
        found = names.get(short)
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
        for known in ([*codes], [*filter(None, codes.values())]):
            like = process.extractOne(
                typed[:80], known, scorer=fuzz.ratio, processor=str.casefold, score_cutoff=_LIKE
            )
            if like:
                return str(like[0])
        return ""

    def _codes(self, name: str, framework: str, language: str) -> Mapping[str, str]:
        listed = self.lists.get(_TERMS_OF.get(name, name), {})
        if name == "provenance":
            return ORIGINS
        if name in FIXED:
            return {code: listed[code].title if code in listed else "" for code in FIXED[name]}
        if name == "frameworks":
            return {code: self._framework(code, language).title for code in self.frameworks}
        if name in OF_FRAMEWORK:
            if framework not in self.frameworks:
                return {}
            return self._framework(framework, language).lists[name]
        return {code: named.title for code, named in listed.items()}

    def _framework(self, code: str, language: str) -> Framework:
        found = self.frameworks[code]
        return found.in_language(language) if language else found

    def _names(self, name: str, framework: str) -> Mapping[str, str]:
        """Return each folded name and its code; none that two codes share."""
        key = ("names of " + name, framework, "")
        if key not in self._cache:
            several: dict[str, set[str]] = {}
            for written, code in self._written(name, framework):
                several.setdefault(written, set()).add(code)
            names = {w: codes.pop() for w, codes in several.items() if w and len(codes) == 1}
            codes = self.codes(name, framework)
            for word, code in CODE_WORDS.get(_TERMS_OF.get(name, name), {}).items():
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
            if code in listed:
                for other in (listed[code].short, *listed[code].others):
                    yield folded(other), code
            if title:
                for language in LANGUAGES:
                    yield folded(self.title(name, code, framework, translate(language))), code


def load_code_book(connection: Any, framework: str = "") -> CodeBook:
    """Return all codes, retired ones among them: what files may name."""
    known = catalogue(connection)
    return CodeBook(known.lists, known.frameworks, framework or next(iter(known.frameworks), ""))


# Countries

_LONGEST = 120
_MARKS = re.compile(r"\s*[;\n|；、]\s*")
_COMMA = re.compile(r"\s*[,，،]\s*")
_WITH_NAMESAKES = frozenset({"USA", "ESP", "BRA", "CHN", "FRA", "GBR"})
"""Countries with places that are called as others are: “Georgia, USA”, “China, Hong Kong”."""
_CLOSE = 84
"""Likeness (0 to 100) from which another spelling of a name is suggested."""


@dataclass(frozen=True)
class CountryMatch:
    """What a name means: one country, or those that it may mean.

    `is_no_country` for words that say that there is none to name: “Online”, “Worldwide”.
    """

    typed: str
    alpha3: str = ""
    candidates: tuple[str, ...] = ()
    is_no_country: bool = False


def find_country(typed: str, countries: Codes) -> CountryMatch:
    """Return the country that a name or an ISO 3166 code in capitals means."""
    name = unicodedata.normalize("NFKC", typed.strip())
    if not name or len(name) > _LONGEST:
        return CountryMatch(typed)
    names, key = _country_names(tuple(countries.items())), _key(name)
    meant = names.codes.get(name) or names.keys.get(key)
    if meant is None:
        return _similar(typed, key, names)
    is_sure = len(meant) == 1 and "?" not in name and name != "NO"
    return CountryMatch(typed, meant[0]) if is_sure else CountryMatch(typed, candidates=meant)


def find_countries(typed: str, countries: Codes) -> tuple[CountryMatch, ...]:
    """Return the countries of a cell that may list several.

    A semicolon or a line divides names; a comma only what is surely a list.
    """
    parts = [part for part in _MARKS.split(typed.strip()) if part]
    return tuple(match for part in parts for match in _listed(part, countries))


def _listed(part: str, countries: Codes) -> list[CountryMatch]:
    """Return the countries between commas; “Lebanon, PA” and “China, Hong Kong” may be one place.

    They are a list where each is surely a country, all by codes of two letters or none.
    """
    whole = find_country(part, countries)
    names = [name for name in _COMMA.split(part[: 20 * _LONGEST]) if name]
    if whole.alpha3 or len(names) < 2:
        return [whole]
    matches = [find_country(name, countries) for name in names]
    codes = {named.short for named in countries.values()}
    are_alike = len({match.typed in codes for match in matches}) == 1
    may_be_place = len(names) == 2 and {match.alpha3 for match in matches} & _WITH_NAMESAKES
    is_list = are_alike and all(match.alpha3 for match in matches) and not may_be_place
    return matches if is_list else [whole]


@dataclass(frozen=True)
class _CountryNames:
    """What codes, names and cities may mean."""

    codes: Mapping[str, tuple[str, ...]]
    keys: Mapping[str, tuple[str, ...]]
    cities: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=8)
def _country_names(countries: tuple[tuple[str, CodeLabel], ...]) -> _CountryNames:
    codes = {
        code: (alpha3,) for alpha3, named in countries for code in (alpha3, named.short) if code
    }
    several: dict[str, set[str]] = defaultdict(set)
    territories = [babel.Locale.parse(language).territories for language in ALL_LANGUAGES]
    for alpha3, named in countries:
        for name in (named.title, *(names.get(named.short, named.title) for names in territories)):
            several[_key(name)].add(alpha3)
    path = ROOT / "data" / "reference" / "country_names.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            known = set(row["countries"].split("|")) & codes.keys()
            if known and (row["kind"] == "ambiguous" or _key(row["name"]) not in several):
                several[_key(row["name"])] = known
    return _CountryNames(
        codes,
        {key: tuple(sorted(found)) for key, found in several.items()},
        {city: codes[alpha2] for city, alpha2 in _cities().items() if alpha2 in codes},
    )


@lru_cache(maxsize=1)
def _places() -> dict[str, Any]:
    path = ROOT / "data" / "imports" / "places.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _cities() -> dict[str, str]:
    """Return the alpha-2 code of cities: those that time zones are named by, and capitals."""
    zones = [babel.Locale.parse(language).time_zones for language in ALL_LANGUAGES]
    found: dict[str, str] = {}
    for zone, alpha2 in get_global("zone_territories").items():
        names = (names.get(zone, {}).get("city", "") for names in zones)
        found |= {_key(name): alpha2 for name in (zone.rpartition("/")[2], *names) if name}
    return found | {_key(city): str(alpha2) for city, alpha2 in _places()["capitals"].items()}


def _key(name: str) -> str:
    """Return what two spellings of a name have in common: the letters, without their accents."""
    plain = without_accents(name.replace("&", " and ")).replace("ـ", "")
    return re.sub(r"[\W_]+", "", re.sub(r"\b(st|ste|sainte)\b", "saint", plain))


def _similar(typed: str, key: str, names: _CountryNames) -> CountryMatch:
    """Return what may have been meant by something that is no name: a city, a slip of the pen."""
    if key in {_key(word) for word in _places()["no_country"]["words"]}:
        return CountryMatch(typed, is_no_country=True)
    close = process.extract(key, names.keys.keys(), scorer=fuzz.ratio, score_cutoff=_CLOSE)
    found = [names.cities.get(key, ()), *(names.keys[name] for name, *_ in close)]
    return CountryMatch(typed, candidates=tuple(dict.fromkeys(c for codes in found for c in codes)))
