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

if TYPE_CHECKING:
    from ifla_metrics.i18n import Translate

AGAIN = 30
"""Seconds after which it is worth asking again."""


def failures() -> tuple[type[Exception], ...]:
    """Return what `refused` has an answer for; loads the store."""
    from ifla_metrics.store.database import FAULTS

    return (IflaMetricsError, *FAULTS)


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
