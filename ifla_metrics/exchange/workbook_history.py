"""The history of a log: a hidden sheet of the workbook that fills another database.

One row is one version of one entry, in the order in which they were written, with the moments on
which figures hang. What the version that stands says is on the sheets that people read; what others
said travels here as JSON, because a sheet of theirs would be taken for rows to bring.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ifla_metrics.exchange.sheets import Sheet

NAME = "history"
"""Not translated: it is read by the tool alone."""
HEADER = (
    "kind",
    "id",
    "version",
    "recorded_at",
    "withdrawn",
    "assumed",
    "logged_on",
    "reason",
    "approved_at",
    "returned_at",
    "decided",
    "comment",
    "said",
)
MEETING = "meeting"
"""The kind of the rows that say to which moment the record of a meeting is closed."""
Key = tuple[str, str]
"""(kind, uid)."""
LONGEST = 32_000
"""Letters of `said` in one cell; more go on in the cells after it."""


@dataclass(frozen=True)
class Told:
    """A version as the sheet has it."""

    version: int
    recorded_at: datetime
    withdrawn: bool = False
    assumed: bool = False
    """That moment is assumed."""
    logged_on: date | None = None
    reason: str = ""
    approved_at: datetime | None = None
    returned_at: datetime | None = None
    decided: bool = False
    comment: str = ""
    said: str = ""
    """What it says, as JSON; empty of the version that stands."""


@dataclass(frozen=True)
class History:
    """The versions of a log in the order in which they were written, and its frozen meetings."""

    versions: Sequence[tuple[Key, Told]] = ()
    frozen: Sequence[tuple[str, datetime]] = ()
    unread: int = 0
    """Rows that are not whole."""


def history_rows(history: History) -> Iterable[Sequence[str]]:
    """Yield the rows of the sheet, its header first."""
    yield HEADER
    for code, reached in history.frozen:
        yield (MEETING, code, "", reached.isoformat())
    for (kind, uid), told in history.versions:
        yield (
            kind,
            uid,
            str(told.version),
            told.recorded_at.isoformat(),
            "yes" if told.withdrawn else "",
            "yes" if told.assumed else "",
            told.logged_on.isoformat() if told.logged_on else "",
            told.reason,
            _moment_text(told.approved_at),
            _moment_text(told.returned_at),
            "yes" if told.decided else "",
            told.comment,
            *(told.said[i : i + LONGEST] for i in range(0, len(told.said), LONGEST)),
        )


def split_history(sheets: Iterable[Sheet]) -> tuple[tuple[Sheet, ...], History]:
    """Return the sheets that people write in, and what the hidden sheet says."""
    others: list[Sheet] = []
    versions: list[tuple[Key, Told]] = []
    frozen: list[tuple[str, datetime]] = []
    unread = 0
    for sheet in sheets:
        if sheet.name != NAME or not sheet.hidden:
            others.append(sheet)
            continue
        for row in sheet.rows[1:]:
            texts = [str(cell) if cell is not None else "" for cell in row]
            texts += [""] * (len(HEADER) - len(texts))
            try:
                if texts[0] == MEETING:
                    frozen.append((texts[1], _moment(texts[3])))
                elif any(texts):
                    versions.append(((texts[0], texts[1]), _told(texts)))
            except ValueError:
                unread += 1
    return tuple(others), History(versions, frozen, unread)


def _told(texts: Sequence[str]) -> Told:
    """Return a row; raises ValueError when it is not whole."""
    (
        _,
        _,
        version,
        recorded_at,
        withdrawn,
        assumed,
        logged_on,
        reason,
        approved_at,
        returned_at,
        decided,
        comment,
        *said,
    ) = texts
    return Told(
        int(version),
        _moment(recorded_at),
        withdrawn == "yes",
        assumed == "yes",
        date.fromisoformat(logged_on) if logged_on else None,
        reason,
        _moment(approved_at) if approved_at else None,
        _moment(returned_at) if returned_at else None,
        decided == "yes",
        comment,
        "".join(said),
    )


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found


def _moment_text(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat()
