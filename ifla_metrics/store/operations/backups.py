"""Write, check and restore backups: a zip file with a copy of the database and a manifest.

SQLite is copied with VACUUM INTO and PostgreSQL with pg_dump. Both copy one consistent state while
others write. Sign-ins and sign-in links are excluded, so a restore signs everybody out.
"""

import errno
import hashlib
import json
import os
import sqlite3
import subprocess
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from ifla_metrics.access import Actor, Right
from ifla_metrics.errors import DATABASE_UNAVAILABLE, NotReady, Refused, n_
from ifla_metrics.models.tables import METADATA
from ifla_metrics.store import database
from ifla_metrics.store.accounts.people import SIGN_IN
from ifla_metrics.store.accounts.sessions import end_all_sign_ins
from ifla_metrics.store.as_of import now
from ifla_metrics.store.audit import audit, chain_end, writes
from ifla_metrics.store.operations import migrate
from ifla_metrics.store.rights import authorize

KIND = "backup"
SUFFIX = ".ifla-backup.zip"
MANIFEST = "manifest.json"
COPY_NAMES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
"""Name of the copy in the zip file, by database dialect."""
REVISION_STEP = 1_000_000
"""Added to the revision by a restore, so that no cached result stays valid."""


@dataclass(frozen=True)
class Manifest:
    """The description of a backup that is stored in it."""

    schema: str
    """The migration that the database was at."""
    made_at: str
    made_from: str
    """The dialect of the database."""
    audit_hash: str
    """The last hash of the audit chain."""
    rows: dict[str, int]
    """Number of rows by table."""
    sha256: str
    """Hash of the copy of the database."""

    @property
    def total(self) -> int:
        """Number of rows in all tables."""
        return sum(self.rows.values())


# Back up


