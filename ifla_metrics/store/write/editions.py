"""Editions (reports as printed), what was recorded since then, and saved report templates.

A frozen edition never changes; a correction is another edition.
"""

from collections.abc import Sequence
from secrets import token_hex

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right
from ifla_metrics.choices import Choices
from ifla_metrics.errors import Refused, UnknownCode, n_
from ifla_metrics.models import editions as tables
from ifla_metrics.models.base import table_of
from ifla_metrics.models.editions import (
    ChangedEntry,
    EditionDraft,
    EditionRow,
    FrozenFigure,
    PrintedFigure,
)
from ifla_metrics.models.log_tables import ACTIVITY_VERSION
from ifla_metrics.periods import Period
from ifla_metrics.store.as_of import end_of, now
from ifla_metrics.store.audit import audit, writes
from ifla_metrics.store.catalogue import read_catalogue
from ifla_metrics.store.database import next_ids
from ifla_metrics.store.kinds import ALL_KINDS, AnyKind
from ifla_metrics.store.read.reading import resolve_request
from ifla_metrics.text import clean, clean_line

_EDITION = table_of(EditionRow)
_FIGURE = table_of(tables.EditionFigureRow)
_FILE = table_of(tables.EditionFileRow)
LONGEST_TEMPLATE = 200_000
_TEMPLATE = table_of(tables.ReportTemplateRow)
DECISION_COLUMN = {"sent": "returned_at", "approved": "approved_at"}
"""The decision that changes figures, by what the strategy counts."""


@writes(Right.FREEZE_EDITION, "edition", "draft.name", bump_revision=False)
def freeze_edition(
    connection: Connection, draft: EditionDraft, *, actor: Actor, key: str | None = None
) -> str:
    """Save an edition and return its uid. The same key again returns the existing edition."""
    same = sa.select(_EDITION.c.uid).where(_EDITION.c.idempotency_key == key)
    if key is not None and (existing := connection.execute(same).scalar()):
        return str(existing)
    read_catalogue(connection).framework(draft.framework)
    if draft.corrects:
        edition(connection, draft.corrects)
    [id_] = next_ids(connection, _EDITION, 1)
    uid = token_hex(16)
    values = {c.name: vars(draft)[c.name] for c in _EDITION.c if c.name in vars(draft)}
    values |= {"name": clean_line(draft.name), "note": clean(draft.note)}
    values |= {"frozen_at": now(), "frozen_by": actor.name, "idempotency_key": key}
    connection.execute(sa.insert(_EDITION), {**values, "id": id_, "uid": uid})
    connection.execute(
        sa.insert(_FIGURE),
        [
            {**vars(figure), "edition_id": id_, "position": position}
            for position, figure in enumerate(draft.figures)
        ],
    )
    connection.execute(
        sa.insert(_FILE),
        [{**vars(file), "edition_id": id_, "size": len(file.content)} for file in draft.files],
    )
    audit(connection, actor, Right.FREEZE_EDITION, "edition", uid, reason=values["name"])
    return uid


def editions(connection: Connection) -> list[EditionRow]:
    """Return the editions, newest first."""
    newest_first = sa.select(_EDITION).order_by(_EDITION.c.id.desc())
    return [EditionRow(**row) for row in connection.execute(newest_first).mappings()]


def edition(connection: Connection, uid: str) -> EditionRow:
    """Return one edition; raises UnknownCode if there is none."""
    row = connection.execute(sa.select(_EDITION).where(_EDITION.c.uid == uid)).mappings().first()
    if row is None:
        raise UnknownCode(n_("edition"), uid)
    return EditionRow(**row)


def printed_figures(
    connection: Connection, *, uid: str = "", figure_ids: Sequence[str] = ()
) -> list[PrintedFigure]:
    """Return the figures of an edition, or the newest printed version of each figure id."""
    c = _FIGURE.c
    condition = _EDITION.c.uid == uid if uid else c.figure_id.in_(list(figure_ids))
    rows = connection.execute(
        sa.select(c.figure_id, c.title, c.content, _EDITION.c.uid)
        .join_from(_FIGURE, _EDITION, _EDITION.c.id == c.edition_id)
        .where(condition)
        .order_by(c.edition_id, c.position)
    )
    newest = {row[0]: (FrozenFigure(*row[:3]), row.uid) for row in rows}
    return list(newest.values())


def files_of(connection: Connection, uid: str) -> list[tuple[str, str]]:
    """Return name and media type of each file of an edition."""
    c = _FILE.c
    rows = connection.execute(
        sa.select(c.name, c.media_type).where(c.edition_id == _id_of(uid)).order_by(c.name)
    )
    return [(row[0], row[1]) for row in rows]


