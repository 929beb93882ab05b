"""What an address answers that cannot give what was asked for: one status, one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse

from ifla_metrics.errors import (
    NO_DATABASE,
    IflaMetricsError,
    NotAllowed,
    NotDrawn,
    NotReady,
    UnknownCode,
)
from ifla_metrics.i18n import translate
from ifla_metrics.ui.middleware import LANGUAGE_COOKIE, language_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from ifla_metrics.i18n import Translate

AGAIN = 30
"""Seconds after which it is worth asking again."""


def failures() -> tuple[type[Exception], ...]:
    """Return what `refused` has an answer for; loads the store."""
    from ifla_metrics.store.database import FAULTS

    return (IflaMetricsError, *FAULTS)


def words_of(request: Request) -> Translate:
    """Return the words of who asks: as the address says, else as they read pages."""
    return translate(
        language_of(
            asked=request.query_params.get("language", ""),
            cookie=request.cookies.get(LANGUAGE_COOKIE, ""),
            accepted=request.headers.get("accept-language", ""),
        )
    )


def refused(error: Exception, t: Translate) -> PlainTextResponse:
    """Return the answer for an error that was raised on purpose, or by the database."""
    if not isinstance(error, IflaMetricsError):
        return later(t(NO_DATABASE))
    if isinstance(error, NotAllowed):
        return PlainTextResponse(t("You may not read this."), status_code=403)
    if isinstance(error, UnknownCode):
        return PlainTextResponse(error.say(t), status_code=404)
    if isinstance(error, (NotReady, NotDrawn)):
        return later(error.say(t))
    return PlainTextResponse(error.say(t), status_code=400)


def later(words: str) -> PlainTextResponse:
    """Return the answer of an address that cannot give anything now, but soon may."""
    return PlainTextResponse(words, status_code=503, headers={"retry-after": str(AGAIN)})
