"""What reading a file gives: rows with drafts, reasons at cells, and questions to the reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ifla_metrics.errors import IflaMetricsError, Message

if TYPE_CHECKING:  # The reading process starts without them.
    from ifla_metrics.i18n import Translate
    from ifla_metrics.models.drafts import AnyDraft

STRAY_LINE = "which_activity"
"""The code of a line of participation whose activity is not found."""


@dataclass(frozen=True)
class Cell:
    """A place in a file; row 0 is the whole sheet, an empty column the whole row."""

    sheet: str
    row: int = 0
    column: str = ""
    header: str = ""

    def describe(self, t: Translate) -> str:
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
class Reason:
    """Why a cell, a row or a sheet cannot be taken as it is.

    `code` is a stable English word for machines (`not_a_date`), `suggestion` the closest valid
    value, `ask` the key of the question that would settle it; "" where the cell must be corrected.
    """

    cell: Cell
    code: str
    message: Message
    field: str = ""
    value: str = ""
    suggestion: str = ""
    ask: str = ""

    def describe(self, t: Translate) -> str:
        """Return what is wrong and the closest valid value, without the place."""
        reason, nearest = self.message.translate(t), self.suggestion
        if not nearest:
            return reason
        return t("{reason} Did you mean “{nearest}”?", reason=reason, nearest=nearest)


@dataclass(frozen=True)
class Question:
    """Something that the file does not say and that nobody should guess.

    `key` is what an answer is kept under (`date_order`, `value:lifecycle`, `mapping:kind`);
    `choices` are the words (msgids) for each possible answer, `suggested` is shown as chosen.
    """

    key: str
    message: Message
    choices: Mapping[str, str]
    suggested: str = ""


@dataclass(frozen=True)
class Row:
    """One row of a file: one activity or one record, as a draft or with the reasons why not.

    `kind` is `activity` or the name of a record kind; `uid` and `base_version` come from our own
    workbook only; `given` are the fields that the file has a column for: others keep what stands.
    """

    sheet: str
    row: int
    kind: str
    draft: AnyDraft | None = None
    uid: str = ""
    base_version: int | None = None
    withdraw: bool = False
    given: frozenset[str] = frozenset()
    reasons: tuple[Reason, ...] = ()

    @property
    def is_valid(self) -> bool:
        """Whether the row can be compared with the log: nothing is wrong, and it says what."""
        return not self.reasons and (self.draft is not None or self.withdraw)

    @property
    def is_asked(self) -> bool:
        """Whether answers alone would settle the row."""
        return bool(self.reasons) and all(reason.ask for reason in self.reasons)


@dataclass(frozen=True)
class Source:
    """Where a field may come from: a column of the file, or one constant for all rows.

    `certain` says whether the column of a field need not be confirmed; a `personal` one is dropped
    because it names people.
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
class SheetFound:
    """A sheet of the file: the row its headers stand in (0: not read) and its rows of data."""

    name: str
    header_row: int
    rows: int


@dataclass(frozen=True)
class ReadFile:
    """Everything that a file says, before it is compared with the log.

    `name` and `sha256` are those of the file, by which its rows are known when it comes back;
    `kind` is `workbook` (ours) or `table`; `notes` are worth telling and stop nothing; `missing`
    withdraw entries of our workbook as it was downloaded that the returned file lacks.
    """

    kind: str
    sheets: tuple[SheetFound, ...] = ()
    rows: tuple[Row, ...] = ()
    mapping: Mapping[str, Source] = field(default_factory=dict)
    unmapped: tuple[Source, ...] = ()
    questions: tuple[Question, ...] = ()
    reasons: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()
    missing: tuple[Row, ...] = ()
    name: str = ""
    sha256: str = ""


class Fault(IflaMetricsError):
    """A value that cannot be read: a stable code, a message, the nearest valid value.

    `ask` is the key of the question that would settle it. `field` is named where several cells
    contradict each other.
    """

    def __init__(
        self,
        code: str,
        text: str,
        /,
        *,
        field: str = "",
        suggestion: str = "",
        ask: str = "",
        **values: object,
    ) -> None:
        super().__init__(text, **values)
        self.code = code
        self.field = field
        self.suggestion = suggestion
        self.ask = ask
