"""Everything behind a figure: the choices, the framework and the frames.

The store fills it, metrics and figures read it, nobody changes it. A figure names the frames it
needs; asking for another is an error, so nothing is fetched by accident.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from ifla_metrics.choices import COUNTED_ENTRIES, Choices
from ifla_metrics.framework import Framework
from ifla_metrics.periods import Period

WITH_SYNTHETIC = frozenset({"values", "sent_values", "milestones", "resources", "month_cells"})
"""Frames with synthetic rows even where only documented ones count. No number is made of these
(`metrics.selection.rows`), but whoever reported by one is not called late or silent."""


class CodeLabel(NamedTuple):
    """What a code of a list is called, and until when it could be chosen."""

    title: str
    short: str = ""
    """The short title of a group, the two-letter code of a country."""
    others: tuple[str, ...] = ()
    """Former names of an association."""
    country: str = ""
    """Where an association is."""
    address: str = ""
    """Where a source can be read."""
    counts: bool = False
    """Whether attendances in this role are participations."""
    retired_on: date | None = None


Codes = Mapping[str, CodeLabel]
"""The codes of one list, in the order in which they are offered."""


def active_codes(codes: Codes) -> Codes:
    """Return the codes of a list that are not retired."""
    return {code: named for code, named in codes.items() if named.retired_on is None}


@dataclass(frozen=True)
class FrameworkSettings:
    """What the organisation decides about a framework; these are the defaults."""

    counts: str = COUNTED_ENTRIES[0]
    """Which items figures count (`COUNTED_ENTRIES`)."""
    due_days: int = 30
    """Days after the end of a period by which a report on activities is due."""
    asked_from: date | None = None
    """Reports are asked for from periods that end on this day or later; None: from all."""


@dataclass(frozen=True)
class Moment:
    """A known-on date resolved: a meeting, a day, or now (`meeting` and `title` empty)."""

    known_on: date
    meeting: str = ""
    title: str = ""


@dataclass(frozen=True, eq=False)
class Reading:
    """Everything a figure is made from.

    Cells of the chosen period and of the quarters that begin by its end, month cells from
    the framework's first period on, so that series can be drawn. The series of country cells has
    the scopes drawn over time: the whole, the chosen direction, what indicators measure.

    The framework and the period are in the language of the choices, whichever they came in.
    """

    choices: Choices
    framework: Framework
    period: Period
    moment: Moment
    revision: int
    frames: Mapping[str, pd.DataFrame] = field(repr=False)
    """Those that were asked for, by name; another one is a KeyError."""
    lists: Mapping[str, Codes] = field(repr=False)
    """By name: countries, working_groups, associations, sources, and each list of terms. What was
    retired by `moment` is still in its list. Of `regions`, those of the framework's scheme, or the
    chosen one."""
    previous: "Reading | None" = field(default=None, repr=False)
    """The snapshot to compare with: the Board meeting before `moment`; None when there is none."""
    unreviewed: pd.DataFrame | None = field(default=None, repr=False)
    """How many entries nobody has reviewed (frames.UNREVIEWED); None of what is compared with."""
    setting: FrameworkSettings = FrameworkSettings()
    """That of the framework; approved items count where the reader chose reviewed entries only."""
    unfiltered: "Reading | None" = field(default=None, repr=False)
    """The same snapshot of all regions and groups, where one of them is chosen. Statuses are made
    from it; whose indicators are shown stays chosen."""
    hide_small: bool = False
    """Whether what is made of it is for the public: small numbers of people are then hidden."""
    computed: dict[str, Any] = field(default_factory=dict, init=False, repr=False)
    """What many of its figures need and one metric makes (`indicator_status`), by name."""

    def __post_init__(self) -> None:
        framework = self.framework.in_language(self.choices.language)
        titles = {period.code: period.title for period in framework.periods}
        period = replace(self.period, title=titles.get(self.period.code, self.period.title))
        object.__setattr__(self, "framework", framework)
        object.__setattr__(self, "period", period)

    @property
    def evaluation_day(self) -> date:
        """The evaluation day: the known-on day, but not after the end of the period."""
        return min(self.moment.known_on, self.period.ends_on)
