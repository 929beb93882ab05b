"""Create or update a database: schema, reference data, frameworks, history. Safe to repeat."""

from __future__ import annotations

from pathlib import Path

from ifla_metrics.access import LOADER
from ifla_metrics.errors import NotReady, n_
from ifla_metrics.framework.files import folders, read_folder
from ifla_metrics.store import migrate
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.database import (
    Target,
    create_file,
    engine_of,
    exclusive,
    reading,
    writing,
)
from ifla_metrics.store.frameworks import apply_framework
from ifla_metrics.store.history import PART as HISTORY
from ifla_metrics.store.history import load_history
from ifla_metrics.store.migrate import (
    CELLS,
    EDITED,
    LAYOUT,
    REAL_ONLY,
    fingerprint_of,
    loaded,
    set_loaded,
)
from ifla_metrics.store.reference import load_crosswalk, load_reference
from ifla_metrics.store.summary_cells import freeze_meeting, meetings_to_freeze, refill_all

REFERENCE = "reference"
FRAMEWORKS = "frameworks"
DECLINED = "history declined"
"""The mark of a database that was begun empty: no later start fills it unasked."""


def initialise(url: str, *, data: Path, empty: bool = False, documented_only: bool = False) -> bool:
    """Bring a database to this program and its data folder; a user's data stay as they are.

    A new database is created and loaded in one transaction, so no other process ever sees half of
    it. If two processes start at once, the second waits for the first.

    Args:
        url: The database.
        data: The folder with `frameworks/`, `reference/` and `history/`.
        empty: Load no history, now or at a later start.
        documented_only: Load nothing that is invented, targets and lists of countries included,
            now or at a later start.

    Returns:
        Whether the database was created.

    Raises:
        FaultyData: Some file has a fault; what it belongs to is not loaded, and no new
            database is created.
        NotReady: The database has an unknown layout, or was begun with other data.
    """
    create_file(engine_of(url))
    if migrate.current(url) is None:
        with exclusive(engine_of(url)) as connection:
            if migrate.schema_of(connection) is None:  # Or another process made it meanwhile.
                migrate.apply_revisions(connection)
                _load(connection, data, empty, documented_only)
                return True
    migrate.upgrade(url)
    _load(engine_of(url), data, empty, documented_only)
    return False


def _load(target: Target, data: Path, empty: bool, documented_only: bool) -> None:
    """Load each part whose files have changed since it was loaded."""
    with reading(target) as connection:
        held = loaded(connection)
    _require_same_choice(held, empty=empty, documented_only=documented_only)
    if documented_only and REAL_ONLY not in held:
        _mark(target, REAL_ONLY)
    documented_only = documented_only or REAL_ONLY in held
    if held.get(CELLS) != LAYOUT:
        with writing(target) as connection:
            refill_all(connection, catalogue(connection).rules)
            set_loaded(connection, CELLS, LAYOUT)
    _load_reference(target, data / "reference", held, documented_only)
    _load_frameworks(target, data / "frameworks", held, documented_only)
    if empty and DECLINED not in held:
        _mark(target, DECLINED)
    elif HISTORY not in held and DECLINED not in held:
        load_history(target, data / "history", documented_only=documented_only)
    with reading(target) as connection:
        codes = meetings_to_freeze(connection)
    for code in codes:
        freeze_meeting(target, code, actor=LOADER)


def _require_same_choice(held: dict[str, str], *, empty: bool, documented_only: bool) -> None:
    """Refuse to call a database ready that holds more than was asked for: nothing is deleted."""
    other = (
        (documented_only and REAL_ONLY not in held)
        or (empty and HISTORY in held)
        or (documented_only and not empty and DECLINED in held)
    )
    if REFERENCE in held and other:
        raise NotReady(
            n_(
                "The database already holds other data than you asked for, and nothing was "
                "changed. Name a new one in IFLA_DATABASE_URL."
            )
        )


def _mark(target: Target, part: str) -> None:
    with writing(target) as connection:
        set_loaded(connection, part, "")


def _load_reference(
    target: Target, folder: Path, held: dict[str, str], documented_only: bool
) -> None:
    fingerprint = fingerprint_of(folder.glob("*.csv"))
    if held.get(REFERENCE) == fingerprint:
        return
    with writing(target) as connection:
        load_reference(connection, folder, actor=LOADER, documented_only=documented_only)
        set_loaded(connection, REFERENCE, fingerprint)


def _load_frameworks(
    target: Target, folder: Path, held: dict[str, str], documented_only: bool
) -> None:
    fingerprint = fingerprint_of([*folder.glob("*.csv"), *folder.glob("*/*.*")])
    if held.get(FRAMEWORKS) == fingerprint:
        return
    found = [read_folder(path) for path in folders(folder)]
    with writing(target) as connection:
        for framework in found:
            if EDITED + framework.id in held:
                continue
            whole = framework.real_only() if documented_only else framework
            apply_framework(connection, whole, actor=LOADER)
        load_crosswalk(connection, folder, actor=LOADER)
        set_loaded(connection, FRAMEWORKS, fingerprint)
