"""Create or update a database: schema, reference data, frameworks and history."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Connection

from ifla_metrics.access import LOADER
from ifla_metrics.errors import NotReady, n_
from ifla_metrics.framework.files import folders, read_folder
from ifla_metrics.store import database
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.loaded_parts import (
    EDITED_PREFIX,
    REAL_ONLY,
    fingerprint_of,
    loaded_parts,
    mark_loaded,
)
from ifla_metrics.store.operations import migrate
from ifla_metrics.store.operations.history import PART as HISTORY
from ifla_metrics.store.operations.history import load_history
from ifla_metrics.store.operations.reference import load_crosswalk, load_reference
from ifla_metrics.store.summary_cells import freeze_meeting, meetings_to_freeze, refill_all_cells
from ifla_metrics.store.write.frameworks import apply_framework

REFERENCE = "reference"
FRAMEWORKS = "frameworks"
HISTORY_DECLINED = "history declined"
"""Marks a database that was created empty and must stay without the shipped history."""


def initialise(url: str, *, data: Path, empty: bool = False, documented_only: bool = False) -> bool:
    """Create, migrate and load a database; return whether it was created.

    You can call it at every start: users' data stay as they are, and files that have not changed
    are not loaded again. Everything happens in one transaction. If two processes start at once, the
    second waits for the first.

    Args:
        url: The database.
        data: The folder with `frameworks/`, `reference/` and `history/`.
        empty: Load no history, now or at a later start.
        documented_only: Load no demonstration data, now or at a later start: neither entries nor
            invented targets and lists of countries.

    Raises:
        FaultyData: A file has faults; nothing is loaded, and no new database is created.
    """
    engine = database.engine_of(url)
    database.create_file(engine)
    with database.exclusive_transaction(engine) as connection:
        schema = migrate.schema_of(connection)
        if schema != migrate.HEAD:
            migrate.create_or_migrate(connection)
        if schema is None:
            for option, is_set in ((HISTORY_DECLINED, empty), (REAL_ONLY, documented_only)):
                if is_set:
                    mark_loaded(connection, option, "")
        elif schema != migrate.HEAD:
            refill_all_cells(connection, read_catalogue(connection).rules)
        loaded = loaded_parts(connection)
        is_other = REAL_ONLY not in loaded or empty != (HISTORY_DECLINED in loaded)
        if documented_only and is_other:
            raise NotReady(
                n_(
                    "The database already holds other data than you asked for, and nothing was "
                    "changed. Name a new one in IFLA_DATABASE_URL."
                )
            )
        _load(connection, loaded, data)
    return schema is None


def _load(connection: Connection, loaded: Mapping[str, str], data: Path) -> None:
    """Load the parts whose files have changed, and freeze meetings that are over."""
    reference, frameworks = data / REFERENCE, data / FRAMEWORKS
    documented_only = REAL_ONLY in loaded
    files = fingerprint_of(reference.glob("*.csv"))
    if loaded.get(REFERENCE) != files:
        load_reference(connection, reference, actor=LOADER, documented_only=documented_only)
        mark_loaded(connection, REFERENCE, files)
    files = fingerprint_of([*frameworks.glob("*.csv"), *frameworks.glob("*/*.*")])
    if loaded.get(FRAMEWORKS) != files:
        for path in folders(frameworks):
            framework = read_folder(path)
            framework = framework.without_synthetic() if documented_only else framework
            is_new = read_catalogue(connection).frameworks.get(framework.id) != framework
            if is_new and EDITED_PREFIX + framework.id not in loaded:
                apply_framework(connection, framework, actor=LOADER)
        load_crosswalk(connection, frameworks, actor=LOADER)
        mark_loaded(connection, FRAMEWORKS, files)
    if HISTORY not in loaded and HISTORY_DECLINED not in loaded:
        load_history(connection, data / "history", documented_only=documented_only)
    for code in meetings_to_freeze(connection):
        freeze_meeting(connection, code)
