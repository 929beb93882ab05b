"""A group's own workbook, or everybody's entries: what stands in the log, as files give it back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from ifla_metrics.errors import UnknownCode, n_
from ifla_metrics.exchange.workbook import SPARE, SheetContent, write_workbook
from ifla_metrics.exchange.workbook_lists import Lists
from ifla_metrics.i18n import Translate
from ifla_metrics.imports.columns import ACTIVITY, FORMATS, SheetFormat
from ifla_metrics.imports.lines import Line, activity_line, participation_lines, record_line
from ifla_metrics.intake.known_codes import known_of
from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.store.imports import AnyVersion, owned
from ifla_metrics.text import without_formula

Owned = dict[str, dict[str, AnyVersion]]


def workbook_of(
    connection: Any, group: str, t: Translate, *, framework: str = "", spare: int = SPARE
) -> bytes:
    """Return the XLSX of a group, with everything it owns; "" is everybody's.

    Raises:
        UnknownCode: There is no such group.
    """
    known = known_of(connection, framework)
    if group and group not in known.groups:
        raise UnknownCode("working group", group, known.groups)
    found = owned(connection, {group} if group else None)
    lists = Lists(known, t)
    sheets = [
        SheetContent(sheet, [lists.line(sheet, line) for line in _lines(sheet, found)])
        for sheet in FORMATS.values()
    ]
    offered = lists.offered(FORMATS.values())
    if group:
        title = t(n_("{code}: {group}"), code=group, group=t(known.groups[group]))
        return write_workbook(sheets, offered, t, title=title, spare=spare)
    title = t(n_("All entries of the log"))
    return write_workbook(sheets, offered, t, title=title, spare=0)


def csv_of(connection: Any, group: str, sheet: str, t: Translate, *, framework: str = "") -> bytes:
    """Return one sheet as CSV (UTF-8 with its mark, commas), codes as codes.

    Raises:
        UnknownCode: There is no such sheet or group.
    """
    if sheet not in FORMATS:
        raise UnknownCode("sheet", sheet, FORMATS)
    known = known_of(connection, framework)
    if group and group not in known.groups:
        raise UnknownCode("working group", group, known.groups)
    form = FORMATS[sheet]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([t(column.title) for column in form.columns])
    for line in _lines(form, owned(connection, {group} if group else None)):
        writer.writerow([_text(line.get(column.key)) for column in form.columns])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def _lines(sheet: SheetFormat, found: Owned) -> Sequence[Line]:
    activities = found[ACTIVITY].values()
    if sheet.record == ACTIVITY:
        return [activity_line(a.uid, a.version, _activity(a)) for a in activities]
    if sheet.record not in found:
        return [ln for a in activities for ln in participation_lines(a.uid, _activity(a))]
    return list(_records(sheet.record, found[sheet.record].values()))


def _records(kind: str, found: Iterable[AnyVersion]) -> Iterable[Line]:
    for record in found:
        if isinstance(record.draft, ActivityDraft):
            raise TypeError(f"Not a record: {record.uid}")
        yield record_line(kind, record.uid, record.version, record.draft)


def _activity(found: AnyVersion) -> ActivityDraft:
    if not isinstance(found.draft, ActivityDraft):
        raise TypeError(f"Not an activity: {found.uid}")
    return found.draft


def _text(value: object) -> str:
    return "" if value is None else without_formula(str(value))


SHEETS = tuple(FORMATS)
"""Names of the sheets."""