def file_content(connection: Connection, uid: str, name: str) -> bytes:
    """Return the content of a file of an edition."""
    c = _FILE.c
    statement = sa.select(c.content).where(c.edition_id == _id_of(uid), c.name == name)
    return bytes(connection.execute(statement).scalar_one())


def _id_of(uid: str) -> sa.ScalarSelect[int]:
    return sa.select(_EDITION.c.id).where(_EDITION.c.uid == uid).scalar_subquery()


# What was recorded since


def earlier_day(connection: Connection, choices: Choices) -> str:
    """Return the meeting or day that figures of a reader's choices compare with; "" if none.

    "As known now" they would compare with the last meeting instead.
    """
    previous = resolve_request(connection, choices, compared=True).previous
    return (previous.moment.meeting or previous.moment.known_on.isoformat()) if previous else ""


def changes_since(connection: Connection, uid: str) -> list[ChangedEntry]:
    """Return entries recorded or decided since an edition that can change it, newest first.

    These are activities that begin in its period, or did so in the version before, and records of
    its strategy up to the end of the period.
    """
    printed, catalogue = edition(connection, uid), read_catalogue(connection)
    since = min(printed.frozen_at, end_of(printed.known_on))
    period = catalogue.framework_at(printed.framework, since).period(printed.period)
    column = DECISION_COLUMN[catalogue.settings[printed.framework].counts]
    changes = []
    for kind in ALL_KINDS.values():
        c = kind.table.c
        # Documented entries are approved when they are recorded: that is no decision.
        is_decision = c[column] > c.recorded_at
        at = sa.case((is_decision, c[column]), else_=c.recorded_at)
        statement = (
            sa.select(c.uid, kind.title, c.version, at, c.provenance)
            .where(at >= since, _concerns(kind, printed.framework, period))
            .order_by(at.desc(), c.id.desc())
        )
        rows = connection.execute(statement)
        changes += [ChangedEntry(kind.name, kind.frame, *row) for row in rows]
    return sorted(changes, key=lambda change: change.at, reverse=True)


def _concerns(kind: AnyKind, framework: str, period: Period) -> sa.ColumnElement[bool]:
    """Return the condition for versions that can change figures of a period."""
    c, days = kind.table.c, (period.starts_on, period.ends_on)
    if kind.table is not ACTIVITY_VERSION:
        in_time = sa.or_(kind.day.is_(None), kind.day <= period.ends_on)
        return sa.and_(c.framework == framework, in_time)
    previous = ACTIVITY_VERSION.alias("previous")
    began_in_period = sa.exists().where(
        previous.c.uid == c.uid,
        previous.c.version == c.version - 1,
        previous.c.started_on.between(*days),
    )
    return sa.or_(c.started_on.between(*days), began_in_period)


# Saved report templates


@writes(Right.SAVE_TEMPLATE, "report_template", "name", bump_revision=False)
def save_template(
    connection: Connection, name: str, text: str, *, replaces: bool = False, actor: Actor
) -> None:
    """Save a report template; raises Refused if the name is taken, unless `replaces` is set."""
    clean_name = clean_line(name)
    if not clean_name or len(clean_name) > 100 or len(text) > LONGEST_TEMPLATE:
        raise Refused(
            n_("A name has 1 to 100 characters, and a template at most {n} characters."),
            n=LONGEST_TEMPLATE,
        )
    same = _TEMPLATE.c.name == clean_name
    changed = connection.execute(sa.update(_TEMPLATE).where(same).values(text=text)).rowcount
    if changed and not replaces:
        raise Refused(
            n_("A template is already called “{name}”. Choose another name, or replace it."),
            name=clean_name,
        )
    if not changed:
        connection.execute(sa.insert(_TEMPLATE), {"name": clean_name, "text": text})
    audit(connection, actor, Right.SAVE_TEMPLATE, "report_template", clean_name)


@writes(Right.REMOVE_TEMPLATE, "report_template", "name", bump_revision=False)
def remove_template(connection: Connection, name: str, *, actor: Actor) -> None:
    """Remove a saved template; raises UnknownCode if there is none of this name."""
    clean_name = clean_line(name)
    if not connection.execute(sa.delete(_TEMPLATE).where(_TEMPLATE.c.name == clean_name)).rowcount:
        raise UnknownCode(n_("template"), clean_name, templates(connection))
    audit(connection, actor, Right.REMOVE_TEMPLATE, "report_template", clean_name)


def templates(connection: Connection) -> dict[str, str]:
    """Return the texts of the saved templates by name."""
    rows = connection.execute(sa.select(_TEMPLATE.c.name, _TEMPLATE.c.text).order_by("name"))
    return {row.name: row.text for row in rows}
