"""Rows of a sheet of records (observations, milestones and the others) as drafts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from ifla_metrics.errors import n_
from ifla_metrics.exchange.amounts import Amount, Number
from ifla_metrics.exchange.day_spans import Days
from ifla_metrics.exchange.faults import Fault, Reason, because
from ifla_metrics.exchange.row_reading import Columns, Findings, ReadRow, settled
from ifla_metrics.imports.columns import RECORD_DRAFTS
from ifla_metrics.models.columns import Precision, Qualifier
from ifla_metrics.models.drafts import RecordDraft, draft_faults

LAST_DAY = because(n_("Known only so far; its last day was taken."))
_OWN = ("id", "version", "withdraw")
_ALONG = frozenset({"date_precision", "date_as_stated", "qualifier"})
"""Fields that the cell of a day or a number may say along: “about 30”, “March 2012”."""


def read_records(
    columns: Columns, *, group: str, framework: str, answers: Mapping[str, str]
) -> list[ReadRow]:
    """Return the rows of a sheet of records, in their order."""
    kind = columns.table.header.format.record
    standing = {"group": group, "framework": framework}
    fields = RECORD_DRAFTS[kind].model_fields
    said = frozenset(columns.values) & frozenset(fields)
    return [_row(columns, i, standing, answers, said) for i in range(len(columns.table.numbers))]


def _row(
    columns: Columns,
    i: int,
    standing: Mapping[str, str],
    answers: Mapping[str, str],
    said: frozenset[str],
) -> ReadRow:
    table, number = columns.table, columns.table.numbers[i]
    kind = table.header.format.record
    draft_type = RECORD_DRAFTS[kind]
    findings = Findings(faults=list(table.faults.get(number, ())))
    values = settled(columns, i, answers, findings)
    given = {k: v for k, v in values.items() if k not in _OWN and v not in ("", None)}
    for key, value in standing.items():
        if value and key not in columns.troubled.get(i, ()):
            given.setdefault(key, value)
    fields = _fields(given, draft_type, table_place=lambda k: table.place(number, k), told=findings)
    told_along = _ALONG & fields.keys()
    draft = _draft(draft_type, fields, columns, i, findings)
    clear = not findings.faults and not findings.questions
    return ReadRow(
        table.sheet.name,
        number,
        kind,
        values.get("id", ""),
        values.get("version"),
        values.get("withdraw") == "yes",
        draft if clear else None,
        tuple(findings.faults),
        tuple(findings.questions),
        tuple(findings.notices),
        said | told_along,
    )


def _fields(
    given: Mapping[str, Any], draft_type: type[RecordDraft], *, table_place: Any, told: Findings
) -> dict[str, Any]:
    """Return the fields of the draft: days, counts and numbers as it keeps them."""
    fields: dict[str, Any] = {}
    qualifier: Qualifier | None = None
    stated: Days | None = None
    for key, value in given.items():
        if isinstance(value, Days):
            fields[key] = value.ended_on
            if value.precision is not Precision.DAY:
                if "date_precision" in draft_type.model_fields:
                    stated = value if stated is None or key == "actual_on" else stated
                else:
                    told.notices.append(Fault(table_place(key), value.as_stated, LAST_DAY))
        elif isinstance(value, (Amount, Number)):
            fields[key] = value.count if isinstance(value, Amount) else value.value
            if value.qualifier is not Qualifier.EXACT:
                qualifier = value.qualifier
        else:
            fields[key] = value
    if stated is not None:
        fields.setdefault("date_precision", stated.precision.value)
        fields.setdefault("date_as_stated", stated.as_stated)
    if qualifier is not None and "qualifier" in draft_type.model_fields:
        fields.setdefault("qualifier", qualifier.value)
    return fields


def _draft(
    draft_type: type[RecordDraft],
    fields: Mapping[str, Any],
    columns: Columns,
    i: int,
    findings: Findings,
) -> RecordDraft | None:
    try:
        return draft_type(**fields)
    except ValidationError as error:
        table, number = columns.table, columns.table.numbers[i]
        troubled = set(columns.troubled.get(i, ()))
        for fault in draft_faults(error):
            if fault.field in troubled:
                continue
            cells = table.cells.get(fault.field)
            typed = "" if cells is None or cells[i] is None else str(cells[i])
            reason = Reason(fault.error.message, tuple(fault.error.values.items()))
            findings.faults.append(Fault(table.place(number, fault.field), typed[:200], reason))
        if not findings.faults and not findings.questions:
            findings.faults.append(
                Fault(table.place(number), "", because(n_("This value cannot be taken.")))
            )
        return None
