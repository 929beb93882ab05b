"""Start and end of the server: says when the database does not fit, and never changes it."""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING

from ifla_metrics.errors import NotReady

if TYPE_CHECKING:
    import streamlit as st

log = logging.getLogger("ifla_metrics")


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Compare the database's schema with the program's; at the end, stop the drawing process."""
    from ifla_metrics.ui import sources

    try:
        sources.ready()
    except NotReady as reason:
        log.error("%s", reason)  # The pages say it too; `make run` prepares the database.
    yield
    from ifla_metrics.report.worker import worker

    worker.stop()


@cache
def settle() -> None:
    """Take everything loaded so far out of the garbage collector's work, once, after a first page.

    Streamlit collects after every run, holding the interpreter: 20 to 45 ms to look at modules that
    never go away. Not in development (IFLA_PRODUCTION=0): a reloaded module could not leave.
    """
    if os.environ.get("IFLA_PRODUCTION", "1") != "0":
        gc.collect()
        gc.freeze()
