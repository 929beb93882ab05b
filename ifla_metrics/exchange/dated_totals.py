"""Rows that are called totals and have a day: they would be counted beside what they sum."""

from __future__ import annotations

import re

from ifla_metrics.exchange.header_words import AVERAGES, TOTALS
from ifla_metrics.exchange.row_sums import Above, counted
from ifla_metrics.exchange.sheets import Cell
from ifla_metrics.exchange.tables import Table
from ifla_metrics.text import folded

_LONGEST = 80
_ANY = re.compile(rf"(?<![^\W_])(?:{TOTALS}|{AVERAGES})(?![^\W_])")
_SUMS = re.compile(rf"(?:{TOTALS})(?!\w)|.*(?<!\w)(?:{TOTALS})\W*$", re.DOTALL)
"""What begins or ends with such a word: “Total Kenya”, “Kenya total”."""
_BESIDE = (
    "general|generale|global|overall|grand|sub|sous|s|net|running|cumulative|so far|to date|all"
    "|participants?|participantes|attendance|attendees|people|number|persons|personnes|personas"
    "|activit(?:y|ies)|activites?|actividades|events?|workshops?|trainings?|countries|pays|paises"
    "|the|la|le|les|year|annee|ano|month|mois|mes|quarter|trimestre|semest(?:er|re)|[qt][1-4]"
    "|annuel(?:le)?s?|annual|yearly|anual(?:es)?|mensuel(?:le)?s?|monthly|mensual(?:es)?|quarterly"
    "|trimestriel(?:le)?s?|trimestral(?:es)?"
    r"|period|periode|(?:for|of|in|from|de|du|des|del|pour|para|por)[\W_]+\w+|\d{1,4}"
)
_ALONE = re.compile(
    rf"\W*(?:(?:{_BESIDE})[\W_]+)*(?:{TOTALS}|{AVERAGES})(?:[\W_]+(?:{_BESIDE}))*\W*"
)
"""A title that says nothing but that: “Total général”, “Grand total (2 workshops)”."""


def dated_totals(table: Table, every: str) -> list[int]:
    """Return the rows (from 0) of activities that are called totals.

    By their title alone, or where it begins or ends so and their numbers are the sums of rows that
    end directly above, or stand between others of which one is: “Total Kenya”, “Total Ghana”.

    Args:
        table: The rows.
        every: All titles in small letters, a line each.
    """
    titles = table.cells.get("title", ())
    if not _ANY.search(every):
        return []
    found: list[int] = []
    together: list[int] = []  # Rows below each other that are called so and not proven.
    proven = False
    rows, others = Above(), Above()  # Without the totals; without all that are called so.
    for i, title in enumerate(titles):
        called, numbers = _called(title), counted(table, i)
        if not called:
            rows.add(numbers)
            others.add(numbers)
            together, proven = [], False
        elif called == "alone":
            found.append(i)
        elif proven or others.end_in(numbers):
            found += (*together, i)
            together, proven = [], True
        elif rows.end_in(numbers):
            found.append(i)
        else:
            rows.add(numbers)
            together.append(i)
    return sorted(found)


def _called(title: Cell) -> str:
    """Return whether a title is a total's `alone`, or begins or ends so (`sum`)."""
    if not isinstance(title, str) or len(title) > _LONGEST or not _ANY.search(title.lower()):
        return ""
    plain = folded(title)
    if _ALONE.fullmatch(plain):
        return "alone"
    return "sum" if _SUMS.match(plain) else ""
