"""The rows of a sheet of activities, in their order: sound ones, and those in trouble."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import repeat
from typing import Any

from ifla_metrics.exchange.activity_rows.builder import EMPTY, KEYS, Builder
from ifla_metrics.exchange.activity_rows.lines import lines_of, with_mode
from ifla_metrics.exchange.activity_rows.odd_days import known_days, odd_days
from ifla_metrics.exchange.activity_rows.together import NEEDED, NO_COLUMN, put_together
from ifla_metrics.exchange.day_spans import Days
from ifla_metrics.exchange.faults import Fault, Word, because
from ifla_metrics.exchange.merge import MAIN
from ifla_metrics.exchange.row_reading import Columns, Findings, ReadRow, settled
from ifla_metrics.models.columns import Precision
from ifla_metrics.models.drafts import ActivityDraft

_FIELDS = frozenset(ActivityDraft.model_fields)
_DAYS = frozenset({"started_on", "ended_on", "date_precision", "date_as_stated"})
_COUNTS = ("participants", "women", "men", "other")


def read_activities(
    columns: Columns, builder: Builder, answers: Mapping[str, str]
) -> list[ReadRow]:
    """Return the rows of a sheet of activities, in their order."""
    table = columns.table
    name = table.sheet.name
    said = said_by(columns.values, has_lines=builder.has_lines)
    proposes = "directions" not in columns.values
    within = known_days(builder.known)
    ordered: list[Iterable[Any]] = [columns.values.get(key, repeat(EMPTY[key])) for key in KEYS]
    bare = said - {"participation"}
    rows = []
    for i, (number, cells) in enumerate(
        zip(table.numbers, zip(*ordered, strict=False), strict=False)
    ):
        if i in columns.troubled or number in table.faults:
            rows.append(_troubled(columns, i, builder, answers, said))
            continue
        found = put_together(cells, builder, proposes=proposes)
        if found.__class__ is not ActivityDraft:
            rows.append(_troubled(columns, i, builder, answers, said))
            continue
        silent = cells[12:16] == _NOBODY and not builder.has_lines
        odd = None if cells[0] else odd_days(found, within)
        rows.append(
            ReadRow(
                name,
                number,
                "activity",
                cells[0],
                cells[1],
                cells[-1] == "yes",
                found,
                notices=(Fault(table.place(number, "started_on"), "", odd),) if odd else (),
                said=_with_days(bare if silent else said, found),
            )
        )
    return with_mode(rows, table.header.all_are, builder)


_NOBODY = (None, None, None, None)


def said_by(keys: Iterable[str], *, has_lines: bool) -> frozenset[str]:
    """Return the fields of a draft that a sheet with these columns speaks of."""
    found = set(keys) & (_FIELDS | {MAIN})
    if "outcomes" in keys:
        found.add("contributions")
    if "directions" in keys:
        found.add("alignments")
    if has_lines or set(keys) & set(_COUNTS):
        found.add("participation")
    return frozenset(found)


def _with_days(said: frozenset[str], draft: ActivityDraft) -> frozenset[str]:
    """Return what a row speaks of: the cell of a day may say more than a day."""
    if draft.date_precision is not Precision.DAY:
        return said | _DAYS
    if "ended_on" not in said and draft.ended_on != draft.started_on:
        return said | {"ended_on"}
    return said


def _troubled(
    columns: Columns,
    i: int,
    builder: Builder,
    answers: Mapping[str, str],
    said: frozenset[str],
) -> ReadRow:
    """Return a row with everything that is wrong or doubtful about it, or what was answered."""
    table, number = columns.table, columns.table.numbers[i]
    findings = Findings(faults=list(table.faults.get(number, ())))
    values = {**EMPTY, **settled(columns, i, answers, findings)}
    uncertain = {k for k in columns.troubled.get(i, ()) if values[k] == EMPTY[k]}
    own = lines_of(values["id"], values["title"], builder) if builder.has_lines else None
    if own is not None:
        findings.faults += own.findings.faults
        findings.questions += own.findings.questions
    standing = {"title": "…", "started_on": _SOME_DAY, "groups": ("…",)}
    probe = {**values, **{k: standing[k] for k in uncertain if k in standing}}
    if "directions" in uncertain:
        probe["primary_direction"] = ()
    found = put_together(
        [probe[key] for key in KEYS], builder, proposes="directions" not in columns.values
    )
    if isinstance(found, list):
        sound = not (own is not None and (own.findings.faults or own.findings.questions))
        for key, reason in found:
            if key not in uncertain and (sound or key != "participants"):
                no_column = reason is NEEDED and key not in table.header.columns
                title = Word(table.header.format.by_key[key].title)
                why = because(NO_COLUMN, title=title) if no_column else reason
                typed = columns.table.cells.get(key, ("",) * (i + 1))[i]
                fault = Fault(table.place(number, key), "" if typed is None else str(typed), why)
                findings.faults.append(fault)
    clear = not findings.faults and not findings.questions and isinstance(found, ActivityDraft)
    return ReadRow(
        table.sheet.name,
        number,
        "activity",
        values["id"],
        values["version"],
        values["withdraw"] == "yes",
        found if clear and isinstance(found, ActivityDraft) else None,
        tuple(findings.faults),
        tuple(findings.questions),
        said=said,
    )


_SOME_DAY = Days(date(1900, 1, 1), date(2100, 12, 31))
