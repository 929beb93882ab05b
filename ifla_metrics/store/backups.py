"""Backups: one zip file with a copy of the database, and a manifest of what the copy holds.

SQLite is copied by VACUUM INTO, PostgreSQL by pg_dump; both copy one state while others write.
Sign-ins and sign-in links are left out, so that nobody comes back in through a restore.
"""

import errno
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import zipfile
from collections.abc import Iterator
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
from ifla_metrics.store import migrate
from ifla_metrics.store.as_of import now
from ifla_metrics.store.audit import audit, head, writes
from ifla_metrics.store.database import (
    Target,
    connected,
    create_file,
    exclusive,
    one_writer,
    plain_errors,
    reading,
    revision,
    touch_reference,
)
from ifla_metrics.store.rights import authorize
from ifla_metrics.store.sessions import end_everything

KIND = "backup"
ENDS = ".ifla-backup.zip"
MANIFEST = "manifest.json"
COPIES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
"""Name of the copy in the zip file, by the kind of database."""
LEFT_OUT = ("sign_in",)
"""Tables whose rows are not backed up."""
FAILED = n_("pg_restore failed. Nothing was changed.")
JUMP = 1_000_000
"""How far a restore raises the revision, so that no cached result stays valid."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself."""

    schema: str
    """The revision of the database layout."""
    made_at: str
    made_from: str
    """The kind of database."""
    audit_hash: str
    """The last hash of the audit, to compare with the audit of another day."""
    rows: dict[str, int]
    """Rows of each table."""
    sha256: str
    """Of the copy of the database."""

    @property
    def total(self) -> int:
        """Rows of all tables."""
        return sum(self.rows.values())


# Back up


def write_backup(engine: Engine, path: Path) -> Manifest:
    """Write one state of the database to a file that only its owner can read.

    Raises:
        FileExistsError: There is a file of that name.
        NotReady: The database is not at the schema of this program or is damaged, or pg_dump is
            missing or too old.
    """
    migrate.require_ready(engine)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with (
            plain_errors(),
            os.fdopen(handle, "wb") as file,
            TemporaryDirectory(prefix=".backup-", dir=path.parent) as folder,
        ):
            copy = Path(folder) / COPIES[engine.dialect.name]
            make = _copy_sqlite if engine.dialect.name == "sqlite" else _dump_postgresql
            manifest = make(engine, copy)
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
                archive.write(copy, copy.name)
                archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink()
        raise
    return manifest


@writes(Right.BACK_UP, KIND, bump_revision=False)
def note_backup(connection: Connection, *, actor: Actor) -> None:
    """Record in the audit that somebody takes a backup away; called before it is made.

    Raises:
        NotAllowed: The actor is not of the secretariat.
    """
    audit(connection, actor, Right.BACK_UP, KIND, "whole")


def _copy_sqlite(engine: Engine, copy: Path) -> Manifest:
    """Copy a database that is sound: a damaged one would replace the last good backup."""
    with closing(engine.raw_connection()) as pooled:
        live: Any = pooled.driver_connection
        found = live.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise NotReady(
                n_("The database is damaged ({fault}): restore a backup (docs/backup.md)."),
                fault=str(found).splitlines()[0],
            )
        live.execute("VACUUM INTO ?", (str(copy),))
    with _plain_engine(copy).begin() as connection:
        connection.exec_driver_sql("PRAGMA secure_delete=ON")
        for table in LEFT_OUT:
            connection.execute(sa.delete(METADATA.tables[table]))
    with _plain_engine(copy).connect() as connection:
        return _manifest(connection, copy)


def _dump_postgresql(engine: Engine, copy: Path) -> Manifest:
    with reading(engine) as connection:
        snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        url = engine.url.set(drivername="postgresql", password=None)
        command = [
            _tool("pg_dump"),
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={snapshot}",
            *(f"--exclude-table-data={table}" for table in LEFT_OUT),
            f"--file={copy}",
            url.render_as_string(hide_password=False),
        ]
        environment = {**os.environ, "PGPASSWORD": engine.url.password or ""}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotReady(
                n_("pg_dump failed: {reason}"), reason=done.stderr.strip().partition("\n")[0]
            )
        return _manifest(connection, copy)


def _manifest(connection: Connection, copy: Path) -> Manifest:
    with copy.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return Manifest(
        schema=migrate.HEAD,
        made_at=now().isoformat(timespec="seconds"),
        made_from=connection.dialect.name,
        audit_hash=head(connection)[0],
        rows=_counts(connection),
        sha256=digest,
    )


def _counts(connection: Connection) -> dict[str, int]:
    return {
        table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
        for table in METADATA.sorted_tables
        if table.name not in LEFT_OUT
    }


def _plain_engine(copy: Path) -> Engine:
    return sa.create_engine(f"sqlite:///{copy}", poolclass=sa.pool.NullPool)


def _tool(name: str) -> str:
    """Return the path of a PostgreSQL client program; one that is too old says so itself."""
    found = shutil.which(name)
    if found is None:
        raise NotReady(n_("{tool} of PostgreSQL must be on the PATH."), tool=name)
    return found


# Check and restore


def check_backup(path: Path) -> Manifest:
    """Return the manifest of a backup after reading all of it.

    Raises:
        Refused: It is not as it was written.
        OSError: There is no such file.
    """
    with _extracted(path) as (manifest, _copy):
        return manifest


