"""What is to be frozen as an edition: figures as data, files as bytes, the words around them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class FrozenFigure:
    """A figure as it was printed; `content` is its JSON (report.data_files.as_json)."""

    id: str
    title: str
    content: str


@dataclass(frozen=True)
class FrozenFile:
    """A file as it was printed."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class EditionDraft:
    """What is to be frozen. `texts` is the report's own record as JSON, or empty."""

    name: str
    framework: str
    period: str
    known_on: date
    language: str
    figures: tuple[FrozenFigure, ...]
    files: tuple[FrozenFile, ...] = ()
    template: str = ""
    texts: str = ""
    note: str = ""
    corrects: str = ""
