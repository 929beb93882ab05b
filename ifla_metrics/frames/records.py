"""What groups report beside activities: one row per record, as known on the chosen day."""

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
    "recorded_at",
    "note",
)
"""One row per value of an indicator on a day, as observed (or computed by metrics.measures).
`value` of a ratio is numerator / denominator as a fraction times 100 when the unit is %;
`recorded_at` is the moment within `known_on`, which tells what was said later on one day."""
SENT_VALUES = VALUES
"""The same of all that was sent and not returned, also where only approved values count: a report
that waits for its review has come."""

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
    "recorded_at",
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
    "recorded_at",
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
UNREVIEWED = ("kind", "about", "entries", "unreviewed", "so_far", "new")
"""One row per kind of entry and what it is about: how many count that nobody has reviewed.

Of activities `about` is empty for all of them, or the chosen direction; `unreviewed` are those that
begin in the period, `so_far` all since the strategy's first period (`entries` is 0: cells have it).
Of records `about` is a part or an indicator; `unreviewed` and `so_far` are those that speak of a
day by the evaluation day, of `entries` in all. `new` of them came since the earlier of two days.
"""

NIL_RETURNS = ("group", "period", "as_of", "known_on")
"""One row per answer "nothing to report" of a group for a period; `as_of` is the last day that it
speaks of: the end of the period, or the evaluation day within it."""

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
    "recorded_at",
    "note",
)
