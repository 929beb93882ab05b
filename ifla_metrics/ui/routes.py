"""The addresses of the server that are not pages: shipped files, readiness, figures as files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from ifla_metrics import assets
from ifla_metrics.access import Right, allowed
from ifla_metrics.errors import IflaMetricsError, NotReady, UnknownCode
from ifla_metrics.i18n import translate
from ifla_metrics.ui import style
from ifla_metrics.ui.audit_view.routes import AUDIT_ROUTES
from ifla_metrics.ui.board_pdf import BOARD_PDF_ROUTES
from ifla_metrics.ui.data_pack import DATA_ROUTES
from ifla_metrics.ui.evidence import ROUTES as EVIDENCE_ROUTES
from ifla_metrics.ui.in_turn import in_turn
from ifla_metrics.ui.loading import load
from ifla_metrics.ui.reader import actor_of
from ifla_metrics.ui.refused import refused, words_of
from ifla_metrics.ui.review_routes import REVIEW_ROUTES
from ifla_metrics.ui.settings_page.backup import BACKUP_ROUTES
from ifla_metrics.ui.sign_in_routes import SIGN_IN_ROUTES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

ICON = assets.DATA / "icon.png"
FOREVER = {"cache-control": "public, max-age=31536000, immutable"}
A_DAY = {"cache-control": "public, max-age=86400"}
TYPES = {".ttf": "font/ttf", ".json": "application/json", ".png": "image/png"}

FONTS = {path.name: path for path in sorted(assets.FONTS.glob("*.ttf"))}
GEO = {assets.TOPOLOGY.name: assets.TOPOLOGY}
"""What may be asked for, by name: nothing else of the folders is served."""


def font(request: Request) -> Response:
    """Return one of the shipped fonts."""
    return _shipped(FONTS.get(request.path_params["name"]), FOREVER)


def geography(request: Request) -> Response:
    """Return the map of the world."""
    return _shipped(GEO.get(request.path_params["name"]), FOREVER)


def icon(_request: Request) -> Response:
    """Return the picture of the browser's tab."""
    return _shipped(ICON, A_DAY)


def style_sheet(request: Request) -> Response:
    """Return the style sheet; an old address gets the new sheet, but does not keep it."""
    current = request.url.path == style.address()
    return Response(style.sheet(), media_type="text/css", headers=FOREVER if current else None)


def script(request: Request) -> Response:
    """Return the script; an old address gets the new one, but does not keep it."""
    current = request.url.path == style.script_address()
    return Response(
        style.script(), media_type="text/javascript", headers=FOREVER if current else None
    )


def ready(_request: Request) -> Response:
    """Say whether pages can be shown: the database answers, at the schema of this program."""
    from ifla_metrics.ui import sources

    try:
        revision = sources.ready()
    except NotReady as reason:
        return JSONResponse({"ready": False, "reason": str(reason)}, status_code=503)
    return JSONResponse({"ready": True, "revision": revision})


def figure_file(request: Request) -> Response:
    """Return a figure as a file, by the id that it carries; drawn in another process.

    The id holds every choice.
    """
    load()
    from ifla_metrics.report.files import MEDIA_TYPES, file_name
    from ifla_metrics.report.rendering import FORMATS, render
    from ifla_metrics.ui import sources
    from ifla_metrics.ui.figures_page import reopened

    t = words_of(request)
    try:
        if not allowed(actor_of(request), Right.READ):
            return PlainTextResponse(t("You may not read this."), status_code=403)
        wanted = request.path_params["format"]
        if wanted not in FORMATS:
            raise UnknownCode("format", wanted, FORMATS)
        name, choices = reopened(request.path_params["id"])
        figure, reading = sources.figure(name, choices)
        printed = translate(choices.language)
        body = render(figure, wanted, printed, reading=reading, **_made(request.query_params))
    except IflaMetricsError as error:
        return refused(error, t)
    return Response(
        body,
        media_type=MEDIA_TYPES[wanted],
        headers={
            "content-disposition": f'attachment; filename="{file_name(figure, wanted)}"',
            "cache-control": "no-store",
        },
    )


def _made(asked: Mapping[str, str]) -> dict[str, Any]:
    """Return how a picture is made, as its address says; raises UnknownCode for what is not."""
    from ifla_metrics.report.sizes import RESOLUTIONS, size_of

    dots = asked.get("dpi", "")
    part = asked.get("part", "")
    return {
        "size": size_of(asked.get("size", "")),
        "dpi": int(dots) if dots.isdecimal() else RESOLUTIONS[0],
        "palette": asked.get("palette", "colour"),
        "transparent": asked.get("transparent") == "1",
        "outlined": asked.get("outlined") == "1",
        "part": int(part) if part.isdecimal() else None,
    }


def front_page(request: Request) -> Response:
    """Lead the front page's own name to where it is served, with all that was chosen."""
    query = request.url.query
    return RedirectResponse(f"/?{query}" if query else "/")


def _shipped(path: Path | None, headers: dict[str, str]) -> Response:
    if path is None or not path.is_file():
        return PlainTextResponse("Not found", status_code=404)
    return Response(path.read_bytes(), media_type=TYPES[path.suffix], headers=headers)


ROUTES = [
    Route("/assets/fonts/{name}", font),
    Route("/assets/geo/{name}", geography),
    Route("/assets/icon.png", icon),
    Route("/assets/style.{version}.css", style_sheet),
    Route("/assets/page.{version}.js", script),
    Route("/api/ready", ready),
    Route("/overview", front_page),
    Route("/figures/{id}.{format}", in_turn(figure_file)),
    *BOARD_PDF_ROUTES,
    *DATA_ROUTES,
    *SIGN_IN_ROUTES,
    *REVIEW_ROUTES,
    *EVIDENCE_ROUTES,
    *AUDIT_ROUTES,
    *BACKUP_ROUTES,
]
