"""Editions: what was printed, kept as it was. Frozen once, read for ever, corrected by another."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from secrets import token_hex

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right, require
from ifla_metrics.errors import InvalidRecord, UnknownCode, n_
from ifla_metrics.models import edition_tables as tables
from ifla_metrics.models.edition_drafts import EditionDraft, FrozenFigure, FrozenFile
from ifla_metrics.models.schema import table_of
from ifla_metrics.store.as_of import now
from ifla_metrics.store.audit import audit, audit_refusals
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.database import Target, writing
from ifla_metrics.store.kinds import next_ids
from ifla_metrics.store.revision_row import revision
from ifla_metrics.text import clean, clean_line

_EDITION = table_of(tables.EditionRow)
_FIGURE = table_of(tables.EditionFigureRow)
_FILE = table_of(tables.EditionFileRow)
_HEAD = tuple(
    _EDITION.c[name]
    for name in (
        "uid",
        "name",
        "note",
        "framework",
        "period",
        "known_on",
        "language",
        "template",
        "frozen_at",
        "frozen_by",
        "corrects",
    )
)


@dataclass(frozen=True)
class Edition:
    """A frozen edition without its figures and files."""

    uid: str
    name: str
    note: str
    framework: str
    period: str
    known_on: date
    language: str
    template: str
    frozen_at: datetime
    frozen_by: str
    corrects: str | None


@audit_refusals(Right.FREEZE_EDITION, "edition", "draft.name")
def freeze_edition(
    target: Target, draft: EditionDraft, *, actor: Actor, key: str | None = None
) -> str:
    """Keep an edition and return its uid; the same key again gives the edition that is there.

    Raises:
        NotAllowed, UnknownCode, InvalidRecord: Nothing was kept.
    """
    require(actor, Right.FREEZE_EDITION)
    name = clean_line(draft.name)
    if not 3 <= len(name) <= 200:
        raise InvalidRecord(n_("An edition has a name of 3 to 200 letters."))
    if not draft.figures:
        raise InvalidRecord(n_("An edition has at least one figure."))
    with writing(target, actor=actor, moves=False) as connection:
        if done := _already(connection, key):
            return done
        catalogue(connection).framework(draft.framework)
        if draft.corrects:
            _one(connection, draft.corrects)
        [id_] = next_ids(connection, _EDITION, 1)
        uid, at = token_hex(16), now()
        connection.execute(
            sa.insert(_EDITION),
            {
                "id": id_,
                "uid": uid,
                "name": name,
                "note": clean(draft.note),
                "framework": draft.framework,
                "period": draft.period,
                "known_on": draft.known_on,
                "language": draft.language,
                "template": draft.template,
                "texts": draft.texts,
                "revision": revision(connection),
                "frozen_at": at,
                "frozen_by": actor.name,
                "corrects": draft.corrects or None,
                "idempotency_key": key,
            },
        )
        connection.execute(
            sa.insert(_FIGURE),
            [
                {
                    "edition_id": id_,
                    "position": place,
                    "figure_id": figure.id,
                    "title": figure.title,
                    "content": figure.content,
                }
                for place, figure in enumerate(draft.figures)
            ],
        )
        for file in draft.files:
            _keep(connection, id_, file)
        audit(connection, actor, Right.FREEZE_EDITION, "edition", uid, reason=name, at=at)
        return uid


def _already(connection: Connection, key: str | None) -> str | None:
    if key is None:
        return None
    c = _EDITION.c
    return connection.execute(sa.select(c.uid).where(c.idempotency_key == key)).scalar()


def _keep(connection: Connection, edition: int, file: FrozenFile) -> None:
    if not 0 < len(file.content) <= tables.LARGEST:
        raise InvalidRecord(
            n_("{name} has {size} MB; a file of an edition has up to {most} MB."),
            name=file.name,
            size=round(len(file.content) / 1e6, 1),
            most=tables.LARGEST // 1_000_000,
        )
    connection.execute(
        sa.insert(_FILE),
        {
            "edition_id": edition,
            "name": clean_line(file.name),
            "media_type": file.media_type,
            "size": len(file.content),
            "digest": hashlib.sha256(file.content).hexdigest(),
            "content": file.content,
        },
    )


def editions(connection: Connection, *, framework: str = "") -> list[Edition]:
    """Return the editions, the newest first."""
    statement = sa.select(*_HEAD).order_by(_EDITION.c.id.desc())
    if framework:
        statement = statement.where(_EDITION.c.framework == framework)
    return [Edition(*row) for row in connection.execute(statement)]


def edition(connection: Connection, uid: str) -> Edition:
    """Return one edition; raises UnknownCode when there is none."""
    row = connection.execute(sa.select(*_HEAD).where(_EDITION.c.uid == uid)).first()
    if row is None:
        raise UnknownCode("edition", uid)
    return Edition(*row)


def figures_of(connection: Connection, uid: str) -> list[FrozenFigure]:
    """Return the figures of an edition in their order."""
    c = _FIGURE.c
    rows = connection.execute(
        sa.select(c.figure_id, c.title, c.content)
        .where(c.edition_id == _one(connection, uid))
        .order_by(c.position)
    )
    return [FrozenFigure(*row) for row in rows]


def printed(connection: Connection, figure_ids: Sequence[str]) -> dict[str, FrozenFigure]:
    """Return figures by id as the newest edition that has each printed them."""
    c = _FIGURE.c
    rows = connection.execute(
        sa.select(c.figure_id, c.title, c.content)
        .where(c.figure_id.in_(list(figure_ids)))
        .order_by(c.edition_id)
    )
    return {row[0]: FrozenFigure(*row) for row in rows}


def printed_in(connection: Connection, figure_ids: Sequence[str]) -> dict[str, Edition]:
    """Return by figure id the newest edition that has printed it."""
    c = _FIGURE.c
    rows = connection.execute(
        sa.select(c.figure_id, *_HEAD)
        .join_from(_FIGURE, _EDITION, _EDITION.c.id == c.edition_id)
        .where(c.figure_id.in_(list(figure_ids)))
        .order_by(c.edition_id)
    )
    return {row[0]: Edition(*row[1:]) for row in rows}


def files_of(connection: Connection, uid: str) -> list[tuple[str, str, int]]:
    """Return (name, media type, bytes) of an edition's files."""
    c = _FILE.c
    rows = connection.execute(
        sa.select(c.name, c.media_type, c.size)
        .where(c.edition_id == _one(connection, uid))
        .order_by(c.name)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def file_of(connection: Connection, uid: str, name: str) -> FrozenFile:
    """Return a file as it was frozen; raises UnknownCode when there is none of this name."""
    c = _FILE.c
    row = connection.execute(
        sa.select(c.name, c.media_type, c.content).where(
            c.edition_id == _one(connection, uid), c.name == name
        )
    ).first()
    if row is None:
        raise UnknownCode("file", name, (held[0] for held in files_of(connection, uid)))
    return FrozenFile(row[0], row[1], bytes(row[2]))


def _one(connection: Connection, uid: str) -> int:
    found = connection.execute(sa.select(_EDITION.c.id).where(_EDITION.c.uid == uid)).scalar()
    if found is None:
        raise UnknownCode("edition", uid)
    return int(found)
