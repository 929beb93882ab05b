"""A backup from the page: asked for by a form of ours, allowed, audited, made, sent, forgotten."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from ifla_metrics.errors import NotAllowed
from ifla_metrics.i18n import Translate, translate
from ifla_metrics.settings import database_url
from ifla_metrics.ui.loading import load
from ifla_metrics.ui.markup import Html, join, tag
from ifla_metrics.ui.reader import actor_of
from ifla_metrics.ui.refused import failures, later
from ifla_metrics.ui.sign_in_routes import is_from_us

ADDRESS = "/backup"


def section(t: Translate) -> Html:
    """Return the words and the button."""
    return join(
        (
            tag("h2", t("Backup")),
            tag(
                "p",
                t(
                    "Everything in one file: activities with their history, records, evidence, "
                    "editions, people, settings, audit. It holds names and addresses: "
                    "keep it where "
                    "nobody else reads it."
                ),
                class_="im-sub",
            ),
            tag(
                "form",
                tag("button", t("Take a backup"), type="submit", class_="im-button"),
                method="post",
                action=f"{ADDRESS}?language={t.language}",
            ),
            tag(
                "p",
                t(
                    "That it was taken, and by whom, is written into the audit. It is brought back "
                    "by command: see docs/backup.md."
                ),
                class_="im-small",
            ),
        )
    )


def backup(request: Request) -> Response:
    """Return a backup; the audit says so before it is made.

    A plain function, so that it waits in a thread and never in the server's loop.
    """
    load()
    from ifla_metrics.store.as_of import today
    from ifla_metrics.store.backup_file import ENDS
    from ifla_metrics.store.backups import note_backup, write_backup
    from ifla_metrics.store.database import engine_of

    t = translate(request.query_params.get("language", ""))
    unmade: tuple[type[Exception], ...] = (*failures(), OSError)
    folder = Path(tempfile.mkdtemp(prefix="ifla-backup-"))
    made = folder / f"backup{ENDS}"
    try:
        if not is_from_us(request):
            raise NotAllowed("A form of another site.")
        engine = engine_of(database_url())
        note_backup(engine, actor=actor_of(request))
        write_backup(engine, made)
    except NotAllowed:
        answer = PlainTextResponse(t("You may not do this from here."), status_code=403)
    except unmade:
        answer = later(
            t("The backup could not be made: the database does not answer, or the disk is full.")
        )
    except BaseException:
        shutil.rmtree(folder)  # It holds names and addresses.
        raise
    else:
        return FileResponse(
            made,
            filename=f"ifla-metrics-{today().isoformat()}{ENDS}",
            media_type="application/zip",
            headers={"cache-control": "private, no-store"},
            background=BackgroundTask(shutil.rmtree, folder),
        )
    shutil.rmtree(folder)
    return answer


BACKUP_ROUTES = [Route(ADDRESS, backup, methods=["POST"])]
