"""Editions: frozen reports with their figures and files. Their rows never change.

To correct an edition, freeze another one that names it in `corrects`.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Field

from ifla_metrics.errors import Refused, n_
from ifla_metrics.models.base import BaseRow, BigInt, FileMixin, IdMixin, check
from ifla_metrics.text import clean_line

MAX_FILE_SIZE = 60_000_000
"""Largest file of an edition, in bytes."""


@dataclass(frozen=True)
class FrozenFigure:
    """A figure as it was printed; `content` is its JSON (`exports.data_files.as_json`)."""

    figure_id: str
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
    """A report to freeze: its figures, files, template and choices."""

    name: str
    note: str
    framework: str
    period: str
    known_on: date
    language: str
    template: str
    corrects: str | None
    figures: tuple[FrozenFigure, ...]
    files: tuple[FrozenFile, ...] = ()

    def __post_init__(self) -> None:
        if not 3 <= len(clean_line(self.name)) <= 200:
            raise Refused(n_("The name of an edition must have 3 to 200 characters."))
        if not self.figures:
            raise Refused(n_("Choose at least one figure for the edition."))


PrintedFigure = tuple[FrozenFigure, str]
"""A printed figure and the uid of its edition."""


class ChangedEntry(NamedTuple):
    """A version of an entry that was recorded, approved or returned after printing."""

    kind: str
    frame: str
    """The frame of a `Reading` that contains the entry."""
    uid: str
    title: str
    version: int
    at: datetime
    """When the version was recorded, approved or returned."""
    provenance: str


class EditionRow(IdMixin, table=True):
    """A frozen report: its name, its choices, when and by whom it was frozen."""

    __table_args__ = (check("name_length", "length(name) BETWEEN 3 AND 200"),)

    uid: str = Field(unique=True)
    name: str
    note: str
    framework: str = Field(foreign_key="framework.id")
    period: str
    known_on: date
    language: str
    template: str
    frozen_at: datetime
    frozen_by: str
    corrects: str | None = Field(default=None, foreign_key="edition.uid")
    idempotency_key: str | None = Field(default=None, unique=True)


class EditionFigureRow(BaseRow, table=True):
    """One figure of an edition: its numbers and words as JSON."""

    edition_id: int = Field(primary_key=True, foreign_key="edition.id", sa_type=BigInt)
    position: int = Field(primary_key=True)
    figure_id: str = Field(index=True)
    title: str
    content: str


class EditionFileRow(FileMixin, table=True):
    """One file of an edition, byte for byte."""

    __table_args__ = (check("size_in_bounds", f"size BETWEEN 1 AND {MAX_FILE_SIZE}"),)

    edition_id: int = Field(primary_key=True, foreign_key="edition.id", sa_type=BigInt)
    name: str = Field(primary_key=True)


class ReportTemplateRow(BaseRow, table=True):
    """The blocks of a report, saved for everybody to use again."""

    __table_args__ = (check("text_length", "length(text) <= 200000"),)

    name: str = Field(primary_key=True)
    text: str
