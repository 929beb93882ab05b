"""Which country somebody meant: names in the seven languages of IFLA, aliases, former names, codes.

A name with more than one reading is asked about and never guessed; so is a slip of the pen.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from ifla_metrics.errors import n_
from ifla_metrics.exchange.faults import Reason, because
from ifla_metrics.exchange.place_lists import REGIONS, aliases, numerics, territories

LANGUAGES = ("en", "fr", "es", "de", "ru", "ar", "zh")
"""The official languages of IFLA."""

FURTHER_LANGUAGE = "pt"
"""One that associations write in too; a name that means another country elsewhere is not taken."""

A_WORD = because(n_("It may be the code of a country, or a word."))
A_NUMBER = because(n_("A number alone may be the code of a country, or the one to phone there."))
AMONG_WORDS = because(n_("A country is named among other words."))
Countries = Mapping[str, tuple[str, str]]
"""Of each alpha-3 code, the alpha-2 code and the name."""

_LONGEST = 120
_FORMS = re.compile(
    r"^(the |la |le |les |l |el |los |las |die |der )?"
    r"((islamic |peoples |democratic |federal |federative |socialist |co operative |oriental |"
    r"united |arab |plurinational |bolivarian |independent |grand )*"
    r"(republic|kingdom|state|commonwealth|sultanate|principality|duchy|emirate|union)"
    r"( of( the)?) |(republique|royaume|etat|principaute|sultanat)( (du|de la|de|des|d)) |"
    r"(republica|reino|estado|principado)( (del|de la|de los|de)) |"
    r"(republik|konigreich|furstentum) |(республика|королевство) |(جمهورية|مملكة) )?"
)
_ENDINGS = re.compile(r"( (republic|kingdom|state of)( the)?| (republic|kingdom) of( the)?| the)$")
DOUBTFUL = frozenset({"no", "na", "an", "so", "to", "in", "is", "it", "at", "de", "la", "es"})
"""Codes that are also words: taken only when written in capitals."""


@dataclass(frozen=True)
class Found:
    """The one country that was meant."""

    alpha3: str


@dataclass(frozen=True)
class Asked:
    """More than one country may be meant, or it takes a guess to see which."""

    candidates: tuple[str, ...]
    why: Reason


@dataclass(frozen=True)
class Unknown:
    """No country has this name; `nearest` is the name most like it, or empty."""

    nearest: str


def key_of(name: str) -> str:
    """Return what two spellings of a name have in common: no case, accents or punctuation."""
    plain = unicodedata.normalize("NFKD", name.replace("&", " and ")).casefold()
    plain = re.sub(r"['’`´ʼ.]", "" if len(name) <= 6 else " ", plain)
    letters = "".join(c for c in plain if not unicodedata.combining(c) and c != "ـ")
    spaced = re.sub(r"[\W_]+", " ", letters).strip()
    return re.sub(r"\b(st|ste|sainte)\b", "saint", spaced)


def find_country(typed: str, countries: Countries) -> Found | Asked | Unknown:
    """Return the country that `typed` means.

    Args:
        typed: A name in one of seven languages, an alias, a former name, an ISO 3166 code.
        countries: The countries that exist here.
    """
    return _find(typed.strip(), _Names.of(countries))


def code_of(typed: str, countries: Countries) -> str:
    """Return the alpha-3 code of a name or a code as it stands; empty for what is neither.

    Nothing like it is looked for: what is no country's name costs little.
    """
    name = typed.strip()
    read = _exact(name, _Names.of(countries)) if 0 < len(name) <= _LONGEST else None
    return read.alpha3 if isinstance(read, Found) else ""


def is_country(typed: str, countries: Countries) -> bool:
    """Say whether something is a country's name or code as it stands."""
    return bool(code_of(typed, countries))


class _Names:
    """Every known spelling, and the countries that it may mean."""

    def __init__(self, countries: Countries) -> None:
        self.countries = countries
        self.codes: dict[str, str] = {}
        self.keys: dict[str, tuple[str, ...]] = {}
        self.spelt: dict[str, str] = {}
        for alpha3, (alpha2, _) in countries.items():
            self.codes[alpha3] = alpha3
            if alpha2:
                self.codes[alpha2] = alpha3
        for alpha3, numeric in numerics():
            if alpha3 in countries:
                self.codes[numeric] = alpha3
        self._add_names()
        self.found = lru_cache(maxsize=4096)(lambda typed: _looked_up(typed, self))

    @staticmethod
    def of(countries: Countries) -> _Names:
        """Return the spellings for `countries`, kept from one call to the next."""
        kept = _KEPT.get(id(countries))
        if kept is None or kept.countries is not countries:
            if len(_KEPT) > 8:
                _KEPT.clear()
            kept = _KEPT[id(countries)] = _Names(countries)
        return kept

    def _add_names(self) -> None:
        several: dict[str, set[str]] = {}
        for name, alpha3 in self._spellings():
            several.setdefault(key_of(name), set()).add(alpha3)
            self.spelt.setdefault(key_of(name), name)
        for name, alpha3 in self._parts():
            several.setdefault(key_of(name), {alpha3})
            self.spelt.setdefault(key_of(name), name)
        for name, alpha3s, kind in aliases():
            known = {a for a in alpha3s if a in self.countries}
            key = key_of(name)
            if known and (kind == "ambiguous" or key not in several):
                several[key] = known
                self.spelt.setdefault(key, name)
        for alpha3, (alpha2, _) in self.countries.items():
            spelt = territories(FURTHER_LANGUAGE).get(alpha2, "")
            if spelt and key_of(spelt) not in several:
                several[key_of(spelt)] = {alpha3}
                self.spelt.setdefault(key_of(spelt), spelt)
        order = {alpha3: i for i, alpha3 in enumerate(self.countries)}
        self.keys = {k: tuple(sorted(found, key=order.__getitem__)) for k, found in several.items()}
        for key, found in list(self.keys.items()):
            self.keys.setdefault(key.replace(" ", ""), found)
            self.spelt.setdefault(key.replace(" ", ""), self.spelt[key])

    def _spellings(self) -> Iterator[tuple[str, str]]:
        for alpha3, (alpha2, name) in self.countries.items():
            yield name, alpha3
            for language in LANGUAGES:
                spelt = territories(language).get(alpha2)
                if spelt:
                    yield spelt, alpha3

    def _parts(self) -> Iterator[tuple[str, str]]:
        """Yield both names of “Myanmar (Burma)”; of “Congo (Kinshasa)” neither says enough."""
        for spelt, alpha3 in self._spellings():
            found = re.fullmatch(r"(.*?)\s*[(（](.{4,})[)）]", spelt)
            if found and "刚果" not in spelt and "ongo" not in spelt:
                yield from ((part, alpha3) for part in found.groups())


