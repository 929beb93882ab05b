"""What a file would do to the log: each of its rows compared with what stands there.

Nothing is written. The version that a row was made from comes from the log, never from the file.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from ifla_metrics.access import LOCAL, Actor
from ifla_metrics.errors import IflaMetricsError, Message, n_
from ifla_metrics.imports.code_book import CodeBook
from ifla_metrics.imports.differences import MINE, THEIRS, Side, merge, units
from ifla_metrics.imports.rows import STRAY_LINE, Cell, Question, ReadFile, Reason, Row
from ifla_metrics.models.drafts import ActivityDraft, AnyDraft
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.duplicates import Likely, likely_duplicates
from ifla_metrics.store.entries import EntryChange, check_entry
from ifla_metrics.store.imports import earlier_drafts, rows_taken
from ifla_metrics.store.kinds import ACTIVITY, ACTIVITY_KIND, ALL_KINDS
from ifla_metrics.store.periods import locks
from ifla_metrics.store.versions import AnyVersion, current_versions
from ifla_metrics.text import folded

REPEATS, DOUBLES = "repeats", "doubles"
WITHDRAW_MISSING = "withdraw_missing"
"""The answer `yes`: entries that the returned workbook lacks are withdrawn."""
ADD, LEAVE = "add", "leave"


class Verdict(StrEnum):
    """What would become of a row."""

    ADD = "add"
    CHANGE = "change"
    SAME = "same"
    WITHDRAW = "withdraw"
    CONFLICT = "conflict"
    ASK = "ask"
    REFUSE = "refuse"


_OF_ALL_ROWS = ("other_group", STRAY_LINE)
"""Reasons against a file by which not even its valid rows can be taken."""
WRITTEN = (Verdict.ADD, Verdict.CHANGE, Verdict.WITHDRAW)
"""Verdicts of rows that would be written."""


@dataclass(frozen=True)
class Compared:
    """A row and what would become of it.

    `draft` is what would stand then (of a conflict: what the file says), `current` the version
    that stands; `conflicts` are the fields (the first of those that belong together) that both
    sides changed; `likely` are entries that may be the same.
    """

    row: Row
    verdict: Verdict
    uid: str = ""
    draft: AnyDraft | None = None
    current: AnyVersion | None = None
    conflicts: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    likely: tuple[Likely, ...] = ()

    def change(self, reason: str, key: str = "", place: str = "") -> EntryChange:
        """Return what the store is to write."""
        if self.verdict is Verdict.ADD or self.current is None:
            return EntryChange(self.draft, key=key, kind=self.row.kind, place=place)
        version = self.current.version
        return EntryChange(self.draft, self.uid, version, reason, key, self.row.kind, place)


@dataclass(frozen=True)
class Preview:
    """What a file would do to the log as it stood when it was compared.

    `missing` are entries of our workbook as it was downloaded that the returned file lacks;
    `answers` are those that it was made with, `code_book` the codes that further ones may name.
    """

    file: ReadFile
    group: str
    rows: tuple[Compared, ...] = field(repr=False)
    missing: tuple[AnyVersion, ...] = ()
    questions: tuple[Question, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    code_book: CodeBook | None = field(default=None, repr=False)

    def of(self, *verdicts: Verdict) -> tuple[Compared, ...]:
        """Return the rows with one of these verdicts, in the order of the file."""
        return tuple(row for row in self.rows if row.verdict in verdicts)

    @cached_property
    def written(self) -> tuple[Compared, ...]:
        """The rows that would be written."""
        return self.of(*WRITTEN)

    @property
    def is_whole(self) -> bool:
        """Whether every row can be taken: nothing is wrong, and nothing left to decide."""
        stopped = self.of(Verdict.CONFLICT, Verdict.ASK, Verdict.REFUSE)
        return not (stopped or self.questions or self.file.reasons)

    def what_blocks(self, *, take_valid: bool) -> Message | None:
        """Return why the file cannot be saved; None where it can, or its valid rows alone."""
        of_all = next((r for r in self.file.reasons if r.code in _OF_ALL_ROWS), None)
        if of_all is not None or self.is_whole or take_valid:
            return of_all.message if of_all else None
        if self.file.reasons:
            return self.file.reasons[0].message
        if self.questions:
            return Message(n_("Please answer the questions about the file first."))
        return Message(n_("Some rows must be corrected or decided first."))


def conflict_key(row: Row, unit: str) -> str:
    """Return the key under which the answer to a conflict is kept: `mine` or `theirs`."""
    return f"conflict:{row.sheet}!{row.row}:{unit}"


def compare(
    connection: Any,
    file: ReadFile,
    *,
    group: str = "",
    answers: Mapping[str, str] | None = None,
    actor: Actor = LOCAL,
) -> Preview:
    """Compare the rows of a file with the log.

    Rows of others than the `group` are refused, as is what the store would refuse the `actor`.
    """
    answers = answers or {}
    comparison = _Comparison(connection, file, group, answers)
    compared = [comparison.compare(row) for row in file.rows]
    _ask_about_repeats(comparison, compared, answers)
    _ask_about_doubles(connection, compared, answers)
    asked = {reason.ask for one in compared for reason in one.reasons}
    about_doubles = (question for question in _QUESTIONS if question.key in asked)
    questions = (*file.questions, *about_doubles)
    present = {one.uid for one in compared}
    present |= {twin.uid for one in compared for twin in one.likely if twin.likeness == 1}
    missing = [
        (row, current)
        for row in file.missing
        if row.uid not in present
        and (current := comparison.current[row.kind].get(row.uid))
        and not current.withdrawn
    ]
    if answers.get(WITHDRAW_MISSING) == "yes":
        compared += [comparison.compare(row) for row, _ in missing]
    comparison.refuse_forbidden(compared, actor)
    return Preview(
        file, group, tuple(compared), tuple(current for _, current in missing), questions
    )


_UNKNOWN = n_(
    "The log has no entry with this id and version. Leave the hidden columns as they are: a "
    "new row has no id."
)
_ENDS_IN_FUTURE = n_("This says that the activity is completed, but it ends in the future.")


class _Comparison:
    """Compares rows, each alone, with what the log has of the entries that a file speaks of.

    `taken` are the rows that this very file brought before, `moved` uids by what entries of the
    file say now, `records` what groups have recorded.
    """

    def __init__(
        self, connection: Any, file: ReadFile, group: str, answers: Mapping[str, str]
    ) -> None:
        self.connection, self.group, self.answers = connection, group, answers
        taken = rows_taken(connection, file.sha256) if file.sha256 else {}
        self.taken = {key.removeprefix(f"{file.sha256}/"): entry for key, entry in taken.items()}
        rows = (*file.rows, *file.missing)
        versions = [(row.kind, row.uid, row.base_version) for row in rows]
        named = {(kind, uid) for kind, uid, _ in versions if uid}
        named |= {*self.taken.values()}
        self.current, self.earlier, self.records = {}, {}, {}
        for name, kind in ALL_KINDS.items():
            uids = {uid for of, uid in named if of == name}
            current = self.current[name] = current_versions(connection, kind, uids=uids)
            asked = {(uid, version) for of, uid, version in versions if of == name and version}
            asked -= {(uid, one.version) for uid, one in current.items()}
            self.earlier[name] = earlier_drafts(connection, kind, asked)
            self.records[name] = _records(connection, name, file)
        self.moved = {
            name: {_identity(version.draft): uid for uid, version in current.items()}
            for name, current in self.current.items()
        }

    def compare(self, row: Row) -> Compared:
        """Return what would become of a row."""
        if not row.is_valid:
            verdict = Verdict.ASK if row.is_asked else Verdict.REFUSE
            return Compared(row, verdict, row.uid, reasons=row.reasons)
        if before := self.taken.get(f"{row.sheet}/{row.row}"):
            kind, uid = before
            if current := self.current[kind].get(uid):
                is_gone = current.withdrawn and not row.withdraw
                return _withdrawn_since(row, current) if is_gone else _same(row, current)
        if not row.uid:
            return self.new(row)
        current = self.current[row.kind].get(row.uid)
        if current is None:
            return _refused(row, "unknown_id", _UNKNOWN)
        if self.group and self.group not in current.draft.owners:
            return self._of_another_group(row, current.draft)
        base = self.earlier[row.kind].get((row.uid, row.base_version or 0))
        if row.base_version == current.version:
            base = current.draft
        if base is None:
            return _refused(row, "unknown_id", _UNKNOWN)
        if row.withdraw or row.draft is None:
            return self._withdrawal(row, base, current)
        return self._change(row, row.draft, base, current)

    def new(self, row: Row) -> Compared:
        """Return what would become of a row that is a new entry."""
        if row.draft is None:
            return _refused(row, "unknown_id", _UNKNOWN)
        if self.group and self.group not in row.draft.owners:
            return self._of_another_group(row, row.draft)
        if twin := self.records[row.kind].get(_identity(row.draft)):
            return _same(row, twin)
        if _is_done_too_early(row.draft):
            return _refused(row, "ends_in_future", _ENDS_IN_FUTURE)
        return Compared(row, Verdict.ADD, draft=row.draft)

    def _of_another_group(self, row: Row, draft: AnyDraft) -> Compared:
        text = n_("This row belongs to {groups}; you are importing for {group}.")
        owners = ", ".join(draft.owners)
        return _refused(row, "other_group", text, groups=owners, group=self.group)

    def _withdrawal(self, row: Row, base: AnyDraft, current: AnyVersion) -> Compared:
        if current.withdrawn:
            return _same(row, current)
        if current.draft != base:
            text = n_("The entry was changed on {day}: look at it before you withdraw it.")
            return _refused(row, "changed_since", text, day=current.recorded_at.date())
        return Compared(row, Verdict.WITHDRAW, row.uid, None, current)

    def _change(self, row: Row, draft: AnyDraft, base: AnyDraft, current: AnyVersion) -> Compared:
        """Return an entry with what the file changed of it; what both sides changed is decided."""
        found = _same(row, current)
        sides: dict[str, Side] = {
            unit[0]: MINE if answer == MINE else THEIRS
            for unit in units(type(draft))
            if (answer := self.answers.get(conflict_key(row, unit[0]))) in (MINE, THEIRS)
        }
        mine = merge(base, base, draft, given=row.given)
        if not mine.changed and mine.broken is None:
            return found
        moved = self.moved[row.kind].get(_identity(mine.draft), row.uid)
        if moved != row.uid and _identity(mine.draft) != _identity(base):
            text = n_("This row has the content of entry {uid}: were rows moved without their ids?")
            return _refused(row, "says_another_entry", text, uid=moved)
        if current.withdrawn:
            return _withdrawn_since(row, current)
        merged = merge(base, current.draft, draft, given=row.given, sides=sides)
        if merged.broken is not None:
            return _refused(row, "breaks_a_rule", merged.broken.text, **merged.broken.values)
        verdict, becomes = Verdict.CHANGE, merged.draft
        if merged.conflicts:
            verdict, becomes = Verdict.CONFLICT, mine.draft
        elif not merged.changed:
            verdict = Verdict.SAME
        elif _is_done_too_early(becomes) and not _is_done_too_early(current.draft):
            return _refused(row, "ends_in_future", _ENDS_IN_FUTURE)
        return Compared(row, verdict, row.uid, becomes, current, merged.conflicts)

    def refuse_forbidden(self, rows: list[Compared], actor: Actor) -> None:
        """Refuse rows that the store would not take: rights, locked periods, unknown codes."""
        known, held = catalogue(self.connection), locks(self.connection)
        for place, one in enumerate(rows):
            if one.verdict not in WRITTEN:
                continue
            kind, stored = ALL_KINDS[one.row.kind], self.current[one.row.kind]
            entry = one.change("-")
            try:
                check_entry(
                    self.connection, kind, entry, stored, actor=actor, known=known, held=held
                )
            except IflaMetricsError as error:
                said = error.with_traceback(None)
                refused = _refused(one.row, "not_allowed", "{reason}", reason=said)
                rows[place] = replace(one, verdict=Verdict.REFUSE, reasons=refused.reasons)


def _records(connection: Any, kind: str, file: ReadFile) -> dict[tuple[object, ...], AnyVersion]:
    """Return the records of the groups that new rows are of: all that a record says is its name."""
    drafts = [row.draft for row in file.rows if row.kind == kind and row.draft and not row.uid]
    if kind == ACTIVITY or not drafts:
        return {}
    owners = {owner for draft in drafts for owner in draft.owners}
    found = current_versions(connection, ALL_KINDS[kind], groups=owners).values()
    return {_identity(version.draft): version for version in found if not version.withdrawn}


def _identity(draft: AnyDraft) -> tuple[object, ...]:
    """Return what an entry is known by: the title and days of an activity, all of a record."""
    if isinstance(draft, ActivityDraft):
        return draft.title, draft.started_on, draft.ended_on
    return tuple(dict(draft).values())


def _same(row: Row, current: AnyVersion) -> Compared:
    return Compared(row, Verdict.SAME, current.uid, current.draft, current)


def _withdrawn_since(row: Row, current: AnyVersion) -> Compared:
    text = n_("The entry was withdrawn on {day}, after the file was made or imported.")
    return _refused(row, "withdrawn_since", text, day=current.recorded_at.date())


def _refused(row: Row, code: str, text: str, **values: object) -> Compared:
    reason = Reason(Cell(row.sheet, row.row), code, Message(text, values), value=row.uid)
    return Compared(row, Verdict.REFUSE, row.uid, reasons=(reason,))


def _is_done_too_early(draft: AnyDraft) -> bool:
    """Say whether an activity is called completed and ends in the future."""
    if not isinstance(draft, ActivityDraft):
        return False
    return draft.lifecycle == "completed" and draft.ended_on > datetime.now(UTC).date()


def _ask_about_repeats(
    comparison: _Comparison, rows: list[Compared], answers: Mapping[str, str]
) -> None:
    """Ask about rows with the id of another row; the unchanged one, or the first, is the entry."""
    by_name: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, one in enumerate(rows):
        if one.row.uid == one.uid != "" and one.verdict is not Verdict.REFUSE:
            by_name[one.row.kind, one.row.uid].append(place)
    answer = answers.get(REPEATS)
    for places in by_name.values():
        original = min(places, key=lambda place: rows[place].verdict is not Verdict.SAME)
        number = rows[original].row.row
        for place in places:
            one = rows[place]
            if place == original:
                continue
            if one.row.draft is not None and answer == ADD:
                rows[place] = comparison.new(one.row)
            elif one.current is not None and (answer == LEAVE or one.verdict is Verdict.SAME):
                rows[place] = _same(one.row, one.current)
            else:
                text = n_("The row repeats row {row}: it has the same id.")
                rows[place] = _asked(one.row, REPEATS, "repeats_row", text, row=number)


def _ask_about_doubles(connection: Any, rows: list[Compared], answers: Mapping[str, str]) -> None:
    """Show what in the log resembles new activities, and ask about those of one title and days.

    Rows of the file that say one activity are often a list of persons.
    """
    new = [
        (place, one.draft)
        for place, one in enumerate(rows)
        if one.verdict is Verdict.ADD and isinstance(one.draft, ActivityDraft)
    ]
    likely = likely_duplicates(connection, [draft for _, draft in new])
    uids = {one.uid for found in likely for one in found if one.likeness == 1}
    stored = current_versions(connection, ACTIVITY_KIND, uids=uids)
    said = [(folded(d.title), d.started_on, d.ended_on, d.groups) for _, d in new]
    numbers, answer, before = Counter(said), answers.get(DOUBLES), set[object]()
    for (place, draft), what, found in zip(new, said, likely, strict=True):
        row = rows[place].row
        same_title = [stored[one.uid] for one in found if one.likeness == 1]
        is_first = answer == LEAVE and what not in before
        twin = next((version for version in same_title if version.draft == draft), None)
        if twin is not None:
            rows[place] = _same(row, twin)
        elif answer == ADD or (not same_title and (numbers[what] == 1 or is_first)):
            rows[place] = replace(rows[place], likely=tuple(found))
        elif answer == LEAVE and same_title:  # By its id: then it is not missing in the file.
            rows[place] = _same(row, same_title[0])
        elif answer == LEAVE:
            rows[place] = Compared(row, Verdict.SAME, draft=draft)
        else:
            text = n_("“{title}” is on these days in the log, or in another row.")
            asked = _asked(row, DOUBLES, "double", text, title=draft.title)
            rows[place] = replace(asked, likely=tuple(found))
        before.add(what)


def _asked(row: Row, key: str, code: str, text: str, /, **values: object) -> Compared:
    reason = Reason(Cell(row.sheet, row.row), code, Message(text, values), ask=key)
    return Compared(row, Verdict.ASK, row.uid, reasons=(reason,))


_QUESTIONS = (
    Question(
        REPEATS,
        Message(n_("Some rows were copied and changed, with the id of another row.")),
        {ADD: n_("Add them as new entries"), LEAVE: n_("Leave them out")},
    ),
    Question(
        DOUBLES,
        Message(n_("Some rows have the title and the days of others, in the file or in the log.")),
        {LEAVE: n_("They are the same: leave them out"), ADD: n_("They are others: add them")},
    ),
)
"""Questions about rows that resemble others."""
