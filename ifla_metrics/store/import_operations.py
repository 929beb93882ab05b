"""What an import is asked to write, decided row by row; and what it then wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ifla_metrics.models.drafts import ActivityDraft, RecordDraft
from ifla_metrics.store.import_stored import groups_of


class Action(StrEnum):
    """What becomes of a row."""

    ADD = "add"
    AMEND = "amend"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Operation:
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
    place: str = ""
    """Where the row stands, in words, for a refusal."""
    known_from: date | None = None
    """Of an added one: the day since which it was known; now when it is None."""
    logged_on: date | None = None
    """With `known_from`: the day on which it was first logged, unless that is assumed."""
    assumed: bool = False
    """That day is assumed, so no delay is computed from it."""
    approved: bool = False
    """It had been approved where it was exported."""

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
    """Why stored things are changed; the name of the file when nothing is said."""


@dataclass(frozen=True)
class Written:
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
