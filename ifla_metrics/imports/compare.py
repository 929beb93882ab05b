"""Compare the rows of a file with the log, and decide what becomes of each. Nothing is written.

The version that a row was made from is read from the log, never from the file.
"""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from ifla_metrics.access import LOCAL, Actor
from ifla_metrics.errors import IflaMetricsError, Message, n_
from ifla_metrics.imports.answers import ADD, DOUBLES, LEAVE, REPEATS
from ifla_metrics.imports.merge import Unit, edited, merge, merge_units
from ifla_metrics.imports.rows import OTHER_GROUP, Cell, Preview, Reason, Row, Verdict
from ifla_metrics.models.drafts import ActivityDraft, AnyDraft, draft_faults
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.kinds import ACTIVITY, ACTIVITY_KIND, ALL_KINDS
from ifla_metrics.store.locks import read_locks
from ifla_metrics.store.read.duplicates import MIN_LIKENESS, likely_duplicates
from ifla_metrics.store.versions import AnyVersion, current_versions
from ifla_metrics.store.write.entries import EntryChange, check_entry
from ifla_metrics.store.write.imports import earlier_drafts, imported_rows
from ifla_metrics.text import folded

WITHDRAW_MISSING = "withdraw_missing"
"""The key of the answer (`yes`) that withdraws entries missing from a returned workbook."""


def conflict_key(row: Row, unit: Unit) -> str:
    """Return the key of the answer (`mine` or `theirs`) to a conflict."""
    return f"conflict:{row.sheet}!{row.row}:{unit[0]}"


def entry_change(row: Row, reason: str, key: str = "", place: str = "") -> EntryChange:
    """Return what the store has to write for a row."""
    if row.current is None:
        return EntryChange(row.draft, key=key, kind=row.kind, place=place)
    return EntryChange(row.draft, row.uid, row.current.version, reason, key, row.kind, place)


def compare(connection: Any, file: Preview, *, actor: Actor = LOCAL) -> Preview:
    """Compare the rows of a file with the log.

    Refuse rows of other groups than that of the file, and what the store would refuse the `actor`.
    """
    comparison = _Comparison(connection, file)
    rows = [comparison.compare(row) for row in file.rows]
    _ask_about_repeats(comparison, rows)
    _ask_about_duplicates(comparison, rows)
    missing = _missing(comparison, rows)
    if file.answers.get(WITHDRAW_MISSING) == "yes":
        faulty = {row.kind for row in rows if row.reasons}
        text = n_("Correct and answer the other rows of this sheet first: one may be this entry.")
        rows += [
            _refused(row, "may_be_in_file", text) if row.kind in faulty else row for row in missing
        ]
    comparison.refuse_forbidden(rows, actor)
    return replace(file, rows=tuple(rows), missing=tuple(missing))


_UNKNOWN = n_(
    "The log has no entry with this id and version. Leave the hidden columns as they are:"
    " a new row has no id."
)


