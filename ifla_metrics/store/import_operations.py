"""What an import is asked to write, decided row by row; and what it then wrote."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from ifla_metrics.models.drafts import ActivityDraft, RecordDraft
from ifla_metrics.store.import_stored import Past, groups_of


class Action(StrEnum):
    """What becomes of a row."""

    ADD = "add"
    AMEND = "amend"
    WITHDRAW = "withdraw"


class Operation(NamedTuple):
    """One row of a file: what is to be written for it."""

    action: Action
    kind: str
    """`activity` or a kind of record."""
    draft: ActivityDraft | RecordDraft | None
    """What is said; None when it is withdrawn."""
    uid: str = ""
    """The stored one; of an added one, a name of its own if it has one."""
    base_version: int = 0
    """The version that was compared with; 0 when it is added."""
    key: str | None = None
    """The hash of the file and the place of the row: the row is known again by it."""
    place: str | Callable[[], str] = ""
    """Where the row stands, in words, for a refusal: few of them are ever said."""
    past: tuple[Past, ...] = ()
    """Of an added one: its versions in the log that the file was exported from, the last one
    being what is said now; an empty log is filled with all of them."""

    @property
    def stands(self) -> str:
        """Where the row stands, in words; "" when that was not told."""
        return self.place if isinstance(self.place, str) else self.place()

    @property
    def earlier(self) -> list[ActivityDraft | RecordDraft]:
        """What its earlier versions said."""
        return [past.draft for past in self.past if past.draft is not None]

    @property
    def said(self) -> list[ActivityDraft | RecordDraft]:
        """Everything that is to be written for it."""
        return [*self.earlier, *([self.draft] if self.draft is not None else [])]

    @property
    def is_over(self) -> bool:
        """Whether it was withdrawn where it comes from: only an empty log is filled with it."""
        return bool(self.past) and self.past[-1].withdrawn

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that own what is said."""
        return groups_of(self.draft) if self.draft is not None else ()


@dataclass(frozen=True)
class Source:
    """The file that rows come from."""

    name: str
    hash: str
    """SHA-256 of its bytes, in hexadecimal."""
    group: str = ""
    """The group whose file it is; "" when it is everybody's, which only the secretariat brings."""
    reason: str = ""
    """Why stored entries change or are withdrawn; needed when any is."""
    frozen: Mapping[str, datetime] = field(default_factory=dict)
    """Of a file with the history of a log: the moments to which its meetings were frozen."""


class Written(NamedTuple):
    """One version that an import wrote."""

    kind: str
    uid: str
    version: int


@dataclass(frozen=True)
class Applied:
    """What an import wrote; `again` when it had been applied before and nothing was written now."""

    id: int
    added: int
    changed: int
    withdrawn: int
    written: Sequence[Written] = ()
    again: bool = False
