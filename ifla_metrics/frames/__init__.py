"""What one row is, and the columns, of every frame that passes between floors.

A frame is checked where it enters a function (`expect`), so a wrong one says what it lacks
instead of giving a wrong number.
"""

import pandas as pd

from ifla_metrics.frames.activities import ACTIVITIES, AMENDED, NEWLY_LOGGED
from ifla_metrics.frames.cells import (
    ASSOCIATION_CELLS,
    COUNTRY_CELLS,
    MONTH_CELLS,
    PROFILE_CELLS,
)
from ifla_metrics.frames.checked import LACKS, empty, expect
from ifla_metrics.frames.lists import (
    ASSOCIATIONS,
    COUNTRIES,
    DENOMINATORS,
    GROUPS,
    LISTED,
    REGIONS,
    SOURCES,
    TERMS,
)
from ifla_metrics.frames.records import (
    ASSOCIATION_OUTCOMES,
    COHORTS,
    MILESTONES,
    NIL_RETURNS,
    REMARKS,
    RESOURCES,
    SENT_VALUES,
    STORIES,
    UNREVIEWED,
    VALUES,
)

__all__ = [
    "ACTIVITIES",
    "AMENDED",
    "ASSOCIATIONS",
    "ASSOCIATION_CELLS",
    "ASSOCIATION_OUTCOMES",
    "COHORTS",
    "COUNTRIES",
    "COUNTRY_CELLS",
    "DENOMINATORS",
    "GROUPS",
    "LACKS",
    "LISTED",
    "MILESTONES",
    "MONTH_CELLS",
    "NEWLY_LOGGED",
    "NIL_RETURNS",
    "PROFILE_CELLS",
    "REGIONS",
    "REMARKS",
    "RESOURCES",
    "SENT_VALUES",
    "SOURCES",
    "STORIES",
    "TERMS",
    "UNREVIEWED",
    "VALUES",
    "empty",
    "expect",
]

# Frames of figures have tens of rows that are read value by value: with text kept by Arrow all
# figures of a strategy take half as long again.
pd.set_option("mode.string_storage", "python")
