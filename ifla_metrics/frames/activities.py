"""Activities and changes of entries, row by row: what stands behind a number or is told as news."""

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
