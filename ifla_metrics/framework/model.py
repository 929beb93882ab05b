"""A results framework: its parts, queries on them, and its translations.

All classes are immutable; sequences are in reading order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Literal

from ifla_metrics.errors import UnknownCode, n_
from ifla_metrics.i18n import LANGUAGES, FigureLanguage, translate
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
"""The measures; `metrics.measures.MEASURES` says how each is computed."""
MONTHLY_MEASURES = {"activities", "participations", "cascade_ratio", "women_share", "timely_share"}
"""Those that need no country cells, because they add up month cells."""
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
    """A level of the framework, such as "Strategic Direction" or "Element"."""

    key: str
    name: str
    plural: str


@dataclass(frozen=True)
class Node:
    """A part of the framework: a direction, initiative, element or outcome."""

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
    """A node serves a direction. `direction` is empty where the source does not state one."""

    node: str
    direction: str
    stated: Literal["stated", "proposed", "not_stated"]
    source: str = ""
    note: str = ""


@dataclass(frozen=True)
class Indicator:
    """A measure of a node, with all the rules for computing it."""

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
    """A value to reach by `due_on`. Revising it adds a target with a later `decided_on`."""

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
    """Thresholds between ratings.

    `ahead`, `on_track` and `behind` are the lower bounds of a rating, as fractions of the expected
    progress. The others further limit the rating of a node, as fractions of its indicators; exact
    fractions are strings because 2/3 is not a decimal.
    """

    ahead: float = 1.15
    on_track: float = 0.85
    behind: float = 0.60
    too_few: float = 0.5
    least_rated: str = "2/3"
    """Below this share of due indicators with a rating, the node is at best behind."""
    most_failing: str = "1/4"
    """Above this share of due indicators failing, the node is at best behind."""


@dataclass(frozen=True)
class Translation:
    """A text of the framework in another language.

    Applies wherever the original text occurs. When that text changes, the translation no longer
    applies and `check` reports it.
    """

    language: FigureLanguage
    original: str
    text: str
    status: Literal["official", "unofficial"]
    """`official` if the organisation published the translation."""
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
"""Translated fields of each part. Units stay as they are, because numbers are suppressed and
formatted by unit; use `translate_text` to show one."""


@dataclass(frozen=True)
class Framework:
    """A results framework."""

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
    """The original of a translated copy; None for the original itself."""
    language: str = field(default="", repr=False, compare=False)
    """The language of a translated copy; empty for the original."""

    @property
    def original(self) -> Framework:
        """The framework in the language of its source."""
        return self.untranslated or self

    @cached_property
    def _translations(self) -> dict[str, Translation]:
        return {text.original: text for text in self.texts if text.language == self.language}

    def translate_text(self, text: str, otherwise: Callable[[str], str] = str) -> str:
        """Return a text of the original, such as a unit, in the language of this copy."""
        translation = self._translations.get(text)
        return translation.text if translation else otherwise(text)

    @property
    def has_unofficial_translations(self) -> bool:
        """Whether this copy has translations that the organisation did not publish."""
        return any(text.status == "unofficial" for text in self._translations.values())

    @cached_property
    def translatable_texts(self) -> tuple[str, ...]:
        """All texts that can be translated, without duplicates."""
        texts = [self.title, self.short_title, *(i.unit for i in self.indicators)]
        for parts in PARTS:
            for part in getattr(self, parts):
                texts += filter(None, (getattr(part, name) for name in TRANSLATED[type(part)]))
        return tuple(dict.fromkeys(texts))

    @cached_property
    def _copies(self) -> dict[str, Framework]:
        return {}

    def in_language(self, language: str) -> Framework:
        """Return the framework in a language; texts without a translation stay as they are."""
        if self.untranslated:
            return self.untranslated.in_language(language)
        if language not in self._copies:
            copy = replace(self, untranslated=self, language=translate(language).language)
            is_original = language == LANGUAGES[0] and not copy._translations
            self._copies[language] = self if is_original else _translated(copy)
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
        """Titles by code of each list that entries refer to; `subjects` are all that is rated."""
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
        """Return the framework without its synthetic targets."""
        targets = tuple(target for target in self.targets if target.provenance != "synthetic")
        return replace(self, targets=targets)

    def node(self, code: str) -> Node:
        """Return a node; raises UnknownCode."""
        if code not in self._nodes:
            raise UnknownCode(n_("part of the strategy"), code, self._nodes)
        return self._nodes[code]

    def period(self, code: str) -> Period:
        """Return a reporting period; raises UnknownCode."""
        if code not in self._periods:
            raise UnknownCode(n_("period"), code, self._periods)
        return self._periods[code]

    def indicator(self, code: str) -> Indicator:
        """Return an indicator; raises UnknownCode."""
        if code not in self._indicators:
            raise UnknownCode(n_("indicator"), code, self._indicators)
        return self._indicators[code]

    @property
    def direction_level(self) -> Level:
        """The top level, such as Strategic Directions or impact areas."""
        return self.levels[0]

    @cached_property
    def directions(self) -> tuple[Node, ...]:
        """The nodes of the top level."""
        return tuple(n for n in self.nodes if n.level == self.direction_level.key)

    @cached_property
    def row_level(self) -> Level:
        """The level shown as rows on pages: elements, or initiatives where there are none."""
        levels = {level.key: level for level in self.levels}
        return levels.get("element") or levels.get("initiative") or self.levels[-1]

    @cached_property
    def rows(self) -> tuple[Node, ...]:
        """The nodes of `row_level`."""
        return tuple(n for n in self.nodes if n.level == self.row_level.key)

    def lineage(self, code: str) -> Iterator[Node]:
        """Yield a node and its ancestors, nearest first."""
        while code:
            node = self.node(code)
            yield node
            code = node.parent

    def scopes_of(self, code: str) -> tuple[str, ...]:
        """Return the nodes in which a contribution counts: itself and ancestors, no directions."""
        return tuple(n.code for n in self.lineage(code) if n.level != self.direction_level.key)

    def row_of(self, code: str) -> str:
        """Return the row in which a node counts.

        This is the node of `row_level` in its lineage, else the topmost below the directions. A
        direction is its own row.
        """
        scopes = self.scopes_of(code) or (code,)
        return next((c for c in scopes if self.node(c).level == self.row_level.key), scopes[-1])

    def links_of(self, code: str) -> tuple[Link, ...]:
        """Return the links of a node, else of its nearest ancestor with links.

        A node below a direction is linked to that direction.
        """
        for node in self.lineage(code):
            links = tuple(link for link in self.links if link.node == node.code)
            if links:
                return links
            if node.level == self.direction_level.key:
                return (Link(code, node.code, "stated"),)
        return ()

    def directions_of(self, *nodes: str) -> tuple[str, ...]:
        """Return the codes of the directions that nodes serve; empty when not stated."""
        served = {link.direction for code in nodes for link in self.links_of(code)}
        return tuple(d.code for d in self.directions if d.code in served)

    def directions_of_indicator(self, code: str) -> tuple[str, ...]:
        """Return the directions that an indicator counts under: its own, else its node's."""
        indicator = self.indicator(code)
        return indicator.directions or self.directions_of(indicator.node)

    def nodes_under(self, code: str) -> frozenset[str]:
        """Return a node and its descendants, or the nodes that serve a direction."""
        codes = [node.code for node in self.nodes]
        if code in self.lists["directions"]:
            return frozenset(c for c in codes if code in self.directions_of(c))
        return frozenset(c for c in codes if code in {n.code for n in self.lineage(c)})

    def indicators_under(self, code: str) -> tuple[Indicator, ...]:
        """Return the indicators of a node and its descendants, or those serving a direction."""
        if code in self.lists["directions"]:
            return tuple(i for i in self.indicators if code in self.directions_of_indicator(i.code))
        nodes = self.nodes_under(code)
        return tuple(i for i in self.indicators if i.node in nodes)

    def owner_of_indicator(self, code: str) -> str:
        """Return the working group that reports an indicator, else the nearest owner above it."""
        indicator = self.indicator(code)
        if indicator.owner:
            return indicator.owner
        return next((n.owner for n in self.lineage(indicator.node) if n.owner), "")

    def owner_of_node(self, code: str) -> str:
        """Return the working group of a node, else the one that reports all its indicators."""
        groups = {self.owner_of_indicator(i.code) for i in self.indicators_under(code)}
        return self.node(code).owner or (groups.pop() if len(groups) == 1 else "")


def _translated(copy: Framework) -> Framework:
    values: dict[str, Any] = {
        name: copy.translate_text(getattr(copy, name)) for name in ("title", "short_title")
    }
    for name in PARTS:
        values[name] = tuple(_translated_part(part, copy) for part in getattr(copy, name))
    return replace(copy, **values)


def _translated_part(part: Any, copy: Framework) -> Any:
    """Return a part in the copy's language.

    Levels and quarters fall back on the message catalogue, which all frameworks share.
    """
    t, names = translate(copy.language), TRANSLATED[type(part)]
    shared: Any = {Level: t, Period: t.period}.get(type(part), str)
    return replace(part, **{n: copy.translate_text(getattr(part, n), shared) for n in names})
