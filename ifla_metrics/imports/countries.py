"""Which country somebody meant: names in eight languages, aliases, former names, codes, cities.

A name with more than one reading and a slip of the pen are asked about; a city only suggests.
"""

from __future__ import annotations

import csv
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import babel
from babel.core import get_global
from rapidfuzz import fuzz, process

from ifla_metrics.settings import ROOT

LANGUAGES = ("en", "fr", "es", "de", "ru", "ar", "zh")
"""The official languages of IFLA."""
Countries = Mapping[str, tuple[str, str]]
"""Of each alpha-3 code, the alpha-2 code and the name."""

_LONGEST = 120
_FORM = re.compile(
    r"\b(?:(?:islamic|peoples|democratic|federal|federative|socialist|co operative|united|arab"
    r"|bolivarian|plurinational|oriental|independent|grand) )*"
    r"(?:republic|kingdom|state|commonwealth|principality|sultanate|duchy|republique|royaume"
    r"|republica|republik|республика|جمهورية)"
    r"(?: (?:of(?: the)?|du|de la|del|de))?\b|^the | the$"
)
"""The form of a state in its long name: “Republic of”, “Republic, The”."""
_CODES_AND_WORDS = frozenset(
    ("NA", "AN", "SO", "TO", "IN", "IS", "IT", "AT", "DE", "LA", "ES", "BE", "MY", "BY")
)
"""Codes that are also words: taken only when written in capitals. “NO” is never sure."""
_SURE_MARKS = re.compile(r"\s*[;\n|；]\s*")
_STROKES = re.compile(r"\s*[,，،、/+]\s*(?:(?:and|et|und|y|e|и|و)\s+)?")
_DASH = re.compile(r"\s+[-–—]\s+")
_ANDS = re.compile(r"\s*&\s*|\s+(?:and|And|et|und|y|e|и|و)\s+")
_PLACES_ELSEWHERE = {
    "USA": frozenset({"GEO", "JEY", "LBN", "JAM", "PER", "CUB", "MEX", "POL", "NOR"}),
    "ESP": frozenset({"GRD"}),
    "BRA": frozenset({"SLV"}),
    "CHN": frozenset({"HKG", "MAC", "TWN"}),
    "FRA": frozenset({"REU", "GLP", "MTQ", "GUF", "MYT", "NCL", "PYF"}),
    "GBR": frozenset({"GIB", "BMU", "JEY", "IMN", "GGY"}),
}
"""Countries whose name is also that of a place in another one: “Georgia, USA”, “Granada, Spain”."""


@dataclass(frozen=True)
class CountryMatch:
    """What a name means: one country, several that it may mean, or none but a similar name.

    `is_no_country` for words that say that there is none to name: “Online”, “Worldwide”.
    """

    typed: str
    alpha3: str = ""
    candidates: tuple[str, ...] = ()
    nearest: str = ""
    is_no_country: bool = False


def find_country(typed: str, countries: Countries) -> CountryMatch:
    """Return the country that `typed` means.

    Args:
        typed: A name in one of the languages, an alias, a former name, an ISO 3166 code.
        countries: The countries that exist here.
    """
    name = typed.strip()
    if not name or len(name) > _LONGEST:
        return CountryMatch(typed)
    names = _names(tuple(countries.items()))
    match = _exact(name, names) or _similar(name, names)
    if match.alpha3 and "?" in name:
        return CountryMatch(typed, candidates=(match.alpha3,))
    return match


def find_countries(typed: str, countries: Countries) -> tuple[CountryMatch, ...]:
    """Return the countries of a cell that may list several.

    A comma, a stroke, a dash or “and” divides names only where every part is a country.
    """
    found: list[CountryMatch] = []
    for part in _SURE_MARKS.split(typed.strip()):
        if part:
            found += _divided(part, countries)
    return tuple(found)


def _divided(part: str, countries: Countries) -> list[CountryMatch]:
    whole = find_country(part, countries)
    if whole.alpha3 or (whole.candidates and "?" in part):
        return [whole]
    for mark in (_STROKES, _ANDS, _DASH):
        names = [name for name in mark.split(part[: 20 * _LONGEST]) if name]
        if len(names) < 2:
            continue
        matches = [match for name in names for match in _divided(name, countries)]
        is_list = mark is not _DASH and _are_all_countries(matches)
        return matches if is_list else [_place_in(part, matches)]
    return [whole]