_KEPT: dict[int, _Names] = {}


def _find(typed: str, names: _Names) -> Found | Asked | Unknown:
    if not typed or len(typed) > _LONGEST:
        return Unknown("")
    return names.found(typed)


def _looked_up(typed: str, names: _Names) -> Found | Asked | Unknown:
    return _exact(typed, names) or _near(typed, key_of(typed), names)


def _exact(typed: str, names: _Names) -> Found | Asked | None:
    """Return what a code or a name means as it stands; None for what is neither."""
    code = unicodedata.normalize("NFKC", typed)
    upper = code.upper()
    if upper in names.codes and code.isascii() and len(code) > 1:
        if len(code) == 2 and code != upper and code.lower() in DOUBTFUL:
            return Asked((names.codes[upper],), A_WORD)
        if code.isdecimal():
            return Asked((names.codes[upper],), A_NUMBER)
        return Found(names.codes[upper])
    if len(code) < 3 and code.isdecimal() and code.zfill(3) in names.codes:
        return Asked((names.codes[code.zfill(3)],), A_NUMBER)
    key = key_of(typed)
    whole = re.sub(r"\brep\b", "republic", key)
    for form in dict.fromkeys((key, whole, _short(key), _turned(typed), key.replace(" ", ""))):
        alpha3s = names.keys.get(form)
        if form and alpha3s:
            return _one_or_asked(alpha3s)
    return None


def _one_or_asked(alpha3s: tuple[str, ...]) -> Found | Asked:
    if len(alpha3s) == 1:
        return Found(alpha3s[0])
    return Asked(alpha3s, because(n_("The name stands for more than one country.")))


def _short(key: str) -> str:
    """Return a name without “Republic of” and its like, before or after."""
    short = _ENDINGS.sub("", _FORMS.sub("", re.sub(r"\brep\b", "republic", key), count=1))
    return short if len(short) > 1 else key


def _turned(typed: str) -> str:
    """Return “Tanzania, United Republic of” as “United Republic of Tanzania”, shortened."""
    parts = re.split(r"\s*[,(（]\s*", typed.rstrip(")） "), maxsplit=1)
    if len(parts) != 2:
        return ""
    turned = key_of(f"{parts[1]} {parts[0]}")
    return _short(turned) if _short(turned) != turned else ""


def _near(typed: str, key: str, names: _Names) -> Found | Asked | Unknown:
    """Return what may have been meant by something that is no name, or is one name twice."""
    pieces = [part.strip() for part in re.split(r"[,;/()（）]| - ", typed) if part.strip()]
    meant = [names.codes.get(p) or names.keys.get(key_of(p), ()) for p in pieces]
    alone = {(m,) if isinstance(m, str) else m for m in meant}
    if len(pieces) > 1 and len(alone) == 1 and len(only := alone.pop()) == 1:
        return Found(only[0])  # “Namibia (NA)”, “Burma / Myanmar”
    parts = [key_of(part) for part in pieces]
    inside = {a for part in parts for a in names.keys.get(part, ()) if part}
    if inside and len(parts) > 1:
        order = tuple(a for a in names.countries if a in inside)
        return Asked(order, AMONG_WORDS)
    if len(key) < 4:
        return Unknown("")
    of_many = not REGIONS.isdisjoint(key.split())  # “Africa” is no slip for “S. Africa”.
    close = difflib.get_close_matches(key, names.keys, n=8, cutoff=0.93 if of_many else 0.84)
    candidates = tuple(dict.fromkeys(a for k in close for a in names.keys[k]))
    if len(candidates) > 1:
        return Asked(candidates, because(n_("The name is like those of several countries.")))
    if not close and not of_many:
        close = difflib.get_close_matches(key, names.keys, n=1, cutoff=0.78)
    return Unknown(names.spelt[close[0]] if close else "")
