"""A results framework: its parts, the questions it answers, and the same one in another language.

Immutable. Sequences are in reading order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Literal

from ifla_metrics.errors import UnknownCode, n_
from ifla_metrics.i18n import LANGUAGES, translate
from ifla_metrics.periods import Period

Verified = Literal["verified", "proposed", "not_verified"]
MeasureCode = Literal[
    "",
    "activities",
    "countries",
    "participations",
    "cascade_ratio",
    "women_share",
    "timely_share",
    "priority_coverage",
    "member_coverage",
    "milestones",
    "resources_released",
    "language_availability",
]
TimeRule = Literal[
    "non_cumulative", "cumulative", "running_total", "level_latest", "level_average", "level_max"
]
IndicatorKind = Literal[
    "output",
    "outcome",
    "impact",
    "coverage",
    "milestone",
    "efficiency",
    "equity",
    "balance",
    "process",
]


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
    title: str
    short_title: str
    owner: str = ""
    owner_as_stated: str = ""
    verified: Verified = "verified"
    source: str = ""
    note: str = ""


@dataclass(frozen=True)
class Link:
    """A part serves a direction; an empty direction with `not_stated`: the source says nothing."""

    node: str
    direction: str
    stated: Literal["stated", "proposed", "not_stated"]
    source: str = ""
    note: str = ""


@dataclass(frozen=True)
class Indicator:
    """A measure of a node, with everything that its number depends on (data dictionary)."""

    code: str
    node: str
    directions: tuple[str, ...]
    title: str
    short_title: str
    definition: str
    kind: IndicatorKind
    unit: str
    direction: Literal["increase", "decrease", "maintain"]
    target_kind: Literal["at_least", "at_most", "exactly"]
    tolerance: float | None
    time_rule: TimeRule
    place_rule: Literal["sum", "distinct", "none"]
    ratio: bool
    data_source: Literal["log", "records", "observed"]
    measure: MeasureCode
    scope: str
    disaggregation: tuple[str, ...]
    means_of_verification: str
    baseline_on: date | None
    baseline: float | None
    baseline_numerator: float | None
    baseline_denominator: float | None
    baseline_note: str
    frequency: Literal["quarter", "half", "year", "once"]
    due_days: int
    owner: str = ""
    verified: Verified = "proposed"
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
    provenance: Literal["documented", "synthetic"]
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


# Translations: codes, numbers, days and order are never touched.


@dataclass(frozen=True)
class Translation:
    """Words of the framework in another language.

    A translation belongs to the words it was made from, wherever they occur. When those words are
    corrected it no longer applies, and `check` asks for it to be reviewed.
    """

    language: Literal["en", "fr", "ar"]
    original: str
    text: str
    status: Literal["official", "unofficial"]
    """`official` when the organisation published it so, else `unofficial`."""
    source: str = ""
    note: str = ""


PARTS = ("levels", "nodes", "links", "indicators", "targets", "periods")
TRANSLATED: dict[type, tuple[str, ...]] = {
    Level: ("name", "plural"),
    Node: ("title", "short_title", "owner_as_stated", "note"),
    Link: ("note",),
    Indicator: (
        *("title", "short_title", "definition", "means_of_verification", "baseline_note", "note"),
    ),
    Target: ("reason",),
    Period: ("title",),
}
"""The fields of each part that have translations. A unit is none of them: numbers are suppressed
and formatted by its code; `translate_text` gives its words."""


@dataclass(frozen=True)
class Framework:
    """A whole results framework. Sequences are in reading order."""

    id: str
    title: str
    short_title: str
    starts_on: date
    ends_on: date
    version: str
    verified: str
    source: str
    default_period: str
    counting: str
    region_scheme: str
    levels: tuple[Level, ...]
    cuts: Cuts
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    indicators: tuple[Indicator, ...]
    targets: tuple[Target, ...]
    periods: tuple[Period, ...] = field(repr=False)
    texts: tuple[Translation, ...] = field(default=(), repr=False)

    untranslated: Framework | None = field(default=None, repr=False, compare=False)
    """Of a translated copy: the framework in the words that its source has."""
    language: str = field(default="", repr=False, compare=False)
    """The language of a translated copy; empty for the original."""

    @property
    def original(self) -> Framework:
        """The framework in the words that its source has."""
        return self.untranslated or self

    @cached_property
    def _translations(self) -> dict[str, Translation]:
        return {text.original: text for text in self.texts if text.language == self.language}

    def translate_text(self, words: str) -> str:
        """Return words of the original, a unit for example, in the language of this copy."""
        found = self._translations.get(words)
        return found.text if found else words

    @property
    def is_unofficial(self) -> bool:
        """Whether this copy has translations that the organisation did not publish."""
        return any(text.status == "unofficial" for text in self._translations.values())

    @cached_property
    def originals(self) -> tuple[str, ...]:
        """All words that can be translated, in reading order, each once."""
        found = [self.title, self.short_title, *(i.unit for i in self.indicators)]
        for parts in PARTS:
            for part in getattr(self, parts):
                found += filter(None, (getattr(part, name) for name in TRANSLATED[type(part)]))
        return tuple(dict.fromkeys(found))

    @cached_property
    def _copies(self) -> dict[str, Framework]:
        return {}

    def in_language(self, language: str) -> Framework:
        """Return the framework in a language; words without a translation stay as they are."""
        if self.untranslated:
            return self.untranslated.in_language(language)
        if language not in self._copies:
            copy = replace(self, untranslated=self, language=translate(language).language)
            same = language == LANGUAGES[0] and not copy._translations
            self._copies[language] = self if same else _translated(copy)
        return self._copies[language]

    @cached_property
    def _nodes(self) -> dict[str, Node]:
        return {n.code: n for n in self.nodes}

    @cached_property
    def _periods(self) -> dict[str, Period]:
        return {p.code: p for p in self.periods}

    @cached_property
    def _indicators(self) -> dict[str, Indicator]:
        return {i.code: i for i in self.indicators}

    @cached_property
    def lists(self) -> Mapping[str, Mapping[str, str]]:
        """The codes of its parts with their titles, by what entries name; subjects are rated."""
        directions, nodes, indicators, periods = (
            {part.code: part.title for part in parts}
            for parts in (self.directions, self.nodes, self.indicators, self.periods)
        )
        outcomes = {code: title for code, title in nodes.items() if code not in directions}
        return {
            "directions": directions,
            "outcomes": outcomes,
            "nodes": nodes,
            "indicators": indicators,
            "periods": periods,
            "subjects": {**nodes, **indicators},
        }

    def without_synthetic(self) -> Framework:
        """Return the framework without its invented targets."""
        real = tuple(target for target in self.targets if target.provenance != "synthetic")
        return replace(self, targets=real)

    def node(self, code: str) -> Node:
        """Return the node of `code`; raises UnknownCode with the nearest one."""
        if code not in self._nodes:
            raise UnknownCode(n_("node"), code, self._nodes)
        return self._nodes[code]

    def period(self, code: str) -> Period:
        """Return the reporting period of `code`; raises UnknownCode with the nearest one."""
        if code not in self._periods:
            raise UnknownCode(n_("period"), code, self._periods)
        return self._periods[code]

    def indicator(self, code: str) -> Indicator:
        """Return the indicator of `code`; raises UnknownCode with the nearest one."""
        if code not in self._indicators:
            raise UnknownCode(n_("indicator"), code, self._indicators)
        return self._indicators[code]

    @property
    def direction_level(self) -> Level:
        """The top level: what a strategy calls its directions or impact areas."""
        return self.levels[0]

    @cached_property
    def directions(self) -> tuple[Node, ...]:
        """The strategic directions (or impact areas), in reading order."""
        return tuple(n for n in self.nodes if n.level == self.direction_level.key)

    @cached_property
    def row_level(self) -> Level:
        """The level whose nodes are rows on a page: elements, or initiatives where none exist."""
        levels = {level.key: level for level in self.levels}
        return levels.get("element") or levels.get("initiative") or self.levels[-1]

    @cached_property
    def rows(self) -> tuple[Node, ...]:
        """All nodes of `row_level`, in reading order."""
        return tuple(n for n in self.nodes if n.level == self.row_level.key)

    def lineage(self, code: str) -> Iterator[Node]:
        """Yield the node and its ancestors, nearest first."""
        while code:
            node = self.node(code)
            yield node
            code = node.parent

    def scopes_of(self, code: str) -> tuple[str, ...]:
        """The node and its ancestors without the directions: where a contribution to it counts."""
        return tuple(n.code for n in self.lineage(code) if n.level != self.direction_level.key)

    def row_of(self, code: str) -> str:
        """The row a node is counted in: of `row_level`, else the topmost below the directions.

        A direction is its own row.
        """
        scopes = self.scopes_of(code) or (code,)
        return next((c for c in scopes if self.node(c).level == self.row_level.key), scopes[-1])

    def links_of(self, code: str) -> tuple[Link, ...]:
        """The links of the node, else of its nearest ancestor that has any.

        A direction above it in the lineage is a link by being there.
        """
        for node in self.lineage(code):
            own = tuple(link for link in self.links if link.node == node.code)
            if own:
                return own
            if node.level == self.direction_level.key:
                return (Link(code, node.code, "stated"),)
        return ()

    def directions_of(self, *nodes: str) -> tuple[str, ...]:
        """The directions that nodes serve, in reading order; empty when not stated."""
        served = {link.direction for code in nodes for link in self.links_of(code)}
        return tuple(d.code for d in self.directions if d.code in served)

    def directions_of_indicator(self, code: str) -> tuple[str, ...]:
        """The directions that an indicator counts under: its own, else its node's."""
        indicator = self.indicator(code)
        return indicator.directions or self.directions_of(indicator.node)

    def indicators_under(self, code: str) -> tuple[Indicator, ...]:
        """The indicators of a node and everything below it; of a direction, those serving it."""
        if self.node(code).level == self.direction_level.key:
            return tuple(i for i in self.indicators if code in self.directions_of_indicator(i.code))
        return tuple(i for i in self.indicators if code in {n.code for n in self.lineage(i.node)})

    def owner_of(self, indicator: str) -> str:
        """The working group that reports an indicator: its own, else the nearest owner above."""
        found = self.indicator(indicator)
        if found.owner:
            return found.owner
        return next((n.owner for n in self.lineage(found.node) if n.owner), "")

    def owner_of_node(self, code: str) -> str:
        """The working group of a part: its own, else the one that reports all its indicators."""
        found = self.node(code)
        groups = {self.owner_of(i.code) for i in self.indicators_under(code)}
        return found.owner or (groups.pop() if len(groups) == 1 else "")


def _translated(copy: Framework) -> Framework:
    values: dict[str, Any] = {
        name: copy.translate_text(getattr(copy, name)) for name in ("title", "short_title")
    }
    for name in PARTS:
        values[name] = tuple(_translated_part(part, copy) for part in getattr(copy, name))
    return replace(copy, **values)


def _translated_part(part: Any, copy: Framework) -> Any:
    """Return a part in a language; levels and quarters fall back on the shared catalogue."""
    words = {name: getattr(part, name) for name in TRANSLATED[type(part)]}
    after = {name: copy.translate_text(text) for name, text in words.items()}
    t = translate(copy.language)
    if isinstance(part, Level):
        after = {name: t(text) if text == words[name] else text for name, text in after.items()}
    elif isinstance(part, Period) and after == words:
        after["title"] = t.period(part.title)
    return replace(part, **after) if after != words else part
