"""Of each row whether it is accepted, rejected or asked about, why, and what would become of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from ifla_metrics.errors import n_
from ifla_metrics.exchange.merge import WITHDRAWN, Plan, Planned
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.differences import FIELD_TITLES
from ifla_metrics.intake.preparing import Preview

ACCEPTED: Literal["accepted"] = "accepted"
REJECTED: Literal["rejected"] = "rejected"
ASKED: Literal["asked"] = "asked"
EMPTY: Literal["empty"] = "empty"

BECOMES = {
    "added": "added",
    "changed": "changed",
    "withdrawn": "withdrawn",
    "same": "same",
    "conflicts": "conflict",
    "refused": "",
}
"""What becomes of a row, by the list of the plan that it stands in."""


class RowVerdict(NamedTuple):
    """A row of the file."""

    sheet: str
    row: int
    verdict: str
    """`accepted`, `rejected` or `asked`."""
    becomes: str
    """`added`, `changed`, `withdrawn`, `same`, `conflict`; "" when it is not taken."""
    id: str
    reasons: list[str]


def of_file(preview: Preview) -> str:
    """Return `accepted`, `rejected`, `asked`, or `empty` for a file without a row."""
    if preview.faults or any(row.faults for row in preview.waiting):
        return REJECTED
    if preview.questions or preview.plan.conflicts:
        return ASKED
    return ACCEPTED if preview.read.rows or preview.brings else EMPTY


def of_the_whole(preview: Preview, t: Translate) -> list[str]:
    """Return what is wrong with the file or a sheet as a whole: a column that is missing."""
    return [fault.words(t) for fault in preview.read.faults]


def rows(preview: Preview, t: Translate) -> list[RowVerdict]:
    """Return the verdict of every row, in the order of the file."""
    return _in_order(preview, [*_waiting(preview, t), *_planned(preview.plan, t)])


def not_taken(preview: Preview, t: Translate) -> list[RowVerdict]:
    """Return the verdict of every row that is not accepted, in the order of the file."""
    planned = _planned(preview.plan, t, every=False)
    return _in_order(preview, [*_waiting(preview, t), *planned])


def _in_order(preview: Preview, found: list[RowVerdict]) -> list[RowVerdict]:
    if not found:
        return found
    order = {(row.sheet, row.row): place for place, row in enumerate(preview.read.rows)}
    return sorted(found, key=lambda v: order.get((v.sheet, v.row), -1))


def _waiting(preview: Preview, t: Translate) -> Iterator[RowVerdict]:
    for row in preview.waiting:
        reasons = [fault.words(t) for fault in row.faults]
        reasons += [question.words(t) for question in row.questions]
        yield RowVerdict(
            row.sheet, row.row, REJECTED if row.faults else ASKED, "", row.uid, reasons
        )


def _planned(plan: Plan, t: Translate, *, every: bool = True) -> Iterator[RowVerdict]:
    for name, becomes in BECOMES.items():
        listed: Iterable[Planned] = getattr(plan, name)
        if not every and becomes:
            listed = (planned for planned in listed if planned.clashes)
        for planned in listed:
            verdict: str = ACCEPTED
            reasons: list[str] = []
            if planned.clashes:
                verdict = ASKED
                reasons = [conflict_words(planned, t)]
            elif becomes == "":
                verdict = REJECTED
                reasons = [planned.reason.words(t)] if planned.reason else []
            yield RowVerdict(*planned.place, verdict, becomes, planned.uid, reasons)


def conflict_words(planned: Planned, t: Translate) -> str:
    """Say in one sentence what somebody else changed too."""
    who = planned.stored.by if planned.stored else ""
    if any(clash.unit == WITHDRAWN for clash in planned.clashes):
        if planned.stored is not None and planned.stored.withdrawn:
            return t(n_("{who} withdrew the entry meanwhile."), who=who)
        return t(n_("{who} changed the entry meanwhile, which the file withdraws."), who=who)
    fields = ", ".join(t(FIELD_TITLES.get(c.unit, c.unit)) for c in planned.clashes)
    return t(n_("{who} changed it meanwhile too: {fields}."), who=who, fields=fields)
