"""A whole framework, the questions that it answers, and the same one in another language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from ifla_metrics.errors import UnknownCode
from ifla_metrics.framework.parts import Cuts, Indicator, Level, Link, Node, Target, Text
from ifla_metrics.framework.telling import Telling, copied, words_of
from ifla_metrics.i18n import LANGUAGES
from ifla_metrics.periods import Period


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
    texts: tuple[Text, ...] = field(default=(), repr=False)

    @property
    def original(self) -> Framework:
        """The framework in the words that its source has."""
        return self

    @property
    def language(self) -> str:
        """The language that this copy is told in; empty for the original."""
        return ""

    def said(self, words: str) -> str:
        """Return words of the original as this copy tells them: a unit's, say."""
        return words

    def texts_in(self, words: str) -> tuple[Text, ...]:
        """Return the translations of this copy that are said in `words`."""
        return ()

    @cached_property
    def originals(self) -> tuple[str, ...]:
        """All words that can be told in another language, in reading order, each once."""
        parts = (
            *self.levels,
            *self.nodes,
            *self.links,
            *self.indicators,
            *self.targets,
            *self.periods,
        )
        found = [self.title, self.short_title, *(i.unit for i in self.indicators)]
        return tuple(dict.fromkeys([*found, *(w for part in parts for w in words_of(part))]))

    @cached_property
    def _told(self) -> dict[str, Framework]:
        return {}

    def told(self, language: str) -> Framework:
        """Return the framework in the words of a language, all else the same; itself where it is.

        Words that have no translation stay as the source has them.
        """
        if language not in self._told:
            telling = Telling.into(language, self.texts)
            same = language == LANGUAGES[0] and not telling.texts
            self._told[language] = self if same else _told_by(telling, self)
        return self._told[language]

    @cached_property
    def _nodes(self) -> dict[str, Node]:
        return {n.code: n for n in self.nodes}

    @cached_property
    def _periods(self) -> dict[str, Period]:
        return {p.code: p for p in self.periods}

    @cached_property
    def _indicators(self) -> dict[str, Indicator]:
        return {i.code: i for i in self.indicators}

    def real_only(self) -> Framework:
        """Return the framework without its invented targets."""
        real = tuple(target for target in self.targets if target.provenance != "synthetic")
        return replace(self, targets=real)

    def node(self, code: str) -> Node:
        """Return the node of `code`; raises UnknownCode with the nearest one."""
        if code not in self._nodes:
            raise UnknownCode("node", code, self._nodes)
        return self._nodes[code]

    def period(self, code: str) -> Period:
        """Return the reporting period of `code`; raises UnknownCode with the nearest one."""
        if code not in self._periods:
            raise UnknownCode("period", code, self._periods)
        return self._periods[code]

    def indicator(self, code: str) -> Indicator:
        """Return the indicator of `code`; raises UnknownCode with the nearest one."""
        if code not in self._indicators:
            raise UnknownCode("indicator", code, self._indicators)
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
    def row_level(self) -> str:
        """The level whose nodes are rows on a page: elements, or initiatives where none exist."""
        keys = [level.key for level in self.levels]
        return next((k for k in ("element", "initiative") if k in keys), keys[-1])

    @cached_property
    def rows(self) -> tuple[Node, ...]:
        """The nodes of `row_level` that an indicator or an owner is attached to, in order."""
        return tuple(n for n in self.nodes if n.level == self.row_level)

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
        """The row a node is counted in: of `row_level`, else the topmost below the directions."""
        scopes = self.scopes_of(code)
        return next((c for c in scopes if self.node(c).level == self.row_level), scopes[-1])

    def children(self, code: str) -> tuple[Node, ...]:
        """The nodes directly below `code`, in reading order."""
        return tuple(n for n in self.nodes if n.parent == code)

    @cached_property
    def _dated(self) -> dict[tuple[Link, ...], Framework]:
        return {self.links: self}

    def on(self, day: date) -> Framework:
        """Return the framework with the links in force on a day: itself, where all of them are."""
        links = tuple(link for link in self.links if link.holds(day))
        if links not in self._dated:
            self._dated[links] = replace(self, links=links)
        return self._dated[links]

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

    def directions_of(self, code: str) -> tuple[str, ...]:
        """The directions that a node serves; empty when not stated."""
        served = {link.direction for link in self.links_of(code) if link.direction}
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


@dataclass(frozen=True)
class ToldFramework(Framework):
    """A framework in the words of a language; in all else it is the original."""

    own: Framework = field(kw_only=True, repr=False, compare=False)
    telling: Telling = field(kw_only=True, repr=False, compare=False)

    @property
    def original(self) -> Framework:
        """The framework in the words that its source has."""
        return self.own

    @property
    def language(self) -> str:
        """The language that this copy is told in."""
        return self.telling.language

    def said(self, words: str) -> str:
        """Return words of the original as this copy tells them."""
        return self.telling.said(words)

    def texts_in(self, words: str) -> tuple[Text, ...]:
        """Return the translations of this copy that are said in `words`."""
        units = {indicator.unit for indicator in self.indicators}  # Such words stand anywhere.
        return tuple(
            text
            for text in self.telling.texts.values()
            if text.original not in units and text.text != text.original and text.text in words
        )

    def told(self, language: str) -> Framework:
        """Return the framework in the words of another language."""
        return self.own.told(language)

    def on(self, day: date) -> Framework:
        """Return the framework with the links in force on a day, in the same language."""
        return self.own.on(day).told(self.language)


def _told_by(telling: Telling, own: Framework) -> ToldFramework:
    parts = {
        name: tuple(map(telling.part, getattr(own, name)))
        for name in ("levels", "nodes", "links", "indicators", "targets", "periods")
    }
    heads = {name: telling.said(getattr(own, name)) for name in ("title", "short_title")}
    # By name, from what the dataclass itself lists: no type is known here.
    return ToldFramework(**{**copied(own), **heads, **parts, "own": own, "telling": telling})  # type: ignore[arg-type]
