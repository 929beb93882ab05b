"""The address of the audit as CSV: every entry that the filters leave, formulas made text."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import UTC, date
from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from ifla_metrics.access import Actor, Right, require
from ifla_metrics.i18n import translate
from ifla_metrics.settings import database_url
from ifla_metrics.text import without_formula
from ifla_metrics.ui.loading import load
from ifla_metrics.ui.reader import actor_of
from ifla_metrics.ui.refused import failures, refused

if TYPE_CHECKING:
    from starlette.requests import Request

    from ifla_metrics.store.audited import Wanted

COLUMNS = (
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


def audit_file(request: Request) -> Response:
    """Return the entries as CSV in UTF-8."""
    load()
    t = translate(request.query_params.get("language", ""))
    try:
        reader = actor_of(request)
        require(reader, Right.READ_AUDIT)
        wanted = _wanted(request.query_params)
        body = _csv(wanted, reader)
    except ValueError:
        return PlainTextResponse(t("The address is not complete."), status_code=400)
    except failures() as error:
        return refused(error, t)
    return Response(
        body,
        media_type="text/csv; charset=utf-8",
        headers={
            "content-disposition": 'attachment; filename="audit.csv"',
            "cache-control": "private, no-store",
        },
    )


def _wanted(asked: Mapping[str, str]) -> Wanted:
    from ifla_metrics.store.audited import Wanted

    def day(name: str) -> date | None:
        return date.fromisoformat(asked[name]) if asked.get(name) else None

    return Wanted(
        asked.get("person", ""),
        asked.get("group", ""),
        asked.get("kind", ""),
        day("first"),
        day("last"),
    )


def _csv(wanted: Wanted, reader: Actor) -> bytes:
    from ifla_metrics.store.audited import every_entry
    from ifla_metrics.store.database import engine_of, reading
    from ifla_metrics.store.person_names import names

    target = io.StringIO()
    writer = csv.writer(target, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    with reading(engine_of(database_url())) as connection:
        called = names(connection)
        for entry in every_entry(connection, wanted, actor=reader):
            cells = (
                entry.id,
                entry.at.astimezone(UTC).isoformat(timespec="seconds"),
                entry.actor,
                called.get(entry.actor, ""),
                entry.action,
                entry.kind,
                entry.subject,
                "" if entry.version is None else entry.version,
                entry.reason,
            )
            writer.writerow([without_formula(str(cell)) for cell in cells])
    return target.getvalue().encode("utf-8-sig")


AUDIT_ROUTES = [Route("/audit.csv", audit_file)]
