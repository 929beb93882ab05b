"""The addresses of the server that are not pages: shipped files, figures, and those of `web`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from ifla_metrics import assets
from ifla_metrics.access import Right, require
from ifla_metrics.errors import InvalidRecord, NotReady, UnknownCode, n_
from ifla_metrics.i18n import translate
from ifla_metrics.ui import board_pdf, sources, style
from ifla_metrics.ui.web import downloads, sign_in
from ifla_metrics.ui.web.answers import attachment, choices_of, drawn

if TYPE_CHECKING:
    from starlette.requests import Request

    from ifla_metrics.access import Actor
    from ifla_metrics.i18n import Translate

FOREVER = {"cache-control": "public, max-age=31536000, immutable"}
A_DAY = {"cache-control": "public, max-age=86400"}
FILES = {
    **{f"fonts/{path.name}": path for path in sorted(assets.FONTS.glob("*.ttf"))},
    f"geo/{assets.TOPOLOGY.name}": assets.TOPOLOGY,
    "icon.png": assets.DATA / "icon.png",
}
"""What may be asked for, by name: nothing else of the folders is served."""
ASSETS = {"style.css": "text/css", "page.js": "text/javascript"}


def shipped_file(request: Request) -> Response:
    """Return a shipped font, the map of the world, the icon, the style sheet or the script.

    An old address of sheet or script gets the new one, but does not keep it.
    """
    name = request.path_params["name"]
    if name in FILES:
        return FileResponse(FILES[name], headers=A_DAY if name == "icon.png" else FOREVER)
    for asset, media_type in ASSETS.items():
        if name.startswith(asset.partition(".")[0] + "."):
            kept = FOREVER if request.url.path == style.address(asset) else None
            return Response(style.content(asset), media_type=media_type, headers=kept)
    return PlainTextResponse("Not found", status_code=404)


def ready(_request: Request) -> Response:
    """Say whether pages can be shown: the database answers, at the schema of this program."""
    try:
        revision = sources.ready()
    except NotReady as reason:
        return JSONResponse({"ready": False, "reason": str(reason)}, status_code=503)
    return JSONResponse({"ready": True, "revision": revision})


def figure_file(request: Request, reader: Actor, _t: Translate) -> Response:
    """Return a figure as a file, by the id that it carries, which holds every choice."""
    from ifla_metrics.exports import figure_files
    from ifla_metrics.ui.figures_page import reopened

    require(reader, Right.READ)
    wanted = request.path_params["format"]
    if wanted not in figure_files.FORMATS:
        raise UnknownCode("format", wanted, figure_files.FORMATS)
    name, choices = reopened(request.path_params["id"])
    figure, reading = sources.figure(name, choices)
    printed = translate(choices.language)
    options = _options(request.query_params)
    body = figure_files.figure_file(figure, wanted, printed, reading=reading, **options)
    name = figure_files.file_name(figure, wanted)
    return attachment(body, figure_files.MEDIA_TYPES[wanted], name)


def _options(asked: Mapping[str, str]) -> dict[str, Any]:
    """Return how a picture is made, as its address says; raises UnknownCode for what is not."""
    from ifla_metrics.exports.sizes import RESOLUTIONS, size_of

    dots, part = asked.get("dpi", ""), asked.get("part", "")
    if not all(re.fullmatch(r"[0-9]{0,4}", number) for number in (dots, part)):
        raise InvalidRecord(n_("The address is not complete."))
    return {
        "size": size_of(asked.get("size", "")),
        "dpi": int(dots) if dots else RESOLUTIONS[0],
        "palette": asked.get("palette", "colour"),
        "transparent": asked.get("transparent") == "1",
        "outlined": asked.get("outlined") == "1",
        "part": int(part) if part else None,
    }


def board_page(request: Request, reader: Actor, _t: Translate) -> Response:
    """Return a board page as PDF by its address; the query holds the choices, as on screen."""
    require(reader, Right.READ)
    page = request.path_params["page"]
    if page not in board_pdf.TITLES:
        raise UnknownCode("page", page, board_pdf.TITLES)
    choices = choices_of(request)
    name = f"{page}_{choices.framework}_{choices.period}_{choices.known_on}.pdf"
    return attachment(board_pdf.build(page, choices), board_pdf.MEDIA_TYPE, name)


ROUTES = [
    Route("/assets/{name:path}", shipped_file),
    Route("/api/ready", ready),
    Route("/figures/{id}.{format}", drawn(figure_file)),
    Route("/board/{page}.pdf", drawn(board_page)),
    *downloads.ROUTES,
    *sign_in.ROUTES,
]
