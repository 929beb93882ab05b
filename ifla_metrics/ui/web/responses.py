"""What all routes share: the reader, the language, and responses for errors and files."""

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from ifla_metrics.access import Actor
from ifla_metrics.errors import IflaMetricsError, JobFailed, NotAllowed, NotReady, UnknownCode
from ifla_metrics.exports import MEDIA_TYPES
from ifla_metrics.i18n import LANGUAGES, Translate, translate
from ifla_metrics.ui.auth import actor_of
from ifla_metrics.ui.lifespan import import_ui

LANGUAGE_COOKIE = "ifla_language"
RETRY_AFTER = 30
"""Seconds after which a client should try again."""
NO_STORE = {"cache-control": "private, no-store"}

Handler = Callable[[Request, Actor, Translate], Response]


def endpoint(
    handler: str, *, limiter: CapacityLimiter | None = None
) -> Callable[[Request], Awaitable[Response]]:
    """Return the endpoint of a route, for a handler named as "module.function" in this package.

    The module is imported at the first request. The Origin header of a POST request must name this
    server. `limiter` bounds concurrent requests; waiting ones hold no thread.
    """

    async def respond(request: Request) -> Response:
        if request.method == "POST":
            origin = urlsplit(request.headers.get("origin", "")).netloc
            if not origin or origin != request.headers.get("host"):
                t = translate_for(request)
                text = t("This request did not come from a page of this server.")
                return PlainTextResponse(text, status_code=403)
        return await to_thread.run_sync(_call, handler, request, limiter=limiter)

    return respond


def _call(handler: str, request: Request) -> Response:
    module, _, function = handler.partition(".")
    handle: Handler = getattr(import_ui(f"web.{module}"), function)
    t = translate_for(request)
    try:
        return handle(request, actor_of(request), t)
    except IflaMetricsError as error:
        return error_response(error, t)


def error_response(error: IflaMetricsError, t: Translate) -> Response:
    """Return the response for an error that was raised on purpose."""
    if isinstance(error, NotAllowed):
        return PlainTextResponse(t("You are not allowed to read this."), status_code=403)
    if isinstance(error, (NotReady, JobFailed)):
        return unavailable(error.translate(t))
    status = 404 if isinstance(error, UnknownCode) else 400
    return PlainTextResponse(error.translate(t), status_code=status)


def unavailable(text: str) -> Response:
    """Return a 503 response that asks to try again later."""
    return PlainTextResponse(text, status_code=503, headers={"retry-after": str(RETRY_AFTER)})


def attachment(body: bytes, name: str, media_type: str = "") -> Response:
    """Return a file to download, which no cache may store, by default of its name's media type."""
    media_type = media_type or MEDIA_TYPES[name.rpartition(".")[2]]
    headers = {"content-disposition": f'attachment; filename="{name}"', **NO_STORE}
    return Response(body, media_type=media_type, headers=headers)


def translate_for(request: Request) -> Translate:
    """Return the translations for a request (see `language_of`)."""
    return translate(language_of(request.query_params, request.cookies, request.headers))


def language_of(
    query: Mapping[str, str], cookies: Mapping[str, str], headers: Mapping[str, str]
) -> str:
    """Return the language in the URL; else the last one chosen; else the browser's preference."""
    accepted = headers.get("accept-language", "").split(",")
    preferred = (part.split(";")[0].strip()[:2].lower() for part in accepted)
    candidates = (query.get("language", ""), cookies.get(LANGUAGE_COOKIE, ""), *preferred)
    return next((code for code in candidates if code in LANGUAGES), LANGUAGES[0])
