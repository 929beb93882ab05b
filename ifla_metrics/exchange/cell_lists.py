"""Codes, weights and countries of cells, one or several: each found, refused or asked about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ifla_metrics.errors import n_
from ifla_metrics.exchange.cell_texts import SEPARATORS, Doubt, said
from ifla_metrics.exchange.faults import Choice, Refused, because
from ifla_metrics.exchange.known import Known
from ifla_metrics.exchange.places import Asked, Found, find_country
from ifla_metrics.exchange.shares import TWICE, weighted, weights_of
from ifla_metrics.exchange.sheets import Cell
from ifla_metrics.i18n import Translate
from ifla_metrics.models.drafts import AlignmentDraft, ContributionDraft
from ifla_metrics.text import clean_line

NO_LIST = because(n_("No strategy is chosen, so that its codes are not known."))
NOT_KNOWN = because(n_("This is not one of the known values."))
ONE_OF = n_("This is not one of the known values: {codes}.")
PART_NOT_KNOWN = n_("“{part}” is not one of the known values.")
PART_ONE_OF = n_("“{part}” is not one of the known values: {codes}.")
NO_COUNTRY = because(n_("No country has this name or code."))
NO_COUNTRY_PART = n_("No country has the name or code “{part}”.")
ONE_COUNTRY = because(n_("Only one country can stand here."))
_FEW = 12
"""So many codes a reason may list."""
_NONE = frozenset({"-", "--", "–", "—", "n/a", "na", "n.a.", "n. a.", "s/o", "k.a.", "none"})
"""Where a cell could be empty: that it does not apply."""
_MARKS = (re.compile(r"\s*[,/]\s*"), re.compile(r"\s*(?:,|/|&|\+|\band\b|\bet\b|\bund\b|\by\b)\s*"))


@dataclass(frozen=True)
class Manner:
    """How a sheet writes: the order of days and months, its epoch, its decimals, its strategy."""

    day_first: bool | None = None
    epoch_1904: bool = False
    point: bool = False
    framework: str = ""
    t: Translate | None = None
    """The words of the reader, for the nearest right value."""


def code_of(cell: Cell, known: Known, name: str, manner: Manner, *, is_open: bool) -> Any:
    """Return the code that a cell means."""
    text = said(cell)
    if not isinstance(text, str):
        return text
    return _found_code(clean_line(text), known, name, manner, is_open=is_open)


def _found_code(
    text: str,
    known: Known,
    name: str,
    manner: Manner,
    *,
    is_open: bool = False,
    among: bool = False,
) -> str | Refused:
    """Return the code; a refusal names the text where it stands `among` others in its cell."""
    found = known.find(name, text, manner.framework)
    if found is not None:
        return found
    if text.casefold() in _NONE:
        return ""
    if is_open and len(text) <= 40:
        return text
    if not known.codes(name, manner.framework):
        return Refused(NO_LIST if not manner.framework else NOT_KNOWN)
    nearest = known.nearest(name, text, manner.framework)
    codes = known.codes(name, manner.framework)
    if not nearest and len(codes) <= _FEW:
        reason = because(PART_ONE_OF if among else ONE_OF, codes=", ".join(codes), part=text)
        return Refused(reason)
    return Refused(because(PART_NOT_KNOWN, part=text) if among else NOT_KNOWN, nearest)


def _parts(text: str, known: Known, name: str, manner: Manner) -> list[str]:
    """Return the entries of a list; a comma divides only where the whole is no name."""
    parts = []
    for part in SEPARATORS.split(text):
        one = clean_line(part)
        if one and "," in one and known.find(name, one, manner.framework) is None:
            parts += [p.strip() for p in one.split(",") if p.strip()]
        elif one:
            parts.append(one)
    return parts


def codes_of(cell: Cell, known: Known, name: str, manner: Manner) -> Any:
    """Return the codes of a list, each once."""
    text = said(cell)
    if not isinstance(text, str):
        return text
    found = []
    parts = _parts(text, known, name, manner)
    for part in parts:
        own, framework = _framework_in(part, known, manner)
        code = _found_code(
            own, known, name, Manner(framework=framework), among=len(parts) > 1
        )
        if isinstance(code, Refused):
            return code
        found.append(code if framework == manner.framework else f"{framework}:{code}")
    return tuple(dict.fromkeys(found))


def _framework_in(part: str, known: Known, manner: Manner) -> tuple[str, str]:
    """Return the code and the strategy of “2016-2021:4.4”."""
    framework, mark, code = part.partition(":")
    if mark and framework.strip() in known.frameworks:
        return code.strip(), framework.strip()
    return part, manner.framework


def outcomes_of(cell: Cell, known: Known, name: str, manner: Manner) -> Any:
    """Return the outcomes of a list, of the strategy that each names."""
    codes = codes_of(cell, known, name, manner)
    if not isinstance(codes, tuple):
        return codes
    return tuple(
        ContributionDraft(framework=framework, outcome=code)
        for code, framework in (_framework_in(c, known, manner) for c in codes)
    )


def weights_in(cell: Cell, known: Known, name: str, manner: Manner) -> Any:
    """Return the directions of a list with weights that sum to the whole."""
    text = said(cell)
    if not isinstance(text, str):
        return text
    shares: dict[str, dict[str, Any]] = {}
    parts = _parts(text, known, name, manner)
    for part in parts:
        own, framework = _framework_in(part, known, manner)
        share = None
        if known.find(name, own, framework) is None:
            own, share = weighted(own)
        code = _found_code(
            own.strip(), known, name, Manner(framework=framework), among=len(parts) > 1
        )
        if isinstance(code, Refused):
            return code
        if code in shares.setdefault(framework, {}):
            return Refused(TWICE)
        shares[framework][code] = share
    alignments: list[AlignmentDraft] = []
    for framework, given in shares.items():
        weights = weights_of(given)
        if isinstance(weights, Refused):
            return weights
        alignments += [
            AlignmentDraft(framework=framework, direction=code, weight=weight)
            for code, weight in weights.items()
        ]
    return tuple(alignments)


def _one_country(
    typed: str, known: Known, manner: Manner, *, among: bool = False
) -> str | Refused | Doubt:
    read = find_country(typed, known.countries)
    if isinstance(read, Found):
        return read.alpha3
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
    found: list[str] = []
    doubt: tuple[int, Doubt] | None = None
    names = [n for part in SEPARATORS.split(text) for n in _names_in(clean_line(part), known)]
    for name in names:
        read = _one_country(name, known, manner, among=len(names) > 1)
        if isinstance(read, Refused):
            return read
        if isinstance(read, Doubt):
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
        (choice, tuple(dict.fromkeys((*found[:place], alpha3, *found[place:]))))
        for choice, alpha3 in asked.choices
    )
    return Doubt(ways, asked.why)


def _names_in(text: str, known: Known) -> list[str]:
    """Return the names of a list that a comma, a stroke or “and” may divide."""
    if not text:
        return []
    whole = find_country(text, known.countries)
    if isinstance(whole, Found):
        return [text]
    for mark in _MARKS:
        parts = [part for part in mark.split(text) if part]
        reads = [find_country(part, known.countries) for part in parts]
        if len(parts) > 1 and all(
            isinstance(r, Found) or (isinstance(r, Asked) and len(r.candidates) > 1) for r in reads
        ):
            return parts
    return [text]
