"""A printed figure in today's words: a translation that came or changed moves no number.

A figure in another language is made from the same reading in further wordings: with the strategy's
own words among the messages of the language, and in the language of the strategy throughout. What
was printed in one of them is what is told today, in other words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ifla_metrics.exports import data_files
from ifla_metrics.figures import registry
from ifla_metrics.i18n import LANGUAGES, translate

if TYPE_CHECKING:
    from ifla_metrics.reading import Reading

Document = Mapping[str, Any]
"""A figure as `data_files.as_json` writes it, read."""


def wordings(name: str, reading: Reading) -> Iterator[str]:
    """Give a figure in the further wordings, as JSON; none in the language of the strategy."""
    language = reading.choices.language
    if language == LANGUAGES[0]:
        return
    untold = _in(LANGUAGES[0], reading)
    for t in (translate(language), translate(LANGUAGES[0])):
        yield data_files.as_json(registry.build(name, untold, t), t).decode("utf-8")


def _in(language: str, reading: Reading) -> Reading:
    """Return a reading, and the one before it, told in a language."""
    before = reading.previous
    return replace(
        reading,
        choices=replace(reading.choices, language=language),
        previous=_in(language, before) if before else None,
    )


def reworded(old: Document, new: Document, others: Sequence[Document]) -> Document:
    """Return what was printed in the words of `new`, as far as `others` say the same as `new`.

    Words are held against words of their own column, so that a cell that was moved to what another
    row says in other words is not mistaken for it; words that mean two things stay as they are.
    """
    title = new["title"] if old["title"] in {one["title"] for one in others} else old["title"]
    meant: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for one in others:
        for key, said, now in _same(one, new):
            meant[key, said].add(now)
    known = {of: next(iter(now)) for of, now in meant.items() if len(now) == 1}
    rows = [
        {
            key: known.get((key, said), said) if isinstance(said, str) else said
            for key, said in row.items()
        }
        for row in old["rows"]
    ]
    return {**old, "title": title, "rows": rows}


def as_printed(old: Document, new: Document, others: Sequence[Document]) -> Document:
    """Return `new` without columns that a translation brought: what a part is called originally."""
    had = {column["key"] for column in old["columns"]}
    everywhere = set.intersection(*({c["key"] for c in one["columns"]} for one in others))
    kept = [c for c in new["columns"] if c["key"] in had | everywhere]
    return {**new, "columns": kept}


def _same(one: Document, new: Document) -> Iterator[tuple[str, str, str]]:
    """Give column, words and today's words of each cell of a figure that stands in both wordings.

    Only where both have the same rows in the same order; nothing where words put them in another.
    """
    pairs = list(zip(one["rows"], new["rows"], strict=False))
    if len(one["rows"]) != len(new["rows"]) or any(_numbers(a) != _numbers(b) for a, b in pairs):
        return
    for said, now in pairs:
        for key, words in said.items():
            if isinstance(words, str) and isinstance(now.get(key), str):
                yield key, words, now[key]


def _numbers(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if not isinstance(value, str)}
