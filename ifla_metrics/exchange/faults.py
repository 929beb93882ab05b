"""What is wrong, doubtful or worth telling about a cell, with its place and words for a reader."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from ifla_metrics.errors import n_
from ifla_metrics.i18n import Translate


class Word(str):
    """A value of a reason that is itself a message of the catalogue, such as a column's title."""


@dataclass(frozen=True)
class Reason:
    """A message of the catalogue and the values of its holes."""

    message: str
    values: tuple[tuple[str, object], ...] = ()

    def words(self, t: Translate) -> str:
        """Return the reason in the reader's language."""
        return t(self.message, **{k: t(v) if isinstance(v, Word) else v for k, v in self.values})


def because(message: str, **values: object) -> Reason:
    """Return the reason that `message` gives; `message` is marked for the catalogue by `n_`."""
    return Reason(message, tuple(values.items()))


@dataclass(frozen=True)
class Refused:
    """A value that cannot be read: why, and the nearest right one, if any."""

    reason: Reason
    nearest: str = ""


@dataclass(frozen=True)
class Place:
    """A cell: its sheet, row as a spreadsheet counts, column letters, and the column's header.

    Row 0 is the whole sheet, an empty column the whole row.
    """

    sheet: str
    row: int
    column: str = ""
    header: str = ""

    def words(self, t: Translate) -> str:
        """Return the place in the reader's language."""
        holes = {"sheet": self.sheet, "row": self.row, "column": self.column, "name": self.header}
        if not self.row:
            return t("Sheet “{sheet}”", **holes)
        if not self.column:
            return t("Sheet “{sheet}”, row {row}", **holes)
        if not self.header:
            return t("Sheet “{sheet}”, cell {column}{row}", **holes)
        return t("Sheet “{sheet}”, cell {column}{row} ({name})", **holes)


@dataclass(frozen=True)
class Fault:
    """A value that cannot stand, or (as a notice) one that was read in a way worth telling."""

    place: Place
    value: str
    reason: Reason
    nearest: str = ""

    def words(self, t: Translate) -> str:
        """Return the fault as one line in the reader's language."""
        holes = {
            "place": self.place.words(t),
            "value": shown(self.value),
            "reason": self.reason.words(t),
            "nearest": self.nearest,
        }
        if self.value and self.nearest:
            return t("{place}: “{value}”: {reason} Did you mean “{nearest}”?", **holes)
        if self.value:
            return t("{place}: “{value}”: {reason}", **holes)
        return t("{place}: {reason}", **holes)


@dataclass(frozen=True)
class Choice:
    """One answer to a question: the value to answer with and how it is shown."""

    value: str
    label: str
    alpha2: str = ""
    days: tuple[datetime.date, datetime.date] | None = None

    def words(self, t: Translate) -> str:
        """Return the choice in the reader's language: a country's name, days, or its label."""
        if self.alpha2:
            return t.country(self.alpha2, self.label)
        if self.days is None:
            return t(self.label)
        first, last = self.days
        if first == last:
            return t.date(first)
        return t("{first} to {last}", first=t.date(first), last=t.date(last))


@dataclass(frozen=True)
class Question:
    """A value with more than one reading: nothing is guessed, somebody chooses."""

    place: Place
    value: str
    choices: tuple[Choice, ...]
    why: Reason
    covers: str = "value"
    """`value`: this cell. `column`: the answer holds for every such cell of the column."""
    about: str = ""
    """What is asked about, the uid of an entry or “example”; an answer about another is none."""

    @property
    def id(self) -> str:
        """What an answer is kept under; the same for equal files."""
        if self.covers == "column":
            return f"{self.place.sheet}!{self.place.column}"
        about = f"@{self.about}" if self.about else ""
        return f"{self.place.sheet}!{self.place.column}{self.place.row}={self.value[:60]}{about}"

    def words(self, t: Translate) -> str:
        """Return the question as one line in the reader's language."""
        return t(
            "{place}: “{value}”: {reason}",
            place=self.place.words(t),
            value=shown(self.value),
            reason=self.why.words(t),
        )


def shown(value: str, longest: int = 80) -> str:
    """Return a value short enough for a message."""
    return value if len(value) <= longest else value[: longest - 1] + "…"


EMPTY = because(n_("The cell is empty."))
