"""Evidence on the screen: a link to a page elsewhere, or to a kept file by our own route."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from ifla_metrics.errors import NotAllowed, UnknownCode, n_
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.settings import database_url, read_only
from ifla_metrics.ui.loading import load
from ifla_metrics.ui.markup import Html, join, tag
from ifla_metrics.ui.reader import actor_of
from ifla_metrics.ui.refused import failures, refused

KEPT = "evidence:"
"""What the address of a kept file begins with (store.evidence_files)."""
WEB = ("http", "https")


def evidence_file(request: Request) -> Response:
    """Return a kept file, to be saved and never shown inside a page of ours.

    Served for reading only, the tool shows the world its figures and nobody's files.
    """
    load()
    from ifla_metrics.store.database import engine_of, reading
    from ifla_metrics.store.evidence_files import content_of

    t = translate(request.query_params.get("language", ""))
    try:
        if read_only():
            raise NotAllowed(n_("Evidence files are not shown to the public."))
        reader = actor_of(request)
        with reading(engine_of(database_url())) as connection:
            kept, content = content_of(connection, request.path_params["id"], actor=reader)
    except UnknownCode:
        return PlainTextResponse(t("There is no such file."), status_code=404)
    except failures() as error:
        return refused(error, t)
    return Response(
        content,
        media_type=kept.media_type,
        headers={
            "content-disposition": f"attachment; filename*=UTF-8''{quote(kept.name)}",
            "cache-control": "private, no-store",
            "content-security-policy": "sandbox; default-src 'none'",
            "x-content-type-options": "nosniff",
        },
    )


def links(addresses: Iterable[str], t: Translate) -> Html:
    """Return addresses as a list of links; what is neither a web page nor a file stays text."""
    return tag("ul", *(tag("li", link(address, t)) for address in addresses))


def link(address: str, t: Translate) -> Html:
    """Return one address as a link where it is one."""
    if address.startswith(KEPT):
        href = f"/evidence/{quote(address.removeprefix(KEPT), safe='')}"
        return tag("a", t("Evidence file"), href=href, download=True)
    if is_web(address):
        return tag("a", address, href=address, target="_blank", rel="noopener noreferrer")
    return join((address,))


def is_web(address: str) -> bool:
    """Say whether an address is that of a web page, and nothing that a browser would run."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in WEB and bool(parts.netloc)


ROUTES = [Route("/evidence/{id}", evidence_file)]
