"""Headers of two senses: the columns beside them, and what stands below, say which one is meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ifla_metrics.exchange.days import read_days
from ifla_metrics.exchange.faults import Refused
from ifla_metrics.exchange.header_shapes import header_key
from ifla_metrics.exchange.header_words import DATA, ENGLISH, LETTERS, NUMBERS, PLACES, SUMS
from ifla_metrics.exchange.named import Named
from ifla_metrics.exchange.sheets import Cell

Claims = dict[str, list[tuple[int, Named]]]
"""Of each key the columns that may be meant, each with how nearly (0: by its title)."""
_FEW = 40
_ENDINGS = (("teilnehmer", "teilnehmerinnen"), ("participants", "participantes"))
"""Words for all or for men, and for women: German, French."""


def settle(claims: Claims, header: Sequence[Cell], below: Sequence[Sequence[Cell]]) -> list[Named]:
    """Take from the claims what is meant otherwise; return the columns that are then not known.

    Args:
        claims: Changed in place.
        header: The row of names.
        below: The rows under it.
    """
    _sexes_in_spanish(claims)
    _sexes_by_endings(claims)
    english = any(ENGLISH.search(header_key(c)) for c in header if isinstance(c, str))
    others = any(header_key(n.header) not in DATA for _, n in claims.get("started_on", ()))
    return [
        # “Place” beside “Country” is a town, “Total” without women or men may be money, H
        # without F may be hours.
        *_taken(claims, "countries", PLACES, _beside_another),
        *_taken(claims, "women", LETTERS, lambda *_: "men" not in claims),
        *_taken(claims, "men", LETTERS, lambda *_: "women" not in claims),
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


def _sexes_by_endings(claims: Claims) -> None:
    """Take “Teilnehmer” for men beside “Teilnehmerinnen”; else it is all of them."""
    for men, women in _ENDINGS:
        found = {
            word: (key, claim)
            for key in ("participants", "women") for claim in claims.get(key, ())
            if (word := header_key(claim[1].header)) in {men, women}
        }
        others = {id(c) for key in ("men", "women") for c in claims.get(key, ())}
        if len(found) < 2 or others - {id(claim) for _, claim in found.values()}:
            continue
        for word, meant in ((men, "men"), (women, "women")):
            key, claim = found[word]
            claims[key] = [c for c in claims[key] if c is not claim]
            claims.setdefault(meant, []).append(claim)
    for key in [key for key, found in claims.items() if not found]:
        del claims[key]

def _are_days(named: Named, below: Sequence[Sequence[Cell]]) -> bool:
    """Say whether the first cells of a column are days, as far as they are filled."""
    cells = (row[named.place] for row in below[:_FEW] if named.place < len(row))
    filled = [cell for cell in cells if cell not in ("", None)]
    days = sum(not isinstance(read_days(cell), Refused) for cell in filled)
    return not filled or 2 * days >= len(filled)
