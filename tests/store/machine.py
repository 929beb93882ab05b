"""The log in plain Python: what the store owes after any sequence of writes, and what it refuses.

It knows the promises alone: rights, versions, locked periods, review, what counts. No table, no
cell, no SQL.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from ifla_metrics.access import Actor, Role
from ifla_metrics.errors import Conflict, InvalidRecord, NotAllowed, PeriodLocked
from ifla_metrics.models.drafts import ActivityDraft

LOCKED = (date(2011, 1, 1), date(2011, 12, 31))


@dataclass
class Said:
    """One version: what it says, and what was decided about it."""

    draft: ActivityDraft
    withdrawn: bool = False
    decision: str = ""


@dataclass(frozen=True)
class Row:
    """What a row of a prepared file is to do; `base` is the version it was compared with."""

    action: str
    draft: ActivityDraft
    uid: str = ""
    base: int = 0


@dataclass
class Log:
    """All that was said, decided and owed to the audit."""

    versions: dict[str, list[Said]] = field(default_factory=dict)
    entries: Counter = field(default_factory=Counter)
    counts: str = "sent"
    locked: bool = False

    # What is refused, in the order in which the store asks.

    def logging(self, actor: Actor, draft: ActivityDraft):
        if not may(actor, draft):
            return NotAllowed
        return PeriodLocked if self.shut(draft) else None

    def amending(self, actor: Actor, uid: str, base: int, draft: ActivityDraft):
        told = self.versions[uid]
        if not may_change(actor, told[-1].draft, set(draft.groups)):
            return NotAllowed
        if self.shut(told[-1].draft, draft):
            return PeriodLocked
        return Conflict if base != len(told) else None

    def withdrawing(self, actor: Actor, uid: str, base: int):
        told = self.versions[uid]
        if not may_change(actor, told[-1].draft, set()):
            return NotAllowed
        error = self.amending(actor, uid, base, told[-1].draft)
        return error or (InvalidRecord if told[-1].withdrawn else None)

    def deciding(self, actor: Actor, uid: str, base: int, decision: str):
        """`same` when it was decided so before: no fault, and nothing to do."""
        if actor.role is not Role.SECRETARIAT:
            return NotAllowed
        told = self.versions[uid]
        if base != len(told) or told[-1].withdrawn:
            return Conflict
        if told[-1].decision:
            return "same" if told[-1].decision == decision else Conflict
        return PeriodLocked if self.shut(told[-1].draft) else None

    def importing(self, actor: Actor, group: str, rows: list[Row]):
        if actor.role is not Role.SECRETARIAT and group not in actor.groups:
            return NotAllowed
        for row in rows:
            before = self.versions[row.uid][-1].draft if row.uid else None
            after = set() if row.action == "withdraw" else set(row.draft.groups)
            allowed = may_change(actor, before, after) if before else may(actor, row.draft)
            if not allowed:
                return NotAllowed
            if self.shut(before or row.draft, row.draft):
                return PeriodLocked
            if before and row.base != len(self.versions[row.uid]):
                return Conflict
        return None

    def shut(self, *drafts: ActivityDraft) -> bool:
        first, last = LOCKED
        return self.locked and any(d.started_on <= last and first <= d.ended_on for d in drafts)

    # What is taken.

    def tell(self, actor: Actor, uid: str, draft: ActivityDraft) -> None:
        told = self.versions.setdefault(uid, [])
        told.append(Said(draft))
        self.owe("amend_activity" if len(told) > 1 else "log_activity", actor, uid, len(told))

    def withdraw(self, actor: Actor, uid: str) -> None:
        told = self.versions[uid]
        told.append(Said(told[-1].draft, withdrawn=True))
        self.owe("withdraw_activity", actor, uid, len(told))

    def decide(self, actor: Actor, uid: str, decision: str) -> None:
        told = self.versions[uid]
        told[-1].decision = decision
        self.owe("review", actor, uid, len(told))

    def owe(self, action: str, actor: Actor, subject: str, version: int | None = None) -> None:
        self.entries[action, actor.name, subject, version] += 1

    # What follows.

    def counting(self, uid: str) -> ActivityDraft | None:
        """What an activity says in figures; None when it does not count."""
        told = self.versions[uid]
        if told[-1].withdrawn:
            return None
        if self.counts == "sent":
            return None if told[-1].decision == "returned" else told[-1].draft
        approved = [said.draft for said in told if said.decision == "approved"]
        return approved[-1] if approved else None

    def totals(self) -> tuple[int, int]:
        """Activities that count, and participations."""
        found = [said for uid in self.versions if (said := self.counting(uid)) is not None]
        return len(found), sum(line.count or 0 for said in found for line in said.participation)


def may(actor: Actor, said: ActivityDraft) -> bool:
    return actor.role is Role.SECRETARIAT or bool(actor.groups & set(said.groups))


def may_change(actor: Actor, before: ActivityDraft, after: set[str]) -> bool:
    """Whether the groups of an activity may become `after`; none: it is withdrawn.

    An editor removes no group but the own, and gives the activity to nobody who did not own it.
    """
    owners = set(before.groups)
    if actor.role is Role.SECRETARIAT:
        return True
    if not may(actor, before) or owners - after - actor.groups:
        return False
    return not after or bool(owners & after or actor.groups & after)
