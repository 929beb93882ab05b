"""The addresses of the server that are not pages, and the shipped files.

It is loaded before the server answers: what others send is made in modules named here in words.
"""

from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from ifla_metrics.errors import NotReady
from ifla_metrics.settings import DATA, FONTS, TOPOLOGY
from ifla_metrics.ui.lifespan import import_ui
from ifla_metrics.ui.web import pages
from ifla_metrics.ui.web.answers import DRAWING, endpoint

FOREVER = {"cache-control": "public, max-age=31536000, immutable"}
A_DAY = {"cache-control": "public, max-age=86400"}
FILES = {
    **{f"fonts/{path.name}": path for path in sorted(FONTS.glob("*.ttf"))},
    f"geo/{TOPOLOGY.name}": TOPOLOGY,
    "icon.png": DATA / "icon.png",
}
"""What may be asked for, by name: nothing else of the folders is served."""
ASSETS = {"style.css": "text/css", "page.js": "text/javascript"}
PACKS = CapacityLimiter(1)
"""Data packs made at once: apart from figures, which take seconds and no minutes."""


def shipped_file(request: Request) -> Response:
    """Return a shipped font, the map of the world, the icon, the style sheet or the script."""
    name = request.path_params["name"]
    if name in FILES:
        return FileResponse(FILES[name], headers=A_DAY if name == "icon.png" else FOREVER)
    for asset, media_type in ASSETS.items():
        if request.url.path == pages.asset_address(asset):
            return Response(pages.asset(asset), media_type=media_type, headers=FOREVER)
    return PlainTextResponse("Not found", status_code=404)


def ready(_request: Request) -> Response:
    """Say whether pages can be shown: the database answers, at the schema of this program."""
    try:
        revision = import_ui("page_data").require_ready()
    except NotReady as reason:
        return JSONResponse({"ready": False, "reason": str(reason)}, status_code=503)
    return JSONResponse({"ready": True, "revision": revision})


ROUTES = [
    Route("/assets/{name:path}", shipped_file),
    Route("/api/ready", ready),
    Route("/figures/{id}.{format}", endpoint("files.figure_file", limiter=DRAWING)),
    Route("/board/{page}.pdf", endpoint("files.board_page", limiter=DRAWING)),
    Route("/data/pack.{format}", endpoint("files.pack_file", limiter=PACKS)),
    Route("/evidence/{id}", endpoint("files.evidence_file")),
    Route("/audit.csv", endpoint("files.audit_file")),
    Route("/backup", endpoint("files.ask_backup")),
    Route("/backup", endpoint("files.backup_file"), methods=["POST"]),
    Route("/review/due.ics", endpoint("files.due_dates")),
    Route("/sign-in/link/{secret}", endpoint("sign_in.link"), methods=["GET", "POST"]),
]
