"""Headers of two senses: the columns beside them, and what stands below, say which one is meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import time

from ifla_metrics.exchange.days import read_days
from ifla_metrics.exchange.faults import Refused
from ifla_metrics.exchange.header_shapes import header_key
from ifla_metrics.exchange.header_towns import BOTH
from ifla_metrics.exchange.header_words import (
    DATA,
    HOURS,
    LANGUAGES,
    MEN,
    NUMBERS,
    PLACES,
    SUMS,
    TOOLS,
    WOMEN,
)
from ifla_metrics.exchange.named import Claims, Named
from ifla_metrics.exchange.sheets import Cell
from ifla_metrics.exchange.totals import sums_people

_FEW = 40
_TIME = re.compile(
    r"\d{1,2}(?:\s*[:h]\s*\d{0,2}(?::\d\d)?|[.]\d\d)?\s*(?:[ap]\.?\s?m\.?|uhr|hrs?|h)"
    r"|\d{1,2}\s*[:h]\s*(?:\d\d)?(?::\d\d)?",
    re.I,
)


def settle(claims: Claims, header: Sequence[Cell], below: Sequence[Sequence[Cell]]) -> list[Named]:
    """Take from the claims what is meant otherwise; return the columns that are then not known.

    Args:
        claims: Changed in place.
        header: The row of names.
        below: The rows under it.
    """
    of_answers = of_an_answer(header)
    language = _language(header)
    english = language == "en"
    if not english:
        _sexes_in_spanish(claims)
    _sexes_by_endings(claims, "teilnehmer", "teilnehmerinnen")
    if language == "fr":  # Else Spanish beside English.
        _sexes_by_endings(claims, "participants", "participantes")
    others = any(_key(n) not in DATA for _, n in claims.get("started_on", ()))
    return [
        # A tool for surveys says when it was answered, hours say no day.
        *(
            named
            for key in ("started_on", "ended_on", "lifecycle")
            for named in _taken(claims, key, None, lambda named, _: named.place in of_answers)
        ),
        *_taken(
            claims,
            "started_on",
            None,
            lambda named, _: len(claims["started_on"]) > 1 and _are_times(named, below),
        ),
        *_taken(claims, "ended_on", None, lambda named, _: _are_times(named, below)),
        # “Place” beside “Country” is a town, “Total” may be money, H without F or in English may
        # be hours.
        *_taken(claims, "countries", PLACES | BOTH, _beside_another),
        *_taken(claims, "women", WOMEN, lambda *_: not {"men", "participants"} & claims.keys()),
        *_taken(claims, "men", MEN, lambda *_: "women" not in claims),
        *_taken(claims, "men", HOURS, lambda *_: english),
        *_taken(
            claims,
            "participants",
            SUMS,
            lambda named, _: (
                _beside_participants(claims) or not sums_people(named, claims, header, below)
            ),
        ),
        *_taken(claims, "id", NUMBERS, lambda *_: "version" not in claims),
        *_taken(
            claims,
            "started_on",
            DATA,
            lambda named, _: english or others or not _are_days(named, below),
        ),
    ]


def _taken(
    claims: Claims,
    key: str,
    words: frozenset[str] | None,
    other: Callable[[Named, Claims], bool],
) -> list[Named]:
    """Take away the claims to a key by words of two senses, where the other one is meant.

    Without words, by any of them.
    """
    own = claims.get(key, [])
    wrong = [c for c in own if (words is None or _key(c[1]) in words) and other(c[1], claims)]
    rest = [claim for claim in own if claim not in wrong]
    if rest:
        claims[key] = rest
    elif own:
        del claims[key]
    return [named for _, named in wrong]


def _key(named: Named) -> str:
    return header_key(named.bare or named.header)


def _beside_another(_named: Named, claims: Claims) -> bool:
    return any(_key(n) not in PLACES | BOTH for _, n in claims["countries"])


def _beside_participants(claims: Claims) -> bool:
    return any(_key(n) not in SUMS for _, n in claims["participants"])


def _sexes_in_spanish(claims: Claims) -> None:
    """Take M for women beside H: “hombres, mujeres”; else it is men."""
    men = claims.get("men", [])
    by_letter: dict[str, list[tuple[int, Named]]] = {}
    for claim in men:
        by_letter.setdefault(_key(claim[1]), []).append(claim)
    if by_letter.keys() != {"h", "m"} or "women" in claims:
        return
    if len(by_letter["h"]) == len(by_letter["m"]):
        claims["men"], claims["women"] = by_letter["h"], by_letter["m"]


def _sexes_by_endings(claims: Claims, men: str, women: str) -> None:
    """Take “Teilnehmer” for men beside “Teilnehmerinnen”; else it is all of them.

    Args:
        claims: Changed in place.
        men: The word for all or for men.
        women: The word for women.
    """
    found: dict[str, list[tuple[int, Named]]] = {men: [], women: []}
    for key in ("participants", "women"):
        for claim in claims.get(key, ()):
            found.get(_key(claim[1]), []).append(claim)
    pairs = [*found[men], *found[women]]
    others = [c for key in ("men", "women") for c in claims.get(key, ()) if c not in pairs]
    if others or not all(found.values()):
        return
    rest = [claim for claim in claims.get("participants", ()) if claim not in pairs]
    claims.update({"men": found[men], "women": found[women], "participants": rest})
    if not rest:
        del claims["participants"]


def _language(header: Sequence[Cell]) -> str:
    """Return the language that most names of a header are in: en, fr; empty for others and two."""
    names = [header_key(cell) for cell in header if isinstance(cell, str)]
    spoken = {code: sum(bool(words.search(n)) for n in names) for code, words in LANGUAGES.items()}
    most = [code for code, count in spoken.items() if count == max(spoken.values())]
    return most[0] if len(most) == 1 else ""


def of_an_answer(header: Sequence[Cell]) -> frozenset[int]:
    """Return the places of what a tool for surveys says of an answer; none for other files."""
    keys = [header_key(cell) if isinstance(cell, str) else "" for cell in header]
    return frozenset(
        keys.index(word)
        for marks, written in TOOLS
        if not marks.isdisjoint(keys)
        for word in written
        if word in keys
    )


def _are_times(named: Named, below: Sequence[Sequence[Cell]]) -> bool:
    """Say whether the first cells of a column are all hours of a day: 09:00, 9h, 2 pm."""
    cells = (row[named.place] for row in below[:_FEW] if named.place < len(row))
    filled = [cell for cell in cells if cell not in ("", None)]
    return bool(filled) and all(
        isinstance(cell, time) or (isinstance(cell, str) and bool(_TIME.fullmatch(cell.strip())))
        for cell in filled
    )


def _are_days(named: Named, below: Sequence[Sequence[Cell]]) -> bool:
    """Say whether the first cells of a column are days, as far as they are filled."""
    cells = (row[named.place] for row in below[:_FEW] if named.place < len(row))
    filled = [cell for cell in cells if cell not in ("", None)]
    days = sum(not isinstance(read_days(cell), Refused) for cell in filled)
    return not filled or 2 * days >= len(filled)
