"""Make a database ready: schema, reference data, frameworks, history. Quick when all is there."""

from __future__ import annotations

from pathlib import Path

from ifla_metrics.access import LOADER
from ifla_metrics.errors import NotReady, n_
from ifla_metrics.store import migrate
from ifla_metrics.store.database import Target, create_file, engine_of, exclusive, reading, writing
from ifla_metrics.store.loaded import REAL_ONLY, fingerprint_of, loaded, set_loaded
from ifla_metrics.store.readiness import CELLS, LAYOUT

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
    reference = fingerprint_of((data / "reference").glob("*.csv"))
    frameworks = fingerprint_of(
        [*(data / "frameworks").glob("*.csv"), *(data / "frameworks").glob("*/*.*")]
    )
    with reading(target) as connection:
        held = loaded(connection)
    _require_begun_so(held, empty=empty, documented_only=documented_only)
    if documented_only and REAL_ONLY not in held:
        with writing(target) as connection:
            set_loaded(connection, REAL_ONLY, "")
    documented_only = documented_only or REAL_ONLY in held
    if held.get(CELLS) != LAYOUT:
        _cells(target)
    if held.get(REFERENCE) != reference:
        _reference(target, data / "reference", reference, documented_only)
    if held.get(FRAMEWORKS) != frameworks:
        _frameworks(target, data / "frameworks", frameworks, documented_only)
    if empty and DECLINED not in held:
        with writing(target) as connection:
            set_loaded(connection, DECLINED, "")
    elif "history" not in held and DECLINED not in held:
        from ifla_metrics.store.history import load_history

        load_history(target, data / "history", documented_only=documented_only)
    _freeze_new(target)


def _require_begun_so(held: dict[str, str], *, empty: bool, documented_only: bool) -> None:
    """Refuse to call a database ready that holds more than was asked for: nothing is deleted."""
    other = (
        (documented_only and REAL_ONLY not in held)
        or (empty and "history" in held)
        or (documented_only and not empty and DECLINED in held)
    )
    if REFERENCE in held and other:
        raise NotReady(
            n_(
                "The database already holds other data than you asked for, and nothing was "
                "changed. Name a new one in IFLA_DATABASE_URL."
            )
        )


def _cells(target: Target) -> None:
    from ifla_metrics.store.summary_cells import count_anew

    with writing(target) as connection:
        count_anew(connection)


def _reference(target: Target, folder: Path, fingerprint: str, documented_only: bool) -> None:
    from ifla_metrics.store.reference import load_reference

    with writing(target) as connection:
        load_reference(connection, folder, actor=LOADER, documented_only=documented_only)
        set_loaded(connection, REFERENCE, fingerprint)


def _frameworks(target: Target, folder: Path, fingerprint: str, documented_only: bool) -> None:
    from ifla_metrics.framework.files import folders, read_folder
    from ifla_metrics.store.frameworks import apply_framework
    from ifla_metrics.store.reference import load_crosswalk

    found = [read_folder(path) for path in folders(folder)]
    if documented_only:
        found = [framework.real_only() for framework in found]
    with writing(target) as connection:
        for framework in found:
            apply_framework(connection, framework, actor=LOADER)
        load_crosswalk(connection, folder, actor=LOADER)
        set_loaded(connection, FRAMEWORKS, fingerprint)


def _freeze_new(target: Target) -> None:
    """Freeze the meetings that have been held since the last start."""
    import sqlalchemy as sa

    from ifla_metrics.models.base import table_of
    from ifla_metrics.models.reference_tables import MeetingRow
    from ifla_metrics.store.as_of import today

    meeting = table_of(MeetingRow)
    waiting = sa.select(meeting.c.code).where(
        meeting.c.known_until.is_(None), meeting.c.held_on < today()
    )
    with reading(target) as connection:
        codes = list(connection.execute(waiting).scalars())
    if codes:
        from ifla_metrics.store.frozen_meetings import freeze_meeting

        for code in codes:
            freeze_meeting(target, code, actor=LOADER)