def _are_all_countries(matches: list[CountryMatch]) -> bool:
    """Say whether each part is a country; “Jordan / MN” and “Georgia, USA” may be one place."""
    if not all(match.alpha3 or len(match.candidates) > 1 for match in matches):
        return False
    codes = [match.typed for match in matches if match.typed.isascii() and len(match.typed) == 2]
    if len(codes) < len(matches) and not _words("states").isdisjoint(map(_key, codes)):
        return False
    if len(matches) != 2:
        return True
    first, second = matches[0].alpha3, matches[1].alpha3
    return first not in _PLACES_ELSEWHERE.get(second, ()) and (
        second not in _PLACES_ELSEWHERE.get(first, ())
    )


def _place_in(part: str, matches: list[CountryMatch]) -> CountryMatch:
    """Return the countries that stand among other words: candidates, never an answer."""
    named = dict.fromkeys(code for match in matches for code in (match.alpha3, *match.candidates))
    named.pop("", None)
    return CountryMatch(part, candidates=tuple(named))


@dataclass(frozen=True)
class _Names:
    """Codes, and every known spelling with the countries that it may mean."""

    codes: Mapping[str, str]
    keys: Mapping[str, tuple[str, ...]]
    spelling: Mapping[str, str]
    cities: Mapping[str, str]
    order: Mapping[str, int]


@lru_cache(maxsize=8)
def _names(countries: tuple[tuple[str, tuple[str, str]], ...]) -> _Names:
    codes = {code: alpha3 for alpha3, (alpha2, _) in countries for code in (alpha3, alpha2) if code}
    keys: dict[str, set[str]] = {}
    spelling: dict[str, str] = {}
    for name, alpha3 in _territory_names(countries):
        keys.setdefault(_key(name), set()).add(alpha3)
        spelling.setdefault(_key(name), name)
    for name, alpha3 in _territory_names(countries):
        for part in _both_names(name):
            keys.setdefault(_key(part), {alpha3})
            spelling.setdefault(_key(part), part)
    for name, alpha3s, kind in _aliases():
        known = {alpha3 for alpha3 in alpha3s if alpha3 in codes}
        key = _key(name)
        if known and (kind == "ambiguous" or key not in keys):
            keys[key] = known
            spelling.setdefault(key, name)
    for alpha3, (alpha2, _) in countries:
        portuguese = babel.Locale.parse("pt").territories.get(alpha2, "")
        if portuguese and _key(portuguese) not in keys:
            keys[_key(portuguese)] = {alpha3}
            spelling.setdefault(_key(portuguese), portuguese)
    for key in [key for key in keys if " " in key]:
        keys.setdefault(key.replace(" ", ""), keys[key])
        spelling.setdefault(key.replace(" ", ""), spelling[key])
    order = {alpha3: i for i, (alpha3, _) in enumerate(countries)}
    return _Names(
        codes=codes,
        keys={key: tuple(sorted(found, key=order.__getitem__)) for key, found in keys.items()},
        spelling=spelling,
        cities={city: codes[alpha2] for city, alpha2 in _cities().items() if alpha2 in codes},
        order=order,
    )


def _territory_names(
    countries: tuple[tuple[str, tuple[str, str]], ...],
) -> Iterator[tuple[str, str]]:
    for alpha3, (alpha2, name) in countries:
        yield name, alpha3
        for language in LANGUAGES:
            territory = babel.Locale.parse(language).territories.get(alpha2)
            if territory:
                yield territory, alpha3


def _both_names(name: str) -> tuple[str, ...]:
    """Return both names of “Myanmar (Burma)”; of “Congo (Kinshasa)” neither says enough."""
    found = re.fullmatch(r"(.*?)\s*[(（](.{4,})[)）]", name)
    return () if not found or "刚果" in name or "ongo" in name else found.groups()


@lru_cache(maxsize=1)
def _aliases() -> tuple[tuple[str, tuple[str, ...], str], ...]:
    """Return other names, each with the countries that it may mean and its kind."""
    path = ROOT / "data" / "reference" / "country_names.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            (row["name"], tuple(row["countries"].split("|")), row["kind"])
            for row in csv.DictReader(file)
        )


@lru_cache(maxsize=1)
def _places() -> dict[str, Any]:
    path = ROOT / "data" / "imports" / "places.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=2)
def _words(name: str) -> frozenset[str]:
    return frozenset(_key(word) for word in _places()[name]["words"])


