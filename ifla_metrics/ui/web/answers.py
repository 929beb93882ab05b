"""What every route shares: who asks, in which language, and one sentence for an error."""

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from ifla_metrics.access import Actor
from ifla_metrics.errors import IflaMetricsError, JobFailed, NotAllowed, NotReady, UnknownCode
from ifla_metrics.i18n import LANGUAGES, Translate, translate
from ifla_metrics.ui.auth import actor_of
from ifla_metrics.ui.lifespan import import_ui

LANGUAGE_COOKIE = "ifla_language"
RETRY_AFTER = 30
"""Seconds after which it is worth asking again."""
DRAWING = CapacityLimiter(4)
"""Files drawn at once. Whoever waits for one holds no thread, so other requests are answered."""
NOT_KEPT = {"cache-control": "private, no-store"}

Answer = Callable[[Request, Actor, Translate], Response]


def endpoint(
    answer: str, *, limiter: CapacityLimiter | None = None
) -> Callable[[Request], Awaitable[Response]]:
    """Return the endpoint of a route: finds reader and language, and answers errors in words.

    `answer` names the function that answers, and its module beside this one: it is loaded when it
    is first asked. What is posted must come from a page of this server: browsers name the origin
    of what they send. `limiter` bounds how many are answered at once.
    """

    async def answered(request: Request) -> Response:
        if request.method == "POST":
            origin = urlsplit(request.headers.get("origin", "")).netloc
            if not origin or origin != request.headers.get("host"):
                t = words_of(request)
                words = t("This request did not come from a page of this server.")
                return PlainTextResponse(words, status_code=403)
        return await to_thread.run_sync(_answered, answer, request, limiter=limiter)

    return answered


def _answered(answer: str, request: Request) -> Response:
    module, _, function = answer.partition(".")
    give: Answer = getattr(import_ui(f"web.{module}"), function)
    t = words_of(request)
    try:
        return give(request, actor_of(request), t)
    except IflaMetricsError as error:
        return refused(error, t)


def refused(error: IflaMetricsError, t: Translate) -> Response:
    """Return the answer for an error that was raised on purpose."""
    if isinstance(error, NotAllowed):
        return PlainTextResponse(t("You are not allowed to read this."), status_code=403)
    if isinstance(error, (NotReady, JobFailed)):
        return later(error.translate(t))
    status = 404 if isinstance(error, UnknownCode) else 400
    return PlainTextResponse(error.translate(t), status_code=status)


def later(words: str) -> Response:
    """Return the answer of a route that cannot give anything now, but soon may."""
    return PlainTextResponse(words, status_code=503, headers={"retry-after": str(RETRY_AFTER)})


def attachment(body: bytes, media_type: str, name: str) -> Response:
    """Return a file to be saved and kept by no cache."""
    headers = {"content-disposition": f'attachment; filename="{name}"', **NOT_KEPT}
    return Response(body, media_type=media_type, headers=headers)


def words_of(request: Request) -> Translate:
    """Return the words of who asks: as the address says, else as they read pages."""
    return translate(language_of(request.query_params, request.cookies, request.headers))


def language_of(
    query: Mapping[str, str], cookies: Mapping[str, str], headers: Mapping[str, str]
) -> str:
    """Return the language to read in.

    As asked in the address; else as this browser was last asked for; else as it says itself.
    """
    accepted = headers.get("accept-language", "").split(",")
    wished = (part.split(";")[0].strip()[:2].lower() for part in accepted)
    asked = (query.get("language", ""), cookies.get(LANGUAGE_COOKIE, ""), *wished)
    return next((one for one in asked if one in LANGUAGES), LANGUAGES[0])
