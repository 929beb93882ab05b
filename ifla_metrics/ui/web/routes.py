"""The routes that are not pages, and the files that ship with the program.

This module loads before the server answers requests, so it names handlers by strings: their modules
import slow libraries.
"""

from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from ifla_metrics.errors import NotReady
from ifla_metrics.settings import DATA, FONTS, TOPOLOGY
from ifla_metrics.ui.lifespan import import_ui
from ifla_metrics.ui.web import pages
from ifla_metrics.ui.web.responses import endpoint

FOREVER = {"cache-control": "public, max-age=31536000, immutable"}
ONE_DAY = {"cache-control": "public, max-age=86400"}
FILES = {
    **{f"fonts/{path.name}": path for path in sorted(FONTS.glob("*.ttf"))},
    f"geo/{TOPOLOGY.name}": TOPOLOGY,
    "icon.png": DATA / "icon.png",
}
"""The files that are served, by name; nothing else in their folders is."""
ASSETS = {"style.css": "text/css", "page.js": "text/javascript"}
FIGURE_LIMITER = CapacityLimiter(4)
"""Bounds the figures and pages that are rendered at the same time."""
PACK_LIMITER = CapacityLimiter(1)
"""Bounds data packs separately: they take up to minutes, figures only seconds."""


def shipped_file(request: Request) -> Response:
    """Return a font, the world map, the icon, the style sheet or the script."""
    name = request.path_params["name"]
    if name in FILES:
        return FileResponse(FILES[name], headers=ONE_DAY if name == "icon.png" else FOREVER)
    for asset, media_type in ASSETS.items():
        if request.url.path == pages.asset_address(asset):
            return Response(pages.asset(asset), media_type=media_type, headers=FOREVER)
    return PlainTextResponse("Not found", status_code=404)


def ready(_request: Request) -> Response:
    """Report whether pages can be shown: the database answers and has the current schema."""
    try:
        revision = import_ui("page_data").require_ready()
    except NotReady as error:
        return JSONResponse({"ready": False, "reason": str(error)}, status_code=503)
    return JSONResponse({"ready": True, "revision": revision})


ROUTES = [
    Route("/assets/{name:path}", shipped_file),
    Route("/api/ready", ready),
    Route("/figures/{id}.{format}", endpoint("files.figure_file", limiter=FIGURE_LIMITER)),
    Route("/board/{page}.pdf", endpoint("files.board_page", limiter=FIGURE_LIMITER)),
    Route("/data/pack.{format}", endpoint("files.pack_file", limiter=PACK_LIMITER)),
    Route("/evidence/{id}", endpoint("files.evidence_file")),
    Route("/audit.csv", endpoint("files.audit_file")),
    Route("/backup", endpoint("files.confirm_backup")),
    Route("/backup", endpoint("files.backup_file"), methods=["POST"]),
    Route("/review/due.ics", endpoint("files.due_dates")),
    Route("/sign-in/link/{secret}", endpoint("sign_in.link"), methods=["GET", "POST"]),
]
