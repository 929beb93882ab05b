"""People counted: lines of a sheet of participation, or the numbers beside an activity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ifla_metrics.errors import n_
from ifla_metrics.exchange.amounts import Amount
from ifla_metrics.exchange.faults import Fault, Reason, because
from ifla_metrics.exchange.row_reading import Columns, Findings, settled
from ifla_metrics.models.columns import Gender, Qualifier
from ifla_metrics.models.drafts import ParticipationDraft

NO_ACTIVITY = because(n_("No activity of this file has this id or title."))
TWO_ACTIVITIES = because(n_("Several activities of this file have this title; write the id."))
MORE_PARTS = n_("Women, men and others are {parts}, more than the {total} participants.")
OTHER_SUM = n_("The sheet of participation has {sum} people, this row {total}.")
UNKNOWN_PARTS = because(n_("The parts are not exact, so that the rest cannot be told."))
_GENDERS = (("women", Gender.WOMAN), ("men", Gender.MAN), ("other", Gender.OTHER))
_BOUNDS = frozenset({Qualifier.AT_LEAST, Qualifier.MORE_THAN, Qualifier.UP_TO, Qualifier.ALMOST})


@dataclass
class Lines:
    """The lines of one activity, and what is wrong or doubtful about some of them."""

    lines: list[ParticipationDraft] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)
    where: list[Fault] = field(default_factory=list)
    """A fault that is meant for the case that there is no such activity."""


def lines_by_activity(columns: Columns, answers: Mapping[str, str]) -> dict[str, Lines]:
    """Return the lines of a sheet of participation by what their activity is called there."""
    found: dict[str, Lines] = {}
    table = columns.table
    for i, number in enumerate(table.numbers):
        findings = Findings(faults=list(table.faults.get(number, ())))
        values = settled(columns, i, answers, findings)
        name = str(values.get("activity", ""))
        own = found.setdefault(name, Lines())
        if not own.where:
            own.where.append(Fault(table.place(number, "activity"), name, NO_ACTIVITY))
        own.findings.faults += findings.faults
        own.findings.questions += findings.questions
        if not findings.faults and not findings.questions:
            own.lines.append(line_of(values))
    return found


def line_of(values: Mapping[str, Any]) -> ParticipationDraft:
    """Return the draft of a line whose cells are sound."""
    amount: Amount | None = values.get("count")
    qualifier = values.get("qualifier") or _qualifier(amount)
    given = {
        name: values[name]
        for name in ("country", "association", "gender", "role", "mode", "reach", "note")
        if values.get(name)
    }
    return ParticipationDraft(
        **given,
        count=amount.count if amount else None,
        qualifier=Qualifier(qualifier),
        dimensions=values.get("dimensions") or {},
    )


def _qualifier(amount: Amount | None) -> Qualifier:
    return Qualifier.UNKNOWN if amount is None else amount.qualifier


class Simple:
    """Numbers in all, of women, of men and of others as lines; equal lines are made once."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Gender, int | None, Qualifier], ParticipationDraft] = {}

    def lines(
        self, total: Amount | None, parts: tuple[Amount | None, Amount | None, Amount | None]
    ) -> tuple[ParticipationDraft, ...] | Reason:
        """Return the lines, or why they cannot be made: the parts exceed the whole."""
        lines = [
            self._line(gender, part)
            for (_, gender), part in zip(_GENDERS, parts, strict=True)
            if part is not None
        ]
        if total is None:
            return tuple(lines)
        if not lines:
            return (self._line(Gender.NOT_STATED, total),)
        known = [part for part in parts if part is not None]
        if total.count is None:
            return tuple(lines)
        if any(part.count is None for part in known):
            return UNKNOWN_PARTS
        summed = sum(part.count or 0 for part in known)
        if summed > total.count:
            return because(MORE_PARTS, parts=summed, total=total.count)
        rest = total.count - summed
        if rest:
            exact = all(part.qualifier is Qualifier.EXACT for part in known)
            if not exact and total.qualifier in _BOUNDS:
                return UNKNOWN_PARTS
            qualifier = total.qualifier if exact else Qualifier.ABOUT
            lines.append(self._line(Gender.NOT_STATED, Amount(rest, qualifier)))
        return tuple(lines)

    def _line(self, gender: Gender, amount: Amount) -> ParticipationDraft:
        key = (gender, amount.count, amount.qualifier)
        line = self._kept.get(key)
        if line is None:
            line = self._kept[key] = ParticipationDraft(
                gender=gender, count=amount.count, qualifier=amount.qualifier
            )
        return line