class _Comparison:
    """Compares single rows with the entries of the log that the file is about.

    `imported` are the entries of rows that were imported from the same file before.
    `uid_by_identity` finds rows that were moved without their ids.
    """

    def __init__(self, connection: Any, file: Preview) -> None:
        self.connection, self.file = connection, file
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

    def compare(self, row: Row) -> Row:
        """Return a row with what happens to it."""
        if row.reasons:
            return row
        if imported := self.imported.get(self.file.key_of(row)):
            kind, uid = imported
            current = self.current[kind][uid]
            is_gone = current.withdrawn and row.draft
            return _withdrawn_since(row, current) if is_gone else _same(row, current)
        if not row.uid:
            return self.new(row)
        if row.uid not in self.current[row.kind]:
            return _refused(row, "unknown_id", _UNKNOWN)
        current = self.current[row.kind][row.uid]
        row = replace(row, current=current)
        if other := self._of_another_group(row, current.draft):
            return other
        base = self.earlier[row.kind].get((row.uid, row.base_version or 0))
        if row.base_version == current.version:
            base = current.draft
        if base is None:
            return _refused(row, "unknown_id", _UNKNOWN)
        if row.draft is None:
            return _withdrawal(row, base, current)
        return self._change(row, row.draft, base, current)

    def new(self, row: Row) -> Row:
        """Return a row that is a new entry with what happens to it."""
        if row.draft is None:
            return _refused(row, "unknown_id", _UNKNOWN)
        if other := self._of_another_group(row, row.draft):
            return other
        if twin := self.records[row.kind].get(_identity(row.draft)):
            return _same(row, twin)
        return _not_too_early(row)

    def _of_another_group(self, row: Row, draft: AnyDraft) -> Row | None:
        if self.file.group in ("", *draft.owners):
            return None
        text = n_("This row belongs to {groups}; you are importing for {group}.")
        owners = ", ".join(draft.owners)
        return _refused(row, OTHER_GROUP, text, groups=owners, group=self.file.group)

    def _change(self, row: Row, draft: AnyDraft, base: AnyDraft, current: AnyVersion) -> Row:
        mine = edited(base, draft, row.fields)
        if mine == base:
            return _same(row, current)
        identity = _identity(mine)
        uid = self.uid_by_identity[row.kind].get(identity, row.uid)
        if uid != row.uid and identity != _identity(base):
            text = n_("This row has the content of entry {uid}: were rows moved without their ids?")
            return _refused(row, "says_another_entry", text, uid=uid)
        if current.withdrawn:
            return _withdrawn_since(row, current)
        units, answers = merge_units(type(draft)), self.file.answers
        sides = {unit[0]: answers.get(conflict_key(row, unit), "") for unit in units}
        try:
            merged, conflicts = merge(base, current.draft, mine, sides)
        except ValidationError as error:
            rule = draft_faults(error)[0].message
            return _refused(row, "breaks_a_rule", rule.text, **rule.values)
        if conflicts:
            return replace(row, draft=mine, conflicts=conflicts)
        return _not_too_early(replace(row, draft=merged))

    def refuse_forbidden(self, rows: list[Row], actor: Actor) -> None:
        """Refuse rows in the list that the store would refuse: rights, locks, unknown codes."""
        connection = self.connection
        catalogue, locks = read_catalogue(connection), read_locks(connection)
        for i, row in enumerate(rows):
            if row.verdict not in (Verdict.ADD, Verdict.CHANGE, Verdict.WITHDRAW):
                continue
            change, stored = entry_change(row, "-"), self.current[row.kind]
            try:
                check_entry(
                    connection, change, stored, actor=actor, catalogue=catalogue, locks=locks
                )
            except IflaMetricsError as error:
                reason = error.with_traceback(None)
                rows[i] = _refused(row, "not_allowed", "{reason}", reason=reason)


def _missing(comparison: _Comparison, rows: list[Row]) -> list[Row]:
    """Return the withdrawals of entries in the log that the file no longer has.

    There are none of a kind of which a row with a fault or a question has no id of the log.
    """
    present = {row.uid for row in rows}
    unclear = {r.kind for r in rows if r.reasons and r.uid not in comparison.current[r.kind]}
    missing = [
        comparison.compare(row)
        for row in comparison.file.missing
        if row.uid not in present and row.kind not in unclear
    ]
    return [row for row in missing if row.current and not row.current.withdrawn]


def _records(connection: Any, kind: str, file: Preview) -> dict[tuple[object, ...], AnyVersion]:
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


def _same(row: Row, current: AnyVersion) -> Row:
    return replace(row, uid=current.uid, draft=current.draft, current=current, conflicts=())


def _refused(row: Row, code: str, text: str, question: str = "", /, **values: object) -> Row:
    """Return a row that must be corrected, or that waits for the answer to a question."""
    cell, message = Cell(row.sheet, row.row), Message(text, values)
    reason = Reason(cell, code, message, value=row.title, question_key=question)
    return replace(row, reasons=(reason,))


def _withdrawn_since(row: Row, current: AnyVersion) -> Row:
    text = n_("The entry was withdrawn on {day}, after the file was made or imported.")
    return _refused(row, "withdrawn_since", text, day=current.recorded_at.date())


def _withdrawal(row: Row, base: AnyDraft, current: AnyVersion) -> Row:
    if current.withdrawn:
        return _same(row, current)
    if current.draft != base:
        text = n_("“{title}” was changed on {day}: look at it before you withdraw it.")
        day = current.recorded_at.date()
        return _refused(row, "changed_since", text, title=current.title, day=day)
    return row


def _not_too_early(row: Row) -> Row:
    """Return a row, refused if its activity is completed although it ends in the future."""
    draft = row.draft
    if not isinstance(draft, ActivityDraft) or row.verdict is Verdict.SAME:
        return row
    if draft.lifecycle != "completed" or draft.ended_on <= datetime.now(UTC).date():
        return row
    text = n_("The activity is marked completed, but it ends in the future.")
    return _refused(row, "ends_in_future", text)


