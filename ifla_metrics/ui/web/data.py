"""The data pack and kept evidence, by their address."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from anyio import move_on_after, sleep, to_thread
from starlette.responses import Response
from starlette.routing import Route

from ifla_metrics.access import Actor, Right, require
from ifla_metrics.errors import IflaMetricsError, NotAllowed, NotDrawn, UnknownCode, n_
from ifla_metrics.settings import database_url, read_only
from ifla_metrics.ui.auth import actor_of
from ifla_metrics.ui.web import answers
from ifla_metrics.ui.web.answers import attachment, choices_of, endpoint, refused, words_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from ifla_metrics.i18n import Translate
    from ifla_metrics.ui.data_pack import Pack
    from ifla_metrics.ui.report_jobs import Job

POLL_SECONDS = 0.1


async def pack_file(request: Request) -> Response:
    """Return a data pack by its address; the query holds the choices, as on screen.

    It is made once for all who ask, and no thread waits for it.
    """
    try:
        pack, job = await to_thread.run_sync(_start, request)
        with move_on_after(answers.PATIENCE):
            while not job.finished:
                await sleep(POLL_SECONDS)
        if not job.finished:
            raise NotDrawn(n_("Many reports are being made; please ask again in a minute."))
        if job.error is not None:
            raise job.error
    except IflaMetricsError as error:
        return refused(error, words_of(request))
    from ifla_metrics.exports.open_data import MEDIA_TYPES

    return attachment(job.files[0], MEDIA_TYPES[pack.file_format], pack.file_name)


def _start(request: Request) -> tuple[Pack, Job]:
    """Return what an address asks for, and its job.

    Raises:
        IflaMetricsError: The reader may not have it, or the address is wrong.
    """
    from ifla_metrics.exports.open_data import FORMATS
    from ifla_metrics.ui import data_pack

    query = request.query_params
    public = query.get("public", "1") != "0"
    require(actor_of(request), Right.READ if public else Right.READ_ENTRY)
    kind = next((one for one in FORMATS if one == request.path_params["format"]), None)
    if kind is None:
        raise UnknownCode("format", request.path_params["format"], FORMATS)
    organisation = query.get("reporting_org", "") if kind == "iati" else ""
    pack = data_pack.Pack(kind, choices_of(request), public, organisation)
    return pack, data_pack.start(pack)


def evidence_file(request: Request, reader: Actor, t: Translate) -> Response:
    """Return a kept file, to be saved and never shown inside a page of ours.

    Served for reading only, the tool shows the public its figures and nobody's files.
    """
    from ifla_metrics.store.database import engine_of, reading
    from ifla_metrics.store.evidence_files import content_of

    if read_only():
        raise NotAllowed(n_("Evidence files are not shown to the public."))
    with reading(engine_of(database_url())) as connection:
        kept, content = content_of(connection, request.path_params["id"], actor=reader)
    answer = attachment(content, kept.media_type, "")
    answer.headers["content-disposition"] = f"attachment; filename*=UTF-8''{quote(kept.name)}"
    answer.headers["content-security-policy"] = "sandbox; default-src 'none'"
    return answer


ROUTES = [
    Route("/data/pack.{format}", pack_file),
    Route("/evidence/{id}", endpoint(evidence_file)),
]
