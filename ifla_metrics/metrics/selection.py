"""Which rows of a frame a question is about: provenance, period and scope."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from ifla_metrics.choices import Choices
from ifla_metrics.frames import COUNTRIES
from ifla_metrics.metrics.tables import each, records
from ifla_metrics.reading import Reading

SYNTHETIC = "synthetic"
NOT_STATED = ""
"""The code of a part that the log leaves open; a part of every total like any other."""


OUTSIDE = "outside"
"""The code for countries that the region scheme of the framework leaves out."""


def visible(frame: pd.DataFrame, *, documented_only: bool) -> pd.DataFrame:
    """Return `frame` without its synthetic rows when only documented ones are wanted."""
    if documented_only and "provenance" in frame.columns:
        return frame[frame["provenance"] != SYNTHETIC]
    return frame


def chosen_scope(choices: Choices) -> tuple[str, str]:
    """Return the scope of the cells that the choices speak of: a direction, else everything."""
    return ("direction", choices.direction) if choices.direction else ("all", "")


def rows(
    reading: Reading,
    name: str,
    *,
    period: str | None = None,
    kind: str | None = None,
    scope: str | None = None,
) -> pd.DataFrame:
    """Return the visible rows of a frame, of one period and one scope where these are given."""
    frame = visible(reading.frame(name), documented_only=reading.choices.documented_only)
    if period is not None:
        frame = frame[frame["period"] == period]
    if kind is not None:
        frame = frame[frame["scope_kind"] == kind]
    if scope is not None:
        frame = frame[frame["scope"] == scope]
    return frame


def scoped(reading: Reading, name: str, kind: str | None, scope: str | None) -> pd.DataFrame:
    """Return the rows of one scope, by default the chosen one, of all periods."""
    if kind is None:
        kind, scope = chosen_scope(reading.choices)
    return rows(reading, name, kind=kind, scope=scope or "")


def scoped_period(reading: Reading, name: str, kind: str | None, scope: str | None) -> pd.DataFrame:
    """Return the rows of one scope, by default the chosen one, in the chosen period."""
    frame = scoped(reading, name, kind, scope)
    return frame[frame["period"] == reading.period.code]


def regions_of(reading: Reading) -> dict[str, str]:
    """Return each country's region in the framework's scheme on the evaluation day."""
    frame = reading.frame("countries")[["country", "region"]]
    return dict(each(frame, "country", "region"))


def names_of(reading: Reading) -> dict[str, dict[str, object]]:
    """Return what is known of each country, by its code."""
    frame = reading.frame("countries")[list(COUNTRIES)]
    return {str(row["country"]): row for row in records(frame)}


def known_sum(total: float, uncounted: int, of: int) -> float | None:
    """Return a sum of counts, missing when none of the `of` parts behind it was counted.

    No part at all is a true 0: nothing took place, so nobody took part.
    """
    return None if of and uncounted >= of else total


def split(codes: str) -> tuple[str, ...]:
    """Return the codes of a bar-separated cell; an empty cell is the one code "not stated"."""
    return tuple(codes.split("|"))


def in_order(codes: Collection[str], known: Collection[str]) -> list[str]:
    """Return `known` in its order, then other `codes` by name, "not stated" last if it is one."""
    others = sorted(c for c in codes if c and c not in known)
    return [*known, *others, *([NOT_STATED] if NOT_STATED in codes else [])]