def _ask_about_repeats(comparison: _Comparison, rows: list[Row]) -> None:
    """Ask about rows in the list that have the id of another row.

    The first unchanged row, or else the first row, keeps the id.
    """
    answer = comparison.file.answers.get(REPEATS)
    originals: dict[tuple[str, str], Row] = {}
    for i in sorted(range(len(rows)), key=lambda i: rows[i].verdict is not Verdict.SAME):
        row, typed = rows[i], comparison.file.rows[i]
        if not typed.uid or row.verdict is Verdict.REFUSE:
            continue
        original = originals.setdefault((row.kind, row.uid), row)
        if original is row or row.verdict is Verdict.SAME:
            continue
        if typed.draft is not None and answer == ADD:
            rows[i] = comparison.new(replace(typed, uid=""))
        elif row.current is not None and answer == LEAVE:
            rows[i] = _same(row, row.current)
        else:
            text = n_("The row repeats row {row}: it has the same id.")
            rows[i] = _refused(row, "repeats_row", text, REPEATS, row=original.row)


def _ask_about_duplicates(comparison: _Comparison, rows: list[Row]) -> None:
    """Add likely duplicates to the new activities in the list, and ask about those that may be one.

    They have the title and dates of another one and, within the file, also its groups (often a list
    of persons), or resemble an entry that the file no longer has.
    """
    new = [
        (i, row.draft)
        for i, row in enumerate(rows)
        if row.verdict is Verdict.ADD and isinstance(row.draft, ActivityDraft)
    ]
    likely = likely_duplicates(comparison.connection, [draft for _, draft in new])
    uids = {one.uid for duplicates in likely for one in duplicates if one.likeness == 1}
    stored = current_versions(comparison.connection, ACTIVITY_KIND, uids=uids)
    for (i, draft), duplicates in zip(new, likely, strict=True):
        rows[i] = replace(rows[i], duplicates=tuple(duplicates))
        twins = (stored[one.uid] for one in duplicates if one.likeness == 1)
        if twin := next((version for version in twins if version.draft == draft), None):
            rows[i] = _same(rows[i], twin)  # With its uid, so that it is not missing.
    gone = _activities_gone(comparison, rows)
    by_title = {folded(version.title): version for version in gone.values()}
    keys = [(folded(d.title), d.started_on, d.ended_on, d.groups) for _, d in new]
    counts, answer, seen = Counter(keys), comparison.file.answers.get(DOUBLES), set[object]()
    for (i, draft), key, duplicates in zip(new, keys, likely, strict=True):
        alike = [one for one in duplicates if one.likeness >= MIN_LIKENESS]
        found = ((stored if one.likeness == 1 else gone).get(one.uid) for one in alike)
        other = next(filter(None, found), by_title.get(key[0]))
        is_repeat, is_first = counts[key] > 1, key not in seen
        seen.add(key)
        if rows[i].verdict is Verdict.SAME or answer == ADD or not (other or is_repeat):
            continue
        if answer == LEAVE and other:
            rows[i] = _same(rows[i], other)
        elif answer == LEAVE:
            rows[i] = replace(rows[i], left_out=not is_first)
        else:
            text = n_("This may be “{title}” of {day}, which is in the log or in another row.")
            title, day, _ = _identity(other.draft if other else draft)
            rows[i] = _refused(rows[i], "double", text, DOUBLES, title=title, day=day)


def _activities_gone(comparison: _Comparison, rows: list[Row]) -> dict[str, AnyVersion]:
    """Return the activities in the log that a file no longer has; none if it is not sent again.

    It is if some of its rows are in the log; the days or title of another may have been corrected.
    """
    drafts = [row.draft for row in rows if isinstance(row.draft, ActivityDraft)]
    known = {row.uid for row in rows if row.uid and row.kind == ACTIVITY}
    if not known or all(row.verdict is not Verdict.ADD for row in rows):
        return {}
    groups = {group for draft in drafts for group in draft.groups}
    first = min(draft.started_on for draft in drafts)
    stored: Any = current_versions(comparison.connection, ACTIVITY_KIND, groups=groups)
    return {
        uid: version
        for uid, version in stored.items()
        if uid not in known and not version.withdrawn and version.draft.started_on >= first
    }
