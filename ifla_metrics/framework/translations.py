"""Translations of a framework's words: codes, numbers, days and order are never touched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ifla_metrics.i18n import Translate, translate


@dataclass(frozen=True)
class Text:
    """Words of the framework in another language.

    A translation belongs to the words it was made from, wherever they occur. When those words are
    corrected it no longer applies, and `check` asks for it to be reviewed.
    """

    language: str
    original: str
    text: str
    status: str
    """`official` when the organisation published it so, else `unofficial`."""
    source: str = ""
    note: str = ""


@dataclass(frozen=True)
class Translation:
    """The translations into one language, by the words that they were made from."""

    language: str
    texts: dict[str, Text]

    @classmethod
    def into(cls, language: str, texts: Iterable[Text]) -> Translation:
        """Return the translations into a language."""
        chosen = {text.original: text for text in texts if text.language == language}
        return cls(translate(language).language, chosen)

    @property
    def t(self) -> Translate:
        """The catalogue of the language; looked up each time, since a catalogue is not pickled."""
        return translate(self.language)

    def translate(self, words: str) -> str:
        """Return words in the language; the original where there is no translation."""
        found = self.texts.get(words)
        return found.text if found else words
