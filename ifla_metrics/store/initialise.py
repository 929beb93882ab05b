"""Create or update a database: schema, reference data, frameworks, history. Safe to repeat."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Connection

from ifla_metrics.access import LOADER
from ifla_metrics.errors import NotReady, n_
from ifla_metrics.framework.files import folders, read_folder
from ifla_metrics.store import migrate
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.database import connected, create_file, engine_of, exclusive, reading
from ifla_metrics.store.frameworks import apply_framework
from ifla_metrics.store.history import PART as HISTORY
from ifla_metrics.store.history import load_history
from ifla_metrics.store.migrate import EDITED, REAL_ONLY, fingerprint_of, loaded, set_loaded
from ifla_metrics.store.reference import load_crosswalk, load_reference
from ifla_metrics.store.summary_cells import freeze, meetings_to_freeze, refill_all

REFERENCE = "reference"
FRAMEWORKS = "frameworks"
DECLINED = "history declined"
"""The mark of a database that was begun empty: no later start fills it unasked."""


def initialise(url: str, *, data: Path, empty: bool = False, documented_only: bool = False) -> bool:
    """Bring a database to this program and its data folder; return whether it was created.

    A user's data stay as they are. Everything is created, migrated and loaded in one transaction,
    so no other process ever sees half of it. If two processes start at once, the second waits for
    the first.

    Args:
        url: The database.
        data: The folder with `frameworks/`, `reference/` and `history/`.
        empty: Load no history, now or at a later start.
        documented_only: Load nothing that is invented, targets and lists of countries included,
            now or at a later start.

    Raises:
        FaultyData: Some file has a fault; nothing is loaded, and no new database is created.
        NotReady: The database has an unknown layout, or was begun with other data.
    """
    engine = engine_of(url)
    create_file(engine)
    with connected(engine) as connection:
        schema = migrate.schema_of(connection)
    if schema == migrate.HEAD:
        with reading(engine) as connection:  # A start with nothing new waits for no writer.
            held = loaded(connection)
            _require_same_choice(held, empty=empty, documented_only=documented_only)
            if not (_due(held, data) or meetings_to_freeze(connection)):
                return False
    with exclusive(engine) as connection:
        schema = migrate.schema_of(connection)
        migrate.apply_revisions(connection)
        if schema is None:
            for mark, chosen in ((DECLINED, empty), (REAL_ONLY, documented_only)):
                if chosen:
                    set_loaded(connection, mark, "")
        elif schema != migrate.HEAD:
            refill_all(connection, catalogue(connection).rules)
        held = loaded(connection)
        _require_same_choice(held, empty=empty, documented_only=documented_only)
        _load(connection, held, data)
    return schema is None


def _due(held: Mapping[str, str], data: Path) -> dict[str, str]:
    """Return each part that is not loaded as its files are now, and the hash to record for it."""
    frameworks = data / FRAMEWORKS
    parts = {
        REFERENCE: fingerprint_of((data / REFERENCE).glob("*.csv")),
        FRAMEWORKS: fingerprint_of([*frameworks.glob("*.csv"), *frameworks.glob("*/*.*")]),
    }
    due = {part: files for part, files in parts.items() if held.get(part) != files}
    if HISTORY not in held and DECLINED not in held:
        due[HISTORY] = ""
    return due


def _load(connection: Connection, held: Mapping[str, str], data: Path) -> None:
    """Load each part whose files have changed since it was loaded."""
    due, documented_only = _due(held, data), REAL_ONLY in held
    if REFERENCE in due:
        folder = data / REFERENCE
        load_reference(connection, folder, actor=LOADER, documented_only=documented_only)
        set_loaded(connection, REFERENCE, due[REFERENCE])
    if FRAMEWORKS in due:
        for framework in [read_folder(path) for path in folders(data / FRAMEWORKS)]:
            whole = framework.without_synthetic() if documented_only else framework
            is_new = catalogue(connection).frameworks.get(whole.id) != whole
            if is_new and EDITED + framework.id not in held:
                apply_framework(connection, whole, actor=LOADER)
        load_crosswalk(connection, data / FRAMEWORKS, actor=LOADER)
        set_loaded(connection, FRAMEWORKS, due[FRAMEWORKS])
    if HISTORY in due:
        load_history(connection, data / "history", documented_only=documented_only)
    for code in meetings_to_freeze(connection):
        freeze(connection, code)


def _require_same_choice(held: Mapping[str, str], *, empty: bool, documented_only: bool) -> None:
    """Refuse to call a database ready that holds more than was asked for: nothing is deleted."""
    if documented_only and (REAL_ONLY not in held or empty != (DECLINED in held)):
        raise NotReady(
            n_(
                "The database already holds other data than you asked for, and nothing was "
                "changed. Name a new one in IFLA_DATABASE_URL."
            )
        )
