"""Compare the rows of a file with the log, and decide what becomes of each. Nothing is written.

The version that a row was made from is read from the log, never from the file.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from ifla_metrics.access import LOCAL, Actor
from ifla_metrics.errors import IflaMetricsError, Message, n_
from ifla_metrics.imports.code_book import CodeBook
from ifla_metrics.imports.differences import MINE, THEIRS, Side, merge, merge_units
from ifla_metrics.imports.rows import STRAY_LINE, Cell, ParsedFile, Question, Reason, Row
from ifla_metrics.models.drafts import ActivityDraft, AnyDraft
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.duplicates import LikelyDuplicate, likely_duplicates
from ifla_metrics.store.entries import EntryChange, check_entry
from ifla_metrics.store.imports import earlier_drafts, imported_rows
from ifla_metrics.store.kinds import ACTIVITY, ACTIVITY_KIND, ALL_KINDS
from ifla_metrics.store.periods import read_locks
from ifla_metrics.store.versions import AnyVersion, current_versions
from ifla_metrics.text import folded

REPEATS, DOUBLES = "repeats", "doubles"
"""Keys of the questions about rows with the same id, and about likely duplicates."""
WITHDRAW_MISSING = "withdraw_missing"
"""The key of the answer (`yes`) that withdraws entries missing from a returned workbook."""
ADD, LEAVE = "add", "leave"
UNKNOWN_ID = "unknown_id"
"""The code of rows whose id or version is not in the log."""


class Verdict(StrEnum):
    """What happens to a row when the file is imported."""

    ADD = "add"
    CHANGE = "change"
    SAME = "same"
    WITHDRAW = "withdraw"
    CONFLICT = "conflict"
    ASK = "ask"
    REFUSE = "refuse"


_BLOCKING = ("other_group", STRAY_LINE)
"""Codes of file reasons that block even its valid rows."""
WRITTEN_VERDICTS = (Verdict.ADD, Verdict.CHANGE, Verdict.WITHDRAW)


@dataclass(frozen=True)
class ComparedRow:
    """A row and what happens to it.

    `draft` is the next version (in a conflict: what the file says), `current` the stored version.
    `conflicts` are fields that both sides changed, each the first of its unit (`merge_units`).
    `duplicates` are entries in the log that may be the same.
    """

    row: Row
    verdict: Verdict
    uid: str = ""
    draft: AnyDraft | None = None
    current: AnyVersion | None = None
    conflicts: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    duplicates: tuple[LikelyDuplicate, ...] = ()

    def entry_change(self, reason: str, key: str = "", place: str = "") -> EntryChange:
        """Return what the store has to write."""
        if self.verdict is Verdict.ADD or self.current is None:
            return EntryChange(self.draft, key=key, kind=self.row.kind, place=place)
        version = self.current.version
        return EntryChange(self.draft, self.uid, version, reason, key, self.row.kind, place)


@dataclass(frozen=True)
class Preview:
    """What importing a file would do to the log as it was when they were compared.

    `missing` are entries that our workbook had when it was downloaded and now lacks. `answers`
    were used for this preview; `code_book` has the codes for further ones.
    """

    file: ParsedFile
    group: str
    rows: tuple[ComparedRow, ...] = field(repr=False)
    missing: tuple[AnyVersion, ...] = ()
    questions: tuple[Question, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    code_book: CodeBook | None = field(default=None, repr=False)

    def with_verdict(self, *verdicts: Verdict) -> tuple[ComparedRow, ...]:
        """Return the rows with one of these verdicts, in the order of the file."""
        return tuple(row for row in self.rows if row.verdict in verdicts)

    @cached_property
    def rows_to_write(self) -> tuple[ComparedRow, ...]:
        """The rows that an import would write."""
        return self.with_verdict(*WRITTEN_VERDICTS)

    @property
    def is_complete(self) -> bool:
        """Whether every row can be imported: no faults, no questions, no conflicts."""
        blocked = self.with_verdict(Verdict.CONFLICT, Verdict.ASK, Verdict.REFUSE)
        return not (blocked or self.questions or self.file.reasons)

    def blocking_message(self, *, take_valid: bool) -> Message | None:
        """Return why the file, or its valid rows alone, cannot be saved; None if it can."""
        blocking = next((r for r in self.file.reasons if r.code in _BLOCKING), None)
        if blocking is not None:
            return blocking.message
        if self.is_complete or take_valid:
            return None
        if self.file.reasons:
            return self.file.reasons[0].message
        if self.questions:
            return Message(n_("Please answer the questions about the file first."))
        return Message(n_("Some rows must be corrected or decided first."))


def conflict_key(row: Row, unit: str) -> str:
    """Return the key of the answer (`mine` or `theirs`) to a conflict."""
    return f"conflict:{row.sheet}!{row.row}:{unit}"


def compare(
    connection: Any,
    file: ParsedFile,
    *,
    group: str = "",
    answers: Mapping[str, str] | None = None,
    actor: Actor = LOCAL,
) -> Preview:
    """Compare the rows of a file with the log.

    Refuse rows of other groups than `group`, and what the store would refuse the `actor`.
    """
    answers = answers or {}
    comparison = _Comparison(connection, file, group, answers)
    rows = [comparison.compare(row) for row in file.rows]
    _ask_about_repeats(comparison, rows)
    _ask_about_duplicates(comparison, rows)
    question_keys = {reason.question_key for row in rows for reason in row.reasons}
    questions = (*file.questions, *(q for q in _QUESTIONS if q.key in question_keys))
    present = {row.uid for row in rows}
    unclear = {
        row.row.kind
        for row in rows
        for reason in row.reasons
        if reason.field == "id" or reason.code == UNKNOWN_ID
    }
    missing = [
        (row, current)
        for row in file.missing
        if row.uid not in present
        and row.kind not in unclear  # The entry may be one whose id cannot be read.
        and (current := comparison.current[row.kind].get(row.uid))
        and not current.withdrawn
    ]
    if answers.get(WITHDRAW_MISSING) == "yes":
        rows += [comparison.compare(row) for row, _ in missing]
    comparison.refuse_forbidden(rows, actor)
    return Preview(file, group, tuple(rows), tuple(current for _, current in missing), questions)


_UNKNOWN = n_(
    "The log has no entry with this id and version. Leave the hidden columns as they are:"
    " a new row has no id."
)
_ENDS_IN_FUTURE = n_("The activity is marked completed, but it ends in the future.")


class _Comparison:
    """Compares single rows with the entries of the log that the file is about.

    `imported` are the entries of rows that were imported from the same file before.
    `uid_by_identity` finds rows that were moved without their ids.
    """

    def __init__(
        self, connection: Any, file: ParsedFile, group: str, answers: Mapping[str, str]
    ) -> None:
        self.connection, self.file, self.group, self.answers = connection, file, group, answers
        self.imported = imported_rows(connection, file.sha256) if file.sha256 else {}
        rows = (*file.rows, *file.missing)
        entries = {(row.kind, row.uid) for row in rows if row.uid} | {*self.imported.values()}
        self.current, self.earlier, self.records = {}, {}, {}
        for name, kind in ALL_KINDS.items():
            uids = {uid for entry_kind, uid in entries if entry_kind == name}
            current = self.current[name] = current_versions(connection, kind, uids=uids)
            bases = {(r.uid, r.base_version) for r in rows if r.kind == name and r.base_version}
            bases -= {(uid, version.version) for uid, version in current.items()}
            self.earlier[name] = earlier_drafts(connection, kind, bases)
            self.records[name] = _records(connection, name, file)
        self.uid_by_identity = {
            name: {_identity(version.draft): uid for uid, version in current.items()}
            for name, current in self.current.items()
        }

    def compare(self, row: Row) -> ComparedRow:
        """Return what happens to a row."""
        if row.reasons:
            verdict = Verdict.ASK if row.needs_answers else Verdict.REFUSE
            return ComparedRow(row, verdict, row.uid, reasons=row.reasons)
        if imported := self.imported.get(self.file.key_of(row)):
            kind, uid = imported
            current = self.current[kind][uid]
            is_gone = current.withdrawn and not row.withdraw
            return _withdrawn_since(row, current) if is_gone else _same(row, current)
        if not row.uid:
            return self.new(row)
        if row.uid not in self.current[row.kind]:
            return _refused(row, UNKNOWN_ID, _UNKNOWN)
        current = self.current[row.kind][row.uid]
        if self.group and self.group not in current.draft.owners:
            return self._of_another_group(row, current.draft)
        base = self.earlier[row.kind].get((row.uid, row.base_version or 0))
        if row.base_version == current.version:
            base = current.draft
        if base is None:
            return _refused(row, UNKNOWN_ID, _UNKNOWN)
        if row.withdraw or row.draft is None:
            return self._withdrawal(row, base, current)
        return self._change(row, row.draft, base, current)

    def new(self, row: Row) -> ComparedRow:
        """Return what happens to a row that is a new entry."""
        if row.draft is None:
            return _refused(row, UNKNOWN_ID, _UNKNOWN)
        if self.group and self.group not in row.draft.owners:
            return self._of_another_group(row, row.draft)
        if twin := self.records[row.kind].get(_identity(row.draft)):
            return _same(row, twin)
        if _is_completed_too_early(row.draft):
            return _refused(row, "ends_in_future", _ENDS_IN_FUTURE)
        return ComparedRow(row, Verdict.ADD, draft=row.draft)

    def _of_another_group(self, row: Row, draft: AnyDraft) -> ComparedRow:
        text = n_("This row belongs to {groups}; you are importing for {group}.")
        owners = ", ".join(draft.owners)
        return _refused(row, "other_group", text, groups=owners, group=self.group)

    def _withdrawal(self, row: Row, base: AnyDraft, current: AnyVersion) -> ComparedRow:
        if current.withdrawn:
            return _same(row, current)
        if current.draft != base:
            text = n_("“{title}” was changed on {day}: look at it before you withdraw it.")
            day = current.recorded_at.date()
            return _refused(row, "changed_since", text, title=current.title, day=day)
        return ComparedRow(row, Verdict.WITHDRAW, row.uid, None, current)

    def _change(
        self, row: Row, draft: AnyDraft, base: AnyDraft, current: AnyVersion
    ) -> ComparedRow:
        sides: dict[str, Side] = {
            unit[0]: MINE if answer == MINE else THEIRS
            for unit in merge_units(type(draft))
            if (answer := self.answers.get(conflict_key(row, unit[0]))) in (MINE, THEIRS)
        }
        mine = merge(base, base, draft, fields=row.fields)
        if not mine.changed and mine.broken_rule is None:
            return _same(row, current)
        identity = _identity(mine.draft)
        uid = self.uid_by_identity[row.kind].get(identity, row.uid)
        if uid != row.uid and identity != _identity(base):
            text = n_("This row has the content of entry {uid}: were rows moved without their ids?")
            return _refused(row, "says_another_entry", text, uid=uid)
        if current.withdrawn:
            return _withdrawn_since(row, current)
        merged = merge(base, current.draft, draft, fields=row.fields, sides=sides)
        if rule := merged.broken_rule:
            return _refused(row, "breaks_a_rule", rule.text, **rule.values)
        if merged.conflicts:
            conflicts = merged.conflicts
            return ComparedRow(row, Verdict.CONFLICT, row.uid, mine.draft, current, conflicts)
        if not merged.changed:
            return ComparedRow(row, Verdict.SAME, row.uid, merged.draft, current)
        if _is_completed_too_early(merged.draft):
            return _refused(row, "ends_in_future", _ENDS_IN_FUTURE)
        return ComparedRow(row, Verdict.CHANGE, row.uid, merged.draft, current)

    def refuse_forbidden(self, rows: list[ComparedRow], actor: Actor) -> None:
        """Refuse rows in the list that the store would refuse: rights, locks, unknown codes."""
        connection = self.connection
        catalogue, locks = read_catalogue(connection), read_locks(connection)
        for i, row in enumerate(rows):
            if row.verdict not in WRITTEN_VERDICTS:
                continue
            stored = self.current[row.row.kind]
            entry = row.entry_change("-")
            try:
                check_entry(
                    connection, entry, stored, actor=actor, catalogue=catalogue, locks=locks
                )
            except IflaMetricsError as error:
                reason = error.with_traceback(None)
                rows[i] = _refused(row.row, "not_allowed", "{reason}", reason=reason)


def _records(connection: Any, kind: str, file: ParsedFile) -> dict[tuple[object, ...], AnyVersion]:
    """Return the stored records of the groups with new rows of a kind, by identity."""
    drafts = [row.draft for row in file.rows if row.kind == kind and row.draft and not row.uid]
    if kind == ACTIVITY or not drafts:
        return {}
    owners = {owner for draft in drafts for owner in draft.owners}
    versions = current_versions(connection, ALL_KINDS[kind], groups=owners).values()
    return {_identity(version.draft): version for version in versions if not version.withdrawn}


def _identity(draft: AnyDraft) -> tuple[object, ...]:
    """Return what identifies an entry: title and dates of an activity, all fields of a record."""
    if isinstance(draft, ActivityDraft):
        return draft.title, draft.started_on, draft.ended_on
    return tuple(dict(draft).values())


def _same(row: Row, current: AnyVersion) -> ComparedRow:
    return ComparedRow(row, Verdict.SAME, current.uid, current.draft, current)


def _withdrawn_since(row: Row, current: AnyVersion) -> ComparedRow:
    text = n_("The entry was withdrawn on {day}, after the file was made or imported.")
    return _refused(row, "withdrawn_since", text, day=current.recorded_at.date())


def _refused(
    row: Row, code: str, text: str, question: str = "", /, **values: object
) -> ComparedRow:
    """Return a row that must be corrected, or that waits for the answer to a question."""
    title, cell = getattr(row.draft, "title", ""), Cell(row.sheet, row.row)
    reason = Reason(cell, code, Message(text, values), value=title, question_key=question)
    verdict = Verdict.ASK if question else Verdict.REFUSE
    return ComparedRow(row, verdict, row.uid, reasons=(reason,))


def _is_completed_too_early(draft: AnyDraft) -> bool:
    """Return whether an activity is completed although it ends in the future."""
    if not isinstance(draft, ActivityDraft):
        return False
    return draft.lifecycle == "completed" and draft.ended_on > datetime.now(UTC).date()


def _ask_about_repeats(comparison: _Comparison, rows: list[ComparedRow]) -> None:
    """Ask about rows in the list that have the id of another row.

    The first unchanged row, or else the first row, keeps the id.
    """
    answer = comparison.answers.get(REPEATS)
    originals: dict[tuple[str, str], Row] = {}
    for i in sorted(range(len(rows)), key=lambda i: rows[i].verdict is not Verdict.SAME):
        row, current, verdict = rows[i].row, rows[i].current, rows[i].verdict
        if not row.uid or row.uid != rows[i].uid or verdict is Verdict.REFUSE:
            continue
        original = originals.setdefault((row.kind, row.uid), row)
        if original is row:
            continue
        if row.draft is not None and answer == ADD:
            rows[i] = comparison.new(row)
        elif current is not None and (answer == LEAVE or verdict is Verdict.SAME):
            rows[i] = _same(row, current)
        else:
            text = n_("The row repeats row {row}: it has the same id.")
            rows[i] = _refused(row, "repeats_row", text, REPEATS, row=original.row)


def _ask_about_duplicates(comparison: _Comparison, rows: list[ComparedRow]) -> None:
    """Add likely duplicates to the new activities in the list, and ask about equal ones.

    Equal ones have the same title and dates and, within the file, the same groups. Several of them
    are often a list of persons, so all of them are asked about.
    """
    new = [
        (i, row.draft)
        for i, row in enumerate(rows)
        if row.verdict is Verdict.ADD and isinstance(row.draft, ActivityDraft)
    ]
    likely = likely_duplicates(comparison.connection, [draft for _, draft in new])
    uids = {one.uid for duplicates in likely for one in duplicates if one.likeness == 1}
    stored = current_versions(comparison.connection, ACTIVITY_KIND, uids=uids)
    keys = [(folded(d.title), d.started_on, d.ended_on, d.groups) for _, d in new]
    counts, answer, seen = Counter(keys), comparison.answers.get(DOUBLES), set[object]()
    for (i, draft), key, duplicates in zip(new, keys, likely, strict=True):
        row = rows[i].row
        is_first = answer == LEAVE and key not in seen
        same_title = [stored[one.uid] for one in duplicates if one.likeness == 1]
        twin = next((version for version in same_title if version.draft == draft), None)
        if twin is not None:
            rows[i] = _same(row, twin)
        elif answer == ADD or (not same_title and (counts[key] == 1 or is_first)):
            rows[i] = replace(rows[i], duplicates=tuple(duplicates))
        elif answer == LEAVE and same_title:  # With its uid, so that it is not missing.
            rows[i] = _same(row, same_title[0])
        elif answer == LEAVE:
            rows[i] = ComparedRow(row, Verdict.SAME, draft=draft)
        else:
            text = n_("“{title}” on these dates is already in the log, or in another row.")
            asked = _refused(row, "double", text, DOUBLES, title=draft.title)
            rows[i] = replace(asked, duplicates=tuple(duplicates))
        seen.add(key)


_QUESTIONS = (
    Question(
        REPEATS,
        Message(n_("Some rows were copied and changed, with the id of another row.")),
        {ADD: n_("Add them as new entries"), LEAVE: n_("Leave them out")},
    ),
    Question(
        DOUBLES,
        Message(n_("Some rows have the same title and dates as others in the file or in the log.")),
        {LEAVE: n_("They are the same: leave them out"), ADD: n_("They are different: add them")},
    ),
)
"""Questions about rows that resemble others."""
