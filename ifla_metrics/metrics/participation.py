"""Who took part: over time, where, from which associations, in which role.

Participations are attendances, never people. Direct ones are of those in the room or on the line;
cascade ones of those reached by them; staff, trainers and observers stand apart. Unknown is not 0.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pandas as pd

from ifla_metrics import frames
from ifla_metrics.metrics.participation_places import by_association, by_country, by_region
from ifla_metrics.metrics.participation_time import by_arena, by_level, over_time, period_sums
from ifla_metrics.metrics.selection import in_order, known_sum, scoped_period
from ifla_metrics.metrics.tables import each, table
from ifla_metrics.reading import Reading

__all__ = [
    "Share",
    "Totals",
    "by_arena",
    "by_association",
    "by_country",
    "by_level",
    "by_profile",
    "by_region",
    "over_time",
    "totals",
    "women_share",
]

NEEDS = (
    "month_cells",
    "profile_cells",
    "country_cells",
    "association_cells",
    "countries",
    "regions",
    "associations",
    "terms",
)

WOMAN, KNOWN_GENDERS = "woman", ("woman", "man", "other")


@dataclass(frozen=True)
class Totals:
    """Participations of the chosen period in one scope."""

    activities: int
    participations: float | None
    """Direct; None when activities took place and none was counted."""
    cascade: int
    uncounted: int
    """Activities whose participation is unknown."""
    inexact: int
    """Counts with a qualifier ("more than 50")."""
    apart: int
    """Direct attendances of staff, trainers and observers, in no other number here."""
    women: int
    gender_known: int


@dataclass(frozen=True)
class Share:
    """A share with its two counts, and what is unknown beside it."""

    numerator: int
    denominator: int
    ratio: float | None
    unknown: int
    unknown_share: float | None
    """Of known and unknown together."""


def totals(reading: Reading, *, kind: str | None = None, scope: str | None = None) -> Totals:
    """Add up the chosen period in one scope (default: the chosen direction, else everything).

    An activity without a participation line is uncounted: the profile cells do not know it, so
    activities and what is uncounted come from the months.
    """
    sums = period_sums(reading, kind, scope)
    counting = _counting_roles(reading)
    profile = scoped_period(reading, "profile_cells", kind, scope)
    apart = sum(
        int(n)
        for n, role, reach in each(profile, "participations", "role", "reach")
        if reach == "direct" and role not in counting
    )
    return Totals(
        sums.activities,
        sums.people,
        sums.cascade,
        sums.uncounted,
        sums.inexact,
        apart,
        sums.women,
        sums.gender_known,
    )


def women_share(reading: Reading, *, kind: str | None = None, scope: str | None = None) -> Share:
    """Share of women among direct participations with known gender, the unknown beside it."""
    frame = by_profile(reading, by="gender", kind=kind, scope=scope)
    known = dict(zip(frame["code"], frame["participations"].fillna(0), strict=True))
    told = sum(int(known.get(g, 0)) for g in KNOWN_GENDERS)
    women = int(known.get(WOMAN, 0))
    unknown = int(sum(known.values())) - told
    return Share(
        women,
        told,
        women / told if told else None,
        unknown,
        unknown / (told + unknown) if told + unknown else None,
    )


def by_profile(
    reading: Reading, *, by: str, kind: str | None = None, scope: str | None = None
) -> pd.DataFrame:
    """Break participations down by `gender`, `role`, `mode` or `reach`.

    Gender and mode: direct participations of the roles that count. Role: direct attendances of
    every role, those apart marked by `counts`. Reach: direct and cascade, roles that count.

    Returns:
        One row per term in reading order ("not stated" is a part like any other), with `title`,
        `counts`, `participations` (missing when no line was counted), `lines`, `uncounted`,
        `inexact`, and `share` of the known participations of the rows that count.
    """
    frame = scoped_period(reading, "profile_cells", kind, scope)
    frames.expect(frame, frames.PROFILE_CELLS)
    counting = _counting_roles(reading)
    people, lines, uncounted, inexact = (Counter[str]() for _ in range(4))
    for code, role, reach, number, told, unknown, loose in each(
        frame, by, "role", "reach", "participations", "lines", "uncounted", "inexact"
    ):
        if (by != "reach" and reach != "direct") or (by != "role" and role not in counting):
            continue
        people[code] += int(number)
        lines[code] += int(told)
        uncounted[code] += int(unknown)
        inexact[code] += int(loose)
    terms = _terms(reading, by)
    codes = in_order(set(lines), [c for c in terms if c != "mixed"])
    whole = sum(people[c] for c in codes if by != "role" or c in counting)
    return table(
        (
            {
                "code": code,
                "title": terms.get(code, code),
                "counts": by != "role" or code in counting,
                "participations": known_sum(people[code], uncounted[code], lines[code]),
                "lines": lines[code],
                "uncounted": uncounted[code],
                "inexact": inexact[code],
                "share": people[code] / whole
                if whole and (by != "role" or code in counting)
                else None,
            }
            for code in codes
        ),
        ("code", "title", "counts", "participations", "lines", "uncounted", "inexact", "share"),
        floats=("participations", "share"),
        counts=("lines", "uncounted", "inexact"),
    )


def _terms(reading: Reading, name: str) -> dict[str, str]:
    terms = reading.frame("terms")
    terms = terms[terms["list"] == name].sort_values("position")
    return dict(each(terms, "code", "title"))


def _counting_roles(reading: Reading) -> frozenset[str]:
    terms = reading.frame("terms")
    return frozenset(
        str(code)
        for name, code, counts in each(terms, "list", "code", "counts")
        if name == "role" and counts in ("yes", True)
    )
