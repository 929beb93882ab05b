"""The file of a backup: a zip archive that says what is in it and notices every changed bit.

One member a table, rows as JSON in the order of the primary key; `manifest.json` has schema,
columns, counts and a hash of each table. The archive's comment is the hash of everything before it.
Any zip program opens the file; this one refuses it when it was cut or changed anywhere.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from ifla_metrics.errors import IflaMetricsError, n_

FORMAT = 1
MANIFEST = "manifest.json"
ENDS = ".ifla-backup.zip"
BATCH = 500
"""Rows that stand in one line."""
PIECE = 1 << 20
LEVEL = 3
"""Of the compression: a third of the time of the usual one for a tenth more bytes."""
OWNER_ALONE = 0o600
_MARK = b"ifla-metrics sha256:"
_TAIL = len(_MARK) + 64

Row = Sequence[Any]


class DamagedBackup(IflaMetricsError):
    """A file is no backup of ours, or not the one that was written."""


@dataclass(frozen=True)
class Table:
    """What a backup says of one table."""

    name: str
    columns: tuple[tuple[str, str], ...]
    """Name and kind of each: `number`, `text`, `day`, `moment` (UTC), `truth` (0, 1), `bytes`."""
    rows: int
    digest: str
    """SHA-256 of the rows as written: equal on both databases for equal rows."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself."""

    format: int
    schema: str
    """The revision of the database."""
    revision: int
    made_at: str
    made_from: str
    """The kind of database."""
    tables: tuple[Table, ...]
    """In an order in which they can be filled."""
    audit_hash: str
    audit_count: int
    """Where the chain of the audit ended: its last hash and the number of its entries."""

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table.rows for table in self.tables)


class Writer:
    """Puts tables into an archive, one after the other."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.tables: list[Table] = []

    def table(self, name: str, columns: Iterable[tuple[str, str]], rows: Iterable[Row]) -> None:
        """Write a table; rows in the order of the primary key."""
        digest, count = hashlib.sha256(), 0
        with self._archive.open(_member(name), "w", force_zip64=True) as member:
            source = iter(rows)
            while batch := list(islice(source, BATCH)):
                line = json.dumps(batch, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
                digest.update(line)
                member.write(line)
                count += len(batch)
        self.tables.append(Table(name, tuple(columns), count, digest.hexdigest()))

    def manifest(
        self,
        *,
        schema: str,
        revision: int,
        made_at: str,
        made_from: str,
        audit_hash: str,
        audit_count: int,
    ) -> Manifest:
        """Write what has been written, last."""
        tables = tuple(self.tables)
        told = Manifest(
            FORMAT, schema, revision, made_at, made_from, tables, audit_hash, audit_count
        )
        self._archive.writestr(MANIFEST, json.dumps(asdict(told), indent=1))
        return told


@contextmanager
def written(path: Path) -> Iterator[Writer]:
    """Give a writer of a file that its owner alone can read; it is whole only at the end.

    Raises:
        FileExistsError: There is a file of that name: a backup never takes another one's place.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, OWNER_ALONE)
    try:
        with os.fdopen(handle, "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
                yield Writer(archive)
                archive.comment = _MARK + b"0" * 64
            size = file.seek(0, os.SEEK_END)
            digest = _digest(file, size - _TAIL)
            file.seek(size - 64)
            file.write(digest.encode())
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink()
        raise


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """Give a reader of a backup whose every bit is as it was written.

    Raises:
        DamagedBackup: It was cut or changed, is something else, or is of a newer program.
        OSError: There is no such file.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        file.seek(max(0, size - _TAIL))
        tail = file.read()
        if not tail.startswith(_MARK):
            raise DamagedBackup(
                n_("'{file}' is no backup of this program, or it was cut: nothing was changed."),
                file=path.name,
            )
        if tail[len(_MARK) :] != _digest(file, size - _TAIL).encode():
            raise DamagedBackup(
                n_("'{file}' is not as it was written: it is damaged. Nothing was changed."),
                file=path.name,
            )
        with zipfile.ZipFile(file) as archive:
            yield Reader(archive, path.name)


class Reader:
    """Gives what is in an archive."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive, self.name = archive, name
        told = json.loads(archive.read(MANIFEST))
        if told["format"] != FORMAT:
            raise newer(name)
        tables = tuple(
            Table(t["name"], tuple((c, k) for c, k in t["columns"]), t["rows"], t["digest"])
            for t in told["tables"]
        )
        self.manifest = Manifest(**{**told, "tables": tables})

    def rows(self, table: Table) -> Iterator[list[Any]]:
        """Give the rows of a table, and notice at its end when they are not those written.

        Raises:
            DamagedBackup: Count or hash differ from what the manifest says.
        """
        digest, count = hashlib.sha256(), 0
        with self._archive.open(_member(table.name)) as member:
            try:
                for line in member:
                    digest.update(line)
                    batch = json.loads(line)
                    count += len(batch)
                    yield from batch
            except (zipfile.BadZipFile, zlib.error, ValueError) as reason:
                raise self._differs(table) from reason
        if (count, digest.hexdigest()) != (table.rows, table.digest):
            raise self._differs(table)

    def _differs(self, table: Table) -> DamagedBackup:
        return DamagedBackup(
            n_("'{file}': the rows of {table} are not those written. Nothing was changed."),
            file=self.name,
            table=table.name,
        )


def newer(name: str) -> DamagedBackup:
    """Return the fault of a backup that this program is too old for."""
    return DamagedBackup(
        n_("'{file}' was written by a newer program: update this one. Nothing was changed."),
        file=name,
    )


def _member(table: str) -> str:
    return f"tables/{table}.jsonl"


def _digest(file: Any, size: int) -> str:
    """Return the hash of the first `size` bytes of a file."""
    digest = hashlib.sha256()
    file.seek(0)
    while size > 0 and (piece := file.read(min(PIECE, size))):
        digest.update(piece)
        size -= len(piece)
    return digest.hexdigest()
