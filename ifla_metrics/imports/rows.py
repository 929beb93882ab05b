"""What reading a file gives: rows with drafts, reasons at cells, and questions for the user."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ifla_metrics.errors import IflaMetricsError, Message

if TYPE_CHECKING:  # Keeps the worker process that reads files quick to start.
    from ifla_metrics.i18n import Translate
    from ifla_metrics.models.drafts import AnyDraft

STRAY_LINE = "which_activity"
"""The code of a line of participation whose activity is not found."""


@dataclass(frozen=True)
class Cell:
    """A place in a file. Row 0 is the whole sheet, an empty column the whole row."""

    sheet: str
    row: int = 0
    column: str = ""
    header: str = ""

    def describe(self, t: Translate) -> str:
        """Return the place in the reader's language."""
        values = {"sheet": self.sheet, "row": self.row, "column": self.column, "name": self.header}
        if not self.row:
            return t("Sheet “{sheet}”", **values)
        if not self.column:
            return t("Sheet “{sheet}”, row {row}", **values)
        if not self.header:
            return t("Sheet “{sheet}”, cell {column}{row}", **values)
        return t("Sheet “{sheet}”, cell {column}{row} ({name})", **values)


@dataclass(frozen=True)
class Reason:
    """Why a cell, a row or a sheet cannot be imported as it is.

    `code` is a stable English identifier (`not_a_date`), `suggestion` the closest valid value,
    `question_key` the question that would settle it; "" if the cell must be corrected.
    """

    cell: Cell
    code: str
    message: Message
    field: str = ""
    value: str = ""
    suggestion: str = ""
    question_key: str = ""

    def describe(self, t: Translate) -> str:
        """Return the message with the closest valid value, without the place."""
        reason = self.message.translate(t)
        if not self.suggestion:
            return reason
        return t("{reason} Did you mean “{nearest}”?", reason=reason, nearest=self.suggestion)


@dataclass(frozen=True)
class Question:
    """Something that the file leaves open and that only a person can decide.

    `key` is the key of its answer (`date_order`, `value:lifecycle`, `mapping:kind`); `choices`
    are the possible answers with their labels (msgids), `suggested` is the preselected answer.
    """

    key: str
    message: Message
    choices: Mapping[str, str]
    suggested: str = ""


@dataclass(frozen=True)
class Row:
    """One row of a file, which is one activity or one record: its draft, or why there is none.

    `kind` is `activity` or a kind of record. `uid` and `base_version` are set in our own workbook
    only. `fields` are those with a column in the file; all others keep their stored values.
    """

    sheet: str
    row: int
    kind: str
    draft: AnyDraft | None = None
    uid: str = ""
    base_version: int | None = None
    withdraw: bool = False
    fields: frozenset[str] = frozenset()
    reasons: tuple[Reason, ...] = ()

    @property
    def needs_answers(self) -> bool:
        """Whether answering questions is enough to make the row valid."""
        return bool(self.reasons) and all(reason.question_key for reason in self.reasons)


@dataclass(frozen=True)
class Source:
    """Where a field may come from: a column of the file, or one constant for all rows.

    A column that is not `certain` must be confirmed. A `personal` one names people and is dropped.
    """

    sheet: str
    column: str = ""
    header: str = ""
    filled: int = 0
    samples: tuple[str, ...] = ()
    constant: str = ""
    certain: bool = True
    personal: bool = False


@dataclass(frozen=True)
class SheetInfo:
    """A sheet of the file: its header row (0 if it was not read) and its number of data rows."""

    name: str
    header_row: int
    rows: int


@dataclass(frozen=True)
class ParsedFile:
    """The contents of a file, before it is compared with the log.

    `kind` is `workbook` (our own) or `table`. `notes` inform and block nothing. `missing` are
    withdrawals of the entries that our workbook had when it was downloaded and now lacks.
    """

    kind: str
    sheets: tuple[SheetInfo, ...] = ()
    rows: tuple[Row, ...] = ()
    mapping: Mapping[str, Source] = field(default_factory=dict)
    unmapped: tuple[Source, ...] = ()
    questions: tuple[Question, ...] = ()
    reasons: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()
    missing: tuple[Row, ...] = ()
    name: str = ""
    sha256: str = ""

    def key_of(self, row: Row) -> str:
        """Return the key of a row in the log, which tells later that it was imported."""
        return f"{self.sha256}/{row.sheet}/{row.row}"


class CellError(IflaMetricsError):
    """A value that cannot be read. The attributes are those of `Reason`.

    Set `field` when several cells contradict each other. `further` are errors of other values in
    the same cell.
    """

    def __init__(
        self,
        code: str,
        text: str,
        /,
        *,
        field: str = "",
        suggestion: str = "",
        question_key: str = "",
        **values: object,
    ) -> None:
        super().__init__(text, **values)
        self.code = code
        self.field = field
        self.suggestion = suggestion
        self.question_key = question_key
        self.further: tuple[CellError, ...] = ()
