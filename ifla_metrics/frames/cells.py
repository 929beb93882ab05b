"""Sums of the log: what one cell of each kind is, and its columns.

Cells come from the summary tables (or from the versions, for an arbitrary known-on date) and hold
integers only. A *scope* says what a cell counts within: `all` (the whole framework, scope ""),
`direction` (a direction's code; "" is "not stated"), `node` (an outcome, element or initiative),
`cross` ("DIRECTION ROW": a direction within a row), `group`, `level` ("" is not stated).
"""

ACTIVITY_CELLS = (
    "period",
    "row",
    "provenance",
    "directions",
    "direction",
    "activities",
    "participations",
    "uncounted",
    "weight",
)
"""One row per reporting period, row of the framework (None: all of them together; "": activities
that name none), provenance, SET of directions that activities serve (bar-separated codes in
framework order, "" = not stated) and one direction: the weight in 1200ths that all activities of
the set have in it; and of those whose primary direction it is (an activity with stated directions
but no primary counts under "") the number, the direct participations, and how many have unknown
participation. Within a row sets are disjoint and each activity is at one direction: sums are
distinct. An activity of two rows is in each of them, and once in None."""

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
)
"""One row per month (201212) in which activities began, provenance and scope: activities; direct
participations (staff, trainers and observers apart); cascade participations; women and
participations with known gender (direct); activities without a count; known direct counts with a
qualifier other than exact; completed activities whose delay is known; those logged within 30 days
of their end. Scopes: all, direction, node, group, level, arena."""

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
