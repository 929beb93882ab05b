"""Shipped files by their address, and whether the server is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from ifla_metrics import assets
from ifla_metrics.errors import NotReady
from ifla_metrics.ui import sources, style

if TYPE_CHECKING:
    from starlette.requests import Request

FOREVER = {"cache-control": "public, max-age=31536000, immutable"}
A_DAY = {"cache-control": "public, max-age=86400"}
FILES = {
    **{f"fonts/{path.name}": path for path in sorted(assets.FONTS.glob("*.ttf"))},
    f"geo/{assets.TOPOLOGY.name}": assets.TOPOLOGY,
    "icon.png": assets.DATA / "icon.png",
}
"""What may be asked for, by name: nothing else of the folders is served."""


def shipped_file(request: Request) -> Response:
    """Return a shipped font, the map of the world or the icon."""
    name = request.path_params["name"]
    if name not in FILES:
        return PlainTextResponse("Not found", status_code=404)
    return FileResponse(FILES[name], headers=A_DAY if name == "icon.png" else FOREVER)


def style_sheet(request: Request) -> Response:
    """Return the style sheet; an old address gets the new sheet, but does not keep it."""
    current = request.url.path == style.address()
    return Response(style.sheet(), media_type="text/css", headers=FOREVER if current else None)


def script(request: Request) -> Response:
    """Return the script; an old address gets the new one, but does not keep it."""
    current = request.url.path == style.script_address()
    headers = FOREVER if current else None
    return Response(style.script(), media_type="text/javascript", headers=headers)


def ready(_request: Request) -> Response:
    """Say whether pages can be shown: the database answers, at the schema of this program."""
    try:
        revision = sources.ready()
    except NotReady as reason:
        return JSONResponse({"ready": False, "reason": str(reason)}, status_code=503)
    return JSONResponse({"ready": True, "revision": revision})


ROUTES = [
    Route("/assets/style.{version}.css", style_sheet),
    Route("/assets/page.{version}.js", script),
    Route("/assets/{name:path}", shipped_file),
    Route("/api/ready", ready),
]
