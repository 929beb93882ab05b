"""A file on its way into the log: its rows with drafts, reasons at cells, and questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from ifla_metrics.errors import IflaMetricsError, Message, n_

if TYPE_CHECKING:  # Keeps the worker process that reads files quick to start.
    from ifla_metrics.i18n import Translate
    from ifla_metrics.imports.code_book import CodeBook
    from ifla_metrics.imports.headers import Source
    from ifla_metrics.imports.row_reader import SheetMapping
    from ifla_metrics.models.drafts import AnyDraft
    from ifla_metrics.store.read.duplicates import LikelyDuplicate
    from ifla_metrics.store.versions import AnyVersion

OTHER_GROUP, STRAY_LINE = "other_group", "which_activity"
"""The codes of a file of another group, and of a line of participation without its activity.

They block the whole file.
"""


@dataclass(frozen=True)
class Cell:
    """A place in a file. Row 0 is the whole sheet, an empty column the whole row.

    Entries that are missing from the file have no sheet.
    """

    sheet: str
    row: int = 0
    column: str = ""
    header: str = ""

    def describe(self, t: Translate) -> str:
        """Return the place in the reader's language."""
        values = {"sheet": self.sheet, "row": self.row, "column": self.column, "name": self.header}
        if not self.sheet:
            return t("Not in the file")
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
        sentence = reason.removesuffix(".") + "."
        return t("{reason} Did you mean “{nearest}”?", reason=sentence, nearest=self.suggestion)


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


class Verdict(StrEnum):
    """What happens to a row when the file is imported."""

    ADD = "add"
    CHANGE = "change"
    SAME = "same"
    WITHDRAW = "withdraw"
    CONFLICT = "conflict"
    ASK = "ask"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Row:
    """One row of a file, which is one activity or one record.

    It has a draft, or reasons why it has none; with neither, it withdraws its entry. `kind` is
    `activity` or a kind of record. `uid` and `base_version` are set in our own workbook only.
    `fields` are those with a column in the file; all others keep their stored values.

    Comparing it with the log sets `current`, the stored version, and makes `draft` the next one
    (in a conflict: what the file says). `conflicts` are units of fields (`merge_units`) that both
    sides changed, `duplicates` are entries in the log that may be the same.
    """

    sheet: str
    row: int
    kind: str
    draft: AnyDraft | None = None
    uid: str = ""
    base_version: int | None = None
    fields: frozenset[str] = frozenset()
    reasons: tuple[Reason, ...] = ()
    current: AnyVersion | None = None
    conflicts: tuple[tuple[str, ...], ...] = ()
    duplicates: tuple[LikelyDuplicate, ...] = ()
    left_out: bool = False
    """Whether an answer says that another row of the file has the same activity."""

    @cached_property
    def verdict(self) -> Verdict:
        """What happens to the row, once it is compared."""
        if self.left_out:
            return Verdict.SAME
        if self.reasons:
            is_open = all(reason.question_key for reason in self.reasons)
            return Verdict.ASK if is_open else Verdict.REFUSE
        if self.conflicts:
            return Verdict.CONFLICT
        if self.current is None:
            return Verdict.ADD
        if self.draft == self.current.draft:
            return Verdict.SAME
        return Verdict.WITHDRAW if self.draft is None else Verdict.CHANGE

    @property
    def title(self) -> str:
        """The title of the entry, or the fields that identify a record."""
        draft = self.draft or (self.current and self.current.draft)
        names = ("title", "indicator", "subject", "cohort", "as_of")
        return " ".join(str(getattr(draft, name)) for name in names if hasattr(draft, name))


@dataclass(frozen=True)
class Preview:
    """The contents of a file and, once it is compared, what importing it would do to the log.

    `kind` is `workbook` (our own) or `table`. `notes` inform and block nothing. `missing` are
    withdrawals of the entries that our workbook had when it was downloaded and, once it is
    compared, of those that it now lacks.
    `group` and `answers` are those it was made with; `code_book` has the codes for further answers.
    """

    kind: str
    sheets: tuple[SheetMapping, ...] = field(default=(), repr=False)
    rows: tuple[Row, ...] = field(default=(), repr=False)
    mapping: Mapping[str, Source] = field(default_factory=dict)
    unmapped: tuple[Source, ...] = ()
    questions: tuple[Question, ...] = ()
    reasons: tuple[Reason, ...] = ()
    notes: tuple[Reason, ...] = ()
    missing: tuple[Row, ...] = ()
    name: str = ""
    sha256: str = ""
    group: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    code_book: CodeBook | None = field(default=None, repr=False)

    def key_of(self, row: Row) -> str:
        """Return the key of a row in the log, which tells later that it was imported."""
        return f"{self.sha256}/{row.sheet}/{row.row}"

    def with_verdict(self, *verdicts: Verdict) -> tuple[Row, ...]:
        """Return the rows with one of these verdicts, in the order of the file."""
        return tuple(row for row in self.rows if row.verdict in verdicts)

    @property
    def rows_to_write(self) -> tuple[Row, ...]:
        """The rows that an import would write."""
        return self.with_verdict(Verdict.ADD, Verdict.CHANGE, Verdict.WITHDRAW)

    @property
    def is_complete(self) -> bool:
        """Whether every row can be imported: no faults, no questions, no conflicts."""
        blocked = self.with_verdict(Verdict.CONFLICT, Verdict.ASK, Verdict.REFUSE)
        return not (blocked or self.questions or self.reasons)

    def blocking_message(self, *, take_valid: bool) -> Message | None:
        """Return why the file, or its valid rows alone, cannot be saved; None if it can."""
        for reason in self.reasons:
            if not take_valid or reason.code in (OTHER_GROUP, STRAY_LINE):
                return reason.message
        if self.is_complete or take_valid:
            return None
        if self.questions:
            return Message(n_("Please answer the questions about the file first."))
        return Message(n_("Some rows must be corrected or decided first."))


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