@lru_cache(maxsize=1)
def _cities() -> dict[str, str]:
    """Return the alpha-2 code of cities: those that time zones are named by, and capitals."""
    countries_of_zones = get_global("zone_territories")
    found: dict[str, str] = {}
    for language in LANGUAGES:
        for zone, names in babel.Locale.parse(language).time_zones.items():
            city = names.get("city", "")
            if city and zone in countries_of_zones:
                found[_key(city)] = countries_of_zones[zone]
    for zone, alpha2 in countries_of_zones.items():
        found.setdefault(_key(zone.rpartition("/")[2]), alpha2)
    found |= {_key(city): str(alpha2) for city, alpha2 in _places()["capitals"].items()}
    return found


def _exact(typed: str, names: _Names) -> CountryMatch | None:
    """Return what a code or a name means as it stands; None for what is neither."""
    code = unicodedata.normalize("NFKC", typed)
    if code.isascii() and 1 < len(code) < 4 and code.upper() in names.codes:
        alpha3 = names.codes[code.upper()]
        is_word = code != code.upper() and code.upper() in _CODES_AND_WORDS
        if is_word or code.upper() == "NO":
            return CountryMatch(typed, candidates=(alpha3,))
        return CountryMatch(typed, alpha3)
    key = _key(typed)
    whole = re.sub(r"\brep\b", "republic", key)
    for form in dict.fromkeys((key, whole, _short(whole), _turned(typed), key.replace(" ", ""))):
        alpha3s = names.keys.get(form, ())
        if form and len(alpha3s) == 1:
            return CountryMatch(typed, alpha3s[0])
        if form and alpha3s:
            return CountryMatch(typed, candidates=alpha3s)
    return None


def _key(name: str) -> str:
    """Return what two spellings of a name have in common: no case, accents or punctuation."""
    plain = unicodedata.normalize("NFKD", name.replace("&", " and ")).casefold()
    plain = re.sub(r"['’`´ʼ.]", "" if len(name) <= 6 else " ", plain)
    letters = "".join(c for c in plain if not unicodedata.combining(c) and c != "ـ")
    spaced = re.sub(r"[\W_]+", " ", letters).strip()
    return re.sub(r"\b(st|ste|sainte)\b", "saint", spaced)


def _short(key: str) -> str:
    """Return a name without “Republic of” and its like, before or after."""
    short = " ".join(_FORM.sub(" ", key).split())
    return short if len(short) > 1 else key


def _turned(typed: str) -> str:
    """Return “Tanzania, United Republic of” as “United Republic of Tanzania”, shortened."""
    parts = re.split(r"\s*[,(（]\s*", typed.rstrip(")） "), maxsplit=1)
    if len(parts) != 2:
        return ""
    turned = _key(f"{parts[1]} {parts[0]}")
    return _short(turned) if _short(turned) != turned else ""


def _similar(typed: str, names: _Names) -> CountryMatch:
    """Return what may have been meant by something that is no name."""
    key = _key(typed)
    if key in _words("no_country"):
        return CountryMatch(typed, is_no_country=True)
    if key in names.cities:
        return CountryMatch(typed, candidates=(names.cities[key],))
    pieces = [piece for piece in re.split(r"[,;/()（）]| - ", typed) if piece.strip()]
    if len(pieces) > 1:
        meant = [_exact(piece.strip(), names) for piece in pieces]
        codes = {match.alpha3 if match else "" for match in meant}
        if len(codes) == 1 and codes != {""}:
            return CountryMatch(typed, codes.pop())  # “Namibia (NA)”, “Burma / Myanmar”
        named = {code for match in meant if match for code in (match.alpha3, *match.candidates)}
        if named - {""}:
            return CountryMatch(typed, candidates=tuple(c for c in names.order if c in named))
    if len(key) < 4:
        return CountryMatch(typed)
    is_region = not _words("regions").isdisjoint(key.split())  # “Africa” is not “S. Africa”.
    cutoff = 93 if is_region else 84
    close = process.extract(key, names.keys.keys(), scorer=fuzz.ratio, limit=8, score_cutoff=cutoff)
    candidates = tuple(dict.fromkeys(code for found, *_ in close for code in names.keys[found]))
    if len(candidates) > 1:
        return CountryMatch(typed, candidates=candidates)
    if not close and not is_region:
        close = process.extract(key, names.keys.keys(), scorer=fuzz.ratio, limit=1, score_cutoff=78)
    return CountryMatch(typed, nearest=names.spelling[close[0][0]] if close else "")
