"""The words by which tables made elsewhere are read, in seven languages (imports/fields.toml)."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ifla_metrics.i18n import LANGUAGES, translate
from ifla_metrics.imports.columns import TABLE_COLUMNS, Column
from ifla_metrics.settings import ROOT
from ifla_metrics.text import folded

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
class Vocabulary:
    """The fields that a table may feed and the words that name them, all folded.

    `names` are the headers that name a field for certain, `vague` those that are asked about.
    `words` gives the code of a word by list, `lists` headers and words by what they say, `tools`
    headers of form tools as they stand, `counts` words around a number of people.
    """

    fields: Mapping[str, Column]
    names: Mapping[str, frozenset[str]]
    vague: Mapping[str, frozenset[str]]
    words: Mapping[str, Mapping[str, str]]
    lists: Mapping[str, frozenset[str]]
    tools: Mapping[str, frozenset[str]]
    counts: Mapping[str, Any]


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Return the fields and words, read once. A field without a list is named by its title."""
    path = ROOT / "data" / "imports" / "fields.toml"
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    listed = {name: found for name, found in content.items() if name in TABLE_COLUMNS}
    fields = {name: TABLE_COLUMNS[name] for name in (*listed, *TABLE_COLUMNS)}
    return Vocabulary(
        fields=fields,
        names={
            name: _folded(listed[name]["names"] if name in listed else _titles(column))
            for name, column in fields.items()
        },
        vague={name: _folded(listed.get(name, {}).get("vague", ())) for name in fields},
        words={
            name: {folded(word): code for code, written in codes.items() for word in written}
            for name, codes in content["words"].items()
        },
        lists={name: _folded(found) for name, found in content["lists"].items()},
        tools={name: frozenset(found) for name, found in content["tools"].items()},
        counts=content["counts"],
    )


def _titles(column: Column) -> list[str]:
    return [translate(language)(column.title) for language in LANGUAGES]


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
