"""Headers of two senses: the columns beside them, and what stands below, say which one is meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ifla_metrics.exchange.days import read_days
from ifla_metrics.exchange.faults import Refused
from ifla_metrics.exchange.header_shapes import header_key
from ifla_metrics.exchange.header_words import (
    DATA,
    HOURS,
    LANGUAGES,
    MEN,
    NUMBERS,
    PLACES,
    SUMS,
    WOMEN,
)
from ifla_metrics.exchange.named import Named
from ifla_metrics.exchange.sheets import Cell

Claims = dict[str, list[tuple[int, Named]]]
"""Of each key the columns that may be meant, each with how nearly (0: by its title)."""
_FEW = 40


def settle(claims: Claims, header: Sequence[Cell], below: Sequence[Sequence[Cell]]) -> list[Named]:
    """Take from the claims what is meant otherwise; return the columns that are then not known.

    Args:
        claims: Changed in place.
        header: The row of names.
        below: The rows under it.
    """
    language = _language(header)
    english = language == "en"
    if not english:
        _sexes_in_spanish(claims)
    _sexes_by_endings(claims, "teilnehmer", "teilnehmerinnen")
    if language == "fr":  # Else Spanish beside English.
        _sexes_by_endings(claims, "participants", "participantes")
    others = any(header_key(n.header) not in DATA for _, n in claims.get("started_on", ()))
    return [
        # “Place” beside “Country” is a town, “Total” without women or men may be money, H
        # without F or in English may be hours.
        *_taken(claims, "countries", PLACES, _beside_another),
        *_taken(claims, "women", WOMEN, lambda *_: not {"men", "participants"} & claims.keys()),
        *_taken(claims, "men", MEN, lambda *_: "women" not in claims),
        *_taken(claims, "men", HOURS, lambda *_: english),
        *_taken(claims, "participants", SUMS, _not_beside_sexes),
        *_taken(claims, "id", NUMBERS, lambda *_: "version" not in claims),
        *_taken(
            claims, "started_on", DATA,
            lambda named, _: english or others or not _are_days(named, below),
        ),
    ]  # fmt: skip


def _taken(
    claims: Claims, key: str, words: frozenset[str], other: Callable[[Named, Claims], bool]
) -> list[Named]:
    """Take away the claims to a key by words of two senses, where the other one is meant."""
    own = claims.get(key, [])
    wrong = [c for c in own if header_key(c[1].header) in words and other(c[1], claims)]
    rest = [claim for claim in own if claim not in wrong]
    if rest:
        claims[key] = rest
    elif own:
        del claims[key]
    return [named for _, named in wrong]


def _beside_another(_named: Named, claims: Claims) -> bool:
    return any(header_key(n.header) not in PLACES for _, n in claims["countries"])


def _not_beside_sexes(_named: Named, claims: Claims) -> bool:
    return not any(key in claims for key in ("women", "men", "other"))


def _sexes_in_spanish(claims: Claims) -> None:
    """Take M for women beside H: “hombres, mujeres”; else it is men."""
    men = claims.get("men", [])
    by_letter = {header_key(named.header): (rank, named) for rank, named in men}
    if len(men) == 2 and by_letter.keys() == {"h", "m"} and "women" not in claims:
        claims["men"], claims["women"] = [by_letter["h"]], [by_letter["m"]]


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
            found.get(header_key(claim[1].header), []).append(claim)
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


def _are_days(named: Named, below: Sequence[Sequence[Cell]]) -> bool:
    """Say whether the first cells of a column are days, as far as they are filled."""
    cells = (row[named.place] for row in below[:_FEW] if named.place < len(row))
    filled = [cell for cell in cells if cell not in ("", None)]
    days = sum(not isinstance(read_days(cell), Refused) for cell in filled)
    return not filled or 2 * days >= len(filled)
