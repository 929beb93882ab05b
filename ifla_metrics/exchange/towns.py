"""The country of a place that is written with it: “Lima, Peru”, “Bangkok (Thailand)”."""

from __future__ import annotations

import re

from ifla_metrics.exchange.heading_names import heading_of
from ifla_metrics.exchange.known import Known
from ifla_metrics.exchange.places import is_country, key_of

_PLACE = re.compile(r"\s*[,，،/(（]\s*|\s+[-–—]\s+")
_STATES_TOO = frozenset({"georgia"})
_NO_COUNTRY = re.compile(r"\bport of spain\b", re.I)
_WORDS = re.compile(r"[^\s()（）&+;:]+")
_MOST_WORDS = 4
"""Of a country's name among others."""


def beside_a_town(typed: str, known: Known, where: str) -> str:
    """Return the country of “Lima, Peru”, where the header says that a place stands there.

    It is named whole, and no words of the other parts are another country, as in “Nairobi, Kenya
    and Kampala, Uganda”; “Atlanta, Georgia” lies in America.
    """
    parts = [part for part in _PLACE.split(typed.strip(" )）")) if part]
    at = -1 if where == "last" else 0
    name, code = heading_of(parts[at], known)
    others = [part for i, part in enumerate(parts) if i != at % len(parts)]
    if not code or key_of(name) in _STATES_TOO or not others:
        return ""
    if any(is_country(part, known.countries) for part in others):
        return ""
    words = [_WORDS.findall(_NO_COUNTRY.sub(" ", part)) for part in others]
    said = (
        " ".join(w[i:j])
        for w in words
        for i in range(len(w))
        for j in range(i + 1, min(i + _MOST_WORDS, len(w)) + 1)
    )
    return "" if any(heading_of(name, known)[1] not in ("", code) for name in said) else code
