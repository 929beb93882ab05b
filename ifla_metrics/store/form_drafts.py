"""Unfinished forms, saved while they are typed. Only their author can read them."""

from dataclasses import asdict, dataclass, field, fields
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right
from ifla_metrics.errors import NotAllowed, Refused, n_
from ifla_metrics.models.base import table_of
from ifla_metrics.models.system_tables import MAX_FORM_LENGTH, FormDraftRow
from ifla_metrics.store.as_of import now
from ifla_metrics.store.audit import writes

_FORM = table_of(FormDraftRow)


@dataclass(frozen=True)
class FormDraft:
    """An unfinished form."""

    key: str
    content: str
    """The typed values as JSON."""
    kind: str = "activity"
    subject: str = ""
    """The entry that is amended; empty for a new one."""
    base_version: int | None = None
    saved_at: datetime = field(default_factory=now)


@writes(Right.RECORD, "activity", groups="actor.groups", bump_revision=False)
def save_form(connection: Connection, form: FormDraft, *, actor: Actor) -> None:
    """Save a form, replacing one with the same key; raises Refused if it is too long."""
    if len(form.content) > MAX_FORM_LENGTH:
        raise Refused(n_("The form is too long to be saved as a draft; please shorten its texts."))
    _require_own(connection, form.key, actor)
    connection.execute(sa.delete(_FORM).where(_FORM.c.key == form.key))
    connection.execute(sa.insert(_FORM), {**asdict(form), "person": actor.name})


@writes(Right.RECORD, "activity", groups="actor.groups", bump_revision=False)
def discard_form(connection: Connection, key: str, *, actor: Actor) -> None:
    """Delete a form, if it exists."""
    _require_own(connection, key, actor)
    connection.execute(sa.delete(_FORM).where(_FORM.c.key == key))


def unfinished_forms(connection: Connection, *, actor: Actor) -> list[FormDraft]:
    """Return a person's unfinished forms, newest first."""
    c = _FORM.c
    statement = (
        sa.select(*(c[column.name] for column in fields(FormDraft)))
        .where(c.person == actor.name)
        .order_by(c.saved_at.desc(), c.key)
    )
    return [FormDraft(*row) for row in connection.execute(statement)]


def _require_own(connection: Connection, key: str, actor: Actor) -> None:
    """Raise NotAllowed if the form belongs to another person."""
    person = connection.execute(sa.select(_FORM.c.person).where(_FORM.c.key == key)).scalar()
    if person not in (None, actor.name):
        raise NotAllowed(n_("This form belongs to another person."))
