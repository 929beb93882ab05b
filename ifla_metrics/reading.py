"""The data of a figure: the reader's choices, the framework and the frames.

The store builds a `Reading`; metrics and figures read it and never change it. It has only the
frames that its figures declare; asking for another raises KeyError.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import wraps
from typing import Any, NamedTuple, TypeVar

import pandas as pd

from ifla_metrics.choices import COUNTED_ENTRIES, Choices
from ifla_metrics.framework import Framework
from ifla_metrics.periods import Period

WITH_SYNTHETIC = frozenset({"values", "sent_values", "milestones", "resources", "month_cells"})
"""Frames that keep synthetic rows when only documented ones count. They add to no number
(`metrics.selection.counted_rows`), but show that a group has reported."""


class CodeLabel(NamedTuple):
    """The label of a code, with what else its list records."""

    title: str
    short: str = ""
    """A group's short title, or a country's two-letter code."""
    former_names: tuple[str, ...] = ()
    """Of an association."""
    country: str = ""
    """An association's country."""
    address: str = ""
    """A source's URL."""
    counts: bool = False
    """Whether attendances in this role count as participations."""
    retired_on: date | None = None


Codes = Mapping[str, CodeLabel]
"""The codes of a list, in display order."""


def active_codes(codes: Codes) -> Codes:
    """Return the codes that are not retired."""
    return {code: label for code, label in codes.items() if label.retired_on is None}


@dataclass(frozen=True)
class FrameworkSettings:
    """The organisation's settings for a framework, with their defaults."""

    counts: str = COUNTED_ENTRIES[0]
    """Entries that figures count (`choices.COUNTED_ENTRIES`)."""
    due_days: int = 30
    """Days after the end of a period by which a report on activities is due."""
    asked_from: date | None = None
    """Reports are due for periods ending on this day or later; None for all periods."""


@dataclass(frozen=True)
class Moment:
    """A resolved known-on date: a meeting, a day, or now (`meeting` and `title` are empty)."""

    known_on: date
    meeting: str = ""
    title: str = ""


@dataclass(frozen=True, eq=False)
class Reading:
    """The data of a figure.

    Has cells of the chosen period and of the quarters that begin by its end. Month cells start with
    the framework's first period, for charts over time. The series of country cells has the scopes
    that are charted over time: the whole, the chosen direction and those that indicators measure.

    The framework and the period are translated into the language of the choices.
    """

    choices: Choices
    framework: Framework
    period: Period
    moment: Moment
    revision: int
    frames: Mapping[str, pd.DataFrame] = field(repr=False)
    """The requested frames, by name (`frames`)."""
    lists: Mapping[str, Codes] = field(repr=False)
    """Code lists: countries, working_groups, associations, sources, every list of terms, and the
    regions of the framework's scheme (only the chosen region if there is one). Retired codes are
    included."""
    previous: "Reading | None" = field(default=None, repr=False)
    """The earlier state to compare with (`Choices.since`); None if there is none."""
    unreviewed: pd.DataFrame | None = field(default=None, repr=False)
    """Numbers of entries not yet reviewed (`frames.UNREVIEWED`); None in `previous`."""
    settings: FrameworkSettings = FrameworkSettings()
    """Those of the framework, with approved entries only if the reader chose `reviewed_only`."""
    unfiltered: "Reading | None" = field(default=None, repr=False)
    """The same reading without the region and group filters, if there are any. Statuses are
    computed from it; the group still selects the indicators shown."""
    hide_small: bool = False
    """Whether to hide small numbers of people, for the public."""
    computed: dict[Any, Any] = field(default_factory=dict, init=False, repr=False)
    """Results of functions that are computed `once_per_reading`."""

    def __post_init__(self) -> None:
        framework = self.framework.in_language(self.choices.language)
        title = framework.lists["periods"].get(self.period.code, self.period.title)
        period = replace(self.period, title=title)
        object.__setattr__(self, "framework", framework)
        object.__setattr__(self, "period", period)

    @property
    def evaluation_day(self) -> date:
        """The known-on day, but not after the end of the period."""
        return min(self.moment.known_on, self.period.ends_on)


Result = TypeVar("Result")


def once_per_reading(compute: Callable[[Reading], Result]) -> Callable[[Reading], Result]:
    """Compute a result once per reading and share it among its figures: do not change it."""

    @wraps(compute)
    def shared(reading: Reading) -> Result:
        if compute not in reading.computed:
            reading.computed[compute] = compute(reading)
        result: Result = reading.computed[compute]
        return result

    return shared
