"""Figures and board pages as files, by their address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from ifla_metrics.access import Right, require
from ifla_metrics.errors import UnknownCode
from ifla_metrics.i18n import translate
from ifla_metrics.ui import board_pdf, sources
from ifla_metrics.ui.web.answers import attachment, choices_of, drawn

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from ifla_metrics.access import Actor
    from ifla_metrics.i18n import Translate


def figure_file(request: Request, reader: Actor, _t: Translate) -> Response:
    """Return a figure as a file, by the id that it carries, which holds every choice."""
    from ifla_metrics.report.files import MEDIA_TYPES, file_name
    from ifla_metrics.report.rendering import FORMATS, render
    from ifla_metrics.ui.figures_page import reopened

    require(reader, Right.READ)
    wanted = request.path_params["format"]
    if wanted not in FORMATS:
        raise UnknownCode("format", wanted, FORMATS)
    name, choices = reopened(request.path_params["id"])
    figure, reading = sources.figure(name, choices)
    printed = translate(choices.language)
    body = render(figure, wanted, printed, reading=reading, **_options(request.query_params))
    return attachment(body, MEDIA_TYPES[wanted], file_name(figure, wanted))


def _options(asked: Mapping[str, str]) -> dict[str, Any]:
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


def board_page(request: Request, reader: Actor, _t: Translate) -> Response:
    """Return a board page as PDF by its address; the query holds the choices, as on screen."""
    require(reader, Right.READ)
    page = request.path_params["page"]
    if page not in board_pdf.TITLES:
        raise UnknownCode("page", page, board_pdf.TITLES)
    choices = choices_of(request)
    name = f"{page}_{choices.framework}_{choices.period}_{choices.known_on}.pdf"
    return attachment(board_pdf.made(page, choices), board_pdf.MEDIA_TYPE, name)


ROUTES = [
    Route("/figures/{id}.{format}", drawn(figure_file)),
    Route("/board/{page}.pdf", drawn(board_page)),
]
