"""A whole report: its parts in order, the words of the formats, the tables behind its figures.

It travels to the composing process as JSON, and an edition can keep it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from ifla_metrics.i18n import translate
from ifla_metrics.report.book.parts import Part, Picture, unpacked


@dataclass(frozen=True)
class Undrawable:
    """Letters that no shipped font can draw, and where they stand; □ stands for each."""

    where: str
    text: str
    letters: str


@dataclass(frozen=True)
class Words:
    """The words that the formats themselves add, in the report's language."""

    contents: str
    figure: str
    table: str
    source: str
    for_whom: str
    page: str
    """With {n} and {all}."""
    lead: str
    """How words stand before what they introduce, with {lead}; French has a space in it."""
    demonstration: str = ""
    """What every page says where anything in the report is invented."""

    def led(self, lead: str) -> str:
        """Return words as they stand before what they introduce."""
        return self.lead.replace("{lead}", lead)


@dataclass(frozen=True)
class Book:
    """A whole report, its words and numbers fixed; only the pictures are still to be drawn."""

    template: str
    title: str
    subtitle: str
    facts: str
    """One line: strategy, period, known on."""
    author: str
    language: str
    known_on: str
    """ISO day; the files' own date, so that the same report has the same bytes."""
    contents: bool
    pages: int
    """Pages that it may have; 0: as many as it needs."""
    parts: tuple[Part, ...]
    words: Words
    tables: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """The table of each figure by id, values not rounded: `columns` (key, title, kind), `rows`."""
    undrawable: tuple[Undrawable, ...] = ()
    demonstration: str = ""
    """How much of it is invented, in a sentence for the first page; empty where nothing is."""

    @property
    def right_to_left(self) -> bool:
        """Whether its language is read from the right."""
        return translate(self.language).right_to_left

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The figures that are drawn, in their order."""
        return tuple(part for part in self.parts if isinstance(part, Picture))

    def record(self) -> dict[str, Any]:
        """Return all words and numbers as plain JSON values, so that they can be kept.

        `figures`: ids in the order they are first used; `texts` and `numbers`: what is printed;
        `tables`: what it was made from.
        """
        written = self._plain()
        used = [i for part in written["parts"] for i in _ids(part)]
        return {**written, "figures": [*dict.fromkeys(used)], "tables": dict(self.tables)}

    def packed(self) -> dict[str, Any]:
        """Return what a composing process needs: all but the tables behind the figures."""
        return self._plain()

    def _plain(self) -> dict[str, Any]:
        kept = {k: v for k, v in vars(self).items() if k not in {"parts", "tables", "words"}}
        return {
            **kept,
            "words": asdict(self.words),
            "undrawable": [asdict(u) for u in self.undrawable],
            "parts": [{"kind": type(part).__name__, **asdict(part)} for part in self.parts],
        }

    @classmethod
    def unpacked(cls, packed: Mapping[str, Any]) -> Book:
        """Return the book that `packed` or `record` has made."""
        values = {k: v for k, v in packed.items() if k != "figures"}
        return cls(
            **{
                **values,
                "words": Words(**values["words"]),
                "undrawable": tuple(Undrawable(**u) for u in values["undrawable"]),
                "parts": tuple(unpacked(part) for part in values["parts"]),
            }
        )


def _ids(part: Mapping[str, Any]) -> list[str]:
    inside = [
        str(item["id"])
        for item in part.get("items", ())
        if isinstance(item, Mapping) and item.get("id")
    ]
    return [str(part["id"]), *inside] if part.get("id") else inside
