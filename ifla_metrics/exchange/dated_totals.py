"""Rows that are called totals and have a day: they would be counted beside what they sum."""

from __future__ import annotations

import re

from ifla_metrics.exchange.header_words import AVERAGES, TOTALS
from ifla_metrics.exchange.row_sums import is_sum
from ifla_metrics.exchange.tables import Table
from ifla_metrics.text import folded

_LONGEST = 80
_STEMS = (
    "total", "totaux", "somme", "suma", "summe", "gesamt", "итого", "всего", "المجموع", "合计",
    "总计", "\nsum\n", "\nsum ", "\nsum:", "average", "moyenne", "promedio", "durchschnitt",
    "\nmean\n", "cumul", "\ntot", "\nt o t a l", " forward", "carried over", "target",
    "baseline",
)  # fmt: skip
_SUMS = re.compile(rf"(?:{TOTALS})(?!\w)|.*(?<!\w)(?:{TOTALS})\W*$", re.DOTALL)
"""What begins or ends with such a word: “Total Kenya”, “Kenya total”."""
_BESIDE = (
    "general|generale|global|overall|grand|sub|sous|s|net|running|cumulative|so far|to date|all"
    "|participants?|participantes|attendance|attendees|people|number|persons|personnes|personas"
    "|activit(?:y|ies)|activites?|actividades|events?|workshops?|trainings?|countries|pays|paises"
    "|the|la|le|les|year|annee|ano|month|mois|mes|quarter|trimestre|semest(?:er|re)|[qt][1-4]"
    r"|period|periode|(?:for|of|in|from|de|du|des|del|pour|para|por)[\W_]+\w+|\d{1,4}"
)
_ALONE = re.compile(
    rf"\W*(?:(?:{_BESIDE})[\W_]+)*(?:{TOTALS}|{AVERAGES})(?:[\W_]+(?:{_BESIDE}))*\W*"
)
"""A title that says nothing but that: “Total général”, “Grand total (2 workshops)”."""


def dated_totals(table: Table, every: str) -> list[int]:
    """Return the rows (from 0) of activities that are called totals.

    By their title alone, or where it begins or ends so and their numbers are the sums of the rows
    above, or of those since the last total.

    Args:
        table: The rows.
        every: All titles in small letters, a line each.
    """
    titles = table.cells.get("title", ())
    if not any(stem in every for stem in _STEMS):
        return []
    found: list[int] = []
    for i, title in enumerate(titles):
        if not isinstance(title, str) or len(title) > _LONGEST:
            continue
        plain = folded(title)
        if _ALONE.fullmatch(plain) or (_SUMS.match(plain) and is_sum(table, i, found)):
            found.append(i)
    return found
