"""Does a database fit this program? Asked through the driver alone, before anything is loaded.

Imports neither SQLAlchemy nor pandas: a server that starts asks only this.
"""

from __future__ import annotations

from pathlib import Path

from ifla_metrics.errors import NotReady, n_
from ifla_metrics.store.revisions import watch

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"
HEAD = "0001"
"""The newest revision of this code; a test compares it with the folder."""
LAYOUT = "5"
"""Of the cells: changes whenever the same log gives other ones (`store.summary_cells`). A database
that holds cells of another layout has them counted anew by `store.initialise`."""
CELLS = "cells"
"""The part of `loaded` whose fingerprint is the layout of the cells there are."""


def require_ready(url: str) -> None:
    """Raise NotReady unless the database stands at the schema and layout of this code.

    Raises:
        NotReady: It is empty, older or of an unknown schema; with the command that helps.
        Exception: Whatever the driver raises, when the database does not answer.
    """
    compare(*watch(url).schema_and_layout(CELLS))


def compare(schema: str | None, layout: str | None) -> None:
    """Raise NotReady unless schema and layout are those of this code."""
    if schema == HEAD and layout == LAYOUT:
        return
    refuse_unknown(schema)
    raise NotReady(
        n_("The database is not prepared (schema {stands}): run 'python -m ifla_metrics init'."),
        stands=schema or "-",
    )


def refuse_unknown(schema: str | None) -> None:
    """Raise NotReady when a schema is none that this code can migrate."""
    if schema is not None and schema > HEAD:
        raise NotReady(
            n_(
                "The database has the layout {stands}, which this program (layout {head}) does not "
                "know: use or migrate it with the program that made it, or begin a new database."
            ),
            stands=schema,
            head=HEAD,
        )
