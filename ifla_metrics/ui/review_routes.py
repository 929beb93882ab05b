"""The address of the calendar of due dates: of all groups for the secretariat, else of own ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from ifla_metrics.access import Right, Role, allowed
from ifla_metrics.errors import IflaMetricsError, UnknownCode
from ifla_metrics.i18n import translate
from ifla_metrics.ui.loading import load
from ifla_metrics.ui.reader import actor_of
from ifla_metrics.ui.refused import refused

if TYPE_CHECKING:
    from starlette.requests import Request


def due_dates(request: Request) -> Response:
    """Return the due dates of the groups that the reader works for as a calendar file.

    `group` asks for one of them; strategy, period and day are those of the address, else those that
    pages open with. A board member, who reports nothing, is refused: the list says who is late.
    """
    load()
    from ifla_metrics.report.calendar import FILE_NAME, MEDIA_TYPE, due_calendar
    from ifla_metrics.store.as_of import now
    from ifla_metrics.ui import address, review_due, sources
    from ifla_metrics.ui.forms.lists import lists

    asked = request.query_params
    t = translate(asked.get("language", ""))
    try:
        reader = actor_of(request)
        everybody = reader.role is Role.SECRETARIAT
        group = asked.get("group", "")
        groups = None if everybody and not group else {group} if group else reader.groups
        if not allowed(reader, Right.REPORT_NOTHING, groups or reader.groups):
            return PlainTextResponse(t("You may not read this."), status_code=403)
        names = lists(t).groups
        if group and group not in names:
            raise UnknownCode("working group", group, names)
        query = {name: asked[name] for name in ("framework", "period", "known_on") if name in asked}
        choices, _ = address.checked(query, sources.plan(), language=t.language)
        found = review_due.read(choices, groups)
        framework = found.reading.framework
        body = due_calendar(found.asked, framework, t, names=names, made_at=now())
    except IflaMetricsError as error:
        return refused(error, t)
    return Response(
        body,
        headers={
            "content-type": MEDIA_TYPE,
            "content-disposition": f'attachment; filename="{FILE_NAME}"',
            "cache-control": "no-store",
        },
    )


REVIEW_ROUTES = [Route("/review/due.ics", due_dates)]