@writes(Right.RESTORE, KIND, "path.name", begins=False)
def restore(target: Target, path: Path, *, actor: Actor, over: bool = False) -> Manifest:
    """Replace the database by a backup, all of it or nothing; everybody signs in again.

    A running server goes on: on SQLite readers see the old state until the new one is complete, on
    PostgreSQL they wait for it.

    Raises:
        Refused: The backup is not as it was written, or of another schema or kind of database; or
            there is something already and `over` does not say that it may go.
        NotReady: Somebody who reads or writes did not end; or pg_restore is missing or too old.
        NotAllowed: The actor is not of the secretariat.
    """
    engine = target.engine
    with _extracted(path) as (manifest, copy):
        _require_fitting(manifest, engine, path.name)
        create_file(engine)
        put_back = _restore_sqlite if engine.dialect.name == "sqlite" else _restore_postgresql
        put_back(engine, copy, manifest, actor, over)
    return manifest


@contextmanager
def _extracted(path: Path) -> Iterator[tuple[Manifest, Path]]:
    """Give manifest and copy of a backup whose content is as it was written."""
    damaged = Refused(
        n_("'{file}' is not a backup made by this program, or it is damaged. Nothing was changed."),
        file=path.name,
    )
    with path.open("rb") as file, TemporaryDirectory(prefix="ifla-backup-") as folder:
        try:
            archive = zipfile.ZipFile(file)
            manifest = Manifest(**json.loads(archive.read(MANIFEST)))
            copy = Path(archive.extract(COPIES[manifest.made_from], folder))
        except Exception as reason:  # Lost or changed bytes make zipfile raise nearly anything.
            if isinstance(reason, OSError) and reason.errno != errno.EINVAL:
                raise  # Nothing is wrong with the file, unless an offset in it is.
            raise damaged from reason
        with copy.open("rb") as content:
            if hashlib.file_digest(content, "sha256").hexdigest() != manifest.sha256:
                raise damaged
        yield manifest, copy


def _require_fitting(manifest: Manifest, engine: Engine, name: str) -> None:
    if (manifest.schema, manifest.made_from) != (migrate.HEAD, engine.dialect.name):
        raise Refused(
            n_(
                "'{file}' was made from {made_from}, schema {schema}; this database needs "
                "{kind}, schema {head} (docs/backup.md). Nothing was changed."
            ),
            file=name,
            made_from=manifest.made_from,
            schema=manifest.schema,
            kind=engine.dialect.name,
            head=migrate.HEAD,
        )


def revision_to_replace(connection: Connection, *, over: bool) -> int:
    """Return the revision of what is there; 0 when nothing is.

    Raises:
        Refused: There is a log and `over` does not say that it may go, or something else.
        NotReady: The log there is of an unknown layout.
    """
    schema = migrate.schema_of(connection)
    if schema is None:
        if sa.inspect(connection).get_table_names():
            raise Refused(migrate.FOREIGN)
        return 0
    migrate.refuse_unknown(schema)
    if not over:
        raise Refused(
            n_(
                "The database already contains a log; nothing was changed. Name an empty "
                "database; 'restore --over' can also replace a log."
            )
        )
    return revision(connection)


def _restore_sqlite(
    engine: Engine, copy: Path, manifest: Manifest, actor: Actor, over: bool
) -> None:
    """Finish the copy first, then let SQLite copy it over the database in one transaction."""

    def give_up(status: int, _remaining: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise NotReady(DATABASE_UNAVAILABLE)

    with plain_errors(), one_writer(engine):
        with connected(engine) as connection:
            before = revision_to_replace(connection, over=over)
            authorize(connection, actor)
        with _plain_engine(copy).begin() as connection:
            _finish(connection, manifest, actor, before)
        with closing(engine.raw_connection()) as pooled, closing(sqlite3.connect(copy)) as source:
            live: Any = pooled.driver_connection
            source.backup(live, progress=give_up)


def _restore_postgresql(
    engine: Engine, copy: Path, manifest: Manifest, actor: Actor, over: bool
) -> None:
    with exclusive(engine) as connection:
        before = revision_to_replace(connection, over=over)
        authorize(connection, actor)
        if migrate.schema_of(connection) is not None:
            METADATA.drop_all(connection)
            connection.exec_driver_sql("DROP TABLE alembic_version")
        _run_dump(connection, copy)
        _finish(connection, manifest, actor, before)


def _finish(connection: Connection, manifest: Manifest, actor: Actor, before: int) -> None:
    """Compare with the manifest; let every page be read again and everybody sign in again."""
    if _counts(connection) != manifest.rows:
        raise Refused(n_("The rows of the backup do not match its manifest. Nothing was changed."))
    number = max(before, revision(connection)) + JUMP
    connection.execute(sa.text("UPDATE revision SET number = :number"), {"number": number})
    touch_reference(connection)
    end_everything(connection)
    made = f"made {manifest.made_at}, schema {manifest.schema}, {manifest.total} rows"
    audit(connection, actor, Right.RESTORE, KIND, "whole", reason=made)


def _run_dump(connection: Connection, copy: Path) -> None:
    """Run the SQL that pg_restore prints in this transaction, which also holds the locks.

    Lines for psql alone and settings of its session are left out: names are qualified.
    """
    command = [_tool("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(copy)]
    driver: Any = connection.connection.driver_connection
    statements: list[bytes] = []
    with (
        driver.cursor() as cursor,
        subprocess.Popen(command, stdout=subprocess.PIPE) as process,
    ):
        output: Any = process.stdout
        for line in output:
            if line.startswith(b"COPY ") and line.endswith(b"FROM stdin;\n"):
                cursor.execute(b"".join(statements))
                statements.clear()
                with cursor.copy(line.rstrip(b";\n")) as rows:
                    while (row := output.readline()) != b"\\.\n":
                        if not row:
                            raise NotReady(FAILED)
                        rows.write(row)
            elif not line.startswith((b"\\", b"SET ", b"SELECT pg_catalog.set_config")):
                statements.append(line)
        cursor.execute(b"".join(statements))
    if process.returncode:
        raise NotReady(FAILED)
