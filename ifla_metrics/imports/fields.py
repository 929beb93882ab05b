"""The fields of an activity by which tables made elsewhere are read, and how headers name them.

Names and words in seven languages stand in data/imports/fields.toml.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ifla_metrics.imports.columns import TITLES
from ifla_metrics.settings import ROOT
from ifla_metrics.text import folded

_FILE = ROOT / "data" / "imports" / "fields.toml"
_ARTICLES = re.compile(
    r"\b(?:the|of|an?|d|de[rnms]?|des|du|l[ae]?|les|las|los|el|d[ao]s?|die|vo[nm])\b"
)
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Ý])")
_HINT = re.compile(
    r"[(\[](?:s|es|e|optional|required|facultatif|obligatoire|opcional|dd|mm|yy(?:yy)?"
    r"|[dmyjat/.\s-]{5,})[)\]]",
    re.IGNORECASE,
)
_LEADING_LETTER = re.compile(r"^\s*[A-Za-z]?\d*[.)]\s+")
_LEADING_NUMBER = re.compile(r"^(?:[a-z]?\d+(?:\.\d+)*[a-z]?\s+)+")
_WORDS = re.compile(r"[\w%]+")


@dataclass(frozen=True)
class Field:
    """A field of an activity that a column may feed; `names` and `vague` are folded headers."""

    name: str
    kind: str
    codes: str
    required: bool
    names: frozenset[str]
    vague: frozenset[str]

    @property
    def title(self) -> str:
        """What the field is called: a message of the catalogue."""
        return TITLES[self.name]


@dataclass(frozen=True)
class Vocabulary:
    """The contents of fields.toml.

    `words` gives the code of a folded word by list, `lists` folded headers and words by what they
    say, `tools` headers of form tools as they stand, `counts` words around a number of people.
    """

    fields: Mapping[str, Field]
    words: Mapping[str, Mapping[str, str]]
    lists: Mapping[str, frozenset[str]]
    tools: Mapping[str, frozenset[str]]
    counts: Mapping[str, Any]


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Return the fields and words, read once."""
    content = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    words = content.pop("words")
    lists = content.pop("lists")
    tools = content.pop("tools")
    counts = content.pop("counts")
    return Vocabulary(
        fields={name: _field(name, found) for name, found in content.items()},
        words={
            listed: {folded(word): code for code, written in codes.items() for word in written}
            for listed, codes in words.items()
        },
        lists={name: _folded(found) for name, found in lists.items()},
        tools={name: frozenset(found) for name, found in tools.items()},
        counts=counts,
    )


def _field(name: str, found: Mapping[str, Any]) -> Field:
    return Field(
        name=name,
        kind=found["kind"],
        codes=found.get("codes", ""),
        required=found.get("required", False),
        names=_folded(found["names"]),
        vague=_folded(found.get("vague", ())),
    )


def _folded(names: Iterable[str]) -> frozenset[str]:
    return frozenset(fold_header(name) for name in names)


@lru_cache(maxsize=4096)
def fold_header(header: str) -> str:
    """Return a header as it is compared: no case, accents, punctuation, numbers, articles.

    “3. Titre de l'action *”, “titreAction” and “titre_action” are one.
    """
    text = _LEADING_LETTER.sub("", unicodedata.normalize("NFKC", header))
    text = _CAMEL.sub(" ", _HINT.sub(" ", text)).casefold().replace("_", " ")
    plain = unicodedata.normalize("NFKD", text)
    words = _WORDS.findall("".join(c for c in plain if not unicodedata.combining(c)))
    line = _LEADING_NUMBER.sub("", " ".join(words)) or " ".join(words)
    return " ".join(_ARTICLES.sub(" ", line).split()) or line
