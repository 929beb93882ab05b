"""What the secretariat takes away: the audit as CSV, a backup, the calendar of due dates."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Mapping
from datetime import UTC, date
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.background import BackgroundTask
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from ifla_metrics.access import Actor, Right, Role, allowed, require
from ifla_metrics.errors import IflaMetricsError, NotAllowed, UnknownCode
from ifla_metrics.settings import database_url
from ifla_metrics.text import without_formula
from ifla_metrics.ui.web.answers import attachment, endpoint, foreign, later, posted

if TYPE_CHECKING:
    from starlette.requests import Request

    from ifla_metrics.i18n import Translate
    from ifla_metrics.store.audit_query import Wanted

AUDIT_COLUMNS = (
    "entry",
    "at_utc",
    "actor",
    "name",
    "action",
    "kind",
    "subject",
    "version",
    "reason",
)


def audit_file(request: Request, reader: Actor, t: Translate) -> Response:
    """Return the audit as CSV: every entry that the filters leave, formulas made text."""
    require(reader, Right.READ_AUDIT)
    try:
        wanted = _wanted(request.query_params)
    except ValueError:
        return PlainTextResponse(t("The address is not complete."), status_code=400)
    return attachment(_audit_csv(wanted, reader), "text/csv; charset=utf-8", "audit.csv")


def _wanted(asked: Mapping[str, str]) -> Wanted:
    from ifla_metrics.store.audit_query import Wanted

    def day(name: str) -> date | None:
        return date.fromisoformat(asked[name]) if asked.get(name) else None

    person, group, kind = (asked.get(name, "") for name in ("person", "group", "kind"))
    return Wanted(person, group, kind, day("first"), day("last"))


def _audit_csv(wanted: Wanted, reader: Actor) -> bytes:
    from ifla_metrics.store.audit_query import every_entry
    from ifla_metrics.store.database import engine_of, reading
    from ifla_metrics.store.rights import names

    target = io.StringIO()
    writer = csv.writer(target, quoting=csv.QUOTE_ALL)
    writer.writerow(AUDIT_COLUMNS)
    with reading(engine_of(database_url())) as connection:
        known = names(connection)
        for entry in every_entry(connection, wanted, actor=reader):
            cells = (
                entry.id,
                entry.at.astimezone(UTC).isoformat(timespec="seconds"),
                entry.actor,
                known.get(entry.actor, ""),
                entry.action,
                entry.kind,
                entry.subject,
                "" if entry.version is None else entry.version,
                entry.reason,
            )
            writer.writerow([without_formula(str(cell)) for cell in cells])
    return target.getvalue().encode("utf-8-sig")


def backup_file(_request: Request, reader: Actor, t: Translate) -> Response:
    """Return a backup; the audit says so before it is made, and it is forgotten once it is sent."""
    from ifla_metrics.store.as_of import today
    from ifla_metrics.store.backups import ENDS, note_backup, write_backup
    from ifla_metrics.store.database import FAULTS, engine_of

    folder = Path(tempfile.mkdtemp(prefix="ifla-backup-"))
    made = folder / f"backup{ENDS}"
    try:
        engine = engine_of(database_url())
        note_backup(engine, actor=reader)
        write_backup(engine, made)
    except BaseException as error:
        shutil.rmtree(folder)  # It holds names and addresses.
        if isinstance(error, NotAllowed):
            return foreign(t)
        if not isinstance(error, (OSError, IflaMetricsError, *FAULTS)):
            raise
        return later(
            t("The backup could not be made: the database does not answer, or the disk is full.")
        )
    return FileResponse(
        made,
        filename=f"ifla-metrics-{today().isoformat()}{ENDS}",
        media_type="application/zip",
        headers={"cache-control": "private, no-store"},
        background=BackgroundTask(shutil.rmtree, folder),
    )


def due_dates(request: Request, reader: Actor, t: Translate) -> Response:
    """Return the due dates of the groups that the reader works for as a calendar file.

    `group` asks for one of them; strategy, period and day are those of the address, else those that
    pages open with. A board member, who reports nothing, is refused: the list says who is late.
    """
    from ifla_metrics.exports.due_dates import FILE_NAME, MEDIA_TYPE, due_calendar
    from ifla_metrics.store.as_of import now
    from ifla_metrics.ui import address, due_reports, sources
    from ifla_metrics.ui.forms.lists import lists

    asked = request.query_params
    group = asked.get("group", "")
    in_all = reader.role is Role.SECRETARIAT and not group
    groups = None if in_all else {group} if group else reader.groups
    if not allowed(reader, Right.REPORT_NOTHING, groups or reader.groups):
        raise NotAllowed("Due dates are for groups and the secretariat.")
    names = lists(t).groups
    if group and group not in names:
        raise UnknownCode("working group", group, names)
    query = {name: asked[name] for name in ("framework", "period", "known_on") if name in asked}
    choices, _ = address.checked(query, sources.plan(), language=t.language)
    found = due_reports.read(choices, groups)
    framework = found.reading.framework
    body = due_calendar(found.asked, framework, t, names=names, made_at=now())
    return attachment(body, MEDIA_TYPE, FILE_NAME)


ROUTES = [
    Route("/audit.csv", endpoint(audit_file)),
    Route("/backup", posted(backup_file), methods=["POST"]),
    Route("/review/due.ics", endpoint(due_dates)),
]
