"""What one row is, and the columns, of every frame that passes between layers; frames from rows.

Text columns hold Python objects: frames of figures have tens of rows that are read value by value.

Cells hold integers only. A *scope* says what a cell counts within: `all` (the whole framework,
scope ""), `direction` (a direction's code; "" is "not stated"), `node` (an outcome, element or
initiative), `row` (a row of the programme; "" where an activity names none), `cross` ("DIRECTION
ROW": a direction within a row), `group`, `level` and `arena` ("" is not stated).
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import pandas as pd

# Arrow-backed text would make all figures of a strategy take half as long again.
pd.set_option("mode.string_storage", "python")


def _names(columns: str) -> tuple[str, ...]:
    return tuple(columns.split())


# Sums of the log

COUNTRY_CELLS = _names(
    "period provenance scope_kind scope country activities participations women gender_known"
)
"""One row per period, provenance, scope and country (alpha-3, "" = not stated): activities there,
and direct participations of people from there. A seven-country activity is in seven rows: count
distinct countries, never add activities up over countries. Scopes: all, direction, node, cross."""

ASSOCIATION_CELLS = _names("period provenance scope_kind scope association activities")
"""One row per period, provenance, scope and association. Scopes: all, direction."""

MONTH_CELLS = _names(
    "month provenance scope_kind scope activities participations cascade women gender_known "
    "uncounted inexact timed timely weight primaries alignments unreviewed"
)
"""One row per month (201212) in which activities began, provenance and scope: activities; direct
participations (staff, trainers and observers apart); cascade participations; women and
participations with known gender (direct); activities without a count; known direct counts with a
qualifier other than exact; completed activities whose delay is known; those logged within 30 days
of their end; pairs of an activity and a direction that it serves; activities that nobody has
reviewed. Within a direction also the weight of activities there (1200ths) and how many have it as
their main one. Scopes: all, direction, node, row, cross, group, level, arena."""

PROFILE_CELLS = _names(
    "period provenance scope_kind scope gender role mode reach participations lines uncounted "
    "inexact"
)
"""One row per period, provenance, scope and kind of participation: participations (sum of known
counts), lines behind it, lines with an unknown count, known counts that are not exact.
Scopes: all, direction."""

# Activities and changes

ACTIVITIES = _names(
    "uid title provenance planned_started_on planned_ended_on started_on date_precision"
)
"""One row per activity of the period that began on another day than planned, the latest first."""

EVIDENCE = _names("row completed with_evidence")
"""One record per element of the programme that completed activities of the period name ("" for
none), and one with the row "all": completed activities, and those with evidence (a
link, a file or a public source). An activity of two elements is in both."""

PARTNERS = _names("kind activities")
"""One row per kind of outside partner that activities of the period (under way or completed) name,
one with the kind "any" for those with any partner, and one with "all" for all activities."""

NEWLY_LOGGED = _names("uid participations provenance known_on total")
"""One row per activity that was first recorded after the day that is compared with and counted on
the known-on day, the newest first. Further columns are the fields that lists show
(`models.drafts.LIST_FIELDS`), as in its draft. They are limited: `total` says how many there are in
all."""

AMENDED = _names("kind uid title subject as_of group field old new reason provenance known_on more")
"""One row per field that says otherwise than on the day that is compared with, of activities that
counted in figures then and of records, the newest first. `kind` is `activity` or a kind of record,
`subject` the indicator or part it is about, `old` and `new` are values as in its draft (None, "" or
NaN is not known; directions with their weight, and whether they are the main one). A withdrawn item
has one row with the field `withdrawn`, one that was returned `returned`. They are limited: `more`
says how many further entries of its kind say otherwise. Records are those of the chosen direction's
parts."""

# Records: one row a record, as known on the chosen day

VALUES = _names(
    "indicator as_of period country value numerator denominator state qualifier provenance "
    "group source known_on recorded_at note"
)
"""One row per value of an indicator on a day, as observed (or computed by metrics.measures).
`value` of a ratio is numerator / denominator as a fraction times 100 when the unit is %;
`recorded_at` is the moment within `known_on`, which orders reports of one day."""
SENT_VALUES = VALUES
"""The same of all that was sent and not returned, also where only approved values count: a report
that waits for its review has come."""

SENT = _names("group provenance source known_on")
"""Who sent a record, where it is from, and the day it is known since."""


def _record(columns: str, last: str = "note") -> tuple[str, ...]:
    return (*_names(columns), *SENT, *_names(last))


MILESTONES = _record(
    "uid node indicator title planned_on actual_on date_precision date_as_stated evidence"
)
COHORTS = _record("uid node cohort stage as_of count gender qualifier", "recorded_at note")
RESOURCES = _record("uid node resource title kind language stage as_of", "recorded_at note")
ASSOCIATION_OUTCOMES = _record(
    "uid node indicator association kind title before after change_percent as_of qualifier evidence"
)
STORIES = _record("uid node title change for_whom country association as_of evidence")
REMARKS = _record("uid subject as_of why ask", "recorded_at note")
INDICATORS = _names(
    "code node row directions owner kind unit direction target_kind tolerance data_source baseline "
    "baseline_on target target_due target_provenance revised value numerator denominator as_of "
    "expected share final waiting silent overdue_since reports_missing last_report state qualifier "
    "provenance within"
)
"""One row per indicator with its actual and its reports, before it is rated
(metrics.indicator_status)."""
UNREVIEWED = _names("kind about entries unreviewed new")
"""One row per kind of record and the part or indicator that it is about, of those that speak of a
day by the evaluation day: how many count (`entries`), how many of these nobody has reviewed, and
how many of these came since the earlier of two days.

What changed since has a row of the kind `activity` too: those of the period and the chosen
direction, `new` alone (cells have the others)."""

NIL_RETURNS = _names("group period as_of known_on")
"""One row per answer "nothing to report" of a group for a period; `as_of` is the last day that it
speaks of: the end of the period, or the evaluation day within it."""

LOCKS = _names("starts_on ends_on open_to")
"""One row per period that is locked today: its days, and the groups (a tuple) that it is open to
all the same."""

# Reference data

COUNTRIES = _names("country alpha2 numeric name latitude longitude small region")
"""One row per country; its region in the framework's scheme on the evaluation day ("" = none)."""

COUNTRY_LISTS = _names("list country category provenance")
DENOMINATORS = _names("code title as_of value provenance source note")

STRATEGY_YEARS = _names(
    "element framework strategy nodes titles year activities countries synthetic"
)
"""One row per element of the framework that goes on in another strategy (or comes from one),
strategy and year that has begun: distinct activities, countries and invented activities of the
element there. `nodes` and `titles`, bar-separated, are what it is in that strategy; several are
counted together."""


def empty(columns: Iterable[str]) -> pd.DataFrame:
    """Return a frame of these columns without a row."""
    return pd.DataFrame(columns=list(columns))


def make_frame(
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    integers: Collection[str] = (),
    floats: Collection[str] = (),
    booleans: Collection[str] = (),
) -> pd.DataFrame:
    """Return a frame of rows; `integers` are int64, `floats` float64 with NaN."""
    found = pd.DataFrame(rows, columns=list(columns), dtype=object)
    kinds = {**dict.fromkeys(integers, "int64"), **dict.fromkeys(floats, "float64")}
    kinds |= dict.fromkeys(booleans, "bool")
    for name, kind in kinds.items():
        column: Any = found[name]
        found[name] = column.astype(kind)  # `astype` of a frame copies every column.
    return found
