"""The tables of cells: their keys and measures."""

from __future__ import annotations

Key = tuple[str | int, ...]
Cells = dict[str, dict[Key, tuple[int, ...]]]
"""Amounts by table of cells and key; keys and amounts in the order of `COLUMNS`."""

Sums = dict[str, dict[Key, list[int]]]
"""The same as running sums."""

ALL_ROWS = "*"
"""In the place of a row: an activity once, however many rows it serves. No code is written so."""

COLUMNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "activity_cells": (
        ("period", "row", "provenance", "directions", "direction"),
        ("activities", "participations", "uncounted", "weight"),
    ),
    "country_cells": (
        ("period", "scope_kind", "scope", "provenance", "country"),
        ("activities", "participations", "women", "gender_known"),
    ),
    "association_cells": (
        ("period", "provenance", "association", "scope_kind", "scope"),
        ("activities",),
    ),
    "month_cells": (
        ("month", "provenance", "scope_kind", "scope"),
        (
            "activities",
            "participations",
            "cascade",
            "women",
            "gender_known",
            "uncounted",
            "inexact",
            "timed",
            "timely",
        ),
    ),
    "profile_cells": (
        ("period", "provenance", "role", "mode", "reach", "gender", "scope_kind", "scope"),
        ("participations", "lines", "uncounted", "inexact"),
    ),
}
"""Key columns and measures of each table of cells, after `framework` and `known`."""
