"""A framework's words in another language: its own translations, the catalogue for what all share.

Codes, numbers, days and the order of parts are never touched.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, TypeVar

from ifla_metrics.framework.parts import WORDS, Level, Text
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.periods import Period

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Told = TypeVar("Told", bound="DataclassInstance")


@dataclass(frozen=True)
class Telling:
    """The translations into one language, by the words that they were made from."""

    language: str
    texts: dict[str, Text]

    @classmethod
    def into(cls, language: str, texts: Iterable[Text]) -> Telling:
        """Return the translations into a language."""
        told = {text.original: text for text in texts if text.language == language}
        return cls(translate(language).language, told)

    @property
    def t(self) -> Translate:
        """The catalogue's words; asked for each time, because a telling goes to other processes."""
        return translate(self.language)

    def said(self, words: str) -> str:
        """Return words in the language; the original where they are not translated."""
        found = self.texts.get(words)
        return found.text if found else words

    def part(self, part: Told) -> Told:
        """Return a part with its words in the language, and all else as it is."""
        before = {name: getattr(part, name) for name in WORDS[type(part)]}
        after = {name: self.said(words) for name, words in before.items()}
        if isinstance(part, Level):
            after = {
                name: self.t(words) if words == before[name] else words
                for name, words in after.items()
            }
        elif isinstance(part, Period) and after == before:
            after["title"] = self.t.period(part.title)
        return replace(part, **after) if after != before else part


def words_of(part: object) -> Iterable[str]:
    """Return the words of a part that are told in other languages."""
    return (getattr(part, name) for name in WORDS[type(part)] if getattr(part, name))


def copied(whole: DataclassInstance) -> dict[str, object]:
    """Return the fields of a frozen thing by name, to make another of."""
    return {f.name: getattr(whole, f.name) for f in fields(whole)}
