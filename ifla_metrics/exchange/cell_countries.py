"""Countries of cells, one or several: each found, refused or asked about."""

from __future__ import annotations

import re
from typing import Any

from ifla_metrics.errors import n_
from ifla_metrics.exchange.cell_lists import MARKS, Manner
from ifla_metrics.exchange.cell_texts import SEPARATORS, Doubt, said
from ifla_metrics.exchange.country_codes import codes_in, hold_a_word
from ifla_metrics.exchange.faults import Choice, Refused, because
from ifla_metrics.exchange.known import Known
from ifla_metrics.exchange.places import (
    A_NUMBER,
    A_WORD,
    AMONG_WORDS,
    Asked,
    Found,
    code_of,
    find_country,
    is_country,
    key_of,
)
from ifla_metrics.exchange.sheets import Cell
from ifla_metrics.exchange.towns import beside_a_town
from ifla_metrics.text import clean_line

NO_COUNTRY = because(n_("No country has this name or code."))
NO_COUNTRY_PART = n_("No country has the name or code “{part}”.")
WITHIN = because(n_("These may be two countries, or one place that both names stand for."))
_WITHIN = frozenset(
    frozenset(pair.split())
    for pair in (
        "GEO USA",
        "CHN TWN",
        "CHN HKG",
        "CHN MAC",
        "USA PRI",
        "FRA REU",
        "FRA GLP",
        "FRA MTQ",
        "FRA GUF",
        "FRA MYT",
    )
)
"""Names that stand together for one place as well: “Georgia, USA”, “China, Hong Kong”."""
_TOWNS = {
    "salvador": "BRA",
    "granada": "ESP NIC",
    "monaco": "DEU",
    "guadalupe": "MEX ESP",
    "grenada": "ESP NIC",
}
"""Names of countries that are those of towns too, and the countries of the towns."""
_CODE = re.compile("[A-Za-z]{2}")
_STATES = re.compile(
    "A[KLRZ]|C[AOT]|DE|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]"
    "|UT|V[AT]|W[AIVY]",
    re.I,
)
"""Codes of the states of America, many of which are those of countries."""
UNSURE = because(n_("The question mark may mean that the country is not certain."))
A_DASH = because(n_("A dash may stand between two countries, or inside one name."))
ALL_OF_THEM = Choice("all", n_("All of these countries"))
_DASH = re.compile(r"\s+[-–—]\s+")
_COMMA = re.compile(r"\s*[,，،/]\s*")
_NONE = frozenset({"-", "--", "---", "–", "—"})
"""What stands where no country is said; “NA” is Namibia, and “n/a” may be."""
_HOW_MANY = re.compile(r"(?<=\w)\s*\(\s*\d{1,4}\s*\)")
"""Numbers in brackets behind countries: “Kenya (3), Uganda (2)”."""
_FEWEST_CUTS, _MOST_CUTS = 4, 24
ONE_COUNTRY = because(n_("Only one country can stand here."))


def _one_country(
    typed: str, known: Known, manner: Manner, *, among: bool = False
) -> str | Refused | Doubt:
    read = find_country(typed, known.countries)
    if isinstance(read, Found) and re.search("[?？؟]", typed):
        return Doubt(((_country_choice(read.alpha3, known), read.alpha3),), UNSURE)
    if isinstance(read, Found):
        return read.alpha3
    if isinstance(read, Asked) and read.why is A_NUMBER and manner.numbers:
        return read.candidates[0]
    if isinstance(read, Asked) and read.why is AMONG_WORDS and manner.country_is:
        beside = beside_a_town(typed, known, manner.country_is)
        if beside:
            return beside
    if isinstance(read, Asked):
        choices = tuple((_country_choice(a, known), a) for a in read.candidates)
        return Doubt(choices, read.why)
    reason = because(NO_COUNTRY_PART, part=typed) if among else NO_COUNTRY
    near = find_country(read.nearest, known.countries) if read.nearest else None
    if manner.t is not None and isinstance(near, Found):
        return Refused(reason, manner.t.country(*known.countries[near.alpha3]))
    return Refused(reason, read.nearest)


def _country_choice(alpha3: str, known: Known) -> Choice:
    alpha2, name = known.countries[alpha3]
    return Choice(alpha3, name, alpha2=alpha2)


def country_of(cell: Cell, known: Known, manner: Manner) -> Any:
    """Return the one country of a cell."""
    text = said(cell)
    if not isinstance(text, str):
        return text
    read = _one_country(clean_line(text), known, manner)
    if isinstance(read, Refused) and len(SEPARATORS.split(text.strip())) > 1:
        return Refused(ONE_COUNTRY)
    return read


