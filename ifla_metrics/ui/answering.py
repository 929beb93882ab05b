"""An address that is no page says plainly that the database does not answer, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.middleware import Middleware
from starlette.requests import Request

from ifla_metrics.i18n import translate
from ifla_metrics.ui import trouble
from ifla_metrics.ui.refused import refused

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Answering:
    """Wraps the server."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception as error:
            if begun or scope["type"] != "http" or not trouble.of_database(error):
                raise
            trouble.keep(error)
            t = translate(Request(scope).query_params.get("language", ""))
            await refused(error, t)(scope, receive, send)


ANSWERING = [Middleware(Answering)]