def write_backup(engine: Engine, path: Path) -> Manifest:
    """Write a backup to a new file that only its owner can read; raises FileExistsError."""
    migrate.require_ready(engine)
    with (
        database.translate_errors(),
        TemporaryDirectory(prefix=".backup-", dir=path.parent.resolve(strict=True)) as folder,
    ):
        copy = Path(folder) / COPY_NAMES[engine.dialect.name]
        write_copy = _copy_sqlite if engine.dialect.name == "sqlite" else _dump_postgresql
        manifest = write_copy(engine, copy)
        unnamed = Path(folder) / path.name
        with unnamed.open("xb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
                archive.write(copy, copy.name)
                archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
            file.flush()
            os.fsync(file.fileno())
        unnamed.chmod(0o600)
        if path.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
        unnamed.rename(path)  # If the process is killed before, there is no such file.
    return manifest


@writes(Right.BACK_UP, KIND, bump_revision=False)
def record_backup(connection: Connection, *, actor: Actor) -> None:
    """Record in the audit that somebody downloads a backup; call it before making the backup."""
    audit(connection, actor, Right.BACK_UP, KIND, "")


def _copy_sqlite(engine: Engine, copy: Path) -> Manifest:
    """Check the database for damage, then copy it."""
    with closing(engine.raw_connection()) as pooled:
        driver: Any = pooled.driver_connection
        problem = driver.execute("PRAGMA quick_check(1)").fetchone()[0]
        if problem != "ok":
            raise NotReady(database.DAMAGED, fault=str(problem).splitlines()[-1])
        driver.execute("VACUUM INTO ?", (str(copy),))
    with _plain_engine(copy).connect() as connection:
        connection.exec_driver_sql("PRAGMA secure_delete=ON")
        connection.execute(sa.delete(SIGN_IN))
        connection.commit()
        return _manifest(connection, copy)


def _dump_postgresql(engine: Engine, copy: Path) -> Manifest:
    with database.read_transaction(engine) as connection:
        snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        url = engine.url.set(drivername="postgresql", password=None)
        command = [
            "pg_dump",
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={snapshot}",
            f"--exclude-table-data={SIGN_IN.name}",
            f"--file={copy}",
            url.render_as_string(hide_password=False),
        ]
        _run(command, engine.url.password)
        return _manifest(connection, copy)


def _manifest(connection: Connection, copy: Path) -> Manifest:
    with copy.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return Manifest(
        schema=migrate.HEAD,
        made_at=now().isoformat(timespec="seconds"),
        made_from=connection.dialect.name,
        audit_hash=chain_end(connection)[0],
        rows=_counts(connection),
        sha256=digest,
    )


def _counts(connection: Connection) -> dict[str, int]:
    return {
        table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
        for table in METADATA.sorted_tables
        if table is not SIGN_IN
    }


def _plain_engine(copy: Path) -> Engine:
    return sa.create_engine(f"sqlite:///{copy}", poolclass=sa.pool.NullPool)


def _run(command: Sequence[str], password: str | None = None) -> None:
    """Run a client program of PostgreSQL; raises NotReady if it is missing or fails."""
    environment = {**os.environ, "LC_ALL": "C", "PGPASSWORD": password or ""}
    try:
        subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    except FileNotFoundError as error:
        message = n_("{tool} of PostgreSQL must be on the PATH.")
        raise NotReady(message, tool=command[0]) from error
    except subprocess.CalledProcessError as error:
        ended = f"{command[0]}: exit code {error.returncode}"  # Killed, it writes nothing.
        reason = error.stderr.strip().partition("\n")[0] or ended
        raise NotReady(n_("{reason}. Nothing was changed."), reason=reason) from error


# Check and restore


def check_backup(path: Path) -> Manifest:
    """Return the manifest of a backup; raises Refused if it is damaged or no backup."""
    with _extracted(path) as (manifest, _copy):
        return manifest


@writes(Right.RESTORE, KIND, "path.name", own_transaction=True)
def restore(
    target: database.Target, path: Path, *, actor: Actor, overwrite: bool = False
) -> Manifest:
    """Replace the database by a backup in one transaction; everybody has to sign in again.

    A running server can stay up: readers see the old state until the restore is complete (SQLite)
    or wait for it (PostgreSQL). Raises Refused if the backup is damaged or does not fit, or if the
    database is not empty and `overwrite` is not set.
    """
    engine = target.engine
    with _extracted(path) as (manifest, copy):
        if (manifest.schema, manifest.made_from) != (migrate.HEAD, engine.dialect.name):
            raise Refused(
                n_(
                    "'{file}' was made from {made_from}, schema {schema}; this database needs "
                    "{kind}, schema {head} (docs/backup.md). Nothing was changed."
                ),
                file=path.name,
                made_from=manifest.made_from,
                schema=manifest.schema,
                kind=engine.dialect.name,
                head=migrate.HEAD,
            )
        database.create_file(engine)
        replace = _restore_sqlite if engine.dialect.name == "sqlite" else _restore_postgresql
        replace(engine, copy, manifest, actor, overwrite)
    return manifest


@contextmanager
def _extracted(path: Path) -> Iterator[tuple[Manifest, Path]]:
    """Extract a backup to a temporary folder and check its hash; yield manifest and copy."""
    damaged = Refused(
        n_("'{file}' is not a backup made by this program, or it is damaged. Nothing was changed."),
        file=path.name,
    )
    with path.open("rb") as file, TemporaryDirectory(prefix="ifla-backup-") as folder:
        try:
            archive = zipfile.ZipFile(file)
            manifest = Manifest(**json.loads(archive.read(MANIFEST)))
            copy = Path(archive.extract(COPY_NAMES[manifest.made_from], folder))
        except Exception as error:  # zipfile raises many types for damaged files.
            if isinstance(error, OSError) and error.errno != errno.EINVAL:
                raise  # A fault of the disk; EINVAL comes from a wrong offset in the file.
            raise damaged from error
        with copy.open("rb") as content:
            if hashlib.file_digest(content, "sha256").hexdigest() != manifest.sha256:
                raise damaged
        yield manifest, copy


def revision_to_replace(connection: Connection, *, overwrite: bool) -> int:
    """Return the revision of the database that is replaced; 0 if it is empty.

    Raises Refused if it is not empty and `overwrite` is not set, or if another program uses it.
    """
    schema = migrate.schema_of(connection)
    if schema is None:
        if sa.inspect(connection).get_table_names():
            raise Refused(migrate.FOREIGN_TABLES)
        return 0
    migrate.require_known_schema(schema)
    if not overwrite:
        raise Refused(
            n_(
                "The database already contains a log; nothing was changed. Name an empty "
                "database; 'restore --over' can also replace a log."
            )
        )
    return database.revision(connection)


def _restore_sqlite(
    engine: Engine, copy: Path, manifest: Manifest, actor: Actor, overwrite: bool
) -> None:
    """Adjust the extracted copy, then let SQLite copy it over the database in one transaction."""

    def stop_if_locked(status: int, _remaining: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise NotReady(DATABASE_UNAVAILABLE)

    with database.translate_errors(), database.writer_lock(engine):
        with database.open_connection(engine) as connection:
            before = revision_to_replace(connection, overwrite=overwrite)
            authorize(connection, actor)
        with _plain_engine(copy).begin() as connection:
            _finish(connection, manifest, actor, before)
        with closing(engine.raw_connection()) as pooled, closing(sqlite3.connect(copy)) as source:
            driver: Any = pooled.driver_connection
            source.backup(driver, progress=stop_if_locked)


def _restore_postgresql(
    engine: Engine, copy: Path, manifest: Manifest, actor: Actor, overwrite: bool
) -> None:
    with database.exclusive_transaction(engine) as connection:
        before = revision_to_replace(connection, overwrite=overwrite)
        authorize(connection, actor)
        if migrate.schema_of(connection) is not None:
            METADATA.drop_all(connection)
            connection.exec_driver_sql("DROP TABLE alembic_version")
        _run_dump(connection, copy)
        _finish(connection, manifest, actor, before)


def _finish(connection: Connection, manifest: Manifest, actor: Actor, before: int) -> None:
    """Compare the rows with the manifest, invalidate all caches and end all sign-ins."""
    if _counts(connection) != manifest.rows:
        raise Refused(n_("The rows of the backup do not match its manifest. Nothing was changed."))
    number = max(before, database.revision(connection)) + REVISION_STEP
    connection.execute(sa.text("UPDATE revision SET number = :number"), {"number": number})
    database.touch_reference(connection)
    end_all_sign_ins(connection)
    description = f"made {manifest.made_at}, schema {manifest.schema}, {manifest.total} rows"
    audit(connection, actor, Right.RESTORE, KIND, "", reason=description)


def _run_dump(connection: Connection, copy: Path) -> None:
    """Run the SQL that pg_restore writes in this transaction.

    Commands of psql and session settings are skipped; pg_restore qualifies all names.
    """
    script = copy.with_suffix(".sql")
    _run(["pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(copy)])
    driver: Any = connection.connection.driver_connection
    statements: list[bytes] = []
    with driver.cursor() as cursor, script.open("rb") as lines:
        for line in lines:
            if line.startswith(b"COPY ") and line.endswith(b"FROM stdin;\n"):
                cursor.execute(b"".join(statements))
                statements.clear()
                with cursor.copy(line.rstrip(b";\n")) as rows:
                    for row in iter(lines.readline, b"\\.\n"):
                        rows.write(row)
            elif not line.startswith((b"\\", b"SET ", b"SELECT pg_catalog.set_config")):
                statements.append(line)
        cursor.execute(b"".join(statements))
