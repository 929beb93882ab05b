"""The parts of a results framework, and the translations of their words: what one of each is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ifla_metrics.periods import Period


@dataclass(frozen=True)
class Level:
    """A level of the framework from the top; its name is a word, not code."""

    key: str
    name: str
    plural: str


@dataclass(frozen=True)
class Node:
    """One part of the framework: a direction, initiative, element or outcome."""

    code: str
    level: str
    parent: str
    position: int
    title: str
    short_title: str
    owner: str = ""
    owner_as_stated: str = ""
    verified: str = "verified"
    source: str = ""
    note: str = ""


@dataclass(frozen=True)
class Link:
    """A part serves a direction; an empty direction with `not_stated`: the source says nothing."""

    node: str
    direction: str
    stated: str
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""
    note: str = ""

    def holds(self, on: date) -> bool:
        """Say whether the link is in force on a day; both of its own days belong to it."""
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True)
class Indicator:
    """A measure of a node, with everything that its number depends on (data dictionary)."""

    code: str
    node: str
    directions: tuple[str, ...]
    title: str
    short_title: str
    definition: str
    kind: str
    unit: str
    direction: str
    target_kind: str
    tolerance: float | None
    time_rule: str
    place_rule: str
    ratio: bool
    data_source: str
    measure: str
    scope: str
    disaggregation: tuple[str, ...]
    means_of_verification: str
    baseline_on: date | None
    baseline: float | None
    baseline_numerator: float | None
    baseline_denominator: float | None
    baseline_note: str
    frequency: str
    due_days: int
    owner: str = ""
    verified: str = "proposed"
    source: str = ""
    note: str = ""


@dataclass(frozen=True)
class Target:
    """A value to be reached on a day, as decided on a day; a revision is a further target."""

    indicator: str
    period: str
    due_on: date
    target: float
    numerator: float | None
    denominator: float | None
    decided_on: date
    reason: str
    provenance: str
    source: str = ""


@dataclass(frozen=True)
class Cuts:
    """Where the classes of a rating end, as fractions of the expected progress.

    The last three are for a part of the strategy, as fractions of its indicators. Those of the
    limit are written "2/3", because a decimal is not exactly that.
    """

    ahead: float = 1.15
    on_track: float = 0.85
    behind: float = 0.60
    too_few: float = 0.5
    least_rated: str = "2/3"
    """With fewer of the indicators due rated, the part is at most behind."""
    most_failing: str = "1/4"
    """With more of the indicators due failing, the part is at most behind."""


@dataclass(frozen=True)
class Text:
    """Words of the framework in another language.

    A translation belongs to the words it was made from, wherever they stand. It never stands for
    words that were corrected since: `check` then asks for it to be looked at again.
    """

    language: str
    original: str
    text: str
    status: str
    """`official` when the organisation published it so, else `unofficial`."""
    source: str = ""
    note: str = ""


WORDS: dict[type, tuple[str, ...]] = {
    Level: ("name", "plural"),
    Node: ("title", "short_title", "owner_as_stated", "note"),
    Link: ("note",),
    Indicator: (
        "title",
        "short_title",
        "definition",
        "means_of_verification",
        "baseline_note",
        "note",
    ),
    Target: ("reason",),
    Period: ("title",),
}
"""The fields of each part that are told in another language. A unit is none of them: numbers are
hidden and written by it; its words are asked for where it is shown (`Framework.said`)."""
