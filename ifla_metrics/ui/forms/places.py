"""Countries of a form: chosen from a list or typed in any of seven languages, never guessed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ifla_metrics.exchange.places import Asked, Found, find_country
from ifla_metrics.ui.forms.lists import Lists


class Doubt(NamedTuple):
    """What was typed and is no one country: the countries it may mean; none, and a like name."""

    typed: str
    candidates: tuple[str, ...]
    nearest: str = ""


class Places(NamedTuple):
    """Countries that are chosen (alpha-3, in order), and what is still to be asked."""

    countries: tuple[str, ...]
    doubts: tuple[Doubt, ...] = ()


def read_places(chosen: Iterable[str], lists: Lists) -> Places:
    """Return the countries of what stands in the field: codes as chosen, names as typed."""
    countries: dict[str, None] = {}
    doubts: dict[str, Doubt] = {}
    for said in chosen:
        if said in lists.countries:
            countries[said] = None
            continue
        match find_country(said, lists.countries):
            case Found(alpha3):
                countries[alpha3] = None
            case Asked(candidates):
                doubts[said] = Doubt(said, candidates)
            case unknown:
                doubts[said] = Doubt(said, _like(unknown.nearest, lists), unknown.nearest)
    return Places(tuple(countries), tuple(doubts.values()))


def _like(nearest: str, lists: Lists) -> tuple[str, ...]:
    """Return the country whose name is most like what was typed: offered, not taken."""
    found = find_country(nearest, lists.countries) if nearest else None
    return (found.alpha3,) if isinstance(found, Found) else ()
