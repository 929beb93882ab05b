"""Start and stop of the server: refuse unsafe settings, log who may connect, warm up."""

import gc
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from threading import Lock
from types import ModuleType

import streamlit as st

from ifla_metrics.errors import IflaMetricsError, NotReady, n_
from ifla_metrics.i18n import translate
from ifla_metrics.settings import DATA, DATABASE, database_url, has_database_url, language
from ifla_metrics.ui import auth

WARM_AFTER = 0.5
"""Seconds after the start: the first answer of the server comes before."""

log = logging.getLogger("ifla_metrics")
_loading = Lock()


def loaded(name: str) -> ModuleType:
    """Import pandas, SQLAlchemy and Altair; return a module of `ui` that uses them, by its name.

    The server answers before this is done: `_warm` does it shortly after the start, and a page or a
    request that comes earlier waits here. The lock is needed because two threads that import a
    library with circular imports can see it half loaded.
    """
    with _loading:
        import_module("ifla_metrics.figures.registry").load()
        return import_module(f"ifla_metrics.ui.{name}")


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Check that serving is safe; at the end, stop the worker processes.

    The default SQLite file is prepared first. A database named by IFLA_DATABASE_URL is left as it
    is: `python -m ifla_metrics init` creates and migrates it.

    The libraries that read and draw are loaded, the database is checked and a worker process is
    started in the background once the server answers, so that the first reader does not wait.
    """
    try:
        auth.require_safe()
    except NotReady as reason:
        raise SystemExit(str(reason)) from None
    log.warning("%s", auth.who_may_come(translate(language())))
    if not has_database_url():
        _prepare()
    warming = threading.Timer(WARM_AFTER, _warm)
    warming.daemon = True
    warming.start()
    yield
    warming.cancel()
    from ifla_metrics.workers import workers

    workers.stop()


def _prepare() -> None:
    """Create and load the default SQLite file, or bring it up to date. Quick when it is."""
    from ifla_metrics.store.initialise import initialise

    try:
        created = initialise(database_url(), data=DATA)
    except (IflaMetricsError, OSError) as fault:
        log.error("The database %s cannot be prepared: %s", DATABASE, fault)
        return
    if created:
        words = n_("Created the database {place} and loaded the data shipped with IFLA Metrics.")
        log.warning(translate(language())(words, place=DATABASE))


def _warm() -> None:
    sources = loaded("run").sources
    loaded("web.files")
    gc.collect()
    gc.freeze()  # Every page waits for a full collection: none looks at the libraries again.
    from ifla_metrics.exports import chart_files
    from ifla_metrics.workers import workers

    try:
        sources.ready()
    except NotReady as reason:
        log.error("%s", reason)  # The pages say it too.
    workers.run(chart_files.register_fonts)  # No first figure waits for the renderer to load.
