"""What becomes of the rows of a file: each with what stands, what will stand, and what clashes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from ifla_metrics.exchange.faults import Reason
from ifla_metrics.models.drafts import ActivityDraft, RecordDraft

Said = ActivityDraft | RecordDraft
Name = tuple[str, str]
"""(kind, uid)."""

MINE, THEIRS = "mine", "theirs"
Choice = Literal["mine", "theirs"]
WITHDRAWN = "withdrawn"
"""The unit of a conflict between a change and a withdrawal."""


class Row(Protocol):
    """A row that was read, as far as it is needed here (`row_reading.ReadRow`)."""

    @property
    def sheet(self) -> str: ...
    @property
    def row(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def uid(self) -> str: ...
    @property
    def base_version(self) -> int | None: ...
    @property
    def withdraw(self) -> bool: ...
    @property
    def draft(self) -> Said | None: ...
    @property
    def said(self) -> frozenset[str]: ...


class Stored(NamedTuple):
    """What stands in the log."""

    version: int
    draft: Said
    withdrawn: bool = False
    by: str = ""
    """Who recorded it."""


class Clash(NamedTuple):
    """Fields that the file and somebody else changed differently; a choice takes one side."""

    unit: str
    """The first of the fields, or `withdrawn`."""
    fields: tuple[str, ...]


class Planned(NamedTuple):
    """A row and what becomes of it."""

    row: Row
    stored: Stored | None = None
    """What stands; None when it is new."""
    base: Said | None = None
    draft: Said | None = None
    """What will stand; None when it is withdrawn or refused."""
    uid: str = ""
    kept: tuple[str, ...] = ()
    """Fields that others changed since, and that stay as they are."""
    clashes: tuple[Clash, ...] = ()
    reason: Reason | None = None
    """Why it is refused."""

    @property
    def place(self) -> tuple[str, int]:
        """Sheet and row."""
        return self.row.sheet, self.row.row


@dataclass(frozen=True)
class Plan:
    """All rows, each in one list, in the order of the file."""

    added: tuple[Planned, ...] = ()
    changed: tuple[Planned, ...] = ()
    withdrawn: tuple[Planned, ...] = ()
    same: tuple[Planned, ...] = ()
    conflicts: tuple[Planned, ...] = ()
    refused: tuple[Planned, ...] = ()

    @property
    def written(self) -> tuple[Planned, ...]:
        """The rows that would be written."""
        return self.added + self.changed + self.withdrawn

    @property
    def is_idle(self) -> bool:
        """Whether applying it would change nothing and nothing is left to decide."""
        return not (self.written or self.conflicts or self.refused)


def groups_of(draft: Said) -> tuple[str, ...]:
    """Return the groups that own what a draft says."""
    return draft.groups if isinstance(draft, ActivityDraft) else (draft.group,)
