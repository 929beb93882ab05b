"""Sums of the log: what one cell of each kind is, and its columns.

Cells come from the summary table (or from the versions, for an arbitrary known-on date) and hold
integers only. A *scope* says what a cell counts within: `all` (the whole framework, scope ""),
`direction` (a direction's code; "" is "not stated"), `node` (an outcome, element or initiative),
`row` (a row of the programme; "" where an activity names none), `cross` ("DIRECTION ROW": a
direction within a row), `group`, `level` and `arena` ("" is not stated).
"""

COUNTRY_CELLS = (
    "period",
    "provenance",
    "scope_kind",
    "scope",
    "country",
    "activities",
    "participations",
    "women",
    "gender_known",
)
"""One row per period, provenance, scope and country (alpha-3, "" = not stated): activities there,
and direct participations of people from there. A seven-country activity is in seven rows: count
distinct countries, never add activities up over countries. Scopes: all, direction, node, cross."""

ASSOCIATION_CELLS = ("period", "provenance", "scope_kind", "scope", "association", "activities")
"""One row per period, provenance, scope and association. Scopes: all, direction."""

MONTH_CELLS = (
    "month",
    "provenance",
    "scope_kind",
    "scope",
    "activities",
    "participations",
    "cascade",
    "women",
    "gender_known",
    "uncounted",
    "inexact",
    "timed",
    "timely",
    "weight",
    "primaries",
    "alignments",
)
"""One row per month (201212) in which activities began, provenance and scope: activities; direct
participations (staff, trainers and observers apart); cascade participations; women and
participations with known gender (direct); activities without a count; known direct counts with a
qualifier other than exact; completed activities whose delay is known; those logged within 30 days
of their end; pairs of an activity and a direction that it serves. Within a direction also the
weight of activities there (1200ths) and how many have it as their main one. Scopes: all,
direction, node, row, cross, group, level, arena."""

PROFILE_CELLS = (
    "period",
    "provenance",
    "scope_kind",
    "scope",
    "gender",
    "role",
    "mode",
    "reach",
    "participations",
    "lines",
    "uncounted",
    "inexact",
)
"""One row per period, provenance, scope and kind of participation: participations (sum of known
counts), lines behind it, lines with an unknown count, known counts that are not exact.
Scopes: all, direction."""
