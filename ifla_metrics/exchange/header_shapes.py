"""What people put around the name of a column: questions, a second language, a number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from ifla_metrics.exchange.header_asides import without_hints
from ifla_metrics.text import folded

_LEADS = re.compile(
    r"^(?:(?:what|which|how|quel(?:le)?s?|cual(?:es)?|welche[rsmn]?|was) "
    r"(?:is|was|are|were|est|etait|sont|es|fue|son|ist|war) "
    r"|(?:the|your|its|le|la|les|el|los|las|der|die|das|o|os|l'|which|quel(?:le)?s?|quel\(s\)"
    r"|welche[rsmn]?|que) ?(?<=[ '])"
    r"|(?:in|dans|en) (?:which|quel(?:le)?s?|quel\(s\)|que|cual(?:es)?|the|welche[mn]) "
    r"|please (?:give|enter|state)(?: the)? )"
)
_TRAILS = re.compile(
    r" (?:of|for|de|del|du|da|do)(?: (?:the|your|this|la|le|el|l'|votre|su|sua)| l'| d')? ?"
    r"(?:activity|event|activite|evenement|actividad|evento|atividade)$"
    r"| (?:where|in which|ou|donde|en el que) .*$"
    r"| (?:does|did) (?:it|this(?: activity)?) (?:support|serve|advance|contribute to)$"
    r"| (?:was it held|did it take place|is it in|a-t-(?:il|elle) eu lieu|se realizo)$"
    r"| (?:(?:who )?(?:took part|attended|participated)|were there|ayant participe"
    r"|ont participe|que participaron|participaron)$"
)
"""What a question of a form puts around the name of a column: “Title of the activity”."""
_IT = re.compile(
    r"\b(?:the|your|this) (?:activity|event|workshop|training|meeting|course|seminar|session)\b"
)
_NUMBER_OF = re.compile(r"^(?:n[°º]\.?|№|(?:no|nro|num|nb|nbre|anz)(?:\. ?| )) ?(?:de |d'|of )?")
_NUMBERS_OF = ("number of ", "nombre de ", "nombre d'", "numero de ", "anzahl ")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_NUMBERED = re.compile(r"^(?:q(?:uestion)?\s?)?\d{1,2}(?:[.):]|\s[–—-])\s+|^[a-z][.)]\s+")
"""What numbers the questions of a form: “1. ”, “Q2: ”, “C) ”."""
_SAID_BELOW = re.compile(
    r"\n\s*(?:please|use|enter|write|give|state|specify|e\.?g\b|format|veuillez|indiquer|indiquez"
    r"|preciser|precisez|merci|por favor|indicar|indique|escriba|bitte)\b.*",
    re.IGNORECASE | re.DOTALL,
)
"""A line below the name that says how to fill the column in."""
_ABOUT = re.compile(
    r"[(\[]\s*(?:approx|estimat|estime|environ|aprox|circa)[^)\]]*[)\]]"
    r"|\b(?:approx(?:imate|imatif)?|estimated|aproximado)\b"
)
_OF_CODES = re.compile(r"\b(?:iso|m ?49|numeric)")
_TOGETHER = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_SERIES = re.compile(r"(.*\D)[ #.]*[1-9]\d?")


def header_key(text: str) -> str:
    """Return what spellings of a header have in common; “(needed)”, “(dd/mm/yyyy)”, “*” go."""
    short = without_hints(_SAID_BELOW.sub("", _UNSEEN.sub("", text.lower())))
    key = folded(re.sub(r"[\s_*]+", " ", short.replace("’", "'")).strip(" *:?¿؟？："))
    return _NUMBERED.sub("", key)


def of_series(header: str) -> str:
    """Return the key of a header without its number, of “Country 2”; empty for no such header."""
    found = _SERIES.fullmatch(header_key(header))
    return found[1].strip() if found else ""


def is_about(header: str) -> bool:
    """Say whether a header says that its numbers are not exact: “Participants (approx.)”."""
    return bool(_ABOUT.search(folded(header)))


def is_of_codes(header: str) -> bool:
    """Say whether a header says that numbers below it are codes of a standard: “ISO numeric”."""
    return bool(_OF_CODES.search(header_key(header)))


def meant(header: str, names: Mapping[str, tuple[str, int]]) -> tuple[str, int] | None:
    """Return what a header names, or None; in “Title / Titre” both languages name one thing."""
    whole, halves = _spellings(header)
    for form in whole:
        if form in names:
            return names[form]
    found = [next((names[f] for f in half if f in names), None) for half in halves]
    both = {one[0] for one in found if one is not None}
    return found[0] if len(halves) > 1 and None not in found and len(both) == 1 else None


@lru_cache(maxsize=4_096)
def _spellings(header: str) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return the forms of a header, and those of what stands before and after “/” in it.

    Kept, because each cell at the top of a sheet is held against the names of every kind of sheet.
    """
    key = header_key(header)
    halves = re.split(r"[/|]|\s+[–—-]\s+", key)
    apart = apart_words(header)
    further = () if apart == header else tuple(_forms(header_key(apart)))
    return (*_forms(key), *further), tuple(tuple(_forms(half.strip())) for half in halves)


def apart_words(header: str) -> str:
    """Return a header whose words a program wrote together apart: “StartDate”, “Start Date”."""
    return _TOGETHER.sub(" ", header)


def _forms(key: str) -> Iterator[str]:
    """Yield a key as it stands, and without what a question or brackets put around it."""
    yield key
    short = key
    for _ in range(3):
        short = _TRAILS.sub("", _LEADS.sub("", short)).strip()
        yield short
    yield re.sub(r"\s+", " ", re.sub(r"[()\[\]:–—-]", " ", key)).strip()
    yield _IT.sub("it", key)
    counted = _NUMBER_OF.match(key)
    if counted and counted.end() < len(key):
        yield from (lead + key[counted.end() :] for lead in _NUMBERS_OF)
    series = of_series(key)
    if series in _OF_SERIES:
        yield series


_OF_SERIES = frozenset({"country", "pays", "pais", "land", "страна", "البلد", "国家"})
"""Headers that may be numbered: each column holds one of several."""
