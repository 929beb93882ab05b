"""Codes and weights of cells, one or several: each found, refused or asked about."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ifla_metrics.errors import n_
from ifla_metrics.exchange.cell_texts import SEPARATORS, said
from ifla_metrics.exchange.faults import Refused, because
from ifla_metrics.exchange.known import Known
from ifla_metrics.exchange.shares import TWICE, Share, weighted, weights_of
from ifla_metrics.exchange.sheets import Cell
from ifla_metrics.i18n import Translate
from ifla_metrics.models.drafts import AlignmentDraft, ContributionDraft, PartnerDraft
from ifla_metrics.text import clean_line

NO_LIST = because(n_("No strategy is chosen, so that its codes are not known."))
NOT_KNOWN = because(n_("This is not one of the known values."))
ONE_OF = n_("This is not one of the known values: {codes}.")
PART_NOT_KNOWN = n_("“{part}” is not one of the known values.")
A_SPAN = because(
    n_(
        "This may mean the two, or all from one to the other: write each, with a semicolon between"
        " them."
    )
)
PART_ONE_OF = n_("“{part}” is not one of the known values: {codes}.")
NO_KIND = n_("“{part}” does not end with its kind in brackets, one of: {codes}.")
NO_ORGANISATION = n_("“{part}” is not the name of an organisation.")
TOO_MANY_PARTNERS = n_("At most {limit} partners are kept.")
MOST_PARTNERS = 50
_KIND = re.compile(r"(?P<name>.+?)\s*\((?P<kind>[^()]*)\)")
_FEW = 12
"""So many codes a reason may list."""
_NONE = frozenset({"-", "--", "–", "—", "n/a", "na", "n.a.", "n. a.", "s/o", "k.a.", "none"})
"""Where a cell could be empty: that it does not apply."""
_DASH = re.compile(r"\s*[-–—]\s*(?=[^-–—]*$)")
_POINTS = ",/，、،；•·"
MARKS = (
    re.compile(rf"\s*[{_POINTS}]\s*"),
    re.compile(
        rf"\s*[{_POINTS}&+]\s*(?:(?:and|et|und|y|e|и)\s+)?|\s+(?:and|et|und|y|e|и)\s+|[和与及]|\s+و\s*"
    ),
)


@dataclass(frozen=True)
class Manner:
    """How a sheet writes: the order of days and months, its epoch, its decimals, its strategy."""

    day_first: bool | None = None
    epoch_1904: bool = False
    point: bool = False
    exchanged: bool = False
    """Whether the spreadsheet may have exchanged day and month of the sheet's dates."""
    shares: bool = False
    """Whether a column of counts holds parts of a whole."""
    numbers: bool = False
    """Whether numbers of a column are known to be codes of countries."""
    country_is: str = ""
    """Where in a cell with a town its country stands: `first`, `last`; empty: nobody knows."""
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
    ends = _DASH.split(text)
    if len(ends) == 2 and all(known.find(name, end, manner.framework) for end in ends):
        return Refused(A_SPAN)
    nearest = known.nearest(name, text, manner.framework)
    codes = known.codes(name, manner.framework)
    if not nearest and len(codes) <= _FEW:
        reason = because(PART_ONE_OF if among else ONE_OF, codes=", ".join(codes), part=text)
        return Refused(reason)
    return Refused(because(PART_NOT_KNOWN, part=text) if among else NOT_KNOWN, nearest)


def _parts(text: str, is_entry: Callable[[str], bool]) -> list[str]:
    """Return the entries of a list; a comma, a stroke or “and” divides only what is no entry."""
    parts = []
    for part in SEPARATORS.split(text):
        one = clean_line(part)
        if one:
            parts += [one] if is_entry(one) else _divided(one, is_entry)
    return parts


def _divided(one: str, is_entry: Callable[[str], bool]) -> list[str]:
    """Return the parts of something that is no entry: where all are ones, else at commas."""
    for mark in MARKS:
        parts = [part for part in mark.split(one) if part]
        if len(parts) > 1 and all(is_entry(part) for part in parts):
            return parts
    return [part.strip() for part in one.split(",") if part.strip()]


def codes_of(cell: Cell, known: Known, name: str, manner: Manner) -> Any:
    """Return the codes of a list, each once."""
    text = said(cell)
    if not isinstance(text, str):
        return text
    found = []
    parts = _parts(text, lambda part: _is_code(part, known, name, manner))
    for part in parts:
        own, framework = _framework_in(part, known, manner)
        code = _found_code(own, known, name, Manner(framework=framework), among=len(parts) > 1)
        if isinstance(code, Refused):
            return code
        found.append(code if framework == manner.framework else f"{framework}:{code}")
    return tuple(dict.fromkeys(found))


def _is_code(part: str, known: Known, name: str, manner: Manner) -> bool:
    own, framework = _framework_in(part, known, manner)
    return known.find(name, own, framework) is not None or own.casefold() in _NONE


def _share_in(part: str, known: Known, name: str, manner: Manner) -> tuple[str, Share | None, str]:
    """Return what stands for the code, the weight beside it, and the strategy."""
    own, framework = _framework_in(part, known, manner)
    if known.find(name, own, framework) is not None:
        return own, None, framework
    code, share = weighted(own)
    return (own, None, framework) if code.isdecimal() else (code, share, framework)


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


def partners_of(cell: Cell, known: Known, name: str, _manner: Manner) -> Any:
    """Return the organisations of a cell, one a line or between semicolons: "EIFL (foundation)"."""
    text = said(cell)
    if not isinstance(text, str):
        return text
    found = []
    for part in filter(None, map(clean_line, re.split("[;\n]", text))):
        written = _KIND.fullmatch(part)
        kind = known.find(name, written["kind"]) if written else None
        if written is None or kind is None:
            codes = ", ".join(known.codes(name))
            nearest = known.nearest(name, written["kind"]) if written else ""
            return Refused(because(NO_KIND, part=part, codes=codes), nearest)
        organisation = written["name"]
        if not 2 <= len(organisation) <= 200:
            return Refused(because(NO_ORGANISATION, part=part))
        found.append(PartnerDraft(name=organisation, kind=kind))
    if len(found) > MOST_PARTNERS:
        return Refused(because(TOO_MANY_PARTNERS, limit=MOST_PARTNERS))
    return tuple(dict.fromkeys(found))


def weights_in(cell: Cell, known: Known, name: str, manner: Manner) -> Any:
    """Return the directions of a list with weights that sum to the whole."""
    text = said(cell)
    if not isinstance(text, str):
        return text
    shares: dict[str, dict[str, Any]] = {}

    def is_entry(part: str) -> bool:
        own, _, framework = _share_in(part, known, name, manner)
        return known.find(name, own.strip(), framework) is not None

    parts = _parts(text, is_entry)
    for part in parts:
        own, share, framework = _share_in(part, known, name, manner)
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
