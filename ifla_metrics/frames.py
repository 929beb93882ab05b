"""What one row is, and the columns, of every frame that passes between floors.

A frame is checked where it enters a function (`expect`), so a wrong one says what it lacks
instead of giving a wrong number.

Cells come from the summary tables (or from the versions, for an arbitrary known-on date) and hold
integers only. A *scope* says what a cell counts within: `all` (the whole framework, scope ""),
`direction` (a direction's code; "" is "not stated"), `node` (an outcome, element or initiative),
`cross` ("DIRECTION ROW": a direction within a row), `group`, `level` ("" is not stated).
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from ifla_metrics.errors import WrongFrame, n_

ACTIVITY_CELLS = (
    "period",
    "provenance",
    "directions",
    "rows",
    "activities",
    "participations",
    "uncounted",
)
"""One row per reporting period, provenance and SET of directions and rows that activities serve
(bar-separated codes in framework order, "" = not stated): number of activities, their direct
participations, activities whose participation is unknown. Sets are disjoint: sums are distinct."""

WEIGHT_CELLS = ("period", "provenance", "rows", "direction", "weight", "primaries")
"""One row per period, provenance, set of rows and direction ("" = not stated): the summed weight in
1200ths and the number of activities whose primary direction it is (an activity with stated
directions but no primary counts under "")."""

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

VALUES = (
    "indicator",
    "as_of",
    "period",
    "country",
    "value",
    "numerator",
    "denominator",
    "state",
    "qualifier",
    "provenance",
    "group",
    "source",
    "known_on",
    "note",
)
"""One row per value of an indicator on a day, as observed (or computed by metrics.measures).
`value` of a ratio is numerator / denominator as a fraction times 100 when the unit is %."""

MILESTONES = (
    "uid",
    "node",
    "indicator",
    "title",
    "planned_on",
    "actual_on",
    "date_precision",
    "date_as_stated",
    "evidence",
    "group",
    "provenance",
    "source",
    "known_on",
    "note",
)
COHORTS = (
    "uid",
    "node",
    "cohort",
    "stage",
    "as_of",
    "count",
    "gender",
    "qualifier",
    "group",
    "provenance",
    "source",
    "known_on",
    "note",
)
RESOURCES = (
    "uid",
    "node",
    "resource",
    "title",
    "kind",
    "language",
    "stage",
    "as_of",
    "group",
    "provenance",
    "source",
    "known_on",
    "note",
)
ASSOCIATION_OUTCOMES = (
    "uid",
    "node",
    "indicator",
    "association",
    "kind",
    "title",
    "before",
    "after",
    "change_percent",
    "as_of",
    "qualifier",
    "evidence",
    "group",
    "provenance",
    "source",
    "known_on",
    "note",
)
STORIES = (
    "uid",
    "node",
    "title",
    "change",
    "for_whom",
    "country",
    "association",
    "as_of",
    "evidence",
    "group",
    "provenance",
    "source",
    "known_on",
    "note",
)
REMARKS = (
    "uid",
    "subject",
    "as_of",
    "why",
    "ask",
    "group",
    "provenance",
    "source",
    "known_on",
    "note",
)
ACTIVITIES = (
    "uid",
    "title",
    "kind",
    "lifecycle",
    "started_on",
    "ended_on",
    "date_precision",
    "date_as_stated",
    "planned_started_on",
    "planned_ended_on",
    "level",
    "arena",
    "mode",
    "language",
    "groups",
    "countries",
    "associations",
    "directions",
    "outcomes",
    "participations",
    "participation_inexact",
    "participation_note",
    "provenance",
    "source",
    "evidence",
    "version",
    "known_on",
    "note",
)
"""One row per activity as known on the chosen day: the rows behind a number. Lists are
bar-separated; `directions` as `SD1:600|SD4:600`, the primary marked with a star;
`participation_inexact` as `more_than:50|unknown:`, the counts that are not exact."""

NEWLY_LOGGED = (
    "uid",
    "title",
    "started_on",
    "groups",
    "countries",
    "participations",
    "participation_note",
    "provenance",
    "known_on",
    "total",
)
"""One row per activity that was first recorded after the day that is compared with and counted on
the known-on day, the newest first. They are limited: `total` says how many there are in all."""

AMENDED = (
    "kind",
    "uid",
    "version",
    "title",
    "subject",
    "as_of",
    "group",
    "field",
    "old",
    "new",
    "reason",
    "provenance",
    "known_on",
    "more",
)
"""One row per field that says otherwise than on the day that is compared with, of activities that
counted in figures then and of records, the newest first. `kind` is `activity` or a kind of record,
`subject` the indicator or part it is about, `old` and `new` are text (days as ISO, lists
bar-separated, "" is not known). A withdrawn item has one row with the field `withdrawn`, one that
was returned `returned`. They are limited: `more` says how many further entries of its kind say
otherwise. Records are those of the chosen direction's parts."""

COUNTRIES = (
    "country",
    "alpha2",
    "numeric",
    "name",
    "latitude",
    "longitude",
    "small",
    "ldc",
    "lldc",
    "sids",
    "region",
)
"""One row per country; its region in the framework's scheme on the evaluation day ("" = none)."""

REGIONS = ("region", "position", "title")
LISTED = ("list", "country", "category", "provenance")
DENOMINATORS = ("code", "title", "as_of", "value", "provenance", "source", "note")
TERMS = ("list", "code", "position", "title", "counts")
GROUPS = ("code", "title", "short_title")
ASSOCIATIONS = ("code", "country", "name")
SOURCES = ("id", "title", "address", "kind")


LACKS = n_("The frame lacks {lacking}; it has {has}.")


def expect(frame: pd.DataFrame, columns: Iterable[str]) -> None:
    """Raise WrongFrame unless `frame` has all `columns`."""
    lacking = [c for c in columns if c not in frame.columns]
    if lacking:
        raise WrongFrame(
            LACKS,
            lacking=", ".join(lacking),
            has=", ".join(map(str, frame.columns)),
        )


def empty(columns: Iterable[str]) -> pd.DataFrame:
    """Return a frame of these columns without a row."""
    return pd.DataFrame(columns=list(columns))
