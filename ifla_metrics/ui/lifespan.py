"""Start and stop of the server: refuse unsafe settings, prepare the database, warm up."""

import gc
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from threading import Lock
from types import ModuleType

import streamlit as st

from ifla_metrics.errors import IflaMetricsError, JobFailed, NotReady, n_
from ifla_metrics.i18n import translate
from ifla_metrics.settings import DATA, DATABASE, database_url, has_database_url, language
from ifla_metrics.ui import auth

WARM_UP_DELAY = 0.5
"""Seconds between the start and the warm-up, so that the server's first response comes first."""

log = logging.getLogger("ifla_metrics")
_import_lock = Lock()


def import_ui(name: str) -> ModuleType:
    """Import and return a module of `ui` that needs pandas, SQLAlchemy or Altair.

    The server responds before these libraries are loaded. `_warm_up` loads them soon after the
    start; an earlier page or request waits here. The lock is needed because a thread may see a
    library with circular imports half loaded while another thread imports it.
    """
    with _import_lock:
        from ifla_metrics.figures import registry

        registry.import_figures()
        return import_module(f"ifla_metrics.ui.{name}")


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Check the settings, prepare the default database and schedule the warm-up.

    A database named by IFLA_DATABASE_URL is left alone: `python -m ifla_metrics init` creates and
    migrates it. When the server stops, so do the worker processes.
    """
    try:
        auth.require_safe()
    except NotReady as error:
        raise SystemExit(str(error)) from None
    log.warning("%s", translate(language())(auth.ACCESS_NOTICES[auth.mode()]))
    if not has_database_url():
        _prepare_database()
    warm_up = threading.Timer(WARM_UP_DELAY, _warm_up)
    warm_up.daemon = True
    warm_up.start()
    yield
    warm_up.cancel()
    from ifla_metrics.workers import workers

    workers.stop()


def _prepare_database() -> None:
    """Create and fill the default SQLite file, or bring it up to date."""
    from ifla_metrics.store.operations.initialise import initialise

    try:
        created = initialise(database_url(), data=DATA)
    except (IflaMetricsError, OSError) as error:
        log.error("The database %s cannot be prepared: %s", DATABASE, error)
        return
    if created:
        message = n_("Created the database {place} and loaded the data shipped with IFLA Metrics.")
        log.warning(translate(language())(message, place=DATABASE))


def _warm_up() -> None:
    """Import the libraries, check the database and start a worker for the first reader."""
    page_data = import_ui("page_data")
    import_ui("run")
    import_ui("web.files")
    gc.collect()
    gc.freeze()  # Later full collections, which every page waits for, skip the libraries.
    from ifla_metrics.exports import chart_files
    from ifla_metrics.workers import workers

    try:
        page_data.require_ready()
    except NotReady as error:
        log.error("%s", error)  # Pages show it as well.
    with suppress(JobFailed):  # The server may stop meanwhile.
        workers.run(chart_files.register_fonts)