def countries_of(cell: Cell, known: Known, manner: Manner) -> Any:
    """Return the countries of a list, each once; one of them may be in doubt."""
    text = said(cell)
    if not isinstance(text, str):
        return text
    if text.strip() in _NONE:
        return ()
    text = _HOW_MANY.sub(" ", text)
    found: list[str] = []
    doubt: tuple[int, Doubt] | None = None
    names = [n for part in SEPARATORS.split(text) for n in _names_in(clean_line(part), known)]
    for name in names:
        read = _one_country(name, known, manner, among=len(names) > 1)
        if not isinstance(read, str):
            read = _one_or_all(name, known) or read
        if isinstance(read, Refused):
            return read
        if isinstance(read, Doubt):
            read = _with_all(read)
            if doubt is not None:
                return Refused(
                    because(n_("Several names here are doubtful; write their codes.")), ""
                )
            doubt = len(found), read
        else:
            found.append(read)
    if doubt is None:
        return tuple(dict.fromkeys(found))
    place, asked = doubt
    ways = tuple(
        (choice, tuple(dict.fromkeys((*found[:place], *alpha3s, *found[place:]))))
        for choice, meant in asked.choices
        for alpha3s in [(meant,) if isinstance(meant, str) else meant]
    )
    return Doubt(ways, asked.why)


def _with_all(read: Doubt) -> Doubt:
    """Return a doubt about several countries named among words with all of them as an answer."""
    codes = tuple(meant for _, meant in read.choices)
    if read.why is not AMONG_WORDS or len(codes) == 1:
        return read
    return Doubt(((ALL_OF_THEM, codes), *read.choices), read.why)


def _one_or_all(typed: str, known: Known) -> Doubt | None:
    """Return the question whether “A - B” are both countries or one of them; None for others."""
    for mark, why in ((_DASH, A_DASH), (_COMMA, WITHIN)):
        parts = mark.split(typed)
        reads = [find_country(part, known.countries) for part in parts]
        alpha3s = tuple(dict.fromkeys(r.alpha3 for r in reads if isinstance(r, Found)))
        if len(alpha3s) == len(reads) > 1 and (why is A_DASH or _is_within(parts, alpha3s)):
            state = why is WITHIN and _STATES.fullmatch(parts[1]) and "USA" in known.countries
            further = ("USA",) if state and "USA" not in alpha3s else ()
            each = tuple((_country_choice(a, known), a) for a in (*alpha3s, *further))
            return Doubt(((ALL_OF_THEM, alpha3s), *each), why)
    codes = codes_in(typed, known.countries)
    if hold_a_word(codes):
        alpha3s = tuple(dict.fromkeys(code_of(code, known.countries) for code in codes))
        each = tuple((_country_choice(a, known), a) for a in alpha3s)
        return Doubt(((ALL_OF_THEM, alpha3s), *each), A_WORD)
    return None


def _is_within(parts: list[str], alpha3s: tuple[str, ...]) -> bool:
    """Say whether two names may be a place and where it lies: “Georgia, USA”, “Lebanon, PA”."""
    if len(parts) != 2:
        return False
    name, where = parts
    if _STATES.fullmatch(where) and not _CODE.fullmatch(name):
        return True
    if frozenset(alpha3s) in _WITHIN:
        return True
    return alpha3s[1] in _TOWNS.get(key_of(name), "").split()


def _names_in(text: str, known: Known) -> list[str]:
    """Return the names of a list that a comma, a stroke or “and” may divide."""
    if not text:
        return []
    whole = find_country(text, known.countries)
    if isinstance(whole, Found) or _one_or_all(text, known):
        return [text]
    for mark in MARKS:
        parts = [part for part in mark.split(text) if part]
        parts = _with_states(parts) if mark is MARKS[0] else parts
        reads = [find_country(part, known.countries) for part in parts]
        if len(parts) > 1 and all(
            isinstance(read, Found)
            or (isinstance(read, Asked) and len(read.candidates) > 1)
            or _one_or_all(part, known)
            for part, read in zip(parts, reads, strict=True)
        ):
            return parts
    return codes_in(text, known.countries) or _segments(text, known) or [text]


def _with_states(parts: list[str]) -> list[str]:
    """Return names with what may be their state beside them: “Lebanon, PA” of a longer list.

    Among codes a code is a country: beside one, or in a list with a code that is no state's.
    """
    codes = [part.upper() for part in parts if _CODE.fullmatch(part)]
    if any(not _STATES.fullmatch(code) and code != "US" for code in codes):
        return parts
    found: list[str] = []
    for part in parts:
        if found and _STATES.fullmatch(part) and not _CODE.fullmatch(found[-1]):
            found[-1] = f"{found[-1]}, {part}"
        else:
            found.append(part)
    return found if len(found) > 1 else parts


def _segments(text: str, known: Known) -> list[str]:
    """Return the names of a list of which some hold “and” themselves; empty for no such list.

    “Bosnia and Herzegovina and Serbia” are two: the longest name comes first.
    """
    cuts = [0, *(m.start() for m in MARKS[1].finditer(text)), len(text)]
    if len(cuts) > _MOST_CUTS or len(cuts) < _FEWEST_CUTS:
        return []
    found, at = [], 0
    while at < len(cuts) - 1:
        for end in range(len(cuts) - 1, at, -1):
            piece = text[cuts[at] : cuts[end]]
            piece = MARKS[1].sub("", piece, count=1) if at else piece
            if is_country(piece, known.countries):
                found.append(piece)
                at = end
                break
        else:
            return []
    return found
