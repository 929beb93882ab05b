"""Editions: figures and files as they were printed. Their rows never change.

A correction is a further edition that names the one it corrects.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Field

from ifla_metrics.models.base import BaseRow, BigInt, FileMixin, IdMixin, check

MAX_FILE_SIZE = 60_000_000
"""Bytes of one file of an edition at most."""


@dataclass(frozen=True)
class FrozenFigure:
    """A figure as it was printed; `content` is its JSON (exports.data_files.as_json)."""

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
    """What is to be frozen: a report's figures and files, and what they were made with."""

    name: str
    note: str
    framework: str
    period: str
    known_on: date
    language: str
    template: str
    corrects: str | None
    figures: tuple[FrozenFigure, ...]
    files: tuple[FrozenFile, ...]


class PrintedFigure(NamedTuple):
    """A figure as it was printed, and the uid of the edition that printed it."""

    figure: FrozenFigure
    edition: str


class ChangedEntry(NamedTuple):
    """A version of an activity or a record that was recorded, or decided upon, after printing."""

    kind: str
    frame: str
    """The frame of a reading that it is in."""
    uid: str
    title: str
    version: int
    at: datetime
    """When it was recorded; of a decision, when it was decided."""
    reason: str
    """Why it was recorded; of a decision, the comment."""


class EditionRow(IdMixin, table=True):
    """A report that went to print: its name, what it was made with, when and by whom."""

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
    """One figure of an edition: all its numbers and words, as JSON."""

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
    """A report's blocks as somebody put them together, to be used again."""

    __table_args__ = (check("text_length", "length(text) <= 200000"),)

    name: str = Field(primary_key=True)
    text: str
