"""The columns of every frame that passes between layers, and what one row of it is.

Text columns are Python objects, not Arrow strings: frames are small and read value by value.

Cells hold integers. The *scope* of a cell limits which activities it counts: `all` (the whole
framework, scope ""), `direction` (a code; "" is not stated), `node` (an outcome, element or
initiative), `row` (a row of the programme; "" for none), `cross` ("DIRECTION ROW": a direction
within a row), `group`, `level` or `arena` ("" is not stated).
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

# Arrow-backed text makes building all figures of a strategy 1.5 times as slow.
pd.set_option("mode.string_storage", "python")


def _names(columns: str) -> tuple[str, ...]:
    return tuple(columns.split())


# Sums of the log

COUNTRY_CELLS = _names(
    "period provenance scope_kind scope country activities participations women gender_known"
)
"""One row per period, provenance, scope and country (alpha-3, "" = not stated): activities there,
and direct participations of people from there. An activity in seven countries is in seven rows, so
do not add activities over countries. Scopes: all, direction, node, cross."""

ASSOCIATION_CELLS = _names("period provenance scope_kind scope association activities")
"""One row per period, provenance, scope and association. Scopes: all, direction."""

MONTH_CELLS = _names(
    "month provenance scope_kind scope activities participations cascade women gender_known "
    "uncounted inexact timed timely weight primaries alignments unreviewed"
)
"""One row per month (201212) in which activities began, provenance and scope.

`participations` are direct, without staff, trainers and observers; `women` and `gender_known` are
direct too. `uncounted` are activities without a count, `inexact` direct counts with a qualifier
other than exact. `timed` are completed activities with a known delay, `timely` those logged within
30 days of their end. `weight` (1200ths) and `primaries` (activities with this main direction) are
set within a direction only. `alignments` are pairs of an activity and a direction that it serves.
`unreviewed` are activities not yet reviewed.

Scopes: all, direction, node, row, cross, group, level, arena."""

PROFILE_CELLS = _names(
    "period provenance scope_kind scope gender role mode reach participations lines uncounted "
    "inexact"
)
"""One row per period, provenance, scope and kind of participation: the sum of known counts, the
number of counts, unknown counts, and known counts that are not exact. Scopes: all, direction."""

# Activities and changes

ACTIVITIES = _names(
    "uid title provenance planned_started_on planned_ended_on started_on date_precision"
)
"""One row per activity of the period that did not begin on the planned day, latest first."""

EVIDENCE = _names("row completed with_evidence")
"""One row per element of the programme ("" for none) and one with `row` "all": the period's
completed activities, and those with evidence (a link, a file or a public source). An activity of
two elements is in both."""

PARTNERS = _names("kind activities")
"""One row per kind of outside partner: the period's activities, under way or completed, with such a
partner. The kind "any" counts activities with any partner, "all" all activities."""

NEWLY_LOGGED = _names("uid participations provenance known_on total")
"""One row per activity that was first recorded after the earlier day and counted on the known-on
day, newest first. Further columns are the draft's `LIST_FIELDS` (`models.drafts`). The number of
rows is limited; `total` is the number of all such activities."""

AMENDED = _names("kind uid title subject as_of group field old new reason provenance known_on more")
"""One row per field that changed since the earlier day, newest first, of activities that counted in
figures then and of records of the chosen direction's nodes.

`kind` is `activity` or a kind of record, `subject` its indicator or node. `old` and `new` are
values as in the draft (None, "" or NaN is unknown; directions have their weight and whether they
are the main one). A withdrawn entry has one row with the field `withdrawn`, a returned one
`returned`. The number of rows is limited; `more` counts the further entries of that kind."""

# Records: one row per record, as known on the chosen day

VALUES = _names(
    "indicator as_of period country value numerator denominator state qualifier provenance "
    "group source known_on recorded_at note"
)
"""One row per value of an indicator on a day, observed or computed by `metrics.measures`. The
`value` of a ratio is numerator / denominator, times 100 if the unit is %. `recorded_at` orders
reports with the same `known_on`."""
SENT_VALUES = VALUES
"""All values sent and not returned, even where only approved ones count: a report that waits for
review has been submitted."""


def _record(columns: str, last: str = "note") -> tuple[str, ...]:
    return _names(f"{columns} group provenance source known_on {last}")


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
    "code node row owner kind unit direction target_kind tolerance data_source baseline "
    "baseline_on target target_due target_provenance revised value numerator denominator as_of "
    "expected share final waiting silent overdue_since reports_missing last_report state qualifier "
    "provenance within"
)
"""One row per indicator with its actual and its reports, before rating
(`metrics.indicator_status`)."""
UNREVIEWED = _names("kind about entries unreviewed new")
"""One row per kind of record and its node or indicator, of records up to the evaluation day: those
that count (`entries`), those of them not yet reviewed, and those of these that are new since the
earlier day.

A comparison also has a row of kind `activity` for the activities of the period and the chosen
direction, with `new` only; month cells have the other numbers."""

NIL_RETURNS = _names("group period as_of known_on")
"""One row per nil return of a group for a period. `as_of` is the last day it covers: the end of the
period, or the evaluation day within it."""

LOCKS = _names("starts_on ends_on open_to")
"""One row per period locked today: its days, and a tuple of the groups it is open to."""

# Reference data

COUNTRIES = _names("country alpha2 numeric name latitude longitude small region")
"""One row per country; its region in the framework's scheme on the evaluation day ("" = none)."""

COUNTRY_LISTS = _names("list country category provenance")
DENOMINATORS = _names("code title as_of value provenance source note")

STRATEGY_YEARS = _names(
    "element framework strategy nodes titles year activities countries synthetic"
)
"""One row per element continued in or from another strategy, strategy and year begun (or its first
year): distinct activities, countries and synthetic activities of the element there. `nodes` and
`titles`, bar-separated, are its nodes in that strategy, which are counted together."""


def empty(columns: Iterable[str]) -> pd.DataFrame:
    """Return a frame without rows."""
    return pd.DataFrame(columns=list(columns))


def make_frame(
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    integers: Collection[str] = (),
    floats: Collection[str] = (),
    booleans: Collection[str] = (),
) -> pd.DataFrame:
    """Return a frame of rows, with the named columns as int64, float64 and bool."""
    dtypes = {**dict.fromkeys(integers, "int64"), **dict.fromkeys(floats, "float64")}
    dtypes |= dict.fromkeys(booleans, "bool")
    values = zip(*rows, strict=True) if rows else [()] * len(columns)
    # A frame of columns is made much faster than one whose columns are converted.
    return pd.DataFrame(
        {
            name: np.array(column, dtypes[name])
            if name in dtypes
            else pd.Index(column, dtype=object, tupleize_cols=False)
            for name, column in zip(columns, values, strict=True)
        }
    )
